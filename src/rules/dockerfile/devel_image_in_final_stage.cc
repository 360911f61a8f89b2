#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::devel_image_in_final_stage {

static void check(const dockerfile::Stage& stage, Report& report) {
  const dockerfile::Stage& root = stage.root();
  const knowledge::Reference base = knowledge::parse_reference(root.base);
  if (!root.base_known || !contains(base.repository, "nvidia/cuda") || is_development_stage(stage))
    return report.skip();
  if (!contains(base.tag, "devel")) return;
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions) {
      const std::string_view text = report.text(instruction->span);
      for (const std::string_view sign : {"nvcc", "cmake", "make", "gcc", "g++", "ninja", "build-essential",
                                          "flash-attn", "setup.py", "--no-build-isolation", "deepspeed"})
        if (contains(text, sign)) return report.skip();
    }
  report.at(root.base_span,
            "`devel` brings CUDA's compilers, gigabytes of them; nothing here compiles, so take `runtime`");
}

extern const Rule rule = {
    .code = "SW1274",
    .summary = "CUDA development image shipped",
    .why = "The development images are several gigabytes larger than those that only run programs.",
    .remedy = "Use the `runtime` (or `base`) tag of the same version; compile in another stage.",
    .peers = "tally:tally/gpu/prefer-runtime-final-stage",
    .controls = "NIST 800-190:4.1.2",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::devel_image_in_final_stage
