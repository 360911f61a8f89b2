
#include "base/ascii.h"
#include "code/routing_reader.h"

namespace seaworthy::code {

void RoutingReader::script_call(const Unit& unit, int id, const Step& step, const std::string& method,
                                const std::vector<Range>& arguments) {
  if (is_verb(method)) {
    // `app.get("port")` reads a setting; `request.get("header")` is no router's.
    if (arguments.size() < 2) return;
    return paths(unit, id, arguments[0], answers_get(method));
  }
  if (method == "route") {
    if (arguments.empty()) return;
    if (unit.is(arguments[0].begin, "{")) return fastify_route(unit, id, arguments[0].begin);
    std::string path;
    if (!path_of(unit, arguments[0], path)) return doubt(at(id), "a route of it is no plain text");
    // hono: `app.route("/x", sub)`
    if (arguments.size() > 1) {
      const Entity child = entity_of(unit, arguments[1]);
      if (child.kind == Entity::Kind::router) return mount(id, child.router, path, true);
      return doubt(at(id), "what it mounts at `" + path + "` is not followed");
    }
    return add_route(at(id), unit, path, true, arguments[0]);
  }
  if (method == "register") return fastify_register(unit, id, arguments);
  if (method == "mount" || method == "use") return use(unit, id, arguments);
  if (method == "static") at(id).routes.push_back({"/*", RouteMatch::files, true, unit.span(step.at)});
}

void RoutingReader::paths(const Unit& unit, int id, Range argument, bool get) {
  std::string path;
  if (unit.is(argument.begin, "[") && unit.partner[argument.begin] == argument.end - 1) {
    for (const Range& part : unit.arguments(argument.begin)) paths(unit, id, part, get);
    return;
  }
  if (path_of(unit, argument, path)) {
    // `cache.get("key", ...)` of something that is passed like a router.
    if (!path.empty() && path[0] != '/' && path[0] != '*' && path[0] != '(') return;
    return add_route(at(id), unit, path, get, argument);
  }
  doubt(at(id), "a route of it is no plain text");
}

void RoutingReader::fastify_route(const Unit& unit, int id, std::uint32_t brace) {
  std::string path;
  bool get = false, known = false;
  for (const Range& part : unit.arguments(brace)) {
    if (unit.is(part.begin, "url") || unit.is(part.begin, "path"))
      known = path_of(unit, {part.begin + 2, part.end}, path);
    if (unit.is(part.begin, "method"))
      for (std::uint32_t token = part.begin + 2; token < part.end; ++token)
        get = get || (unit.is_string(token) && ascii::lowered(unit[token].text) == "get");
  }
  if (!known) return doubt(at(id), "a route of it is no plain text");
  add_route(at(id), unit, path, get, {brace, brace + 1});
}

void RoutingReader::fastify_register(const Unit& unit, int id, const std::vector<Range>& arguments) {
  if (arguments.empty()) return;
  std::string prefix;
  bool known = true;
  if (arguments.size() > 1 && unit.is(arguments[1].begin, "{"))
    for (const Range& part : unit.arguments(arguments[1].begin))
      if (unit.is(part.begin, "prefix")) known = path_of(unit, {part.begin + 2, part.end}, prefix);
  Range what = arguments[0];
  Entity entity = entity_of(unit, what);
  // `fp(async (f) => ...)` takes the prefix away; what it is called with is what is registered.
  if (entity.kind == Entity::Kind::none) {
    const std::vector<Step> steps = chain_of(unit, what);
    if (steps.size() == 1 && steps[0].called) {
      const std::vector<Range> inner = unit.arguments(steps[0].open);
      if (!inner.empty()) entity = entity_of(unit, inner[0]);
    }
  }
  if (entity.kind == Entity::Kind::function && !entity.unit->functions[entity.function].parameters.empty())
    return mount(id, parameter(*entity.unit, entity.function, 0), prefix, known);
  if (entity.kind == Entity::Kind::router) return mount(id, entity.router, prefix, known);
  if (entity.kind == Entity::Kind::module) {
    // `module.exports = async function (fastify) {...}` read through require().
    if (const std::optional<World::Place> place = world_.exported(*entity.unit, "default"); place.has_value())
      if (const Entity inner = entity_of(*place->unit, place->range); inner.kind == Entity::Kind::function)
        return mount(id, parameter(*inner.unit, inner.function, 0), prefix, known);
  }
  if (entity.kind == Entity::Kind::package && language_.is_quiet(entity.package)) return;
  if (entity.kind == Entity::Kind::package && entity.package == "@fastify/static") {
    at(id).routes.push_back({joined_route(prefix, "/*"), RouteMatch::files, true, unit.span(what)});
    return;
  }
  doubt(at(id), "what " + quoted(what_is_called(unit, what)) + " answers is not known");
}

void RoutingReader::use(const Unit& unit, int id, const std::vector<Range>& arguments) {
  std::vector<std::string> prefixes = {""};
  std::size_t first = 0;
  if (!arguments.empty()) {
    std::string path;
    if (unit.is_string(arguments[0].begin) || (arguments.size() > 1 && world_.text_of(unit, arguments[0]).known)) {
      if (!path_of(unit, arguments[0], path)) return doubt(at(id), "a prefix of its routes is not a plain text");
      prefixes = {path};
      first = 1;
    } else if (unit.is(arguments[0].begin, "[") && arguments.size() > 1 && unit.is_string(arguments[0].begin + 1)) {
      prefixes.clear();
      for (const Range& part : unit.arguments(arguments[0].begin)) {
        if (!path_of(unit, part, path)) return doubt(at(id), "a prefix of its routes is not a plain text");
        prefixes.push_back(path);
      }
      first = 1;
    }
  }
  for (std::size_t index = first; index < arguments.size(); ++index) {
    const bool is_last = index + 1 == arguments.size();
    for (const std::string& prefix : prefixes) used(unit, id, prefix, arguments[index], is_last && first == 1);
  }
}

void RoutingReader::used(const Unit& unit, int id, const std::string& prefix, Range range, bool may_handle) {
  if (unit.is(range.begin, "[") || unit.is(range.begin, "...")) {
    if (unit.is(range.begin, "[") && unit.partner[range.begin] == range.end - 1) {
      for (const Range& part : unit.arguments(range.begin)) used(unit, id, prefix, part, false);
      return;
    }
    return doubt(at(id), "a list of what it uses is not followed");
  }
  Entity entity = entity_of(unit, range);
  // koa: `app.use(router.routes())`
  if (entity.kind == Entity::Kind::none) {
    const std::vector<Step> steps = chain_of(unit, range);
    if (steps.size() > 1 && (steps.back().name == "routes" || steps.back().name == "allowedMethods" ||
                             steps.back().name == "middleware" || steps.back().name == "callback"))
      entity = entity_of_chain(unit, std::span(steps.data(), steps.size() - 1), 0);
  }
  if (entity.kind == Entity::Kind::module) {
    if (const std::optional<World::Place> place = world_.exported(*entity.unit, "default"); place.has_value())
      entity = entity_of(*place->unit, place->range);
  }
  if (entity.kind == Entity::Kind::router) {
    if (at(entity.router).is_parameter && entity.router == id) return;
    return mount(id, entity.router, prefix, true);
  }
  if (entity.kind == Entity::Kind::function) return handler(id, prefix, *entity.unit, entity.function, may_handle);
  const std::vector<Step> steps = chain_of(unit, range);
  if (!steps.empty()) {
    const Entity base = entity_of_chain(unit, std::span(steps.data(), 1), 0);
    Entity root = base;
    if (root.kind == Entity::Kind::none && !steps[0].called) root = entity_of_name(unit, steps[0], 0);
    if (steps[0].called) {
      Step plain = steps[0];
      plain.called = false;
      root = entity_of_chain(unit, std::span(&plain, 1), 0);
      if (steps[0].name == "require") root = entity_of_chain(unit, std::span(steps.data(), 1), 0);
    }
    if (root.kind == Entity::Kind::package) {
      const bool is_static = language_.serves_files(root.package) ||
                             (root.package == "express" && steps.size() > 1 && steps[1].name == "static");
      if (is_static) {
        add_below(id, prefix, RouteMatch::files, unit.span(range));
        return;
      }
      if (root.package == "express" || language_.is_quiet(root.package)) return;
      // A prefix that it is kept to can be told even so.
      if (!prefix.empty() && prefix != "/") {
        add_below(id, prefix, RouteMatch::pattern, unit.span(range));
        return;
      }
    }
    if (root.kind == Entity::Kind::function) {
      // Middleware that a function of one's own makes.
      return handler(id, prefix, *root.unit, root.function, may_handle);
    }
  }
  doubt(at(id), "what " + quoted(what_is_called(unit, range)) + " answers is not known");
}

void RoutingReader::plain_server(const Unit& unit, const std::vector<Range>& arguments) {
  for (const Range& argument : arguments) {
    const Entity entity = entity_of(unit, argument);
    if (entity.kind != Entity::Kind::function) continue;
    if (program_.framework.empty()) program_.framework = "Node's http";
    const Function& function = entity.unit->functions[entity.function];
    Router& server = at(new_router(*entity.unit, function.at, true));
    by_hand(*entity.unit, function.body, server);
  }
}

}  // namespace seaworthy::code
