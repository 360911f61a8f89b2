#include "rules/rule.h"

namespace seaworthy::rules::image_reference_malformed {

extern const Rule rule = {
    .code = "SW1413",
    .summary = "FROM names no valid image",
    .why =
        "BuildKit refuses the file: names of images are in lower case, a tag has at most 128 letters, digits, dots, "
        "dashes and underscores, a digest has its exact length.",
    .remedy = "Correct the name.",
    .peers = "buildkit:InvalidDefaultArgInFrom dockerfile-utils:INVALID_REFERENCE_FORMAT",
    .references = "https://pkg.go.dev/github.com/distribution/reference",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_problem>("image-reference-invalid"),
};

}  // namespace seaworthy::rules::image_reference_malformed
