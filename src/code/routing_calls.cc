
#include "base/ascii.h"
#include "code/routing_reader.h"

namespace seaworthy::code {

void RoutingReader::bind(const Unit& unit, const Entity& function, const std::vector<Range>& arguments,
                         unsigned depth) {
  const Function& called = function.unit->functions[function.function];
  for (std::uint32_t index = 0; index < arguments.size() && index < called.parameters.size(); ++index) {
    if (called.parameters[index].empty()) continue;
    const Entity given = entity_of(unit, arguments[index], depth + 1);
    if (given.kind != Entity::Kind::router) continue;
    mount(given.router, parameter(*function.unit, function.function, index), "", true);
  }
}

void RoutingReader::call(const Unit& unit, std::uint32_t at) {
  std::uint32_t open = at + 1;
  if (unit.is(open, "<")) {
    while (open < unit.size() && open < at + 12 && !unit.is(open, ">")) ++open;
    if (!unit.is(++open, "(")) return;
  }
  if (unit.partner[open] == nowhere) return;
  // `require("./routes")(app)`
  if (unit.language == Language::javascript && unit.is(unit.partner[open] + 1, "(") &&
      unit.partner[unit.partner[open] + 1] != nowhere && !unit[unit.partner[open] + 1].line_start) {
    const std::uint32_t second = unit.partner[open] + 1;
    const std::vector<Step> twice = chain_of(unit, {chain_begin(unit, at), unit.partner[second] + 1});
    if (twice.size() > 1) (void)entity_of_chain(unit, twice, 0);
  }
  // A declaration is no call.
  if (at > 0 && (unit.is(at - 1, "function") || unit.is(at - 1, "def") || unit.is(at - 1, "func"))) return;
  const Range whole{chain_begin(unit, at), unit.partner[open] + 1};
  const std::vector<Step> steps = chain_of(unit, whole);
  if (steps.empty() || !steps.back().called) return;
  const std::string method = ascii::lowered(steps.back().name);
  const std::vector<Range> arguments = unit.arguments(open);
  listen_call(unit, steps, arguments, whole);
  if (steps.size() > 1) {
    const std::span<const Step> receiver(steps.data(), steps.size() - 1);
    const bool plain_path = is_verb(method) && !arguments.empty();
    if (plain_path || language_.declares(method)) {
      Entity entity = entity_of_chain(unit, receiver, 0);
      if (entity.kind == Entity::Kind::package && (entity.package == "net/http") &&
          (method == "handle" || method == "handlefunc"))
        entity = router_entity(default_mux());
      if (entity.kind == Entity::Kind::router) {
        router_call(unit, entity.router, steps.back(), method, arguments);
        return;
      }
      // On something that is not recognised: it may be the application by another way.
      if (entity.kind == Entity::Kind::none && !arguments.empty() && unit.is_string(arguments[0].begin) &&
          unit[arguments[0].begin].text.starts_with('/') && (arguments.size() > 1 || is_decorator(unit, arguments[0])))
        loose_routes_ = true;
      if (method == "createserver" && entity.kind == Entity::Kind::package) plain_server(unit, arguments);
    }
  }
  other_call(unit, steps, arguments);
}

void RoutingReader::router_call(const Unit& unit, int id, const Step& step, const std::string& method,
                                const std::vector<Range>& arguments) {
  switch (unit.language) {
    case Language::javascript:
      return script_call(unit, id, step, method, arguments);
    case Language::python:
      return python_call(unit, id, method, arguments);
    case Language::go:
      return go_call(unit, id, step, method, arguments);
    default:
      return;
  }
}

void RoutingReader::other_call(const Unit& unit, const std::vector<Step>& steps, const std::vector<Range>& arguments) {
  const std::string_view name = steps.back().name;
  for (std::uint32_t index = 0; index < arguments.size(); ++index) {
    Range argument = arguments[index];
    if (unit.language == Language::python && unit.is(argument.begin + 1, "=")) argument.begin += 2;
    if (argument.size() > 12 || (!unit.is_name(argument.end - 1) && !unit.is(argument.end - 1, ")"))) continue;
    const std::vector<Step> path = chain_of(unit, argument);
    if (path.empty()) continue;
    // `web.Routes(engine.Group("/internal"))`; what other calls give is looked at where it is used.
    if (path.back().called && ascii::lowered(path.back().name) != "group" &&
        ascii::lowered(path.back().name) != "subrouter")
      continue;
    const Entity given = entity_of_chain(unit, path, 0);
    if (given.kind != Entity::Kind::router) continue;
    const Entity function = entity_of_chain(unit, without_call(steps), 0);
    if (function.kind == Entity::Kind::function) {
      bind(unit, function, arguments, 0);
      continue;
    }
    if (function.kind == Entity::Kind::module) {
      if (const std::optional<World::Place> place = world_.exported(*function.unit, "default"); place.has_value())
        if (const Entity inner = entity_of(*place->unit, place->range); inner.kind == Entity::Kind::function) {
          bind(unit, inner, arguments, 0);
          continue;
        }
    }
    if (function.kind == Entity::Kind::package &&
        (language_.is_quiet(function.package) ||
         knowledge::web_framework(world_.language_name(), function.package) != nullptr))
      continue;
    // `handler.RegisterRoutes(api)`: a method of one's own, when there is only one of that name.
    const auto candidates = steps.size() > 1 ? world_.functions(name) : decltype(world_.functions(name)){};
    if (candidates.size() == 1) {
      Entity method;
      method.kind = Entity::Kind::function;
      method.unit = candidates[0].first;
      method.function = candidates[0].second;
      bind(unit, method, arguments, 0);
      continue;
    }
    // Methods of packages that are made from it or around it, and what starts it.
    if (language_.is_harmless(name)) continue;
    const Entity root = entity_of_chain(unit, std::span(steps.data(), 1), 0);
    if (root.kind == Entity::Kind::package && language_.is_quiet(root.package)) continue;
    if (unit.is(argument.begin, "self")) continue;
    doubt(at(given.router), "what " + quoted(name) + " does with it is not known");
  }
}

std::vector<Step> RoutingReader::without_call(std::vector<Step> steps) {
  steps.back().called = false;
  return steps;
}

}  // namespace seaworthy::code
