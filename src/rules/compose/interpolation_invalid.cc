#include "rules/lib/announced.h"
#include "rules/rule.h"

namespace seaworthy::rules::interpolation_invalid {

/// `${RETRIES}` as a whole: the name of a variable without a default; "" for any other text.
static std::string_view lone_variable(std::string_view text) {
  if (!text.starts_with("${") || text.find('}') + 1 != text.size()) return {};
  const std::string_view name = text.substr(2, text.size() - 3);
  return name.find_first_of(":-+?") == std::string_view::npos ? name : std::string_view{};
}

static void check(const compose::Problem& problem, Report& report) {
  // Whoever starts the stack is told to set it.
  const std::string_view variable = lone_variable(report.text(problem.span));
  if (!variable.empty() && is_announced(report.project(), variable)) return;
  report_problem(problem, report);
}

extern const Rule rule = {
    .code = "SW2216",
    .summary = "Variable that is not well-formed",
    .why = "Compose refuses the stack, or the text reaches the program as it stands.",
    .remedy = "Close the braces; write `$$` for a dollar that is meant literally.",
    .peers = "compose-go:interpolation/invalid compose-go:interpolation/cast",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<check>("compose-interpolation-invalid"),
};

}  // namespace seaworthy::rules::interpolation_invalid
