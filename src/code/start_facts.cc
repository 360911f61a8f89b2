#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "code/routing.h"
#include "code/start_scope.h"
#include "knowledge/build_facts.h"

namespace seaworthy::code {
namespace {

constexpr unsigned deepest = 8;

bool is_listed(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// Reads what a program does when it is loaded: what it writes, imports and embeds.
class StartFactsReader : private StartScope {
 public:
  StartFactsReader(const World& world, Program& program) : StartScope(world), facts_(program.start) {}

  void read() {
    for_each_unit([&](const Unit& unit) { script(unit); }, [&](const Unit& unit) { python(unit); },
                  [&](const Unit& unit) { go(unit); });
    if (zones_are_brought_) facts_.time_zones.clear();
  }

 private:
  // --- Paths ---

  /// A path that the code puts together.
  struct Path {
    Setting setting;
    bool beside_source = false;  ///< It starts from the folder of the source.
  };

  static Path literal(std::string_view text, Span span, bool beside_source = false) {
    Path path;
    path.setting.text = text;
    path.setting.known = true;
    path.setting.span = span;
    path.beside_source = beside_source;
    return path;
  }

  /// `left/right`; nothing when the right one is a variable's, or the left one may be anything.
  static std::optional<Path> joined_paths(std::optional<Path> left, const std::optional<Path>& right) {
    if (!left.has_value() || !right.has_value() || !right->setting.variable.empty()) return std::nullopt;
    const std::string& behind = right->setting.text;
    if (right->beside_source) return std::nullopt;
    if (behind.empty() || behind == ".") return left;
    // A variable's value with something behind it is not a setting of one variable any more.
    if (!left->setting.variable.empty()) return std::nullopt;
    std::string& text = left->setting.text;
    if (!text.empty() && !text.ends_with('/') && !behind.starts_with('/')) text += '/';
    text += behind;
    return left;
  }

  std::optional<Path> path_of(const Unit& unit, Range range, unsigned depth = 0) const {
    if (depth > deepest || range.empty() || range.end > unit.size()) return std::nullopt;
    while (unit.is(range.begin, "(") && unit.partner[range.begin] == range.end - 1) {
      ++range.begin;
      --range.end;
    }
    if (range.size() == 1 && (unit.is(range.begin, "__dirname") || unit.is(range.begin, "__file__")))
      return literal(unit.is(range.begin, "__file__") ? "./_" : "", unit.span(range.begin), true);
    if (unit.language == Language::python)
      if (const std::uint32_t slash = last_slash(unit, range); slash != nowhere)
        return joined_paths(path_of(unit, {range.begin, slash}, depth + 1),
                            path_of(unit, {slash + 1, range.end}, depth + 1));
    if (const World::Text text = world_.text_of(unit, range); text.known && text.pieces.size() == 1) {
      Path path;
      path.setting = text.pieces.front();
      return path;
    } else if (text.known && text.is_literal()) {
      return literal(text.plain(), unit.span(range));
    }
    const std::vector<Step> steps = chain_of(unit, range);
    return steps.empty() ? std::nullopt : path_of_chain(unit, steps, depth);
  }

  /// The last `/` between the parts of a path of Python's pathlib; `nowhere` without one.
  static std::uint32_t last_slash(const Unit& unit, Range range) {
    std::uint32_t found = nowhere;
    for (std::uint32_t at = range.begin; at < range.end; ++at) {
      if (unit.partner[at] != nowhere && unit.partner[at] > at) {
        at = std::min(unit.partner[at], range.end);
        continue;
      }
      if (unit.is(at, "/")) found = at;
    }
    return found != nowhere && found > range.begin && found + 1 < range.end ? found : nowhere;
  }

  static std::optional<Path> parent(std::optional<Path> path) {
    if (!path.has_value() || !path->setting.variable.empty()) return std::nullopt;
    std::string& text = path->setting.text;
    const std::size_t slash = text.rfind('/');
    if (text.empty() || text == "." || text.ends_with(".."))
      text += text.empty() || text == "." ? ".." : "/..";
    else
      text = slash == std::string::npos ? "." : text.substr(0, std::max<std::size_t>(slash, 1));
    if (text == ".") text.clear();
    return path;
  }

  std::optional<Path> path_of_chain(const Unit& unit, const std::vector<Step>& steps, unsigned depth) const {
    const Step& last = steps.back();
    const std::vector<Range> arguments = last.called ? unit.arguments(last.open) : std::vector<Range>{};
    const auto before_last = [&] { return Range{steps.front().at, last.at - 1}; };
    static constexpr std::array<std::string_view, 4> joins = {"join", "resolve", "Join", "joinpath"};
    static constexpr std::array<std::string_view, 5> same = {"Path", "abspath", "realpath", "normpath", "Clean"};
    if (last.called && is_listed(joins, last.name)) {
      // `base.joinpath("x")` and `Path(x).resolve()`
      const bool of_path = last.name == "joinpath" || (last.name == "resolve" && unit.language == Language::python);
      std::optional<Path> path = of_path ? path_of(unit, before_last(), depth + 1) : std::nullopt;
      bool first = !of_path;
      for (const Range& argument : arguments) {
        const std::optional<Path> part = path_of(unit, argument, depth + 1);
        path = first ? part : joined_paths(std::move(path), part);
        first = false;
        if (!path.has_value()) return std::nullopt;
      }
      return path;
    }
    if (last.called && last.name == "dirname" && arguments.size() == 1)
      return parent(path_of(unit, arguments[0], depth + 1));
    if (last.called && is_listed(same, last.name) && arguments.size() == 1)
      return path_of(unit, arguments[0], depth + 1);
    if (last.called && (last.name == "absolute" || last.name == "expanduser") && steps.size() > 1)
      return path_of(unit, before_last(), depth + 1);
    if (last.called && (last.name == "cwd" || last.name == "getcwd") && arguments.empty())
      return literal("", unit.span(last.at));
    if (!last.called && last.name == "parent" && steps.size() > 1)
      return parent(path_of(unit, before_last(), depth + 1));
    if (!last.called && last.name == "dirname" && steps.size() > 1 && steps[steps.size() - 2].name == "meta")
      return literal("", unit.span(last.at), true);
    if (steps.size() != 1 || last.called) return std::nullopt;
    const Declaration* const declaration = unit.lookup(last.name, last.at);
    if (declaration == nullptr || declaration->kind != Declaration::Kind::value || declaration->init.empty())
      return std::nullopt;
    // A name that is set twice may be anything.
    const auto [begin, end] = unit.names.equal_range(last.name);
    if (std::distance(begin, end) != 1) return std::nullopt;
    return path_of(unit, declaration->init, depth + 1);
  }

  void add_write(const Unit& unit, Range range, bool folder, std::uint32_t at) {
    std::optional<Path> path = path_of(unit, range);
    if (!path.has_value() || !path->setting.known) return;
    const bool is_named = !path->setting.text.empty() || !path->setting.variable.empty();
    if (!is_named || path->setting.text == ":memory:" || path->setting.text.find("://") != std::string::npos) return;
    facts_.writes.push_back({std::move(path->setting),
                             path->beside_source ? unit.file.path : std::string_view{},
                             folder,
                             {},
                             unit.span(at)});
  }

  // --- JavaScript ---

  /// Inside of a `try` block.
  static bool is_tried(const Unit& unit, std::uint32_t at) {
    for (std::uint32_t open = unit.enclosing[at]; open != nowhere && open > 0; open = unit.enclosing[open])
      if (unit.is(open, "{") && unit.is(open - 1, "try")) return true;
    return false;
  }

  /// The value of a field of an object that is the argument of a call; an empty range without it.
  static Range field_of(const Unit& unit, std::uint32_t open, std::string_view name) {
    for (const Range& argument : unit.arguments(open)) {
      if (!unit.is(argument.begin, "{")) continue;
      for (const Range& part : unit.arguments(argument.begin))
        if (part.size() > 2 && unit.is(part.begin, name) && unit.is(part.begin + 1, ":"))
          return {part.begin + 2, part.end};
    }
    return {};
  }

  void script_write(const Unit& unit, std::uint32_t at) {
    const std::string_view name = unit[at].text;
    const std::vector<Range> arguments = unit.arguments(at + 1);
    if (arguments.empty()) return;
    static constexpr std::array<std::string_view, 4> files = {"writeFileSync", "appendFileSync", "createWriteStream",
                                                              "openSync"};
    if (name == "mkdirSync") return add_write(unit, arguments[0], true, at);
    if (is_listed(files, name)) {
      const bool reads = name == "openSync" && (arguments.size() < 2 || !unit.is_string(arguments[1].begin) ||
                                                unit[arguments[1].begin].text.starts_with('r'));
      return reads ? void() : add_write(unit, arguments[0], false, at);
    }
    // Both make their folder as soon as they are made themselves.
    if (name == "multer")
      if (const Range folder = field_of(unit, at + 1, "dest"); !folder.empty())
        return add_write(unit, folder, true, at);
    if (name == "File" && at > 1 && unit.is(at - 2, "transports"))
      if (const Range file = field_of(unit, at + 1, "filename"); !file.empty()) return add_write(unit, file, false, at);
    if (name == "Database" && at > 0 && unit.is(at - 1, "new")) {
      const Declaration* const declaration = unit.lookup(name, at);
      bool is_store = declaration != nullptr && declaration->kind == Declaration::Kind::imported &&
                      declaration->module == "better-sqlite3";
      if (declaration != nullptr && declaration->kind == Declaration::Kind::value)
        for (std::uint32_t token = declaration->init.begin; token < declaration->init.end; ++token)
          is_store = is_store || (unit.is_string(token) && unit[token].text == "better-sqlite3");
      if (is_store) add_write(unit, arguments[0], false, at);
    }
  }

  void script(const Unit& unit) {
    ModuleSyntax syntax;
    syntax.path = unit.file.path;
    bool makes_require = false, sets_folder = false;
    Span require_call, folder_name;
    for (std::uint32_t at = 0; at + 1 < unit.size(); ++at) {
      const bool is_member = at > 0 && (unit.is(at - 1, ".") || unit.is(at - 1, "?."));
      if (unit.is(at, "createRequire")) makes_require = true;
      const bool is_folder = unit.is(at, "__dirname") || unit.is(at, "__filename");
      if (is_folder && (unit.is(at + 1, "=") || unit.is(at + 1, ":"))) sets_folder = true;
      if (unit.is(at, "typeof")) {
        // `typeof require`, `typeof __dirname`: it knows of both kinds.
        makes_require = makes_require || unit.is(at + 1, "require");
        sets_folder = sets_folder || unit.is(at + 1, "__dirname");
      }
      const bool runs = !is_member && unit.enclosing[at] == nowhere;
      if (is_folder && !folder_name.valid() && !is_member && runs_at_start(unit, at)) folder_name = unit.span(at);
      if (unit.is(at, "require") && unit.is(at + 1, "(") && !is_member && at_top(unit, at) && !is_tried(unit, at)) {
        if (!require_call.valid()) require_call = unit.span(at);
        if (unit.is_string(at + 2) && !unit[at + 2].dynamic && unit.is(at + 3, ")")) add_package(unit, at + 2);
      }
      if (runs && unit[at].line_start &&
          ((unit.is(at, "import") && !unit.is(at + 1, "(") && !unit.is(at + 1, ".")) || unit.is(at, "export"))) {
        if (!syntax.module_import.valid()) syntax.module_import = unit.span(at);
        module_import(unit, at, syntax);
        loaded_package(unit, at);
      }
      if (is_member && unit.is_name(at) && unit.is(at + 1, "(")) route_paths(unit, at);
      if (unit.is(at + 1, "(") && unit.is_name(at) && runs_at_start(unit, at) && !is_tried(unit, at))
        script_write(unit, at);
    }
    if (!makes_require) syntax.require_call = require_call;
    if (!sets_folder) syntax.folder_name = folder_name;
    facts_.syntax.push_back(std::move(syntax));
  }

  /// `router.get("/x", ...)`, `app.use(["/x", "/y"], ...)`
  void route_paths(const Unit& unit, std::uint32_t at) {
    static constexpr std::array<std::string_view, 9> verbs = {"get",     "post", "put", "patch", "delete",
                                                              "options", "head", "all", "use"};
    if (!is_listed(verbs, unit[at].text)) return;
    const std::vector<Range> arguments = unit.arguments(at + 1);
    // `app.get("setting")` and `cache.get("key")` are given one thing.
    if (arguments.size() < 2) return;
    std::vector<Range> paths = {arguments[0]};
    if (unit.is(arguments[0].begin, "[")) paths = unit.arguments(arguments[0].begin);
    for (const Range& path : paths)
      if (path.size() == 1 && unit.is_string(path.begin) && !unit[path.begin].dynamic)
        facts_.paths.push_back({unit[path.begin].text, unit.span(path.begin)});
  }

  /// `import x from "./y"`, `export * from "./y"`: the path, when it has no ending.
  static void module_import(const Unit& unit, std::uint32_t at, ModuleSyntax& syntax) {
    if (unit.is(at + 1, "type")) return;
    for (std::uint32_t token = at + 1; token < unit.size() && token < at + 200; ++token) {
      if (unit[token].line_start && unit.enclosing[token] == nowhere &&
          (unit.is(token, "import") || unit.is(token, "export")))
        return;
      if (unit.is(token, ";") || unit.is(token, "=") || unit.is(token, "function") || unit.is(token, "class")) return;
      if (!unit.is_string(token)) continue;
      const std::string_view path = unit[token].text;
      const std::string_view name = path.substr(path.rfind('/') + 1);
      if ((path.starts_with("./") || path.starts_with("../")) && name.find('.') == std::string_view::npos)
        syntax.no_file.push_back({path, unit.span(token)});
      return;
    }
  }

  void add_package(const Unit& unit, std::uint32_t at) {
    const std::string_view module = unit[at].text;
    if (!module.empty() && !module.starts_with('.') && !module.starts_with('/') && !module.starts_with("node:"))
      facts_.imports.push_back({module, unit.span(at)});
  }

  /// Whether a name is called, made or asked for a member: then a compiler keeps its import, which it leaves out where
  /// only types are taken from it.
  static bool is_used_as_value(const Unit& unit, std::uint32_t from, std::string_view name) {
    for (std::uint32_t at = from; at + 1 < unit.size(); ++at) {
      if (!unit.is_name(at) || unit[at].text != name) continue;
      const bool is_member = unit.is(at - 1, ".") || unit.is(at - 1, "?.");
      const bool is_type = unit.is(at - 1, ":") || unit.is(at - 1, "<") || unit.is(at - 1, "typeof");
      if (!is_member && !is_type && (unit.is(at + 1, "(") || unit.is(at + 1, ".") || unit.is(at - 1, "new")))
        return true;
    }
    return false;
  }

  /// `import "x"`, and `import x from "x"` of what is used as a value.
  void loaded_package(const Unit& unit, std::uint32_t at) {
    if (!unit.is(at, "import") || unit.is(at + 1, "type")) return;
    if (unit.is_string(at + 1)) return add_package(unit, at + 1);
    std::uint32_t end = at + 1;
    constexpr std::uint32_t longest = 200;
    while (end < unit.size() && end < at + longest && !unit.is_string(end) && !unit.is(end, ";") && !unit.is(end, "="))
      ++end;
    if (end >= unit.size() || !unit.is_string(end)) return;
    for (std::uint32_t name = at + 1; name < end; ++name) {
      if (!unit.is_name(name) || unit.is(name, "from") || unit.is(name + 1, "as")) continue;
      if (is_used_as_value(unit, end + 1, unit[name].text)) return add_package(unit, end);
    }
  }

  // --- Python ---

  /// Whether a statement runs whatever happens, but for a question whether the thing is there already.
  static bool runs_unless_there(const Unit& unit, std::uint32_t at) {
    const std::uint32_t guard = guard_of(unit, at);
    if (guard == nowhere) return true;
    if (!unit.is(guard, "if")) return false;
    bool asks = false;
    for (std::uint32_t token = guard; token < at && !unit.is(token, ":"); ++token)
      asks = asks || unit.is(token, "exists") || unit.is(token, "isdir") || unit.is(token, "is_dir");
    return asks && guard_of(unit, guard > 0 ? guard - 1 : guard) == nowhere;
  }

  void python_write(const Unit& unit, std::uint32_t at) {
    const std::string_view name = unit[at].text;
    const bool is_member = at > 1 && unit.is(at - 1, ".");
    const std::vector<Range> arguments = unit.arguments(at + 1);
    static constexpr std::array<std::string_view, 3> handlers = {"FileHandler", "RotatingFileHandler",
                                                                 "TimedRotatingFileHandler"};
    if ((name == "makedirs" || name == "mkdir") && is_member && unit.is(at - 2, "os") && !arguments.empty())
      return add_write(unit, arguments[0], true, at);
    if (name == "mkdir" && is_member && !unit.is(at - 2, "os"))
      return add_write(unit, {chain_begin(unit, at), at - 1}, true, at);
    if (is_listed(handlers, name) && !arguments.empty()) return add_write(unit, arguments[0], false, at);
    if (name == "connect" && is_member && unit.is(at - 2, "sqlite3") && !arguments.empty())
      return add_write(unit, arguments[0], false, at);
    if (name == "open" && !is_member && arguments.size() > 1) {
      const std::uint32_t mode = unit.is(arguments[1].begin, "mode") ? arguments[1].begin + 2 : arguments[1].begin;
      if (unit.is_string(mode) && !unit[mode].text.empty() &&
          std::string_view("wax").find(unit[mode].text.front()) != std::string_view::npos)
        add_write(unit, arguments[0], false, at);
    }
  }

  void python(const Unit& unit) {
    python_syntax(unit);
    const bool guards_imports = std::ranges::any_of(
        unit.tokens, [](const Token& token) { return token.is("ImportError") || token.is("ModuleNotFoundError"); });
    for (std::uint32_t at = 0; at + 1 < unit.size(); ++at) {
      if (unit[at].line_start && !guards_imports && unit.enclosing[at] == nowhere && at_top(unit, at) &&
          !is_guarded(unit, at)) {
        python_import(unit, at);
        relative_import(unit, at);
        python_members(unit, at);
      }
      if (unit.is_name(at) && unit.is(at + 1, "(") && runs_at_start(unit, at) && runs_unless_there(unit, at))
        python_write(unit, at);
    }
  }

  void python_import(const Unit& unit, std::uint32_t at) {
    if (unit.is(at, "from") && unit.is_name(at + 1)) {
      facts_.imports.push_back({unit[at + 1].text, unit.span(at + 1)});
      return;
    }
    if (!unit.is(at, "import")) return;
    bool wants_name = true;
    for (std::uint32_t token = at + 1; token < unit.size() && !unit[token].line_start; ++token) {
      if (wants_name && unit.is_name(token)) facts_.imports.push_back({unit[token].text, unit.span(token)});
      wants_name = unit.is(token, ",");
    }
  }

  /// `from ..shop import x` in a module around which there is only one package, or none.
  void relative_import(const Unit& unit, std::uint32_t at) {
    if (!unit.is(at, "from")) return;
    std::size_t dots = 0;
    std::uint32_t token = at + 1;
    for (; token < unit.size() &&
           (!unit.is_string(token) && unit[token].text.find_first_not_of('.') == std::string_view::npos);
         ++token)
      dots += unit[token].text.size();
    const std::string_view base = world_.entry().base;
    const std::string_view folder = folder_of(unit.file.path);
    if (dots == 0 || (!base.empty() && folder != base && !folder.starts_with(std::string(base) + "/"))) return;
    std::string_view below = folder.substr(base.size());
    while (below.starts_with('/')) below.remove_prefix(1);
    const std::size_t packages = below.empty() ? 0 : 1 + static_cast<std::size_t>(std::ranges::count(below, '/'));
    if (dots <= packages) return;
    const Span span{unit.file.id, unit[at].begin, unit.is_name(token) ? unit[token].end : unit[token - 1].end};
    const std::string_view name = unit.file.text.substr(span.begin, span.end - span.begin);
    facts_.beyond_package.push_back({name, span});
  }

  void add_newer(std::string what, int since, Span span) { facts_.newer.push_back({std::move(what), since, span}); }

  /// `from enum import StrEnum`: what a module of the language did not have in older releases.
  void python_members(const Unit& unit, std::uint32_t at) {
    std::string module;
    std::uint32_t token = at + 1;
    for (; token < unit.size() && !unit[token].line_start && !unit.is(token, "import"); ++token)
      module += unit[token].text;
    if (const int since = knowledge::python_since(module, ""); since > 0 && unit.is_name(at + 1))
      add_newer("module `" + module + "`", since, unit.span(at + 1));
    if (!unit.is(at, "from") || !unit.is(token, "import")) return;
    for (std::uint32_t name = token + 1; name < unit.size(); ++name) {
      if (unit[name].line_start && unit.enclosing[name] == nowhere) return;
      if (!unit.is_name(name) || unit.is(name - 1, "as")) continue;
      if (const int since = knowledge::python_since(module, unit[name].text); since > 0)
        add_newer("`" + module + "." + std::string(unit[name].text) + "`", since, unit.span(name));
    }
  }

  /// Whether a function that is no part of another one is made whatever happens: only classes stand around it.
  static bool is_made_at_load(const Unit& unit, std::uint32_t at) {
    std::uint32_t line = line_of(unit, at);
    for (std::uint32_t indent = indent_of(unit, line); indent > 0 && line > 0;) {
      line = line_of(unit, line - 1);
      if (indent_of(unit, line) >= indent) continue;
      indent = indent_of(unit, line);
      if (!unit.is(line, "class")) return false;
    }
    return true;
  }

  /// Whether a token stands in the parameters of a function that is made when its module is loaded.
  static bool in_parameters(const Unit& unit, std::uint32_t at) {
    constexpr int deepest_bracket = 4;
    std::uint32_t open = unit.enclosing[at];
    for (int depth = 0; depth < deepest_bracket && open != nowhere; ++depth, open = unit.enclosing[open])
      if (unit.is(open, "("))
        return open >= 2 && unit.is_name(open - 1) && unit.is(open - 2, "def") && at_top(unit, open - 2) &&
               is_made_at_load(unit, open - 2);
    return false;
  }

  /// Grammar by release: https://docs.python.org/3/whatsnew/ (3.9 builtin generics, 3.10 `match` and `X | Y`,
  /// 3.11 `except*`, 3.12 `type` and type parameters, 3.14 `except A, B`).
  void python_syntax(const Unit& unit) {
    if (unit.file.text.find("sys.version_info") != std::string_view::npos) return;
    const bool lazy = unit.file.text.find("from __future__ import annotations") != std::string_view::npos;
    constexpr std::array<std::string_view, 5> generics = {"list", "dict", "tuple", "set", "frozenset"};
    for (std::uint32_t at = 0; at + 3 < unit.size(); ++at) {
      const bool first = unit[at].line_start && unit.enclosing[at] == nowhere;
      if (first && unit.is(at, "match")) python_match(unit, at);
      if (first && unit.is(at, "except") && unit.is(at + 1, "*")) add_newer("`except*`", 11, unit.span(at));
      if (first && unit.is(at, "except") && unit.is_name(at + 1) && unit.is(at + 2, ",") && unit.is_name(at + 3))
        add_newer("`except` with several types and no brackets", 14, unit.span(at));
      if (first && unit.is(at, "type") && unit.is_name(at + 1) && unit.is(at + 2, "="))
        add_newer("`type` statement", 12, unit.span(at));
      if (first && (unit.is(at, "def") || unit.is(at, "class")) && unit.is_name(at + 1) && unit.is(at + 2, "["))
        add_newer("parameters of types", 12, unit.span(at + 2));
      if (lazy) continue;
      if (unit.is(at + 1, "|") && unit.is(at + 2, "None") && (unit.is_name(at) || unit.is(at, "]")) &&
          in_parameters(unit, at + 1))
        add_newer("`X | None` for types", 10, unit.span(at + 1));
      if (unit.is_name(at) && is_listed(generics, unit[at].text) && unit.is(at + 1, "[") && at > 0 &&
          unit.is(at - 1, ":") && in_parameters(unit, at))
        add_newer("`" + std::string(unit[at].text) + "[...]` for types", 9, unit.span(at));
    }
  }

  /// `match x:` with `case` on the line below.
  void python_match(const Unit& unit, std::uint32_t at) {
    for (std::uint32_t token = at + 1; token < unit.size(); ++token) {
      if (!unit[token].line_start || unit.enclosing[token] != nowhere) continue;
      if (unit.is(token - 1, ":") && unit.is(token, "case") && token > at + 2)
        add_newer("`match` statement", 10, unit.span(at));
      return;
    }
  }

  // --- Go ---

  /// The block that runs when what a call gives is an error; empty when there is none nearby.
  static Range on_error(const Unit& unit, std::uint32_t at) {
    const std::uint32_t close = unit.partner[at + 1];
    if (close == nowhere) return {};
    for (std::uint32_t token = close + 1; token + 3 < unit.size() && token < close + 12; ++token)
      if (unit.is(token, "!=") && unit.is(token + 1, "nil") && unit.is(token + 2, "{") &&
          unit.partner[token + 2] != nowhere)
        return {token + 3, unit.partner[token + 2]};
    return {};
  }

  void go(const Unit& unit) {
    zones_are_brought_ = zones_are_brought_ || std::ranges::find(unit.modules, "time/tzdata") != unit.modules.end();
    for (std::uint32_t at = 2; at + 2 < unit.size(); ++at) {
      if (!unit.is_name(at) || !unit.is(at + 1, "(") || !unit.is(at - 1, ".")) continue;
      const std::string_view name = unit[at].text;
      if (name == "LoadLocation" && unit.is(at - 2, "time") && unit.is_string(at + 2) && !unit[at + 2].text.empty() &&
          unit[at + 2].text != "UTC" && unit[at + 2].text != "Local")
        facts_.time_zones.push_back({unit[at + 2].text, unit.span(at + 2)});
      if (unit.is(at - 2, "http") && (name == "Get" || name == "Post" || name == "Head" || name == "PostForm") &&
          unit.is_string(at + 2) && unit[at + 2].text.starts_with("https://") && runs_from_main(unit, at))
        if (const Range block = on_error(unit, at); !block.empty() && fails(unit, at, block))
          facts_.asks_tls.push_back({unit[at + 2].text, unit.span(at + 2)});
      if (!unit.is(at - 2, "os") || !runs_from_main(unit, at)) continue;
      const std::vector<Range> arguments = unit.arguments(at + 1);
      const bool folder = name == "MkdirAll" || name == "Mkdir";
      bool writes = folder || name == "Create" || name == "WriteFile";
      if (name == "OpenFile")
        for (std::uint32_t token = at; token < unit.partner[at + 1] && unit.partner[at + 1] != nowhere; ++token)
          writes = writes || unit.is(token, "O_CREATE");
      if (!writes || arguments.empty()) continue;
      if (const Range block = on_error(unit, at); !block.empty() && fails(unit, at, block))
        add_write(unit, arguments[0], folder, at);
    }
    constexpr std::string_view mark = "//go:embed ";
    for (std::size_t at = unit.file.text.find(mark); at != std::string_view::npos;
         at = unit.file.text.find(mark, at + 1)) {
      if (at > 0 && unit.file.text[at - 1] != '\n' && unit.file.text[at - 1] != '\t') continue;
      const std::size_t end = std::min(unit.file.text.find('\n', at), unit.file.text.size());
      for (std::size_t begin = at + mark.size(); begin < end;) {
        const std::size_t stop = std::min(unit.file.text.find_first_of(" \t\r\n", begin), end);
        if (stop > begin)
          facts_.embeds.push_back(
              {unit.file.text.substr(begin, stop - begin),
               {unit.file.id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(stop)}});
        begin = stop + 1;
      }
    }
  }

  StartFacts& facts_;
  bool zones_are_brought_ = false;
};

}  // namespace

void read_start_facts(const World& world, Program& program) { StartFactsReader(world, program).read(); }

}  // namespace seaworthy::code
