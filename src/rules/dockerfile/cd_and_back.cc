#include "rules/rule.h"

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::cd_and_back {

static bool is_cd(const shell::Node& node) {
  return node.kind == shell::NodeKind::simple && node.program == "cd" && node.program_at == 0;
}

static bool leads_back(const shell::Node& cd) { return cd.words.size() == 2 && is_one_of(".. -", cd.words[1].text); }

static void look_at(const shell::Node& list, const ScriptSite& site, const project::File& file, Report& report) {
  if (list.kind != shell::NodeKind::list) return;
  const shell::Node* previous = nullptr;
  for (const shell::Node* node : list.children) {
    if (!is_cd(*node)) continue;
    if (previous != nullptr && leads_back(*node) && !leads_back(*previous)) {
      if (!strict_mode(*site.script, first_line(*site.script, &file, report.project())).errexit)
        report.at(node->span,
                  "Where the first `cd` failed this leads out of another folder; run the part in `( ... )`");
      return;
    }
    previous = node;
  }
}

extern const Rule rule = {
    .code = "SW1512",
    .summary = "`cd` into a folder and back",
    .why =
        "When the first `cd` fails, the commands between run in the wrong folder, and the second `cd` leaves that one.",
    .remedy = "Run what belongs into the folder in a subshell: `(cd folder && make)`.",
    .peers = "hadolint-shellcheck:SC2103",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::cd_and_back
