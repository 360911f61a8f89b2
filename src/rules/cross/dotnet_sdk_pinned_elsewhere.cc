#include <string>

#include "project/image_files.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::dotnet_sdk_pinned_elsewhere {

/// What follows `"key": "` in a JSON text, with its offset; "" without one.
static std::string_view value_of(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  const std::size_t colon = at == std::string_view::npos ? at : text.find(':', at);
  const std::size_t open = colon == std::string_view::npos ? colon : text.find('"', colon);
  const std::size_t close = open == std::string_view::npos ? open : text.find('"', open + 1);
  return close == std::string_view::npos ? std::string_view{} : text.substr(open + 1, close - open - 1);
}

/// The nearest `global.json` of the repository in the folder of a step or above it.
static const project::File* pin_of(const project::Project& project, const BuildStep& step) {
  for (std::string folder = step.folder;; folder = project::parent_path(folder)) {
    const project::ImageFile found = project::image_file(step.image(project), folder + "/global.json");
    if (found.origin == project::ImageFileOrigin::context_file && found.file != nullptr) return found.file;
    if (found.origin != project::ImageFileOrigin::unknown && found.origin != project::ImageFileOrigin::base_image)
      return nullptr;
    if (folder.empty() || folder == "/") return nullptr;
  }
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.invocation.program != "dotnet" || step.stage == reported ||
        !is_one_of("restore build publish test pack", step.invocation.verb()))
      continue;
    const knowledge::Image* const image = project::base_image(*step.stage);
    const dockerfile::Stage& root = step.stage->root();
    if (image == nullptr || !image->name.ends_with("dotnet/sdk")) continue;
    const std::optional<Version> have = read_version(knowledge::parse_reference(root.base).tag);
    const project::File* const pin = pin_of(report.project(), step);
    if (pin == nullptr || !pin->has_content || !have.has_value()) continue;
    const std::string_view text = report.project().sources[pin->source].text();
    const std::size_t sdk = text.find("\"sdk\"");
    if (sdk == std::string_view::npos) continue;
    const std::string_view version = value_of(text.substr(sdk), "\"version\"");
    const std::string_view roll = value_of(text.substr(sdk), "\"rollForward\"");
    const std::optional<Version> wanted = read_version(version);
    if (!wanted.has_value()) continue;
    asks = true;
    // An SDK of its own may be installed in a step.
    if (may_fail(*step.invocation.node) || contains(report.text(root.from->span), "$")) continue;
    const int major = wanted->parts[0];
    const bool newer_will_do = roll == "major" || roll == "latestMajor";
    if (major == have->parts[0] || (major < have->parts[0] && newer_will_do)) continue;
    bool installs = false;
    for (const dockerfile::Instruction* const instruction : step.stage->with_inherited)
      installs = installs || (instruction->op == dockerfile::Op::run &&
                              (contains(report.text(instruction->span), "dotnet-install") ||
                               contains(report.text(instruction->span), "global.json")));
    if (installs) continue;
    reported = step.stage;
    const auto offset = static_cast<std::uint32_t>(version.data() - text.data());
    report
        .at(root.base_span, "`{}` has the SDK {}, and `{}` asks for {}; `dotnet` refuses to build", root.base,
            std::to_string(have->parts[0]), pin->path, version)
        .note({pin->source, offset, offset + static_cast<std::uint32_t>(version.size())},
              "The version is asked for here")
        .note(step.invocation.span(), "This step refuses")
        .confidence(weaker(confidence_of_base(*step.stage), confidence_of(*step.context)));
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4884",
    .summary = "Base with another .NET SDK than `global.json` asks for",
    .why =
        "`dotnet` takes an SDK of the version in `global.json` or, as far as `rollForward` lets it, a newer one; with "
        "neither it ends with `A compatible .NET SDK was not found`.",
    .remedy = "Take a base of the SDK that is asked for, or set `rollForward` to `latestMajor`.",
    .references = "https://learn.microsoft.com/dotnet/core/tools/global-json",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::dotnet_sdk_pinned_elsewhere
