#include <algorithm>
#include <string_view>

#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_answered_by_catch_all {

/// Whether what stands behind a route gives a page for whatever is asked, and no error.
static bool gives_page(const project::Project& project, const code::Route& route) {
  constexpr std::size_t length_of_handler = 700;
  if (!route.span.valid()) return false;
  const std::string_view handler = project.sources[route.span.file].text().substr(route.span.begin, length_of_handler);
  const std::size_t page = handler.find("index.html");
  if (page == std::string_view::npos) return false;
  // `if (req.path.startsWith('/api')) return res.sendStatus(404)`
  const std::string_view before_page = handler.substr(0, page);
  return !contains(before_page, "startsWith") && !contains(before_page, "startswith") &&
         !contains(before_page, "/api") && !contains(before_page, "next(");
}

/// The route that answers whatever no other one does; null when some other may answer the path, or none does.
static const code::Route* catch_all_alone(const project::Project& project, const code::Program& program,
                                          std::string_view path) {
  if (!program.doubt.empty() || path == "/" || program.route(path) != nullptr) return nullptr;
  const code::Route* found = nullptr;
  for (const code::Route& route : program.routes) {
    const bool takes_all = route.path == "/*" || route.path == "*";
    if (takes_all && route.get && route.match == code::RouteMatch::pattern && gives_page(project, route))
      found = &route;
    // Another pattern may have a handler for the path, and files may have its name.
    if (!takes_all && route.match != code::RouteMatch::exact && route.path.size() > 1 &&
        path.starts_with(route.path.substr(0, route.path.find_first_of(":*"))))
      return nullptr;
  }
  return found;
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr) return report.skip();
  const project::Connections& known = project::connections(report.project(), service);
  bool asks = false;
  for (const project::ProbeRequest& request : known.probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http || request.path.empty()) continue;
    if (known.listening.from_code && known.listening.port(request.port) == nullptr) continue;
    asks = true;
    const code::Route* const route = catch_all_alone(report.project(), application->program, request.path);
    if (route == nullptr) continue;
    report
        .at(request.span, "Nothing in the code of `{}` answers `{}` but the route that gives its page to everybody",
            service.name, request.path)
        .note(route->span, "This answers with the page, whatever is asked");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4671",
    .summary = "Health check that the page for unknown addresses answers",
    .why =
        "The probe gets the start page with status 200 as long as the program can read a file. It says nothing of the "
        "database and whatever else was meant to be asked, and a misspelt path is never noticed.",
    .remedy = "Give the program a route for its health that asks what it needs, before the one for all addresses.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_answered_by_catch_all
