#include <algorithm>
#include <string_view>

#include "project/code_signs.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/upstreams.h"
#include "rules/lib/browser_addresses.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::browser_address_names_service {

/// `vite.config.ts`: it tells the server for developers where to forward.
static bool has_server_configuration(const project::Project& project, const project::ReadFolder& code) {
  return std::ranges::any_of(project.children(code.path), [](std::string_view path) {
    const std::string_view name = project::base_name(path);
    return name.starts_with("vite.config.") || name.starts_with("vue.config.");
  });
}

/// Whether the code of a service uses a variable on its server alone: in the configuration of the framework, or behind
/// `typeof window`.
static bool is_for_server_alone(const project::Project& project, const project::Service& service,
                                std::string_view variable) {
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr || !code->whole) return false;
  // Where no page names it, it is for the configuration of the server for developers, which is not read.
  bool asks = has_server_configuration(project, *code);
  for (const FileId source : code->sources) {
    const std::string_view text = project.sources[source].text();
    const std::string_view file = project::base_name(project.sources[source].path());
    for (std::size_t at = text.find(variable); at != std::string_view::npos; at = text.find(variable, at + 1)) {
      if (file.starts_with("next.config.") || file.starts_with("middleware.")) continue;
      if (file.ends_with(".d.ts")) continue;
      const std::size_t begin = text.rfind('\n', at) + 1;
      if (!contains(text.substr(begin, std::min(text.find('\n', at), text.size()) - begin), "typeof window"))
        return false;
      asks = true;
    }
  }
  return asks;
}

static void check(const project::Service& service, Report& report) {
  // Tests that run in a container beside it resolve the name.
  const bool for_developers =
      service.stack->role == project::Role::development || service.stack->role == project::Role::test;
  const std::vector<BrowserAddress> addresses = browser_addresses(report.project(), service);
  if (addresses.empty()) return report.skip();
  for (const BrowserAddress& each : addresses) {
    if (contains(each.address.host, ".")) continue;
    const project::Service* const other = project::service_named(service, each.address.host);
    if (other == nullptr || contains(each.name, "INTERNAL") || contains(each.name, "SERVER") ||
        contains(each.name, "PROXY") || is_for_server_alone(report.project(), service, each.name))
      continue;
    const bool built_in = each.built_in && !for_developers;
    report
        .at(each.span, "`{}` reaches browsers, which cannot resolve `{}`; give the address that visitors use",
            each.name, each.address.host)
        .confidence(built_in ? Confidence::likely : Confidence::possible)
        // What the image of somebody else does with the variable at its start is not known.
        .severity(built_in         ? Severity::high
                  : service.builds ? Severity::medium
                                   : Severity::low)
        .note(other->span, "`{}` is a name of the stack's network alone", each.address.host);
  }
}

extern const Rule rule = {
    .code = "SW4584",
    .summary = "Address for browsers that only containers resolve",
    .why = "Service names exist on the stack's network; a visitor's browser asks its own DNS and finds nothing.",
    .remedy = "Give the public address, or a path of the same host (`/api`) that the proxy forwards.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::browser_address_names_service
