#include <algorithm>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "yaml/node.h"

namespace seaworthy::rules::service_without_image_or_build {

/// The image is there, but made of variables that are empty: `image: ${IMAGE}`.
static bool gives_variable(const project::File& file, std::string_view name) {
  if (file.yaml == nullptr || file.yaml->root() == nullptr) return false;
  const yaml::Node& root = file.yaml->root()->resolved();
  const yaml::Node* const services = root.is_mapping() ? root.get("services") : nullptr;
  if (services == nullptr || !services->resolved().is_mapping()) return false;
  const yaml::Node* const service = services->resolved().get(name);
  if (service == nullptr || !service->resolved().is_mapping()) return false;
  const yaml::Node* const image = service->resolved().get("image");
  return image != nullptr && image->resolved().is_scalar() && contains(image->resolved().text, "$");
}

/// The same for the file itself and those that are laid over it.
static bool is_variable(const compose::Problem& problem, const project::Project& project, std::string_view name) {
  const project::File* const file = project.file(problem.span.file);
  if (file == nullptr) return false;
  return gives_variable(*file, name) || std::ranges::any_of(project.stacks, [&](const project::Stack& stack) {
           return std::ranges::find(stack.files, file) != stack.files.end() &&
                  std::ranges::any_of(stack.files,
                                      [&](const project::File* other) { return gives_variable(*other, name); });
         });
}

static void check(const compose::Problem& problem, Report& report) {
  if (!is_variable(problem, report.project(), report.text(problem.span))) return report_problem(problem, report);
  // A script that starts it may well export the variable.
  report
      .at(problem.span, "`{}` has no image while the variables that its `image` is made of are empty",
          report.text(problem.span))
      .severity(Severity::low)
      .confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW2223",
    .summary = "Service with neither image nor build",
    .why = "Compose does not know what to run and refuses the stack.",
    .remedy = "Add `image` or `build`.",
    .peers = "compose-go:service/no-image-or-build",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<check>("compose-service-no-image-or-build"),
};

}  // namespace seaworthy::rules::service_without_image_or_build
