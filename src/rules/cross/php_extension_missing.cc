#include <algorithm>

#include "project/manifests.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/php_extensions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::php_extension_missing {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.stage == reported || step.invocation.program != "composer" ||
        !is_one_of("install i", step.invocation.verb()) || may_fail(*step.invocation.node))
      continue;
    const knowledge::Image* const base = project::base_image(*step.stage);
    if (base == nullptr || base->name != "php") continue;
    if (std::ranges::any_of(step.invocation.arguments,
                            [](const shell::Word& word) { return word.text.starts_with("--ignore-platform-req"); }))
      continue;
    const project::Manifest* const manifest = manifest_at(report.project(), step, project::Ecosystem::php, step.folder);
    if (manifest == nullptr) continue;
    for (const project::Dependency& dependency : manifest->dependencies) {
      if (!dependency.name.starts_with("ext-")) continue;
      asks = true;
      const std::string_view extension = dependency.name.substr(4);
      if (is_built_into_php(extension) || may_bring_extension(*step.stage, extension, step.run)) continue;
      reported = step.stage;
      report
          .at(step.invocation.span(),
              "Composer asks for the extension `{}`, which `{}` does not have; install it before", extension,
              step.stage->root().base)
          .note(dependency.span, "It is required here")
          .confidence(weaker(confidence_of_base(*step.stage), confidence_of(*step.context)));
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4500",
    .summary = "PHP extension that Composer asks for and the image lacks",
    .why = "Composer checks the platform before it installs anything and stops the build.",
    .remedy = "Run `docker-php-ext-install` or `install-php-extensions` for it before `composer install`.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::php_extension_missing
