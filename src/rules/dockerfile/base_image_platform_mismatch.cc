#include "rules/rule.h"

#include "dockerfile/values.h"
#include "knowledge/knowledge.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::base_image_platform_mismatch {

static void check(const dockerfile::Stage& stage, Report& report) {
  const dockerfile::Flag* const flag = stage.from->flag("platform");
  if (flag == nullptr || contains(flag->value, "$") || stage.parent != nullptr || !stage.base_known)
    return report.skip();
  const knowledge::PlatformNamespace* const row = knowledge::platform_namespace(stage.base);
  if (row == nullptr) return report.skip();
  const dockerfile::Platform wanted = dockerfile::parse_platform(flag->value);
  const dockerfile::Platform given = dockerfile::parse_platform(row->platform);
  if (!wanted.valid) return report.skip();
  const std::string_view system = wanted.system.empty() ? std::string_view("linux") : wanted.system;
  if (system == given.system && (wanted.architecture.empty() || wanted.architecture == given.architecture)) return;
  report.at(flag->span, "`{}` is an image for {} only, which `--platform={}` cannot change", stage.base, row->platform,
            flag->value);
}

extern const Rule rule = {
    .code = "SW1458",
    .summary = "Base image of another platform than the one asked for",
    .why =
        "The builder takes the image all the same, with a warning: its programs do not run on the platform that the "
        "image is built for, or only under emulation.",
    .remedy = "Take the image without a platform in its name, or drop `--platform`.",
    .peers = "buildkit:InvalidBaseImagePlatform tally:tally/platform-mismatch",
    .differs =
        "BuildKit and tally ask the registry; here the images count that are published for one platform under a name "
        "that says so (`arm64v8/alpine`, Windows bases).",
    .references = "https://docs.docker.com/reference/build-checks/invalid-base-image-platform/",
    .severity = Severity::medium,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::base_image_platform_mismatch
