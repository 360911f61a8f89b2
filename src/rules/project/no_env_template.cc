#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/vocabulary.h"

namespace seaworthy::rules::no_env_template {

static void check(const project::Stack& stack, Report& report) {
  if (stack.model->variables.empty() || stack.files.empty()) return report.skip();
  const compose::VariableUse* wanted = nullptr;
  std::size_t count = 0;
  for (const compose::VariableUse& use : stack.model->variables) {
    if (use.interpolation == nullptr) continue;
    const std::string_view operation = use.interpolation->operation;
    const bool needed = operation.empty() || operation == ":?" || operation == "?";
    if (!needed || use.interpolation->source != compose::VariableSource::unset) continue;
    ++count;
    if (wanted == nullptr) wanted = &use;
  }
  if (wanted == nullptr) return;
  using project::FileKind;
  if (is_spoken_of(report.project(),
                   {FileKind::env_template, FileKind::readme, FileKind::documentation, FileKind::script}, wanted->name))
    return;
  report.at(wanted->span,
            "`{}` has to be set ({} without a default), and no template or document says so; add `.env.example`",
            wanted->name, count == 1 ? "the only variable" : "one of several");
}

extern const Rule rule = {
    .code = "SW7030",
    .summary = "Variables that no template names",
    .why = "Whoever deploys it has to guess which variables exist and what they look like.",
    .remedy = "Commit `.env.example` with every variable, a comment each, and no real credential.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::documentation,
    .strength = "document the variables that must be set",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::no_env_template
