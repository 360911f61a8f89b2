#include "rules/rule.h"

#include "rules/lib/layers.h"

namespace seaworthy::rules::copied_files_owned_by_runtime_user {

static void check(const dockerfile::Instruction& instruction, Report& report) {
  const dockerfile::Flag* const owner = instruction.flag("chown");
  if (owner == nullptr || instruction.stage == nullptr) return report.skip();
  const std::string_view user = instruction.stage->user.value;
  if (is_root(owner->value) || user_name(owner->value) != user_name(user)) return;
  report.at(owner->span,
            "The program's own user may rewrite what is copied here; leave code to root and give away data only");
}

extern const Rule rule = {
    .code = "SW1176",
    .summary = "Copied files belong to the user that runs",
    .why =
        "Somebody who breaks into the program can then change its code, and the change survives until the container is "
        "replaced.",
    .remedy =
        "Leave code and configuration to root, readable for all, and hand over data folders alone. Many accept the "
        "ownership for convenience; this rule is off by default.",
    .peers = "kics:chown_flag_exists",
    .differs = "kics reports every --chown; here only one to the user that the stage runs as.",
    .severity = Severity::info,
    .rung = Rung::resist,
    .category = Category::security,
    .on = false,
    .check = each_instruction<check, dockerfile::Op::copy, dockerfile::Op::add>(),
};

}  // namespace seaworthy::rules::copied_files_owned_by_runtime_user
