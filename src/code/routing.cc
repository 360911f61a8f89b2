#include "code/routing.h"

#include <algorithm>
#include <array>

#include "code/routing_reader.h"

namespace seaworthy::code {

void RoutingReader::read() {
  for (const Unit& unit : world_.units()) {
    if (unit.language == Language::python) request_handlers(unit);
    for (std::uint32_t at = 0; at < unit.size(); ++at)
      if (unit.is_name(at) && (unit.is(at + 1, "(") || (unit.is(at + 1, "<") && unit.language == Language::javascript)))
        call(unit, at);
    if (unit.language == Language::go) server_literals(unit);
  }
  if (world_.language() == Language::javascript) nest();
  finish();
}

bool RoutingReader::is_verb(std::string_view name) {
  static constexpr std::array<std::string_view, 10> verbs = {"get",  "post",    "put", "delete", "patch",
                                                             "head", "options", "all", "any",    "websocket"};
  return std::ranges::find(verbs, name) != verbs.end();
}

bool RoutingReader::path_of(const Unit& unit, Range range, std::string& path) {
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

void RoutingReader::add_route(Router& router, const Unit& unit, std::string_view path, bool get, Range where) {
  if (router.routes.size() >= most_routes) return doubt(router, "it has more routes than are read");
  Route route = canonical_route(path);
  route.get = get;
  route.span = unit.span(where);
  if (get) inspect_handler(unit, where, route);
  router.routes.push_back(std::move(route));
}

void RoutingReader::add_below(int id, std::string_view prefix, RouteMatch match, Span span) {
  Route route = canonical_route(joined_route(prefix, "/*"));
  route.match = match;
  route.span = span;
  at(id).routes.push_back(std::move(route));
}

void RoutingReader::doubt(Router& router, std::string reason) {
  if (router.doubt.empty()) router.doubt = std::move(reason);
}

void RoutingReader::mount(int parent, int child, std::string_view prefix, bool known) {
  if (parent == child || parent < 0 || child < 0) return;
  Router& from = routers_[static_cast<std::size_t>(parent)];
  if (!known) return doubt(from, "a prefix of its routes is not a plain text");
  for (const Mount& mount : from.mounts)
    if (mount.child == child && mount.prefix == prefix) return;
  from.mounts.push_back({child, std::string(prefix)});
  ++routers_[static_cast<std::size_t>(child)].parents;
}

int RoutingReader::default_mux() {
  if (default_mux_ < 0) {
    default_mux_ = static_cast<int>(routers_.size());
    routers_.emplace_back();
    routers_.back().is_app = true;
    routers_.back().framework = knowledge::web_framework("go", "net/http");
    if (program_.framework.empty()) program_.framework = "net/http";
  }
  return default_mux_;
}

knowledge::RoutingStyle RoutingReader::style_of(const Router& router) const {
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

std::string_view RoutingReader::what_is_called(const Unit& unit, Range range) {
  const Span span = unit.span(range);
  std::string_view text = unit.file.text.substr(span.begin, span.size());
  text = text.substr(0, text.find_first_of("(\n"));
  return text.substr(0, 60);
}

bool RoutingReader::is_decorator(const Unit& unit, Range argument) {
  for (std::uint32_t token = argument.begin; token > 0; --token)
    if (unit[token].line_start) return unit.is(token, "@");
  return false;
}

void RoutingReader::collect(int id, const std::string& prefix, unsigned depth, std::set<int>& under_way) {
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
    whole.can_fail = route.can_fail;
    program_.routes.push_back(std::move(whole));
  }
  for (const Mount& mount : router.mounts) collect(mount.child, joined_route(base, mount.prefix), depth + 1, under_way);
  under_way.erase(id);
}

void RoutingReader::say(const std::string& reason) {
  if (program_.doubt.empty()) program_.doubt = reason;
}

/// A text that is the key of an entry, as in what handlers answer: what made routes of it would be in doubt by itself.
static bool is_key(const Unit& unit, std::uint32_t token) {
  const std::uint32_t open = unit.enclosing[token];
  return open != nowhere && unit.is(open, "{") && unit.is(token + 1, ":");
}

/// Whether a text is one of several in a plain list that is kept under a name or given by one, as the addresses that a
/// middleware lets through are. What made routes of such a list would be in doubt by itself.
static bool is_in_kept_list(const Unit& unit, std::uint32_t token) {
  const std::uint32_t open = unit.enclosing[token];
  if (open == nowhere || open == 0 || unit.partner[open] == nowhere) return false;
  unsigned texts = 0;
  bool is_path = false;
  for (std::uint32_t each = open + 1; each < unit.partner[open]; ++each) {
    if (unit.is_string(each)) {
      ++texts;
      is_path = is_path || unit[each].text.find('/') != std::string_view::npos;
    } else if (!unit.is(each, ",")) {
      return false;
    }
  }
  std::uint32_t before = open - 1;
  if (unit.is(before, "(") && before > 0) {
    for (const std::string_view name : {"frozenset", "set", "tuple", "list", "Set"})
      if (unit.is(before - 1, name)) {
        before -= 2;
        if (unit.is(before, "new") && before > 0) --before;
        break;
      }
  }
  // One word alone is what a router is sorted under: `tags=["health"]`.
  return (texts > 1 || !is_path) && unit.is(before, "=");
}

void RoutingReader::finish() {
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
          !modules.contains(unit[token].text.data()) && !is_key(unit, token) && !is_in_kept_list(unit, token))
        program_.literals.push_back(unit[token].text);
  }
}

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

void read_routing(const World& world, Program& program) { RoutingReader(world, program).read(); }

}  // namespace seaworthy::code
