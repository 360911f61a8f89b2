#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "knowledge/program_kinds.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::program_outside_of_search_path {

/// The step that installs into an environment of the project alone, where nothing else installs; null otherwise.
static const BuildStep* only_install(Report& report, const project::Service& service) {
  const BuildStep* found = nullptr;
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    const shell::Invocation& invocation = step.invocation;
    const std::string_view text = report.text(step.run->span);
    if (contains(text, "virtualenvs.create") || contains(text, "activate") || contains(text, "UV_SYSTEM_PYTHON") ||
        contains(text, "--system") || contains(text, "export"))
      return nullptr;
    const bool own = (invocation.program == "uv" && invocation.verb() == "sync") ||
                     (invocation.program == "poetry" && invocation.verb() == "install");
    if (own) {
      found = &step;
    } else if (step.package.is("pip", PackageAction::install)) {
      for (const shell::Word* const word : step.package.packages)
        if (!is_one_of("uv poetry pip setuptools wheel pipx", before(before(word->text, '='), '[')) &&
            !word->text.starts_with("poetry-"))
          return nullptr;
      for (const shell::Word& word : step.package.arguments)
        if (is_one_of("-r --requirement -e .", word.text)) return nullptr;
    } else if (is_one_of("conda mamba pipx pdm pipenv", invocation.program)) {
      return nullptr;
    }
  }
  return found;
}

/// Whether a variable puts an environment into force: PATH with its folder, or a place that is chosen otherwise.
static bool is_in_force(const project::Service& service) {
  const auto any = [&](std::string_view name, std::string_view part) {
    const auto given = project::container_variable(service, name);
    return given.has_value() && contains(given->value, part);
  };
  if (any("PATH", "venv") || any("PATH", "VIRTUAL_ENV") || any("PATH", "/bin:$PATH") || any("PATH", "env/bin"))
    return true;
  return std::ranges::any_of(service.stage->variables, [](const dockerfile::Variable& variable) {
    return (variable.name == "PATH" && !variable.is_arg && contains(variable.value, "bin")) ||
           is_one_of("UV_PROJECT_ENVIRONMENT UV_SYSTEM_PYTHON POETRY_VIRTUALENVS_CREATE VIRTUAL_ENV BASH_ENV",
                     variable.name);
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.dockerfile == nullptr) return report.skip();
  const knowledge::Image* const base = project::base_image(*service.stage);
  if (base == nullptr || base->name != "python") return report.skip();
  std::vector<project::StartedProgram> programs = project::started_programs(report.project(), service);
  if (service.startup != nullptr) {
    if (contains(report.text(service.startup->span), "venv") ||
        contains(report.text(service.startup->span), "activate"))
      return report.skip();
    for (project::StartedProgram& each : programs_of(*service.startup)) programs.push_back(std::move(each));
  }
  const auto started = std::ranges::find_if(programs, [](const project::StartedProgram& each) {
    return knowledge::tables::python_programs.contains(each.word);
  });
  if (started == programs.end()) return report.skip();
  const BuildStep* const install = only_install(report, service);
  if (install == nullptr || is_in_force(service)) return;
  report
      .at(started->span, "`{}` starts `{}`, which lies in an environment of its own that PATH does not have",
          service.name, started->word)
      .note(install->invocation.span(),
            install->invocation.program == "uv"
                ? "It is installed into `.venv`; start it by `uv run`, or add its `bin` to PATH"
                : "Poetry makes an environment; start it by `poetry run`, or turn that off");
}

extern const Rule rule = {
    .code = "SW4174",
    .summary = "Python program in an environment that nothing puts into force",
    .why =
        "`uv sync` and `poetry install` put programs into a virtual environment. Started by its bare name, a program "
        "is "
        "`executable file not found in $PATH`.",
    .remedy =
        "Set `ENV PATH=\"/app/.venv/bin:$PATH\"`, start it by `uv run` or `poetry run`, or let Poetry install without "
        "an environment (`virtualenvs.create false`).",
    .references = "https://docs.astral.sh/uv/guides/integration/docker/#using-the-environment",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::program_outside_of_search_path
