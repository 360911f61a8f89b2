#include "rules/rule.h"

#include "knowledge/repository_files.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::manifest_copied_not_mounted {

static bool is_manifest(std::string_view path) {
  const std::string_view name = base_name(path);
  return std::ranges::any_of(knowledge::tables::lock_files, [&](const knowledge::LockFiles& row) {
    return std::ranges::find(row.manifests, name) != row.manifests.end() ||
           std::ranges::find(row.locks, name) != row.locks.end();
  });
}

static void check(const dockerfile::Stage& stage, Report& report) {
  for (std::size_t i = 0; i + 1 < stage.instructions.size(); ++i) {
    const dockerfile::Instruction& copy = *stage.instructions[i];
    if (copy.op != dockerfile::Op::copy || copy.arguments.size() < 2 || copy.flag("from") != nullptr ||
        stage.instructions[i + 1]->op != dockerfile::Op::run)
      continue;
    bool only_manifests = true;
    for (std::size_t j = 0; j + 1 < copy.arguments.size(); ++j)
      only_manifests = only_manifests && is_manifest(copy.arguments[j].text);
    if (!only_manifests) continue;
    Builder finding =
        report.at(copy.keyword_span, "`RUN --mount=type=bind` reads the manifests without a layer of their own");
    if (!contains(report.text(copy.span), "Gemfile") || is_development_stage(stage)) finding.peers("");
    return;
  }
}

extern const Rule rule = {
    .code = "SW1292",
    .summary = "Manifests copied for one step",
    .why = "The layer holds files that the next COPY brings again.",
    .remedy =
        "Mount them for the install. Copying is the more common way and does no harm, so this rule is off by default.",
    .peers = "tally:tally/ruby/prefer-gemfile-bind-mounts",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .on = false,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::manifest_copied_not_mounted
