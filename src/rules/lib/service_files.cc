#include "rules/lib/service_files.h"

#include <algorithm>
#include <string>

#include "project/paths.h"

namespace seaworthy::rules {
namespace {

/// Whether a copy takes a file of the context along.
bool copies(const dockerfile::Instruction& copy, std::string_view context, std::string_view path) {
  const auto sources = copy.arguments.first(copy.arguments.size() - 1);
  return std::ranges::any_of(sources, [&](const dockerfile::Word& source) {
    const std::string_view plain = source.text.substr(0, source.text.find_first_of("*?[$"));
    const auto copied = project::join_path(context, project::container_path("/", plain).substr(1));
    if (!copied.has_value()) return false;
    return plain.size() < source.text.size() ? path.starts_with(*copied) : project::is_below(path, *copied);
  });
}

}  // namespace

bool gets_file(const project::Service& service, std::string_view path) {
  for (const compose::Mount& mount : service.definition->mounts)
    if (mount.inside_root && project::is_below(path, mount.host_path)) return true;
  if (service.dockerfile == nullptr) return false;
  for (const dockerfile::Stage* const stage : service.dockerfile->parsed->stages)
    for (const dockerfile::Instruction* const instruction : stage->instructions)
      if ((instruction->op == dockerfile::Op::copy || instruction->op == dockerfile::Op::add) &&
          instruction->flag("from") == nullptr && !instruction->arguments.empty() &&
          copies(*instruction, service.build->directory, path))
        return true;
  return false;
}

bool has_mount_within(const project::Service& service, std::string_view path, std::string_view folder) {
  return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
    return mount.target.size() > folder.size() &&
           (project::is_below(path, mount.target) || project::is_below(mount.target, path));
  });
}

std::string_view written_from_root(const project::Project& project, const compose::Mount& mount) {
  const std::string_view folder = project::parent_path(project.sources[mount.span().file].path());
  const std::string_view path = mount.host_path;
  if (folder.empty() || !project::is_below(path, folder)) return {};
  const std::string_view rest = path.substr(folder.size() + 1);
  return project::is_below(rest, folder) && project.path_state(rest) != project::PathState::missing &&
                 project.path_state(rest) != project::PathState::ignored_by_git
             ? rest
             : std::string_view();
}

}  // namespace seaworthy::rules
