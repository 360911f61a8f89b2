#include "rules/rule.h"

#include "knowledge/moved_sources.h"
#include "project/model.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::go_tool_newer_than_base {

/// The Go of a base, as far as its tag tells it to the second number.
static std::optional<Version> go_of(const dockerfile::Stage& stage) {
  const knowledge::Image* const image = project::base_image(stage);
  if (image == nullptr || image->name != "golang") return std::nullopt;
  const std::optional<Version> version = read_version(knowledge::parse_reference(stage.root().base).tag);
  return version.has_value() && version->parts[1] >= 0 ? version : std::nullopt;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.invocation.program != "go" || !is_one_of("install get run", step.invocation.verb())) continue;
    const std::optional<Version> base = go_of(*step.stage);
    if (!base.has_value() || may_fail(*step.invocation.node)) continue;
    // With `auto` the command fetches the Go that it needs.
    if (const auto toolchain = variable_at(step, "GOTOOLCHAIN"); toolchain.has_value() && *toolchain != "local")
      continue;
    for (const shell::Word& word : step.invocation.arguments) {
      const std::string_view package = before(word.text, '@');
      if (!word.text.ends_with("@latest")) continue;
      asks = true;
      const knowledge::GoTool* const tool = knowledge::go_tool(package);
      if (tool == nullptr || !is_older(*base, *read_version(tool->go))) continue;
      report
          .at(word.span, "The newest `{}` asks for Go {}, and `{}` refuses it; name a release that knows this Go",
              tool->name, tool->go, step.stage->root().base)
          .note(step.stage->root().base_span, "This Go fetches no newer one, since its image sets `GOTOOLCHAIN=local`")
          .confidence(confidence_of_base(*step.stage));
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW1820",
    .summary = "Newest release of a Go tool on a base with an older Go",
    .why =
        "`@latest` is whatever came out last. Its go.mod asks for a Go that the base does not have, and the official "
        "images fetch no other: the build that worked for a year stops at `requires go >= 1.26`.",
    .remedy = "Name the release of the tool that goes with the base, or take a newer base.",
    .references = "https://go.dev/doc/toolchain",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::go_tool_newer_than_base
