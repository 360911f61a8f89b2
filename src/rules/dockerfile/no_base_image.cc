#include "rules/rule.h"

namespace seaworthy::rules::no_base_image {

extern const Rule rule = {
    .code = "SW1440",
    .summary = "Dockerfile without FROM",
    .why = "BuildKit refuses the file: there is nothing to build on.",
    .remedy = "Begin with `FROM image`, or with `FROM scratch` for an image of files alone.",
    .peers =
        "hadolint:DL3061 buildkit-error:instruction-before-from buildkit-error:empty-file "
        "dockerfile-utils:NO_SOURCE_IMAGE datadog-iac:should_specify_base_image tally:tally/require-stages",
    .references = "https://docs.docker.com/reference/dockerfile/#from",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("no-from"),
};

}  // namespace seaworthy::rules::no_base_image
