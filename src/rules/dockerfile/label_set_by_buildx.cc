#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::label_set_by_buildx {

static void check(const dockerfile::Instruction& label, Report& report) {
  for (const dockerfile::Pair& pair : label.pairs)
    if (pair.key.text == "org.opencontainers.image.revision" && !pair.value.literal)
      report.at(pair.key.span, "Buildx can write `{}` from git by itself; a build argument is forgotten now and then",
                pair.key.text);
}

extern const Rule rule = {
    .code = "SW1265",
    .summary = "Label that Buildx writes by itself",
    .why = "Two sources of one value differ at some point.",
    .remedy =
        "Set `BUILDX_GIT_LABELS=1` and drop the label. It depends on how images are built, so this rule is off by "
        "default.",
    .peers = "tally:tally/labels/no-buildx-git-overlap",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .on = false,
    .check = each_instruction<check, dockerfile::Op::label>(),
};

}  // namespace seaworthy::rules::label_set_by_buildx
