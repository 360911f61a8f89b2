#include "project/tools.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::undefined_build_variable {

/// `ENV NAME=$NAME:/more`: the value that the author adds to may come from nowhere.
static bool adds_to_itself(const dockerfile::Problem& problem) {
  if (problem.instruction == nullptr || problem.instruction->op != dockerfile::Op::env) return false;
  for (const dockerfile::Pair& pair : problem.instruction->pairs)
    if (pair.key.text == problem.name && pair.value.span.contains(problem.span)) return true;
  return false;
}

/// Whether the variable is a part of a path that is copied from another stage, which is a different path without it.
static bool breaks_copy(const dockerfile::Problem& problem) {
  if (problem.instruction == nullptr || problem.instruction->op != dockerfile::Op::copy ||
      problem.instruction->flag("from") == nullptr)
    return false;
  const auto& words = problem.instruction->arguments;
  for (std::size_t index = 0; index + 1 < words.size(); ++index)
    if (words[index].span.contains(problem.span)) return words[index].text.find("/$") != std::string_view::npos;
  return false;
}

/// Whether the variable is a part of the name of a file that is copied from the context: without it the name is
/// another.
static bool breaks_name(const dockerfile::Problem& problem, std::string_view text) {
  if (problem.instruction == nullptr || problem.instruction->flag("from") != nullptr ||
      (problem.instruction->op != dockerfile::Op::copy && problem.instruction->op != dockerfile::Op::add))
    return false;
  const auto& words = problem.instruction->arguments;
  for (std::size_t index = 0; index + 1 < words.size(); ++index) {
    if (!words[index].span.contains(problem.span)) continue;
    const std::string_view word = words[index].text;
    const std::size_t at = word.find(text);
    if (at == std::string_view::npos || contains(word, "*") || contains(word, "://")) return false;
    const std::size_t end = at + text.size();
    return (at > 0 && word[at - 1] != '/') || (end < word.size() && word[end] != '/');
  }
  return false;
}

/// Set by the same ENV, whose values see what was before it: that has a rule of its own.
static bool is_set_beside(const dockerfile::Problem& problem) {
  if (problem.instruction == nullptr || problem.instruction->op != dockerfile::Op::env) return false;
  for (const dockerfile::Pair& pair : problem.instruction->pairs)
    if (pair.key.text == problem.name && !pair.value.span.contains(problem.span)) return true;
  return false;
}

/// Whether the base is known to set the variable: `APP_UID` of the images of .NET.
static bool is_set_by_base(const dockerfile::Problem& problem) {
  if (problem.instruction == nullptr || problem.instruction->stage == nullptr) return false;
  const knowledge::Image* const base = project::base_image(*problem.instruction->stage);
  const knowledge::ImageVariable* const variable = base != nullptr ? knowledge::variable(*base, problem.name) : nullptr;
  return variable != nullptr && !variable->default_value.empty();
}

static void check(const dockerfile::Problem& problem, Report& report) {
  if (is_set_beside(problem) || is_set_by_base(problem)) return;
  Builder finding = open_problem(problem, report);
  if (problem.confidence == Confidence::possible || adds_to_itself(problem)) finding.severity(Severity::low);
  if (problem.confidence >= Confidence::likely &&
      (breaks_copy(problem) || breaks_name(problem, report.text(problem.span))))
    finding.severity(Severity::high);
  // EXPOSE only tells: without a port nothing listens or is published otherwise.
  if (problem.instruction != nullptr && problem.instruction->op == dockerfile::Op::expose)
    finding.severity(Severity::low);
  // With a fallback of its own the word is what its author wants, only that nothing can ever change it.
  const std::string_view text = report.text(problem.span);
  if (text.starts_with("${") && text.size() > problem.name.size() + 3)
    finding.severity(Severity::info).confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW1410",
    .summary = "Variable that nothing in the stage defines",
    .why =
        "The builder puts nothing in its place: a path loses a part, a port vanishes, a label stays empty, and the "
        "build goes on.",
    .remedy =
        "Correct the spelling, or declare the variable with ARG inside this stage; an ARG before the first FROM is not "
        "visible in stages.",
    .peers = "buildkit:UndefinedVar",
    .differs =
        "BuildKit asks the base image which variables it sets and reports the rest. Without a registry that is only "
        "certain on `scratch`; a name that the file declares elsewhere, or nearly, is likely; the others are reported "
        "as possible and low, as is a value that is added to itself (`ENV PATHS=$PATHS:/more`).",
    .references = "https://docs.docker.com/reference/build-checks/undefined-var/",
    .severity = Severity::medium,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<check>("undefined-variable"),
};

}  // namespace seaworthy::rules::undefined_build_variable
