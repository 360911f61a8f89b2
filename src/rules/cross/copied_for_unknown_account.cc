#include "rules/rule.h"

#include <algorithm>

#include "project/copy_sources.h"
#include "project/model.h"
#include "rules/lib/added_accounts.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::copied_for_unknown_account {

/// The name of the account in `--chown=NAME:GROUP`; "" for a number, a variable and root, who is looked up nowhere.
static std::string_view account_of(std::string_view owner) {
  const std::string_view name = before(owner, ':');
  if (name.empty() || is_digit(name.front()) || name == "root" || contains(owner, "$")) return {};
  return name;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const project::BuildContext& context : project::build_contexts(report.project(), dockerfile))
    for (const dockerfile::Stage* const stage : context.stages)
      for (const dockerfile::Instruction* const instruction : stage->instructions) {
        if (instruction->op != dockerfile::Op::copy && instruction->op != dockerfile::Op::add) continue;
        const dockerfile::Flag* const owner = instruction->flag("chown");
        const std::string_view name = owner != nullptr ? account_of(owner->value) : std::string_view();
        if (name.empty()) continue;
        asks = true;
        if (!lacks_account(*stage, name, report)) continue;
        report
            .at(owner->span, "`{}` is no account of this image, so the build fails here; add it, or write a number",
                name)
            .note(stage->base_span, "The base has no `{}`, and no step adds one", name)
            .confidence(confidence_of_base(*stage));
        return;
      }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4853",
    .summary = "COPY for an account that the image does not have",
    .why =
        "BuildKit looks the name up in the `/etc/passwd` of the stage that is copied into, not of the one that is "
        "copied from: the build ends with `unable to find user`.",
    .remedy = "Add the account in front of the COPY, name one that the image has, or write its number.",
    .references = "https://docs.docker.com/reference/dockerfile/#copy---chown---chmod",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "copy for accounts that they have",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::copied_for_unknown_account
