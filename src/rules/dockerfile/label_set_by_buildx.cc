#include "rules/rule.h"

#include <set>

#include "project/image_files.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::label_set_by_buildx {

static bool is_written_by_buildx(std::string_view key) {
  return is_one_of(
      "org.opencontainers.image.revision org.opencontainers.image.source "
      "com.docker.image.source.entrypoint",
      key);
}

static void check(const dockerfile::Stage& stage, Report& report) {
  // A label that is given again later is lost, whatever it says.
  std::set<std::string_view> later;
  const std::span<const dockerfile::Instruction* const> instructions = stage.with_inherited;
  bool any = false;
  for (auto at = instructions.rbegin(); at != instructions.rend(); ++at) {
    if ((*at)->op != dockerfile::Op::label) continue;
    any = true;
    const dockerfile::Pair* first = nullptr;
    for (const dockerfile::Pair& pair : (*at)->pairs)
      if (is_written_by_buildx(pair.key.text) && later.insert(pair.key.text).second && first == nullptr) first = &pair;
    if (first != nullptr)
      report.at(first->key.span, "Buildx can write `{}` from git by itself; what stands here goes stale",
                first->key.text);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1265",
    .summary = "Label that Buildx writes by itself",
    .why = "Two sources of one value differ at some point.",
    .remedy =
        "Set `BUILDX_GIT_LABELS=full` and drop the label. It depends on how images are built, so this rule is off by "
        "default.",
    .peers = "tally:tally/labels/no-buildx-git-overlap",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .on = false,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::label_set_by_buildx
