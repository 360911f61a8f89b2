#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/browser_addresses.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::browser_address_is_loopback {

/// Whether the code asks for a variable where it has made sure that it does not run in production:
/// `production ? "/api" : process.env.NEXT_PUBLIC_API`.
static bool is_for_development(const project::Project& project, const project::Service& service,
                               std::string_view name) {
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr) return false;
  constexpr std::size_t near = 120;
  bool found = false;
  for (const FileId source : code->sources) {
    // Generators of code and bundlers are no part of what browsers load.
    const std::string_view file = base_name(project.sources[source].path());
    if (file.starts_with("codegen") || contains(file, ".config.")) continue;
    const std::string_view text = project.sources[source].text();
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
      const std::size_t begin = at < near ? 0 : at - near;
      const std::string_view before = text.substr(begin, at - begin);
      if (!contains(before, "prod") || !contains(before, "?") || !contains(before, ":")) return false;
      found = true;
    }
  }
  return found;
}

static void check(const project::Service& service, Report& report) {
  if (service.stack->role != project::Role::production) return report.skip();
  const std::vector<BrowserAddress> addresses = browser_addresses(report.project(), service);
  if (addresses.empty()) return report.skip();
  for (const BrowserAddress& each : addresses) {
    if (!each.built_in || !is_one_of("localhost 127.0.0.1 [::1]", each.address.host) ||
        is_for_development(report.project(), service, each.name))
      continue;
    Builder finding = report.at(
        each.span, "`{}` is written into what browsers load, and sends every visitor to their own machine", each.name);
    // A value of the template is there to be replaced.
    if (!each.settled) finding.confidence(Confidence::possible).severity(Severity::low);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4672",
    .summary = "Address for browsers that is the visitor's own machine",
    .why =
        "The bundle works in a browser on the server itself, where it was tried. Everybody else's browser asks its own "
        "machine, and pages stay empty.",
    .remedy = "Give the public address when the image is built, or a path of the same host (`/api`) behind a proxy.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::browser_address_is_loopback
