#include "rules/rule.h"

namespace seaworthy::rules::heredoc_unterminated {

extern const Rule rule = {
    .code = "SW1445",
    .summary = "Heredoc that is never closed",
    .why = "BuildKit refuses the whole file: everything behind `<<EOF` is the heredoc's text.",
    .remedy = "Close it with a line that is exactly the delimiter; `<<-` allows tabs before it, never blanks.",
    .peers = "buildkit-error:heredoc-unterminated tally:shellcheck/SC1040",
    .references = "https://docs.docker.com/reference/dockerfile/#here-documents",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_problem>("heredoc-unterminated"),
};

}  // namespace seaworthy::rules::heredoc_unterminated
