#include <algorithm>

#include "code/routing_reader.h"

namespace seaworthy::code {

void RoutingReader::read_options(const Unit& unit, const Step& step, Router& router) {
  for (const Range& argument : unit.arguments(step.open)) {
    for (const std::string_view name : {"prefix", "url_prefix"}) {
      if (unit.is(argument.begin, name) && unit.is(argument.begin + 1, "="))
        router.prefix_known = path_of(unit, {argument.begin + 2, argument.end}, router.prefix) && router.prefix_known;
      if (unit.is(argument.begin, "{"))
        for (const Range& part : unit.arguments(argument.begin))
          if (unit.is(part.begin, name) && unit.is(part.begin + 1, ":"))
            router.prefix_known = path_of(unit, {part.begin + 2, part.end}, router.prefix) && router.prefix_known;
    }
    if (unit.is(argument.begin, "routes") && unit.is(argument.begin + 1, "=")) starlette_routes(unit, argument, router);
  }
  if (router.framework->style == RoutingStyle::fastapi && router.is_app) {
    // Of its own accord; an option can move or drop them.
    const bool plain = std::ranges::none_of(unit.arguments(step.open), [&](const Range& argument) {
      return unit.is(argument.begin, "docs_url") || unit.is(argument.begin, "openapi_url") ||
             unit.is(argument.begin, "redoc_url");
    });
    if (plain)
      for (const std::string_view path : {"/docs", "/redoc", "/openapi.json"})
        router.routes.push_back({std::string(path), RouteMatch::exact, true, unit.span(step.at)});
    else
      for (const std::string_view path : {"/docs", "/redoc", "/openapi.json"})
        router.routes.push_back({std::string(path), RouteMatch::files, true, unit.span(step.at)});
  }
  if (router.framework->style == RoutingStyle::flask && router.is_app)
    router.routes.push_back({"/static/*", RouteMatch::files, true, unit.span(step.at)});
}

void RoutingReader::starlette_routes(const Unit& unit, Range argument, Router& router) {
  bool understood = unit.is(argument.begin + 2, "[");
  for (const Range& part : understood ? unit.arguments(argument.begin + 2) : std::vector<Range>{}) {
    const std::vector<Step> steps = chain_of(unit, part);
    const std::vector<Range> arguments =
        steps.size() == 1 && steps[0].called ? unit.arguments(steps[0].open) : std::vector<Range>{};
    std::string path;
    if (steps.size() != 1 || steps[0].name != "Route" || arguments.empty() || !path_of(unit, arguments[0], path)) {
      understood = false;
      continue;
    }
    add_route(router, unit, path, true, arguments[0]);
  }
  if (!understood) doubt(router, "not all of its list of routes is understood");
}

}  // namespace seaworthy::code
