#include "rules/rule.h"

#include <optional>
#include <string>

#include "project/copy_sources.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/pnpm_layout.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::generated_client_in_store {

/// Whether a path is that of the client that Prisma generates beside its package, where npm and Yarn put it.
static bool is_generated_client(std::string_view path) {
  return path.ends_with("/node_modules/.prisma") || path.ends_with("/node_modules/.prisma/client");
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const project::Project& project = report.project();
  bool asks = false;
  for (const project::BuildContext& context : project::build_contexts(project, dockerfile)) {
    for (const project::CopySource& source : context.sources) {
      if (source.stage == nullptr || source.pattern) continue;
      const std::string path = project::container_path("/", source.text);
      if (!is_generated_client(path)) continue;
      asks = true;
      const std::optional<PnpmInstall> install =
          pnpm_install(project, once<build_steps>(report, dockerfile), *source.stage);
      if (!install.has_value() || !project::is_below(path, install->folder)) continue;
      report.at(source.span, "pnpm has no `{}`: the client lies in its store, and the build fails here", source.text)
          .note(install->step->invocation.span(), "It installs here")
          .confidence(weaker(Confidence::likely, confidence_of(context)));
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4959",
    .summary = "Generated client that is looked for beside pnpm's store",
    .why =
        "Prisma writes its client beside its own package. Under pnpm that is below `node_modules/.pnpm`, so that "
        "`node_modules/.prisma` is not there, and `COPY --from` ends with `not found`.",
    .remedy =
        "Generate the client to a folder of its own (`output` of the generator) and copy that, or copy "
        "`node_modules` as a whole.",
    .references = "https://pnpm.io/symlinked-node-modules-structure",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::generated_client_in_store
