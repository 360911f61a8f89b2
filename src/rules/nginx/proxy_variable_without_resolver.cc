#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "nginx/ast.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/nginx_configuration.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::proxy_variable_without_resolver {

/// What `set $name ...` of the same or an outer block gives.
static std::string_view value_of(const nginx::Directive& directive, std::string_view variable) {
  for (const nginx::Directive* block = directive.parent; block != nullptr; block = block->parent)
    for (const nginx::Directive* const child : block->children)
      if (child->name == "set" && child->parameter(0) == before(variable, ':')) return child->parameter(1);
  return {};
}

static bool is_address(std::string_view name) {
  return name.find_first_not_of("0123456789.") == std::string_view::npos;
}

static bool is_upstream(const std::vector<const project::File*>& files, std::string_view name) {
  return std::ranges::any_of(files, [&](const project::File* file) {
    return std::ranges::any_of(file->nginx->directives, [&](const nginx::Directive* directive) {
      return directive->name == "upstream" && directive->parameter(0) == name;
    });
  });
}

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  const bool all_known = once<nginx_configuration>(report, service).complete;
  const std::vector<const project::File*> files = project::nginx_files(report.project(), service);
  bool asks = false;
  for (const project::File* const file : files)
    for (const nginx::Directive* const directive : file->nginx->directives) {
      if (directive->name != "proxy_pass" && directive->name != "fastcgi_pass" && directive->name != "grpc_pass")
        continue;
      const std::string_view target = directive->parameter(0);
      const std::size_t dollar = target.find('$');
      if (dollar == std::string_view::npos || contains(target, "${")) continue;
      const std::string_view host = contains(target, "://") ? target.substr(target.find("://") + 3) : target;
      // A variable in the path alone makes nginx resolve the name at run time as well, but not one of an address.
      std::string_view name = host.starts_with('$') ? value_of(*directive, before(host, '/')) : std::string_view();
      if (name.empty()) continue;
      if (contains(name, "://")) name = name.substr(name.find("://") + 3);
      name = before(before(name, '/'), ':');
      if (name.empty() || contains(name, "$") || is_address(name) || is_upstream(files, name)) continue;
      asks = true;
      if (directive->parent != nullptr && directive->parent->inherited("resolver") != nullptr) continue;
      if (std::ranges::any_of(files, [&](const project::File* other) {
            return std::ranges::any_of(other->nginx->directives, [&](const nginx::Directive* each) {
              return each->name == "resolver" || (each->name == "include" && !all_known);
            });
          }))
        continue;
      report
          .at(directive->span, "`{}` is looked up at every request, for which nginx has no `resolver`; add 127.0.0.11",
              name)
          .note(service.span, "This nginx loads the file");
      return;
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5101",
    .summary = "Upstream in a variable without a resolver",
    .why =
        "nginx looks up a name in a variable at every request, and only with a `resolver`: without one every request "
        "ends in 502.",
    .remedy = "Add `resolver 127.0.0.11;`, the engine's name server, or write the name into `proxy_pass`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::proxy_variable_without_resolver
