#include <algorithm>
#include <functional>

#include "project/model.h"
#include "rules/rule.h"

namespace seaworthy::rules::dependency_behind_profile {

/// The stack in which the problem was found.
static const project::Stack* stack_of(const compose::Problem& problem, const project::Project& project) {
  for (const project::Stack& stack : project.stacks) {
    const auto& problems = stack.model->problems;
    if (!problems.empty() && !std::less()(&problem, problems.data()) &&
        std::less()(&problem, problems.data() + problems.size()))
      return &stack;
  }
  return nullptr;
}

/// Several services have the profile, some among others: it is a way of starting the stack, and meant to do by itself.
static bool is_mode(const project::Stack& stack) {
  std::size_t members = 0;
  bool among_others = false;
  for (const project::Service* const service : stack.services) {
    if (!service->active || service->definition->profiles.empty()) continue;
    ++members;
    among_others = among_others || service->definition->profiles.size() > 1;
  }
  return among_others && members > 1;
}

static void check(const compose::Problem& problem, Report& report) {
  Builder finding = report.at(problem.span, "{}", problem.message);
  for (const Span& link : problem.chain) finding.note(link, "Loaded from here");
  // A profile of one service that nothing in the repository starts alone may be meant to go with the other one.
  const project::Stack* const stack = stack_of(problem, report.project());
  if (stack != nullptr && !stack->entry.valid() && !stack->profiles.empty() && !is_mode(*stack))
    finding.severity(Severity::medium).confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW2206",
    .summary = "Dependency that a profile leaves out",
    .why = "Started without that profile, Compose refuses the stack.",
    .remedy = "Give both the same profile, or set `required: false` on the dependency.",
    .peers = "compose-go:depends-on/disabled-by-profile",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<check>("compose-dependency-behind-profile"),
};

}  // namespace seaworthy::rules::dependency_behind_profile
