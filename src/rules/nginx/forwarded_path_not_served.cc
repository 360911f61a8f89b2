#include "rules/rule.h"

#include <algorithm>
#include <string_view>

#include "project/application.h"
#include "project/model.h"
#include "rules/lib/forwarded_paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::forwarded_path_not_served {

using By = ForwardedPath::By;

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

/// Where a route stands; routes of a framework's own stand nowhere.
static Span place_of(const code::Route& route, const ForwardedPath& path) {
  return route.span.valid() ? route.span : path.to->span;
}

static void report_kept(const ForwardedPath& path, const code::Route& shown, Report& report) {
  const std::string_view name = path.to->name;
  (path.by == By::nginx
       ? report.at(path.span, "`{}` is asked for `{}...`, below which it serves nothing; end the address with `/`",
                   name, path.prefix)
   : path.by == By::caddy
       ? report.at(path.span, "`{}` is asked for `{}...`, below which it serves nothing; `handle_path` cuts that off",
                   name, path.prefix)
       : report.at(path.span, "`{}` is asked for `{}...`, below which it serves nothing; `stripPrefix` cuts that off",
                   name, path.prefix))
      .note(place_of(shown, path), "This is what it serves");
}

static void report_cut_off(const ForwardedPath& path, const code::Route& shown, Report& report) {
  (path.by == By::nginx
       ? report.at(path.span, "The `/` at the end cuts `{}` off, which the routes of `{}` begin with; leave it out",
                   path.prefix, path.to->name)
       : report.at(path.span, "`{}` is cut off on the way to `{}`, whose routes begin with it; hand it on as it comes",
                   path.prefix, path.to->name))
      .note(place_of(shown, path), "One of its routes");
}

/// Routes that stand outside of what a proxy is for.
static bool is_aside(std::string_view path) {
  for (const std::string_view part : {"doc", "openapi", "health", "metrics", "ready", "live"})
    if (contains(path, part)) return true;
  return path == "/";
}

/// Whether nothing in the container gives one of the variables that would move the routes.
static bool keeps_its_paths(const project::Service& service, const code::Program& program) {
  return std::ranges::all_of(program.path_variables, [&](const std::string& variable) {
    return project::is_absent_in_container(service, variable);
  });
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const ForwardedPath& path : forwarded_paths(report.project(), service)) {
    const project::Application* const application = project::application(report.project(), *path.to);
    if (application == nullptr || !application->program.doubt.empty() || application->program.routes.empty() ||
        !keeps_its_paths(*path.to, application->program))
      continue;
    asks = true;
    const std::vector<code::Route>& routes = application->program.routes;
    const auto first =
        std::ranges::find_if(routes, [&](const code::Route& route) { return is_below(route, path.prefix); });
    if (path.asked == path.prefix) {
      if (first != routes.end()) continue;
      report_kept(path, routes.front(), report);
      return;
    }
    // Cut off, though the program's own paths begin with it.
    if (first == routes.end() || path.asked != "/") continue;
    const bool others = std::ranges::any_of(routes, [&](const code::Route& route) {
      return route.span.valid() && !is_below(route, path.prefix) && !is_aside(route.path);
    });
    if (others) continue;
    report_cut_off(path, *first, report);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5105",
    .summary = "Path that the program behind a proxy does not serve",
    .why = "Every request below that path gets 404 from the program.",
    .remedy =
        "With a path behind the host (`http://api:8000/`) nginx puts that in place of the location's prefix; without "
        "one it hands on the path as it came. Caddy cuts it off with `handle_path`, Traefik with `stripPrefix`. Choose "
        "what the program's routes are written for.",
    .references = "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "forward paths that the program serves",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::forwarded_path_not_served
