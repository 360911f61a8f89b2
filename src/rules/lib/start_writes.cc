#include "rules/lib/start_writes.h"

#include "project/container_files.h"
#include "project/image_files.h"
#include "project/paths.h"
#include "rules/lib/base_folders.h"
#include "rules/lib/fatal_start_commands.h"
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
  for (const shell::Node* const node : fatal_start_commands(project, service))
    if (std::string path = written_at_start(project, service, *node); !path.empty())
      writes.push_back({node, std::move(path)});
  return writes;
}

}  // namespace seaworthy::rules
