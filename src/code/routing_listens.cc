#include "base/ascii.h"
#include "code/routing_reader.h"

namespace seaworthy::code {

bool RoutingReader::script_listen(const Unit& unit, const std::vector<Step>& steps, const std::vector<Range>& arguments,
                                  ListenCall& call) {
  if (ascii::lowered(steps.back().name) != "listen" || steps.size() < 2) return false;
  const Entity server = entity_of_chain(unit, std::span(steps.data(), steps.size() - 1), 0);
  if (server.kind == Entity::Kind::router && at(server.router).framework != nullptr)
    call.loopback_by_default = at(server.router).framework->loopback;
  if (arguments.empty()) return true;
  if (unit.is(arguments[0].begin, "{")) {
    for (const Range& part : unit.arguments(arguments[0].begin)) {
      const Range value = part.size() > 2 ? Range{part.begin + 2, part.end} : part;
      if (unit.is(part.begin, "port")) call.port = setting(unit, value);
      if (unit.is(part.begin, "host")) take_host(unit, value, call);
    }
    return true;
  }
  call.port = setting(unit, arguments[0]);
  // What follows is a host or what to do once it listens.
  if (arguments.size() > 1 && unit.function_at(arguments[1]) == nowhere &&
      entity_of(unit, arguments[1]).kind != Entity::Kind::function)
    take_host(unit, arguments[1], call);
  return true;
}

bool RoutingReader::python_listen(const Unit& unit, const std::vector<Step>& steps, const std::vector<Range>& arguments,
                                  ListenCall& call) {
  const std::string_view name = steps.back().name;
  if (name == "HTTPServer" || name == "ThreadingHTTPServer" || name == "TCPServer") {
    if (arguments.empty() || !unit.is(arguments[0].begin, "(")) return false;
    const std::vector<Range> pair = unit.arguments(arguments[0].begin);
    if (pair.size() != 2) return false;
    take_host(unit, pair[0], call);
    call.port = setting(unit, pair[1]);
    return true;
  }
  if (name == "start_http_server" || name == "start_wsgi_server") {
    // prometheus_client's own, beside whatever else the program serves.
    const std::optional<Range> port = keyword(unit, arguments, "port");
    if (port.has_value())
      call.port = setting(unit, *port);
    else if (!arguments.empty() && !unit.is(arguments[0].begin + 1, "="))
      call.port = setting(unit, arguments[0]);
    if (const std::optional<Range> host = keyword(unit, arguments, "addr"); host.has_value())
      take_host(unit, *host, call);
    if (program_.doubt.empty()) program_.doubt = "its metrics have a port of their own";
    return true;
  }
  const bool is_uvicorn = steps.size() == 2 && steps[0].name == "uvicorn" && name == "run";
  const bool is_flask = steps.size() == 2 && name == "run" && !is_uvicorn &&
                        entity_of_chain(unit, std::span(steps.data(), 1), 0).kind == Entity::Kind::router;
  if (!is_uvicorn && !is_flask && name != "run_app" && name != "serve") return false;
  if (name == "serve" && steps.size() == 2 && steps[0].name != "waitress") return false;
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
  return true;
}

bool RoutingReader::go_listen(const Unit& unit, const std::vector<Step>& steps, const std::vector<Range>& arguments,
                              ListenCall& call) {
  const std::string_view name = steps.back().name;
  if (name == "ListenAndServe" || name == "ListenAndServeTLS") {
    if (arguments.empty() || (name == "ListenAndServeTLS" && arguments.size() < 3)) return false;
    take_address(unit, arguments[0], call);
    return true;
  }
  if (name != "Run" && name != "RunTLS" && name != "Start" && name != "Listen" && name != "StartTLS") return false;
  const Entity server = entity_of_chain(unit, std::span(steps.data(), steps.size() - 1), 0);
  if (server.kind == Entity::Kind::package && server.package == "net" && name == "Listen") {
    if (arguments.size() != 2) return false;
    take_address(unit, arguments[1], call);
    return true;
  }
  if (server.kind != Entity::Kind::router) return false;
  if (is_unused_parameter(server.router)) {
    // A server that is handed over: it listens, but which program's it is cannot be told here.
    if (!arguments.empty()) ++unknown_listens_;
    return false;
  }
  if (!arguments.empty()) {
    take_address(unit, arguments[0], call);
    return true;
  }
  call.port = {"8080", "PORT", true, call.span};  // gin's own choice.
  return name == "Run";
}

void RoutingReader::listen_call(const Unit& unit, const std::vector<Step>& steps, const std::vector<Range>& arguments,
                                Range whole) {
  ListenCall call;
  call.span = unit.span(whole);
  const bool starts = unit.language == Language::javascript ? script_listen(unit, steps, arguments, call)
                      : unit.language == Language::python   ? python_listen(unit, steps, arguments, call)
                      : unit.language == Language::go       ? go_listen(unit, steps, arguments, call)
                                                            : false;
  if (starts) add_listen(std::move(call));
}

void RoutingReader::add_listen(ListenCall call) {
  if (!call.port.known && !call.address.known)
    ++unknown_listens_;
  else
    program_.listens.push_back(std::move(call));
}

void RoutingReader::server_literals(const Unit& unit) {
  for (std::uint32_t token = 1; token + 2 < unit.size(); ++token) {
    if (!unit.is(token, "Addr") || !unit.is(token + 1, ":") || unit.enclosing[token] == nowhere) continue;
    const std::uint32_t brace = unit.enclosing[token];
    if (!unit.is(brace, "{") || brace < 3 || !unit.is(brace - 1, "Server") || !unit.is(brace - 3, "http")) continue;
    ListenCall call;
    const Range value{token + 2, unit.expression_end(token + 2)};
    call.span = unit.span(value);
    take_address(unit, value, call);
    add_listen(std::move(call));
  }
}

Setting RoutingReader::setting(const Unit& unit, Range range) {
  const World::Text text = world_.text_of(unit, range);
  if (!text.known || text.pieces.size() != 1) return {};
  Setting result = text.pieces[0];
  result.span = unit.span(range);
  return result;
}

void RoutingReader::take_host(const Unit& unit, Range range, ListenCall& call) {
  call.loopback_by_default = false;
  call.host = setting(unit, range);
  call.host.span = unit.span(range);
}

void RoutingReader::take_address(const Unit& unit, Range range, ListenCall& call) {
  const World::Text text = world_.text_of(unit, range);
  if (!text.known || text.pieces.empty()) return;
  const Span span = unit.span(range);
  // What one variable holds is taken apart once its value is known.
  if (text.pieces.size() == 1) {
    const Setting& only = text.pieces[0];
    const std::size_t colon = only.text.rfind(':');
    // A variable without a default holds the whole address.
    if (colon == std::string::npos && (only.variable.empty() || !only.text.empty())) return;
    if (!only.variable.empty()) {
      call.address = only;
      call.address.span = span;
      return;
    }
    call.host = {only.text.substr(0, colon), "", true, span};
    call.port = {only.text.substr(colon + 1), "", true, span};
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

}  // namespace seaworthy::code
