#include <algorithm>

#include "project/code_signs.h"
#include "project/copy_sources.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/browser_addresses.h"
#include "rules/lib/bundles.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::bundle_variable_left_out {

/// A build argument for the bundle that takes its value from the variables of whoever deploys.
static const compose::BuildArgument* passed(const project::Service& service) {
  for (const compose::BuildArgument& argument : service.build->arguments)
    if (is_for_browsers(argument.name)) return &argument;
  return nullptr;
}

/// Whether the code of a service reads a variable. Code that only nginx serves is not read: of a stack with one bundle
/// the variables are that one's.
static bool may_read(const project::Project& project, const project::Service& service, std::string_view name) {
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code != nullptr) return project::mentions(project, *code, name);
  return std::ranges::none_of(service.stack->services, [&](const project::Service* other) {
    return other != &service && other->builds &&
           (passed(*other) != nullptr || other->definition->variable(name) != nullptr);
  });
}

/// The name that a line of an env template sets; "" for none.
static std::string_view name_of(std::string_view line) {
  const std::size_t equals = line.find('=');
  return equals == std::string_view::npos ? std::string_view() : line.substr(0, equals);
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds || service.stage == nullptr || service.stack->role == project::Role::development)
    return report.skip();
  const compose::BuildArgument* const example = passed(service);
  const project::BuildContext* const context = project::build_context(report.project(), service);
  if (example == nullptr || context == nullptr || !context->known || service.stack->files.empty()) return report.skip();
  const std::string_view folder = project::parent_path(service.stack->files.front()->path);
  // What is made of the template is in the context, and bundlers read it there.
  if (folder == context->context && !context->ignore.excludes(".env")) return report.skip();
  for (const project::File& file : report.project().files) {
    if (file.kind != project::FileKind::env_template || project::parent_path(file.path) != folder || !file.has_content)
      continue;
    const std::string_view text = report.project().sources[file.source].text();
    // Those of the bundle that are passed on stand in it too, so that it is for this build.
    if (!contains(text, example->name)) continue;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view name = name_of(text.substr(begin, end - begin));
      const auto place = static_cast<std::uint32_t>(begin);
      begin = end + 1;
      if (before(name, '_') != before(example->name, '_') || !is_for_browsers(name) ||
          !may_read(report.project(), service, name) || service.definition->variable(name) != nullptr)
        continue;
      const dockerfile::Instruction* const step = bundling_step(report.project(), service, *context, name);
      if (step == nullptr) continue;
      report
          .at({file.source, place, place + static_cast<std::uint32_t>(name.size())},
              "The bundle of `{}` never gets `{}`: no build argument passes it on, as one does `{}`", service.name,
              name, example->name)
          .note(step->span, "The bundle is built here, without the variable");
    }
  }
}

extern const Rule rule = {
    .code = "SW4965",
    .summary = "Variable of the bundle that no build argument passes on",
    .why =
        "Bundlers put the values in when they build. Whoever sets the variable in `.env` as the template says changes "
        "nothing: what browsers load has no value.",
    .remedy = "Declare it with ARG and ENV in front of the build, and give it under `build.args` like the others.",
    .references = "https://vite.dev/guide/env-and-mode",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::bundle_variable_left_out
