#include "rules/rule.h"

namespace seaworthy::rules::variable_syntax_invalid {

extern const Rule rule = {
    .code = "SW1408",
    .summary = "Variable or quote that cannot be read",
    .why =
        "BuildKit refuses the file when it expands the word: it knows fewer modifiers than a shell, and every quote "
        "must be closed.",
    .remedy =
        "Close the brace or the quote; of the modifiers use `:-`, `-`, `:+`, `+`, `:?`, `?`, `#`, `##`, `%`, `%%`, `/` "
        "and `//`.",
    .peers = "buildkit-error:variable-substitution dockerfile-utils:UNSUPPORTED_MODIFIER",
    .differs = "dockerfile-utils does not know the modifiers `#`, `%` and `/`, which current BuildKit has.",
    .references = "https://docs.docker.com/reference/dockerfile/#environment-replacement",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("variable-substitution-syntax"),
};

}  // namespace seaworthy::rules::variable_syntax_invalid
