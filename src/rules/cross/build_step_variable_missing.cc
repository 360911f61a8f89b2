#include <algorithm>

#include "project/application.h"
#include "project/model.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::build_step_variable_missing {

/// The command of Django that a step runs: "collectstatic" of `python manage.py collectstatic`; "" for another step.
static std::string_view management_command(const BuildStep& step) {
  const std::vector<std::string_view> words = texts(step.invocation);
  for (std::size_t at = 0; at + 1 < words.size(); ++at)
    if (base_name(words[at]) == "manage.py" || base_name(words[at]) == "django-admin") return words[at + 1];
  return {};
}

/// Whether `DJANGO_SETTINGS_MODULE` names other settings than those of a file: "shop.settings" is `shop/settings.py`.
static bool names_other_settings(const dockerfile::Pair& pair, std::string_view file) {
  if (!contains(pair.key.text, "SETTINGS_MODULE")) return false;
  std::string path(pair.value.text);
  std::ranges::replace(path, '.', '/');
  return !pair.value.literal || !("/" + std::string(file)).ends_with("/" + path + ".py");
}

/// Whether anything gives the step a variable: the command, ENV, an ARG or a secret of the build. `settings` is the
/// file that asks for it.
static bool is_given(const BuildStep& step, std::string_view name, std::string_view settings, const Report& report) {
  if (contains(report.text(step.run->span), name) || step.run->flag("mount") != nullptr) return true;
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    if (instruction == step.run) break;
    if (instruction->op != dockerfile::Op::env && instruction->op != dockerfile::Op::arg) continue;
    for (const dockerfile::Pair& pair : instruction->pairs)
      if (pair.key.text == name || names_other_settings(pair, settings)) return true;
  }
  return contains(report.text(step.run->span), "SETTINGS_MODULE") ||
         contains(report.text(step.run->span), "--settings");
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || service.dockerfile == nullptr || application->program.framework != "Django")
    return report.skip();
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    const std::string_view command = management_command(step);
    if (command.empty() || may_fail(*step.invocation.node)) continue;
    asks = true;
    const code::Program& program = application->program;
    if (!program.reads_env_file)
      for (const code::RequiredVariable& variable : program.required) {
        const std::string_view settings = report.project().sources[variable.span.file].path();
        if (is_given(step, variable.name, settings, report)) continue;
        report
            .at(step.invocation.span(),
                "`{}` loads the settings, which do not load without `{}`, and the build has none", command,
                variable.name)
            .note(variable.span, "It is asked for here");
        return;
      }
    if (command != "collectstatic" || !program.start.no_static_root.valid() ||
        contains(report.text(step.run->span), "SETTINGS_MODULE") || contains(report.text(step.run->span), "--settings"))
      continue;
    report.at(step.invocation.span(), "`collectstatic` ends without `STATIC_ROOT`, which the settings do not have")
        .note(program.start.no_static_root, "These are the settings");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4792",
    .summary = "Build step that loads settings which are not there yet",
    .why =
        "A management command loads the settings of the application: what they ask of the environment, and what the "
        "command asks of them, must be there while the image is built.",
    .remedy =
        "Give the step a value that is good for building (`SECRET_KEY=build python manage.py ...`), or a default.",
    .references = "https://docs.djangoproject.com/en/stable/ref/contrib/staticfiles/#collectstatic",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::build_step_variable_missing
