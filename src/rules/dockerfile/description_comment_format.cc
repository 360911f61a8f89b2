#include "rules/rule.h"

namespace seaworthy::rules::description_comment_format {

extern const Rule rule = {
    .code = "SW1425",
    .summary = "Comment above a stage or argument does not begin with its name",
    .why =
        "`docker build --call=outline` and `targets` show such a comment as a description only when it begins with the "
        "name.",
    .remedy = "Begin the comment with the name, or leave an empty line between.",
    .peers = "buildkit:InvalidDefinitionDescription",
    .differs = "BuildKit has it as an experimental check that is off by default, and so is this.",
    .references = "https://docs.docker.com/reference/build-checks/invalid-definition-description/",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .on = false,
    .check = each_dockerfile_problem<report_problem>("definition-comment-format"),
};

}  // namespace seaworthy::rules::description_comment_format
