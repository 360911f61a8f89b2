#include "rules/lib/workspace_members.h"

#include <algorithm>

#include "base/ascii.h"
#include "project/image_files.h"
#include "project/paths.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/script_commands.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

/// The folders of `use` in the `go.work` of a step's folder, or of the nearest one above it.
static std::vector<NeededMember> go_members(const project::Project& project, const BuildStep& step) {
  std::vector<NeededMember> result;
  if (variable_at(step, "GOWORK").has_value()) return result;
  // Of the commands for modules those that change `go.mod` read the one module alone.
  const auto& words = step.invocation.arguments;
  if (step.invocation.verb() == "mod" && (words.size() < 2 || !is_one_of("download verify graph why", words[1].text)))
    return result;
  const project::Manifest* root = nullptr;
  std::string place = step.folder;
  for (;; place = project::parent_path(place)) {
    const project::ImageFile found = project::image_file(step.image(project), place + "/go.work");
    if (found.origin == project::ImageFileOrigin::context_file && found.file != nullptr)
      for (const project::Manifest& manifest : project::manifests(project))
        if (manifest.file == found.file) root = &manifest;
    if (root != nullptr || place.empty() || place == "/") break;
  }
  if (root == nullptr || !root->file->has_content) return result;
  const std::string_view text = project.sources[root->file->source].text();
  bool inside = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    line = ascii::trim(line.substr(0, line.find("//")));
    if (line == ")") inside = false;
    if (line.starts_with("use ") && line.ends_with("(")) {
      inside = true;
      continue;
    }
    if (line.starts_with("use "))
      line = ascii::trim(line.substr(4));
    else if (!inside)
      continue;
    const auto folder = project::join_path(root->folder, line);
    if (!folder.has_value() || line.empty() || line.find_first_of("\"`$ ") != std::string_view::npos) continue;
    NeededMember needed;
    needed.root = root;
    const auto offset = static_cast<std::uint32_t>(line.data() - text.data());
    needed.member = {line, {root->file->source, offset, offset + static_cast<std::uint32_t>(line.size())}};
    needed.folder = *folder;
    needed.manifest_path = folder->empty() ? std::string("go.mod") : *folder + "/go.mod";
    needed.image_path = project::container_path(place, std::string(line) + "/go.mod");
    result.push_back(std::move(needed));
  }
  return result;
}

/// Modules of `settings.gradle` on which a module that is in the image depends: without their folder it finds no such
/// project. Others Gradle takes for empty ones.
static std::vector<NeededMember> gradle_members(const project::Project& project, const BuildStep& step) {
  std::vector<NeededMember> result;
  const project::Manifest* root = nullptr;
  for (const std::string_view name : {"settings.gradle", "settings.gradle.kts"}) {
    const project::ImageFile found =
        project::image_file(step.image(project), project::container_path(step.folder, name));
    if (found.origin != project::ImageFileOrigin::context_file || found.file == nullptr) continue;
    for (const project::Manifest& manifest : project::manifests(project))
      if (manifest.file == found.file) root = &manifest;
  }
  if (root == nullptr || contains(project.sources[root->file->source].text(), "projectDir")) return result;
  for (const project::Fact& member : root->members) {
    std::string inside(member.text);
    std::ranges::replace(inside, ':', '/');
    while (inside.starts_with('/')) inside.erase(0, 1);
    const auto folder = project::join_path(root->folder, inside);
    if (!folder.has_value() || inside.empty() || inside.find_first_of("*?[$") != std::string::npos) continue;
    const std::string name = member.text.starts_with(':') ? std::string(member.text) : ":" + std::string(member.text);
    bool wanted = false;
    for (const project::Manifest& other : project::manifests(project)) {
      if (other.ecosystem != project::Ecosystem::java || !project::is_below(other.folder, root->folder)) continue;
      const std::string_view text = project.sources[other.file->source].text();
      if (!contains(text, "project(\"" + name + "\")") && !contains(text, "project('" + name + "')")) continue;
      const std::size_t start = root->folder.empty() ? 0 : root->folder.size() + 1;
      const std::string path =
          project::container_path(step.folder, other.file->path.substr(std::min(start, other.file->path.size())));
      wanted = wanted || project::image_file(step.image(project), path).origin != project::ImageFileOrigin::unknown;
    }
    if (!wanted) continue;
    const bool is_nowhere = project.path_state(*folder) == project::PathState::missing;
    for (const std::string_view build : {"build.gradle", "build.gradle.kts"}) {
      NeededMember needed;
      needed.root = root;
      needed.member = member;
      needed.folder = *folder;
      needed.manifest_path = *folder + "/" + std::string(build);
      needed.image_path = project::container_path(step.folder, inside + "/" + std::string(build));
      if (project.path_state(needed.manifest_path) == project::PathState::file || is_nowhere)
        result.push_back(std::move(needed));
      if (is_nowhere) break;
    }
  }
  return result;
}

/// Packages of the workspace that those which are in the image ask for by `workspace:*`: pnpm, Yarn and Bun look for
/// them in the tree and nowhere else.
static void linked_members(const project::Project& project, const BuildStep& step, std::vector<NeededMember>& result) {
  if (!is_one_of("pnpm yarn bun", step.invocation.program)) return;
  const std::vector<std::string_view> words = texts(step.invocation);
  const NodeCall call = node_call(words);
  if (call.kind != NodeCall::Kind::install || call.names_packages || !call.folder.empty()) return;
  const std::vector<PlacedPackage> placed = placed_packages(project, step);
  if (placed.empty() || placed.front().manifest->members.empty()) return;
  const project::Manifest& root = *placed.front().manifest;
  for (const PlacedPackage& package : placed) {
    // An install for one package alone reads no more than what that one needs.
    const auto is_meant = [&](std::string_view filter) {
      while (filter.ends_with('.')) filter.remove_suffix(1);
      return package.manifest->name && filter == package.manifest->name.text;
    };
    if (!call.workspaces.empty() && std::ranges::none_of(call.workspaces, is_meant)) continue;
    for (const project::Dependency& dependency : package.manifest->dependencies) {
      if (!dependency.version.starts_with("workspace:") || (call.production && dependency.development)) continue;
      for (const project::Manifest& other : project::manifests(project)) {
        if (other.ecosystem != project::Ecosystem::node || !other.name || other.name.text != dependency.name ||
            !project::is_member(root, other.folder))
          continue;
        const std::string_view inside = other.folder.substr(root.folder.empty() ? 0 : root.folder.size() + 1);
        NeededMember needed;
        needed.root = &root;
        needed.member = {dependency.name, dependency.span};
        needed.folder = other.folder;
        needed.manifest_path = other.file->path;
        needed.image_path = project::container_path(step.folder, inside) + "/package.json";
        result.push_back(std::move(needed));
      }
    }
  }
}

std::vector<NeededMember> needed_members(const project::Project& project, const BuildStep& step) {
  std::vector<NeededMember> result;
  const std::string_view program = step.invocation.program;
  linked_members(project, step, result);
  project::Ecosystem ecosystem{};
  std::string_view manifest_name;
  // `xx-cargo` hands on what it is given.
  if (is_one_of("cargo xx-cargo", program) && is_one_of("build fetch test run check", step.invocation.verb()) &&
      !step.invocation.has_flag("--manifest-path")) {
    ecosystem = project::Ecosystem::rust;
    manifest_name = "Cargo.toml";
  } else if ((program == "mvn" || program == "mvnw") &&
             !step.invocation.has_any_flag({"-f", "--file", "--version", "-v", "-N", "--non-recursive"})) {
    ecosystem = project::Ecosystem::java;
    manifest_name = "pom.xml";
  } else if (program == "uv" && is_one_of("sync lock run", step.invocation.verb()) &&
             !step.invocation.has_flag("--frozen")) {
    ecosystem = project::Ecosystem::python;
    manifest_name = "pyproject.toml";
  } else if (program == "bun" && is_one_of("install i ci", step.invocation.verb()) &&
             !step.invocation.has_any_flag({"--filter", "--cwd"})) {
    ecosystem = project::Ecosystem::node;
    manifest_name = "package.json";
  } else if (program == "go" && is_one_of("build install run test vet work list mod", step.invocation.verb())) {
    return go_members(project, step);
  } else if (is_one_of("gradle gradlew", program) &&
             !step.invocation.has_any_flag({"-p", "--project-dir", "--version", "-v"})) {
    return gradle_members(project, step);
  } else {
    return result;
  }
  const project::Manifest* const root = manifest_at(project, step, ecosystem, step.folder);
  if (root == nullptr || project::base_name(root->file->path) != manifest_name) return result;
  for (const project::Fact& member : root->members) {
    if (member.text.find_first_of("*?[$") != std::string_view::npos) continue;
    const auto folder = project::join_path(root->folder, member.text);
    if (!folder.has_value()) continue;
    NeededMember needed;
    needed.root = root;
    needed.member = member;
    needed.folder = *folder;
    // Maven takes a file as well as a folder.
    const bool is_file = member.text.ends_with(".xml");
    needed.manifest_path = is_file ? *folder : *folder + "/" + std::string(manifest_name);
    needed.image_path = project::container_path(
        step.folder, is_file ? std::string(member.text) : std::string(member.text) + "/" + std::string(manifest_name));
    result.push_back(std::move(needed));
  }
  return result;
}

}  // namespace seaworthy::rules
