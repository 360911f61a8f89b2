#include <algorithm>
#include <string>

#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::start_script_writes_read_only_mount {

/// A write of the start script to what is mounted read-only.
struct Write {
  const shell::Node* command = nullptr;
  std::string_view path;
  const compose::Mount* mount = nullptr;
};

static const compose::Mount* read_only_mount(const project::Service& service, std::string_view path) {
  if (!path.starts_with('/')) return nullptr;
  const compose::Mount* const mount = project::mount_over(service, path);
  return mount != nullptr && mount->read_only && mount->type != compose::MountType::tmpfs ? mount : nullptr;
}

/// What a command writes to, when it is certain: a redirection, `sed -i FILE`, the last operand of `cp` and `mv`.
static Write write_of(const project::Service& service, const shell::Node& node) {
  for (const shell::Redirection& redirection : node.redirections)
    if (is_one_of("> >> >|", redirection.operation) && redirection.target.literal)
      if (const compose::Mount* const mount = read_only_mount(service, redirection.target.text))
        return {&node, redirection.target.text, mount};
  if (node.words.empty()) return {};
  const shell::Invocation command = shell::invocation(node);
  const bool edits = command.program == "sed" && command.has_any_flag({"-i", "--in-place"});
  if (!edits && !is_one_of("cp mv touch mkdir", command.program)) return {};
  const std::vector<const shell::Word*> operands = command.operands();
  if (operands.empty() || !operands.back()->literal) return {};
  const std::string_view path = operands.back()->text;
  const compose::Mount* const mount = read_only_mount(service, path);
  // `mkdir -p` of what is there writes nothing.
  if (mount == nullptr || (command.program == "mkdir" && command.has_flag("-p"))) return {};
  return {&node, path, mount};
}

static void check(const project::Service& service, Report& report) {
  if (service.startup == nullptr || service.startup->root == nullptr ||
      std::ranges::none_of(service.definition->mounts, [](const compose::Mount& mount) { return mount.read_only; }))
    return report.skip();
  const std::string_view first = first_line(*service.startup, service.entrypoint_script, report.project());
  for (const shell::Node* const node : service.startup->root->children) {
    if (node->kind != shell::NodeKind::simple || node->background || status_is_asked(*node)) continue;
    const Write write = write_of(service, *node);
    if (write.command == nullptr) continue;
    const bool ends = strict_mode(*service.startup, first, node).errexit;
    Builder finding = ends ? report.at(write.mount->span(),
                                       "`{}` writes `{}` when it starts, which this mounts read-only, and ends there",
                                       service.name, write.path)
                           : report.at(write.mount->span(),
                                       "`{}` writes `{}` when it starts, which this mounts read-only, so it keeps what "
                                       "is mounted",
                                       service.name, write.path);
    finding.note(node->span, "It is written here");
    if (!ends) finding.severity(Severity::medium);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4766",
    .summary = "Start script that writes to a read-only mount",
    .why =
        "Under `set -e` the script ends at the failed write and the container with it; without, the program starts "
        "with a file in which nothing was filled in.",
    .remedy = "Mount the template where the script reads it, and let the script write to a path of the container.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::start_script_writes_read_only_mount
