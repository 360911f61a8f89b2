#include <algorithm>

#include "base/ascii.h"
#include "code/routing_reader.h"

namespace seaworthy::code {

void RoutingReader::request_handlers(const Unit& unit) {
  for (std::uint32_t token = 0; token + 3 < unit.size(); ++token) {
    if (unit.is(token, "do_GET") && token > 0 && unit.is(token - 1, "def")) {
      const auto function = std::ranges::find(unit.functions, token - 1, &Function::at);
      if (function != unit.functions.end()) {
        if (program_.framework.empty()) program_.framework = "Python's http.server";
        by_hand(unit, function->body, at(new_router(unit, token, true)));
      }
    }
  }
}

std::optional<Range> RoutingReader::keyword(const Unit& unit, const std::vector<Range>& arguments,
                                            std::string_view name) const {
  for (const Range& argument : arguments)
    if (unit.is(argument.begin, name) && unit.is(argument.begin + 1, "="))
      return Range{argument.begin + 2, argument.end};
  return std::nullopt;
}

void RoutingReader::python_call(const Unit& unit, int id, const std::string& method,
                                const std::vector<Range>& arguments) {
  const auto first = [&](std::string_view name) -> std::optional<Range> {
    if (!arguments.empty() && !unit.is(arguments[0].begin + 1, "=")) return arguments[0];
    return keyword(unit, arguments, name);
  };
  if (is_verb(method) || method == "route" || method == "api_route" || method == "add_url_rule" ||
      method == "add_api_route" || method == "add_route") {
    const std::optional<Range> where = first(method == "route" || method == "add_url_rule" ? "rule" : "path");
    std::string path;
    if (!where.has_value() || !path_of(unit, *where, path)) {
      if (where.has_value() && is_verb(method) && arguments.size() == 1 && !is_decorator(unit, *where)) return;
      return doubt(at(id), "a route of it is no plain text");
    }
    if (!path.empty() && path[0] != '/') return;
    bool get = answers_get(method) || !is_verb(method);
    if (const std::optional<Range> methods = keyword(unit, arguments, "methods"); methods.has_value()) {
      get = false;
      for (std::uint32_t token = methods->begin; token < methods->end; ++token)
        get = get || (unit.is_string(token) && ascii::lowered(unit[token].text) == "get");
    }
    return add_route(at(id), unit, path, get, *where);
  }
  if (method == "include_router" || method == "register_blueprint" || method == "mount") {
    std::string prefix;
    bool known = true;
    if (method == "mount") {
      if (arguments.empty()) return;
      known = path_of(unit, arguments[0], prefix);
    }
    const std::optional<Range> given =
        keyword(unit, arguments, method == "register_blueprint" ? "url_prefix" : "prefix");
    if (given.has_value()) known = path_of(unit, *given, prefix);
    const std::size_t which = method == "mount" ? 1 : 0;
    if (arguments.size() <= which) return;
    const Entity child = entity_of(unit, arguments[which]);
    if (child.kind == Entity::Kind::router) {
      // A prefix given here replaces that of a blueprint.
      if (method == "register_blueprint" && given.has_value()) at(child.router).prefix.clear();
      return mount(id, child.router, prefix, known);
    }
    if (method == "mount" && known) {
      add_below(id, prefix, RouteMatch::files, unit.span(arguments[0]));
      return;
    }
    doubt(at(id), "what " + quoted(what_is_called(unit, arguments[which])) + " answers is not followed");
  }
}

}  // namespace seaworthy::code
