#include <string>

#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/base_folders.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::start_script_writes_read_only_root {

/// A place that no mount, volume or file system of the kernel lies over.
static bool is_on_root(const project::Service& service, std::string_view path) {
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

/// What a command of the script writes to that is on the root file system; an empty path for nothing.
static std::string written(const project::Project& project, const project::Service& service, const shell::Node& node) {
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
        project::image_folder({project, *service.stage, service.definition->build.directory}, word->text))
      continue;
    return std::string(word->text);
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  if (!service.definition->read_only.value || service.startup == nullptr || service.startup->root == nullptr)
    return report.skip();
  const std::string_view first = first_line(*service.startup, service.entrypoint_script, report.project());
  for (const shell::Node* const node : service.startup->root->children) {
    if (node->kind != shell::NodeKind::simple) continue;
    // Without `set -e` the script goes on, and its program may do without what it did not get.
    if (!strict_mode(*service.startup, first, node).errexit || status_is_asked(*node) || node->background) continue;
    const std::string path = written(report.project(), service, *node);
    if (path.empty()) continue;
    report
        .at(node->span, "`{}` writes `{}` when it starts, but its root file system is read-only; put a tmpfs there",
            service.name, path)
        .note(service.definition->read_only.entry_span(), "Here it is made read-only");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4551",
    .summary = "Start script that writes to a read-only root",
    .why = "Under `set -e` the script ends at its first failed write, and the container with it.",
    .remedy = "Give the service a tmpfs or a volume where the script writes.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::start_script_writes_read_only_root
