#include "rules/rule.h"

namespace seaworthy::rules::parser_directive_invalid {

extern const Rule rule = {
    .code = "SW1444",
    .summary = "Parser directive that is wrong or has no effect",
    .why =
        "A wrong `escape` or `check`, or a directive given twice, ends the build. One that is misspelt or stands below "
        "a comment or an instruction is a mere comment, so that the file is read in another way than was meant.",
    .remedy = "Put the directives on the first lines, each once, in lower case.",
    .peers =
        "buildkit-error:escape-directive buildkit-error:check-directive dockerfile-utils:CASING_DIRECTIVE "
        "dockerfile-utils:INVALID_ESCAPE_DIRECTIVE dockerfile-utils:DUPLICATED_ESCAPE_DIRECTIVE "
        "tally:tally/syntax-directive-typo",
    .differs = "tally ends its run at a misspelt frontend; here the file is judged on.",
    .references = "https://docs.docker.com/reference/dockerfile/#parser-directives",
    .severity = Severity::medium,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_problem>("parser-directive-invalid"),
};

}  // namespace seaworthy::rules::parser_directive_invalid
