#include "rules/lib/workspace_members.h"

#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

std::vector<NeededMember> needed_members(const project::Project& project, const BuildStep& step) {
  std::vector<NeededMember> result;
  const std::string_view program = step.invocation.program;
  project::Ecosystem ecosystem{};
  std::string_view manifest_name;
  if (program == "cargo" && is_one_of("build fetch test run check", step.invocation.verb()) &&
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
