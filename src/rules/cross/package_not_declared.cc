#include <algorithm>

#include "knowledge/build_facts.h"
#include "knowledge/built_in_modules.h"
#include "knowledge/python_packages.h"
#include "project/application.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/tools.h"
#include "rules/lib/once.h"
#include "rules/lib/python_installs.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::package_not_declared {

/// Packages that are imported by the name under which they are installed, and that hardly another one brings along.
constexpr WordList plain_packages =
    "redis flask fastapi django celery boto3 pymongo asyncpg pika stripe openai anthropic aiokafka elasticsearch minio "
    "paramiko bottle sanic tornado";

/// Whether a package is one of those that bring a module.
static bool brings(const knowledge::ImportName& row, const PythonPackage& package) {
  return (package.has_extras && !knowledge::comes_alone(row.module) &&
          knowledge::may_extras_bring(package.name, row.module)) ||
         std::ranges::find(row.packages, package.name) != row.packages.end() ||
         contains(package.name, row.packages.front());
}

static bool may_bring(const PythonPackage& package, std::string_view module) {
  return (package.has_extras && knowledge::may_extras_bring(package.name, module)) || contains(package.name, module);
}

/// Whether a folder or file of one's own has the name of a module.
static bool is_own(const project::Project& project, std::string_view name) {
  return std::ranges::any_of(project.tree, [&](const project::Project::TreePath& entry) {
    return before(base_name(entry.path), '.') == name;
  });
}

/// Whether the container installs packages itself before it starts its program.
static bool installs_at_start(const project::Project& project, const project::Service& service) {
  if (service.startup != nullptr &&
      (!service.startup->span.valid() || contains(project.sources.text(service.startup->span), "install") ||
       contains(project.sources.text(service.startup->span), "venv")))
    return true;
  for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
    for (const std::string_view word : given->words)
      if (contains(word, "pip") || contains(word, "uv ") || contains(word, "poetry") || contains(word, ".sh"))
        return true;
  return std::ranges::any_of(service.definition->mounts, [](const compose::Mount& mount) {
    return contains(mount.target, "site-packages") || contains(mount.target, "venv");
  });
}

/// An image without any package of Python: what Python itself does not bring is missing. `empty` installs a list that
/// has none in it; null for no install at all.
static void check_without_packages(const project::Service& service, const code::Program& program,
                                   const BuildStep* empty, Report& report) {
  const project::Project& project = report.project();
  if (!is_plainly_made(*service.stage) || installs_at_start(project, service)) return report.skip();
  // Of a list of packages that nobody installs another rule tells.
  if (empty == nullptr && std::ranges::any_of(project::manifests(project), [](const project::Manifest& manifest) {
        return manifest.ecosystem == project::Ecosystem::python;
      }))
    return report.skip();
  for (const code::NamedPlace& import : program.start.imports) {
    const std::string_view name = before(import.name, '.');
    if (name.empty() || name.starts_with('_') || knowledge::tables::modules_of_python.contains(name) ||
        is_own(project, name))
      continue;
    Builder finding =
        report.at(service.command.span.valid() ? service.command.span : service.span,
                  "The program of `{}` imports `{}`, and its image installs no package of Python", service.name, name);
    finding.note(import.span, "It is imported here");
    if (empty != nullptr) finding.note(empty->invocation.span(), "What this installs lists nothing");
    return;
  }
}

/// Python has no lock file that everybody uses: what the build installs is what there is.
static void check_python(const project::Service& service, const code::Program& program, Report& report) {
  const knowledge::Image* const base = project::base_image(*service.stage);
  if (service.dockerfile == nullptr || program.guards_imports || base == nullptr || base->name != "python")
    return report.skip();
  std::vector<PythonPackage> packages;
  const BuildStep* last = nullptr;
  const BuildStep* empty = nullptr;
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    PythonInstalls installs = python_installs(report.project(), step);
    if (!installs.known) return report.skip();
    if (installs.packages.empty()) {
      if (step.package.is("pip", PackageAction::install)) empty = &step;
      continue;
    }
    last = &step;
    packages.insert(packages.end(), installs.packages.begin(), installs.packages.end());
  }
  if (last == nullptr) return check_without_packages(service, program, empty, report);
  const auto report_missing = [&](std::string_view name, const Span* import) {
    Builder finding =
        report.at(service.command.span.valid() ? service.command.span : service.span,
                  "The program of `{}` imports `{}`, which none of the packages that its image installs brings",
                  service.name, name);
    if (import != nullptr) finding.note(*import, "It is imported here");
    finding.note(last->invocation.span(), "This is what is installed");
  };
  for (const code::NamedPlace& import : program.start.imports) {
    const std::string_view name = before(import.name, '.');
    const knowledge::ImportName* const row = knowledge::import_name("python", name);
    if (row == nullptr ||
        std::ranges::any_of(packages, [&](const PythonPackage& package) { return brings(*row, package); }) ||
        is_own(report.project(), name))
      continue;
    return report_missing(name, &import.span);
  }
  for (const std::string_view module : program.modules) {
    const std::string_view name = before(module, '.');
    if (!is_one_of(plain_packages, name)) continue;
    if (std::ranges::any_of(packages, [&](const PythonPackage& package) { return may_bring(package, name); })) continue;
    if (is_own(report.project(), name)) continue;
    return report_missing(name, nullptr);
  }
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.sources.empty() || service.stage == nullptr) return report.skip();
  if (application->program.sources.front().ends_with(".py")) return check_python(service, application->program, report);
  if (application->undeclared.empty()) return;
  const project::File* const manifest = report.project().file(application->manifest);
  Builder finding = report.at(service.command.span.valid() ? service.command.span : service.span,
                              "The program of `{}` imports `{}`, which neither its manifest nor its lock file has",
                              service.name, application->undeclared);
  if (manifest != nullptr) finding.note({manifest->source, 0, 0}, "This is its manifest");
}

extern const Rule rule = {
    .code = "SW4506",
    .summary = "Program that imports a package which is not among its dependencies",
    .why =
        "It runs where the package happens to lie about, and ends with `Cannot find module` or `ModuleNotFoundError` "
        "in the image.",
    .remedy = "Add the package to the dependencies.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::package_not_declared
