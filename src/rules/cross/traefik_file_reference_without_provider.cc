#include <optional>
#include <string>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::traefik_file_reference_without_provider {

/// The word of an entry point's option that names something of a file: `--entrypoints.web.http.tls.options=x@file`.
static void check_entry_points(const project::Service& traefik, Report& report) {
  const compose::Command& given = traefik.definition->command;
  for (std::size_t at = 0; at < given.words.size(); ++at) {
    const std::string_view word = given.words[at];
    const std::string_view option = before(word, '=');
    if (option.size() == word.size() || !ascii::lowered(option).starts_with("--entrypoints.")) continue;
    for (const std::string_view name : listed_names(word.substr(option.size() + 1))) {
      if (!name.ends_with("@file")) continue;
      const Span place =
          at < given.word_spans.size() && given.word_spans[at].valid() ? given.word_spans[at] : given.span();
      report.at(place, "`{}` reads no file, so nothing is `{}`, and every router of the entry point fails",
                traefik.name, name);
      return;
    }
  }
}

static void check_labels(const project::Service& service, const Traefik& traefik, Report& report) {
  for (const TraefikLabel& label : traefik_labels(service)) {
    if (label.section != "routers" || (label.key != "tls.options" && label.key != "service")) continue;
    if (!label.value.ends_with("@file")) continue;
    report
        .at(label.span, "Traefik reads no file, so nothing is `{}`, and the router `{}` answers 404", label.value,
            label.name)
        .note(traefik.service->span, "This is the Traefik of the stack");
  }
}

static void check(const project::Stack& stack, Report& report) {
  const std::optional<Traefik> traefik = traefik_of(report.project(), stack);
  if (!traefik.has_value() || !traefik->settings_known || !traefik->files_known || traefik->reads_files)
    return report.skip();
  if (traefik->service->command.from == project::Provenance::compose) check_entry_points(*traefik->service, report);
  for (const project::Service* const service : stack.services)
    if (service->active) check_labels(*service, *traefik, report);
}

extern const Rule rule = {
    .code = "SW4760",
    .summary = "Traefik setting of a file that Traefik does not read",
    .why =
        "Traefik refuses every router that names TLS options or a service which does not exist: each request to it "
        "ends in 404.",
    .remedy = "Switch the file provider on and mount the file that defines the name, or leave the setting out.",
    .references = "https://doc.traefik.io/traefik/reference/install-configuration/providers/others/file/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::traefik_file_reference_without_provider
