#include "project/manifests.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/ascii.h"
#include "knowledge/repository_files.h"
#include "project/dockerignore.h"
#include "project/linking.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

constexpr std::size_t most_facts = 5000;

/// Reads line-oriented files; every view it gives is one on the source, so that its place is known.
class LineReader {
 public:
  explicit LineReader(const Source& source) : source_(source), rest_(source.text()) {}

  bool next() {
    if (rest_.empty()) return false;
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    line_ = rest_.substr(0, end);
    if (line_.ends_with('\r')) line_.remove_suffix(1);
    rest_.remove_prefix(std::min(rest_.size(), end + 1));
    return true;
  }
  std::string_view line() const { return line_; }
  std::string_view text() const { return ascii::trim(line_); }
  Span span(std::string_view part) const {
    const auto begin = static_cast<std::uint32_t>(part.data() - source_.text().data());
    return {source_.id(), begin, begin + static_cast<std::uint32_t>(part.size())};
  }
  Fact fact(std::string_view part) const { return {part, span(part)}; }

 private:
  const Source& source_;
  std::string_view rest_;
  std::string_view line_;
};

/// Length of a package name at the start of a text.
std::size_t package_name_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && (std::isalnum(static_cast<unsigned char>(text[length])) != 0 || text[length] == '-' ||
                                  text[length] == '_' || text[length] == '.'))
    ++length;
  return length;
}

class Reader {
 public:
  Reader(const Project& project, const File& file) : file_(file), source_(project.sources[file.source]) {}

  bool read(Manifest& manifest) {
    manifest_ = &manifest;
    manifest.file = &file_;
    manifest.folder = parent_path(file_.path);
    const std::string_view name = base_name(file_.path);
    switch (file_.kind) {
      case FileKind::package_json:
        return package_json();
      case FileKind::php_manifest:
        return composer_json();
      case FileKind::go_mod:
        return go_mod();
      case FileKind::cargo:
        return name == "Cargo.toml" && cargo();
      case FileKind::java_manifest:
        return name == "pom.xml" ? pom() : gradle(name);
      case FileKind::ruby_manifest:
        return gemfile();
      case FileKind::dotnet_manifest:
        return project_file();
      case FileKind::python_manifest:
        manifest.ecosystem = Ecosystem::python;
        if (name == "pyproject.toml") return pyproject();
        if (name == "setup.py" || name == "setup.cfg" || name == "Pipfile" || name.ends_with(".yml")) return true;
        return requirements();
      default:
        return false;
    }
  }

 private:
  void add_dependency(std::string_view name, std::string_view version, Span span, bool development) {
    if (!name.empty() && manifest_->dependencies.size() < most_facts)
      manifest_->dependencies.push_back({name, version, span, development});
  }
  void add_version(std::string_view tool, std::string_view version, Span span) {
    if (!version.empty()) manifest_->versions.push_back({tool, version, span, &file_});
  }

  // --- JSON ---

  static const yaml::Node* get(const yaml::Node* node, std::string_view key) {
    if (node == nullptr || !node->is_mapping()) return nullptr;
    const yaml::Node* const value = node->get(key);
    return value != nullptr ? &value->resolved() : nullptr;
  }
  static Fact fact(const yaml::Node* node) {
    if (node == nullptr || !node->is_scalar()) return {};
    return {node->text, node->span};
  }
  const yaml::Node* json_root() const { return file_.yaml != nullptr ? file_.yaml->root() : nullptr; }

  void json_dependencies(std::string_view key, bool development) {
    const yaml::Node* const map = get(json_root(), key);
    if (map == nullptr || !map->is_mapping()) return;
    for (const yaml::Entry& entry : map->entries)
      add_dependency(entry.key->text, fact(&entry.value->resolved()).text, join(entry.key->span, entry.value->span),
                     development);
  }

  void json_scripts() {
    const yaml::Node* const scripts = get(json_root(), "scripts");
    if (scripts == nullptr || !scripts->is_mapping()) return;
    for (const yaml::Entry& entry : scripts->entries)
      if (manifest_->scripts.size() < most_facts)
        manifest_->scripts.push_back(
            {entry.key->text, fact(&entry.value->resolved()).text, join(entry.key->span, entry.value->span)});
  }

  bool package_json() {
    const yaml::Node* const root = json_root();
    if (root == nullptr || !root->is_mapping()) return false;
    manifest_->ecosystem = Ecosystem::node;
    manifest_->name = fact(get(root, "name"));
    manifest_->is_module = fact(get(root, "type")).text == "module";
    json_scripts();
    json_dependencies("dependencies", false);
    json_dependencies("optionalDependencies", false);
    json_dependencies("peerDependencies", false);
    json_dependencies("devDependencies", true);
    const yaml::Node* workspaces = get(root, "workspaces");
    if (workspaces != nullptr && workspaces->is_mapping()) workspaces = get(workspaces, "packages");
    if (workspaces != nullptr && workspaces->is_sequence())
      for (const yaml::Node* const item : workspaces->items)
        if (item->is_scalar()) manifest_->members.push_back({item->text, item->span});
    for (const std::string_view tool : {"node", "npm", "pnpm", "yarn"}) {
      const Fact version = fact(get(get(root, "engines"), tool));
      if (version) add_version(tool, version.text, version.span);
    }
    if (const Fact manager = fact(get(root, "packageManager")); manager) {
      const std::size_t at = manager.text.find('@');
      if (at != std::string_view::npos) {
        const std::string_view version = manager.text.substr(at + 1);
        for (const std::string_view tool : {"npm", "pnpm", "yarn"})
          if (manager.text.substr(0, at) == tool) add_version(tool, version.substr(0, version.find('+')), manager.span);
      }
    }
    return true;
  }

  bool composer_json() {
    const yaml::Node* const root = json_root();
    if (root == nullptr || !root->is_mapping()) return false;
    manifest_->ecosystem = Ecosystem::php;
    manifest_->name = fact(get(root, "name"));
    json_scripts();
    json_dependencies("require", false);
    json_dependencies("require-dev", true);
    if (const Dependency* const php = manifest_->dependency("php"); php != nullptr)
      add_version("php", php->version, php->span);
    return true;
  }

  // --- Go ---

  bool go_mod() {
    manifest_->ecosystem = Ecosystem::go;
    bool in_require = false, in_replace = false;
    for (LineReader reader(source_); reader.next();) {
      std::string_view line = reader.text();
      const std::string_view comment = line.find("//") != std::string_view::npos ? line.substr(line.find("//")) : "";
      line = ascii::trim(line.substr(0, line.find("//")));
      if (line.empty()) continue;
      if (line == ")") {
        in_require = in_replace = false;
      } else if (line.starts_with("module ")) {
        manifest_->name = reader.fact(ascii::trim(line.substr(7)));
      } else if (line.starts_with("go ")) {
        const std::string_view version = ascii::trim(line.substr(3));
        add_version("go", version, reader.span(version));
      } else if (line.starts_with("toolchain go")) {
        const std::string_view version = ascii::trim(line.substr(12));
        add_version("go", version, reader.span(version));
      } else if (line.ends_with("(")) {
        in_require = line.starts_with("require");
        in_replace = line.starts_with("replace");
      } else if (in_replace || line.starts_with("replace ")) {
        const std::size_t arrow = line.find("=>");
        const std::string_view folder = arrow == std::string_view::npos ? "" : ascii::trim(line.substr(arrow + 2));
        if (folder.starts_with('.') && manifest_->references.size() < most_facts)
          manifest_->references.push_back(reader.fact(folder));
      } else if (in_require || line.starts_with("require ")) {
        if (!in_require) line = ascii::trim(line.substr(8));
        const std::size_t blank = std::min(line.find(' '), line.size());
        add_dependency(line.substr(0, blank), ascii::trim(line.substr(blank)), reader.span(line),
                       comment.find("indirect") != std::string_view::npos);
      }
    }
    return true;
  }

  // --- TOML, as far as manifests use it ---

  struct TomlEntry {
    std::string_view section;  ///< Without brackets.
    std::string_view key;
    std::string_view value;  ///< Trimmed; of a list that spans lines the first line.
  };

  /// Calls `visit(entry, reader)` for each key and `item(entry, text)` for each string of a list.
  template <class Visit, class Item>
  void toml(Visit visit, Item item) {
    TomlEntry entry;
    bool in_list = false;
    for (LineReader reader(source_); reader.next();) {
      std::string_view line = reader.text();
      if (line.empty() || line.starts_with('#')) continue;
      if (in_list) {
        strings(line, [&](std::string_view text) { item(entry, reader.fact(text)); });
        if (closes_list(line)) in_list = false;
        continue;
      }
      if (line.starts_with('[')) {
        while (line.starts_with('[')) line.remove_prefix(1);
        entry.section = line.substr(0, line.find(']'));
        continue;
      }
      const std::size_t equals = line.find('=');
      if (equals == std::string_view::npos) continue;
      entry.key = ascii::trim(line.substr(0, equals));
      if (entry.key.size() > 2 && entry.key.starts_with('"')) entry.key = entry.key.substr(1, entry.key.size() - 2);
      entry.value = ascii::trim(line.substr(equals + 1));
      visit(entry, reader);
      if (!entry.value.starts_with('[')) continue;
      strings(entry.value, [&](std::string_view text) { item(entry, reader.fact(text)); });
      in_list = !closes_list(entry.value);
    }
  }

  static bool closes_list(std::string_view line) {
    char quote = 0;
    int depth = 0;
    for (const char c : line) {
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '#') {
        break;
      } else if (c == '[') {
        ++depth;
      } else if (c == ']' && --depth <= 0) {
        return true;
      }
    }
    return false;
  }

  template <class Visit>
  static void strings(std::string_view line, Visit visit) {
    for (std::size_t at = 0; at < line.size(); ++at) {
      if (line[at] == '#') return;
      if (line[at] != '"' && line[at] != '\'') continue;
      const std::size_t end = line.find(line[at], at + 1);
      if (end == std::string_view::npos) return;
      visit(line.substr(at + 1, end - at - 1));
      at = end;
    }
  }

  static std::string_view string_value(std::string_view value) {
    if (value.empty() || (value.front() != '"' && value.front() != '\'')) return {};
    const std::size_t end = value.find(value.front(), 1);
    return end == std::string_view::npos ? std::string_view{} : value.substr(1, end - 1);
  }
  /// `version` of `{ version = "1", ... }`, or the string itself.
  static std::string_view version_value(std::string_view value) {
    if (!value.starts_with('{')) return string_value(value);
    const std::size_t at = value.find("version");
    if (at == std::string_view::npos) return {};
    const std::size_t quote = value.find_first_of("\"'", at);
    return quote == std::string_view::npos ? std::string_view{} : string_value(value.substr(quote));
  }

  void python_dependency(Fact text, bool development) {
    const std::size_t length = package_name_length(text.text);
    std::string_view rest = ascii::trim(text.text.substr(length));
    if (rest.starts_with('[')) rest = ascii::trim(rest.substr(std::min(rest.find(']'), rest.size() - 1) + 1));
    rest = ascii::trim(rest.substr(0, rest.find(';')));
    add_dependency(text.text.substr(0, length), rest, text.span, development);
  }

  bool pyproject() {
    toml(
        [&](const TomlEntry& entry, const LineReader& reader) {
          const std::string_view text = string_value(entry.value);
          if ((entry.section == "project" || entry.section == "tool.poetry") && entry.key == "name")
            manifest_->name = reader.fact(text);
          if (entry.section == "project" && entry.key == "requires-python")
            add_version("python", text, reader.span(text));
          if (entry.section == "tool.poetry.dependencies" && entry.key == "python") {
            add_version("python", text, reader.span(text));
          } else if (entry.section == "tool.poetry.dependencies") {
            add_dependency(entry.key, version_value(entry.value), reader.span(entry.key), false);
          } else if (entry.section == "tool.poetry.dev-dependencies" ||
                     entry.section.starts_with("tool.poetry.group.")) {
            add_dependency(entry.key, version_value(entry.value), reader.span(entry.key), true);
          } else if (entry.section == "project.scripts" || entry.section == "tool.poetry.scripts") {
            manifest_->scripts.push_back({entry.key, text, reader.span(entry.key)});
          }
        },
        [&](const TomlEntry& entry, Fact item) {
          if (entry.section == "project" && entry.key == "dependencies") python_dependency(item, false);
          if (entry.section == "project.optional-dependencies" || entry.section == "dependency-groups")
            python_dependency(item, true);
          if (entry.section == "tool.uv.workspace" && entry.key == "members") manifest_->members.push_back(item);
        });
    return true;
  }

  bool requirements() {
    const bool development = base_name(file_.path).find("dev") != std::string_view::npos ||
                             base_name(file_.path).find("test") != std::string_view::npos;
    for (LineReader reader(source_); reader.next();) {
      std::string_view line = reader.text();
      line = ascii::trim(line.substr(0, line.find(" #")));
      if (line.empty() || line.starts_with('#') || line.starts_with('-')) continue;
      python_dependency(reader.fact(line), development);
    }
    return true;
  }

  bool cargo() {
    manifest_->ecosystem = Ecosystem::rust;
    toml(
        [&](const TomlEntry& entry, const LineReader& reader) {
          const std::string_view text = string_value(entry.value);
          if (entry.section == "package" && entry.key == "name") manifest_->name = reader.fact(text);
          if (entry.section == "package" && entry.key == "rust-version") add_version("rust", text, reader.span(text));
          // An edition is known since the compiler that brought it.
          if (entry.section == "package" && entry.key == "edition" && text == "2024")
            add_version("rust", "1.85", reader.span(text));
          if (entry.section == "bin" && entry.key == "name")
            manifest_->scripts.push_back({text, "", reader.span(text)});
          if (entry.section == "dependencies" || entry.section == "workspace.dependencies")
            add_dependency(entry.key, version_value(entry.value), reader.span(entry.key), false);
          if (entry.section == "dev-dependencies")
            add_dependency(entry.key, version_value(entry.value), reader.span(entry.key), true);
        },
        [&](const TomlEntry& entry, Fact item) {
          if (entry.section == "workspace" && entry.key == "members") manifest_->members.push_back(item);
        });
    return true;
  }

  // --- Java, Ruby, .NET ---

  /// Text of every `<tag>text</tag>` with the tags that it stands in.
  template <class Visit>
  void xml(Visit visit) {
    const std::string_view text = source_.text();
    std::vector<std::string_view> path;
    for (std::size_t at = 0; (at = text.find('<', at)) != std::string_view::npos;) {
      if (text.substr(at).starts_with("<!--")) {
        at = std::min(text.find("-->", at), text.size());
        continue;
      }
      const std::size_t end = text.find('>', at);
      if (end == std::string_view::npos) return;
      std::string_view tag = text.substr(at + 1, end - at - 1);
      at = end + 1;
      if (tag.starts_with('?') || tag.starts_with('!')) continue;
      if (tag.starts_with('/')) {
        if (!path.empty()) path.pop_back();
        continue;
      }
      const bool empty = tag.ends_with('/');
      const std::string_view attributes = tag;
      tag = tag.substr(0, tag.find_first_of(" \t\r\n/"));
      if (path.size() < 64) path.push_back(tag);
      const std::size_t next = std::min(text.find('<', at), text.size());
      visit(path, ascii::trim(text.substr(at, next - at)), attributes);
      if (empty) path.pop_back();
    }
  }

  Fact source_fact(std::string_view part) const {
    const auto begin = static_cast<std::uint32_t>(part.data() - source_.text().data());
    return {part, {source_.id(), begin, begin + static_cast<std::uint32_t>(part.size())}};
  }

  bool pom() {
    manifest_->ecosystem = Ecosystem::java;
    xml([&](const std::vector<std::string_view>& path, std::string_view text, std::string_view) {
      const std::string_view tag = path.back();
      const std::string_view parent = path.size() > 1 ? path[path.size() - 2] : std::string_view{};
      if (text.empty()) return;
      if (tag == "artifactId" && path.size() == 2) manifest_->name = source_fact(text);
      if (tag == "module" && parent == "modules") manifest_->members.push_back(source_fact(text));
      if (tag == "java.version" || tag == "maven.compiler.release" || tag == "maven.compiler.source")
        add_version("java", text, source_fact(text).span);
      if (parent != "dependency" && parent != "parent") return;
      if (tag == "artifactId") add_dependency(text, "", source_fact(text).span, false);
      if (tag == "version" && !manifest_->dependencies.empty()) manifest_->dependencies.back().version = text;
      if (tag == "scope" && !manifest_->dependencies.empty())
        manifest_->dependencies.back().development = text == "test" || text == "provided";
    });
    return true;
  }

  bool gradle(std::string_view file_name) {
    manifest_->ecosystem = Ecosystem::java;
    bool including = false;  // Within `include(`, or behind `include 'a',`.
    for (LineReader reader(source_); reader.next();) {
      const std::string_view line = reader.text();
      if (file_name.starts_with("settings.gradle")) {
        if (line.starts_with("//")) continue;
        const bool begins = line.starts_with("include") && !line.starts_with("includeBuild");
        if (begins || including) {
          strings(line, [&](std::string_view text) { manifest_->members.push_back(reader.fact(text)); });
          const bool opens = line.find('(') != std::string_view::npos;
          const bool closes = line.find(')') != std::string_view::npos;
          including = !closes && (opens || line.ends_with(',') || (including && !begins && !line.empty()));
          if (!begins) continue;
        }
        if (line.starts_with("rootProject.name"))
          strings(line, [&](std::string_view text) { manifest_->name = reader.fact(text); });
        continue;
      }
      if (line.find("JavaLanguageVersion.of(") != std::string_view::npos) {
        const std::size_t at = line.find("of(") + 3;
        const std::string_view version = line.substr(at, line.find(')', at) - at);
        add_version("java", version, reader.span(version));
      }
      for (const std::string_view word : {"implementation", "api", "runtimeOnly", "compileOnly", "testImplementation",
                                          "testRuntimeOnly", "testCompileOnly", "developmentOnly", "id"}) {
        if (!line.starts_with(word)) continue;
        strings(line, [&](std::string_view text) {
          // group:artifact:version, or the id of a plugin.
          const std::size_t first = text.find(':');
          std::string_view artifact = first == std::string_view::npos ? text : text.substr(first + 1);
          const std::size_t second = artifact.find(':');
          add_dependency(artifact.substr(0, second),
                         second == std::string_view::npos ? std::string_view{} : artifact.substr(second + 1),
                         reader.span(text), word.starts_with("test") || word == "developmentOnly");
        });
        break;
      }
    }
    return true;
  }

  bool gemfile() {
    manifest_->ecosystem = Ecosystem::ruby;
    bool development = false;
    for (LineReader reader(source_); reader.next();) {
      const std::string_view line = reader.text();
      if (line.starts_with("group "))
        development = line.find(":production") == std::string_view::npos && line.find("do") != std::string_view::npos;
      if (line == "end") development = false;
      if (!line.starts_with("gem ") && !line.starts_with("ruby ")) continue;
      std::vector<std::string_view> words;
      strings(line, [&](std::string_view text) { words.push_back(text); });
      if (words.empty()) continue;
      if (line.starts_with("ruby ")) {
        add_version("ruby", words.front(), reader.span(words.front()));
      } else {
        // `gem "name", group: :development` is the group of one line.
        const auto has = [&](std::string_view part) { return line.find(part) != std::string_view::npos; };
        const bool alone = (has(" group:") || has(" groups:") || has(" :group ") || has(" :groups ")) &&
                           !has(":production") && !has(":default");
        add_dependency(words.front(), words.size() > 1 ? words[1] : std::string_view{}, reader.span(words.front()),
                       development || alone);
      }
    }
    return true;
  }

  bool project_file() {
    manifest_->ecosystem = Ecosystem::dotnet;
    const std::string_view name = base_name(file_.path);
    manifest_->name.text = name.substr(0, name.rfind('.'));
    manifest_->name.span = {source_.id(), 0, 0};
    const auto attribute = [](std::string_view tag, std::string_view wanted) -> std::string_view {
      const std::size_t at = tag.find(wanted);
      if (at == std::string_view::npos || at + wanted.size() + 2 > tag.size()) return {};
      const std::size_t begin = at + wanted.size() + 2;  // ="
      return tag.substr(begin, tag.find('"', begin) - begin);
    };
    xml([&](const std::vector<std::string_view>& path, std::string_view text, std::string_view tag) {
      if (path.back() == "Project")
        if (const std::string_view sdk = attribute(tag, "Sdk"); !sdk.empty())
          add_dependency(sdk, "", source_fact(sdk).span, false);
      if (path.back() == "TargetFramework" && text.starts_with("net"))
        add_version("dotnet", text.substr(3), source_fact(text).span);
      if (path.back() == "PackageReference")
        if (const std::string_view package = attribute(tag, "Include"); !package.empty())
          add_dependency(package, attribute(tag, "Version"), source_fact(package).span, false);
      if (path.back() == "ProjectReference")
        if (const std::string_view other = attribute(tag, "Include"); !other.empty())
          manifest_->references.push_back(source_fact(other));
    });
    return true;
  }

  const File& file_;
  const Source& source_;
  Manifest* manifest_ = nullptr;
};

const File* lock_in(const Project& project, std::string_view folder, Ecosystem ecosystem) {
  const auto row =
      std::ranges::find(knowledge::tables::lock_files, project::name(ecosystem), &knowledge::LockFiles::language);
  if (row == knowledge::tables::lock_files.end()) return nullptr;
  for (const std::string_view lock : row->locks)
    if (const File* const file = project.file(join_path(folder, lock).value_or("")); file != nullptr) return file;
  return nullptr;
}

}  // namespace

std::string_view name(Ecosystem ecosystem) {
  switch (ecosystem) {
    case Ecosystem::node:
      return "node";
    case Ecosystem::python:
      return "python";
    case Ecosystem::go:
      return "go";
    case Ecosystem::rust:
      return "rust";
    case Ecosystem::java:
      return "java";
    case Ecosystem::ruby:
      return "ruby";
    case Ecosystem::php:
      return "php";
    case Ecosystem::dotnet:
      return "dotnet";
  }
  return "";
}

std::optional<Ecosystem> ecosystem_named(std::string_view wanted) {
  for (int each = 0; each <= static_cast<int>(Ecosystem::dotnet); ++each)
    if (name(static_cast<Ecosystem>(each)) == wanted) return static_cast<Ecosystem>(each);
  return std::nullopt;
}

bool is_member(const Manifest& manifest, std::string_view folder) {
  std::string_view inside = folder;
  if (!manifest.folder.empty()) {
    if (!is_below(folder, manifest.folder) || folder == manifest.folder) return false;
    inside.remove_prefix(manifest.folder.size() + 1);
  }
  return std::ranges::any_of(manifest.members, [&](const Fact& member) {
    std::string pattern(member.text);
    if (manifest.ecosystem == Ecosystem::java) std::ranges::replace(pattern, ':', '/');
    const std::optional<std::string> clean =
        join_path("", std::string_view(pattern).substr(std::min(pattern.find_first_not_of('/'), pattern.size())));
    return clean.has_value() && matches_pattern(*clean, inside);
  });
}

/// Whether a text begins with the mark of UTF-16, as what PowerShell redirects into a file does.
static bool is_wide(std::string_view text) { return text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"); }

void read_manifests(Linking& linking) {
  Project& project = linking.project;
  auto manifests = std::make_shared<Manifests>();
  for (const File& file : project.files) {
    if (!file.has_content) continue;
    if (is_wide(project.sources[file.source].text())) {
      if (file.kind == FileKind::python_manifest)
        project.unread.push_back({std::string(file.path), "UTF-16, which pip takes and this program does not read"});
      continue;
    }
    Manifest manifest;
    if (!Reader(project, file).read(manifest)) continue;
    manifests->all.push_back(std::move(manifest));
  }
  // pnpm lists its workspaces in a file of their own.
  for (Manifest& manifest : manifests->all) {
    if (manifest.ecosystem != Ecosystem::node || !manifest.members.empty()) continue;
    const File* const file = project.file(join_path(manifest.folder, "pnpm-workspace.yaml").value_or(""));
    if (file == nullptr || file->yaml == nullptr || file->yaml->root() == nullptr) continue;
    const yaml::Node& root = file->yaml->root()->resolved();
    const yaml::Node* const packages = root.is_mapping() ? root.get("packages") : nullptr;
    if (packages == nullptr) continue;
    for (const yaml::Node* const item : packages->resolved().items)
      if (item->is_scalar()) manifest.members.push_back({item->text, item->span});
  }
  for (Manifest& manifest : manifests->all) {
    manifest.lock = lock_in(project, manifest.folder, manifest.ecosystem);
    if (manifest.lock != nullptr) continue;
    for (const Manifest& outer : manifests->all)
      if (outer.ecosystem == manifest.ecosystem && !outer.members.empty() && is_member(outer, manifest.folder))
        manifest.lock = lock_in(project, outer.folder, outer.ecosystem);
  }
  project.manifests = std::move(manifests);
}

std::span<const Manifest> manifests(const Project& project) {
  return project.manifests != nullptr ? std::span<const Manifest>(project.manifests->all) : std::span<const Manifest>{};
}

const Manifest* manifest_in(const Project& project, std::string_view folder, Ecosystem ecosystem) {
  for (const Manifest& manifest : manifests(project))
    if (manifest.ecosystem == ecosystem && manifest.folder == folder) return &manifest;
  return nullptr;
}

/// Whether a project is built with another one of the repository.
static bool refers_to(const Manifest& manifest, const Manifest& other) {
  if (manifest.ecosystem == Ecosystem::dotnet)
    return std::ranges::any_of(manifest.references, [&](const Fact& reference) {
      std::string path(reference.text);
      std::ranges::replace(path, '\\', '/');
      return join_path(manifest.folder, path) == other.file->path;
    });
  // A replacement counts for modules that are required alone.
  if (manifest.ecosystem == Ecosystem::go)
    return other.name && manifest.dependency(other.name.text) != nullptr &&
           std::ranges::any_of(manifest.references, [&](const Fact& reference) {
             return join_path(manifest.folder, reference.text) == other.folder;
           });
  // What lists modules is their parent, whose folder they lie in.
  if (!other.members.empty() || is_below(manifest.folder, other.folder)) return false;
  const std::string_view called = other.name ? other.name.text : base_name(other.folder);
  return std::ranges::any_of(manifest.dependencies, [&](const Dependency& dependency) {
    return dependency.name == called && !dependency.development;
  });
}

std::vector<std::string_view> built_with(const Project& project, std::string_view folder) {
  std::vector<std::string_view> result{folder};
  for (std::size_t index = 0; index < result.size(); ++index)
    for (const Manifest& manifest : manifests(project)) {
      if (manifest.folder != result[index]) continue;
      if (manifest.ecosystem != Ecosystem::dotnet && manifest.ecosystem != Ecosystem::java &&
          manifest.ecosystem != Ecosystem::go)
        continue;
      for (const Manifest& other : manifests(project))
        if (other.ecosystem == manifest.ecosystem && std::ranges::find(result, other.folder) == result.end() &&
            refers_to(manifest, other))
          result.push_back(other.folder);
    }
  return result;
}

const Manifest* nearest_manifest(const Project& project, std::string_view folder, Ecosystem ecosystem) {
  for (;; folder = parent_path(folder)) {
    if (const Manifest* const found = manifest_in(project, folder, ecosystem); found != nullptr) return found;
    if (folder.empty()) return nullptr;
  }
}

}  // namespace seaworthy::project
