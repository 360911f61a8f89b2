#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "project/image_files.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::label_base_digest_stale {

static void check(const dockerfile::Stage& stage, Report& report) {
  const dockerfile::Pair* found = nullptr;
  for (const dockerfile::Instruction* instruction : stage.with_inherited)
    if (instruction->op == dockerfile::Op::label)
      for (const dockerfile::Pair& pair : instruction->pairs)
        if (pair.key.text == "org.opencontainers.image.base.digest") found = &pair;
  if (found == nullptr || !found->value.literal || !stage.root().base_known) return report.skip();
  const knowledge::Reference base = knowledge::parse_reference(stage.root().base);
  if (base.digest == found->value.text) return;
  if (base.digest.empty())
    report.at(found->value.span,
              "The base image is not pinned by digest, so this label is wrong after its next release");
  else
    report.at(found->value.span, "This is not the digest of the base image")
        .note(stage.root().base_span, "The base image");
}

extern const Rule rule = {
    .code = "SW1264",
    .summary = "Label names another base digest",
    .why = "Scanners and bots take the label for the truth and look at another base image.",
    .remedy = "Let the build tool set it (`docker buildx build --annotation`), or pin the base by the same digest.",
    .peers = "tally:tally/labels/no-stale-base-digest",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::documentation,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::label_base_digest_stale
