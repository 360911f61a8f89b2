#include "project/build_outputs.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/application.h"
#include "project/manifests.h"
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
    if (manifest.name && manifest.name.text == name) return true;
    // A `[[bin]]` with a name of its own, wherever it stands.
    const std::string_view text = text_of(project, *manifest.file);
    if (contains(text, "[[bin]]") && contains(text, "\"" + std::string(name) + "\"")) return true;
  }
  return std::ranges::any_of(project.tree, [&](const Project::TreePath& entry) {
    return contains(entry.path, "src/bin/") && base_name(entry.path).substr(0, base_name(entry.path).find('.')) == name;
  });
}

std::optional<bool> cargo(const ImageView& image, const shell::Invocation& invocation, std::string_view directory,
                          std::string_view path) {
  const std::string_view verb = invocation.verb();
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
  if (!name.ends_with(".jar") || base_name(parent_path(path)) != "target") return std::nullopt;
  const File* const pom = image_file(image, container_path(parent_path(parent_path(path)), "pom.xml")).file;
  if (pom == nullptr) return std::nullopt;
  const std::string_view text = text_of(image.project, *pom);
  for (const std::string_view part : {"finalName", "classifier", "assembly", "shade", "outputDirectory", "<jarName>"})
    if (contains(text, part)) return true;
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

// --- Bundlers ---

/// A bundler, where it writes, and the file and word that would say otherwise.
struct Bundler {
  std::string_view program, verb, folder, configuration, word;
};
constexpr Bundler bundlers[] = {{"vite", "build", "dist", "vite.config", "outDir"},
                                {"react-scripts", "build", "build", "", ""},
                                {"astro", "build", "dist", "astro.config", "outDir"},
                                {"vue-cli-service", "build", "dist", "vue.config", "outputDir"}};

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// The folder that a configuration sends the output to, when it is written out; the bundler's own when it says nothing.
std::optional<std::string_view> output_folder(const ImageView& image, const Manifest& manifest,
                                              const Bundler& bundler) {
  std::string_view folder = bundler.folder;
  if (bundler.configuration.empty()) return folder;
  for (const std::string_view ending : {".ts", ".js", ".mjs", ".mts", ".cjs", ".cts"}) {
    const auto path = join_path(manifest.folder, std::string(bundler.configuration) + std::string(ending));
    if (!path.has_value() || image.project.path_state(*path) == PathState::missing) continue;
    const code::SourceFile* const file = configuration(image.project, *path);
    if (file == nullptr) return std::nullopt;
    const std::string_view text = file->text;
    const std::size_t key = text.find(bundler.word);
    if (key == std::string_view::npos) continue;
    // `outDir: 'dist'`, once.
    std::string_view rest = text.substr(key + bundler.word.size());
    if (rest.find(bundler.word) != std::string_view::npos || !rest.starts_with(':')) return std::nullopt;
    rest.remove_prefix(1);
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    if (!rest.starts_with('\'') && !rest.starts_with('"')) return std::nullopt;
    const std::size_t close = rest.find(rest.front(), 1);
    if (close == std::string_view::npos || close == 1) return std::nullopt;
    folder = rest.substr(1, close - 1);
  }
  return folder;
}

/// What the TypeScript compiler makes of the sources of a package, by its `outDir`: a folder alone, and in it a program
/// for each source of that name. Nothing when its configuration does not say where it writes.
std::optional<bool> compiler_may_make(const ImageView& image, const Manifest& manifest, std::string_view directory,
                                      std::string_view path) {
  const auto configured = join_path(manifest.folder, "tsconfig.json");
  const code::SourceFile* const file = configured.has_value() ? configuration(image.project, *configured) : nullptr;
  if (file == nullptr || contains(file->text, "\"noEmit\": true") || contains(file->text, "\"references\""))
    return std::nullopt;
  const std::string_view text = file->text;
  const std::size_t key = text.find("\"outDir\"");
  const std::size_t open = key == std::string_view::npos ? key : text.find('"', text.find(':', key));
  const std::size_t close = open == std::string_view::npos ? open : text.find('"', open + 1);
  if (close == std::string_view::npos) return std::nullopt;
  const std::string folder = container_path(directory, text.substr(open + 1, close - open - 1));
  if (!is_below(path, folder)) return false;
  const std::string_view name = base_name(path);
  if (!name.ends_with(".js")) return true;
  return std::ranges::any_of(image.project.tree, [&](const Project::TreePath& entry) {
    const std::string_view source = base_name(entry.path);
    return is_below(entry.path, manifest.folder) &&
           source.substr(0, source.rfind('.')) == name.substr(0, name.size() - 3);
  });
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
    if (!words.empty() && words[0] == "tsc" && std::ranges::find(words, std::string_view("--noEmit")) == words.end() &&
        std::ranges::none_of(words, [](std::string_view word) {
          return word == "-p" || word == "--project" || word == "--outDir" || word == "-b" || word == "--build";
        }))
      if (const std::optional<bool> made = compiler_may_make(image, manifest, directory, path); made.has_value()) {
        if (*made) return true;
        understood = true;
      }
    // Checks that write nothing, or what the bundler writes again.
    if (words.empty() || words[0] == "tsc" || words[0] == "vue-tsc" || words[0] == "eslint" || words[0] == "rimraf" ||
        words[0] == "svelte-check")
      continue;
    const auto bundler = std::ranges::find_if(bundlers, [&](const Bundler& each) {
      return words[0] == each.program && words.size() > 1 && words[1] == each.verb;
    });
    if (bundler == std::end(bundlers)) return std::nullopt;
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

std::optional<bool> package_script(const ImageView& image, const shell::Invocation& invocation,
                                   std::string_view directory, std::string_view path) {
  std::vector<std::string_view> words;
  for (const shell::Word& word : invocation.arguments) {
    if (!word.literal) return std::nullopt;
    words.push_back(word.text);
  }
  if (!words.empty() && words[0] == "run") words.erase(words.begin());
  if (words.size() != 1) return std::nullopt;
  const Manifest* const manifest = manifest_at(image, container_path(directory, "package.json"));
  const ManifestScript* const script = manifest != nullptr ? manifest->script(words[0]) : nullptr;
  if (script == nullptr || manifest->script("pre" + std::string(words[0])) != nullptr ||
      manifest->script("post" + std::string(words[0])) != nullptr)
    return std::nullopt;
  return script_may_make(image, *manifest, script->text, directory, path);
}

}  // namespace

std::optional<bool> build_may_make(const ImageView& image, const shell::Invocation& invocation,
                                   std::string_view directory, std::string_view path) {
  if (invocation.program == "cargo") return cargo(image, invocation, directory, path);
  if (invocation.program == "mvn" || invocation.program == "mvnw") return maven(image, invocation, path);
  if (invocation.program == "npm" || invocation.program == "yarn" || invocation.program == "pnpm")
    return package_script(image, invocation, directory, path);
  return std::nullopt;
}

}  // namespace seaworthy::project
