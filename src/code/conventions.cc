#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "code/program.h"
#include "code/routing.h"
#include "code/unit.h"
#include "code/world.h"

/// Frameworks whose sources are found by convention, in folders that every project of theirs has.
namespace seaworthy::code {
namespace {

constexpr std::size_t most_files = 400;

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

void add(Program& program, const Unit& unit, std::string_view path, std::uint32_t at, bool get = true) {
  Route route = canonical_route(path);
  route.get = get;
  route.span = unit.span(at);
  program.routes.push_back(std::move(route));
}

/// Texts of a unit that are the path of no route so far.
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

// --- Spring ---

/// Keys of application.properties and application.yml with their values, nested ones joined by dots.
std::map<std::string, std::pair<std::string, Span>, std::less<>> properties_of(const SourceFile& file) {
  std::map<std::string, std::pair<std::string, Span>, std::less<>> result;
  const bool is_yaml = !file.path.ends_with(".properties");
  std::vector<std::pair<std::size_t, std::string>> parents;
  std::size_t offset = 0;
  for (std::string_view rest = file.text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    const auto begin = static_cast<std::uint32_t>(offset);
    offset += std::min(rest.size(), end + 1);
    rest.remove_prefix(std::min(rest.size(), end + 1));
    const std::size_t indent = std::min(line.find_first_not_of(" \t"), line.size());
    const std::uint32_t place = begin + static_cast<std::uint32_t>(indent);
    line.remove_prefix(indent);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    if (line.empty() || line[0] == '#' || line[0] == '!' || line[0] == '-') continue;
    const std::size_t split = is_yaml ? line.find(':') : line.find_first_of("=:");
    if (split == std::string_view::npos) continue;
    std::string_view key = line.substr(0, split), value = line.substr(split + 1);
    while (key.ends_with(' ')) key.remove_suffix(1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    if (value.size() > 1 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0])
      value = value.substr(1, value.size() - 2);
    std::string whole(key);
    if (is_yaml) {
      while (!parents.empty() && parents.back().first >= indent) parents.pop_back();
      if (!parents.empty()) whole = parents.back().second + "." + whole;
      if (value.empty()) {
        if (parents.size() < 20) parents.emplace_back(indent, whole);
        continue;
      }
    }
    result[whole] = {std::string(value), {file.id, place, place + static_cast<std::uint32_t>(line.size())}};
  }
  return result;
}

/// `8080`, `${PORT:8080}`
Setting property_setting(const std::pair<std::string, Span>& value) {
  Setting setting;
  setting.span = value.second;
  std::string_view text = value.first;
  if (text.starts_with("${") && text.ends_with('}')) {
    text = text.substr(2, text.size() - 3);
    const std::size_t colon = text.find(':');
    setting.variable = text.substr(0, colon);
    if (colon != std::string_view::npos) setting.text = text.substr(colon + 1);
    setting.known = setting.text.find("${") == std::string::npos;
    return setting;
  }
  setting.text = text;
  setting.known = text.find("${") == std::string_view::npos;
  return setting;
}

/// The texts that an annotation's parentheses give as its paths: those without a name, or named `value` or `path`;
/// `nowhere` for the empty path.
std::vector<std::uint32_t> annotation_paths(const Unit& unit, std::uint32_t open, bool& understood) {
  if (!unit.is(open, "(")) return {nowhere};
  std::vector<std::uint32_t> result;
  bool any = false;
  for (Range argument : unit.arguments(open)) {
    if (unit.is(argument.begin + 1, "=")) {
      if (!unit.is(argument.begin, "value") && !unit.is(argument.begin, "path")) continue;
      argument.begin += 2;
    }
    any = true;
    for (std::uint32_t at = argument.begin; at < argument.end; ++at)
      if (unit.is_string(at))
        result.push_back(at);
      else if (unit.is_name(at) || unit.is(at, "+"))
        understood = false;  // A constant.
  }
  if (!any) result.push_back(nowhere);
  return result;
}

void spring_controllers(const Unit& unit, Program& program) {
  std::vector<std::uint32_t> prefixes = {nowhere};
  bool understood = true, is_controller = false;
  const auto text = [&](std::uint32_t at) {
    const std::string_view written = at == nowhere ? std::string_view() : unit[at].text;
    return written.empty() || written.starts_with('/') ? std::string(written) : "/" + std::string(written);
  };
  for (std::uint32_t at = 0; at + 1 < unit.size(); ++at) {
    if (!unit.is(at, "@") || !unit.is_name(at + 1)) continue;
    const std::string_view name = unit[at + 1].text;
    const bool in_class = unit.enclosing[at] != nowhere;
    if (name == "RestController" || name == "Controller") is_controller = true;
    if (name == "RequestMapping" && !in_class) prefixes = annotation_paths(unit, at + 2, understood);
    const bool maps = name == "GetMapping" || name == "PostMapping" || name == "PutMapping" ||
                      name == "DeleteMapping" || name == "PatchMapping" || name == "RequestMapping";
    if (!maps || !in_class) continue;
    const bool get = name == "GetMapping" || name == "RequestMapping";
    for (const std::uint32_t path : annotation_paths(unit, at + 2, understood))
      for (const std::uint32_t prefix : prefixes)
        if (is_controller)
          add(program, unit, joined_route(text(prefix), text(path)), path == nowhere ? at + 1 : path, get);
  }
  if (!understood) doubt(program, "a path of its controllers is no plain text");
}

using Properties = std::map<std::string, std::pair<std::string, Span>, std::less<>>;

/// Whether a setting is read when the application starts: one of Spring's own that connects it, or one that the code
/// names (`@Value("${shop.key}")`, `@ConfigurationProperties("shop")`).
bool is_read_at_start(std::string_view key, const Program& program) {
  for (const std::string_view own : {"server.", "spring.application.", "spring.datasource.", "spring.r2dbc.",
                                     "spring.data.", "spring.rabbitmq.", "spring.kafka."})
    if (key.starts_with(own)) return true;
  const std::string by_value = "${" + std::string(key);
  return std::ranges::any_of(program.literals, [&](std::string_view literal) {
    return literal.starts_with(by_value) ||
           (key.size() > literal.size() && key.starts_with(literal) && key[literal.size()] == '.');
  });
}

/// SHOP_SIGNINGKEY of `shop.signing-key`.
std::string variable_of(std::string_view key) {
  std::string result;
  for (const char c : key)
    if (c == '.')
      result += '_';
    else if (c != '-')
      result += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

/// `${NAME}` without a default in a setting that is read at the start.
void spring_placeholders(const Properties& settings, const std::set<std::string, std::less<>>& overridden,
                         Program& program) {
  for (const auto& [key, value] : settings) {
    const auto& [text, span] = value;
    const std::size_t open = text.find("${");
    const std::size_t close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos || overridden.contains(key) || !is_read_at_start(key, program)) continue;
    const std::string_view name = std::string_view(text).substr(open + 2, close - open - 2);
    if (name.empty() || name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != std::string_view::npos)
      continue;
    program.required.push_back({std::string(name),
                                span,
                                {variable_of(key), "SPRING_APPLICATION_JSON", "SPRING_CONFIG_IMPORT",
                                 "SPRING_CONFIG_LOCATION", "SPRING_CONFIG_ADDITIONAL_LOCATION"}});
  }
}

}  // namespace

Program read_spring_application(Tree& tree, std::string_view folder) {
  Program program;
  program.framework = "Spring Boot";
  bool actuator = false, secured = false, is_spring = false;
  for (const std::string_view name : {"pom.xml", "build.gradle", "build.gradle.kts"})
    if (const std::optional<SourceFile> file = tree.read(under(folder, name)); file.has_value()) {
      const auto has = [&](std::string_view word) { return file->text.find(word) != std::string_view::npos; };
      is_spring = is_spring || has("spring-boot");
      actuator = actuator || has("spring-boot-starter-actuator");
      secured = secured || has("spring-boot-starter-security") || has("spring-security");
      if (has("<parent>") && !has("spring-boot-starter-parent")) doubt(program, "its build inherits from another file");
    }
  if (!is_spring) {
    program.framework = {};
    program.doubt = "no build of Spring Boot was found";
    return program;
  }
  std::map<std::string, std::pair<std::string, Span>, std::less<>> settings;
  std::set<std::string, std::less<>> overridden;
  bool profiles = false, several_documents = false;
  const std::string resources = under(folder, "src/main/resources");
  for (const std::string_view path : tree.below(resources, most_files)) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    if (folder_of(path) != resources) continue;
    if (name == "application.properties" || name == "application.yml" || name == "application.yaml") {
      if (const std::optional<SourceFile> file = tree.read(path); file.has_value()) {
        // Documents of one file are for profiles as well.
        if (file->text.find("\n---") != std::string_view::npos || file->text.find("\n#---") != std::string_view::npos)
          profiles = several_documents = true;
        settings.merge(properties_of(*file));
      }
    } else if (name.starts_with("application-") || name.starts_with("bootstrap")) {
      profiles = true;
      if (const std::optional<SourceFile> file = tree.read(path); file.has_value())
        for (const auto& [key, unused] : properties_of(*file)) overridden.insert(key);
    }
  }
  const auto value = [&](std::string_view key) -> const std::pair<std::string, Span>* {
    const auto found = settings.find(key);
    return found == settings.end() ? nullptr : &found->second;
  };
  ListenCall call;
  call.port = {"8080", "SERVER_PORT", true, {}};
  if (const auto* const port = value("server.port"); port != nullptr) {
    call.port = property_setting(*port);
    // A literal in the file gives way to the variable; of a variable's own name there are two then.
    if (call.port.variable.empty()) call.port.variable = "SERVER_PORT";
  }
  if (const auto* const host = value("server.address"); host != nullptr) call.host = property_setting(*host);
  call.span = call.port.span;
  program.listens_known = call.port.known && !profiles;
  program.listens.push_back(call);
  std::string context;
  if (const auto* const path = value("server.servlet.context-path"); path != nullptr) context = path->first;
  if (const auto* const path = value("spring.webflux.base-path"); path != nullptr) context = path->first;
  if (profiles) doubt(program, "settings of its profiles were not read");
  if (context.find("${") != std::string::npos) doubt(program, "its context path is a variable");
  if (secured) doubt(program, "Spring Security decides who may ask what");
  const std::vector<std::string_view> sources = tree.below(under(folder, "src/main"), most_files);
  if (sources.size() >= most_files) doubt(program, "it has more files than are looked at");
  for (const std::string_view path : sources) {
    if (language_of(path) != Language::java) {
      // Files below static/ and public/ are served as they are.
      if (path.find("/resources/static/") != std::string_view::npos ||
          path.find("/resources/public/") != std::string_view::npos) {
        Route route = canonical_route("/*");
        route.match = RouteMatch::files;
        if (program.routes.empty() || program.routes.front().match != RouteMatch::files)
          program.routes.insert(program.routes.begin(), route);
      }
      continue;
    }
    std::optional<Unit> unit = unit_at(tree, path);
    if (!unit.has_value()) {
      doubt(program, "not all of its sources were read");
      continue;
    }
    ++program.files;
    spring_controllers(*unit, program);
    add_literals(program, *unit);
    for (const Token& token : unit->tokens)
      if (token.is("RouterFunction") || token.is("addViewController") || token.is("ServletRegistrationBean") ||
          token.is("RepositoryRestResource") || token.is("JerseyConfig") || token.is("WebServlet"))
        doubt(program, "some of its routes are registered by code");
  }
  if (actuator) {
    const auto* const base = value("management.endpoints.web.base-path");
    const auto* const port = value("management.server.port");
    const std::string prefix =
        joined_route(port == nullptr ? context : "", base != nullptr ? base->first : "/actuator");
    if (port == nullptr) {
      Span span = base != nullptr ? base->second : Span{};
      for (const std::string_view inner : {"", "/health"}) {
        Route route = canonical_route(joined_route(prefix, inner));
        route.span = span;
        program.routes.push_back(std::move(route));
      }
      // What else is exposed, and under which names, settings decide.
      Route rest = canonical_route(joined_route(prefix, "/*"));
      rest.match = RouteMatch::pattern;
      program.routes.push_back(std::move(rest));
    } else {
      doubt(program, "its management endpoints have a port of their own");
    }
  }
  if (!context.empty())
    for (Route& route : program.routes) {
      if (actuator && route.path.starts_with(context)) continue;
      const RouteMatch match = route.match;
      const Span span = route.span;
      const bool get = route.get;
      route = canonical_route(joined_route(context, route.path));
      route.match = match;
      route.span = span;
      route.get = get;
    }
  if (secured)
    for (Route& route : program.routes)
      if (route.match == RouteMatch::exact) route.match = RouteMatch::pattern;
  if (!several_documents && !settings.contains("spring.config.import"))
    spring_placeholders(settings, overridden, program);
  return program;
}

// --- ASP.NET Core ---

Program read_dotnet_application(Tree& tree, std::string_view folder) {
  Program program;
  program.framework = "ASP.NET Core";
  program.doubt = "the routing of ASP.NET Core is read in part only";
  for (const std::string_view path : tree.below(folder, most_files)) {
    if (!path.ends_with(".cs")) continue;
    const std::optional<Unit> unit = unit_at(tree, path);
    if (!unit.has_value()) continue;
    ++program.files;
    add_literals(program, *unit);
    bool grouped = false;
    for (const Token& token : unit->tokens) grouped = grouped || token.is("MapGroup") || token.is("UsePathBase");
    std::string prefix, controller;
    for (std::uint32_t at = 0; at + 2 < unit->size(); ++at) {
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
  return program;
}

// --- Rails ---

Program read_rails_application(Tree& tree, std::string_view folder) {
  Program program;
  program.framework = "Rails";
  program.doubt = "the routing of Rails is read in part only";
  for (const std::string_view file :
       {"config/application.rb", "config/boot.rb", "config/database.yml", "config/storage.yml"})
    read_demanded_variables(tree, under(folder, file), program);
  for (const std::string_view file : tree.below(under(folder, "config/initializers"), most_files))
    if (file.ends_with(".rb")) read_demanded_variables(tree, file, program);
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

Program read_rust_application(Tree& tree, std::string_view folder) {
  Program program;
  program.doubt = "the routing of Rust programs is read in part only";
  bool nests = false;
  std::vector<std::pair<std::string, Span>> found;
  for (const std::string_view path : tree.below(under(folder, "src"), most_files)) {
    if (!path.ends_with(".rs")) continue;
    // What a library's function asks for may never be asked for.
    if (path.ends_with("src/main.rs")) read_demanded_variables(tree, path, program);
    const std::optional<Unit> unit = unit_at(tree, path);
    if (!unit.has_value()) continue;
    ++program.files;
    add_literals(program, *unit);
    for (std::uint32_t at = 0; at + 2 < unit->size(); ++at) {
      if (unit->is(at, "axum") && program.framework.empty()) program.framework = "axum";
      if (unit->is(at, "actix_web") && program.framework.empty()) program.framework = "Actix Web";
      if (unit->is(at, "rocket") && program.framework.empty()) program.framework = "Rocket";
      nests = nests || unit->is(at, "nest") || unit->is(at, "scope") || unit->is(at, "nest_service") ||
              unit->is(at, "mount");
      const bool called = unit->is(at + 1, "(") && unit->is_string(at + 2);
      // `.route("/x", get(f))`, `web::resource("/x")`, `#[get("/x")]`
      const bool is_route = called && unit->is(at, "route") && at > 0 && unit->is(at - 1, ".");
      const bool is_resource = called && unit->is(at, "resource");
      const bool is_attribute =
          called && unit->is(at, "get") && at > 1 && unit->is(at - 1, "[") && unit->is(at - 2, "#");
      if (!is_route && !is_resource && !is_attribute) continue;
      if (is_route) {
        bool get = false;
        const std::uint32_t close = unit->partner[at + 1];
        for (std::uint32_t word = at + 3; close != nowhere && word < close; ++word)
          get = get || unit->is(word, "get") || unit->is(word, "any");
        if (!get) continue;
      }
      found.emplace_back(std::string((*unit)[at + 2].text), unit->span(at + 2));
    }
  }
  // Below a scope only the end of a path is known.
  if (!nests)
    for (auto& [path, span] : found) {
      Route route = canonical_route(path.starts_with('/') ? path : "/" + path);
      route.span = span;
      program.routes.push_back(std::move(route));
    }
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
  /// `ALLOWED_HOSTS = ["a", "b"]` beside `DEBUG = False`, each the only place that has the name.
  void read_hosts(const Unit& unit) {
    std::vector<std::string_view> hosts;
    Span span;
    unsigned mentions = 0;
    bool debug_off = false;
    for (std::uint32_t at = 0; at + 2 < unit.size(); ++at) {
      if (unit.is(at, "import") && unit.is(at + 1, "*")) return;
      if (unit.is(at, "DEBUG") && unit.is(at + 1, "=")) debug_off = unit.is(at + 2, "False");
      if (!unit.is(at, "ALLOWED_HOSTS")) continue;
      if (++mentions > 1 || !unit[at].line_start || !unit.is(at + 1, "=") || !unit.is(at + 2, "[")) return;
      for (const Range argument : unit.arguments(at + 2)) {
        if (argument.size() != 1 || !unit.is_string(argument.begin) || unit[argument.begin].dynamic) return;
        hosts.push_back(unit[argument.begin].text);
      }
      span = unit.span(at);
    }
    if (!debug_off || hosts.empty()) return;
    program_.allowed_hosts = std::move(hosts);
    program_.allowed_hosts_span = span;
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
  for (const std::string_view path : {"/static/*", "/media/*"}) {
    Route route = canonical_route(path);
    route.match = RouteMatch::files;
    program.routes.push_back(std::move(route));
  }
  return program;
}

}  // namespace seaworthy::code
