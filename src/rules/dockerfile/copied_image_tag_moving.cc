#include <algorithm>

#include "knowledge/knowledge.h"
#include "rules/lib/layers.h"
#include "rules/lib/own_images.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::copied_image_tag_moving {

/// Whether a name of `--from` means something of this build: a stage, its number, or a further context.
static bool is_of_this_build(const project::Dockerfile& dockerfile, std::string_view name) {
  return std::ranges::all_of(name, is_digit) || std::ranges::binary_search(dockerfile.contexts, name) ||
         std::ranges::any_of(dockerfile.parsed->stages,
                             [&](const dockerfile::Stage* stage) { return equal_ignoring_case(stage->name, name); });
}

/// Judges the image that an instruction takes files from; whether there is one.
static bool judge(const dockerfile::Instruction& instruction, const project::Dockerfile& dockerfile,
                  std::string_view name, Span place, Report& report) {
  if (name.empty() || contains(name, "$") || is_of_this_build(dockerfile, name)) return false;
  const knowledge::Reference image = knowledge::parse_reference(name);
  if (!image.valid || image.repository == "scratch") return false;
  // A bare word may be a stage that somebody has misspelt, and an image of this machine has no releases.
  if (image.tag.empty() && image.registry.empty() && !contains(image.repository, "/") &&
      knowledge::image(image) == nullptr)
    return false;
  if (is_built_here(report.project(), name)) return false;
  if (!image.digest.empty() || (!image.tag.empty() && image.tag != "latest")) return true;
  Builder finding =
      image.tag.empty()
          ? report.at(place,
                      "The files of `{}` change with every release, for it has no tag; name the version that "
                      "was tested",
                      name)
          : report.at(place, "The files of `{}` change with every release of it; name the version that was tested",
                      name);
  const std::vector<bool> shipped = shipped_stages(dockerfile);
  const std::uint32_t stage = instruction.stage->index;
  if (stage < shipped.size() && shipped[stage] && !is_for_development(*instruction.stage, report))
    finding.severity(Severity::medium);
  return true;
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  const project::Dockerfile* const dockerfile = dockerfile_of(instruction, report);
  if (dockerfile == nullptr || instruction.stage == nullptr) return report.skip();
  bool asks = false;
  if (const dockerfile::Flag* const from = instruction.flag("from"); from != nullptr)
    asks = judge(instruction, *dockerfile, from->value, from->value_span, report);
  for (const dockerfile::Mount& mount : instruction.mounts)
    asks = judge(instruction, *dockerfile, mount.from, mount.span, report) || asks;
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW1310",
    .summary = "Files copied from an image whose tag moves",
    .why =
        "A program that is copied out of `latest` is another one after every release: two builds of one commit differ, "
        "and a release that breaks arrives without anybody having asked for it.",
    .remedy = "Name a version behind `--from=`, as for a base, and its digest where builds must be repeatable.",
    .references = "https://docs.astral.sh/uv/guides/integration/docker/#installing-uv",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::copy, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::copied_image_tag_moving
