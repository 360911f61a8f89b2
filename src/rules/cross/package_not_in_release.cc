#include <algorithm>
#include <string>

#include "knowledge/knowledge.h"
#include "knowledge/published_tags.h"
#include "knowledge/system_packages.h"
#include "project/image_files.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/parse.h"

namespace seaworthy::rules::package_not_in_release {

/// Whether the stage may ask another archive than its base does by the time of a step.
static bool may_have_other_sources(const BuildStep& step, Report& report) {
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    const std::string_view text = report.text(instruction->span);
    for (const std::string_view sign :
         {"sources.list", "add-apt-repository", "apt-key", "keyring", "signed-by", "/etc/apt", "/etc/apk",
          "repository=", "--repository", " -X http", "dpkg -i", ".deb", "extrepo", "debconf"})
      if (contains(text, sign)) return true;
    if (instruction->op == dockerfile::Op::run && instruction->script != nullptr)
      for (const shell::Node* const node : instruction->script->commands) {
        // A script may set up what it wants: `curl ... | bash`, `./setup.sh`.
        const std::string_view program = shell::invocation(*node).program;
        if (shell::is_shell(program) || program.ends_with(".sh")) return true;
      }
    if (instruction == step.run) break;
  }
  return false;
}

/// "libssl1.1" of "libssl1.1=1.1.1n-0", "curl:amd64", "curl/bookworm-backports".
static std::string_view package_name(std::string_view word) { return word.substr(0, word.find_first_of("=:/~<>@")); }

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const PackageCommand& command = step.package;
    if (command.action != PackageAction::install || !is_one_of("apt apk", command.tool->family)) continue;
    const dockerfile::Stage& root = step.stage->root();
    const knowledge::Image* const image = project::base_image(*step.stage);
    // Others bring sources of their own.
    if (image == nullptr ||
        (image->kind != knowledge::ImageKind::language && image->kind != knowledge::ImageKind::distribution))
      continue;
    const bool apk = command.tool->family == "apk";
    const knowledge::Reference reference = knowledge::parse_reference(root.base);
    const knowledge::Cycle* const release = knowledge::distribution_of(reference);
    if (apk ? project::base_variant(*step.stage) == nullptr || project::base_variant(*step.stage)->base != "alpine"
            : release == nullptr)
      continue;
    asks = true;
    if (may_fail(*step.invocation.node)) continue;
    for (const shell::Word* const word : command.packages) {
      if (!word->literal || contains(word->text, "*") || contains(word->text, "/")) continue;
      const std::string_view name = package_name(word->text);
      const knowledge::SystemPackage* const row =
          apk ? knowledge::package_foreign_to_alpine(name) : knowledge::package_lacking_in(*release, name);
      if (row == nullptr || may_have_other_sources(step, report)) continue;
      const std::string where =
          apk ? std::string("Alpine")
              : (release->product == "debian" ? "Debian " : "Ubuntu ") + std::string(release->cycle);
      // What has its place there may be missing from some releases as well.
      const bool helps =
          !row->instead.empty() && (apk || knowledge::package_lacking_in(*release, row->instead) == nullptr);
      Builder finding =
          helps
              ? report.at(word->span, "{} has no package `{}`, so the build fails here; it has `{}`", where, name,
                          row->instead)
              : report.at(word->span, "{} has no package `{}`, so the build fails here; add the repository that has it",
                          where, name);
      const bool named =
          knowledge::base_cycle(reference.tag) == release || image->kind == knowledge::ImageKind::distribution;
      finding.note(root.base_span, "The base of this stage")
          .confidence(weaker(!apk && named ? Confidence::certain : Confidence::likely, confidence_of_base(root)));
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4873",
    .summary = "System package that the release of the base does not have",
    .why =
        "Packages come and go between releases, are called otherwise in other distributions, or come from a repository "
        "of "
        "their publisher. `apt-get` ends with \"Unable to locate package\", `apk` with \"no such package\".",
    .remedy = "Name what the release of the base has, or add the repository before.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "install packages that their base has",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::package_not_in_release
