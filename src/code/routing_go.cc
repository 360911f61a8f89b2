#include "code/routing_reader.h"

namespace seaworthy::code {

void RoutingReader::go_call(const Unit& unit, int id, const Step& step, const std::string& method,
                            const std::vector<Range>& arguments) {
  const RoutingStyle style = style_of(at(id));
  std::string path;
  if (method == "handle" || method == "handlefunc" || method == "handler") {
    if (arguments.empty()) return;
    // gin: `r.Handle("GET", "/x", f)`
    const bool with_method = arguments.size() > 2 && method == "handle";
    const std::size_t which = with_method ? 1 : 0;
    if (!path_of(unit, arguments[which], path)) {
      // `PathPrefix("/x").Handler(h)` takes all below.
      if (method == "handler") return;
      return doubt(at(id), "a route of it is no plain text");
    }
    if (path.find(' ') != std::string::npos) {
      const bool get = path.starts_with("GET ");
      path = path.substr(path.rfind(' ') + 1);
      return pattern(unit, id, path, get, arguments, which);
    }
    const bool get = !with_method || (unit.is_string(arguments[0].begin) && unit[arguments[0].begin].text == "GET");
    return pattern(unit, id, path, get, arguments, which);
  }
  if (method == "method" || method == "methodfunc" || method == "add" || method == "match") {
    if (arguments.size() < 3) return;
    if (!path_of(unit, arguments[1], path)) return doubt(at(id), "a route of it is no plain text");
    return add_route(at(id), unit, path, true, arguments[1]);
  }
  if (is_verb(method)) {
    if (arguments.empty()) return;
    if (!path_of(unit, arguments[0], path)) {
      if (arguments.size() > 1) doubt(at(id), "a route of it is no plain text");
      return;
    }
    if ((!path.empty() && path[0] != '/' && path[0] != '*') || (arguments.size() < 2 && style != RoutingStyle::fiber))
      return;
    return add_route(at(id), unit, path, answers_get(method), arguments[0]);
  }
  if (method == "route" || method == "group") {
    // chi: `r.Route("/x", func(r chi.Router) { ... })`, `r.Group(func(r chi.Router) { ... })`; fiber's Route alike.
    for (std::size_t index = 0; index < arguments.size(); ++index) {
      Entity inner = entity_of(unit, arguments[index]);
      if (inner.kind != Entity::Kind::function) continue;
      const bool known = index == 0 || path_of(unit, arguments[0], path);
      mount(id, parameter(*inner.unit, inner.function, 0), path, known);
      return;
    }
    if (method == "group") (void)router_member(unit, router_entity(id), step);
    return;
  }
  if (method == "mount" || method == "static" || method == "staticfs" || method == "staticfile" || method == "file") {
    if (arguments.size() < 2) return;
    if (!path_of(unit, arguments[0], path)) return doubt(at(id), "a route of it is no plain text");
    const Entity child = entity_of(unit, arguments[1]);
    if (method == "mount" && child.kind == Entity::Kind::router) return mount(id, child.router, path, true);
    if (method == "staticfile" || method == "file") return add_route(at(id), unit, path, true, arguments[0]);
    add_below(id, path, RouteMatch::files, unit.span(arguments[0]));
    return;
  }
  if (method == "noroute" || method == "notfound" || method == "pathprefix") {
    if (method == "pathprefix") {
      if (arguments.empty() || !path_of(unit, arguments[0], path))
        return doubt(at(id), "a prefix of its routes is not a plain text");
    }
    add_below(id, path, RouteMatch::files, unit.span(step.at));
    return;
  }
  if (method == "use" && style == RoutingStyle::fiber && !arguments.empty()) {
    const std::vector<Step> what = chain_of(unit, arguments[0]);
    const Entity entity = what.empty() ? Entity{} : entity_of_name(unit, what[0], 0);
    if (entity.kind == Entity::Kind::package && language_.is_quiet(entity.package)) return;
    doubt(at(id), "what " + quoted(what_is_called(unit, arguments[0])) + " answers is not known");
  }
}

void RoutingReader::pattern(const Unit& unit, int id, const std::string& path, bool get,
                            const std::vector<Range>& arguments, std::size_t which) {
  const RoutingStyle style = style_of(at(id));
  const bool takes_below = path.ends_with('/') && (style == RoutingStyle::mux || at(id).framework == nullptr);
  add_route(at(id), unit, path, get, arguments[which]);
  if (!takes_below) return;
  if (path == "/") at(id).routes.pop_back();
  if (path == "/") {
    at(id).routes.push_back({"/", RouteMatch::exact, get, unit.span(arguments[which])});
  }
  Route rest = canonical_route(joined_route(path, "/*"));
  rest.get = get;
  rest.span = unit.span(arguments[which]);
  // A handler that never looks at the address answers all of them alike.
  if (arguments.size() > which + 1) {
    const Entity handler = entity_of(unit, arguments[which + 1]);
    if (handler.kind == Entity::Kind::function) {
      const Range body = handler.unit->functions[handler.function].body;
      bool looks = false;
      for (std::uint32_t token = body.begin; token < body.end; ++token)
        looks = looks || handler.unit->is(token, "URL") || handler.unit->is(token, "RequestURI") ||
                handler.unit->is(token, "ServeHTTP") || handler.unit->is(token, "ServeFile") ||
                handler.unit->is(token, "StatusNotFound") || handler.unit->is(token, "NotFound");
      if (!looks) rest.match = RouteMatch::exact;
    }
  }
  at(id).routes.push_back(std::move(rest));
}

}  // namespace seaworthy::code
