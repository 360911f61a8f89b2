#include "rules/rule.h"

#include <string_view>

#include "rules/lib/run_habits.h"
#include "rules/lib/unchecked_cd.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::cd_status_ignored {

/// `.`, `..` and what is made of them alone.
static bool stays_near(const shell::Node& node) {
  if (node.words.size() != 2) return false;
  const std::string_view folder = node.words[1].text;
  if (!folder.empty() && folder.find_first_not_of("./") != std::string_view::npos) return false;
  return !contains(folder, "...");
}

static void look_at(const shell::Node& node, const ScriptSite& site, const project::File& file, Report& report) {
  if (node.kind != shell::NodeKind::simple || node.program_at != 0 || !is_one_of("cd pushd popd", node.program)) return;
  const shell::Invocation command = shell::invocation(node);
  if (stays_near(node) || (node.program != "cd" && command.has_any_flag({"-n"})) || status_is_asked(node)) return;
  if (strict_mode(*site.script, first_line(*site.script, &file, report.project())).errexit) return;
  // `cd-unchecked` speaks of those that something follows and whose folder may be missing.
  if (node.program != "popd" && cd_may_fail(command) && next_in_list(node) != nullptr && !node.background) return;
  report.at(node.span, "Nothing asks whether this `{}` went well; add `|| exit 1`", node.program);
}

extern const Rule rule = {
    .code = "SW1528",
    .summary = "`cd` whose status nobody asks for",
    .why =
        "Where the folder is missing the step goes on in the one before. Folders that every system has, and a `cd` at "
        "the end of a step, are no danger.",
    .remedy = "Join what follows by `&&`, or start the step with `set -e`.",
    .peers = "hadolint-shellcheck:SC2164",
    .differs =
        "What is likely to go wrong is `cd-unchecked`; here stands the rest of what ShellCheck reports, off unless "
        "asked for.",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::cd_status_ignored
