#include "base/ascii.h"
#include "code/routing_reader.h"

namespace seaworthy::code {

std::pair<const Unit*, Range> RoutingReader::handler_of(const Unit& unit, Range where) {
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

void RoutingReader::inspect_handler(const Unit& unit, Range where, Route& route) {
  const auto [of, body] = handler_of(unit, where);
  if (of == nullptr) return;
  bool sets_status = false, plain_text = false;
  for (std::uint32_t token = body.begin; token < body.end; ++token) {
    const Token& each = (*of)[token];
    if (each.kind == TokenKind::string) {
      const std::string text = ascii::lowered(each.text);
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
  route.can_fail = sets_status;
  if (plain_text) route.json = {};
}

void RoutingReader::handler(int id, const std::string& prefix, const Unit& unit, std::uint32_t index, bool may_handle) {
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

void RoutingReader::by_hand(const Unit& unit, Range body, Router& server) {
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

}  // namespace seaworthy::code
