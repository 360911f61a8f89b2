#include "rules/rule.h"

#include <algorithm>

#include "project/application.h"
#include "project/model.h"
#include "project/promised_variables.h"
#include "rules/lib/vocabulary.h"

namespace seaworthy::rules::no_env_template {

/// Whether the code of a service ends at once without a variable of which nobody can know: nothing gives it, and no
/// text of the repository but the code says its name.
static bool is_unknown(const project::Project& project, const project::Service& service,
                       const code::RequiredVariable& required) {
  using project::FileKind;
  if (!required.call.empty() || !required.switches.empty() || !required.instead.empty() ||
      project::expected_variable(project, service, required.name) != nullptr)
    return false;
  if (std::ranges::any_of(service.stage->variables,
                          [&](const dockerfile::Variable& given) { return given.name == required.name; }))
    return false;
  return !is_spoken_of(project,
                       {FileKind::env, FileKind::env_template, FileKind::readme, FileKind::documentation,
                        FileKind::entrypoint, FileKind::script, FileKind::makefile, FileKind::ci},
                       required.name);
}

/// An env file that has to be made first, and of which only the code says what it must have.
static void check_code(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || service.stage == nullptr || !project::has_unknown_variables(report.project(), service))
    return;
  const auto file = std::ranges::find_if(service.definition->env_files,
                                         [](const compose::EnvFile& each) { return !each.exists && each.required; });
  if (file == service.definition->env_files.end() || file->source == nullptr || file->source->origin == nullptr) return;
  const code::RequiredVariable* first = nullptr;
  std::size_t more = 0;
  for (const code::RequiredVariable& required : application->program.required) {
    if (!is_unknown(report.project(), service, required)) continue;
    if (first == nullptr)
      first = &required;
    else
      ++more;
  }
  if (first == nullptr) return;
  Builder finding =
      more == 0 ? report.at(file->source->origin->span,
                            "`{}` ends at once without `{}`, and no template or document says that this file has to "
                            "have it; add `.env.example`",
                            service.name, first->name)
                : report.at(file->source->origin->span,
                            "`{}` ends at once without `{}` and {} more, and no template or document says that this "
                            "file has to have them; add `.env.example`",
                            service.name, first->name, more);
  finding.severity(Severity::medium).note(first->span, "Here the code asks for it");
}

static void check(const project::Stack& stack, Report& report) {
  for (const project::Service* const service : stack.services)
    if (service->active) check_code(*service, report);
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
