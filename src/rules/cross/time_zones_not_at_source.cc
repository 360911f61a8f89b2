#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::time_zones_not_at_source {

/// Public images on Alpine that come without `tzdata`.
static bool has_no_zones(std::string_view image) {
  const knowledge::Reference reference = knowledge::parse_reference(image);
  if (!reference.valid || !reference.registry.empty()) return false;
  if (reference.repository == "alpine" || reference.repository == "busybox") return true;
  return is_one_of("golang node rust", reference.repository) && contains(reference.tag, "alpine");
}

/// Whether a step of the stage, or of one that it builds on, brings them.
static bool brings_zones(const dockerfile::Stage& stage, Report& report) {
  for (const dockerfile::Stage* each = &stage; each != nullptr; each = each->parent)
    for (const dockerfile::Instruction* const instruction : each->instructions) {
      const std::string_view text = report.text(instruction->span);
      if (contains(text, "tzdata") || contains(text, "zoneinfo")) return true;
      // A list of packages, a script, a whole file system: what they bring is not seen.
      if (instruction->op == dockerfile::Op::run && (contains(text, "$") || contains(text, ".sh"))) return true;
      if (instruction->op == dockerfile::Op::copy && instruction->arguments.back().text == "/") return true;
    }
  return false;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const dockerfile::Stage* const stage : dockerfile.parsed->stages)
    for (const dockerfile::Instruction* const instruction : stage->instructions) {
      const dockerfile::Flag* const from = instruction->flag("from");
      if (instruction->op != dockerfile::Op::copy || from == nullptr || contains(from->value, "$")) continue;
      for (std::size_t index = 0; index + 1 < instruction->arguments.size(); ++index) {
        const dockerfile::Word& source = instruction->arguments[index];
        if (!source.text.starts_with("/usr/share/zoneinfo")) continue;
        asks = true;
        const dockerfile::Stage* const other = dockerfile.parsed->stage(from->value);
        if (other != nullptr && (!other->root().base_known || brings_zones(*other, report))) continue;
        const std::string_view image = other != nullptr ? other->root().base : from->value;
        if (!has_no_zones(image)) continue;
        Builder finding =
            report.at(source.span,
                      "`{}` has no `/usr/share/zoneinfo`, so this copy ends the build; install `tzdata` first", image);
        if (other != nullptr) finding.note(other->from->span, "This stage installs no `tzdata`");
      }
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4846",
    .summary = "Time zones copied from an image that has none",
    .why =
        "Alpine and the images on it leave the zones to the package `tzdata`; COPY fails on a path that is not there.",
    .remedy = "Run `apk add --no-cache tzdata` in the stage that they are copied from.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::time_zones_not_at_source
