#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "nginx/ast.h"
#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::forwarded_path_not_served {

/// Of the prefix of a location and the address that it is forwarded to, what the program is asked for in place of the
/// prefix.
struct Forwarding {
  const nginx::Directive* pass = nullptr;
  std::string_view prefix;  ///< "/api/"
  std::string_view asked;   ///< "/api/" without a path in the address, else that path.
};

static std::optional<Forwarding> forwarding_of(const nginx::Directive& pass) {
  const nginx::Directive* const location = pass.parent;
  if (location == nullptr || location->name != "location" || location->child("rewrite") != nullptr) return std::nullopt;
  std::string_view prefix = location->parameter(0);
  if (location->parameters.size() == 2 && prefix == "^~")
    prefix = location->parameter(1);
  else if (location->parameters.size() != 1)
    return std::nullopt;
  if (!prefix.starts_with('/') || prefix == "/") return std::nullopt;
  const std::string_view target = pass.parameter(0);
  if (contains(target, "$")) return std::nullopt;
  const std::size_t scheme = target.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const std::size_t path = target.find('/', scheme + 3);
  return Forwarding{&pass, prefix, path == std::string_view::npos ? prefix : target.substr(path)};
}

/// Whether a route may answer something below a prefix.
static bool is_below(const code::Route& route, std::string_view prefix) {
  const std::string_view path = route.path;
  if (route.match == code::RouteMatch::files || path.ends_with("*")) {
    const std::string_view fixed = before(path, '*');
    if (prefix.starts_with(fixed)) return true;
  }
  // Segments that take anything.
  const std::string_view fixed = before(path, ':');
  if (fixed.size() < path.size() && prefix.starts_with(fixed)) return true;
  if (path.starts_with(prefix)) return true;
  return prefix.ends_with('/') && path == prefix.substr(0, prefix.size() - 1);
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.kind != project::ReferenceKind::nginx || reference.to == nullptr || reference.file == nullptr ||
        reference.variable != "proxy_pass")
      continue;
    const project::Application* const application = project::application(report.project(), *reference.to);
    if (application == nullptr || !application->program.doubt.empty() || application->program.routes.empty() ||
        !application->program.path_variables.empty())
      continue;
    for (const nginx::Directive* const pass : reference.file->nginx->directives) {
      if (pass->name != "proxy_pass" || pass->parameters.empty() || reference.span.begin < pass->span.begin ||
          reference.span.end > pass->span.end)
        continue;
      const std::optional<Forwarding> found = forwarding_of(*pass);
      if (!found.has_value()) continue;
      asks = true;
      const std::vector<code::Route>& routes = application->program.routes;
      const auto below = [&](std::string_view prefix) {
        return std::ranges::count_if(routes, [&](const code::Route& route) { return is_below(route, prefix); });
      };
      const bool stripped = found->asked != found->prefix;
      const auto own = below(found->prefix);
      if (!stripped) {
        if (own > 0) continue;
        report
            .at(pass->span, "`{}` is asked for `{}...`, below which it serves nothing; end the address with `/`",
                reference.to->name, found->prefix)
            .note(routes.front().span, "This is what it serves");
        return;
      }
      // Cut off, though the program's own paths begin with it.
      if (own == 0 || found->asked != "/") continue;
      const auto others = std::ranges::count_if(routes, [&](const code::Route& route) {
        return route.span.valid() && !is_below(route, found->prefix) && route.path != "/" &&
               !contains(route.path, "doc") && !contains(route.path, "openapi") && !contains(route.path, "health") &&
               !contains(route.path, "metrics") && !contains(route.path, "ready") && !contains(route.path, "live");
      });
      if (others > 0) continue;
      const auto route =
          std::ranges::find_if(routes, [&](const code::Route& each) { return is_below(each, found->prefix); });
      report
          .at(pass->span, "The `/` at the end cuts `{}` off, which the routes of `{}` begin with; leave it out",
              found->prefix, reference.to->name)
          .note(route->span, "One of its routes");
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5105",
    .summary = "Path that the program behind nginx does not serve",
    .why = "Every request of that location gets 404 from the program.",
    .remedy =
        "With a path behind the host (`http://api:8000/`) nginx puts that in place of the location's prefix; without "
        "one it hands on the path as it came. Choose what the program's routes are written for.",
    .references = "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "forward paths that the program serves",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::forwarded_path_not_served
