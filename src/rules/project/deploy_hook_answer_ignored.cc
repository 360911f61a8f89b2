#include <algorithm>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::deploy_hook_answer_ignored {

/// Whether something looks at the answer or its status, or it goes into a file.
static bool is_looked_at(const CommandSubject& subject) {
  const shell::Node& node = *subject.invocation.node;
  if (subject.invocation.has_any_flag({"-w", "--write-out", "-o", "--output"})) return true;
  if (node.parent != nullptr && node.parent->kind == shell::NodeKind::pipeline) return true;
  // `answer=$(curl ...)`
  if (node.script != subject.script || (node.script->root != nullptr && node.script->root->parent != nullptr))
    return true;
  return caught_by(node) != nullptr;
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::ci) return report.skip();
  bool is_hook = false, deploys = false;
  for (const shell::Word& word : subject.invocation.arguments) {
    const std::string small = ascii::lowered(report.text(word.span));
    // Headers and bodies name many things.
    if (!contains(small, "://") && !contains(small, "${{") && !contains(small, "$")) continue;
    for (const std::string_view channel : {"slack", "discord", "telegram", "teams", "office.com", "feishu", "dingtalk"})
      if (contains(small, channel)) return report.skip();
    is_hook = is_hook || contains(small, "hook");
    deploys = deploys || contains(small, "deploy");
  }
  const std::string file = ascii::lowered(base_name(subject.file->path));
  deploys = deploys || contains(file, "deploy") || file == "cd.yml" || file == "cd.yaml";
  if (!is_hook || !deploys) return report.skip();
  if (subject.invocation.has_any_flag({"-f", "--fail", "--fail-with-body"}) || is_looked_at(subject)) return;
  report.at(subject.invocation.span(), "`curl` takes a refusal for success, and a deployment that never began is green")
      .advise("Add `--fail-with-body`");
}

static constexpr std::string_view programs[] = {"curl"};

extern const Rule rule = {
    .code = "SW7190",
    .summary = "Deploy hook whose refusal nobody notices",
    .why =
        "Without `--fail` curl ends in success whatever the server answers. A token that is out of date, a hook that "
        "moved or a server that is down leaves the old release running, and the pipeline says that it deployed.",
    .remedy = "`curl --fail-with-body ...`, and ask the application for its release afterwards.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::deploy_hook_answer_ignored
