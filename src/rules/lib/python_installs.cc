#include "rules/lib/python_installs.h"

#include <algorithm>

#include "base/ascii.h"
#include "knowledge/knowledge.h"
#include "project/paths.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

constexpr int deepest_include = 8;

PythonPackage package_of(std::string_view text, Span span) {
  PythonPackage package;
  package.span = span;
  const std::size_t end = std::min(text.find_first_of("=<>!~;@[ "), text.size());
  package.has_extras = end < text.size() && text[end] == '[';
  std::string_view rest = text.substr(end);
  if (package.has_extras) rest.remove_prefix(std::min(rest.find(']'), rest.size() - 1) + 1);
  package.version = ascii::trim(rest.substr(0, rest.find(';')));
  for (const char letter : text.substr(0, end)) package.name += letter == '_' || letter == '.' ? '-' : lower(letter);
  return package;
}

const project::Manifest* manifest_of(const project::Project& project, const project::File& file) {
  for (const project::Manifest& manifest : project::manifests(project))
    if (manifest.file == &file) return &manifest;
  return nullptr;
}

/// A Python package of the repository by its name as package_of() has it; null for one from elsewhere.
const project::Manifest* own_package(const project::Project& project, std::string_view name) {
  for (const project::Manifest& manifest : project::manifests(project))
    if (manifest.ecosystem == project::Ecosystem::python && !manifest.name.text.empty() &&
        package_of(manifest.name.text, {}).name == name)
      return &manifest;
  return nullptr;
}

void add_manifest(const project::Project& project, const project::File* file, PythonInstalls& installs, int depth,
                  bool production = false) {
  const project::Manifest* const manifest =
      file != nullptr && file->has_content ? manifest_of(project, *file) : nullptr;
  if (manifest == nullptr || depth > deepest_include) {
    installs.known = false;
    return;
  }
  for (const project::Dependency& dependency : manifest->dependencies) {
    if (production && dependency.development) continue;
    PythonPackage package = package_of(dependency.name, dependency.span);
    package.version = dependency.version;
    // The name alone is kept of a dependency; its line has the extras.
    const std::string_view rest = project.sources[file->source].text().substr(std::min<std::size_t>(
        dependency.span.begin + dependency.name.size(), project.sources[file->source].text().size()));
    package.has_extras = package.has_extras || rest.starts_with('[') || contains(before(rest, '\n'), "extras");
    const project::Manifest* const own = own_package(project, package.name);
    installs.packages.push_back(std::move(package));
    // A member of the workspace brings its own dependencies along.
    if (own != nullptr && own != manifest) add_manifest(project, own->file, installs, depth + 1, production);
  }
  for (const IncludedFile& included : included_requirements(project, *file)) {
    const auto path = project::join_path(project::parent_path(file->path), included.path);
    add_manifest(project, path.has_value() ? project.file(*path) : nullptr, installs, depth + 1);
  }
}

const project::File* file_at(const project::Project& project, const BuildStep& step, std::string_view path) {
  const project::ImageFile found = project::image_file(step.image(project), project::container_path(step.folder, path));
  if (found.file != nullptr) return found.file;
  // `RUN --mount=type=bind,source=requirements.txt` brings it for the step alone.
  for (const dockerfile::Mount& mount : step.run->mounts)
    if (mount.type == "bind" && mount.from.empty())
      if (const auto source = project::join_path(step.context->context, mount.source.empty() ? path : mount.source);
          source.has_value() && project.file(*source) != nullptr)
        return project.file(*source);
  return nullptr;
}

/// Whether `poetry install`, `pdm install` or `uv sync` is told to leave the group of development out.
bool leaves_out_development(const shell::Invocation& invocation) {
  for (const std::string_view flag : {"--no-dev", "--prod", "--production", "--only-main"})
    if (invocation.has_flag(flag)) return true;
  return invocation.option("--only") == "main" || invocation.option("--without") == "dev" ||
         invocation.option("--no-group") == "dev";
}

/// Whether a word names what a stage of the same Dockerfile makes of its requirements by `pip wheel`: `/wheels/*`.
bool is_wheel_made_here(const project::Project& project, const BuildStep& step, std::string_view word) {
  if (!word.ends_with("*") && !word.ends_with("*.whl")) return false;
  const std::string_view text = project.sources[step.run->span.file].text();
  return contains(text, "pip wheel ") || contains(text, "pip3 wheel ");
}

}  // namespace

std::vector<IncludedFile> included_requirements(const project::Project& project, const project::File& file) {
  std::vector<IncludedFile> result;
  if (!file.path.ends_with(".txt") && !file.path.ends_with(".in")) return result;
  const std::string_view text = project.sources[file.source].text();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    for (const std::string_view option : {"-r ", "--requirement ", "-c ", "--constraint ", "-r"}) {
      if (!line.starts_with(option)) continue;
      std::string_view path = line.substr(option.size());
      while (path.starts_with(' ')) path.remove_prefix(1);
      path = path.substr(0, path.find_first_of(" \r#"));
      if (!path.empty() && !contains(path, "://") && !contains(path, "$")) {
        const auto at = static_cast<std::uint32_t>(path.data() - text.data());
        result.push_back({path, {file.source, at, at + static_cast<std::uint32_t>(path.size())}});
      }
      break;
    }
    begin = end + 1;
  }
  return result;
}

PythonInstalls python_installs(const project::Project& project, const BuildStep& step) {
  PythonInstalls installs;
  const shell::Invocation& invocation = step.invocation;
  const std::string_view verb = invocation.verb();
  if (is_one_of("poetry pdm hatch", invocation.program) ||
      (invocation.program == "uv" && (verb == "sync" || verb == "run"))) {
    if (!is_one_of("install sync run", verb)) return installs;
    const std::optional<std::string_view> member = invocation.option("--package");
    const project::Manifest* const own =
        member.has_value() ? own_package(project, package_of(*member, {}).name) : nullptr;
    if (invocation.has_flag("--all-packages") || (member.has_value() && own == nullptr)) {
      installs.known = false;
      return installs;
    }
    const project::File* const file = own != nullptr ? own->file : file_at(project, step, "pyproject.toml");
    add_manifest(project, file, installs, 0, leaves_out_development(invocation));
    const project::Manifest* const manifest = file != nullptr ? manifest_of(project, *file) : nullptr;
    for (PythonPackage& package : installs.packages) package.locked = manifest != nullptr && manifest->lock != nullptr;
    return installs;
  }
  if (is_one_of("pipenv conda mamba micromamba pixi rye", invocation.program)) {
    installs.known = false;
    return installs;
  }
  const PackageCommand& command = step.package;
  // What one stage makes wheels of, another one installs.
  const bool makes_wheels = is_one_of("pip pip3", invocation.program) && verb == "wheel";
  if (!makes_wheels && !command.is("pip", PackageAction::install)) return installs;
  const std::span<const shell::Word> arguments = makes_wheels ? invocation.arguments : command.arguments;
  std::vector<const shell::Word*> packages = command.packages;
  if (makes_wheels) {
    packages = invocation.operands(
        {"-r", "--requirement", "-w", "--wheel-dir", "-c", "--constraint", "-f", "--find-links", "-i", "--index-url"});
    if (!packages.empty()) packages.erase(packages.begin());
  }
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const shell::Word& word = arguments[at];
    std::string_view text = word.text;
    if (!word.literal) {
      if (is_wheel_made_here(project, step, text)) continue;
      installs.known = false;
      continue;
    }
    if (text == "-r" || text == "--requirement") {
      if (at + 1 >= arguments.size()) break;
      text = arguments[++at].text;
      add_manifest(project, file_at(project, step, text), installs, 0);
    } else if (text.starts_with("--requirement=")) {
      add_manifest(project, file_at(project, step, text.substr(14)), installs, 0);
    } else if (text == "--group" || text.starts_with("--group=")) {
      // A group of `pyproject.toml` (PEP 735), which another file may be named for.
      installs.known = false;
    } else if (text == "-e" || text == "--editable" || text == "." || text.starts_with("./") ||
               text.starts_with(".[")) {
      const project::File* const file = file_at(project, step, "pyproject.toml");
      add_manifest(project, file, installs, 0);
    }
  }
  for (const shell::Word* const word : packages) {
    if (is_wheel_made_here(project, step, word->text)) continue;
    if (word->text.starts_with('.') || word->text.starts_with('/')) {
      if (!word->text.starts_with(".[") && word->text != "." && word->text != "./") installs.known = false;
    } else if (contains(word->text, "://") || contains(word->text, ".whl")) {
      installs.known = false;
    } else {
      installs.packages.push_back(package_of(word->text, word->span));
    }
  }
  return installs;
}

bool is_plainly_made(const dockerfile::Stage& stage) {
  return std::ranges::all_of(stage.with_inherited, [](const dockerfile::Instruction* instruction) {
    if (instruction->op == dockerfile::Op::copy) return instruction->flag("from") == nullptr;
    if (instruction->op != dockerfile::Op::run) return true;
    return instruction->script != nullptr &&
           std::ranges::all_of(instruction->script->commands, [](const shell::Node* node) {
             const std::string_view program = shell::invocation(*node).program;
             return knowledge::is_system_package_manager(program) ||
                    is_one_of(
                        "rm mkdir chown chmod useradd adduser addgroup groupadd ln echo cp mv sed touch set pip pip3",
                        program);
           });
  });
}

}  // namespace seaworthy::rules
