#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/made_secret.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::secret_made_at_each_start {

static void check(const project::Service& service, Report& report) {
  if (service.startup == nullptr || service.startup->root == nullptr) return report.skip();
  bool any = false;
  for (const shell::Node* const node : service.startup->commands) {
    const MadeSecret made = made_secret(*node);
    if (made.name.empty()) continue;
    any = true;
    if (!is_unconditional(*node)) continue;
    report
        .at(made.span, "`{}` makes `{}` anew at each start, and what the last one signed or locked is lost",
            service.name, made.name)
        .note(service.span, "It starts with this script");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4943",
    .summary = "Secret that is made anew at each start",
    .why =
        "Every update logs all people out, tokens and links in mails become void, and what was encrypted with the key "
        "cannot be read any more. Two containers of one service do not know each other's sessions.",
    .remedy = "Make the secret once, and give it to the container as a secret or a variable.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::security,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::secret_made_at_each_start
