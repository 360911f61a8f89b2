#include <algorithm>
#include <optional>
#include <string>

#include "dockerfile/says.h"
#include "knowledge/browsers.h"
#include "project/application.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::browser_program_missing {

using namespace knowledge::tables;

/// A browser by the path of its program.
static bool is_browser(std::string_view path) {
  return path.starts_with('/') &&
         std::ranges::find(browser_programs, project::base_name(path)) != browser_programs.end();
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds || service.stage == nullptr) return report.skip();
  std::string_view path;
  Span span;
  for (const std::string_view name : browser_variables)
    if (const std::optional<project::ContainerVariable> given = project::container_variable(service, name);
        given.has_value() && is_browser(given->value)) {
      path = given->value;
      span = given->span;
    }
  if (const project::Application* const application = project::application(report.project(), service);
      path.empty() && application != nullptr)
    for (const std::string_view literal : application->program.literals)
      if (is_browser(literal)) path = literal;
  if (path.empty()) return report.skip();
  // What is copied or downloaded to the path is no package.
  const std::string_view program = project::base_name(path);
  const bool is_brought = std::ranges::any_of(service.stage->with_inherited, [&](const dockerfile::Instruction* each) {
    return (each->op == dockerfile::Op::run || each->op == dockerfile::Op::copy || each->op == dockerfile::Op::add) &&
           (says(*each, "chrom") || says(*each, "firefox") || says(*each, "playwright") || says(*each, program));
  });
  if (is_brought) return;
  const knowledge::Image* const base = project::base_image(*service.stage);
  if (base == nullptr ||
      (base->kind != knowledge::ImageKind::language && base->kind != knowledge::ImageKind::distribution))
    return;
  report
      .at(span.valid() ? span : service.span, "`{}` starts the browser `{}`, which its image does not have",
          service.name, path)
      .note(service.stage->from->span, "No step of this stage installs one");
}

extern const Rule rule = {
    .code = "SW4076",
    .summary = "Browser that the code starts and the image lacks",
    .why = "The library finds no program at the path, and every page that it is to open fails.",
    .remedy = "Install the browser in the image (`apt-get install chromium`), or build on an image that has one.",
    .references = "https://pptr.dev/guides/docker",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::browser_program_missing
