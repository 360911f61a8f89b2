#include "code/program.h"

#include <algorithm>
#include <array>

#include "code/conventions.h"
#include "code/routing.h"
#include "code/world.h"

namespace seaworthy::code {
std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> result;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) result.push_back(path.substr(0, slash));
    path.remove_prefix(std::min(path.size(), slash + 1));
  }
  return result;
}

namespace {

std::string_view last_segment(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path.substr(path.rfind('/') + 1);
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](char a, char b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return lower(a) == lower(b);
  });
}

bool matches(const Route& route, const std::vector<std::string_view>& wanted) {
  const std::vector<std::string_view> parts = segments_of(route.path);
  std::size_t index = 0;
  for (; index < parts.size(); ++index) {
    if (parts[index] == "*") return true;
    if (index >= wanted.size()) return false;
    if (parts[index] != ":" && !equal_ignoring_case(parts[index], wanted[index])) return false;
  }
  return index == wanted.size();
}

bool contains(std::string_view text, std::string_view part) {
  return std::ranges::search(text, part, [](char a, char b) {
           const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
           return lower(a) == lower(b);
         }).begin() != text.end();
}

/// Whether a text has a segment of a path in it, and is no sentence that merely speaks of it.
bool has_segment(std::string_view text, std::string_view segment) {
  if (text.find_first_of(" \t\n") != std::string_view::npos) return false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("/?#$"), text.size());
    if (equal_ignoring_case(text.substr(0, end), segment)) return true;
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return false;
}

}  // namespace

Program::Serves Program::serves(std::string_view path) const {
  const std::vector<std::string_view> wanted = segments_of(path);
  if (std::ranges::any_of(absent, [&](std::string_view gap) { return segments_of(gap) == wanted; })) return Serves::no;
  const bool unserved = !unserved_segment.empty() && std::ranges::find(wanted, unserved_segment) != wanted.end();
  Serves best = Serves::no;
  for (const Route& route : routes) {
    if (!matches(route, wanted) || (unserved && route.match == RouteMatch::files)) continue;
    if (route.get && route.match == RouteMatch::exact) return Serves::yes;
    best = Serves::unknown;
  }
  if (best == Serves::unknown) return Serves::unknown;
  if (unserved) return Serves::no;
  if (!doubt.empty()) return Serves::unknown;
  // Whatever is read only by its words: a text that ends or leads on like the path may be a route after all.
  const auto is_known = [&](std::string_view text) {
    return std::ranges::any_of(routes, [&](const Route& route) { return route.path == text; });
  };
  if (wanted.empty() || std::ranges::any_of(literals, [&](std::string_view literal) {
        return has_segment(literal, wanted.back()) && !is_known(literal);
      }))
    return Serves::unknown;
  return Serves::no;
}

const Route* Program::route(std::string_view path) const {
  const std::vector<std::string_view> wanted = segments_of(path);
  const auto found = std::ranges::find_if(routes, [&](const Route& route) {
    return route.get && route.match == RouteMatch::exact && matches(route, wanted);
  });
  return found != routes.end() ? &*found : nullptr;
}

const Route* Program::nearest(std::string_view path) const {
  const std::vector<std::string_view> wanted = segments_of(path);
  if (wanted.empty()) return nullptr;
  const Route* best = nullptr;
  std::size_t most = 0;
  for (const Route& route : routes) {
    const std::vector<std::string_view> parts = segments_of(route.path);
    std::size_t same = 0;
    while (same < std::min(parts.size(), wanted.size()) &&
           equal_ignoring_case(parts[parts.size() - 1 - same], wanted[wanted.size() - 1 - same]))
      ++same;
    if (!route.get || same == 0) continue;
    if (same > most || (same == most && route.path.size() < best->path.size())) best = &route;
    most = std::max(most, same);
  }
  if (best != nullptr) return best;
  const std::string_view last = wanted.back();
  // `/healthz` for `/health`.
  for (const Route& route : routes) {
    const std::string_view other = last_segment(route.path);
    if (route.get && other.size() > 3 && (contains(other, last) || contains(last, other))) return &route;
  }
  return nullptr;
}

bool Program::mentions(std::string_view text) const {
  return std::ranges::any_of(literals, [&](std::string_view literal) { return contains(literal, text); });
}

/// The name that a server is told to load, when the module has nothing of that name, not even by chance.
static std::string missing_object(const Unit& unit, const Entry& entry) {
  const std::string name = entry.object.substr(0, entry.object.find_first_of(".("));
  if (name.empty() || unit.language != Language::python || !unit.stars.empty()) return {};
  // What a function has inside of it is none of the module.
  bool inside = false, heading = false;
  for (std::uint32_t at = 0; at < unit.size(); ++at) {
    const Token& token = unit[at];
    if (token.line_start) {
      const bool indented = token.begin > 0 && unit.file.text[token.begin - 1] != '\n';
      heading = !indented && (token.is("def") || token.is("async") || token.is("class"));
      if (!indented) inside = heading || token.is("@");
    }
    if (unit.is(at, "global")) return {};
    if (inside && !heading && token.text == name) continue;
    if (unit[at].text == name || unit.is(at, "globals") || unit.is(at, "__getattr__") || unit.is(at, "setattr") ||
        (unit.is(at, "*") && at > 0 && unit.is(at - 1, "import")))
      return {};
  }
  return name;
}

/// Whether a file has a library of settings read an env file: `environ.Env.read_env(...)`, pydantic's
/// `SettingsConfigDict(env_file=".env")`.
static bool reads_file(const Unit& unit) {
  for (std::uint32_t at = 0; at < unit.size(); ++at)
    if (unit.is(at, "read_env") || unit.is(at, "read_envfile") || unit.is(at, "env_file") || unit.is(at, "_env_file"))
      return true;
  return false;
}

Program read_program(Tree& tree, const Entry& entry) {
  Program program;
  World world(tree, entry);
  world.load();
  program.files = world.units().size();
  if (world.units().empty()) {
    program.doubt = world.doubt().empty() ? "its source was not found" : world.doubt();
    return program;
  }
  read_routing(world, program);
  read_requirements(world, program);
  read_demanding_calls(world, program);
  read_start_facts(world, program);
  read_guards(world, program);
  for (const Unit& unit : world.units()) {
    program.sources.push_back(unit.file.path);
    for (std::uint32_t at = 0; at < unit.size() && unit.language == Language::python; ++at)
      program.guards_imports =
          program.guards_imports || unit.is(at, "ImportError") || unit.is(at, "ModuleNotFoundError");
    program.modules.insert(program.modules.end(), unit.modules.begin(), unit.modules.end());
  }
  if (!program.guards_imports) program.absent_modules = world.absent_modules();
  program.data = world.data();
  program.missing_object = missing_object(world.units().front(), entry);
  for (const Unit& unit : world.units())
    for (const std::string_view module : unit.modules)
      if (module == "dotenv" || module.starts_with("dotenv/") || module == "dotenv-flow" ||
          ((module == "environ" || module == "environs" || module == "pydantic_settings") && reads_file(unit)) ||
          module == "decouple" || module == "github.com/joho/godotenv" || module == "@nestjs/config")
        program.reads_env_file = true;
  return program;
}

// --- Next.js ---

namespace {

/// The address of a file of `app/`: groups in parentheses and slots fall away. Nothing for what has no address.
std::optional<std::string> address_of(std::string_view folder) {
  std::string result;
  for (const std::string_view part : segments_of(folder)) {
    if (part.starts_with('(') && part.ends_with(')')) continue;
    if (part.starts_with('@')) continue;
    if (part.starts_with('_') || part.starts_with("(.")) return std::nullopt;
    result += '/';
    if (part.starts_with("[[...") || part.starts_with("[..."))
      result += '*';
    else
      result += part;
  }
  return result.empty() ? "/" : result;
}

bool is_script(std::string_view path) { return language_of(path) == Language::javascript; }

std::string_view without_ending(std::string_view path) { return path.substr(0, path.rfind('.')); }

/// The text between the braces of a function of Next.js's configuration; empty when it cannot be told.
std::string_view body_of(std::string_view text, std::string_view function) {
  const std::size_t at = text.find(function);
  const std::size_t open = at == std::string_view::npos ? at : text.find('{', at);
  if (open == std::string_view::npos) return {};
  int depth = 0;
  for (std::size_t index = open; index < text.size(); ++index) {
    if (text[index] == '{') ++depth;
    if (text[index] == '}' && --depth == 0) return text.substr(open, index - open);
  }
  return {};
}

/// Adds what `rewrites` and `redirects` answer, where every address is written out and none takes all; false otherwise.
bool add_rewritten(std::string_view text, std::string_view function, Program& program) {
  const std::string_view body = body_of(text, function);
  constexpr std::string_view mark = "source:";
  if (body.find(mark) == std::string_view::npos || body.find("...") != std::string_view::npos) return false;
  std::vector<Route> routes;
  for (std::size_t at = body.find(mark); at != std::string_view::npos; at = body.find(mark, at + 1)) {
    const std::size_t quote = body.find_first_not_of(" \n\t", at + mark.size());
    if (quote == std::string_view::npos || (body[quote] != '\'' && body[quote] != '"')) return false;
    const std::size_t end = body.find(body[quote], quote + 1);
    if (end == std::string_view::npos) return false;
    const std::string_view source = body.substr(quote + 1, end - quote - 1);
    const std::size_t open = source.find_first_of(":(*");
    if (open != std::string_view::npos && open <= 1) return false;
    routes.push_back(canonical_route(open == std::string_view::npos ? std::string(source)
                                                                    : std::string(source.substr(0, open)) + "*"));
  }
  for (Route& route : routes) program.routes.push_back(std::move(route));
  return true;
}

}  // namespace

Program read_next_application(Tree& tree, std::string_view folder) {
  Program program;
  program.framework = "Next.js";
  const std::string base = folder.empty() ? std::string() : std::string(folder) + "/";
  const auto add = [&](std::string_view address, std::string_view file, bool handler) {
    Route route = canonical_route(address);
    if (handler || route.match == RouteMatch::exact) {
      // The place is the file; it is read for nothing but that.
      const std::optional<SourceFile> source = tree.read(file);
      if (source.has_value()) {
        route.span = {source->id, 0, 0};
        if (handler && source->text.find("GET") == std::string_view::npos) route.get = false;
      }
    }
    program.routes.push_back(std::move(route));
  };
  bool any = false;
  constexpr std::size_t most_pages = 4000;
  for (const std::string_view start : {"app", "src/app", "pages", "src/pages"}) {
    const std::string root = base + std::string(start);
    if (!tree.has_folder(root)) continue;
    const std::vector<std::string_view> files = tree.below(root, most_pages);
    if (files.size() >= most_pages) program.doubt = "it has more files than are looked at";
    for (const std::string_view file : files) {
      if (!is_script(file)) continue;
      const std::string_view inner = file.substr(root.size() + 1);
      const std::string_view name = without_ending(inner.substr(inner.rfind('/') + 1));
      if (start.ends_with("app")) {
        if (name != "route" && name != "page") continue;
        any = true;
        const std::optional<std::string> address = address_of(folder_of(inner));
        if (address.has_value()) add(*address, file, name == "route");
      } else {
        if (name.starts_with('_')) continue;
        any = true;
        std::string_view address = without_ending(inner);
        if (name == "index") address = folder_of(inner);
        const std::optional<std::string> whole = address_of(address);
        if (whole.has_value()) add(*whole, file, inner.starts_with("api/"));
      }
    }
  }
  if (!any) program.doubt = "neither `app/` nor `pages/` was found";
  bool standalone = false;
  for (const std::string_view name : {"next.config.js", "next.config.mjs", "next.config.ts", "next.config.cjs"}) {
    const std::optional<SourceFile> file = tree.read(base + std::string(name));
    if (!file.has_value()) continue;
    standalone = standalone || file->text.find("output: 'standalone'") != std::string_view::npos ||
                 file->text.find("output: \"standalone\"") != std::string_view::npos;
    // A configuration that is put together elsewhere may say anything.
    if (file->text.find("standalone") == std::string_view::npos &&
        file->text.find("process.env") == std::string_view::npos && file->text.find("...") == std::string_view::npos)
      program.not_standalone = {file->id, 0, 0};
    for (const std::string_view word :
         {"basePath", "rewrites", "redirects", "i18n", "pageExtensions", "output: 'export'"})
      if (file->text.find(word) != std::string_view::npos && program.doubt.empty() &&
          !((word == "rewrites" || word == "redirects") && add_rewritten(file->text, word, program)))
        program.doubt = "`" + std::string(name) + "` sets `" + std::string(word) + "`";
    if (file->text.find("basePath") != std::string_view::npos) program.routes.clear();
  }
  for (const std::string_view name : {"middleware.ts", "middleware.js", "src/middleware.ts", "src/middleware.js",
                                      "proxy.ts", "src/proxy.ts", "server.js", "server.ts"})
    // Of a standalone output the build makes the server.
    if (tree.has(base + std::string(name)) && program.doubt.empty() && !(standalone && name.starts_with("server.")))
      program.doubt = "`" + std::string(name) + "` may answer or redirect any address";
  // Files of `public/` are served below the root.
  if (tree.has_folder(base + "public"))
    for (const std::string_view file : tree.below(base + "public", most_pages)) {
      Route route = canonical_route(file.substr(base.size() + 6));
      route.match = RouteMatch::exact;
      program.routes.push_back(std::move(route));
    }
  program.files = program.routes.size();
  if (const std::optional<SourceFile> manifest = tree.read(base + "package.json"); manifest.has_value()) {
    ListenCall call;
    call.span = {manifest->id, 0, 0};
    call.port = {.text = "3000", .variable = "PORT", .known = true, .span = call.span};
    call.host = {.text = "0.0.0.0", .variable = "HOSTNAME", .known = true, .span = call.span};
    program.listens.push_back(std::move(call));
    program.listens_known = true;
  }
  // What it serves itself.
  for (const std::string_view own : {"/_next/static/*", "/_next/data/*", "/_next/image"})
    program.routes.push_back(canonical_route(own));
  return program;
}

}  // namespace seaworthy::code
