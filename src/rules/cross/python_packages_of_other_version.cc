#include "project/copy_sources.h"
#include "project/image_files.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/building.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::python_packages_of_other_version {

/// The version of "/usr/local/lib/python3.11/site-packages".
static std::optional<Version> version_in(std::string_view path) {
  const std::size_t at = path.find("/python3.");
  if (at == std::string_view::npos || !contains(path, "-packages")) return std::nullopt;
  return read_version(path.substr(at + 1));
}

static std::optional<Version> python_of(const dockerfile::Stage& stage) {
  const knowledge::Image* const image = project::base_image(stage);
  const std::string_view tag = knowledge::parse_reference(stage.root().base).tag;
  if (image == nullptr || image->name != "python" || tag.empty() || !is_digit(tag.front())) return std::nullopt;
  return read_version(tag);
}

static bool differs(const Version& left, const Version& right) {
  return left.parts[1] >= 0 && right.parts[1] >= 0 &&
         (left.parts[0] != right.parts[0] || left.parts[1] != right.parts[1]);
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.stage == nullptr || instruction.flag("from") == nullptr || instruction.arguments.size() < 2)
    return report.skip();
  const auto source = project::expanded(instruction.arguments.front(), instruction);
  const auto destination = project::expanded(instruction.arguments.back(), instruction);
  if (!source.has_value() || !destination.has_value()) return report.skip();
  const std::optional<Version> from = version_in(*source);
  const std::optional<Version> to = version_in(*destination);
  if (!from.has_value() && !to.has_value()) return report.skip();
  for (const dockerfile::Stage* const stage : instruction.stage->copies_from) {
    if (!equal_ignoring_case(stage->name, instruction.flag("from")->value)) continue;
    const std::optional<Version> base = python_of(*stage);
    if (from.has_value() && base.has_value() && differs(*from, *base)) {
      report
          .at(instruction.arguments.front().span, "`{}` has no such folder: it is `{}`, so the build fails here",
              stage->name, stage->root().base)
          .note(stage->root().base_span, "The stage `{}` is built on this", stage->name)
          .confidence(confidence_of_base(*stage));
      return;
    }
  }
  const std::optional<Version> own = python_of(*instruction.stage);
  if (to.has_value() && own.has_value() && differs(*to, *own))
    report
        .at(instruction.arguments.back().span,
            "`{}` never looks into this folder, so that no package is found at run time",
            instruction.stage->root().base)
        .note(instruction.stage->root().base_span, "The version is given here")
        .rung(Rung::start)
        .confidence(confidence_of_base(*instruction.stage));
}

extern const Rule rule = {
    .code = "SW4225",
    .summary = "Python packages copied from or to the folder of another version",
    .why =
        "`site-packages` stands below a folder with the version in its name. After an update of the base the old path "
        "is not there, or the new Python does not look into it.",
    .remedy = "Install into a virtual environment and copy that, or keep the version in the paths with the base's.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_instruction<check, dockerfile::Op::copy>(),
};

}  // namespace seaworthy::rules::python_packages_of_other_version
