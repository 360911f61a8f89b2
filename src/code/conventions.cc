#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "base/ascii.h"
#include "code/conventions.h"
#include "code/routing.h"
#include "code/unit.h"
#include "code/world.h"

/// Frameworks whose sources are found by convention, in folders that every project of theirs has.
namespace seaworthy::code {

std::string under(std::string_view folder, std::string_view inner) {
  std::string result(folder);
  if (!result.empty() && !inner.empty()) result += '/';
  result += inner;
  return result;
}

std::optional<Unit> unit_at(Tree& tree, std::string_view path) {
  const std::optional<Language> language = language_of(path);
  if (!language.has_value()) return std::nullopt;
  const std::optional<SourceFile> file = tree.read(path);
  if (!file.has_value()) return std::nullopt;
  return read_unit(*file, *language);
}

void add(Program& program, const Unit& unit, std::string_view path, std::uint32_t at, bool get) {
  Route route = canonical_route(path);
  route.get = get;
  route.span = unit.span(at);
  program.routes.push_back(std::move(route));
}

void add_literals(Program& program, const Unit& unit) {
  std::set<std::uint32_t> routes;
  for (const Route& route : program.routes)
    if (route.span.file == unit.file.id) routes.insert(route.span.begin);
  for (const Token& token : unit.tokens)
    if (token.kind == TokenKind::string && token.text.size() < 300 && !routes.contains(token.begin))
      program.literals.push_back(token.text);
}

void doubt(Program& program, std::string_view reason) {
  if (program.doubt.empty()) program.doubt = reason;
}

// --- ASP.NET Core ---

std::string upper_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return result;
}

/// Adds the setting that a call asks for and ends without: `Configuration["Jwt:Key"] ?? throw`,
/// `GetConnectionString("Shop") ?? throw`. `settings`: the text of the files that may give it.
void add_demanded_setting(const Unit& unit, std::uint32_t at, std::string_view settings, Program& program) {
  const bool indexed = unit.is(at, "Configuration") && unit.is(at + 1, "[") && unit.is_string(at + 2);
  const bool connects = unit.is(at, "GetConnectionString") && unit.is(at + 1, "(") && unit.is_string(at + 2);
  if (!indexed && !connects) return;
  constexpr std::uint32_t operators = 4;
  bool ends = false;
  for (std::uint32_t next = at + 4; next < unit.size() && next <= at + 4 + operators && !ends; ++next)
    ends = unit.is(next, "throw");
  const std::string key = (connects ? "ConnectionStrings:" : "") + std::string(unit[at + 2].text);
  // What a file has under the last part of the name may be this one.
  const std::string last = "\"" + key.substr(key.rfind(':') + 1) + "\"";
  if (!ends || settings.find(last) != std::string_view::npos || key.find_first_of("{}$ ") != std::string::npos) return;
  std::string name;
  for (const char c : key) {
    if (c == ':')
      name += "__";
    else
      name += c;
  }
  program.required.push_back({name, unit.span(at + 2), {upper_case(name), key}});
}

Program read_dotnet_application(Tree& tree, std::string_view folder) {
  Program program;
  program.framework = "ASP.NET Core";
  program.doubt = "the routing of ASP.NET Core is read in part only";
  bool is_web = false, own_address = false;
  std::string given;
  for (const std::string_view path : tree.below(folder, most_files))
    if (const std::string_view name = path.substr(path.rfind('/') + 1);
        name.starts_with("appsettings") && name.ends_with(".json"))
      if (const std::optional<SourceFile> settings = tree.read(path); settings.has_value()) {
        given += settings->text;
        own_address = own_address || settings->text.find("Kestrel") != std::string_view::npos ||
                      settings->text.find("rls\"") != std::string_view::npos;
      }
  for (const std::string_view path : tree.below(folder, most_files)) {
    if (!path.ends_with(".cs")) continue;
    const std::optional<Unit> unit = unit_at(tree, path);
    if (!unit.has_value()) {
      own_address = true;
      continue;
    }
    ++program.files;
    add_literals(program, *unit);
    for (const Token& token : unit->tokens) {
      is_web = is_web || token.is("WebApplication") || token.is("ConfigureWebHostDefaults");
      for (const std::string_view name :
           {"UseUrls", "Urls", "UseKestrel", "ConfigureKestrel", "ListenAnyIP", "UseHttpSys"})
        own_address = own_address || token.is(name);
      own_address = own_address || (token.kind == TokenKind::string && token.text.starts_with("http://"));
    }
    bool grouped = false;
    for (const Token& token : unit->tokens) grouped = grouped || token.is("MapGroup") || token.is("UsePathBase");
    std::string prefix, controller;
    for (std::uint32_t at = 0; at + 2 < unit->size(); ++at) {
      add_demanded_setting(*unit, at, given, program);
      // Of a route on a group only the end is known.
      if (!grouped &&
          (unit->is(at, "MapGet") || unit->is(at, "MapHealthChecks") || unit->is(at, "UseHealthChecks") ||
           unit->is(at, "MapMetrics")) &&
          unit->is(at + 1, "(") && unit->is_string(at + 2))
        add(program, *unit,
            joined_route("", (*unit)[at + 2].text.starts_with('/') ? std::string((*unit)[at + 2].text)
                                                                   : "/" + std::string((*unit)[at + 2].text)),
            at + 2);
      if (unit->is(at, "class") && unit->is_name(at + 1)) {
        controller = std::string((*unit)[at + 1].text);
        if (controller.ends_with("Controller")) controller.resize(controller.size() - 10);
        const std::size_t mark = prefix.find("[controller]");
        if (mark != std::string::npos) prefix.replace(mark, 12, controller);
      }
      const std::uint32_t depth = unit->enclosing[at];
      if (!unit->is(at, "[") || !unit->is_name(at + 1)) continue;
      const std::string_view name = (*unit)[at + 1].text;
      std::string path_text;
      if (unit->is(at + 2, "(") && unit->is_string(at + 3)) path_text = (*unit)[at + 3].text;
      if (name == "Route" && (depth == nowhere || controller.empty())) prefix = path_text;
      if (name == "HttpGet" && !controller.empty() && prefix.find('[') == std::string::npos &&
          path_text.find('[') == std::string::npos) {
        const bool absolute = path_text.starts_with('/') || path_text.starts_with("~/");
        add(program, *unit, joined_route(absolute ? "" : "/" + prefix, absolute ? path_text : "/" + path_text), at + 1);
      }
    }
  }
  program.listens_where_told = is_web && !own_address;
  return program;
}

// --- Rails ---

/// `config.force_ssl = true` of production, unless a proxy's word is taken for every request or some are excepted.
static void read_forced_tls(Tree& tree, std::string_view folder, Program& program) {
  const std::optional<Unit> unit = unit_at(tree, under(folder, "config/environments/production.rb"));
  if (!unit.has_value()) return;
  Span forced;
  for (std::uint32_t at = 0; at + 2 < unit->size(); ++at) {
    if (unit->is(at, "ssl_options") || (unit->is(at, "assume_ssl") && !unit->is(at + 2, "false"))) return;
    if (!unit->is(at, "force_ssl") || !unit->is(at + 1, "=")) continue;
    if (!unit->is(at + 2, "true") || unit->is(at + 3, "if") || unit->is(at + 3, "unless")) return;
    forced = unit->span(at);
  }
  program.redirects_to_tls = forced;
}

/// `pidfile ENV.fetch("PIDFILE") { "tmp/pids/server.pid" }` of config/puma.rb: Puma ends when it cannot write there.
static void read_process_file(Tree& tree, std::string_view folder, Program& program) {
  const std::optional<Unit> unit = unit_at(tree, under(folder, "config/puma.rb"));
  if (!unit.has_value()) return;
  for (std::uint32_t at = 0; at < unit->size(); ++at) {
    if (!unit->is(at, "pidfile") || !(*unit)[at].line_start) continue;
    StartWrite write{.program = "puma", .span = unit->span(at)};
    std::uint32_t end = at + 1;
    std::vector<std::string_view> texts;
    for (; end < unit->size() && !(*unit)[end].line_start; ++end) {
      if (unit->is(end, "if") || unit->is(end, "unless")) return;
      if (unit->is_string(end)) texts.push_back((*unit)[end].text);
    }
    const bool has_variable = unit->is(at + 1, "ENV");
    if (texts.size() != (has_variable ? 2U : 1U)) return;
    write.path = {.text = std::string(texts.back()),
                  .variable = has_variable ? std::string(texts.front()) : std::string(),
                  .known = true,
                  .span = write.span};
    program.start.writes.push_back(std::move(write));
    return;
  }
}

/// `ENV.fetch("PORT", 3000)`, `ENV.fetch("PORT") { 3000 }`, `ENV["PORT"] || 3000`, `3000` between two tokens; not known
/// for anything else.
static Setting puma_number(const Unit& unit, std::uint32_t begin, std::uint32_t end) {
  Setting result{.text = {}, .variable = {}, .known = true, .span = unit.span(begin)};
  const bool reads = unit.is(begin, "ENV");
  for (std::uint32_t at = begin; at < end; ++at) {
    const Token& token = unit[at];
    const bool is_number = std::ranges::all_of(token.text, [](char c) { return c >= '0' && c <= '9'; });
    if (token.kind == TokenKind::string && !is_number && reads && result.variable.empty() && !token.dynamic)
      result.variable = token.text;
    else if (token.kind == TokenKind::number || (token.kind == TokenKind::string && is_number))
      result.text = token.text;
    else if (token.kind == TokenKind::string ||
             (token.kind == TokenKind::name && !token.is("ENV") && !token.is("fetch")))
      return {};
  }
  if (result.text.empty() || reads == result.variable.empty()) return {};
  return result;
}

/// Where Puma listens by its configuration: `port ENV.fetch("PORT", 3000)`, `bind "tcp://0.0.0.0:3000"`. What stands in
/// a condition, a socket and an address that is put together leave it open.
static void read_puma_address(Tree& tree, std::string_view folder, Program& program) {
  const std::optional<Unit> unit = unit_at(tree, under(folder, "config/puma.rb"));
  if (!unit.has_value()) return;
  std::vector<ListenCall> calls;
  for (std::uint32_t at = 0; at < unit->size(); ++at) {
    const Token& token = (*unit)[at];
    for (const std::string_view word :
         {"ssl_bind", "bind_to_activated_sockets", "set_default_host", "activate_control_app"})
      if (token.is(word)) return;
    if (!token.line_start || (!token.is("port") && !token.is("bind"))) continue;
    const bool is_indented = token.begin > 0 && unit->file.text[token.begin - 1] != '\n';
    std::uint32_t end = at + 1, comma = nowhere;
    for (; end < unit->size() && !(*unit)[end].line_start; ++end) {
      if (unit->is(end, "if") || unit->is(end, "unless")) return;
      if (unit->is(end, ",") && unit->enclosing[end] == unit->enclosing[at]) comma = end;
    }
    if (is_indented) return;
    ListenCall call;
    call.span = unit->span(at);
    if (token.is("port")) {
      call.port = puma_number(*unit, at + 1, comma == nowhere ? end : comma);
      if (comma != nowhere) {
        if (!unit->is_string(comma + 1) || (*unit)[comma + 1].dynamic) return;
        call.host = {
            .text = std::string((*unit)[comma + 1].text), .variable = {}, .known = true, .span = unit->span(comma + 1)};
      }
    } else {
      constexpr std::string_view scheme = "tcp://";
      if (!unit->is_string(at + 1) || (*unit)[at + 1].dynamic || !(*unit)[at + 1].text.starts_with(scheme)) return;
      const std::string_view address = (*unit)[at + 1].text.substr(scheme.size());
      const std::size_t colon = address.rfind(':');
      if (colon == std::string_view::npos) return;
      call.host = {
          .text = std::string(address.substr(0, colon)), .variable = {}, .known = true, .span = unit->span(at + 1)};
      call.port = {
          .text = std::string(address.substr(colon + 1)), .variable = {}, .known = true, .span = unit->span(at + 1)};
    }
    if (!call.port.known) return;
    calls.push_back(std::move(call));
  }
  program.listens_known = !calls.empty();
  program.listens = std::move(calls);
}

/// What the settings of production ask for matters where they are in force.
static void read_production_demands(Tree& tree, std::string_view folder, Program& program) {
  const std::size_t before = program.required.size();
  read_demanded_variables(tree, under(folder, "config/environments/production.rb"), program);
  for (std::size_t index = before; index < program.required.size(); ++index)
    program.required[index].switches = {{.variable = "RAILS_ENV", .wanted = true, .text = "production"}};
}

Program read_rails_application(Tree& tree, std::string_view folder) {
  Program program;
  program.framework = "Rails";
  read_process_file(tree, folder, program);
  read_puma_address(tree, folder, program);
  read_forced_tls(tree, folder, program);
  program.doubt = "the routing of Rails is read in part only";
  for (const std::string_view file :
       {"config/application.rb", "config/boot.rb", "config/database.yml", "config/storage.yml"})
    read_demanded_variables(tree, under(folder, file), program);
  for (const std::string_view file : tree.below(under(folder, "config/initializers"), most_files))
    if (file.ends_with(".rb")) read_demanded_variables(tree, file, program);
  read_production_demands(tree, folder, program);
  const std::optional<Unit> unit = unit_at(tree, under(folder, "config/routes.rb"));
  if (!unit.has_value()) return program;
  program.files = 1;
  add_literals(program, *unit);
  // `namespace :x do`, `scope "/x" do` ... `end`; a block whose prefix is not plain makes what is in it unknown.
  std::vector<std::optional<std::string>> blocks;
  const auto text = [&](std::uint32_t at) -> std::optional<std::string> {
    if (unit->is_string(at) && !(*unit)[at].dynamic) return std::string((*unit)[at].text);
    if (unit->is(at, ":") && unit->is_name(at + 1)) return std::string((*unit)[at + 1].text);
    return std::nullopt;
  };
  for (std::uint32_t at = 0; at < unit->size(); ++at) {
    const Token& token = (*unit)[at];
    if (token.is("do")) {
      // What the line that opens the block starts with.
      std::uint32_t first = at;
      while (first > 0 && !(*unit)[first].line_start) --first;
      std::optional<std::string> prefix = "";
      if (unit->is(first, "namespace")) {
        prefix = text(first + 1);
        for (std::uint32_t word = first; word < at; ++word)
          if (unit->is(word, "path")) prefix = std::nullopt;
      } else if (unit->is(first, "scope")) {
        prefix = unit->is_string(first + 1) ? text(first + 1) : std::nullopt;
      } else if (unit->is(first, "resources") || unit->is(first, "resource") || unit->is(first, "concern") ||
                 unit->is(first, "constraints") || unit->is(first, "authenticate") ||
                 unit->is(first, "authenticated")) {
        prefix = std::nullopt;
      }
      blocks.push_back(std::move(prefix));
    } else if (token.is("end")) {
      if (!blocks.empty()) blocks.pop_back();
    } else if (token.line_start && (token.is("if") || token.is("unless") || token.is("case"))) {
      blocks.emplace_back("");
    } else if (token.line_start && (token.is("get") || token.is("match") || token.is("root"))) {
      std::string whole;
      bool known = true;
      for (const std::optional<std::string>& block : blocks) {
        known = known && block.has_value();
        if (block.has_value() && !block->empty())
          whole = joined_route(whole, block->starts_with('/') ? *block : "/" + *block);
      }
      if (!known) continue;
      if (token.is("root")) {
        add(program, *unit, whole.empty() ? "/" : whole, at);
      } else if (const std::optional<std::string> path = text(at + 1); path.has_value()) {
        add(program, *unit, joined_route(whole, path->starts_with('/') ? *path : "/" + *path), at + 1);
      }
    }
  }
  return program;
}

// --- Laravel ---

Program read_laravel_application(Tree& tree, std::string_view folder) {
  Program program;
  program.framework = "Laravel";
  program.doubt = "the routing of Laravel is read in part only";
  for (const auto& [name, prefix] :
       {std::pair<std::string_view, std::string_view>{"routes/web.php", ""}, {"routes/api.php", "/api"}}) {
    const std::optional<Unit> unit = unit_at(tree, under(folder, name));
    if (!unit.has_value()) continue;
    ++program.files;
    add_literals(program, *unit);
    for (std::uint32_t at = 0; at + 4 < unit->size(); ++at) {
      // Only routes outside of groups: what a group adds is not read.
      if (!unit->is(at, "Route") || !unit->is(at + 1, "::") || unit->enclosing[at] != nowhere) continue;
      if ((unit->is(at + 2, "get") || unit->is(at + 2, "any") || unit->is(at + 2, "view") ||
           unit->is(at + 2, "redirect")) &&
          unit->is(at + 3, "(") && unit->is_string(at + 4) && !(*unit)[at + 4].dynamic) {
        const std::string path((*unit)[at + 4].text);
        add(program, *unit, joined_route(prefix, path.starts_with('/') ? path : "/" + path), at + 4);
      }
    }
  }
  if (const std::optional<Unit> unit = unit_at(tree, under(folder, "bootstrap/app.php")); unit.has_value())
    for (std::uint32_t at = 0; at + 2 < unit->size(); ++at)
      if (unit->is(at, "health") && unit->is(at + 1, ":") && unit->is_string(at + 2))
        add(program, *unit, (*unit)[at + 2].text, at + 2);
  return program;
}

// --- Rust ---

/// `TcpListener::bind("0.0.0.0:3000")`, and of Actix `.bind("0.0.0.0:3000")` and `.bind(("0.0.0.0", 3000))`. False for
/// a call that listens where only a run can tell.
static bool read_rust_listener(const Unit& unit, std::uint32_t at, Program& program) {
  if (!unit.is(at, "bind") || !unit.is(at + 1, "(") || at < 2) return true;
  const bool of_listener = unit.is(at - 1, "::") && unit.is(at - 2, "TcpListener");
  const bool of_server = unit.is(at - 1, ".") && program.framework == "Actix Web";
  if (!of_listener && !of_server) return true;
  std::uint32_t first = at + 2;
  if (unit.is(first, "&")) ++first;
  ListenCall call;
  call.span = unit.span(at);
  const auto literal = [&](std::uint32_t token, std::string_view text) {
    return Setting{.text = std::string(text), .variable = {}, .known = true, .span = unit.span(token)};
  };
  if (unit.is_string(first) && unit.is(first + 1, ")") && !unit[first].dynamic) {
    const std::string_view address = unit[first].text;
    const std::size_t colon = address.rfind(':');
    if (colon == std::string_view::npos || address.find('{') != std::string_view::npos) return false;
    call.host = literal(first, address.substr(0, colon));
    call.port = literal(first, address.substr(colon + 1));
  } else if (unit.is(first, "(") && unit.is_string(first + 1) && unit.is(first + 2, ",") && unit.is(first + 4, ")") &&
             unit[first + 3].kind == TokenKind::number) {
    call.host = literal(first + 1, unit[first + 1].text);
    call.port = literal(first + 3, unit[first + 3].text);
  } else {
    return false;
  }
  program.listens.push_back(std::move(call));
  return true;
}

Program read_rust_application(Tree& tree, std::string_view folder) {
  Program program;
  program.doubt = "the routing of Rust programs is read in part only";
  bool nests = false, understood = true, listens_understood = true;
  struct Found {
    std::string path;
    Span span;
    bool get = true;
  };
  std::vector<Found> found;
  for (const std::string_view path : tree.below(under(folder, "src"), most_files)) {
    if (!path.ends_with(".rs")) continue;
    // What a library's function asks for may never be asked for.
    if (path.ends_with("src/main.rs")) read_demanded_variables(tree, path, program);
    const std::optional<Unit> unit = unit_at(tree, path);
    if (!unit.has_value()) {
      understood = false;
      continue;
    }
    ++program.files;
    add_literals(program, *unit);
    // Tests stand at the end of a file, and no release is built of them.
    bool in_tests = path.ends_with("/tests.rs") || path.find("/tests/") != std::string_view::npos;
    std::uint32_t files_until = 0;  // End of `.nest_service("/static", ServeDir::new("static"))`.
    for (std::uint32_t at = 0; at + 2 < unit->size(); ++at) {
      if (unit->is(at, "axum") && program.framework.empty()) program.framework = "axum";
      if (unit->is(at, "actix_web") && program.framework.empty()) program.framework = "Actix Web";
      if (unit->is(at, "rocket") && program.framework.empty()) program.framework = "Rocket";
      if (program.start.query_macro.name.empty() && unit->is(at + 1, "!") &&
          (unit->is(at, "query") || unit->is(at, "query_as") || unit->is(at, "query_scalar")))
        program.start.query_macro = {(*unit)[at].text, unit->span(at)};
      in_tests = in_tests || (unit->is(at, "cfg") && unit->is(at + 1, "(") && unit->is(at + 2, "test"));
      if (!in_tests && unit->is(at + 1, "!") && (unit->is(at, "include_str") || unit->is(at, "include_bytes")) &&
          at + 3 < unit->size() && unit->is_string(at + 3))
        program.start.embeds.push_back({(*unit)[at + 3].text, unit->span(at + 3)});
      // SQLx's and Diesel's take in a folder, seen from the manifest.
      if (!in_tests && unit->is(at + 1, "!") && (unit->is(at, "migrate") || unit->is(at, "embed_migrations")) &&
          unit->is(at + 2, "(") && at + 3 < unit->size()) {
        if (unit->is_string(at + 3))
          program.start.embeds.push_back({(*unit)[at + 3].text, unit->span(at + 3)});
        else if (unit->is(at + 3, ")"))
          program.start.embeds.push_back({"migrations", unit->span(at)});
      }
      if (!in_tests) listens_understood = read_rust_listener(*unit, at, program) && listens_understood;
      const bool serves_files = unit->is(at, "nest_service") && unit->is(at + 1, "(") && unit->is_string(at + 2) &&
                                unit->partner[at + 1] != nowhere;
      if (serves_files) {
        files_until = unit->partner[at + 1];
        found.push_back({std::string((*unit)[at + 2].text) + "/*", unit->span(at + 2), true});
      }
      nests = nests || unit->is(at, "nest") || unit->is(at, "scope") ||
              (unit->is(at, "nest_service") && !serves_files) || unit->is(at, "mount");
      for (const std::string_view name :
           {"fallback", "fallback_service", "merge", "route_service", "ServeDir", "macro_rules"})
        understood = understood && (!unit->is(at, name) || (at < files_until && unit->is(at, "ServeDir")));
      const bool called = unit->is(at + 1, "(") && unit->is_string(at + 2);
      if (unit->is(at, "route") && unit->is(at + 1, "(") && !called) understood = false;
      // `.route("/x", get(f))`, `web::resource("/x")`, `#[get("/x")]`
      const bool is_route = called && unit->is(at, "route") && at > 0 && unit->is(at - 1, ".");
      const bool is_resource = called && unit->is(at, "resource");
      const bool is_attribute =
          called && unit->is(at, "get") && at > 1 && unit->is(at - 1, "[") && unit->is(at - 2, "#");
      if (!is_route && !is_resource && !is_attribute) continue;
      bool get = !is_route;
      if (is_route) {
        const std::uint32_t close = unit->partner[at + 1];
        for (std::uint32_t word = at + 3; close != nowhere && word < close; ++word)
          get = get || unit->is(word, "get") || unit->is(word, "any");
      }
      found.push_back({std::string((*unit)[at + 2].text), unit->span(at + 2), get});
    }
  }
  // Below a scope only the end of a path is known.
  if (!nests)
    for (const Found& each : found) {
      Route route = canonical_route(each.path.starts_with('/') ? each.path : "/" + each.path);
      route.span = each.span;
      route.get = each.get;
      program.routes.push_back(std::move(route));
    }
  // Of axum one router with plain paths is all that there is.
  if (program.framework == "axum" && understood && !nests && !found.empty()) program.doubt.clear();
  program.listens_known = listens_understood && program.listens.size() == 1;
  if (!program.listens_known) program.listens.clear();
  return program;
}

// --- Django ---

namespace {

class Django {
 public:
  Django(Tree& tree, std::string_view base, Program& program) : tree_(tree), base_(base), program_(program) {}

  /// `package.settings`, or whatever module names it.
  void read(std::string_view settings) {
    program_.framework = "Django";
    std::string urls;
    for (const std::string_view ending : {".py", "/__init__.py", "/base.py"}) {
      const std::optional<Unit> unit = unit_at(tree_, module_path(settings) + std::string(ending));
      if (!unit.has_value()) continue;
      read_hosts(*unit);
      read_redirect(*unit);
      read_proxy_header(*unit);
      read_static_root(*unit);
      for (std::uint32_t at = 0; at + 2 < unit->size(); ++at)
        if (unit->is(at, "ROOT_URLCONF") && unit->is(at + 1, "=") && unit->is_string(at + 2))
          urls = (*unit)[at + 2].text;
      add_literals(program_, *unit);
    }
    if (urls.empty()) {
      urls = settings.substr(0, settings.find('.'));
      urls += ".urls";
    }
    module(urls, "", 0);
    if (program_.files == 0) doubt(program_, "its list of addresses was not found");
  }

 private:
  /// `ALLOWED_HOSTS = ["a", "b"]`, the only place that has the name. A list that is not empty counts with debugging
  /// too.
  void read_hosts(const Unit& unit) {
    std::vector<std::string_view> hosts;
    std::string_view variable;
    Span span;
    unsigned mentions = 0;
    for (std::uint32_t at = 0; at + 2 < unit.size(); ++at) {
      if (unit.is(at, "import") && unit.is(at + 1, "*")) return;
      // Settings for programmers are often made others by files that are not read.
      if (unit.is(at, "DEBUG") && unit.is(at + 1, "=") && unit.is(at + 2, "True")) return;
      if (!unit.is(at, "ALLOWED_HOSTS")) continue;
      if (++mentions > 1 || !unit[at].line_start || !unit.is(at + 1, "=")) return;
      span = unit.span(at);
      const Range value{at + 2, unit.expression_end(at + 2)};
      if (!unit.is(at + 2, "[") || is_comprehension(unit, value)) {
        variable = listed_variable(unit, value, hosts);
        if (variable.empty()) return;
        continue;
      }
      for (const Range argument : unit.arguments(at + 2)) {
        if (argument.size() != 1 || !unit.is_string(argument.begin) || unit[argument.begin].dynamic) return;
        hosts.push_back(unit[argument.begin].text);
      }
    }
    if (hosts.empty() && variable.empty()) return;
    program_.allowed_hosts = std::move(hosts);
    program_.allowed_hosts_variable = variable;
    program_.allowed_hosts_span = span;
  }

  /// `[host.strip() for host in os.getenv("HOSTS", "").split(",")]`
  static bool is_comprehension(const Unit& unit, Range range) {
    for (std::uint32_t at = range.begin; at < range.end; ++at)
      if (unit.is(at, "for")) return true;
    return false;
  }

  /// The variable of `os.environ["HOSTS"].split(",")`, `os.getenv("HOSTS", "a,b").split(",")`, `env.list("HOSTS")` or
  /// `config("HOSTS", default="a,b", cast=Csv())`, with the hosts that stand in for it; "" for any other expression.
  static std::string_view listed_variable(const Unit& unit, Range range, std::vector<std::string_view>& instead) {
    std::string_view variable;
    bool is_list = false;
    const bool comprehension = is_comprehension(unit, range);
    for (std::uint32_t at = range.begin; at < range.end; ++at) {
      if (unit.is(at, "+") || unit.is(at, "or") || (unit.is(at, "if") && !comprehension)) return {};
      // `ALLOWED_HOSTS` is a name of the settings alone; in quotes it is that of a variable.
      is_list = is_list || unit.is(at, "split") || unit.is(at, "list") || unit.is(at, "Csv");
      if (!unit.is_string(at)) continue;
      const std::string_view text = unit[at].text;
      if (unit[at].dynamic) return {};
      if (text.empty() || text == "," || text == " ") continue;
      if (variable.empty()) {
        variable = text;
        continue;
      }
      for (std::string_view rest = text; !rest.empty();) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        if (const std::string_view host = ascii::trim(rest.substr(0, comma)); !host.empty()) instead.push_back(host);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
      }
    }
    return is_list ? variable : std::string_view();
  }

  /// `SECURE_SSL_REDIRECT = True` in settings that nowhere say which header tells of the TLS that a proxy ended.
  void read_proxy_header(const Unit& unit) {
    Span redirect;
    for (std::uint32_t at = 0; at + 2 < unit.size(); ++at) {
      if (unit.is(at, "SECURE_PROXY_SSL_HEADER") || (unit.is(at, "import") && unit.is(at + 1, "*"))) return;
      if (!unit.is(at, "SECURE_SSL_REDIRECT")) continue;
      if (redirect.valid() || !unit[at].line_start || !unit.is(at + 1, "=") || !unit.is(at + 2, "True")) return;
      redirect = unit.span(at);
    }
    program_.knows_no_proxy_header = redirect;
  }

  /// Settings that list the application of static files and say nowhere where to collect them.
  void read_static_root(const Unit& unit) {
    bool lists = false;
    for (std::uint32_t at = 0; at < unit.size(); ++at) {
      if (unit.is(at, "STATIC_ROOT") || unit.is(at, "STORAGES") || unit.is(at, "STATICFILES_STORAGE") ||
          (unit.is(at, "*") && at > 0 && unit.is(at - 1, "import")))
        return;
      lists = lists || (unit.is_string(at) && unit[at].text == "django.contrib.staticfiles");
    }
    if (lists) program_.start.no_static_root = {unit.file.id, 0, 0};
  }

  /// `SECURE_SSL_REDIRECT = True` without paths that are excepted.
  void read_redirect(const Unit& unit) {
    Span redirect;
    for (std::uint32_t at = 0; at + 2 < unit.size(); ++at) {
      if (unit.is(at, "SECURE_REDIRECT_EXEMPT")) return;
      if (!unit.is(at, "SECURE_SSL_REDIRECT")) continue;
      if (redirect.valid() || !unit[at].line_start || !unit.is(at + 1, "=") || !unit.is(at + 2, "True")) return;
      redirect = unit.span(at);
    }
    program_.redirects_to_tls = redirect;
  }

  std::string module_path(std::string_view module) const {
    std::string below(module);
    std::ranges::replace(below, '.', '/');
    return under(base_, below);
  }

  void module(std::string_view name, const std::string& prefix, unsigned depth) {
    if (depth > 8 || program_.files > 200) return doubt(program_, "its lists of addresses are too deep");
    std::optional<Unit> unit = unit_at(tree_, module_path(name) + ".py");
    if (!unit.has_value()) unit = unit_at(tree_, module_path(name) + "/__init__.py");
    if (!unit.has_value()) {
      // Of a package: what it serves below the prefix is not known.
      program_.routes.push_back(rest_below(prefix));
      return;
    }
    ++program_.files;
    for (std::uint32_t at = 0; at + 1 < unit->size(); ++at) {
      if (unit->is(at, "i18n_patterns") && unit->is(at + 1, "("))
        doubt(program_, "its addresses depend on the language");
      if (unit->is(at, "static") && unit->is(at + 1, "(")) doubt(program_, "it serves files as well");
      if (!unit->is(at + 1, "(") || (at > 0 && unit->is(at - 1, "."))) continue;
      const bool is_expression = unit->is(at, "re_path") || unit->is(at, "url");
      if (!unit->is(at, "path") && !is_expression) continue;
      const std::vector<Range> arguments = unit->arguments(at + 1);
      if (arguments.size() < 2) continue;
      if (arguments[0].size() != 1 || !unit->is_string(arguments[0].begin) ||
          (*unit).operator[](arguments[0].begin).dynamic) {
        doubt(program_, "an address of it is no plain text");
        continue;
      }
      std::string text((*unit).operator[](arguments[0].begin).text);
      if (is_expression) {
        if (text.starts_with('^')) text.erase(0, 1);
        if (text.ends_with('$')) text.pop_back();
        if (text.ends_with('?')) text.pop_back();
        if (text.find_first_of("()[]\\?+*|{}") != std::string::npos) {
          program_.routes.push_back(rest_below(prefix));
          continue;
        }
      }
      const std::string whole = joined_route(prefix, "/" + text);
      entry(*unit, arguments[0].begin, arguments[1], whole, depth);
    }
    add_literals(program_, *unit);
  }

  void entry(const Unit& unit, std::uint32_t at, Range target, const std::string& whole, unsigned depth) {
    if (unit.is(target.begin, "include") && unit.is(target.begin + 1, "(")) {
      const std::vector<Range> arguments = unit.arguments(target.begin + 1);
      Range what = arguments.empty() ? Range{} : arguments[0];
      if (unit.is(what.begin, "(")) {
        const std::vector<Range> pair = unit.arguments(what.begin);
        if (!pair.empty()) what = pair[0];
      }
      if (what.size() == 1 && unit.is_string(what.begin)) return module(unit[what.begin].text, whole, depth + 1);
      program_.routes.push_back(rest_below(whole));
      return;
    }
    if (unit.is(target.begin, "admin")) {
      program_.routes.push_back(rest_below(whole));
      return;
    }
    add(program_, unit, whole, at);
  }

  static Route rest_below(const std::string& prefix) {
    Route route = canonical_route(joined_route(prefix, "/*"));
    route.match = RouteMatch::files;
    return route;
  }

  Tree& tree_;
  std::string_view base_;
  Program& program_;
};

}  // namespace

Program read_django_application(Tree& tree, std::string_view base, std::string_view settings) {
  Program program;
  Django(tree, base, program).read(settings);
  // Settings are a module like any other: what they make and import is made and imported when the server loads them.
  std::string module(settings);
  std::ranges::replace(module, '.', '/');
  Entry entry;
  entry.path = under(base, module) + ".py";
  entry.base = base;
  World world(tree, entry);
  world.load();
  read_start_facts(world, program);
  read_requirements(world, program);
  read_demanding_calls(world, program);
  for (const std::string_view path : {"/static/*", "/media/*"}) {
    Route route = canonical_route(path);
    route.match = RouteMatch::files;
    program.routes.push_back(std::move(route));
  }
  return program;
}

}  // namespace seaworthy::code
