#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "code/routing.h"
#include "knowledge/web_routing.h"

namespace seaworthy::code {

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

/// A router below a path of another.
struct Mount {
  int child = -1;
  std::string prefix;
};

/// What answers requests by their paths: an application, a router, a group, or the parameter that stands for one.
struct Router {
  const knowledge::WebFramework* framework = nullptr;
  bool is_app = false;        ///< Serves on its own when nothing mounts it.
  bool is_parameter = false;  ///< What a function is given.
  int parents = 0;            ///< Mounts that lead to it.
  std::string prefix;
  bool prefix_known = true;
  std::vector<Route> routes;
  std::vector<Mount> mounts;
  std::string doubt;  ///< Why it may have more routes.
};

/// Finds the routers of a program, the routes declared on them and how they are mounted, by following names through its
/// units. What it cannot follow becomes a doubt, never a guess. One object reads one program.
class RoutingReader {
 public:
  RoutingReader(const World& world, Program& program)
      : world_(world), program_(program), language_(knowledge::routing_language(world.language_name())) {}

  /// Reads all units once.
  void read();

 private:
  using RoutingStyle = knowledge::RoutingStyle;

  // --- What things are ---
  /// The router that the expression at a token makes: the same for the same place.
  int new_router(const Unit& unit, std::uint32_t at, bool is_app);
  Entity router_entity(int router) const;
  /// What an expression stands for; `depth` counts the names followed so far.
  Entity entity_of(const Unit& unit, Range range, unsigned depth = 0);
  Entity entity_of_chain(const Unit& unit, std::span<const Step> steps, unsigned depth);
  Entity entity_of_name(const Unit& unit, const Step& step, unsigned depth);
  Entity entity_of(const Unit& unit, const Declaration& declaration, unsigned depth);
  /// The router that stands for a parameter of a function of one's own.
  int parameter(const Unit& unit, std::uint32_t function, std::uint32_t index);
  /// `from package import module` of one's own; null when there is no such module.
  const Unit* submodule(const Unit& unit, std::string_view module, std::string_view member);
  /// What a member of a module is: `member` as World::exported() takes it, "*" for the whole module.
  Entity imported(const Unit& unit, std::string_view module, std::string_view member, unsigned depth);
  /// The router that a field of this name holds, whatever structure it is a field of.
  Entity entity_of_field(std::string_view name, unsigned depth);
  Entity find_field(std::string_view name, unsigned depth);
  /// `of.step`
  Entity member_of(const Unit& unit, const Entity& of, const Step& step, unsigned depth);
  /// What a method of a router gives back: a group, a sub-router, the router itself.
  Entity router_member(const Unit& unit, const Entity& of, const Step& step);
  /// What calling something gives.
  Entity called(const Unit& unit, const Entity& of, const Step& step, unsigned depth);
  /// `APIRouter(prefix="/x")`, `Blueprint(..., url_prefix="/x")`, `new Router({ prefix: "/x" })`
  void read_options(const Unit& unit, const Step& step, Router& router);
  /// `routes=[Route("/x", f), Mount("/y", routes=[...])]`; only the first level is read.
  void starlette_routes(const Unit& unit, Range argument, Router& router);
  /// The router that a function gives back.
  Entity returned(const Unit& unit, std::uint32_t index, unsigned depth);
  bool is_unused_parameter(int router) const;

  // --- Routes ---
  static bool is_verb(std::string_view name);
  static bool answers_get(std::string_view verb) { return verb == "get" || verb == "all" || verb == "any"; }
  /// A path that is wholly known; `path` keeps what is known of it.
  bool path_of(const Unit& unit, Range range, std::string& path);
  /// A route below a router; `where` is its path in the source.
  void add_route(Router& router, const Unit& unit, std::string_view path, bool get, Range where);
  /// All paths below a prefix.
  void add_below(int id, std::string_view prefix, RouteMatch match, Span span);
  /// The body of the function that answers a route whose path stands at `where`; its unit is null when it is not found.
  std::pair<const Unit*, Range> handler_of(const Unit& unit, Range where);
  /// Notes what is careless in the answer of a route, see Route.
  void inspect_handler(const Unit& unit, Range where, Route& route);
  /// Says why a router may have more routes than were found; the first reason counts.
  static void doubt(Router& router, std::string reason);
  /// `known`: whether the prefix is; without it the parent's routes are in doubt.
  void mount(int parent, int child, std::string_view prefix, bool known);
  /// A function of the program's own is given routers.
  void bind(const Unit& unit, const Entity& function, const std::vector<Range>& arguments, unsigned depth);
  static std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }
  /// Any call: `at` is the last name before its parenthesis.
  void call(const Unit& unit, std::uint32_t at);
  /// The router of Go's net/http that handlers go to when none is named.
  int default_mux();
  RoutingStyle style_of(const Router& router) const;
  void router_call(const Unit& unit, int id, const Step& step, const std::string& method,
                   const std::vector<Range>& arguments);
  Router& at(int id) { return routers_[static_cast<std::size_t>(id)]; }

  // --- JavaScript ---
  void script_call(const Unit& unit, int id, const Step& step, const std::string& method,
                   const std::vector<Range>& arguments);
  /// One path or a list of them.
  void paths(const Unit& unit, int id, Range argument, bool get);
  /// `fastify.route({ method: "GET", url: "/x" })`
  void fastify_route(const Unit& unit, int id, std::uint32_t brace);
  void fastify_register(const Unit& unit, int id, const std::vector<Range>& arguments);
  /// The text of a call up to its parenthesis, for messages.
  static std::string_view what_is_called(const Unit& unit, Range range);
  /// `app.use("/prefix", a, b)`
  void use(const Unit& unit, int id, const std::vector<Range>& arguments);
  /// One argument of use(): a router, a middleware, a handler.
  void used(const Unit& unit, int id, const std::string& prefix, Range range, bool may_handle);
  /// A function that is given requests: it passes them on, answers some, or all.
  void handler(int id, const std::string& prefix, const Unit& unit, std::uint32_t index, bool may_handle);
  /// `http.createServer((request, response) => { ... })`
  void plain_server(const Unit& unit, const std::vector<Range>& arguments);
  /// A handler that compares addresses itself, or answers all of them.
  void by_hand(const Unit& unit, Range body, Router& server);

  // --- NestJS ---
  /// `@Controller("x")` on a class and `@Get("y")` on its methods.
  void nest();
  /// Versions in the address of routes: `/v1/items`.
  struct Versioning {
    std::string prefix = "v";
    std::vector<std::string> versions;  ///< Of what names none itself; "" is the route without one.
  };
  std::optional<Versioning> versioning_of(const Unit& unit, std::uint32_t open);
  /// A version, or a list of them; false when only a run can tell.
  bool read_versions(const Unit& unit, Range value, std::vector<std::string>& versions);
  /// Paths in the parentheses of a decorator: one, a list, `{ path: ... }`, or none.
  bool decorator_paths(const Unit& unit, std::uint32_t open, std::vector<std::string>& paths);
  /// The routes of one class; `open` is the parenthesis of its decorator.
  void controller(const Unit& unit, std::uint32_t open, const std::string& global,
                  const std::vector<std::string>& excluded, Router& application);

  // --- Python ---
  /// Classes whose do_GET looks at addresses itself.
  void request_handlers(const Unit& unit);
  std::optional<Range> keyword(const Unit& unit, const std::vector<Range>& arguments, std::string_view name) const;
  void python_call(const Unit& unit, int id, const std::string& method, const std::vector<Range>& arguments);
  static bool is_decorator(const Unit& unit, Range argument);

  // --- Go ---
  void go_call(const Unit& unit, int id, const Step& step, const std::string& method,
               const std::vector<Range>& arguments);
  /// A pattern of net/http: with a slash at its end it takes all below.
  void pattern(const Unit& unit, int id, const std::string& path, bool get, const std::vector<Range>& arguments,
               std::size_t which);

  // --- Calls of anything else ---
  /// Functions that are given a router: those of one's own are followed, packages may do anything with it.
  void other_call(const Unit& unit, const std::vector<Step>& steps, const std::vector<Range>& arguments);
  static std::vector<Step> without_call(std::vector<Step> steps);

  // --- Where it listens ---
  /// Whether a call starts a server, and where that listens.
  void listen_call(const Unit& unit, const std::vector<Step>& steps, const std::vector<Range>& arguments, Range whole);
  // One language each; false when the call starts no server.
  bool script_listen(const Unit& unit, const std::vector<Step>& steps, const std::vector<Range>& arguments,
                     ListenCall& call);
  bool python_listen(const Unit& unit, const std::vector<Step>& steps, const std::vector<Range>& arguments,
                     ListenCall& call);
  bool go_listen(const Unit& unit, const std::vector<Step>& steps, const std::vector<Range>& arguments,
                 ListenCall& call);
  /// Keeps a call; one whose port is not known only counts.
  void add_listen(ListenCall call);
  /// `&http.Server{Addr: ":8080"}`
  void server_literals(const Unit& unit);
  Setting setting(const Unit& unit, Range range);
  void take_host(const Unit& unit, Range range, ListenCall& call);
  /// host:port
  void take_address(const Unit& unit, Range range, ListenCall& call);

  // --- Putting it together ---
  /// Writes out a router's routes and those of all that is mounted below it.
  void collect(int id, const std::string& prefix, unsigned depth, std::set<int>& under_way);
  /// Says why the program may have more routes than were found; the first reason counts.
  void say(const std::string& reason);
  void finish();

  /// Names followed from one expression.
  static constexpr unsigned deepest = 12;
  /// Expressions looked at in one program, and routes kept.
  static constexpr std::uint32_t most_work = 300'000;
  static constexpr std::size_t most_routes = 5000;

  const World& world_;
  Program& program_;
  const knowledge::RoutingLanguage& language_;
  std::optional<Versioning> versioning_;
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

}  // namespace seaworthy::code
