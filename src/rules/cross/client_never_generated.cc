#include <algorithm>

#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_installs.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::client_never_generated {

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.dockerfile == nullptr) return report.skip();
  const project::Manifest* const manifest = container_manifest(report.project(), service);
  const project::Dependency* const client = manifest != nullptr ? manifest->dependency("@prisma/client") : nullptr;
  if (client == nullptr) return report.skip();
  const project::Dependency* const generator = manifest->dependency("prisma");
  const std::vector<BuildStep>& steps = once<build_steps>(report, *service.dockerfile);
  const NodeInstall install = install_in_force(steps, *service.stage, nullptr, nullptr);
  // With the generator at hand the install of the client runs it; without, somebody has to.
  if (install.step == nullptr || !install.production || generator == nullptr || !generator->development) return;
  for (const BuildStep& step : steps) {
    for (const std::string_view word : texts(step.invocation))
      if (contains(word, "prisma") || contains(word, "generate") || contains(word, "build")) return;
    // An earlier install with everything generates it; a prune leaves it where it is.
    if (step.invocation.verb() == "prune") return;
  }
  if (service.startup != nullptr) return;
  for (const project::ManifestScript& script : manifest->scripts)
    if (contains(script.text, "prisma generate") && is_one_of("postinstall prepare start prestart", script.name))
      return;
  for (const std::string_view word : service.command.words)
    if (contains(word, "prisma")) return;
  report
      .at(install.step->invocation.span(),
          "Nothing generates Prisma's client for `{}`: the install leaves `prisma` out, and no step runs `prisma "
          "generate`",
          service.name)
      .note(client->span, "The program uses the client")
      .note(generator->span, "The generator is a development dependency");
}

extern const Rule rule = {
    .code = "SW4499",
    .summary = "Prisma's client that no step of the build generates",
    .why = "The program ends at `@prisma/client did not initialize yet`.",
    .remedy = "Run `prisma generate` in a stage with all dependencies, and copy what it makes or prune afterwards.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::client_never_generated
