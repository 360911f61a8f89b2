#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::gpu_query_at_build {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  const std::string_view program = subject.invocation.program;
  if (is_one_of("nvidia-smi nvidia-debugdump nvidia-persistenced", program)) {
    report.at(subject.invocation.program_word->span, "There is no GPU while an image is built; ask at start-up");
    return;
  }
  for (const shell::Word& word : subject.invocation.arguments)
    for (const std::string_view call :
         {"torch.cuda.is_available", "torch.cuda.get_device", "torch.cuda.device_count", "torch.cuda.current_device",
          "list_physical_devices", "list_local_devices", "is_gpu_available"})
      if (contains(word.text, call)) {
        report.at(word.span, "There is no GPU while an image is built, so this answers no; ask at start-up");
        return;
      }
}

static constexpr std::string_view programs[] = {"nvidia-smi", "nvidia-debugdump", "nvidia-persistenced",
                                                "python",     "python3",          "uv"};

extern const Rule rule = {
    .code = "SW1271",
    .summary = "GPU asked for while building",
    .why = "Builders have no GPU: the command fails, or a build is configured for a machine without one.",
    .remedy = "Ask when the container starts, and name the architectures to build for.",
    .peers = "tally:tally/gpu/no-buildtime-gpu-queries",
    .severity = Severity::medium,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::gpu_query_at_build
