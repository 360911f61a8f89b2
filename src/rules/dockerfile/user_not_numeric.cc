#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::user_not_numeric {

static void check(const dockerfile::Instruction& user, Report& report) {
  if (user.arguments.empty() || user.stage == nullptr || is_windows_stage(*user.stage)) return report.skip();
  const dockerfile::Word& word = user.arguments.front();
  const std::string_view name = user_name(word.literal ? word.text : word.value);
  if (!word.known || name.empty() || name.find('$') != std::string_view::npos || is_number(name)) return;
  if (is_root(name))
    report.at(word.span, "The host knows no names of the image, `{}` included; write `0`", name);
  else
    report.at(word.span, "Kubernetes cannot tell that `{}` is not root; write the account's number", name);
}

extern const Rule rule = {
    .code = "SW1181",
    .summary = "User given by name",
    .why =
        "With `runAsNonRoot` Kubernetes refuses images whose USER is a name, for it cannot look it up; mounted files "
        "are "
        "owned by numbers too.",
    .remedy =
        "Create the account with a fixed number and write `USER 10001`. It matters on Kubernetes alone, so this rule "
        "is "
        "off by default.",
    .peers = "hadolint:DL3066",
    .differs =
        "Accounts of Windows have no numbers. Of a variable counts what ENV, or the default of an ARG, gives it; "
        "hadolint "
        "reports every one.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .on = false,
    .check = each_instruction<check, dockerfile::Op::user>(),
};

}  // namespace seaworthy::rules::user_not_numeric
