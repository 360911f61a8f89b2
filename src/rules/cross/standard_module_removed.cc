#include <algorithm>
#include <string>

#include "knowledge/build_facts.h"
#include "project/application.h"
#include "project/model.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/python_installs.h"
#include "rules/lib/starting.h"
#include "rules/rule.h"

namespace seaworthy::rules::standard_module_removed {

/// Whether a step of the build installs one of the packages that bring the module back, or what cannot be listed.
static bool is_brought(const project::Service& service, const knowledge::RemovedModule& removed, Report& report) {
  if (service.dockerfile == nullptr) return true;
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    const PythonInstalls installs = python_installs(report.project(), step);
    if (!installs.known) return true;
    for (const PythonPackage& package : installs.packages)
      if (std::ranges::find(removed.brought_by, package.name) != removed.brought_by.end()) return true;
  }
  return false;
}

/// Whether the program has a module of that name itself, beside the file that imports it.
static bool is_its_own(const code::NamedPlace& import, const Report& report) {
  const std::string_view file = report.project().sources[import.span.file].path();
  const std::string beside = std::string(file.substr(0, file.rfind('/') + 1)) + std::string(import.name);
  return report.project().entry(beside) != nullptr || report.project().entry(beside + ".py") != nullptr;
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.start.imports.empty() || service.image == nullptr ||
      service.image->name != "python")
    return report.skip();
  for (const code::NamedPlace& import : application->program.start.imports) {
    const knowledge::RemovedModule* const removed = knowledge::removed_module("python", import.name);
    if (removed == nullptr) continue;
    const knowledge::VersionRange without{removed->since, ""};
    if (!without.contains(service.image_reference.tag) || is_its_own(import, report) ||
        is_brought(service, *removed, report))
      continue;
    report.at(import.span, "`{}` imports `{}`, which Python gave up with {}", service.name, import.name, removed->since)
        .note(image_span(service), "It runs on `{}`", image_of(service));
    return;
  }
}

extern const Rule rule = {
    .code = "SW4781",
    .summary = "Import of a module that the language does not bring any more",
    .why = "The program ends with `ModuleNotFoundError` as soon as it is loaded.",
    .remedy = "Use what took the module's place, or install the package that keeps it alive.",
    .references = "https://docs.python.org/3/whatsnew/3.12.html https://docs.python.org/3/whatsnew/3.13.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::standard_module_removed
