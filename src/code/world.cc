#include "code/world.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/name_text.h"
#include "code/settings_class.h"

namespace seaworthy::code {
namespace {

constexpr unsigned deepest = 10;
/// Evaluations of one program; hostile sources end here.
constexpr std::uint32_t most_work = 200'000;
constexpr std::size_t most_units = 400;

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// A name as variables of the environment have it.
bool contains_word(std::string_view text, std::string_view lower) {
  return std::ranges::search(text, lower, [](char left, char right) {
           return std::tolower(static_cast<unsigned char>(left)) == right;
         }).begin() != text.end();
}

/// Calls that give their argument in another type.
bool is_conversion(std::string_view name) {
  static constexpr std::array<std::string_view, 14> names = {
      "Number", "parseInt", "String", "parseFloat", "int",  "str",           "Atoi",
      "Itoa",   "toString", "trim",   "strip",      "cast", "normalizePort", "string"};
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

std::string resolved_module(const Tree& tree, const std::string& path, bool any_kind) {
  for (const std::string_view ending : module_endings)
    // A file of types is none that runs.
    if (std::string file = path + std::string(ending);
        tree.has(file) && (any_kind || (language_of(file).has_value() && !ending.ends_with(".d.ts"))))
      return file;
  static constexpr std::pair<std::string_view, std::string_view> made_of[] = {
      {".js", ".ts"}, {".js", ".tsx"}, {".jsx", ".tsx"}, {".mjs", ".mts"}};
  for (const auto& [written, real] : made_of)
    if (path.ends_with(written))
      if (std::string file = path.substr(0, path.size() - written.size()) + std::string(real); tree.has(file))
        return file;
  return {};
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::optional<std::string> joined(std::string_view folder, std::string_view path) {
  std::vector<std::string_view> parts;
  for (std::string_view rest : {folder, path})
    while (!rest.empty()) {
      const std::size_t slash = std::min(rest.find('/'), rest.size());
      const std::string_view part = rest.substr(0, slash);
      rest.remove_prefix(std::min(rest.size(), slash + 1));
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.push_back(part);
      } else if (parts.empty()) {
        return std::nullopt;
      } else {
        parts.pop_back();
      }
    }
  std::string result;
  for (const std::string_view part : parts) {
    if (!result.empty()) result += '/';
    result += part;
  }
  return result;
}

std::string_view World::language_name() const {
  switch (language()) {
    case Language::javascript:
      return "node";
    case Language::python:
      return "python";
    case Language::go:
      return "go";
    default:
      return "";
  }
}

bool World::add(std::string_view path) {
  if (by_path_.contains(path)) return true;
  const std::optional<Language> language = language_of(path);
  if (!language.has_value() || !tree_.has(path)) return false;
  if (units_.size() >= most_units) {
    if (doubt_.empty()) doubt_ = "the program has more than " + std::to_string(most_units) + " files";
    return false;
  }
  const std::optional<SourceFile> file = tree_.read(path);
  if (!file.has_value()) {
    if (doubt_.empty()) doubt_ = "not all of its sources were read";
    return false;
  }
  by_path_.emplace(path, static_cast<std::uint32_t>(units_.size()));
  units_.push_back(read_unit(*file, *language));
  return true;
}

void World::load() {
  if (tree_.has_folder(entry_.path) && !tree_.has(entry_.path)) {
    for (const std::string_view path : tree_.below(entry_.path, 4000))
      if (folder_of(path) == entry_.path && path.ends_with(".go") && !path.ends_with("_test.go")) add(path);
  } else {
    add(entry_.path);
  }
  // What one follows is added to the list.
  for (std::size_t at = 0; at < units_.size(); ++at) follow(units_[at]);  // NOLINT(modernize-loop-convert)
  index();
}

void World::index() {
  for (const Unit& unit : units_) {
    for (const auto& [name, declaration] : unit.names) {
      if (declaration.kind == Declaration::Kind::function) {
        functions_[name].emplace_back(&unit, declaration.function);
      } else if (declaration.kind == Declaration::Kind::value) {
        if (const std::uint32_t function = unit.function_at(declaration.init); function != nowhere)
          functions_[name].emplace_back(&unit, function);
      }
    }
    for (const auto& [name, init] : unit.fields) fields_[name].push_back({&unit, init});
  }
}

void World::follow(const Unit& unit) {
  if (unit.imports_by_value && doubt_.empty())
    doubt_ = "some of its modules are loaded by a name that only a run can tell";
  for (const std::string_view module : unit.modules) {
    switch (unit.language) {
      case Language::javascript: {
        const std::string path = script_path(unit, module);
        if (path.empty()) absent_script(unit, module);
        if (!path.empty()) {
          add(path);
        } else if (module.starts_with('.') && module.ends_with(".json")) {
          if (auto data = joined(folder_of(unit.file.path), module); data.has_value() && tree_.has(*data))
            data_.push_back(std::move(*data));
        } else if (module.starts_with('.') && !module.ends_with(".json") && !module.ends_with(".css") &&
                   !module.ends_with("package.json") && doubt_.empty()) {
          doubt_ = "`" + std::string(module) + "`, which its code imports, is not in the tree";
        }
        break;
      }
      case Language::python: {
        const std::string path = python_path(unit, module);
        if (path.empty()) {
          absent_python(unit, module);
          break;
        }
        add(path);
        // `from package import module`
        for (const auto& [name, declaration] : unit.names)
          if (declaration.kind == Declaration::Kind::imported && declaration.module == module &&
              declaration.member != "*") {
            std::string inner(module);
            if (!inner.ends_with('.')) inner += '.';
            inner += declaration.member;
            if (const std::string member = python_path(unit, inner); !member.empty()) add(member);
            // `celery` beside the file that is started is found there by a script alone; a server that imports the file
            // by the name of its package means what is installed.
            else if (!python_path(unit, module, false).empty())
              absent_member(unit, path, module, declaration.member);
          }
        break;
      }
      case Language::go:
        if (const std::optional<std::string> folder = go_folder(module); folder.has_value()) {
          bool any = false;
          for (const std::string_view path : tree_.below(*folder, 4000)) {
            any = true;
            if (folder_of(path) == *folder && path.ends_with(".go") && !path.ends_with("_test.go")) add(path);
          }
          if (!any) absent_package(unit, *folder, module);
        }
        break;
      default:
        break;
    }
  }
  if (unit.language == Language::python) follow_settings(unit);
}

/// `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")`: whatever uses Django loads that module first.
void World::follow_settings(const Unit& unit) {
  for (std::uint32_t at = 0; at + 5 < unit.size(); ++at)
    if (unit.is(at, "setdefault") && unit.is(at + 1, "(") && unit.is_string(at + 2) &&
        unit[at + 2].text == "DJANGO_SETTINGS_MODULE" && unit.is(at + 3, ",") && unit.is_string(at + 4))
      if (const std::string path = python_path(unit, unit[at + 4].text); !path.empty()) add(path);
}

/// The first word of the line in which a text of the file stands, when nothing is in front of it.
static std::string_view line_start(std::string_view text, std::size_t at) {
  const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  const std::string_view line = text.substr(begin);
  return line.substr(0, line.find_first_of(" \t({'\"\n"));
}

/// Keeps an import that stands at the top of a file; `module` is where the file should be.
void World::note_absent(const Unit& unit, std::string_view module, std::string_view name) {
  const std::string_view text = unit.file.text;
  if (name.data() < text.data() || name.data() >= text.data() + text.size()) return;
  const auto at = static_cast<std::size_t>(name.data() - text.data());
  const std::string_view first = line_start(text, at);
  if (first != "import" && first != "from" && first != "const" && first != "export") return;
  // What a tool writes before it is used.
  for (const std::string_view made :
       {"generated", "gen/", "dist/", "build/", "_pb", "pb_", ".prisma", "_version", "version"})
    if (module.find(made) != std::string_view::npos) return;
  absent_.push_back({name,
                     std::string(module),
                     {unit.file.id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + name.size())}});
}

/// A package of the module whose folder is not there; of tools that write one, people keep the folder out of the tree.
void World::absent_package(const Unit& unit, const std::string& folder, std::string_view module) {
  const std::string_view text = unit.file.text;
  if (module.data() < text.data() || module.data() >= text.data() + text.size()) return;
  const std::string_view last = module.substr(module.rfind('/') + 1);
  for (const std::string_view made : {"docs", "gen", "generated", "mock", "mocks", "ent", "pb", "proto", "protos",
                                      "sqlc", "db", "graph", "model_gen", "dist", "static", "wire", "templates"})
    if (last == made || module.find("/gen/") != std::string_view::npos) return;
  if (last.find("pb") != std::string_view::npos || last.find("gen") != std::string_view::npos) return;
  if (std::ranges::any_of(absent_, [&](const AbsentModule& known) { return known.path == folder; })) return;
  const auto at = static_cast<std::uint32_t>(module.data() - text.data());
  absent_.push_back({module, folder, {unit.file.id, at, at + static_cast<std::uint32_t>(module.size())}});
}

void World::absent_script(const Unit& unit, std::string_view module) {
  const std::string_view last = module.substr(module.rfind('/') + 1);
  const std::string_view ending = last.find('.') == std::string_view::npos ? "" : last.substr(last.rfind('.'));
  if (!module.starts_with('.') || last.empty() || last == "." || last == ".." ||
      (!ending.empty() && ending != ".js" && ending != ".ts" && ending != ".mjs" && ending != ".tsx"))
    return;
  const std::optional<std::string> path = joined(folder_of(unit.file.path), module);
  if (!path.has_value() || tree_.has(*path) || tree_.has(*path + ".d.ts") || tree_.has(*path + ".json") ||
      tree_.has(*path + ".vue") || tree_.has(*path + ".svelte") || tree_.has(*path + ".node") ||
      tree_.has_folder(*path))
    return;
  note_absent(unit, path->substr(0, path->size() - ending.size()), module);
}

void World::absent_python(const Unit& unit, std::string_view module) {
  if (module.find_first_not_of('.') == std::string_view::npos) return;
  std::string folder = std::string(entry_.base);
  std::string below(module);
  if (module.starts_with('.')) {
    below = module.substr(module.find_first_not_of('.'));
    folder = folder_of(unit.file.path);
    for (std::size_t up = 1; up < module.find_first_not_of('.'); ++up) folder = std::string(folder_of(folder));
  } else {
    // A package of its own; a folder alone may be called like something that is installed.
    const std::optional<std::string> top = joined(folder, std::string(module.substr(0, module.find('.'))));
    if (!top.has_value() || !tree_.has(*top + "/__init__.py")) return;
  }
  std::ranges::replace(below, '.', '/');
  const std::optional<std::string> path = joined(folder, below);
  if (!path.has_value() || tree_.has_folder(*path) || tree_.has(*path + ".so") || tree_.has(*path + ".pyi") ||
      tree_.has(*path + ".pyx"))
    return;
  note_absent(unit, *path, module);
}

/// `from package import name`, where the package neither has such a module nor speaks of the name.
void World::absent_member(const Unit& unit, const std::string& path, std::string_view module, std::string_view name) {
  const auto found = by_path_.find(path);
  if (found == by_path_.end() || name == "*") return;
  const Unit& package = units_[found->second];
  if (!package.stars.empty()) return;
  for (const Token& token : package.tokens)
    if (token.text == name || token.is("__getattr__") || token.is("globals") || token.is("*")) return;
  std::string folder(path.ends_with("/__init__.py") ? path.substr(0, path.size() - 12)
                                                    : path.substr(0, path.size() - 3));
  if (module.find("__") != std::string_view::npos || tree_.has_folder(folder + "/" + std::string(name))) return;
  note_absent(unit, folder + "/" + std::string(name), name);
}

std::string World::script_path(const Unit& from, std::string_view module) const {
  std::vector<std::string> starts;
  if (module.starts_with('.')) {
    if (auto path = joined(folder_of(from.file.path), module); path.has_value()) starts.push_back(std::move(*path));
  } else if (module.starts_with("@/") || module.starts_with("~/") || module.starts_with("src/")) {
    // What most projects mean by these; tsconfig.json would tell.
    const std::string_view rest = module.substr(module.find('/') + 1);
    for (const std::string_view below : {"src", ""})
      if (auto folder = joined(entry_.base, below); folder.has_value())
        if (auto path = joined(*folder, rest); path.has_value()) starts.push_back(std::move(*path));
  }
  for (const std::string& start : starts)
    if (std::string path = resolved_module(tree_, start, false); !path.empty()) return path;
  return {};
}

std::string World::python_path(const Unit& from, std::string_view module, bool beside_entry) const {
  std::vector<std::string> starts;
  std::string below(module);
  if (module.starts_with('.')) {
    std::size_t dots = module.find_first_not_of('.');
    if (dots == std::string_view::npos) dots = module.size();
    below = module.substr(dots);
    std::string_view folder = folder_of(from.file.path);
    for (std::size_t up = 1; up < dots; ++up) folder = folder_of(folder);
    starts.emplace_back(folder);
  } else {
    starts.push_back(entry_.base);
    // A script's own folder comes first in Python's search.
    if (beside_entry) starts.emplace_back(folder_of(entry_.path));
  }
  std::ranges::replace(below, '.', '/');
  for (const std::string& start : starts) {
    const std::optional<std::string> path = joined(start, below);
    if (!path.has_value()) continue;
    for (const std::string_view ending : {".py", "/__init__.py"})
      if (std::string file = *path + std::string(ending); tree_.has(file)) return file;
  }
  return {};
}

std::optional<std::string> World::go_folder(std::string_view module) const {
  if (entry_.module.empty() || !module.starts_with(entry_.module)) return std::nullopt;
  std::string_view rest = module.substr(entry_.module.size());
  if (!rest.empty() && rest[0] != '/') return std::nullopt;
  return joined(entry_.base, rest);
}

const Unit* World::module_of(const Unit& from, std::string_view module) const {
  const std::string path = from.language == Language::python       ? python_path(from, module)
                           : from.language == Language::javascript ? script_path(from, module)
                                                                   : std::string();
  const auto found = by_path_.find(path);
  return path.empty() || found == by_path_.end() ? nullptr : &units_[found->second];
}

std::vector<const Unit*> World::package_units(const Unit& from, std::string_view module) const {
  std::vector<const Unit*> result;
  const std::optional<std::string> folder =
      module.empty() ? std::optional<std::string>(folder_of(from.file.path)) : go_folder(module);
  if (!folder.has_value()) return result;
  for (const Unit& unit : units_)
    if (folder_of(unit.file.path) == *folder) result.push_back(&unit);
  return result;
}

std::optional<World::Place> World::exported(const Unit& unit, std::string_view name, unsigned depth) const {
  if (depth > deepest) return std::nullopt;
  if (unit.language == Language::javascript) {
    if (const auto found = unit.exports.find(name); found != unit.exports.end()) {
      if (found->second.module.empty()) return Place{&unit, found->second.value};
      const Unit* const other = module_of(unit, found->second.module);
      if (other == nullptr || found->second.member == "*") return std::nullopt;
      return exported(*other, found->second.member, depth + 1);
    }
  } else if (const Declaration* const declaration = unit.lookup(name, 0); declaration != nullptr) {
    if (declaration->kind == Declaration::Kind::value) return Place{&unit, declaration->init};
    if (declaration->kind == Declaration::Kind::function) {
      const std::uint32_t at = unit.functions[declaration->function].at;
      return Place{&unit, {at, at + 1}};
    }
    if (declaration->kind == Declaration::Kind::imported && declaration->member != "*")
      if (const Unit* const other = module_of(unit, declaration->module); other != nullptr)
        return exported(*other, declaration->member, depth + 1);
  }
  for (const std::string_view star : unit.stars)
    if (const Unit* const other = module_of(unit, star); other != nullptr)
      if (const std::optional<Place> found = exported(*other, name, depth + 1); found.has_value()) return found;
  return std::nullopt;
}

std::span<const std::pair<const Unit*, std::uint32_t>> World::functions(std::string_view name) const {
  const auto found = functions_.find(name);
  return found != functions_.end() ? std::span(found->second)
                                   : std::span<const std::pair<const Unit*, std::uint32_t>>();
}

bool World::reads_environment(std::string_view function) const {
  const auto found = functions(function);
  return std::ranges::any_of(found, [](const auto& place) {
    const Range body = place.first->functions[place.second].body;
    for (std::uint32_t at = body.begin; at < body.end && at < body.begin + 200; ++at)
      if (place.first->is(at, "Getenv") || place.first->is(at, "LookupEnv") || place.first->is(at, "environ") ||
          place.first->is(at, "getenv") || (place.first->is(at, "env") && place.first->is(at - 2, "process")))
        return true;
    return false;
  });
}

// --- Values ---

std::string World::Text::plain() const {
  std::string result;
  for (const Setting& piece : pieces) result += piece.text;
  return result;
}

bool World::Text::is_literal() const {
  return known && std::ranges::all_of(pieces, [](const Setting& piece) { return piece.variable.empty(); });
}

/// `process.env.X`, `os.environ["X"]`, `os.Getenv("X")`, `getEnv("X", "default")` ...
std::optional<Setting> World::environment(const Unit& unit, const std::vector<Step>& steps, Range range,
                                          unsigned depth) const {
  if (steps.empty()) return std::nullopt;
  Setting setting;
  setting.known = true;
  setting.span = unit.span(range);
  for (std::size_t index = 0; index + 1 < steps.size(); ++index)
    if (steps[index].name == "env" && index > 0 &&
        (steps[index - 1].name == "process" || steps[index - 1].name == "Bun") && index + 2 == steps.size() &&
        !steps.back().called) {
      setting.variable = steps.back().name;
      return setting;
    }
  const Step& last = steps.back();
  if (!last.called) return std::nullopt;
  const std::vector<Range> arguments = unit.arguments(last.open);
  if (arguments.empty() || arguments[0].size() != 1 || !unit.is_string(arguments[0].begin) ||
      !ascii::is_variable_name(unit[arguments[0].begin].text))
    return std::nullopt;
  bool named_so = false;
  for (const Step& step : steps)
    named_so = named_so || contains_word(step.name, "env") || contains_word(step.name, "config");
  if (!named_so && !reads_environment(last.name)) return std::nullopt;
  setting.variable = unit[arguments[0].begin].text;
  if (arguments.size() > 1) {
    Range value = arguments[1];
    if (value.size() > 2 && unit.is(value.begin + 1, "=")) value.begin += 2;  // default=...
    const Text text = text_of(unit, value, depth + 1);
    if (!text.is_literal()) {
      setting.known = false;
      return setting;
    }
    setting.text = text.plain();
  }
  return setting;
}

/// A field of a schema that is filled from the environment: pydantic's BaseSettings, zod, Joi, envalid.
std::optional<Setting> World::schema_setting(const Unit& unit, std::string_view name, Range init,
                                             unsigned depth) const {
  Setting setting;
  setting.span = unit.span(init);
  if (unit.language == Language::python) {
    if (unit.lookup("BaseSettings", 0) == nullptr) return std::nullopt;
    const std::vector<SettingsField> fields = settings_fields(unit.file.text, unit.tokens);
    const auto field = std::ranges::find_if(
        fields, [&](const SettingsField& each) { return unit.is(each.name, name) && each.type_end + 1 == init.begin; });
    if (field == fields.end()) return std::nullopt;
    setting.known = field->value != 0 && !field->variable.empty();
    if (field->value != 0) setting.text = unit[field->value].text;
    setting.variable = field->variable;
    return setting;
  }
  if (unit.language != Language::javascript || !ascii::is_variable_name(name)) return std::nullopt;
  const std::vector<Step> steps = chain_of(unit, init);
  static constexpr std::array<std::string_view, 8> makers = {"z", "Joi", "joi", "port", "num", "str", "host", "url"};
  if (steps.empty() || std::ranges::find(makers, steps.front().name) == makers.end()) return std::nullopt;
  setting.variable = name;
  setting.known = true;
  for (const Step& step : steps) {
    if (!step.called) continue;
    for (Range argument : unit.arguments(step.open)) {
      if (step.name == "default") {
        setting.text = text_of(unit, argument, depth + 1).plain();
      } else if (unit.is(argument.begin, "{")) {
        for (Range part : unit.arguments(argument.begin))
          if (part.size() > 2 && unit.is(part.begin, "default"))
            setting.text = text_of(unit, {part.begin + 2, part.end}, depth + 1).plain();
      }
    }
  }
  return setting;
}

World::Text World::field_text(const Unit* only, std::string_view name, unsigned depth) const {
  Text result;
  bool any = false;
  const auto found = fields_.find(name);
  if (found == fields_.end()) return result;
  for (const auto& [place, init] : found->second) {
    if (only != nullptr && place != only) continue;
    const Unit& unit = *place;
    Text text;
    if (unit.language == Language::go && unit.is_string(init.begin) && unit.file.text[unit[init.begin].begin] == '`') {
      // `env:"PORT" envDefault:"8080"`
      const std::string_view tag = unit[init.begin].text;
      const auto value = [&](std::string_view key) -> std::string_view {
        const std::size_t at = tag.find(std::string(key) + ":\"");
        if (at == std::string_view::npos) return {};
        const std::size_t begin = at + key.size() + 2;
        return tag.substr(begin, tag.find_first_of("\",", begin) - begin);
      };
      Setting setting;
      setting.variable = value("env");
      if (setting.variable.empty()) setting.variable = value("envconfig");
      if (setting.variable.empty()) continue;
      setting.text = value("envDefault");
      if (setting.text.empty()) setting.text = value("default");
      if (setting.text.empty()) setting.text = value("env-default");
      setting.known = true;
      setting.span = unit.span(init.begin);
      text.pieces.push_back(std::move(setting));
      text.known = true;
    } else if (std::optional<Setting> declared = schema_setting(unit, name, init, depth); declared.has_value()) {
      text.known = declared->known;
      text.pieces.push_back(std::move(*declared));
    } else {
      text = text_of(unit, init, depth + 1);
    }
    if (!text.known) continue;
    if (any && text.plain() != result.plain()) return {};
    result = std::move(text);
    any = true;
  }
  return result;
}

World::Text World::text_of_name(const Unit& unit, const std::vector<Step>& steps, unsigned depth) const {
  const Step& first = steps.front();
  if (steps.size() == 1) {
    const Declaration* declaration = unit.lookup(first.name, first.at);
    const Unit* where = &unit;
    if (declaration == nullptr && unit.language == Language::go)
      for (const Unit* const other : package_units(unit, ""))
        if (const Declaration* const found = other->lookup(first.name, 0); found != nullptr) {
          declaration = found;
          where = other;
          break;
        }
    if (declaration == nullptr) return {};
    switch (declaration->kind) {
      case Declaration::Kind::value: {
        Text result;
        // `port := os.Getenv("PORT"); if port == "" { port = "8080" }`
        const auto [begin, end] = where->names.equal_range(first.name);
        for (auto each = begin; each != end; ++each) {
          const Declaration& other = each->second;
          if (other.kind != Declaration::Kind::value || other.init.empty()) continue;
          const bool inside =
              other.scope.begin >= declaration->scope.begin && other.scope.end <= declaration->scope.end;
          const bool around =
              declaration->scope.begin >= other.scope.begin && declaration->scope.end <= other.scope.end;
          if (!inside && !around) continue;
          Text text = text_of(*where, other.init, depth + 1);
          if (!text.known) return {};
          if (!result.known) {
            result = std::move(text);
          } else if (text.plain() != result.plain() || text.is_literal() != result.is_literal()) {
            Text& variable = result.is_literal() ? text : result;
            const Text& literal = result.is_literal() ? result : text;
            if (!literal.is_literal() || variable.pieces.size() != 1 || !variable.pieces[0].text.empty() ||
                variable.pieces[0].variable.empty())
              return {};
            Setting merged = variable.pieces[0];
            merged.text = literal.plain();
            result = {};
            result.pieces.push_back(std::move(merged));
            result.known = true;
          }
        }
        return result;
      }
      case Declaration::Kind::member: {
        // `const { PORT = 3000 } = process.env`, `const { port } = config`
        const std::vector<Step> source = chain_of(*where, declaration->init);
        if (source.size() == 2 && source[1].name == "env" && source[0].name == "process") {
          Setting setting;
          setting.variable = declaration->member;
          setting.known = true;
          for (std::uint32_t at = 0; at + 2 < where->size(); ++at)
            if (where->is(at, declaration->member) && where->is(at + 1, "=") && at < declaration->init.begin &&
                declaration->init.begin - at < 80) {
              const Text text = text_of(*where, {at + 2, where->expression_end(at + 2)}, depth + 1);
              if (!text.is_literal()) return {};
              setting.text = text.plain();
              setting.span = where->span(at);
            }
          Text result;
          result.pieces.push_back(std::move(setting));
          result.known = true;
          return result;
        }
        return field_text(nullptr, declaration->member, depth + 1);
      }
      case Declaration::Kind::imported: {
        const Unit* const other = module_of(*where, declaration->module);
        if (other == nullptr) return {};
        if (const std::optional<Place> place = exported(*other, declaration->member); place.has_value())
          return text_of(*place->unit, place->range, depth + 1);
        return {};
      }
      default:
        return {};
    }
  }
  // `config.port`, `settings.API_PREFIX`: the field of that name in what the first part was imported from, or anywhere.
  const Unit* only = nullptr;
  if (const Declaration* const declaration = unit.lookup(first.name, first.at);
      declaration != nullptr && declaration->kind == Declaration::Kind::imported) {
    only = module_of(unit, declaration->module);
    if (unit.language == Language::go) {
      for (const Unit* const other : package_units(unit, declaration->module))
        if (const Declaration* const found = other->lookup(steps.back().name, 0);
            found != nullptr && found->kind == Declaration::Kind::value && steps.size() == 2)
          return text_of(*other, found->init, depth + 1);
      return {};
    }
    if (only == nullptr) return {};
    if (declaration->member == "*" && steps.size() == 2)
      if (const std::optional<Place> place = exported(*only, steps[1].name); place.has_value())
        return text_of(*place->unit, place->range, depth + 1);
  }
  if (only != nullptr)
    if (Text text = field_text(only, steps.back().name, depth + 1); text.known) return text;
  return field_text(nullptr, steps.back().name, depth + 1);
}

World::Text World::text_of(const Unit& unit, Range range, unsigned depth) const {
  Text result;
  if (depth > deepest || range.empty() || range.end > unit.size() || ++work_ > most_work) return result;
  while (unit.is(range.begin, "(") && unit.partner[range.begin] == range.end - 1) {
    ++range.begin;
    --range.end;
  }
  if (unit.is(range.begin, "+") || unit.is(range.begin, "await")) ++range.begin;
  // Go: `[]byte(text)`
  if (unit.is(range.begin, "[") && unit.is(range.begin + 2, "byte") && unit.is(range.begin + 3, "(") &&
      unit.partner[range.begin + 3] == range.end - 1)
    range = {range.begin + 4, range.end - 1};
  if (range.empty()) return result;
  // Parts at the top level: `a + b`, `a || b`.
  std::vector<Range> sums, choices;
  std::uint32_t sum_begin = range.begin, choice_begin = range.begin;
  for (std::uint32_t at = range.begin; at < range.end; ++at) {
    if (unit.partner[at] != nowhere && unit.partner[at] > at) {
      at = std::min(unit.partner[at], range.end);
      continue;
    }
    const bool is_or =
        unit.is(at, "||") || unit.is(at, "??") || (unit.language == Language::python && unit.is(at, "or"));
    if (unit.is(at, "?") || unit.is(at, "if") || unit.is(at, "&&") || unit.is(at, "==") || unit.is(at, "==="))
      return result;  // A condition: only a run can tell.
    if (unit.is(at, "as")) {
      range.end = at;
      break;
    }
    if (is_or) {
      choices.push_back({choice_begin, at});
      choice_begin = at + 1;
    }
    if (unit.is(at, "+") && choices.empty()) {
      sums.push_back({sum_begin, at});
      sum_begin = at + 1;
    }
  }
  if (!choices.empty()) {
    choices.push_back({choice_begin, range.end});
    Setting merged;
    for (const Range& choice : choices) {
      const Text text = text_of(unit, choice, depth + 1);
      if (!text.known || text.pieces.size() != 1) return result;
      const Setting& piece = text.pieces.front();
      if (!piece.variable.empty()) {
        // Of two variables the first would have to be empty for the second to count.
        if (!merged.variable.empty()) return result;
        merged = piece;
      } else if (merged.text.empty()) {
        merged.text = piece.text;
      }
      if (!merged.span.valid()) merged.span = piece.span;
    }
    merged.known = true;
    result.pieces.push_back(std::move(merged));
    result.known = true;
    return result;
  }
  if (!sums.empty()) {
    sums.push_back({sum_begin, range.end});
    for (const Range& sum : sums) {
      Text text = text_of(unit, sum, depth + 1);
      if (!text.known) return {};
      for (Setting& piece : text.pieces) result.pieces.push_back(std::move(piece));
    }
    result.known = true;
    return result;
  }
  if (range.size() == 1 || (unit.is_string(range.begin) && unit.is(range.begin + 1, "."))) {
    const Token& token = unit[range.begin];
    if (token.kind == TokenKind::number || token.kind == TokenKind::string) {
      std::string text(token.text);
      if (token.kind == TokenKind::number) {
        std::erase(text, '_');
        if (!is_number(text)) return result;
      }
      if (token.dynamic) {
        // `${prefix}/health`, f"{prefix}/health"
        const std::string_view open = unit.language == Language::javascript ? "${" : "{";
        std::string_view rest = token.text;
        while (!rest.empty()) {
          const std::size_t at = std::min(rest.find(open), rest.size());
          if (at > 0) result.pieces.push_back({std::string(rest.substr(0, at)), "", true, unit.span(range.begin)});
          rest.remove_prefix(at);
          if (rest.empty()) break;
          const std::size_t close = rest.find('}');
          if (close == std::string_view::npos) return {};
          const std::string_view inner = rest.substr(open.size(), close - open.size());
          rest.remove_prefix(close + 1);
          std::vector<Step> steps;
          for (std::string_view names = inner; !names.empty();) {
            const std::size_t dot = std::min(names.find('.'), names.size());
            steps.push_back({names.substr(0, dot), range.begin, false, 0});
            names.remove_prefix(std::min(names.size(), dot + 1));
          }
          if (steps.empty() ||
              inner.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") !=
                  std::string_view::npos)
            return {};
          if (std::optional<Setting> setting = environment(unit, steps, range, depth); setting.has_value()) {
            result.pieces.push_back(std::move(*setting));
            continue;
          }
          Text value = text_of_name(unit, steps, depth + 1);
          if (!value.known) return {};
          for (Setting& piece : value.pieces) result.pieces.push_back(std::move(piece));
        }
        result.known = true;
        return result;
      }
      result.pieces.push_back({std::move(text), "", true, unit.span(range.begin)});
      result.known = true;
      return result;
    }
  }
  // `os.environ["X"]`, `process.env['X']`
  if (unit.is(range.end - 1, "]") && unit.partner[range.end - 1] != nowhere &&
      unit.partner[range.end - 1] + 3 == range.end && unit.is_string(range.end - 2)) {
    const std::uint32_t open = unit.partner[range.end - 1];
    if (open > range.begin && (unit.is(open - 1, "environ") || unit.is(open - 1, "env"))) {
      result.pieces.push_back({"", std::string(unit[range.end - 2].text), true, unit.span(range.end - 2)});
      result.known = true;
    }
    return result;
  }
  const std::vector<Step> steps = chain_of(unit, range);
  if (steps.empty()) return result;
  if (std::optional<Setting> setting = environment(unit, steps, range, depth); setting.has_value()) {
    if (!setting->known) return result;
    result.pieces.push_back(std::move(*setting));
    result.known = true;
    return result;
  }
  const Step& last = steps.back();
  if (last.called) {
    const std::vector<Range> arguments = unit.arguments(last.open);
    if (is_conversion(last.name) && !arguments.empty()) return text_of(unit, arguments[0], depth + 1);
    if ((last.name == "Sprintf" || last.name == "Sprint") && !arguments.empty() && unit.is_string(arguments[0].begin)) {
      std::string_view format = unit[arguments[0].begin].text;
      std::size_t next = 1;
      while (!format.empty()) {
        const std::size_t at = std::min(format.find('%'), format.size());
        if (at > 0)
          result.pieces.push_back({std::string(format.substr(0, at)), "", true, unit.span(arguments[0].begin)});
        format.remove_prefix(at);
        if (format.empty()) break;
        if (format.size() < 2 || (format[1] != 's' && format[1] != 'd' && format[1] != 'v') || next >= arguments.size())
          return {};
        format.remove_prefix(2);
        Text value = text_of(unit, arguments[next++], depth + 1);
        if (!value.known) return {};
        for (Setting& piece : value.pieces) result.pieces.push_back(std::move(piece));
      }
      result.known = true;
      return result;
    }
    if (last.name == "JoinHostPort" && arguments.size() == 2) {
      Text host = text_of(unit, arguments[0], depth + 1);
      Text port = text_of(unit, arguments[1], depth + 1);
      if (!host.known || !port.known) return {};
      result = std::move(host);
      result.pieces.push_back({":", "", true, {}});
      for (Setting& piece : port.pieces) result.pieces.push_back(std::move(piece));
      return result;
    }
    // `config.get('port')`, `app.get('port')`: not followed.
    return result;
  }
  if (std::ranges::any_of(steps, [](const Step& step) { return step.called; })) return result;
  return text_of_name(unit, steps, depth);
}

}  // namespace seaworthy::code
