#include "rules/lib/start_writes.h"

#include "project/container_files.h"
#include "project/image_files.h"
#include "project/paths.h"
#include "rules/lib/base_folders.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules {
namespace {

/// A place that no mount, volume or file system of the kernel lies over.
bool is_on_root(const project::Service& service, std::string_view path) {
  for (const std::string_view kernel : {"/dev", "/proc", "/sys"})
    if (project::is_below(path, kernel)) return false;
  if (project::mount_over(service, path) != nullptr) return false;
  for (const std::string_view volume : service.data_paths)
    if (project::is_below(path, volume)) return false;
  // `/var/run` is a link to `/run` in most images.
  if (path.starts_with("/var/run")) return project::mount_over(service, path.substr(4)) == nullptr;
  if (path.starts_with("/run")) return project::mount_over(service, "/var" + std::string(path)) == nullptr;
  return true;
}

/// What a command of the script writes, by an absolute path; "" for nothing, and for what the image has already.
std::string written_at_start(const project::Project& project, const project::Service& service,
                             const shell::Node& node) {
  for (const shell::Redirection& redirection : node.redirections)
    if (is_one_of("> >> >|", redirection.operation) && redirection.target.literal &&
        redirection.target.text.starts_with('/') && is_on_root(service, redirection.target.text))
      return std::string(redirection.target.text);
  if (node.words.empty()) return {};
  const shell::Invocation command = shell::invocation(node);
  if (!is_one_of("mkdir touch", command.program) || !command.wrappers.empty()) return {};
  for (const shell::Word* const word : command.operands({"-m", "-d", "-r", "-t"})) {
    if (!word->literal || !word->text.starts_with('/') || !is_on_root(service, word->text)) continue;
    // `mkdir -p` of what is there writes nothing.
    if (base_may_have(word->text)) continue;
    const project::ContainerFile file = project::container_file(project, service, word->text);
    if (file.state != project::ContainerFile::State::absent) continue;
    if (command.program == "mkdir" && service.stage != nullptr &&
        project::image_folder({project, *service.stage, service.build->directory}, word->text))
      continue;
    return std::string(word->text);
  }
  return {};
}

}  // namespace

std::vector<StartWrite> fatal_start_writes(const project::Project& project, const project::Service& service) {
  std::vector<StartWrite> writes;
  if (service.startup == nullptr || service.startup->root == nullptr) return writes;
  const std::string_view first = first_line(*service.startup, service.entrypoint_script, project);
  for (const shell::Node* const node : service.startup->root->children) {
    if (node->kind != shell::NodeKind::simple) continue;
    // Without `set -e` the script goes on, and its program may do without what it did not get.
    if (!strict_mode(*service.startup, first, node).errexit || status_is_asked(*node) || node->background) continue;
    if (std::string path = written_at_start(project, service, *node); !path.empty())
      writes.push_back({node, std::move(path)});
  }
  return writes;
}

}  // namespace seaworthy::rules
