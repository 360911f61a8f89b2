#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::copy_to_relative_path_without_workdir {

static bool is_trigger(const dockerfile::Stage& stage, const dockerfile::Instruction& instruction) {
  for (const dockerfile::Instruction* other : stage.instructions)
    if (other->trigger == &instruction) return true;
  return false;
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.arguments.empty() || instruction.stage == nullptr) return report.skip();
  const dockerfile::Word& target = instruction.arguments.back();
  const bool is_drive = target.text.size() > 1 && target.text[1] == ':';
  if (target.text.starts_with('/') || target.text.starts_with('\\') || target.text.starts_with('$') || is_drive ||
      target.text.empty())
    return;
  for (const dockerfile::Stage* stage = instruction.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* other : stage->instructions)
      if (triggered(*other).op == dockerfile::Op::workdir &&
          // A trigger sets it for the triggers behind it.
          (other->op == dockerfile::Op::workdir || is_trigger(*stage, instruction)) &&
          (stage != instruction.stage || other->span.begin < instruction.span.begin))
        return;
  const std::string_view base = instruction.stage->root().base;
  const bool lacks_from = instruction.stage->from->arguments.empty();
  if (!instruction.stage->root().base_known && !lacks_from) return report.skip();
  const knowledge::Image* const image = knowledge::image(base);
  if (image != nullptr && !image->working_dir.empty() && image->working_dir != "/") return;
  // An image of somebody else may well set its own folder.
  const bool known = image != nullptr || equal_ignoring_case(base, "scratch");
  Builder finding = report.at(
      target.span,
      "No `WORKDIR` is set, so the folder of the base image decides where this goes; set one or write a full path");
  finding.confidence(known ? Confidence::certain : Confidence::likely);
  // hadolint looks at COPY alone.
  if (instruction.op == dockerfile::Op::add) finding.peers("");
}

extern const Rule rule = {
    .code = "SW1175",
    .summary = "Copy to a relative path without WORKDIR",
    .why =
        "The base image decides where the files land, usually in `/`, among the system's own folders; another base "
        "moves them.",
    .remedy = "Set WORKDIR before, or give an absolute target.",
    .peers = "hadolint:DL3045",
    .differs = "The working directory of known base images counts; ADD is judged as well.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_instruction<check, dockerfile::Op::copy, dockerfile::Op::add>(),
};

}  // namespace seaworthy::rules::copy_to_relative_path_without_workdir
