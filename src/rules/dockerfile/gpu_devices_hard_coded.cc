#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::gpu_devices_hard_coded {

static void check(const dockerfile::Instruction& env, Report& report) {
  for (const dockerfile::Pair& pair : env.pairs) {
    if (!pair.value.literal || pair.value.text.empty()) continue;
    const std::string_view value = pair.value.text;
    if (pair.key.text == "NVIDIA_VISIBLE_DEVICES") {
      if (is_one_of("all none void NoDevFiles", value)) continue;
      report
          .at(pair.value.span, "`{}` names GPUs of one machine; choose them where the container is started",
              pair.key.text)
          .peers("tally:tally/gpu/no-hardcoded-visible-devices");
    } else if (pair.key.text == "CUDA_VISIBLE_DEVICES" && value != "-1") {
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
    .differs = "`all`, which NVIDIA's own images set, passes.",
    .severity = Severity::low,
    .rung = Rung::start,
    .category = Category::orchestration,
    .fixes = Fixes::sometimes,
    .check = each_instruction<check, dockerfile::Op::env>(),
};

}  // namespace seaworthy::rules::gpu_devices_hard_coded
