#include "rules/rule.h"

namespace seaworthy::rules::platform_hard_coded {

extern const Rule rule = {
    .code = "SW1429",
    .summary = "FROM with a fixed platform",
    .why =
        "A stage with a fixed platform is that platform whatever the build asks for: an image for arm64 gets a program "
        "for amd64, or builds under slow emulation.",
    .remedy = "Leave `--platform` out, or use `$BUILDPLATFORM` in a stage that cross-compiles.",
    .peers =
        "hadolint:DL3029 buildkit:FromPlatformFlagConstDisallowed kics:using_platform_with_from "
        "semgrep:avoid-platform-with-from buildkit:RedundantTargetPlatform hadolint:DL3065",
    .differs =
        "kics and Semgrep report every `--platform`, `$BUILDPLATFORM` included, which is the recommended way. A stage "
        "that is named after the platform is reported as possible: BuildKit passes it, hadolint does not. BuildKit and "
        "hadolint call `$TARGETPLATFORM` redundant even where an ARG with a default fixes it.",
    .references = "https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("from-constant-platform"),
};

}  // namespace seaworthy::rules::platform_hard_coded
