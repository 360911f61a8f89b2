#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "project/application.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "project/promised_variables.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::code_variable_missing {

/// Whether a switch of the code has the value that is wanted, in the container or once an env file is made of its
/// template.
static bool is_as_wanted(const project::Project& project, const project::Service& service, const code::Switch& each) {
  std::optional<std::string_view> given;
  if (const auto in_container = project::container_variable(service, each.variable); in_container.has_value())
    given = in_container->value;
  else if (const compose::EnvironmentEntry* const expected =
               project::expected_variable(project, service, each.variable);
           expected != nullptr)
    given = expected->value;
  if (!given.has_value())
    return each.by_default == each.wanted && project::is_absent_in_container(service, each.variable);
  if (!each.text.empty()) return (*given == each.text) == each.wanted;
  const bool on = is_one_of("1 t production", *given) || equal_ignoring_case(*given, "true");
  return (given->empty() ? each.by_default : on) == each.wanted;
}

/// Whether the code asks for a variable with the switches of the container as they are.
static bool is_asked_for(const project::Project& project, const project::Service& service,
                         const code::RequiredVariable& required) {
  return std::ranges::all_of(required.switches,
                             [&](const code::Switch& each) { return is_as_wanted(project, service, each); });
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.required.empty()) return report.skip();
  std::vector<const code::RequiredVariable*> missing;
  const auto is_absent = [&](std::string_view name) {
    return project::is_promised_nowhere(report.project(), service, *application, name);
  };
  for (const code::RequiredVariable& required : application->program.required)
    if (is_absent(required.name) && std::ranges::all_of(required.instead, is_absent) &&
        is_asked_for(report.project(), service, required))
      missing.push_back(&required);
  if (missing.empty()) {
    // Many programs take an empty value for none.
    const bool any_empty = std::ranges::any_of(application->program.required, [&](const code::RequiredVariable& each) {
      const auto given = project::container_variable(service, each.name);
      return given.has_value() && given->value.empty();
    });
    if (any_empty) report.skip();
    return;
  }
  constexpr std::size_t most_notes = 4;
  Builder finding =
      missing.size() == 1
          ? report.at(service.span, "`{}` gets no `{}`, without which its code ends at once; set it in `environment`",
                      service.name, missing.front()->name)
          : report.at(service.span,
                      "`{}` lacks {} variables without which its code ends at once, `{}` first; set them "
                      "in `environment`",
                      service.name, missing.size(), missing.front()->name);
  // Whoever runs an image by hand is expected to give it what it needs, once that is known.
  if (service.standalone) finding.severity(Severity::low);
  for (std::size_t index = 0; index < std::min(missing.size(), most_notes); ++index) {
    const code::RequiredVariable& each = *missing[index];
    if (each.call.empty())
      finding.note(each.span, "Here the code asks for `{}`", each.name);
    else
      finding.note(each.span, "Here the code reads `{}`, without which `{}` fails", each.name, each.call);
  }
}

extern const Rule rule = {
    .code = "SW4554",
    .summary = "Variable that the code requires and nobody supplies",
    .why =
        "The program checks its variables before anything else, or gives them to a library that does, and ends when "
        "one is missing; the engine starts it again and again, and it never comes up.",
    .remedy = "Give the variable in `environment`, an env file or the image, or give it a default in the code.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "get every variable that their code requires",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::code_variable_missing
