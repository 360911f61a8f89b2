#include "knowledge/database_servers.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/once.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::start_script_with_carriage_return {

/// Whether a step of the build may convert the line ends: `dos2unix`, `sed -i 's/\r$//'`, `tr -d '\r'`.
static bool may_convert(const project::Service& service, Report& report) {
  for (const dockerfile::Stage* stage = service.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* const instruction : stage->instructions) {
      if (instruction->op != dockerfile::Op::run) continue;
      const std::string_view text = report.text(instruction->span);
      if (contains(text, "dos2unix") || contains(text, "\\r") || contains(text, "\\015") || contains(text, "x0d") ||
          contains(text, "x0D"))
        return true;
    }
  return false;
}

/// Scripts that the entrypoint of a database runs, with the interpreter that their first line names.
static void check_mounted(const project::Service& service, Report& report) {
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root || !knowledge::is_script_folder(mount.target))
      continue;
    for (const project::File* const file : service.mounted_files) {
      if (!project::is_below(file->path, mount.host_path) || !file->path.ends_with(".sh") || !file->has_content)
        continue;
      const std::string_view text = report.project().sources[file->source].text();
      const std::size_t end = text.find('\n');
      if (!text.starts_with("#!") || end == std::string_view::npos || text[end - 1] != '\r') continue;
      report
          .at({file->source, 0, static_cast<std::uint32_t>(end - 1)},
              "`{}` starts this script, whose first line ends in a carriage return: no interpreter has such a name",
              service.name)
          .note(mount.span(), "It is mounted here, and run when the data is made");
    }
  }
}

static void check(const project::Service& service, Report& report) {
  if (service.image != nullptr && !service.builds) check_mounted(service, report);
  const std::optional<StartScript>& script = once<start_script>(report, service);
  if (!script.has_value() || !script->from_repository || script->shebang.empty()) return report.skip();
  if (!script->shebang.ends_with('\r') || (script->file.mount == nullptr && may_convert(service, report))) return;
  Span line = script->shebang_span;
  --line.end;
  report
      .at(line, "`{}` starts this script, whose first line ends in a carriage return: no interpreter has such a name",
          service.name)
      .note(script->command, "It is started here");
}

extern const Rule rule = {
    .code = "SW4550",
    .summary = "Container that starts a script with Windows line ends",
    .why =
        "The kernel takes the carriage return for a part of the interpreter's name, and the container ends with `no "
        "such file or directory` for a file that is there.",
    .remedy = "Convert the script (`dos2unix`), and keep it so with `*.sh text eol=lf` in .gitattributes.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::start_script_with_carriage_return
