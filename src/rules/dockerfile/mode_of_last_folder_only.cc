#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::mode_of_last_folder_only {

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::simple) return;
  const shell::Invocation command = shell::invocation(node);
  if (command.program != "mkdir" || !command.has_any_flag({"-p", "--parents"})) return;
  const shell::Word* const mode = command.flag("-m") != nullptr ? command.flag("-m") : command.flag("--mode");
  if (mode == nullptr) return;
  for (const shell::Word* folder : command.operands({"-m", "--mode"})) {
    const std::string_view path = folder->text;
    const std::size_t slash = path.find('/', path.starts_with("./") ? 2 : 1);
    if (slash == std::string_view::npos || slash + 1 == path.size()) continue;
    report.at(mode->span, "Only `{}` itself gets this mode, not the folders above it that are made too", path);
    return;
  }
}

extern const Rule rule = {
    .code = "SW1470",
    .summary = "`mkdir -p -m` that gives its mode to the last folder only",
    .why =
        "With `-p` the mode of `-m` is that of the innermost folder; those above it that are made on the way get the "
        "default.",
    .remedy = "Make each folder with its mode, or run `chmod`.",
    .peers = "hadolint-shellcheck:SC2174",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::resist,
    .category = Category::security,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::mode_of_last_folder_only
