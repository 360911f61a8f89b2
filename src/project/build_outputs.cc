#include "project/build_outputs.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "code/token.h"
#include "knowledge/web_builders.h"
#include "project/answers.h"
#include "project/application.h"
#include "project/dockerignore.h"
#include "project/facts.h"
#include "project/manifests.h"
#include "project/names.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

const Manifest* manifest_at(const ImageView& image, std::string_view path) {
  const File* const file = image_file(image, path).file;
  if (file == nullptr) return nullptr;
  for (const Manifest& manifest : manifests(image.project))
    if (manifest.file == file) return &manifest;
  return nullptr;
}

/// A source of which the compiler makes a program.
bool is_typescript(std::string_view path) {
  const std::string_view name = base_name(path);
  return (name.ends_with(".ts") || name.ends_with(".tsx") || name.ends_with(".mts") || name.ends_with(".cts")) &&
         !name.ends_with(".d.ts") && !name.ends_with(".d.mts") && !name.ends_with(".d.cts");
}

std::string_view text_of(const Project& project, const File& file) {
  return file.has_content ? project.sources[file.source].text() : std::string_view{};
}

/// The option's own word, or one that begins with it and `=`.
bool has_option(const shell::Invocation& invocation, std::string_view name) {
  return std::ranges::any_of(invocation.arguments, [&](const shell::Word& word) {
    return word.text == name || (word.text.starts_with(name) && word.text[name.size()] == '=');
  });
}

// --- Cargo ---

/// Whether some package of the repository makes a program of that name.
bool cargo_makes(const Project& project, std::string_view name) {
  for (const Manifest& manifest : manifests(project)) {
    if (manifest.ecosystem != Ecosystem::rust) continue;
    // A `[[bin]]` with a name of its own, wherever it stands.
    const std::string_view text = text_of(project, *manifest.file);
    const bool renamed = contains(text, "[[bin]]") && contains(text, "\"src/main.rs\"") && !manifest.scripts.empty();
    if (manifest.name && manifest.name.text == name && !renamed) return true;
    if (contains(text, "[[bin]]") && contains(text, "\"" + std::string(name) + "\"")) return true;
  }
  return std::ranges::any_of(project.tree, [&](const Project::TreePath& entry) {
    return contains(entry.path, "src/bin/") && base_name(entry.path).substr(0, base_name(entry.path).find('.')) == name;
  });
}

std::optional<bool> cargo(const ImageView& image, const shell::Invocation& invocation, std::string_view directory,
                          std::string_view path) {
  const std::string_view verb = invocation.verb();
  // A new package is made beside its sources.
  if (verb == "init" || verb == "new") return path.find("/target/") == std::string_view::npos;
  if (verb == "fetch" || verb == "check" || verb == "test") return is_below(path, std::string(directory) + "/target");
  // cargo-chef writes its recipe and what Cargo would.
  if (verb == "chef") {
    const std::optional<std::string_view> recipe = invocation.option("--recipe-path");
    return is_below(path, container_path(directory, "target")) ||
           path == container_path(directory, recipe.value_or("recipe.json"));
  }
  if (verb != "build" || has_option(invocation, "--target-dir") || has_option(invocation, "--manifest-path") ||
      has_option(invocation, "-Z") || has_option(invocation, "--artifact-dir"))
    return std::nullopt;
  if (manifest_at(image, container_path(directory, "Cargo.toml")) == nullptr) return std::nullopt;
  if (!is_below(path, container_path(directory, "target"))) return false;
  const std::string_view profile = base_name(parent_path(path)), name = base_name(path);
  if (profile != "release" && profile != "debug") return true;
  // Each profile has a folder of its own.
  if (!has_option(invocation, "--profile") && !has_option(invocation, "--target")) {
    const bool released = has_option(invocation, "--release") || invocation.has_flag("-r");
    if (base_name(parent_path(parent_path(path))) == "target" && (profile == "release") != released) return false;
  }
  return contains(name, ".") || name.starts_with("lib") || name == "deps" || name == "build" || name == "examples" ||
         name == "incremental" || cargo_makes(image.project, name);
}

// --- Maven ---

/// What stands in the first element of that name, outside of `<parent>`.
std::string_view element(std::string_view text, std::string_view name) {
  const std::string open = "<" + std::string(name) + ">";
  const std::size_t at = text.find(open);
  const std::size_t end = at == std::string_view::npos ? at : text.find('<', at + open.size());
  return end == std::string_view::npos ? std::string_view{} : text.substr(at + open.size(), end - at - open.size());
}

std::optional<bool> maven(const ImageView& image, const shell::Invocation& invocation, std::string_view path) {
  if (has_option(invocation, "-f") || has_option(invocation, "--file") || has_option(invocation, "-Drevision"))
    return std::nullopt;
  const std::string_view name = base_name(path);
  // Whatever a plugin generates, it is not what people write.
  if (!contains(path, "/target/") && (name == "pom.xml" || contains(path, "/src/main/java/"))) return false;
  // Quarkus makes the folder unless it is told to pack all into one file.
  constexpr std::string_view quarkus = "/target/quarkus-app";
  if (const std::size_t at = path.find(quarkus); at != std::string_view::npos) {
    const std::string module(path.substr(0, at));
    for (const std::string_view settings : {"/src/main/resources/application.properties", "/pom.xml"}) {
      const File* const file = image_file(image, module + std::string(settings)).file;
      const std::string_view text = file != nullptr ? text_of(image.project, *file) : std::string_view{};
      for (const std::string_view word : {"jar.type=uber-jar", "package.type=uber-jar", "jar.type>uber-jar",
                                          "package.type>uber-jar", "jar.type=legacy-jar", "package.type=legacy-jar"})
        if (contains(text, word)) return false;
    }
    return std::nullopt;
  }
  // That is where Gradle puts its archives.
  if (name.ends_with(".jar") && contains(path, "/build/libs/")) return false;
  if (!name.ends_with(".jar") || base_name(parent_path(path)) != "target") return std::nullopt;
  const File* const pom = image_file(image, container_path(parent_path(parent_path(path)), "pom.xml")).file;
  if (pom == nullptr) return std::nullopt;
  const std::string_view text = text_of(image.project, *pom);
  for (const std::string_view part : {"classifier", "assembly", "shade", "outputDirectory", "<jarName>"})
    if (contains(text, part)) return true;
  if (contains(text, "finalName")) {
    const std::string_view final_name = element(text, "finalName");
    return final_name.empty() || contains(final_name, "$") || name == std::string(final_name) + ".jar";
  }
  std::string own(text);
  const std::size_t parent = own.find("<parent>"), parent_end = own.find("</parent>");
  const std::string inherited = parent != std::string::npos && parent_end != std::string::npos
                                    ? own.substr(parent, parent_end - parent)
                                    : std::string();
  if (!inherited.empty()) own.erase(parent, parent_end + 9 - parent);
  // Dependencies have versions of their own.
  const std::string_view head = std::string_view(own).substr(0, own.find("<dependenc"));
  const std::string_view artifact = element(head, "artifactId");
  std::string_view version = element(head.substr(0, head.find("<build")), "version");
  if (version.empty()) version = element(inherited, "version");
  if (artifact.empty() || version.empty() || contains(artifact, "$") || contains(version, "$")) return true;
  return name == std::string(artifact) + "-" + std::string(version) + ".jar";
}

// --- Gradle ---

/// Text of the first of these files that a folder of the image has from the repository; "" for none.
std::string_view text_at(const ImageView& image, std::string_view folder,
                         std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (const File* const file = image_file(image, container_path(folder, name)).file; file != nullptr)
      return text_of(image.project, *file);
  return {};
}

/// What stands in quotes behind `version` at the start of a line, or in `version=1.2`; "" when nothing does.
std::string_view gradle_version(std::string_view text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (!line.starts_with("version")) continue;
    line.remove_prefix(std::string_view("version").size());
    line.remove_prefix(std::min(line.find_first_not_of(" ="), line.size()));
    const std::size_t close = line.find_first_of("\"' \r", 1);
    if (line.starts_with('"') || line.starts_with('\'')) return line.substr(1, close - 1);
    return line.substr(0, close);
  }
  return {};
}

/// The version in the names of a module's archives; nothing when a name is made in another way.
std::optional<std::string_view> archive_version(const ImageView& image, std::string_view root,
                                                std::string_view module) {
  const std::string_view own = text_at(image, module, {"build.gradle.kts", "build.gradle"});
  const std::string_view shared = text_at(image, root, {"build.gradle.kts", "build.gradle"});
  const std::string_view properties = text_at(image, root, {"gradle.properties"});
  if (own.empty()) return std::nullopt;
  for (const std::string_view text : {own, shared})
    for (const std::string_view word : {"archive", "finalName", "applicationName", "apply from", "Versioning"})
      if (contains(text, word)) return std::nullopt;
  for (const std::string_view text : {own, shared, properties})
    if (const std::string_view version = gradle_version(text); !version.empty())
      return contains(version, "$") || contains(version, "(") ? std::nullopt : std::optional(version);
  return std::nullopt;
}

std::optional<bool> gradle(const ImageView& image, const shell::Invocation& invocation, std::string_view directory,
                           std::string_view path) {
  if (has_option(invocation, "-p") || has_option(invocation, "--project-dir") || has_option(invocation, "-Pversion") ||
      has_option(invocation, "-b"))
    return std::nullopt;
  if (!is_below(path, directory)) return false;
  constexpr std::string_view mark = "/build/";
  const std::size_t at = path.find(mark);
  if (at == std::string_view::npos) return contains(path, "/.gradle/") || contains(path, "/bin/");
  if (contains(path.substr(0, at), "/target")) return std::nullopt;
  const std::string_view module = path.substr(0, at);
  if (module.size() < directory.size()) return std::nullopt;
  std::string_view below = path.substr(at + mark.size());
  // The root is called as its settings say, a module as its folder.
  std::string_view name = base_name(module);
  if (module == directory) {
    const std::string_view settings = text_at(image, directory, {"settings.gradle.kts", "settings.gradle"});
    const std::size_t key = settings.find("rootProject.name");
    const std::size_t open = key == std::string_view::npos ? key : settings.find_first_of("\"'", key);
    const std::size_t close = open == std::string_view::npos ? open : settings.find(settings[open], open + 1);
    if (close == std::string_view::npos) return std::nullopt;
    name = settings.substr(open + 1, close - open - 1);
  }
  const std::optional<std::string_view> version = archive_version(image, directory, module);
  if (!version.has_value()) return std::nullopt;
  if (below.starts_with("install/")) {
    below.remove_prefix(std::string_view("install/").size());
    return below.substr(0, below.find('/')) == name;
  }
  if (!below.starts_with("libs/") || !below.ends_with(".jar")) return std::nullopt;
  const std::string whole = std::string(name) + "-" + std::string(*version);
  const std::string_view jar = base_name(below);
  return jar == whole + ".jar" || jar == whole + "-plain.jar" || jar == whole + "-all.jar";
}

// --- Mix ---

std::optional<bool> mix(const ImageView& image, const shell::Invocation& invocation, std::string_view directory,
                        std::string_view path) {
  constexpr std::string_view mark = "/rel/";
  const std::size_t at = path.find(mark);
  if (!contains(path, "/_build/") || at == std::string_view::npos) return std::nullopt;
  if (invocation.verb() != "release") return false;
  const std::string_view name = path.substr(at + mark.size()).substr(0, path.substr(at + mark.size()).find('/'));
  const std::string file = image_file(image, container_path(directory, "mix.exs")).source_path;
  const code::SourceFile* const project = configuration(image.project, file);
  if (project == nullptr || contains(project->text, "apps_path")) return true;
  // Without releases of its own a project has one, of the application's name.
  return contains(project->text, contains(project->text, "releases") ? std::string(name) : ":" + std::string(name));
}

// --- Bundlers ---

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// Whether a configuration has the key `root`, from which the folder of the output starts.
bool moves_root(std::string_view text) {
  constexpr std::string_view key = "root";
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    const char before = at > 0 ? text[at - 1] : ' ';
    const std::size_t next = text.find_first_not_of(' ', at + key.size());
    if ((before == ' ' || before == '{' || before == ',' || before == '\n' || before == '\t') &&
        next != std::string_view::npos && text[next] == ':')
      return true;
  }
  return false;
}

/// The folder that a configuration sends the output to, when it is written out; the bundler's own when it says nothing.
std::optional<std::string_view> output_folder(const ImageView& image, const Manifest& manifest,
                                              const knowledge::Bundler& bundler) {
  std::string_view folder = bundler.folder;
  if (bundler.configuration.empty()) return folder;
  for (const std::string_view ending : {".ts", ".js", ".mjs", ".mts", ".cjs", ".cts"}) {
    const auto path = join_path(manifest.folder, std::string(bundler.configuration) + std::string(ending));
    if (!path.has_value() || image.project.path_state(*path) == PathState::missing) continue;
    const code::SourceFile* const file = configuration(image.project, *path);
    if (file == nullptr) return std::nullopt;
    const std::string_view text = file->text;
    if (std::ranges::any_of(knowledge::tables::output_deciding_plugins,
                            [&](std::string_view plugin) { return contains(text, plugin); }))
      return std::nullopt;
    // From another root the output lies elsewhere.
    if (moves_root(text)) return std::nullopt;
    const std::size_t key = text.find(bundler.key);
    if (key == std::string_view::npos) continue;
    // `outDir: 'dist'`, once.
    std::string_view rest = text.substr(key + bundler.key.size());
    if (rest.find(bundler.key) != std::string_view::npos || !rest.starts_with(':')) return std::nullopt;
    rest.remove_prefix(1);
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    if (!rest.starts_with('\'') && !rest.starts_with('"')) return std::nullopt;
    const std::size_t close = rest.find(rest.front(), 1);
    if (close == std::string_view::npos || close == 1) return std::nullopt;
    folder = rest.substr(1, close - 1);
  }
  return folder;
}

/// Text of a string value of a JSON file, looked for by its key; "" for none.
std::string_view json_text(std::string_view text, std::string_view key) {
  const std::size_t at = text.find("\"" + std::string(key) + "\"");
  const std::size_t open = at == std::string_view::npos ? at : text.find('"', text.find(':', at));
  const std::size_t close = open == std::string_view::npos ? open : text.find('"', open + 1);
  return close == std::string_view::npos ? std::string_view{} : text.substr(open + 1, close - open - 1);
}

/// The text of a configuration of the TypeScript compiler without its comments, in which `tsc --init` lists what may be
/// set.
std::string without_comments(const Project& project, const TextAsked& asked) {
  const std::string_view text = configuration(project, asked.text)->text;
  std::string result;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!quoted && text.substr(at).starts_with("//")) {
      at = text.find('\n', at);
    } else if (!quoted && text.substr(at).starts_with("/*")) {
      const std::size_t end = text.find("*/", at + 2);
      at = end == std::string_view::npos ? end : end + 2;
    }
    if (at >= text.size()) break;
    quoted = quoted != (text[at] == '"');
    result += text[at];
    if (quoted && text[at] == '\\' && at + 1 < text.size()) result += text[++at];
  }
  return result;
}

/// A configuration of the TypeScript compiler, or a part of one.
struct Configured {
  std::string folder;
  std::string_view text;
};

/// A configuration, the one that it extends, and the base of that, as far as they were read.
std::vector<Configured> configurations(const Project& project, std::string path) {
  constexpr int most = 3;
  std::vector<Configured> result;
  for (int depth = 0; depth < most; ++depth) {
    // While the project is linked not all are read yet.
    if (configuration(project, path) == nullptr) break;
    const std::string& text = answer<without_comments>(project, TextAsked(path));
    result.push_back({std::string(parent_path(path)), text});
    const std::string_view base = json_text(text, "extends");
    if (!base.starts_with('.')) break;
    auto next = join_path(parent_path(path), std::string(base) + (base.ends_with(".json") ? "" : ".json"));
    if (!next.has_value()) break;
    path = std::move(*next);
  }
  return result;
}

/// The folder of the tree that a configuration of the TypeScript compiler, or one that it extends, writes to. Nothing
/// when none of them says so.
std::optional<std::string> compiled_folder(const Project& project, const std::string& path) {
  for (const auto& [folder, text] : configurations(project, path)) {
    if (contains(text, "\"noEmit\": true") || contains(text, "\"references\"")) return std::nullopt;
    if (const std::string_view written = json_text(text, "outDir"); !written.empty()) return join_path(folder, written);
  }
  return std::nullopt;
}

/// The texts of a list of a JSON file, looked for by its key; nothing when it has none.
std::optional<std::vector<std::string_view>> json_list(std::string_view text, std::string_view key) {
  const std::size_t at = text.find("\"" + std::string(key) + "\"");
  const std::size_t open = at == std::string_view::npos ? at : text.find('[', at);
  const std::size_t close = open == std::string_view::npos ? open : text.find(']', open);
  if (close == std::string_view::npos) return std::nullopt;
  std::vector<std::string_view> result;
  for (std::string_view rest = text.substr(open + 1, close - open - 1); !rest.empty();) {
    const std::size_t begin = rest.find('"');
    const std::size_t end = begin == std::string_view::npos ? begin : rest.find('"', begin + 1);
    if (end == std::string_view::npos) break;
    result.push_back(rest.substr(begin + 1, end - begin - 1));
    rest.remove_prefix(end + 1);
  }
  return result;
}

/// A setting of a configuration, or of one that it extends, and the folder from which its path leads; nothing for none.
std::optional<Configured> inherited_text(const std::vector<Configured>& configured, std::string_view key) {
  for (const auto& [folder, text] : configured)
    if (const std::string_view found = json_text(text, key); !found.empty()) return Configured{folder, found};
  return std::nullopt;
}

/// Whether a configuration, or one that it extends, switches something on.
bool inherits_switch(const std::vector<Configured>& configured, std::string_view key) {
  for (const Configured& each : configured) {
    const std::size_t at = each.text.find("\"" + std::string(key) + "\"");
    if (at == std::string_view::npos) continue;
    const std::size_t value = each.text.find_first_not_of(": \t\n", at + key.size() + 2);
    return value != std::string_view::npos && each.text.substr(value).starts_with("true");
  }
  return false;
}

/// A list of paths and patterns of a configuration, and the folder that they start from.
struct Patterns {
  std::string folder;
  std::vector<std::string_view> texts;
};

/// A list of a configuration of the TypeScript compiler, or of one that it extends; nothing when they have none.
std::optional<Patterns> inherited_list(const std::vector<Configured>& configured, std::string_view key) {
  for (const auto& [folder, text] : configured)
    if (auto found = json_list(text, key); found.has_value()) return Patterns{folder, std::move(*found)};
  return std::nullopt;
}

/// A beginning of what sources import that stands for a place of the tree: `@lib/` for `lib`.
struct Alias {
  std::string beginning;
  std::optional<std::string> target;  ///< Relative to the root; nothing where it leads out.
};

/// `paths` of a configuration, and what its `baseUrl` lets sources import without a dot.
std::vector<Alias> aliases(const Project& project, const std::vector<Configured>& configured) {
  std::vector<Alias> result;
  const std::optional<Configured> written = inherited_text(configured, "baseUrl");
  const std::optional<std::string> base =
      written.has_value() ? join_path(written->folder, written->text) : std::optional<std::string>();
  for (const auto& [folder, text] : configured) {
    const std::size_t at = text.find("\"paths\"");
    const std::size_t open = at == std::string_view::npos ? at : text.find('{', at);
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) continue;
    std::string_view alias;
    for (std::size_t begin = text.find('"', open); begin < close;) {
      const std::size_t end = text.find('"', begin + 1);
      if (end == std::string_view::npos) break;
      std::string_view word = text.substr(begin + 1, end - begin - 1);
      word = word.substr(0, word.find('*'));
      const std::size_t next = text.find_first_not_of(" \t\n", end + 1);
      if (next != std::string_view::npos && text[next] == ':')
        alias = word;
      else
        result.push_back({std::string(alias), join_path(base.value_or(folder), word.empty() ? "." : word)});
      begin = text.find('"', end + 1);
    }
    break;
  }
  if (base.has_value())
    for (const std::string_view child : project.children(*base)) {
      const std::string_view name = base_name(child);
      result.push_back({std::string(is_typescript(name) ? name.substr(0, name.rfind('.')) : name), std::string(child)});
    }
  return result;
}

/// Whether a pattern leads out of a folder: `../shared/**/*`.
bool leads_out_of(const Patterns& patterns, std::string_view folder) {
  return std::ranges::any_of(patterns.texts, [&](std::string_view pattern) {
    // What stands in front of the first star.
    std::string_view plain = pattern.substr(0, pattern.find('*'));
    if (plain.size() < pattern.size()) plain = plain.substr(0, plain.rfind('/') + 1);
    const auto place = join_path(patterns.folder, plain.empty() ? std::string_view(".") : plain);
    return !place.has_value() || !is_below(*place, folder);
  });
}

/// Whether a pattern fits a source or a folder around it: `src`, `src/**/*`, `**/*.spec.ts`, `**/test`.
bool fits(const Patterns& patterns, std::string_view path) {
  if (!is_below(path, patterns.folder)) return false;
  if (!patterns.folder.empty()) path.remove_prefix(std::min(path.size(), patterns.folder.size() + 1));
  return std::ranges::any_of(patterns.texts, [&](std::string_view pattern) {
    while (pattern.starts_with("./")) pattern.remove_prefix(2);
    while (pattern.ends_with('/')) pattern.remove_suffix(1);
    if (pattern.empty() || pattern == ".") return true;
    for (std::string_view at = path; !at.empty(); at = parent_path(at))
      if (matches_pattern(pattern, at)) return true;
    return false;
  });
}

/// A source of JavaScript, which the compiler takes where it is told to.
bool is_javascript(std::string_view path) {
  return path.ends_with(".js") || path.ends_with(".jsx") || path.ends_with(".mjs") || path.ends_with(".cjs");
}

/// What a source imports from elsewhere.
struct Imports {
  std::string_view text;                           ///< The source.
  std::vector<std::optional<std::string>> upward;  ///< By paths that lead upwards, relative to the root; nothing of one
                                                   ///< that leads out of it.
};

/// The same of each source of a language that was read, by its path.
template <bool (*is_source)(std::string_view)>
std::map<std::string_view, Imports> imports_of_all(const Project& project) {
  std::map<std::string_view, Imports> result;
  for (std::size_t index = 0; index < project.sources.size(); ++index) {
    const Source& source = project.sources[static_cast<FileId>(index)];
    if (!is_source(source.path())) continue;
    Imports& imports = result[source.path()];
    imports.text = source.text();
    if (!contains(source.text(), "\"..") && !contains(source.text(), "'..")) continue;
    const std::vector<code::Token> tokens = code::tokens(source.text(), code::Language::javascript);
    for (std::size_t at = 1; at < tokens.size(); ++at) {
      if (tokens[at].kind != code::TokenKind::string || !tokens[at].text.starts_with("..")) continue;
      const code::Token& before = tokens[at - 1].is("(") && at > 1 ? tokens[at - 2] : tokens[at - 1];
      if (before.is("from") || before.is("import") || before.is("require"))
        imports.upward.push_back(join_path(parent_path(source.path()), tokens[at].text));
    }
  }
  return result;
}

/// Null for a source that was not read.
const Imports* imports_of(const Project& project, std::string_view source) {
  const auto& all = is_typescript(source) ? fact<imports_of_all<is_typescript>>(project)
                                          : fact<imports_of_all<is_javascript>>(project);
  const auto found = all.find(source);
  return found != all.end() ? &found->second : nullptr;
}

/// Whether a text ends in what stands in front of the name of a module.
bool ends_in_import(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '(')) text.remove_suffix(1);
  return text.ends_with("from") || text.ends_with("import") || text.ends_with("require");
}

/// Whether a source imports by an alias what does not lie in a folder.
bool imports_elsewhere(std::string_view source, const Alias& alias, std::string_view folder) {
  for (const char quote : {'"', '\''}) {
    const std::string word = quote + alias.beginning;
    for (std::size_t at = source.find(word); at != std::string_view::npos; at = source.find(word, at + 1)) {
      std::string_view rest = source.substr(at + word.size());
      rest = rest.substr(0, rest.find(quote));
      if ((!rest.empty() && rest.front() != '/' && !alias.beginning.ends_with('/')) ||
          !ends_in_import(source.substr(0, at)))
        continue;
      while (rest.starts_with('/')) rest.remove_prefix(1);
      const auto place = alias.target.has_value() ? join_path(*alias.target, rest.empty() ? "." : rest) : std::nullopt;
      if (!place.has_value() || !is_below(*place, folder)) return true;
    }
  }
  return false;
}

/// The folder from which the compiler counts the paths of its output: `rootDir`, else the one that all sources lie in.
/// Nothing when that cannot be told: sources outside of the package, imports that lead out of the folder, or sources
/// that were not read, which may have some.
std::optional<std::string> source_root(const Project& project, const Manifest& manifest, const std::string& path,
                                       std::string_view written) {
  const std::vector<Configured> configured = configurations(project, path);
  if (const auto root = inherited_text(configured, "rootDir"); root.has_value())
    return join_path(root->folder, root->text);
  if (configured.empty() || contains(configured.front().text, "\"files\"") ||
      contains(configured.front().text, "rootDirs"))
    return std::nullopt;
  const std::optional<Patterns> include = inherited_list(configured, "include");
  const Patterns exclude = inherited_list(configured, "exclude").value_or(Patterns{});
  if (include.has_value() && leads_out_of(*include, manifest.folder)) return std::nullopt;
  const bool takes_javascript = inherits_switch(configured, "allowJs") || inherits_switch(configured, "checkJs");
  std::vector<std::string_view> taken;
  for (const Project::TreePath& entry : paths_below(project, manifest.folder))
    if (!entry.directory && (is_typescript(entry.path) || (takes_javascript && is_javascript(entry.path))) &&
        !is_below(entry.path, written) && !contains(entry.path, "node_modules/") && !fits(exclude, entry.path) &&
        (!include.has_value() || fits(*include, entry.path)))
      taken.push_back(entry.path);
  if (taken.empty()) return std::nullopt;
  std::string_view common = parent_path(taken.front());
  for (const std::string_view source : taken)
    while (!is_below(source, common)) common = parent_path(common);
  const auto leads_away = [&](const std::optional<std::string>& place) {
    return !place.has_value() || !is_below(*place, common);
  };
  const std::vector<Alias> named = aliases(project, configured);
  constexpr std::size_t most_aliases = 100;
  if (named.size() > most_aliases) return std::nullopt;
  for (const std::string_view source : taken) {
    const Imports* const imports = imports_of(project, source);
    if (imports == nullptr || std::ranges::any_of(imports->upward, leads_away) ||
        std::ranges::any_of(named, [&](const Alias& alias) { return imports_elsewhere(imports->text, alias, common); }))
      return std::nullopt;
  }
  return std::string(common);
}

/// What the TypeScript compiler makes of the sources of a package by a configuration of that name: a folder alone, and
/// in it a program for each source of that name. Nothing when its configuration does not say where it writes.
std::optional<bool> compiler_may_make(const ImageView& image, const Manifest& manifest, std::string_view directory,
                                      std::string_view path, std::string_view configured = "tsconfig.json") {
  const auto file = join_path(manifest.folder, configured);
  const auto written = file.has_value() ? compiled_folder(image.project, *file) : std::nullopt;
  if (!written.has_value() || !is_below(*written, manifest.folder)) return std::nullopt;
  const std::size_t start = manifest.folder.empty() ? 0 : manifest.folder.size() + 1;
  const std::string folder =
      container_path(directory, written->size() > start ? std::string_view(*written).substr(start) : ".");
  if (!is_below(path, folder)) return false;
  const std::string_view name = base_name(path);
  const bool is_program = name.ends_with(".js");
  if (path.size() <= folder.size()) return true;
  // The output has the folders of the sources below the one that they all lie in.
  if (const std::optional<std::string> root = source_root(image.project, manifest, *file, *written); root.has_value()) {
    const std::string_view below = path.substr(folder.size() + 1);
    const std::string stem(is_program ? below.substr(0, below.size() - 3) : below);
    const auto source = join_path(*root, stem);
    const auto around = join_path(*root, parent_path(below).empty() ? std::string_view(".") : parent_path(below));
    if (!source.has_value() || !around.has_value()) return true;
    if (!around->empty() && image.project.path_state(*around) != PathState::directory) return false;
    // `.mjs` is made of `.mts`; data and maps are copied or made beside the programs.
    if (name.ends_with(".mjs") || name.ends_with(".cjs")) {
      const std::string typed = source->substr(0, source->size() - 3) + (name.ends_with(".mjs") ? "mts" : "cts");
      return image.project.path_state(typed) != PathState::missing;
    }
    if (contains(name, ".") && !is_program) return true;
    if (image.project.path_state(*source) == PathState::directory) return true;
    return is_program &&
           std::ranges::any_of(std::initializer_list<std::string_view>{".ts", ".tsx", ".js", ".mts", ".jsx"},
                               [&](std::string_view ending) {
                                 return image.project.path_state(*source + std::string(ending)) != PathState::missing;
                               });
  }
  if (!is_program) return true;
  return std::ranges::any_of(paths_below(image.project, manifest.folder), [&](const Project::TreePath& entry) {
    const std::string_view source = base_name(entry.path);
    return source.substr(0, source.rfind('.')) == name.substr(0, name.size() - 3);
  });
}

/// The configuration that `nest build` hands to the compiler; "" when it bundles, or builds several applications.
std::string_view nest_configuration(const Project& project, const Manifest& manifest) {
  const auto settings = join_path(manifest.folder, "nest-cli.json");
  if (settings.has_value() && project.path_state(*settings) == PathState::file) {
    const code::SourceFile* const file = configuration(project, *settings);
    if (file == nullptr) return {};
    for (const std::string_view word : {"webpack", "monorepo", "projects", "tsConfigPath", "builder", "entryFile"})
      if (contains(file->text, word)) return {};
  }
  const auto own = join_path(manifest.folder, "tsconfig.build.json");
  return own.has_value() && project.path_state(*own) == PathState::file ? "tsconfig.build.json" : "tsconfig.json";
}

/// Whether a command makes nothing of its package's folder `public`, whose files people write: `next build`, unless a
/// plugin makes service workers, site maps or documents there.
bool leaves_public_alone(const Manifest& manifest, const std::vector<std::string_view>& words) {
  if (words.size() < 2 || (words[0] != "next" && words[0] != "prisma")) return false;
  if (words[0] == "prisma") return words[1] == "generate";
  return words[1] == "build" && std::ranges::none_of(manifest.dependencies, [](const Dependency& dependency) {
           for (const std::string_view part :
                {"pwa", "serwist", "sitemap", "contentlayer", "velite", "nextra", "payload"})
             if (contains(dependency.name, part)) return true;
           return false;
         });
}

/// The configuration that a call of the compiler names; nothing when it builds or writes in another way.
std::optional<std::string> compiler_configuration(const std::vector<std::string_view>& words) {
  std::string file = "tsconfig.json";
  for (std::size_t index = 1; index < words.size(); ++index) {
    if (words[index] == "--noEmit" || words[index].starts_with("--outDir") || words[index] == "-b" ||
        words[index] == "--build")
      return std::nullopt;
    if ((words[index] != "-p" && words[index] != "--project") || index + 1 == words.size()) continue;
    file = words[++index];
    if (!file.ends_with(".json")) file += "/tsconfig.json";
  }
  return file;
}

std::optional<bool> script_may_make(const ImageView& image, const Manifest& manifest, std::string_view script,
                                    std::string_view directory, std::string_view path) {
  bool understood = false;
  for (std::size_t begin = 0; begin < script.size();) {
    const std::size_t end = std::min(script.find("&&", begin), script.size());
    std::vector<std::string_view> words = split(script.substr(begin, end - begin));
    begin = end + 2;
    while (!words.empty() && (words[0] == "cross-env" || words[0] == "npx" || contains(words[0], "=")))
      words.erase(words.begin());
    std::optional<std::string> configured;
    if (!words.empty() && words[0] == "tsc") configured = compiler_configuration(words);
    if (words.size() == 2 && words[0] == "nest" && words[1] == "build")
      configured = nest_configuration(image.project, manifest);
    if (configured.has_value() && !configured->empty())
      if (const std::optional<bool> made = compiler_may_make(image, manifest, directory, path, *configured);
          made.has_value()) {
        if (*made) return true;
        understood = true;
        continue;
      }
    // Checks that write nothing, or what the bundler writes again.
    if (words.empty() || words[0] == "tsc" || words[0] == "vue-tsc" || words[0] == "eslint" || words[0] == "rimraf" ||
        words[0] == "svelte-check")
      continue;
    if (path == container_path(directory, "public") && leaves_public_alone(manifest, words)) {
      understood = true;
      continue;
    }
    const auto& bundlers = knowledge::tables::bundlers;
    const auto bundler = std::ranges::find_if(bundlers, [&](const knowledge::Bundler& each) {
      return words[0] == each.program && words.size() > 1 && words[1] == each.verb;
    });
    if (bundler == bundlers.end()) return std::nullopt;
    for (const std::string_view word : words)
      if (word.starts_with("--out") || word.starts_with("--dest") || word.starts_with("--root") ||
          word.starts_with("--config") || word == "-c" || contains(word, "|") || contains(word, ";"))
        return std::nullopt;
    if (words.size() > 2 && !words[2].starts_with('-')) return std::nullopt;
    const std::optional<std::string_view> folder = output_folder(image, manifest, *bundler);
    if (!folder.has_value()) return std::nullopt;
    if (is_below(path, container_path(directory, *folder))) return true;
    understood = true;
  }
  return understood ? std::optional(false) : std::nullopt;
}

/// What a package manager is asked to run.
struct ScriptCall {
  std::string_view script;
  std::string_view folder;                 ///< Of `--prefix`, `-C`, `--cwd`; "" the working directory.
  std::vector<std::string_view> packages;  ///< Of `--filter`, `-w`, `workspace`; empty: that of the folder.
  bool all = false;                        ///< In every package of the workspace, or in some and what they depend on.
};

/// Words of `pnpm --filter a run build`, `npm run build -w a`, `yarn workspace a build`, `turbo run build`, the program
/// first. Nothing when anything in it is not understood.
std::optional<ScriptCall> script_call(std::vector<std::string_view> words) {
  ScriptCall call;
  const std::string_view program = words.front();
  words.erase(words.begin());
  bool is_turbo = program == "turbo";
  std::vector<std::string_view> operands;
  const auto add_package = [&](std::string_view name) {
    if (contains(name, "...") || contains(name, "^") || contains(name, "*") || contains(name, "{")) call.all = true;
    call.packages.push_back(name);
  };
  for (std::size_t index = 0; index < words.size(); ++index) {
    const std::string_view word = words[index];
    const bool follows = index + 1 < words.size();
    if (operands.empty() && word == "turbo") {
      is_turbo = true;
    } else if (word == "--filter" || word == "-F" || word == "--workspace" || (word == "-w" && program == "npm")) {
      if (!follows) return std::nullopt;
      add_package(words[++index]);
    } else if (word.starts_with("--filter=") || word.starts_with("--workspace=")) {
      add_package(word.substr(word.find('=') + 1));
    } else if (word == "-C" || word == "--dir" || word == "--prefix" || word == "--cwd") {
      if (!follows) return std::nullopt;
      call.folder = words[++index];
    } else if (word == "-r" || word == "--recursive" || word == "--workspaces" || word == "-ws") {
      call.all = true;
    } else if (word.starts_with('-')) {
      if (word == "--") return std::nullopt;
    } else if (word == "workspaces" && program == "yarn" && follows && words[index + 1] == "foreach") {
      call.all = true;
      ++index;
    } else if (word == "workspace" && program == "yarn" && operands.empty() && follows) {
      add_package(words[++index]);
    } else if (operands.empty() && word == "exec") {
      // It runs a program and no script: `pnpm --filter a exec tsc`.
      if (!follows || words[index + 1] != "turbo") return std::nullopt;
    } else if (operands.empty() && (word == "run" || word == "run-script")) {
      continue;
    } else {
      operands.push_back(word);
    }
  }
  if (operands.size() != 1) return std::nullopt;
  call.script = operands.front();
  call.all = call.all || (is_turbo && call.packages.empty());
  return call;
}

bool is_named(const Manifest& manifest, std::string_view package) {
  while (package.starts_with("./")) package.remove_prefix(2);
  return manifest.name.text == package || manifest.folder == package ||
         manifest.folder.ends_with("/" + std::string(package));
}

/// What the script of one package may make.
std::optional<bool> own_script(const ImageView& image, const Manifest& manifest, std::string_view name,
                               std::string_view directory, std::string_view path) {
  const ManifestScript* const script = manifest.script(name);
  if (script == nullptr || manifest.script("pre" + std::string(name)) != nullptr ||
      manifest.script("post" + std::string(name)) != nullptr)
    return std::nullopt;
  return script_may_make(image, manifest, script->text, directory, path);
}

/// What the scripts of packages of a workspace may make. Each writes below its own folder.
std::optional<bool> workspace_scripts(const ImageView& image, const Manifest& root, const ScriptCall& call,
                                      std::string_view directory, std::string_view path) {
  const Manifest* owner = nullptr;
  std::string owner_directory;
  bool understood = true, write_elsewhere = false, any_has_it = false;
  for (const Manifest& member : manifests(image.project)) {
    if (member.ecosystem != Ecosystem::node || &member == &root || !is_member(root, member.folder)) continue;
    const std::size_t start = root.folder.empty() ? 0 : root.folder.size() + 1;
    const std::string place = container_path(directory, member.folder.substr(std::min(start, member.folder.size())));
    const bool is_asked =
        call.all || std::ranges::any_of(call.packages, [&](std::string_view name) { return is_named(member, name); });
    if (is_below(path, place)) {
      owner = is_asked ? &member : nullptr;
      owner_directory = place;
    }
    const ManifestScript* const script = is_asked ? member.script(call.script) : nullptr;
    any_has_it = any_has_it || script != nullptr;
    understood = understood && (script == nullptr || !contains(script->text, ".."));
    write_elsewhere =
        write_elsewhere || (script != nullptr && own_script(image, member, call.script, place, path).value_or(true));
  }
  // What no package has is something that the program itself does: `turbo prune --scope=web`, `pnpm -r pack`.
  if (!understood || !any_has_it) return std::nullopt;
  if (owner != nullptr)
    return owner->script(call.script) == nullptr ? std::optional(false)
                                                 : own_script(image, *owner, call.script, owner_directory, path);
  // In a package that is not asked to build, or outside of all.
  return owner_directory.empty() && write_elsewhere ? std::nullopt : std::optional(false);
}

std::optional<bool> called_scripts(const ImageView& image, const std::vector<std::string_view>& words,
                                   std::string_view directory, std::string_view path) {
  const std::optional<ScriptCall> call = script_call(words);
  if (!call.has_value()) return std::nullopt;
  const std::string folder = call->folder.empty() ? std::string(directory) : container_path(directory, call->folder);
  const Manifest* const manifest = manifest_at(image, container_path(folder, "package.json"));
  if (manifest == nullptr) return std::nullopt;
  if (call->all || !call->packages.empty()) return workspace_scripts(image, *manifest, *call, folder, path);
  // A script of the root that goes through the packages.
  const ManifestScript* const script = manifest->script(call->script);
  if (script != nullptr && !manifest->members.empty()) {
    const std::vector<std::string_view> inner = split(script->text);
    const bool goes_through = !inner.empty() &&
                              (inner[0] == "turbo" || inner[0] == "pnpm" || inner[0] == "yarn" || inner[0] == "npm") &&
                              script->text.find_first_of("&|;$") == std::string_view::npos;
    const std::optional<ScriptCall> next = goes_through ? script_call(inner) : std::nullopt;
    if (next.has_value() && (next->all || !next->packages.empty()))
      return workspace_scripts(image, *manifest, *next, folder, path);
  }
  return own_script(image, *manifest, call->script, folder, path);
}

/// `pnpm --filter a deploy /out` copies a package: what it does not have is not there.
std::optional<bool> deployed(const ImageView& image, const shell::Invocation& invocation, std::string_view directory,
                             std::string_view path) {
  std::string_view package, target;
  bool deploys = false;
  for (std::size_t index = 0; index < invocation.arguments.size(); ++index) {
    const std::string_view word = invocation.arguments[index].text;
    if ((word == "--filter" || word == "-F") && index + 1 < invocation.arguments.size())
      package = invocation.arguments[++index].text;
    else if (word.starts_with("--filter="))
      package = word.substr(word.find('=') + 1);
    else if (word == "deploy")
      deploys = true;
    else if (deploys && !word.starts_with('-'))
      target = word;
  }
  const Manifest* const root = manifest_at(image, container_path(directory, "package.json"));
  if (target.empty() || root == nullptr) return std::nullopt;
  const std::string place = container_path(directory, target);
  if (!is_below(path, place)) return false;
  // What the same RUN has built is not followed.
  if (path.size() <= place.size() || image.before == nullptr || image.before->script == nullptr ||
      image.before->script->commands.size() != 1)
    return std::nullopt;
  const std::string_view below = path.substr(place.size() + 1);
  for (const Manifest& member : manifests(image.project)) {
    if (member.ecosystem != Ecosystem::node || !is_named(member, package) || !is_member(*root, member.folder)) continue;
    const std::size_t start = root->folder.empty() ? 0 : root->folder.size() + 1;
    const std::string source =
        container_path(directory, std::string(member.folder.substr(start)) + "/" + std::string(below));
    return image_file(image, source).origin != ImageFileOrigin::unknown || !contents_known(image, source);
  }
  return std::nullopt;
}

std::optional<bool> package_script(const ImageView& image, const shell::Invocation& invocation,
                                   std::string_view directory, std::string_view path) {
  std::vector<std::string_view> words{invocation.program};
  for (const shell::Word& word : invocation.arguments) {
    if (!word.literal) return std::nullopt;
    words.push_back(word.text);
  }
  if (std::ranges::find(words, std::string_view("deploy")) != words.end() && invocation.program == "pnpm")
    return deployed(image, invocation, directory, path);
  return called_scripts(image, words, directory, path);
}

/// `uv sync` makes one virtual environment beside the project, unless a variable says where. Of what lies in one that
/// is there nothing is known.
std::optional<bool> uv_may_make(const ImageView& image, std::string_view directory, std::string_view path) {
  for (const dockerfile::Variable& variable : image.stage.variables)
    if (variable.name == "UV_PROJECT_ENVIRONMENT" || variable.name == "UV_SYSTEM_PYTHON") return std::nullopt;
  if (!contains(path, "venv")) return std::nullopt;
  return is_below(path, container_path(directory, ".venv"));
}

/// Where `pip wheel` puts what it makes: the folder of its option, or where it runs.
std::string wheel_folder(const shell::Invocation& invocation, std::string_view directory) {
  for (const std::string_view option : {"--wheel-dir", "-w"})
    if (const auto folder = invocation.option(option); folder.has_value()) return container_path(directory, *folder);
  return std::string(directory);
}

}  // namespace

std::optional<bool> build_may_make(const ImageView& image, const shell::Invocation& invocation,
                                   std::string_view directory, std::string_view path) {
  if (invocation.program == "cargo") return cargo(image, invocation, directory, path);
  if (invocation.program == "mvn" || invocation.program == "mvnw") return maven(image, invocation, path);
  if (invocation.program == "gradle" || invocation.program == "gradlew")
    return gradle(image, invocation, directory, path);
  if (invocation.program == "mix") return mix(image, invocation, directory, path);
  // A client of Prisma is no program, wherever its schema sends it.
  if ((invocation.program == "npx" || invocation.program == "bunx" || invocation.program == "prisma") &&
      std::ranges::any_of(invocation.arguments, [](const shell::Word& word) { return word.text == "generate"; }) &&
      (invocation.program == "prisma" || std::ranges::any_of(invocation.arguments, [](const shell::Word& word) {
         return word.text.starts_with("prisma");
       })))
    return contains(path, "prisma") || contains(path, "generated") || contains(path, "client") ? std::nullopt
                                                                                               : std::optional(false);
  if (invocation.program == "uv" && invocation.verb() == "sync") return uv_may_make(image, directory, path);
  if ((invocation.program == "pip" || invocation.program == "pip3") && invocation.verb() == "wheel")
    return is_below(path, wheel_folder(invocation, directory));
  if (invocation.program == "npm" || invocation.program == "yarn" || invocation.program == "pnpm" ||
      invocation.program == "turbo")
    return package_script(image, invocation, directory, path);
  return std::nullopt;
}

}  // namespace seaworthy::project
