#include <algorithm>
#include <string_view>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/find_deletes.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::retention_written_in_script {

/// The age behind which a `find` of a script deletes what it finds: the word after `-mtime`; null for none.
static const shell::Word* age_of(const shell::Node& node) {
  const shell::Invocation command = shell::invocation(node);
  if (command.program != "find" || !deletes_what_it_finds(node)) return nullptr;
  for (std::size_t at = 0; at + 1 < command.arguments.size(); ++at)
    if (is_one_of("-mtime -mmin -ctime -cmin", command.arguments[at].text)) return &command.arguments[at + 1];
  return nullptr;
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr ||
      std::ranges::find(once<backup_scripts>(report), &file) == once<backup_scripts>(report).end())
    return report.skip();
  bool any = false;
  for (const shell::Node* const node : file.script->commands) {
    const shell::Word* const age = age_of(*node);
    if (age == nullptr) continue;
    any = true;
    if (!age->expansions.empty()) continue;
    report.at(age->span, "How long copies are kept is written here; take it from a variable with this as its default");
    return;
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4410",
    .summary = "Age of old backups that is written in the script",
    .why = "Who has to keep copies longer, or runs out of space, edits the script on each host.",
    .remedy = "Read it from a variable: `find ... -mtime +\"${BACKUP_RETENTION_DAYS:-14}\" -delete`.",
    .severity = Severity::info,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "take from a variable how long backups are kept",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::retention_written_in_script
