#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::cuda_packages_redundant {

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || command.action != PackageAction::install || subject.stage == nullptr ||
      subject.stage->parent != nullptr)
    return report.skip();
  const knowledge::Reference base = knowledge::parse_reference(subject.stage->base);
  if (base.repository != "nvidia/cuda" || !subject.stage->base_known) return report.skip();
  const bool runtime_alone = contains(base.tag, "runtime");
  // The tags of old that name no flavour are those of the largest.
  const bool devel = !runtime_alone && !contains(base.tag, "base");
  const bool runtime = devel || runtime_alone;
  for (const shell::Word* word : command.packages) {
    const std::string_view name = before(word->text, '=');
    const bool present = (runtime && (name.starts_with("cuda-runtime") || name.starts_with("cuda-libraries-1") ||
                                      name.starts_with("libcublas-1"))) ||
                         name.starts_with("cuda-cudart-1") || name.starts_with("cuda-compat") ||
                         (devel && (name.starts_with("cuda-toolkit") || name.starts_with("cuda-nvcc") ||
                                    name == "nvidia-cuda-toolkit")) ||
                         (contains(base.tag, "cudnn") && name.starts_with("libcudnn") && !name.ends_with("-dev"));
    if (!present) continue;
    report.at(word->span, "The base image brings `{}` already", name).note(subject.stage->base_span, "The base image");
    return;
  }
}

extern const Rule rule = {
    .code = "SW1275",
    .summary = "CUDA packages installed twice",
    .why = "A second copy is gigabytes of download, often of another release that then wins at run time.",
    .remedy = "Drop the package, or start from a smaller tag and install what is needed.",
    .peers = "tally:tally/gpu/no-redundant-cuda-install",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_command<check>(system_package_programs),
};

}  // namespace seaworthy::rules::cuda_packages_redundant
