#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "project/model.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/start_demands.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::ssh_action_variable_not_passed {

/// The place where `env` of a step, job or workflow sets a variable; an invalid one when none does.
static Span set_in(const yaml::Node* node, std::string_view name) {
  const yaml::Node* const env = node != nullptr ? value_of(node->resolved(), "env") : nullptr;
  if (env == nullptr || !env->is_mapping()) return {};
  for (const yaml::Entry& entry : env->entries)
    if (entry.key->text == name) return entry.key->span;
  return {};
}

/// "A, B" and "A,B" of the input `envs`.
static std::set<std::string, std::less<>> passed_names(std::string_view text) {
  std::set<std::string, std::less<>> names;
  std::string name;
  for (const char c : std::string(text) + ",") {
    if (c != ',' && c != ' ' && c != '\n') {
      name += c;
      continue;
    }
    if (!name.empty()) names.insert(name);
    name.clear();
  }
  return names;
}

static void check_step(const project::File& file, const CiJob& job, const CiStep& step, Report& report, bool& any) {
  const yaml::Node* const text = step.input("script");
  const shell::Script* const script = text != nullptr ? remote_script_of(file, text->resolved()) : nullptr;
  if (script == nullptr || script->root == nullptr || step.text("allenvs") == "true") return;
  any = true;
  const std::set<std::string, std::less<>> passed = passed_names(step.text("envs"));
  bool told = false;
  for_each_node_deep(*script, [&](const shell::Node& node) {
    const auto look = [&](std::span<const shell::Expansion> expansions) {
      for (const shell::Expansion& expansion : expansions) {
        if (told || expansion.kind != shell::ExpansionKind::parameter || !expansion.operation.empty() ||
            passed.contains(expansion.name) || may_set(*script, expansion.name))
          continue;
        Span set = set_in(step.node, expansion.name);
        if (!set.valid()) set = set_in(job.node, expansion.name);
        if (!set.valid()) set = set_in(file.yaml->root(), expansion.name);
        if (!set.valid()) continue;
        told = true;
        report
            .at(expansion.span, "`${}` is empty on the other machine: the action passes on what `envs` names alone",
                expansion.name)
            .note(set, "It is set for this machine")
            .advise("List the variable in `envs` of the step");
      }
    };
    for (const shell::Word& word : node.words) look(word.expansions);
    for (const shell::Assignment& assignment : node.assignments) look(assignment.value.expansions);
  });
}

static void check(const project::File& file, Report& report) {
  if (file.yaml == nullptr || file.yaml->root() == nullptr) return report.skip();
  bool any = false;
  for (const CiJob& job : github_jobs(file))
    for (const CiStep& step : job.steps)
      if (step.action == "appleboy/ssh-action") check_step(file, job, step, report, any);
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7179",
    .summary = "Variable that the SSH action does not pass on",
    .why =
        "`env` sets a variable on GitHub's machine. The script runs on another one, which gets only what `envs` lists: "
        "it logs in with an empty password, or pulls an image without a tag.",
    .remedy = "Add `envs: NAME` to the inputs of the step.",
    .references = "https://github.com/appleboy/ssh-action",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "pass on what their remote script reads",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ssh_action_variable_not_passed
