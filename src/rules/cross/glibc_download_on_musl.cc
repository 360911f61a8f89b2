#include "rules/rule.h"

#include <algorithm>

#include "knowledge/build_facts.h"
#include "project/tools.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::glibc_download_on_musl {

static bool is_musl(const dockerfile::Stage& stage) {
  const knowledge::ImageVariant* const variant = project::base_variant(stage);
  return variant != nullptr && variant->base == "alpine";
}

/// Whether every stage that takes files of this one has glibc: there the programs run, and not here.
static bool runs_elsewhere(const project::Dockerfile* dockerfile, const dockerfile::Stage& stage) {
  bool is_taken = false;
  if (dockerfile == nullptr) return false;
  for (const dockerfile::Stage* const other : dockerfile->parsed->stages) {
    if (std::ranges::find(other->copies_from, &stage) == other->copies_from.end()) continue;
    if (is_musl(*other)) return false;
    is_taken = true;
  }
  return is_taken;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  if (!is_musl(stage)) return report.skip();
  const knowledge::GlibcDownload* found = nullptr;
  Span place;
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* const instruction : part->instructions) {
      if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
      const auto look = [&](const shell::Word& word) {
        if (found != nullptr || !contains(word.text, "://")) return;
        found = knowledge::glibc_download(word.text, report.text(instruction->span));
        place = word.span;
      };
      for (const shell::Node* const node : instruction->script->commands) {
        for (const shell::Word& word : node->words) {
          // Packages that bring glibc's loader, or a stand-in for it.
          if (is_one_of("gcompat libc6-compat glibc glibc-bin", word.text)) return report.skip();
          look(word);
        }
        // `URL="https://..."`, which a later command fetches.
        for (const shell::Assignment& assignment : node->assignments) look(assignment.value);
      }
    }
  if (found == nullptr || (stage.from != nullptr && runs_elsewhere(dockerfile_of(*stage.from, report), stage))) return;
  report.at(place, "{} are linked against glibc, which Alpine does not have; take a static build or a Debian base",
            found->title);
}

extern const Rule rule = {
    .code = "SW4571",
    .summary = "Download for glibc in an image with musl",
    .why =
        "The kernel looks for the loader that the file names and does not find it: starting the program fails with "
        "`not "
        "found`, though the file is there.",
    .remedy = "Use the distribution's own package, a static build or one for musl, or a base image with glibc.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::glibc_download_on_musl
