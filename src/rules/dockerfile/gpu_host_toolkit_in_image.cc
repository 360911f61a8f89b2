#include "rules/rule.h"

#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::gpu_host_toolkit_in_image {

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || command.action != PackageAction::install) return report.skip();
  for (const shell::Word* word : command.packages)
    if (word->text.starts_with("nvidia-container-toolkit") || word->text.starts_with("nvidia-docker2") ||
        word->text.starts_with("libnvidia-container")) {
      report.at(word->span, "`{}` belongs on the host, whose engine hands the GPU in; drop it from the image",
                word->text);
      return;
    }
}

extern const Rule rule = {
    .code = "SW1272",
    .summary = "Host part of the GPU support in an image",
    .why = "The toolkit works in the engine, not in the container; in an image it is dead weight.",
    .remedy = "Install it on the host and ask for the GPU in Compose or on the command line.",
    .peers = "tally:tally/gpu/no-container-runtime-in-image",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_command<check>(system_package_programs),
};

}  // namespace seaworthy::rules::gpu_host_toolkit_in_image
