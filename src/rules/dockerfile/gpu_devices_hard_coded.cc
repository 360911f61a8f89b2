#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::gpu_devices_hard_coded {

/// Words that hide every GPU, which holds on any machine.
static bool hides_all(std::string_view value) {
  for (const std::string_view word : {"none", "void", "NoDevFiles", "-1"})
    if (equal_ignoring_case(value, word)) return true;
  return false;
}

/// A later ENV of the stage, or of the same line, that gives the variable anew.
static bool replaced(const dockerfile::Instruction& env, const dockerfile::Pair& pair) {
  if (env.stage == nullptr) return false;
  for (const dockerfile::Instruction* later : env.stage->instructions)
    if (later->op == dockerfile::Op::env && later->span.begin >= env.span.begin)
      for (const dockerfile::Pair& other : later->pairs)
        if (other.key.text == pair.key.text && other.key.span.begin > pair.key.span.begin) return true;
  return false;
}

static void check(const dockerfile::Instruction& env, Report& report) {
  for (const dockerfile::Pair& pair : env.pairs) {
    if (!pair.value.literal || pair.value.text.empty() || hides_all(pair.value.text) || replaced(env, pair)) continue;
    const std::string_view value = pair.value.text;
    if (pair.key.text == "NVIDIA_VISIBLE_DEVICES") {
      if (equal_ignoring_case(value, "all")) {
        if (env.stage != nullptr && knowledge::parse_reference(env.stage->root().base).repository == "nvidia/cuda")
          report.at(pair.value.span, "The base image sets `{}={}` already", pair.key.text, value)
              .severity(Severity::info)
              .rung(Rung::operate)
              .peers("tally:tally/gpu/no-hardcoded-visible-devices")
              .note(env.stage->root().base_span, "The base image");
        continue;
      }
      report
          .at(pair.value.span, "`{}` names GPUs of one machine; choose them where the container is started",
              pair.key.text)
          .peers("tally:tally/gpu/no-hardcoded-visible-devices");
    } else if (pair.key.text == "CUDA_VISIBLE_DEVICES") {
      report
          .at(pair.value.span, "`{}` names GPUs of one machine; choose them where the container is started",
              pair.key.text)
          .peers("tally:tally/gpu/no-hardcoded-visible-devices");
    } else if (pair.key.text == "NVIDIA_DRIVER_CAPABILITIES" && equal_ignoring_case(value, "all")) {
      report
          .at(pair.value.span,
              "`all` hands display and video parts of the driver in as well; `compute,utility` is enough to compute")
          .severity(Severity::info)
          .peers("tally:tally/gpu/prefer-minimal-driver-capabilities")
          .fix(Safety::review, "Ask for what computing needs", pair.value.span, "compute,utility");
    }
  }
}

extern const Rule rule = {
    .code = "SW1273",
    .summary = "GPUs chosen inside the image",
    .why =
        "Device numbers hold for one machine. On another the program sees no GPU, or takes the one that somebody else "
        "uses.",
    .remedy = "Leave the choice to `--gpus` or the device reservation of Compose.",
    .peers = "tally:tally/gpu/no-hardcoded-visible-devices tally:tally/gpu/prefer-minimal-driver-capabilities",
    .differs = "`all` on another base than NVIDIA's passes, which tally does as well.",
    .severity = Severity::low,
    .rung = Rung::start,
    .category = Category::orchestration,
    .fixes = Fixes::sometimes,
    .check = each_instruction<check, dockerfile::Op::env>(),
};

}  // namespace seaworthy::rules::gpu_devices_hard_coded
