#include <algorithm>

#include "knowledge/knowledge.h"
#include "knowledge/package_programs.h"
#include "knowledge/program_kinds.h"
#include "project/container_files.h"
#include "project/model.h"
#include "project/tools.h"
#include "rules/lib/once.h"
#include "rules/lib/python_installs.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::python_program_not_installed {

/// Whether the extras of a package, `fastapi[standard]`, may be what brings a program; nothing is known of where they
/// are written when the line is not.
static bool extras_may_bring(const project::Project& project, const PythonPackage& package, std::string_view program) {
  if (!package.span.valid()) return true;
  const std::string_view line = before(project.sources[package.span.file].text().substr(package.span.begin), '\n');
  const std::string_view extras = contains(line, "[") ? before(line.substr(line.find('[') + 1), ']') : line;
  // Those that choose a driver or a form of asking bring none.
  return !is_one_of("asyncio binary pool c redis argon2 bcrypt cryptography email postgresql mysql asyncpg", extras) ||
         contains(extras, program);
}

static bool brings(const project::Project& project, const PythonPackage& package, std::string_view program) {
  if (package.name == program) return true;
  const auto programs = knowledge::programs_of_package(package.name, "pip");
  if (std::ranges::find(programs, program) != programs.end()) return true;
  // Extras and companions bring what they are made for: `fastapi[standard]`, `django-celery-beat`.
  return (package.has_extras && !knowledge::has_programs_row(package.name, "pip") &&
          extras_may_bring(project, package, program)) ||
         package.name.find(program) != std::string::npos;
}

/// The package that the worker class of gunicorn comes from; "" for its own ones.
static std::string_view worker_package(const project::StartedProgram& started) {
  for (std::size_t at = 0; at < started.arguments.size(); ++at) {
    std::string_view word = started.arguments[at];
    std::string_view value;
    if (is_one_of("-k --worker-class", word) && at + 1 < started.arguments.size())
      value = started.arguments[at + 1];
    else if (word.starts_with("--worker-class="))
      value = word.substr(std::string_view("--worker-class=").size());
    value = before(value, '.');
    if (is_one_of("uvicorn gevent eventlet tornado", value)) return value;
  }
  return {};
}

/// False when the program is none of these, or nothing is known of what is installed.
static bool check_program(const project::Service& service, const project::StartedProgram& started, Report& report) {
  std::string_view program = base_name(started.word);
  // `python -m uvicorn` needs the package all the same.
  if (is_one_of("python python3", program) && started.arguments.size() > 1 && started.arguments[0] == "-m")
    program = started.arguments[1];
  if (!knowledge::tables::python_programs.contains(program)) return false;
  // What a base other than a plain Python or distribution has installed is not known.
  const knowledge::Image* const base = project::base_image(*service.stage);
  if (base == nullptr || (base->name != "python" && base->kind != knowledge::ImageKind::distribution)) return false;
  const std::string_view worker = program == "gunicorn" ? worker_package(started) : std::string_view();
  bool any = false, has_program = false, has_worker = worker.empty();
  const BuildStep* last = nullptr;
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    const PythonInstalls installs = python_installs(report.project(), step);
    if (!installs.known) return true;
    if (knowledge::is_system_package_manager(step.invocation.program))
      for (const shell::Word& word : step.invocation.arguments)
        if (contains(word.text, program)) return true;
    if (installs.packages.empty()) continue;
    any = true;
    last = &step;
    const auto is_brought = [&](std::string_view name) {
      return std::ranges::any_of(installs.packages,
                                 [&](const PythonPackage& each) { return brings(report.project(), each, name); });
    };
    has_program = has_program || is_brought(program);
    has_worker = has_worker || is_brought(worker);
  }
  if (has_program && has_worker) return true;
  if (has_program) program = worker;
  if (!any && !is_plainly_made(*service.stage)) return false;
  Builder finding =
      report.at(started.span, "`{}` starts `{}`, which none of the packages that its image installs brings",
                service.name, program);
  if (any)
    finding.note(last->invocation.span(), "This is what is installed; add `{}`", program);
  else
    finding.note(service.stage->from->span, "Nothing that is built on this installs `{}`", program);
  return true;
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.dockerfile == nullptr) return report.skip();
  bool asks = false;
  for (const project::StartedProgram& each : project::started_programs(report.project(), service))
    asks = check_program(service, each, report) || asks;
  if (service.startup != nullptr && !asks)
    for (const project::StartedProgram& each : programs_of(*service.startup))
      asks = check_program(service, each, report) || asks;
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4482",
    .summary = "Container that starts a Python program which is not installed",
    .why = "The engine reports `executable file not found`, or Python that there is no such module.",
    .remedy = "Add the server to the requirements that the image installs.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::python_program_not_installed
