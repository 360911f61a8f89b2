#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::workdir_in_system_directory {

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.arguments.empty() || !instruction.arguments.front().literal) return report.skip();
  const std::string path = absolute_path(instruction, instruction.arguments.front().text);
  for (const std::string_view folder : {"/proc", "/sys", "/dev", "/boot", "/initrd", "/lost+found"}) {
    if (path != folder && !(path.starts_with(folder) && path[folder.size()] == '/')) continue;
    if (path.starts_with("/dev/shm")) return;
    report.at(instruction.arguments.front().span,
              "`{}` belongs to the kernel or the system; use a folder of your own such as `/app`", folder);
    return;
  }
}

extern const Rule rule = {
    .code = "SW1254",
    .summary = "Working directory below a system folder",
    .why =
        "The engine mounts its own file systems over these folders: what is written there while building is gone at "
        "run time, or "
        "talks to the kernel.",
    .remedy = "Use a folder such as /app or /srv.",
    .peers = "trivy:DS-0030",
    .differs = "The folders themselves count, not only what is below them, and /sys.",
    .severity = Severity::medium,
    .rung = Rung::start,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::workdir>(),
};

}  // namespace seaworthy::rules::workdir_in_system_directory
