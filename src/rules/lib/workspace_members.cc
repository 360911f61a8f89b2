#include "rules/lib/workspace_members.h"

#include <algorithm>

#include "project/image_files.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

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
    for (const std::string_view build : {"build.gradle", "build.gradle.kts"}) {
      NeededMember needed;
      needed.root = root;
      needed.member = member;
      needed.folder = *folder;
      needed.manifest_path = *folder + "/" + std::string(build);
      needed.image_path = project::container_path(step.folder, inside + "/" + std::string(build));
      if (project.path_state(needed.manifest_path) == project::PathState::file) result.push_back(std::move(needed));
    }
  }
  return result;
}

std::vector<NeededMember> needed_members(const project::Project& project, const BuildStep& step) {
  std::vector<NeededMember> result;
  const std::string_view program = step.invocation.program;
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
