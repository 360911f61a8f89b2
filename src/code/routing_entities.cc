#include <algorithm>

#include "base/ascii.h"
#include "code/routing_reader.h"

namespace seaworthy::code {

int RoutingReader::new_router(const Unit& unit, std::uint32_t at, bool is_app) {
  const auto [found, is_new] = by_place_.try_emplace({&unit, at}, static_cast<int>(routers_.size()));
  if (is_new) {
    routers_.emplace_back();
    routers_.back().is_app = is_app;
  }
  return found->second;
}

Entity RoutingReader::router_entity(int router) const {
  Entity entity;
  entity.kind = Entity::Kind::router;
  entity.router = router;
  return entity;
}

Entity RoutingReader::entity_of(const Unit& unit, Range range, unsigned depth) {
  if (depth > deepest || range.empty() || ++work_ > most_work) return {};
  if (const std::uint32_t function = unit.function_at(range); function != nowhere) {
    Entity entity;
    entity.kind = Entity::Kind::function;
    entity.unit = &unit;
    entity.function = function;
    return entity;
  }
  return entity_of_chain(unit, chain_of(unit, range), depth);
}

Entity RoutingReader::entity_of_chain(const Unit& unit, std::span<const Step> steps, unsigned depth) {
  if (steps.empty() || depth > deepest) return {};
  Entity entity;
  std::size_t index = 0;
  if (steps[0].name == "require" && steps[0].called && unit.language == Language::javascript) {
    const std::vector<Range> arguments = unit.arguments(steps[0].open);
    if (arguments.size() != 1 || !unit.is_string(arguments[0].begin)) return {};
    entity = imported(unit, unit[arguments[0].begin].text, "*", depth);
    index = 1;
  } else {
    entity = entity_of_name(unit, steps[0], depth);
    // `s.router`, `this.app`, `self.app`: the field, wherever it is set.
    if (entity.kind == Entity::Kind::none && steps.size() > 1) {
      for (index = 1; index < steps.size() && entity.kind == Entity::Kind::none; ++index) {
        if (steps[index - 1].called) return {};
        entity = entity_of_field(steps[index].name, depth);
        if (entity.kind != Entity::Kind::none) entity = called(unit, entity, steps[index], depth);
      }
      if (entity.kind == Entity::Kind::none) return {};
    } else {
      entity = called(unit, entity, steps[0], depth);
      index = 1;
    }
  }
  for (; index < steps.size() && entity.kind != Entity::Kind::none; ++index) {
    const Step& step = steps[index];
    if (step.name.empty()) {
      entity = called(unit, entity, step, depth);
      continue;
    }
    entity = member_of(unit, entity, step, depth);
    if (entity.kind != Entity::Kind::router) entity = called(unit, entity, step, depth);
  }
  return entity;
}

Entity RoutingReader::entity_of_name(const Unit& unit, const Step& step, unsigned depth) {
  const Declaration* declaration = unit.lookup(step.name, step.at);
  const Unit* where = &unit;
  if (declaration == nullptr && unit.language == Language::go)
    for (const Unit* const other : world_.package_units(unit, ""))
      if (const Declaration* const found = other->lookup(step.name, 0); found != nullptr) {
        declaration = found;
        where = other;
        break;
      }
  return declaration == nullptr ? Entity{} : entity_of(*where, *declaration, depth + 1);
}

Entity RoutingReader::entity_of(const Unit& unit, const Declaration& declaration, unsigned depth) {
  switch (declaration.kind) {
    case Declaration::Kind::value:
      return entity_of(unit, declaration.init, depth + 1);
    case Declaration::Kind::member: {
      const Entity source = entity_of(unit, declaration.init, depth + 1);
      return member_of(unit, source, {declaration.member, 0, false, 0}, depth + 1);
    }
    case Declaration::Kind::imported:
      return imported(unit, declaration.module, declaration.member, depth);
    case Declaration::Kind::function: {
      Entity entity;
      entity.kind = Entity::Kind::function;
      entity.unit = &unit;
      entity.function = declaration.function;
      return entity;
    }
    case Declaration::Kind::parameter:
      return router_entity(parameter(unit, declaration.function, declaration.index));
  }
  return {};
}

int RoutingReader::parameter(const Unit& unit, std::uint32_t function, std::uint32_t index) {
  const auto [found, is_new] = by_parameter_.try_emplace({&unit, function, index}, static_cast<int>(routers_.size()));
  if (is_new) {
    routers_.emplace_back();
    routers_.back().is_parameter = true;
  }
  return found->second;
}

const Unit* RoutingReader::submodule(const Unit& unit, std::string_view module, std::string_view member) {
  if (unit.language != Language::python || member == "*") return nullptr;
  std::string inner(module);
  if (!inner.ends_with('.')) inner += '.';
  return world_.module_of(unit, inner += member);
}

Entity RoutingReader::imported(const Unit& unit, std::string_view module, std::string_view member, unsigned depth) {
  Entity entity;
  const auto as_module = [&entity](const Unit& found) {
    entity.kind = Entity::Kind::module;
    entity.unit = &found;
    return entity;
  };
  if (unit.language == Language::go) {
    const bool own = !world_.package_units(unit, module).empty();
    entity.kind = own ? Entity::Kind::folder : Entity::Kind::package;
    entity.unit = &unit;
    entity.package = module;
    return entity;
  }
  const Unit* const other = world_.module_of(unit, module);
  if (other == nullptr) {
    if (const Unit* const found = submodule(unit, module, member); found != nullptr) return as_module(*found);
    if (module.starts_with('.')) return {};
    entity.kind = Entity::Kind::package;
    entity.package = module;
    entity.member = member == "*" || member == "default" ? std::string_view() : member;
    return entity;
  }
  if (member != "*") {
    if (const std::optional<World::Place> place = world_.exported(*other, member); place.has_value())
      return entity_of(*place->unit, place->range, depth + 1);
    const Unit* const found = submodule(unit, module, member);
    return found != nullptr ? as_module(*found) : entity;
  }
  return as_module(*other);
}

Entity RoutingReader::entity_of_field(std::string_view name, unsigned depth) {
  // Entered before it is known, so that a field that leads to itself ends.
  const auto [known, is_new] = by_field_.try_emplace(name);
  if (!is_new) return known->second;
  const Entity result = find_field(name, depth);
  by_field_[name] = result;
  return result;
}

Entity RoutingReader::find_field(std::string_view name, unsigned depth) {
  Entity result;
  for (const Unit& unit : world_.units()) {
    const auto [first, last] = unit.fields.equal_range(name);
    for (auto each = first; each != last; ++each) {
      if (++work_ > most_work) return {};
      const Entity entity = entity_of(unit, each->second, depth + 2);
      if (entity.kind != Entity::Kind::router || routers_[static_cast<std::size_t>(entity.router)].is_parameter)
        continue;
      // Two structures with a field of one name: which is meant is not known.
      if (result.kind != Entity::Kind::none && result.router != entity.router) return {};
      result = entity;
    }
  }
  return result;
}

Entity RoutingReader::member_of(const Unit& unit, const Entity& of, const Step& step, unsigned depth) {
  switch (of.kind) {
    case Entity::Kind::package: {
      Entity entity = of;
      entity.member = step.name;
      return entity;
    }
    case Entity::Kind::module:
      if (const std::optional<World::Place> place = world_.exported(*of.unit, step.name); place.has_value())
        return entity_of(*place->unit, place->range, depth + 1);
      return {};
    case Entity::Kind::folder:
      for (const Unit* const other : world_.package_units(*of.unit, of.package))
        if (const Declaration* const found = other->lookup(step.name, 0); found != nullptr)
          return entity_of(*other, *found, depth + 1);
      return {};
    case Entity::Kind::router:
      return router_member(unit, of, step);
    default:
      return {};
  }
}

Entity RoutingReader::router_member(const Unit& unit, const Entity& of, const Step& step) {
  const std::string name = ascii::lowered(step.name);
  if (!step.called) {
    // `server.Router`, `e.Server`; a parameter's fields are its own business.
    if (name == "router") return of;
    return {};
  }
  if (name == "group" || name == "basepath" || name == "subrouter" || name == "pathprefix" || name == "with") {
    const std::vector<Range> arguments = unit.arguments(step.open);
    const int child = new_router(unit, step.at, false);
    if (!mounted_.insert(child).second) return router_entity(child);
    std::string prefix;
    bool known = true;
    if (name != "subrouter" && name != "with" && !arguments.empty() && unit.function_at(arguments[0]) == nowhere)
      known = path_of(unit, arguments[0], prefix);
    mount(of.router, child, prefix, known);
    return router_entity(child);
  }
  return name == "strictslash" || name == "name" || name == "use" || name == "register" || is_verb(name) ? of
                                                                                                         : Entity{};
}

Entity RoutingReader::called(const Unit& unit, const Entity& of, const Step& step, unsigned depth) {
  if (!step.called) return of;
  if (of.kind == Entity::Kind::package) {
    const knowledge::WebFramework* const framework = knowledge::web_framework(world_.language_name(), of.package);
    if (framework == nullptr) return {};
    const auto has = [&](std::span<const std::string_view> names) {
      return std::ranges::find(names, of.member) != names.end();
    };
    const bool is_app = has(framework->apps);
    if (!is_app && !has(framework->routers)) {
      // A package whose default has the name that its row lists: `const Router = require("koa-router")`.
      return {};
    }
    const int router = new_router(unit, step.at, is_app);
    Router& made = routers_[static_cast<std::size_t>(router)];
    if (made.framework == nullptr) {
      made.framework = framework;
      if (program_.framework.empty() || is_app) program_.framework = framework->title;
      read_options(unit, step, made);
    }
    return router_entity(router);
  }
  if (of.kind == Entity::Kind::module && unit.language == Language::javascript) {
    // `require("./routes")(app)`
    if (const std::optional<World::Place> place = world_.exported(*of.unit, "default"); place.has_value())
      if (const Entity inner = entity_of(*place->unit, place->range, depth + 1); inner.kind == Entity::Kind::function)
        return called(unit, inner, step, depth + 1);
    return {};
  }
  if (of.kind == Entity::Kind::function) {
    bind(unit, of, unit.arguments(step.open), depth);
    return returned(*of.unit, of.function, depth);
  }
  return {};
}

Entity RoutingReader::returned(const Unit& unit, std::uint32_t index, unsigned depth) {
  const auto key = std::pair(&unit, index);
  if (const auto known = returned_.find(key); known != returned_.end()) return known->second;
  returned_[key] = {};
  const Function& function = unit.functions[index];
  Entity result;
  for (std::uint32_t at = function.body.begin; at < function.body.end; ++at)
    if (unit.is(at, "return")) {
      Range range{at + 1, unit.expression_end(at + 1)};
      const Entity entity = entity_of(unit, range, depth + 1);
      if (entity.kind == Entity::Kind::router && !is_unused_parameter(entity.router)) {
        result = entity;
        break;
      }
    }
  // `() => express()`
  if (result.kind == Entity::Kind::none && function.body.begin > 0 && unit.is(function.body.begin - 1, "=>")) {
    const Entity entity = entity_of(unit, function.body, depth + 1);
    if (entity.kind == Entity::Kind::router) result = entity;
  }
  returned_[key] = result;
  return result;
}

bool RoutingReader::is_unused_parameter(int router) const {
  const Router& known = routers_[static_cast<std::size_t>(router)];
  return known.is_parameter && known.routes.empty() && known.mounts.empty();
}

}  // namespace seaworthy::code
