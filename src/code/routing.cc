#include "code/routing.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <deque>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "knowledge/web_routing.h"

namespace seaworthy::code {
namespace {

using knowledge::RoutingStyle;

constexpr unsigned deepest = 12;
constexpr std::uint32_t most_work = 300'000;
constexpr std::size_t most_routes = 5000;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

/// What an expression stands for.
struct Entity {
  enum class Kind : std::uint8_t { none, router, package, function, module, folder };
  Kind kind = Kind::none;
  int router = -1;
  const Unit* unit = nullptr;  ///< function, module, folder.
  std::uint32_t function = 0;  ///< function
  std::string_view package;    ///< package: as it is imported; folder: the same.
  std::string_view member;     ///< package: "" the package itself.
};

struct Mount {
  int child = -1;
  std::string prefix;
};

struct Router {
  const knowledge::WebFramework* framework = nullptr;
  bool is_app = false;        ///< Serves on its own when nothing mounts it.
  bool is_parameter = false;  ///< What a function is given.
  int parents = 0;
  std::string prefix;
  bool prefix_known = true;
  std::vector<Route> routes;
  std::vector<Mount> mounts;
  std::string doubt;  ///< Why it may have more routes.
};

class Routing {
 public:
  Routing(const World& world, Program& program) : world_(world), program_(program) {}

  void read() {
    for (const Unit& unit : world_.units()) {
      if (unit.language == Language::python) request_handlers(unit);
      for (std::uint32_t at = 0; at < unit.size(); ++at)
        if (unit.is_name(at) &&
            (unit.is(at + 1, "(") || (unit.is(at + 1, "<") && unit.language == Language::javascript)))
          call(unit, at);
      if (unit.language == Language::go) server_literals(unit);
    }
    if (world_.language() == Language::javascript) nest();
    finish();
  }

 private:
  // --- What things are ---

  int new_router(const Unit& unit, std::uint32_t at, bool is_app) {
    const auto [found, is_new] = by_place_.try_emplace({&unit, at}, static_cast<int>(routers_.size()));
    if (is_new) {
      routers_.emplace_back();
      routers_.back().is_app = is_app;
    }
    return found->second;
  }

  Entity router_entity(int router) const {
    Entity entity;
    entity.kind = Entity::Kind::router;
    entity.router = router;
    return entity;
  }

  Entity entity_of(const Unit& unit, Range range, unsigned depth = 0) {
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

  Entity entity_of_chain(const Unit& unit, std::span<const Step> steps, unsigned depth) {
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

  Entity entity_of_name(const Unit& unit, const Step& step, unsigned depth) {
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

  Entity entity_of(const Unit& unit, const Declaration& declaration, unsigned depth) {
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

  int parameter(const Unit& unit, std::uint32_t function, std::uint32_t index) {
    const auto [found, is_new] = by_parameter_.try_emplace({&unit, function, index}, static_cast<int>(routers_.size()));
    if (is_new) {
      routers_.emplace_back();
      routers_.back().is_parameter = true;
    }
    return found->second;
  }

  /// `from package import module` of one's own; null when there is no such module.
  const Unit* submodule(const Unit& unit, std::string_view module, std::string_view member) {
    if (unit.language != Language::python || member == "*") return nullptr;
    std::string inner(module);
    if (!inner.ends_with('.')) inner += '.';
    return world_.module_of(unit, inner += member);
  }

  Entity imported(const Unit& unit, std::string_view module, std::string_view member, unsigned depth) {
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

  Entity entity_of_field(std::string_view name, unsigned depth) {
    // Entered before it is known, so that a field that leads to itself ends.
    const auto [known, is_new] = by_field_.try_emplace(name);
    if (!is_new) return known->second;
    const Entity result = find_field(name, depth);
    by_field_[name] = result;
    return result;
  }

  Entity find_field(std::string_view name, unsigned depth) {
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

  Entity member_of(const Unit& unit, const Entity& of, const Step& step, unsigned depth) {
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

  /// What a method of a router gives back: a group, a sub-router, the router itself.
  Entity router_member(const Unit& unit, const Entity& of, const Step& step) {
    const std::string name = lower(step.name);
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

  /// What calling something gives.
  Entity called(const Unit& unit, const Entity& of, const Step& step, unsigned depth) {
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

  /// `APIRouter(prefix="/x")`, `Blueprint(..., url_prefix="/x")`, `new Router({ prefix: "/x" })`
  void read_options(const Unit& unit, const Step& step, Router& router) {
    for (const Range& argument : unit.arguments(step.open)) {
      for (const std::string_view name : {"prefix", "url_prefix"}) {
        if (unit.is(argument.begin, name) && unit.is(argument.begin + 1, "="))
          router.prefix_known = path_of(unit, {argument.begin + 2, argument.end}, router.prefix) && router.prefix_known;
        if (unit.is(argument.begin, "{"))
          for (const Range& part : unit.arguments(argument.begin))
            if (unit.is(part.begin, name) && unit.is(part.begin + 1, ":"))
              router.prefix_known = path_of(unit, {part.begin + 2, part.end}, router.prefix) && router.prefix_known;
      }
      if (unit.is(argument.begin, "routes") && unit.is(argument.begin + 1, "="))
        starlette_routes(unit, argument, router);
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

  /// `routes=[Route("/x", f), Mount("/y", routes=[...])]`; only the first level is read.
  void starlette_routes(const Unit& unit, Range argument, Router& router) {
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

  /// The router that a function gives back.
  Entity returned(const Unit& unit, std::uint32_t index, unsigned depth) {
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

  bool is_unused_parameter(int router) const {
    const Router& known = routers_[static_cast<std::size_t>(router)];
    return known.is_parameter && known.routes.empty() && known.mounts.empty();
  }

  // --- Routes ---

  static bool is_verb(std::string_view name) {
    static constexpr std::array<std::string_view, 10> verbs = {"get",  "post",    "put", "delete", "patch",
                                                               "head", "options", "all", "any",    "websocket"};
    return std::ranges::find(verbs, name) != verbs.end();
  }
  static bool answers_get(std::string_view verb) { return verb == "get" || verb == "all" || verb == "any"; }

  /// A path that is wholly known; `path` keeps what is known of it.
  bool path_of(const Unit& unit, Range range, std::string& path) {
    const World::Text text = world_.text_of(unit, range);
    if (!text.known) return false;
    for (const Setting& piece : text.pieces) {
      if (piece.variable.empty()) continue;
      // Without a default it is whatever the container is given.
      if (piece.text.empty()) return false;
      if (std::ranges::find(program_.path_variables, piece.variable) == program_.path_variables.end())
        program_.path_variables.push_back(piece.variable);
    }
    path = text.plain();
    used_.insert({&unit, range.begin});
    return true;
  }

  void add_route(Router& router, const Unit& unit, std::string_view path, bool get, Range where) {
    if (router.routes.size() >= most_routes) return doubt(router, "it has more routes than are read");
    Route route = canonical_route(path);
    route.get = get;
    route.span = unit.span(where);
    if (get) inspect_handler(unit, where, route);
    router.routes.push_back(std::move(route));
  }

  /// The body of the function that answers a route whose path stands at `where`; its unit is null when it is not found.
  std::pair<const Unit*, Range> handler_of(const Unit& unit, Range where) {
    if (unit.language == Language::python) {
      const Function* next = nullptr;
      for (const Function& function : unit.functions)
        if (function.at > where.end && (next == nullptr || function.at < next->at)) next = &function;
      if (next != nullptr && is_decorator(unit, where)) return {&unit, next->body};
      return {nullptr, {}};
    }
    const std::uint32_t open = unit.enclosing[where.begin];
    if (open == nowhere || !unit.is(open, "(") || unit.partner[open] == nowhere) return {nullptr, {}};
    const Function* last = nullptr;
    for (const Function& function : unit.functions)
      if (function.at > open && function.body.end <= unit.partner[open] && unit.enclosing[function.at] == open)
        last = &function;
    if (last != nullptr) return {&unit, last->body};
    const std::vector<Range> arguments = unit.arguments(open);
    if (arguments.size() < 2) return {nullptr, {}};
    const Entity entity = entity_of(unit, arguments.back());
    if (entity.kind != Entity::Kind::function) return {nullptr, {}};
    return {entity.unit, entity.unit->functions[entity.function].body};
  }

  void inspect_handler(const Unit& unit, Range where, Route& route) {
    const auto [of, body] = handler_of(unit, where);
    if (of == nullptr) return;
    bool sets_status = false, plain_text = false;
    for (std::uint32_t token = body.begin; token < body.end; ++token) {
      const Token& each = (*of)[token];
      if (each.kind == TokenKind::string) {
        const std::string text = lower(each.text);
        if (text == "unhealthy" || text == "degraded" || text == "down" || text == "unavailable" ||
            text == "disconnected" || text == "not ready" || text == "not_ready")
          if (!route.careless.valid()) route.careless = of->span(token);
        plain_text = plain_text || text.starts_with("text/plain") || text == "content-type";
        continue;
      }
      if (each.kind == TokenKind::number) {
        // Statuses of failure.
        sets_status = sets_status || (each.text.size() == 3 && (each.text[0] == '4' || each.text[0] == '5'));
        continue;
      }
      if (each.kind != TokenKind::name) continue;
      const bool called = of->is(token + 1, "(");
      const bool is_member = token > 0 && of->is(token - 1, ".");
      const std::string_view name = each.text;
      sets_status = sets_status || name == "raise" || name == "throw" || name == "abort" || name == "HTTPException" ||
                    name == "status_code" || name == "statusCode" || name == "sendStatus" || name == "WriteHeader" ||
                    (is_member && called && (name == "status" || name == "code" || name == "writeHead")) ||
                    (called && name == "next") || (called && is_member && name == "Error") ||
                    (name.starts_with("Status") && name.size() > 6 && name != "StatusOK");
      plain_text = plain_text || name == "contentType" || name == "register" || name == "promhttp" ||
                   name == "PlainTextResponse" || name == "generate_latest";
      if (((is_member && called && (name == "json" || name == "JSON")) || (called && name == "jsonify")) &&
          !route.json.valid())
        route.json = of->span(token);
    }
    if (sets_status) route.careless = {};
    if (plain_text) route.json = {};
  }

  static void doubt(Router& router, std::string reason) {
    if (router.doubt.empty()) router.doubt = std::move(reason);
  }

  void mount(int parent, int child, std::string_view prefix, bool known) {
    if (parent == child || parent < 0 || child < 0) return;
    Router& from = routers_[static_cast<std::size_t>(parent)];
    if (!known) return doubt(from, "a prefix of its routes is not a plain text");
    for (const Mount& mount : from.mounts)
      if (mount.child == child && mount.prefix == prefix) return;
    from.mounts.push_back({child, std::string(prefix)});
    ++routers_[static_cast<std::size_t>(child)].parents;
  }

  /// A function of the program's own is given routers.
  void bind(const Unit& unit, const Entity& function, const std::vector<Range>& arguments, unsigned depth) {
    const Function& called = function.unit->functions[function.function];
    for (std::uint32_t index = 0; index < arguments.size() && index < called.parameters.size(); ++index) {
      if (called.parameters[index].empty()) continue;
      const Entity given = entity_of(unit, arguments[index], depth + 1);
      if (given.kind != Entity::Kind::router) continue;
      mount(given.router, parameter(*function.unit, function.function, index), "", true);
    }
  }

  static std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

  void call(const Unit& unit, std::uint32_t at) {
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
    const std::string method = lower(steps.back().name);
    const std::vector<Range> arguments = unit.arguments(open);
    listen_call(unit, steps, method, arguments, whole);
    if (steps.size() > 1) {
      const std::span<const Step> receiver(steps.data(), steps.size() - 1);
      static constexpr std::array<std::string_view, 34> words = {"use",
                                                                 "register",
                                                                 "route",
                                                                 "mount",
                                                                 "group",
                                                                 "handle",
                                                                 "handlefunc",
                                                                 "handler",
                                                                 "method",
                                                                 "methodfunc",
                                                                 "add",
                                                                 "match",
                                                                 "static",
                                                                 "staticfs",
                                                                 "staticfile",
                                                                 "noroute",
                                                                 "notfound",
                                                                 "include_router",
                                                                 "register_blueprint",
                                                                 "add_url_rule",
                                                                 "add_api_route",
                                                                 "add_route",
                                                                 "file",
                                                                 "pathprefix",
                                                                 "path",
                                                                 "routes",
                                                                 "statuses",
                                                                 "connect",
                                                                 "trace",
                                                                 "api_route",
                                                                 "listen",
                                                                 "createserver",
                                                                 "basepath",
                                                                 "subrouter"};
      const bool plain_path = is_verb(method) && !arguments.empty();
      if (plain_path || std::ranges::find(words, method) != words.end()) {
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
            unit[arguments[0].begin].text.starts_with('/') &&
            (arguments.size() > 1 || is_decorator(unit, arguments[0])))
          loose_routes_ = true;
        if (method == "createserver" && entity.kind == Entity::Kind::package) plain_server(unit, arguments);
      }
    }
    other_call(unit, steps, arguments);
  }

  int default_mux() {
    if (default_mux_ < 0) {
      default_mux_ = static_cast<int>(routers_.size());
      routers_.emplace_back();
      routers_.back().is_app = true;
      routers_.back().framework = knowledge::web_framework("go", "net/http");
      if (program_.framework.empty()) program_.framework = "net/http";
    }
    return default_mux_;
  }

  RoutingStyle style_of(const Router& router) const {
    if (router.framework != nullptr) return router.framework->style;
    switch (world_.language()) {
      case Language::python:
        return RoutingStyle::fastapi;
      case Language::go:
        return RoutingStyle::gin;
      default:
        return RoutingStyle::express;
    }
  }

  void router_call(const Unit& unit, int id, const Step& step, const std::string& method,
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

  Router& at(int id) { return routers_[static_cast<std::size_t>(id)]; }

  // --- JavaScript ---

  void script_call(const Unit& unit, int id, const Step& step, const std::string& method,
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

  /// One path or a list of them.
  void paths(const Unit& unit, int id, Range argument, bool get) {
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

  void fastify_route(const Unit& unit, int id, std::uint32_t brace) {
    std::string path;
    bool get = false, known = false;
    for (const Range& part : unit.arguments(brace)) {
      if (unit.is(part.begin, "url") || unit.is(part.begin, "path"))
        known = path_of(unit, {part.begin + 2, part.end}, path);
      if (unit.is(part.begin, "method"))
        for (std::uint32_t token = part.begin + 2; token < part.end; ++token)
          get = get || (unit.is_string(token) && lower(unit[token].text) == "get");
    }
    if (!known) return doubt(at(id), "a route of it is no plain text");
    add_route(at(id), unit, path, get, {brace, brace + 1});
  }

  void fastify_register(const Unit& unit, int id, const std::vector<Range>& arguments) {
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
    if (entity.kind == Entity::Kind::package && knowledge::is_quiet_package("node", entity.package)) return;
    if (entity.kind == Entity::Kind::package && entity.package == "@fastify/static") {
      at(id).routes.push_back({joined_route(prefix, "/*"), RouteMatch::files, true, unit.span(what)});
      return;
    }
    doubt(at(id), "what " + quoted(what_is_called(unit, what)) + " answers is not known");
  }

  static std::string_view what_is_called(const Unit& unit, Range range) {
    const Span span = unit.span(range);
    std::string_view text = unit.file.text.substr(span.begin, span.size());
    text = text.substr(0, text.find_first_of("(\n"));
    return text.substr(0, 60);
  }

  void use(const Unit& unit, int id, const std::vector<Range>& arguments) {
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

  /// One argument of use(): a router, a middleware, a handler.
  void used(const Unit& unit, int id, const std::string& prefix, Range range, bool may_handle) {
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
        const bool is_static = root.package == "serve-static" || root.package == "koa-static" ||
                               (root.package == "express" && steps.size() > 1 && steps[1].name == "static") ||
                               root.package == "hono/serve-static" || root.package == "@hono/node-server/serve-static";
        if (is_static) {
          Route route = canonical_route(joined_route(prefix, "/*"));
          route.match = RouteMatch::files;
          route.span = unit.span(range);
          at(id).routes.push_back(std::move(route));
          return;
        }
        if (root.package == "express" || knowledge::is_quiet_package("node", root.package)) return;
        // A prefix that it is kept to can be told even so.
        if (!prefix.empty() && prefix != "/") {
          Route route = canonical_route(joined_route(prefix, "/*"));
          route.match = RouteMatch::pattern;
          route.span = unit.span(range);
          at(id).routes.push_back(std::move(route));
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

  /// A function that is given requests: it passes them on, answers some, or all.
  void handler(int id, const std::string& prefix, const Unit& unit, std::uint32_t index, bool may_handle) {
    const Function& function = unit.functions[index];
    bool looks = false, answers = false, refuses = false, passes = false;
    for (std::uint32_t token = function.body.begin; token < function.body.end; ++token) {
      if (unit[token].kind == TokenKind::number && unit[token].text == "404") refuses = true;
      if (!unit.is_name(token)) continue;
      const std::string_view text = unit[token].text;
      const bool is_member = token > 0 && (unit.is(token - 1, ".") || unit.is(token - 1, "?."));
      if (is_member && (text == "url" || text == "path" || text == "originalUrl" || text == "pathname")) looks = true;
      if (is_member && (text == "send" || text == "json" || text == "end" || text == "sendFile" || text == "render" ||
                        text == "redirect" || text == "sendStatus" || text == "body"))
        answers = true;
      if (text == "NOT_FOUND") refuses = true;
      if (text == "next") passes = true;
    }
    if (function.parameters.size() == 4) return;                   // For errors.
    if (refuses && prefix.find('*') != std::string::npos) return;  // The last one, for what nothing else serves.
    if (may_handle && answers && !passes) {
      Route route = canonical_route(prefix.empty() ? "/" : prefix);
      route.span = {unit.file.id, unit[function.at].begin, unit[function.at].end};
      at(id).routes.push_back(route);
      route.path = joined_route(prefix, "/*");
      route.match = RouteMatch::pattern;
      at(id).routes.push_back(std::move(route));
      return;
    }
    if (looks && answers && !refuses) return doubt(at(id), "a middleware looks at addresses by hand");
    if (answers && !passes && !refuses) {
      Route route = canonical_route(joined_route(prefix, "/*"));
      route.span = {unit.file.id, unit[function.at].begin, unit[function.at].end};
      at(id).routes.push_back(std::move(route));
    }
  }

  /// `http.createServer((request, response) => { ... })`
  void plain_server(const Unit& unit, const std::vector<Range>& arguments) {
    for (const Range& argument : arguments) {
      const Entity entity = entity_of(unit, argument);
      if (entity.kind != Entity::Kind::function) continue;
      if (program_.framework.empty()) program_.framework = "Node's http";
      const Function& function = entity.unit->functions[entity.function];
      Router& server = at(new_router(*entity.unit, function.at, true));
      by_hand(*entity.unit, function.body, server);
    }
  }

  /// A handler that compares addresses itself, or answers all of them.
  void by_hand(const Unit& unit, Range body, Router& server) {
    bool looks = false;
    for (std::uint32_t token = body.begin; token < body.end; ++token) {
      if (unit.is_name(token) && token > 0 && unit.is(token - 1, ".")) {
        const std::string_view text = unit[token].text;
        looks = looks || text == "url" || text == "path" || text == "pathname" || text == "URL" || text == "RequestURI";
      }
      if (unit.is_string(token) && unit[token].text.starts_with('/') && token > 0 &&
          (unit.is(token - 1, "===") || unit.is(token - 1, "==") || unit.is(token - 1, "case")))
        add_route(server, unit, unit[token].text, true, {token, token + 1});
    }
    if (!looks) {
      Route route;
      route.path = "/*";
      route.match = RouteMatch::exact;
      route.span = unit.span({body.begin, body.begin + 1});
      server.routes.push_back(std::move(route));
    }
    doubt(server, "it compares addresses by hand");
  }

  // --- NestJS ---

  /// `@Controller("x")` on a class and `@Get("y")` on its methods.
  void nest() {
    std::string global;
    std::vector<std::string> excluded;
    bool is_nest = false;
    Router application;
    application.is_app = true;
    for (const Unit& unit : world_.units()) {
      for (const std::string_view module : unit.modules) is_nest = is_nest || module == "@nestjs/core";
      for (const auto& [name, declaration] : unit.names)
        if (declaration.kind == Declaration::Kind::imported && name.ends_with("Module") &&
            !declaration.module.starts_with('.') && world_.module_of(unit, declaration.module) == nullptr &&
            !declaration.module.starts_with("@nestjs/") && declaration.module != "nestjs-pino")
          doubt(application, "what " + quoted(name) + " answers is not known");
      for (std::uint32_t token = 0; token + 1 < unit.size(); ++token) {
        if (unit.is(token, "enableVersioning")) doubt(application, "its routes have versions");
        if (unit.is(token, "RouterModule")) doubt(application, "a module sets prefixes of its routes");
        if (unit.is(token, "ServeStaticModule"))
          application.routes.push_back({"/*", RouteMatch::files, true, unit.span(token)});
        if (unit.is(token, "setGlobalPrefix") && unit.is(token + 1, "(")) {
          const std::vector<Range> arguments = unit.arguments(token + 1);
          if (arguments.empty() || !path_of(unit, arguments[0], global))
            doubt(application, "the prefix of its routes is not a plain text");
          if (arguments.size() > 1)
            for (std::uint32_t each = arguments[1].begin; each < arguments[1].end; ++each)
              if (unit.is_string(each)) {
                used_.insert({&unit, each});
                excluded.push_back(canonical_route(unit[each].text).path);
              }
        }
      }
    }
    if (!is_nest) return;
    program_.framework = "NestJS";
    for (const Unit& unit : world_.units())
      for (std::uint32_t token = 0; token + 2 < unit.size(); ++token)
        if (unit.is(token, "@") && unit.is(token + 1, "Controller") && unit.is(token + 2, "("))
          controller(unit, token + 2, global, excluded, application);
    routers_.push_back(std::move(application));
  }

  /// Paths in the parentheses of a decorator: one, a list, `{ path: ... }`, or none.
  bool decorator_paths(const Unit& unit, std::uint32_t open, std::vector<std::string>& paths) {
    const std::vector<Range> arguments = unit.arguments(open);
    if (arguments.empty()) {
      paths.emplace_back();
      return true;
    }
    std::string path;
    const std::uint32_t first = arguments[0].begin;
    if (unit.is(first, "[")) {
      for (const Range& part : unit.arguments(first)) {
        if (!path_of(unit, part, path)) return false;
        paths.push_back(path);
      }
      return true;
    }
    if (unit.is(first, "{")) {
      for (const Range& part : unit.arguments(first)) {
        if (unit.is(part.begin, "version") || unit.is(part.begin, "host")) return false;
        if (unit.is(part.begin, "path") && !path_of(unit, {part.begin + 2, part.end}, path)) return false;
      }
      paths.push_back(path);
      return true;
    }
    if (!path_of(unit, arguments[0], path)) return false;
    paths.push_back(path);
    return true;
  }

  void controller(const Unit& unit, std::uint32_t open, const std::string& global,
                  const std::vector<std::string>& excluded, Router& application) {
    std::vector<std::string> prefixes;
    if (!decorator_paths(unit, open, prefixes)) return doubt(application, "the path of a controller is no plain text");
    std::uint32_t body = open;
    while (body < unit.size() && !unit.is(body, "class")) ++body;
    while (body < unit.size() && !unit.is(body, "{")) ++body;
    if (body >= unit.size() || unit.partner[body] == nowhere) return;
    static constexpr std::array<std::string_view, 9> verbs = {"Get",  "Post",    "Put", "Delete", "Patch",
                                                              "Head", "Options", "All", "Sse"};
    for (std::uint32_t token = body; token + 2 < unit.partner[body]; ++token) {
      if (!unit.is(token, "@") || !unit.is(token + 2, "(") ||
          std::ranges::find(verbs, unit[token + 1].text) == verbs.end() || unit.enclosing[token] != body)
        continue;
      std::vector<std::string> paths;
      if (!decorator_paths(unit, token + 2, paths)) {
        doubt(application, "the path of a route is no plain text");
        continue;
      }
      const bool get = unit.is(token + 1, "Get") || unit.is(token + 1, "All");
      for (const std::string& prefix : prefixes)
        for (const std::string& path : paths) {
          const std::string own = joined_route(joined_route("", "/" + prefix), "/" + path);
          const bool is_excluded = std::ranges::find(excluded, canonical_route(own).path) != excluded.end();
          add_route(application, unit, is_excluded || global.empty() ? own : joined_route("/" + global, own), get,
                    {token, token + 2});
        }
    }
  }

  // --- Python ---

  /// Classes whose do_GET looks at addresses itself.
  void request_handlers(const Unit& unit) {
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

  std::optional<Range> keyword(const Unit& unit, const std::vector<Range>& arguments, std::string_view name) const {
    for (const Range& argument : arguments)
      if (unit.is(argument.begin, name) && unit.is(argument.begin + 1, "="))
        return Range{argument.begin + 2, argument.end};
    return std::nullopt;
  }

  void python_call(const Unit& unit, int id, const std::string& method, const std::vector<Range>& arguments) {
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
          get = get || (unit.is_string(token) && lower(unit[token].text) == "get");
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
        Route route = canonical_route(joined_route(prefix, "/*"));
        route.match = RouteMatch::files;
        route.span = unit.span(arguments[0]);
        at(id).routes.push_back(std::move(route));
        return;
      }
      doubt(at(id), "what " + quoted(what_is_called(unit, arguments[which])) + " answers is not followed");
    }
  }

  static bool is_decorator(const Unit& unit, Range argument) {
    for (std::uint32_t token = argument.begin; token > 0; --token)
      if (unit[token].line_start) return unit.is(token, "@");
    return false;
  }

  // --- Go ---

  void go_call(const Unit& unit, int id, const Step& step, const std::string& method,
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
      Route route = canonical_route(joined_route(path, "/*"));
      route.match = RouteMatch::files;
      route.span = unit.span(arguments[0]);
      at(id).routes.push_back(std::move(route));
      return;
    }
    if (method == "noroute" || method == "notfound" || method == "pathprefix") {
      if (method == "pathprefix") {
        if (arguments.empty() || !path_of(unit, arguments[0], path))
          return doubt(at(id), "a prefix of its routes is not a plain text");
      }
      Route route = canonical_route(joined_route(path, "/*"));
      route.match = RouteMatch::files;
      route.span = unit.span(step.at);
      at(id).routes.push_back(std::move(route));
      return;
    }
    if (method == "use" && style == RoutingStyle::fiber && !arguments.empty()) {
      const std::vector<Step> what = chain_of(unit, arguments[0]);
      const Entity entity = what.empty() ? Entity{} : entity_of_name(unit, what[0], 0);
      if (entity.kind == Entity::Kind::package && knowledge::is_quiet_package("go", entity.package)) return;
      doubt(at(id), "what " + quoted(what_is_called(unit, arguments[0])) + " answers is not known");
    }
  }

  /// A pattern of net/http: with a slash at its end it takes all below.
  void pattern(const Unit& unit, int id, const std::string& path, bool get, const std::vector<Range>& arguments,
               std::size_t which) {
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

  // --- Calls of anything else ---

  /// Functions that are given a router: those of one's own are followed, packages may do anything with it.
  void other_call(const Unit& unit, const std::vector<Step>& steps, const std::vector<Range>& arguments) {
    const std::string_view name = steps.back().name;
    for (std::uint32_t index = 0; index < arguments.size(); ++index) {
      Range argument = arguments[index];
      if (unit.language == Language::python && unit.is(argument.begin + 1, "=")) argument.begin += 2;
      if (argument.size() > 12 || (!unit.is_name(argument.end - 1) && !unit.is(argument.end - 1, ")"))) continue;
      const std::vector<Step> path = chain_of(unit, argument);
      if (path.empty()) continue;
      // `web.Routes(engine.Group("/internal"))`; what other calls give is looked at where it is used.
      if (path.back().called && lower(path.back().name) != "group" && lower(path.back().name) != "subrouter") continue;
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
          (knowledge::is_quiet_package(world_.language_name(), function.package) ||
           knowledge::web_framework(world_.language_name(), function.package) != nullptr))
        continue;
      // `handler.RegisterRoutes(api)`: a method of one's own, when there is only one of that name.
      const auto candidates =
          steps.size() > 1 ? world_.functions(name) : std::vector<std::pair<const Unit*, std::uint32_t>>{};
      if (candidates.size() == 1) {
        Entity method;
        method.kind = Entity::Kind::function;
        method.unit = candidates[0].first;
        method.function = candidates[0].second;
        bind(unit, method, arguments, 0);
        continue;
      }
      // Methods of packages that are made from it or around it, and what starts it.
      static constexpr std::array<std::string_view, 26> harmless = {"init_app",
                                                                    "run",
                                                                    "serve",
                                                                    "createServer",
                                                                    "append",
                                                                    "log",
                                                                    "print",
                                                                    "println",
                                                                    "inject",
                                                                    "NewServer",
                                                                    "request",
                                                                    "TestClient",
                                                                    "CORS",
                                                                    "ListenAndServe",
                                                                    "ListenAndServeTLS",
                                                                    "Serve",
                                                                    "SocketIO",
                                                                    "Printf",
                                                                    "Println",
                                                                    "isinstance",
                                                                    "len",
                                                                    "FastAPIInstrumentor",
                                                                    "instrument_app",
                                                                    "super",
                                                                    "ProxyFix",
                                                                    "Server"};
      if (std::ranges::find(harmless, name) != harmless.end()) continue;
      const Entity root = entity_of_chain(unit, std::span(steps.data(), 1), 0);
      if (root.kind == Entity::Kind::package && knowledge::is_quiet_package(world_.language_name(), root.package))
        continue;
      if (unit.is(argument.begin, "self")) continue;
      doubt(at(given.router), "what " + quoted(name) + " does with it is not known");
    }
  }

  static std::vector<Step> without_call(std::vector<Step> steps) {
    steps.back().called = false;
    return steps;
  }

  // --- Where it listens ---

  void listen_call(const Unit& unit, const std::vector<Step>& steps, const std::string& method,
                   const std::vector<Range>& arguments, Range whole) {
    ListenCall call;
    call.span = unit.span(whole);
    const auto address = [&](Range range) { take_address(unit, range, call); };
    if (unit.language == Language::javascript) {
      if (method != "listen" || steps.size() < 2) return;
      const Entity server = entity_of_chain(unit, std::span(steps.data(), steps.size() - 1), 0);
      if (server.kind == Entity::Kind::router && at(server.router).framework != nullptr)
        call.loopback_by_default = at(server.router).framework->loopback;
      if (arguments.empty()) {
        ++unknown_listens_;
        return;
      }
      if (unit.is(arguments[0].begin, "{")) {
        for (const Range& part : unit.arguments(arguments[0].begin)) {
          const Range value = part.size() > 2 ? Range{part.begin + 2, part.end} : part;
          if (unit.is(part.begin, "port")) call.port = setting(unit, value);
          if (unit.is(part.begin, "host")) take_host(unit, value, call);
        }
      } else {
        call.port = setting(unit, arguments[0]);
        if (arguments.size() > 1 && unit.function_at(arguments[1]) == nowhere) {
          if (entity_of(unit, arguments[1]).kind != Entity::Kind::function) take_host(unit, arguments[1], call);
        }
      }
    } else if (unit.language == Language::python) {
      const std::string_view name = steps.back().name;
      const bool is_uvicorn = steps.size() == 2 && steps[0].name == "uvicorn" && name == "run";
      const bool is_flask = steps.size() == 2 && name == "run" && !is_uvicorn &&
                            entity_of_chain(unit, std::span(steps.data(), 1), 0).kind == Entity::Kind::router;
      const bool is_server = name == "HTTPServer" || name == "ThreadingHTTPServer" || name == "TCPServer";
      if (!is_uvicorn && !is_flask && !is_server && name != "run_app" && name != "serve") return;
      if (name == "serve" && steps.size() == 2 && steps[0].name != "waitress") return;
      if (is_server) {
        if (arguments.empty() || !unit.is(arguments[0].begin, "(")) return;
        const std::vector<Range> pair = unit.arguments(arguments[0].begin);
        if (pair.size() != 2) return;
        take_host(unit, pair[0], call);
        call.port = setting(unit, pair[1]);
      } else {
        call.loopback_by_default = is_uvicorn || is_flask;
        call.development = is_flask;
        if (const std::optional<Range> port = keyword(unit, arguments, "port"); port.has_value())
          call.port = setting(unit, *port);
        else
          call.port = {is_uvicorn ? "8000" : is_flask ? "5000" : "8080", "", true, call.span};
        if (const std::optional<Range> host = keyword(unit, arguments, "host"); host.has_value()) {
          take_host(unit, *host, call);
        } else if (is_flask && !arguments.empty() && !unit.is(arguments[0].begin + 1, "=")) {
          take_host(unit, arguments[0], call);
          if (arguments.size() > 1 && !unit.is(arguments[1].begin + 1, "=")) call.port = setting(unit, arguments[1]);
        }
      }
    } else if (unit.language == Language::go) {
      const std::string_view name = steps.back().name;
      if (name == "ListenAndServe" || name == "ListenAndServeTLS") {
        if (arguments.empty() || (name == "ListenAndServeTLS" && arguments.size() < 3)) return;
        address(arguments[0]);
      } else if (name == "Run" || name == "Start" || name == "Listen" || name == "StartTLS") {
        const Entity server = entity_of_chain(unit, std::span(steps.data(), steps.size() - 1), 0);
        const bool is_net = server.kind == Entity::Kind::package && server.package == "net" && name == "Listen";
        if (is_net) {
          if (arguments.size() != 2) return;
          address(arguments[1]);
        } else {
          if (server.kind != Entity::Kind::router || is_unused_parameter(server.router)) return;
          if (arguments.empty()) {
            if (name != "Run") return;
            call.port = {"8080", "PORT", true, call.span};  // gin's own choice.
          } else {
            address(arguments[0]);
          }
        }
      } else {
        return;
      }
    } else {
      return;
    }
    if (!call.port.known)
      ++unknown_listens_;
    else
      program_.listens.push_back(std::move(call));
  }

  /// `&http.Server{Addr: ":8080"}`
  void server_literals(const Unit& unit) {
    for (std::uint32_t token = 1; token + 2 < unit.size(); ++token) {
      if (!unit.is(token, "Addr") || !unit.is(token + 1, ":") || unit.enclosing[token] == nowhere) continue;
      const std::uint32_t brace = unit.enclosing[token];
      if (!unit.is(brace, "{") || brace < 3 || !unit.is(brace - 1, "Server") || !unit.is(brace - 3, "http")) continue;
      ListenCall call;
      const Range value{token + 2, unit.expression_end(token + 2)};
      call.span = unit.span(value);
      take_address(unit, value, call);
      if (!call.port.known)
        ++unknown_listens_;
      else
        program_.listens.push_back(std::move(call));
    }
  }

  Setting setting(const Unit& unit, Range range) {
    const World::Text text = world_.text_of(unit, range);
    if (!text.known || text.pieces.size() != 1) return {};
    Setting result = text.pieces[0];
    result.span = unit.span(range);
    return result;
  }

  void take_host(const Unit& unit, Range range, ListenCall& call) {
    call.loopback_by_default = false;
    call.host = setting(unit, range);
    call.host.span = unit.span(range);
  }

  /// host:port
  void take_address(const Unit& unit, Range range, ListenCall& call) {
    const World::Text text = world_.text_of(unit, range);
    if (!text.known || text.pieces.empty()) return;
    const Span span = unit.span(range);
    // One variable for the whole address cannot be taken apart.
    if (text.pieces.size() == 1) {
      const Setting& only = text.pieces[0];
      const std::size_t colon = only.text.rfind(':');
      if (colon == std::string::npos) return;
      call.host = {only.text.substr(0, colon), "", only.variable.empty(), span};
      call.port = {only.text.substr(colon + 1), "", only.variable.empty(), span};
      return;
    }
    const Setting& last = text.pieces.back();
    const std::size_t colon = last.text.rfind(':');
    if (colon != std::string::npos && last.variable.empty()) {
      call.port = {last.text.substr(colon + 1), "", true, span};
    } else {
      call.port = last;
      call.port.span = span;
    }
    const Setting& first = text.pieces.front();
    if (text.pieces.size() == 2 && first.variable.empty() && first.text.ends_with(':')) {
      call.host = {first.text.substr(0, first.text.size() - 1), "", true, span};
    } else if (!first.variable.empty() || text.pieces.size() == 3) {
      call.host = first;
      call.host.span = span;
    }
  }

  // --- Putting it together ---

  void collect(int id, const std::string& prefix, unsigned depth, std::set<int>& under_way) {
    if (depth > 20 || !under_way.insert(id).second) return;
    reached_.insert(id);
    const Router& router = at(id);
    if (!router.doubt.empty()) say(router.doubt);
    if (!router.prefix_known) {
      say("a prefix of its routes is not a plain text");
      under_way.erase(id);
      return;
    }
    const std::string base = joined_route(prefix, router.prefix);
    for (const Route& route : router.routes) {
      if (program_.routes.size() >= most_routes) break;
      Route whole = canonical_route(joined_route(base, route.path));
      if (route.match != RouteMatch::pattern) whole.match = route.match;
      // An exact part behind a prefix that takes anything is a pattern.
      if (route.match == RouteMatch::exact && canonical_route(base).match != RouteMatch::exact)
        whole.match = RouteMatch::pattern;
      whole.get = route.get;
      whole.span = route.span;
      whole.careless = route.careless;
      whole.json = route.json;
      program_.routes.push_back(std::move(whole));
    }
    for (const Mount& mount : router.mounts)
      collect(mount.child, joined_route(base, mount.prefix), depth + 1, under_way);
    under_way.erase(id);
  }

  void say(const std::string& reason) {
    if (program_.doubt.empty()) program_.doubt = reason;
  }

  void finish() {
    if (!world_.doubt().empty()) say(world_.doubt());
    int roots = 0;
    for (int id = 0; id < static_cast<int>(routers_.size()); ++id) {
      if (!at(id).is_app || at(id).parents > 0) continue;
      // A router that nothing mounts is served itself; a mere part of one without routes is nothing.
      if (at(id).routes.empty() && at(id).mounts.empty() && at(id).doubt.empty()) continue;
      ++roots;
      std::set<int> under_way;
      collect(id, "", 0, under_way);
    }
    if (roots == 0) say("no application of a framework was recognised");
    // Two that stand for themselves: one may be mounted in a way that is not understood.
    if (roots > 1) say("it has several routers that nothing puts together");
    for (int id = 0; id < static_cast<int>(routers_.size()); ++id)
      if (!reached_.contains(id) && !at(id).routes.empty())
        say("some of its routes could not be followed to the application");
    if (loose_routes_) say("some of its routes could not be followed to the application");
    if (work_ > most_work) say("its sources are too entangled");
    program_.listens_known = unknown_listens_ == 0 && !program_.listens.empty();
    for (const Unit& unit : world_.units()) {
      std::set<const char*> modules;
      for (const std::string_view module : unit.modules) modules.insert(module.data());
      for (std::uint32_t token = 0; token < unit.size(); ++token)
        if (unit.is_string(token) && !used_.contains({&unit, token}) && unit[token].text.size() < 300 &&
            !modules.contains(unit[token].text.data()))
          program_.literals.push_back(unit[token].text);
    }
  }

  const World& world_;
  Program& program_;
  std::deque<Router> routers_;
  std::map<std::pair<const Unit*, std::uint32_t>, int> by_place_;
  std::map<std::tuple<const Unit*, std::uint32_t, std::uint32_t>, int> by_parameter_;
  std::map<std::pair<const Unit*, std::uint32_t>, Entity> returned_;
  std::map<std::string_view, Entity> by_field_;
  std::set<int> mounted_, reached_;
  std::set<std::pair<const Unit*, std::uint32_t>> used_;
  int default_mux_ = -1;
  int unknown_listens_ = 0;
  bool loose_routes_ = false;
  std::uint32_t work_ = 0;
};

}  // namespace

std::string joined_route(std::string_view prefix, std::string_view path) {
  std::string result(prefix);
  while (result.ends_with('/')) result.pop_back();
  if (path.empty() || path == "/") return result.empty() && !path.empty() ? "/" : result;
  if (path[0] != '/') result += '/';
  result += path;
  return result;
}

Route canonical_route(std::string_view written) {
  Route route;
  bool everything = false;
  for (std::string_view rest = written; !rest.empty() && !everything;) {
    while (rest.starts_with('/')) rest.remove_prefix(1);
    if (rest.empty()) break;
    // A slash inside of braces or brackets belongs to a pattern.
    std::size_t end = 0;
    int depth = 0;
    for (; end < rest.size(); ++end) {
      if (rest[end] == '{' || rest[end] == '(' || rest[end] == '<' || rest[end] == '[') ++depth;
      if (rest[end] == '}' || rest[end] == ')' || rest[end] == '>' || rest[end] == ']') --depth;
      if (rest[end] == '/' && depth <= 0) break;
    }
    const std::string_view segment = rest.substr(0, end);
    rest.remove_prefix(end);
    route.path += '/';
    if (segment.starts_with('*') || segment.find("...") != std::string_view::npos ||
        segment.find("{*") != std::string_view::npos || segment.starts_with("<path:") ||
        segment.find(":path}") != std::string_view::npos || segment == "(.*)") {
      route.path += '*';
      route.match = RouteMatch::pattern;
      everything = true;
    } else if (segment == ":" || segment.find_first_of(":{<[(*?+") != std::string_view::npos) {
      route.path += ':';
      route.match = RouteMatch::pattern;
    } else {
      route.path += segment;
    }
  }
  if (route.path.empty()) route.path = "/";
  return route;
}

void read_routing(const World& world, Program& program) { Routing(world, program).read(); }

}  // namespace seaworthy::code
