#include "project/page_imports.h"

#include <algorithm>
#include <array>
#include <deque>
#include <initializer_list>
#include <optional>
#include <set>

#include "base/ascii.h"
#include "code/program.h"
#include "dockerfile/says.h"
#include "project/application.h"
#include "project/copy_sources.h"
#include "project/git_ignore.h"
#include "project/made_files.h"
#include "project/names.h"
#include "project/paths.h"
#include "project/undeclared_packages.h"

namespace seaworthy::project {
namespace {

/// Sources of all packages together; of more than these nothing is said.
constexpr std::size_t most_files = 400;
/// Paths of the folders in which a framework looks for pages.
constexpr std::size_t most_paths = 2000;
/// More than these absent ones say that a step which is not understood brings them.
constexpr std::size_t most_absent = 6;

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

bool is_name_character(char character) {
  return ascii::is_alphanumeric(character) || character == '_' || character == '$';
}

/// Whether a compiler forgets an import by which only types are meant.
bool forgets_types(std::string_view path) {
  return path.ends_with(".ts") || path.ends_with(".tsx") || path.ends_with(".vue") || path.ends_with(".svelte");
}

struct Import {
  std::string_view module;
  std::size_t at = 0;
  std::string_view names;  ///< `X, { a, type B }`; "" for an import for its effects, a call and `export * from`.
  bool of_types = false;   ///< `import type`
};

/// What stands in front of a position in its line, without the blanks; "" far behind the beginning of a line.
std::string_view start_of_line(std::string_view text, std::size_t at) {
  constexpr std::size_t widest = 400;
  const std::string_view near = text.substr(at < widest ? 0 : at - widest, std::min(at, widest));
  const std::size_t end = near.rfind('\n');
  if (end == std::string_view::npos && at > widest) return {};
  return ascii::trim(near.substr(end == std::string_view::npos ? 0 : end + 1));
}

/// Whether a position stands in a statement of modules, and in no comment.
bool is_statement_line(std::string_view text, std::size_t at) {
  const std::string_view line = start_of_line(text, at);
  if (!line.starts_with("import") && !line.starts_with("export") && !line.starts_with('}')) return false;
  const std::size_t open = text.rfind("/*", at);
  return open == std::string_view::npos || text.substr(open, at - open).find("*/") != std::string_view::npos;
}

/// The import that a text ends with in front of the quote at `quote`; nothing for any other text.
std::optional<Import> import_at(std::string_view text, std::size_t quote) {
  const std::size_t end = text.find_first_of("'\"\n", quote + 1);
  if (end == std::string_view::npos || text[end] != text[quote]) return std::nullopt;
  Import import{.module = text.substr(quote + 1, end - quote - 1), .at = quote + 1};
  std::size_t before = quote;
  while (before > 0 && (text[before - 1] == ' ' || text[before - 1] == '(')) --before;
  const std::string_view front = text.substr(0, before);
  const bool called = text.substr(before, quote - before).find('(') != std::string_view::npos;
  const std::string_view word = front.ends_with("import") ? "import" : front.ends_with("from") ? "from" : "";
  if (word.empty() || (called && word != "import")) return std::nullopt;
  const std::size_t begin = before - word.size();
  if (begin > 0 && (is_name_character(text[begin - 1]) || text[begin - 1] == '.')) return std::nullopt;
  if (called) return import;
  if (!is_statement_line(text, quote)) return std::nullopt;
  if (word == "import") return import;
  const std::size_t statement = std::max(text.rfind("import", begin) + 1, text.rfind("export", begin) + 1);
  if (statement == 0) return std::nullopt;
  import.names = ascii::trim(text.substr(statement + 5, begin - statement - 5));
  if (import.names.starts_with("type ") && !import.names.starts_with("type ,")) import.of_types = true;
  if (text.substr(statement - 1).starts_with("export")) import.names = {};
  return import;
}

/// Whether a position stands in a line that begins as a comment does.
bool is_comment_line(std::string_view text, std::size_t at) {
  const std::string_view line = start_of_line(text, at);
  return line.starts_with("//") || line.starts_with('*') || line.starts_with("/*");
}

/// The imports by which a source begins, in order of place. Behind the first text between backquotes, which may hold
/// code for others to read, nothing is looked at.
std::vector<Import> imports_in(std::string_view text) {
  std::vector<Import> imports;
  for (std::size_t at = text.find_first_of("'\"`"); at != std::string_view::npos;
       at = text.find_first_of("'\"`", at + 1)) {
    if (is_comment_line(text, at)) continue;
    if (text[at] == '`') break;
    if (std::optional<Import> import = import_at(text, at); import.has_value()) {
      at = import->at + import->module.size();
      imports.push_back(*import);
    }
  }
  return imports;
}

/// Whether a name is used as more than a type behind a place: called, asked for a member, given to a call, or shown as
/// an element.
bool is_value(std::string_view text, std::size_t from, std::string_view name) {
  for (std::size_t at = text.find(name, from); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if (is_name_character(text[at - 1]) || text[at - 1] == '.' || (end < text.size() && is_name_character(text[end])))
      continue;
    if (end >= text.size()) break;
    if (text[end] == '(' || text[end] == '.') return true;
    if (text[at - 1] == '(' && at > 1 && is_name_character(text[at - 2]) && (text[end] == ')' || text[end] == ','))
      return true;
    if (text[at - 1] == '<' && at > 1 && !is_name_character(text[at - 2])) return true;
  }
  return false;
}

/// Whether the code that is left when types are taken away still imports the module.
bool remains(std::string_view text, const Import& import) {
  if (import.of_types) return false;
  if (import.names.empty()) return true;
  for (std::size_t at = 0; at < import.names.size();) {
    const std::size_t end = std::min(import.names.find_first_of(",{}", at), import.names.size());
    std::string_view name = ascii::trim(import.names.substr(at, end - at));
    at = end + 1;
    if (name.empty() || name.starts_with("type ")) continue;
    name = name.substr(name.rfind(' ') + 1);
    if (is_value(text, import.at, name)) return true;
  }
  return false;
}

bool is_source(std::string_view path) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{".ts", ".tsx", ".js", ".jsx", ".mjs", ".mts", ".vue", ".svelte"},
      [&](std::string_view ending) { return path.ends_with(ending); });
}

/// The path of the tree that is the same but for small and capital letters; "" for none.
std::string_view in_other_capitals(const Project& project, std::string_view path) {
  std::string_view folder;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(std::min(path.size(), slash + 1));
    std::string_view next;
    for (const std::string_view child : project.children(folder)) {
      const std::string_view name = base_name(child);
      const bool file_fits = path.empty() && name.size() > part.size() && name[part.size()] == '.' &&
                             ascii::equal_ignoring_case(name.substr(0, part.size()), part) && is_source(name);
      if (name == part || (next.empty() && (file_fits || ascii::equal_ignoring_case(name, part)))) next = child;
    }
    if (next.empty()) return {};
    folder = next;
  }
  return folder;
}

/// Whether something stands in for what is read between two places, or the code asks whether it is there:
/// `x || "/api"`, `x ? a : b`, `if (x)`, `!x`.
bool is_optional(std::string_view text, std::size_t begin, std::size_t end) {
  std::string_view behind = text.substr(end, 60);
  // `(x as string) ?? ...`
  for (bool more = true; more;) {
    behind = behind.substr(std::min(behind.find_first_not_of(" \n\r\t)!"), behind.size()));
    more = false;
    for (const std::string_view cast : {"as string", "as any", "| undefined"})
      if (behind.starts_with(cast)) {
        behind.remove_prefix(cast.size());
        more = true;
      }
  }
  for (const std::string_view sign : {"||", "??", "?", "&&", "==", "!="})
    if (behind.starts_with(sign)) return true;
  const std::string_view front =
      ascii::trim(text.substr(begin < 160 ? 0 : begin - 160, std::min<std::size_t>(begin, 160)));
  if (front.ends_with('!') || front.ends_with("if (") || front.ends_with("||") || front.ends_with("&&") ||
      front.ends_with("typeof") || front.ends_with("Boolean("))
    return true;
  // `const url = asked ? x : y`
  const std::string_view statement = front.substr(front.find_last_of(";{}") + 1);
  if ((front.ends_with('?') || front.ends_with(':')) && statement.find('?') != std::string_view::npos) return true;
  // `const url = x; if (url) ...`
  if (!front.ends_with('=')) return false;
  const std::string_view target = ascii::trim(front.substr(0, front.size() - 1));
  std::size_t name_begin = target.size();
  while (name_begin > 0 && is_name_character(target[name_begin - 1])) --name_begin;
  const std::string name(target.substr(name_begin));
  if (name.empty()) return false;
  const std::string_view rest = text.substr(end);
  return std::ranges::any_of(std::initializer_list<std::string>{"if (" + name, name + " ||", name + " ??", name + " ?",
                                                                name + "?", name + " &&"},
                             [&](const std::string& asked) { return rest.find(asked) != std::string_view::npos; });
}

/// One package while it is walked through.
class Walk {
 public:
  Walk(const Project& project, code::Tree& tree, const BuildContext& context, PagePackage& package, std::size_t& files)
      : project_(project),
        tree_(tree),
        context_(context),
        package_(package),
        files_(files),
        declared_(project, tree, package.manifest->folder) {
    // A compiler of TypeScript wants to see types as well.
    for (const ManifestScript& script : package.manifest->scripts)
      if (script.name.starts_with("build") || script.name == "prebuild")
        strict_ = strict_ || script.text.find("tsc") != std::string_view::npos;
  }

  void walk() {
    begin();
    while (!queue_.empty() && files_ < most_files && package_.absent.size() <= most_absent) {
      const std::string path = std::move(queue_.front());
      queue_.pop_front();
      const std::optional<code::SourceFile> file = tree_.read(path);
      if (!file.has_value()) continue;
      ++files_;
      follow(*file);
    }
    if (package_.absent.size() > most_absent) package_.absent.clear();
  }

 private:
  void add(std::string path) {
    if (!path.empty() && is_source(path) && seen_.insert(path).second) queue_.push_back(std::move(path));
  }

  std::string below(std::string_view inner) const {
    const std::string_view folder = package_.manifest->folder;
    return folder.empty() ? std::string(inner) : std::string(folder) + "/" + std::string(inner);
  }

  /// Where the bundler begins: what the page names, else the file that its templates make.
  void begin() {
    if (package_.manifest->dependency("next") != nullptr) return begin_next();
    if (const std::optional<code::SourceFile> page = tree_.read(below("index.html")); page.has_value())
      for (std::size_t at = page->text.find("src=\""); at != std::string_view::npos;
           at = page->text.find("src=\"", at + 1)) {
        std::string_view source = page->text.substr(at + 5);
        source = source.substr(0, source.find('"'));
        while (source.starts_with('/') || source.starts_with('.')) source.remove_prefix(1);
        if (is_source(source) && tree_.has(below(source))) add(below(source));
      }
    for (const std::string_view name : {"src/main", "src/index"})
      if (queue_.empty()) add(code::resolved_module(tree_, below(name), true));
  }

  /// Every page, layout and handler is one.
  void begin_next() {
    for (const std::string_view folder : {"app", "src/app", "pages", "src/pages"})
      for (const std::string_view path : tree_.below(below(folder), most_paths)) {
        const std::string_view name = base_name(path);
        const std::string_view stem = name.substr(0, name.find('.'));
        constexpr std::array<std::string_view, 9> parts = {"page",      "layout",   "route",   "loading",     "error",
                                                           "not-found", "template", "default", "global-error"};
        if (folder.ends_with("pages") ? !has_any(name, {".test.", ".spec.", ".d.ts"})
                                      : std::ranges::find(parts, stem) != parts.end())
          add(std::string(path));
      }
    for (const std::string_view name : {"middleware.ts", "src/middleware.ts"})
      if (tree_.has(below(name))) add(below(name));
  }

  void note_router(const code::SourceFile& file) {
    if (package_.router.valid()) return;
    constexpr std::array<std::string_view, 4> signs = {"<BrowserRouter", "createBrowserRouter(", "createWebHistory(",
                                                       "provideRouter("};
    for (const std::string_view sign : signs)
      if (const std::size_t at = file.text.find(sign);
          at != std::string_view::npos && !has_any(file.text, {"withHashLocation", "useHash"})) {
        package_.router = {file.id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + sign.size())};
        return;
      }
  }

  /// Of Next.js only what runs in browsers: its server reads the variables when it starts.
  bool is_for_browsers(const code::SourceFile& file) const {
    return package_.manifest->dependency("next") == nullptr || has_any(file.text, {"\"use client\"", "'use client'"}) ||
           (file.path.find("pages/") != std::string_view::npos &&
            file.path.find("pages/api/") == std::string_view::npos);
  }

  void note_variables(const code::SourceFile& file) {
    if (!is_for_browsers(file)) return;
    for (const std::string_view prefix :
         {"import.meta.env.VITE_", "process.env.NEXT_PUBLIC_", "process.env.REACT_APP_", "process.env.VUE_APP_"})
      for (std::size_t at = file.text.find(prefix); at != std::string_view::npos && package_.variables.size() < 64;
           at = file.text.find(prefix, at + 1)) {
        if (is_comment_line(file.text, at)) continue;
        const std::size_t begin = at + prefix.find("env.") + 4;
        std::size_t end = begin;
        while (end < file.text.size() && is_name_character(file.text[end])) ++end;
        const std::string_view name = file.text.substr(begin, end - begin);
        const bool optional = is_optional(file.text, at, end);
        const auto known = std::ranges::find(package_.variables, name, &PageVariable::name);
        if (known == package_.variables.end())
          package_.variables.push_back(
              {name, {file.id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, optional});
        else
          known->optional = known->optional || optional;
      }
  }

  void follow(const code::SourceFile& file) {
    note_router(file);
    note_variables(file);
    for (Import& import : imports_in(file.text)) {
      import.module = import.module.substr(0, import.module.find('?'));
      const bool alias = import.module.starts_with("@/");
      if (!alias && !import.module.starts_with("./") && !import.module.starts_with("../")) {
        note_undeclared(file, import);
        continue;
      }
      std::vector<std::string> places;
      if (alias) {
        for (const std::string_view base : {"src/", "", "app/", "resources/js/", "client/src/", "client/"})
          places.push_back(below(std::string(base) + std::string(import.module.substr(2))));
      } else if (std::optional<std::string> path = join_path(parent_path(file.path), import.module); path.has_value()) {
        places.push_back(std::move(*path));
      }
      std::string found;
      for (const std::string& place : places)
        if (found.empty()) found = code::resolved_module(tree_, place, true);
      if (places.empty()) continue;
      if (found.empty())
        note_absent(file, import, places, alias);
      else if (is_outside(found))
        note_outside(file, import, found);
      else
        add(std::move(found));
    }
  }

  bool is_outside(std::string_view path) const {
    return context_.use != nullptr && context_.known && !package_.context.empty() &&
           !path.starts_with(package_.context + "/");
  }

  /// Whether the import is still there when a bundler comes to it.
  bool counts(const code::SourceFile& file, const Import& import) const {
    return strict_ || !forgets_types(file.path) || remains(file.text, import);
  }

  static Span span_of(const code::SourceFile& file, const Import& import) {
    return {file.id, static_cast<std::uint32_t>(import.at),
            static_cast<std::uint32_t>(import.at + import.module.size())};
  }

  void note_outside(const code::SourceFile& file, const Import& import, const std::string& found) {
    // A context with a name, or another image, may bring it.
    const bool from_elsewhere = std::ranges::any_of(context_.sources, [](const CopySource& source) {
      return source.stage == nullptr && (source.state == CopyState::from_image || source.state == CopyState::unknown);
    });
    if (from_elsewhere || !counts(file, import)) return;
    const Project::TreePath* const entry = project_.entry(found);
    if (entry == nullptr) return;
    package_.absent.push_back({.span = span_of(file, import),
                               .module = import.module,
                               .found = entry->path,
                               .outside = true,
                               .package = false,
                               .ignored = {}});
  }

  /// Of each package the first import is enough.
  void note_undeclared(const code::SourceFile& file, const Import& import) {
    const std::string_view name = declared_.undeclared(import.module);
    if (name.empty() || !counts(file, import) || is_elsewhere(import.module) || may_be_installed(name) ||
        std::ranges::any_of(package_.absent, [&](const PageImport& other) { return other.module == import.module; }))
      return;
    package_.absent.push_back({.span = span_of(file, import),
                               .module = import.module,
                               .found = {},
                               .outside = false,
                               .package = true,
                               .ignored = {}});
  }

  /// Whether a step of the build speaks of a package: `npm install lodash`.
  bool may_be_installed(std::string_view name) const {
    for (const dockerfile::Stage* const stage : context_.stages)
      for (const dockerfile::Instruction* const step : stage->instructions)
        if (says(*step, name)) return true;
    return false;
  }

  /// Whether a tool is known to make what has such a name, or people to keep it to themselves.
  static bool is_made_by_tools(std::string_view module) {
    if (has_any(module, {"generated", "/gen/",      ".gen",      "/dist",       "/build",  "wasm",          "/pkg",
                         "_pb",       "graphql",    "/schema",   "auto-import", "version", "environment",   "config",
                         "secret",    "credential", "paraglide", "locale",      "i18n",    "styled-system", "/+"}))
      return true;
    // `@/.velite`, `../.cache/x`
    for (std::size_t at = module.find("/."); at != std::string_view::npos; at = module.find("/.", at + 1))
      if (const std::string_view rest = module.substr(at + 2); !rest.starts_with("./") && !rest.starts_with('/'))
        return true;
    return false;
  }

  /// Whether a step of the build, or somebody before it, may make what is absent.
  bool may_be_made(std::string_view path) const {
    if (made_by_command(project_, std::string(path) + ".ts").valid() ||
        made_by_command(project_, std::string(path) + ".js").valid())
      return true;
    // The first folder of it that is not there, or the file itself.
    std::string_view first = path;
    while (!parent_path(first).empty() && !tree_.has_folder(parent_path(first))) first = parent_path(first);
    const std::string name = "/" + std::string(base_name(first));
    for (const dockerfile::Stage* const stage : context_.stages)
      for (const dockerfile::Instruction* const step : stage->instructions)
        if (says(*step, name) || says(*step, base_name(path))) return true;
    return std::ranges::any_of(package_.manifest->scripts, [&](const ManifestScript& script) {
      return script.text.find(name) != std::string_view::npos;
    });
  }

  void note_absent(const code::SourceFile& file, const Import& import, const std::vector<std::string>& places,
                   bool alias) {
    if (import.module.find_first_of("*$`") != std::string_view::npos || is_made_by_tools(import.module) ||
        !counts(file, import))
      return;
    for (const std::string& place : places) {
      if (tree_.has_folder(place)) return;
      for (const std::string_view ending : code::module_endings)
        if (const PathState state = project_.path_state(place + std::string(ending));
            state != PathState::missing && state != PathState::ignored_by_git)
          return;
    }
    // An alias stands for the folder of the sources, where there is one.
    const std::string& place = places[alias && !tree_.has_folder(below("src")) ? 1 : 0];
    if (may_be_made(place)) return;
    PageImport absent{.span = span_of(file, import),
                      .module = import.module,
                      .found = in_other_capitals(project_, place),
                      .outside = false,
                      .package = false,
                      .ignored = {}};
    if (absent.found.empty()) {
      // The alias may stand for another folder.
      if (alias && is_elsewhere(import.module.substr(2))) return;
      std::string_view ending = file.path.substr(file.path.rfind('.'));
      if (base_name(place).find('.') != std::string_view::npos)
        ending = {};
      else if (ending == ".vue" || ending == ".svelte")
        ending = ".ts";
      absent.ignored = ignored_if_made(project_, place + std::string(ending));
      if (absent.ignored.valid() && !ignores_folder_of(project_, absent.ignored, place)) return;
    }
    package_.absent.push_back(absent);
  }

  /// Whether some folder of the tree has the rest of such a path.
  bool is_elsewhere(std::string_view rest) const {
    for (const std::string_view ending : code::module_endings) {
      const std::string path = std::string(rest) + std::string(ending);
      for (const Project::TreePath* const entry : paths_named(project_, base_name(path)))
        if (entry->path.ends_with(path)) return true;
    }
    return false;
  }

  const Project& project_;
  code::Tree& tree_;
  const BuildContext& context_;
  PagePackage& package_;
  std::size_t& files_;
  DeclaredPackages declared_;
  bool strict_ = false;
  std::deque<std::string> queue_;
  std::set<std::string, std::less<>> seen_;
};

bool packs(const Manifest& manifest) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{"next", "vite", "react-scripts",
                                                                     "@vue/cli-service", "@angular/core"},
                             [&](std::string_view name) { return manifest.dependency(name) != nullptr; }) &&
         manifest.dependency("nuxt") == nullptr && manifest.dependency("@sveltejs/kit") == nullptr &&
         manifest.dependency("electron") == nullptr;
}

/// The one package that a build packs: that of its context, else of the folder whose manifest it copies.
const Manifest* packed(const Project& project, const BuildContext& context) {
  const bool builds = std::ranges::any_of(context.stages, [](const dockerfile::Stage* stage) {
    return std::ranges::any_of(stage->instructions, [](const dockerfile::Instruction* step) {
      return step->op == dockerfile::Op::run && says(*step, "build");
    });
  });
  if (!builds) return nullptr;
  if (const Manifest* const own = manifest_in(project, context.context, Ecosystem::node); own != nullptr && packs(*own))
    return own;
  const Manifest* found = nullptr;
  for (const CopySource& source : context.sources) {
    if (source.state != CopyState::present || base_name(source.path) != "package.json") continue;
    const Manifest* const manifest = manifest_in(project, parent_path(source.path), Ecosystem::node);
    if (manifest == nullptr || manifest == found || !packs(*manifest)) continue;
    if (found != nullptr) return nullptr;
    found = manifest;
  }
  return found;
}

}  // namespace

void read_page_imports(const Project& project, code::Tree& tree, ApplicationTable& table) {
  table.package_of_containers.assign(project.container_count(), -1);
  std::size_t files = 0;
  for (std::size_t number = 0; number < project.container_count(); ++number) {
    const Service& service = project.container(number);
    if (!service.active || !service.builds || service.dockerfile == nullptr) continue;
    const BuildContext* const context = build_context(project, service);
    const Manifest* const manifest = context != nullptr ? packed(project, *context) : nullptr;
    if (manifest == nullptr) continue;
    auto known = std::ranges::find_if(table.packages, [&](const PagePackage& package) {
      return package.manifest == manifest && package.context == context->context;
    });
    if (known == table.packages.end()) {
      table.packages.push_back({.manifest = manifest, .context = context->context, .absent = {}, .router = {}});
      known = std::prev(table.packages.end());
      Walk(project, tree, *context, *known, files).walk();
    }
    table.package_of_containers[number] = static_cast<int>(known - table.packages.begin());
  }
}

const PagePackage* page_package(const Project& project, const Service& service) {
  if (project.applications == nullptr || service.number >= project.applications->package_of_containers.size())
    return nullptr;
  const int index = project.applications->package_of_containers[service.number];
  return index < 0 ? nullptr : &project.applications->packages[static_cast<std::size_t>(index)];
}

}  // namespace seaworthy::project
