#include <algorithm>

#include "knowledge/nginx.h"
#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/nginx_configuration.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::semicolon_missing {

/// The parameter that is the directive of the next line; null when every one may be meant.
static const nginx::Word* swallowed(const nginx::Directive& directive, const Report& report) {
  if (is_one_of("log_format map geo types split_clients charset_map set if", directive.name)) return nullptr;
  std::uint32_t end = directive.name_span.end;
  for (const nginx::Word& word : directive.parameters) {
    const Span between{directive.name_span.file, end, word.span.begin};
    const bool is_on_new_line = between.begin < between.end && contains(report.text(between), "\n");
    end = word.span.end;
    const knowledge::NginxDirective* const known =
        is_on_new_line && !word.quoted ? knowledge::nginx_directive(word.text) : nullptr;
    // One that could stand where the first one does.
    if (known != nullptr && word.text.size() > 2) return &word;
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  const NginxConfiguration& configuration = once<nginx_configuration>(report, service);
  if (configuration.files.empty()) return report.skip();
  for (const NginxFile& item : configuration.files) {
    if (item.context.empty()) continue;
    for (const nginx::Directive* const directive : item.file->nginx->directives) {
      if (context_within(*directive->parent, item.context).empty()) continue;
      const nginx::Word* const next = swallowed(*directive, report);
      if (next == nullptr) continue;
      report
          .at(directive->name_span,
              "`{}` has no `;` at its end, so that nginx takes `{}` of the next line for a part of it", directive->name,
              next->text)
          .note(next->span, "The next directive begins here");
      return;
    }
  }
}

extern const Rule rule = {
    .code = "SW4797",
    .summary = "Directive of nginx without its semicolon",
    .why = "nginx reads on to the next semicolon and ends with `invalid number of arguments` or `unknown directive`.",
    .remedy = "End the directive with `;`.",
    .references = "https://nginx.org/en/docs/beginners_guide.html#conf_structure",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::semicolon_missing
