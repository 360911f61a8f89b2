#include "rules/lib/layers.h"
#include "rules/rule.h"

namespace seaworthy::rules::undeclared_arg_in_from {

static void check(const dockerfile::Problem& problem, Report& report) {
  Builder finding = open_problem(problem, report);
  // What is left of the word is no image, with which the build ends: one mistake, told here.
  bool ends = false;
  const project::Dockerfile* const dockerfile =
      problem.instruction != nullptr ? dockerfile_of(*problem.instruction, report) : nullptr;
  if (dockerfile != nullptr)
    for (const dockerfile::Problem& other : dockerfile->parsed->problems)
      if (other.kind == "from-arg-default-invalid" && other.span.begin <= problem.span.begin &&
          other.span.end >= problem.span.end) {
        finding.also_peers(other.peers);
        ends = true;
      }
  // What is left of `${PREFIX}nginx` is an image, only that no prefix can ever be given.
  if (!ends) finding.severity(Severity::medium);
  // With a fallback of its own the word is what its author wants, only that nothing can ever change it.
  const std::string_view text = report.text(problem.span);
  if (text.starts_with("${") && text.size() > problem.name.size() + 3)
    finding.severity(Severity::info).confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW1411",
    .summary = "FROM uses a variable that is not declared before it",
    .why =
        "Only ARGs before the first FROM, and the platform arguments, can be used in FROM; every other variable is "
        "empty there, so that the build ends or takes another image.",
    .remedy = "Correct the spelling, or add an ARG with a default above the first FROM.",
    .peers =
        "buildkit:UndefinedArgInFrom dockerfile-utils:BASE_NAME_EMPTY buildkit:InvalidDefaultArgInFrom "
        "buildkit-error:from-blank",
    .references = "https://docs.docker.com/reference/build-checks/undefined-arg-in-from/",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<check>("undefined-arg-in-from"),
};

}  // namespace seaworthy::rules::undeclared_arg_in_from
