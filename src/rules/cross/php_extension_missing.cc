#include <algorithm>
#include <string>

#include "knowledge/built_in_modules.h"
#include "project/application.h"
#include "project/manifests.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/php_extensions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::php_extension_missing {

/// Whether the stage that a step runs in has an extension, as far as the files tell.
static bool has_extension(const BuildStep& step, const knowledge::Image& base, std::string_view extension) {
  if (knowledge::tables::extensions_of_php.contains(extension) || may_bring_extension(*step.stage, extension, step.run))
    return true;
  return base.name == "composer" && knowledge::has_tool(base, "", "ext-" + std::string(extension)).value_or(false);
}

/// An extension that the step asks for and its stage lacks.
struct Lack {
  std::string_view extension;
  std::string_view package;  ///< That requires it; "" for the project itself.
  Span span;
};

static void find_lack(const project::Project& project, const BuildStep& step, const knowledge::Image& base,
                      const project::Manifest& manifest, Lack& lack, bool& asks) {
  for (const project::Dependency& dependency : manifest.dependencies) {
    if (!dependency.name.starts_with("ext-")) continue;
    asks = true;
    const std::string_view extension = dependency.name.substr(4);
    if (has_extension(step, base, extension)) continue;
    lack = {extension, {}, dependency.span};
    return;
  }
  const code::SourceFile* const lock =
      manifest.lock != nullptr ? project::configuration(project, manifest.lock->path) : nullptr;
  if (lock == nullptr) return;
  const bool all = !step.invocation.has_any_flag({"--no-dev"});
  for (const LockedExtension& locked : locked_extensions(*lock)) {
    if (locked.development && !all) continue;
    asks = true;
    if (has_extension(step, base, locked.extension)) continue;
    lack = {locked.extension, locked.package, locked.span};
    return;
  }
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.stage == reported || step.invocation.program != "composer" ||
        !is_one_of("install i", step.invocation.verb()) || may_fail(*step.invocation.node))
      continue;
    const knowledge::Image* const base = project::base_image(*step.stage);
    if (base == nullptr || !is_one_of("php composer", base->name)) continue;
    if (std::ranges::any_of(step.invocation.arguments,
                            [](const shell::Word& word) { return word.text.starts_with("--ignore-platform-req"); }))
      continue;
    const project::Manifest* const manifest = manifest_at(report.project(), step, project::Ecosystem::php, step.folder);
    if (manifest == nullptr) continue;
    Lack lack;
    find_lack(report.project(), step, *base, *manifest, lack, asks);
    if (!lack.span.valid()) continue;
    reported = step.stage;
    Builder finding = report.at(step.invocation.span(),
                                "Composer asks for the extension `{}`, which `{}` does not have; install it before",
                                lack.extension, step.stage->root().base);
    if (lack.package.empty())
      finding.note(lack.span, "It is required here");
    else
      finding.note(lack.span, "`{}` requires it", lack.package);
    finding.confidence(weaker(confidence_of_base(*step.stage), confidence_of(*step.context)));
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4500",
    .summary = "PHP extension that Composer asks for and the image lacks",
    .why = "Composer checks the platform before it installs anything and stops the build.",
    .remedy =
        "Run `docker-php-ext-install` or `install-php-extensions` for it before `composer install`; in a stage of the "
        "image `composer` alone, whose result another stage runs, `--ignore-platform-req=ext-NAME` will do.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::php_extension_missing
