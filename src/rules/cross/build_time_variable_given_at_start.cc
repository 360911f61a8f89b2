#include <algorithm>
#include <vector>

#include "dockerfile/says.h"
#include "project/application.h"
#include "project/code_signs.h"
#include "project/copy_sources.h"
#include "project/model.h"
#include "project/promised_variables.h"
#include "rules/lib/browser_addresses.h"
#include "rules/lib/bundles.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::build_time_variable_given_at_start {

/// Variables for the bundle that the container is given, or will be by an env file that is to be made of a template.
static std::vector<const compose::EnvironmentEntry*> given_at_start(const project::Project& project,
                                                                    const project::Service& service) {
  std::vector<const compose::EnvironmentEntry*> given;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (is_for_browsers(entry.name) && entry.source != nullptr) given.push_back(&entry);
  const project::ReadFolder* const code = project::code_folder(project, service);
  for (const compose::EnvironmentEntry& entry : project::promised_variables(project, service))
    if (is_for_browsers(entry.name) && code != nullptr && project::mentions(project, *code, entry.name))
      given.push_back(&entry);
  return given;
}

/// An ARG for the variable that has no default, and to which nobody gives a value.
static bool check_argument(const project::Service& service, const project::BuildContext& context,
                           const compose::EnvironmentEntry& entry, Report& report) {
  if (entry.source == nullptr || service.build == nullptr) return false;
  for (const compose::BuildArgument& argument : service.build->arguments)
    if (argument.name == entry.name) return false;
  // A `.env` in the context is read by bundlers, whatever the ARG says.
  if (!context.ignore.excludes(".env")) return false;
  const dockerfile::Instruction* declared = nullptr;
  for (const dockerfile::Stage* const stage : context.stages)
    for (const dockerfile::Instruction* const instruction : stage->instructions) {
      if (instruction->op == dockerfile::Op::arg) {
        for (const dockerfile::Pair& pair : instruction->pairs) {
          if (pair.key.text != entry.name) continue;
          if (pair.has_value) return false;
          declared = instruction;
        }
      } else if (says(*instruction, entry.name) && !says(*instruction, "$" + std::string(entry.name)) &&
                 !says(*instruction, "${" + std::string(entry.name) + "}")) {
        return false;
      }
    }
  if (declared == nullptr || service.dockerfile == nullptr || service.dockerfile->builds.size() != 1) return false;
  report
      .at(entry.span, "`{}` is written into the bundle when it is built, so `{}` here changes nothing for browsers",
          entry.name, service.name)
      .note(declared->span, "The build takes it here, and nobody gives it a value; give it under `build.args`");
  return true;
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds || service.stage == nullptr || service.stack->role == project::Role::development)
    return report.skip();
  const std::vector<const compose::EnvironmentEntry*> given = given_at_start(report.project(), service);
  if (given.empty()) return report.skip();
  const project::BuildContext* const context = project::build_context(report.project(), service);
  if (context == nullptr || !context->known) return report.skip();
  // A script of its own may put the values into the bundle before it starts the server.
  if (service.startup != nullptr && std::ranges::any_of(service.startup->commands, [](const shell::Node* node) {
        return std::ranges::any_of(
            node->words, [](const shell::Word& word) { return is_one_of("envsubst sed find npx", word.text); });
      }))
    return report.skip();
  // A program in the image that puts variables into finished pages.
  if (std::ranges::any_of(service.stage->with_inherited, [](const dockerfile::Instruction* instruction) {
        return says(*instruction, "import-meta-env") || says(*instruction, "runtime-env");
      }))
    return report.skip();
  for (const std::string_view word : service.command.words)
    if (is_one_of("dev build", word) || contains(word, "run dev") || contains(word, "build")) return report.skip();
  // The server that `nuxt build` makes reads its public settings when it starts.
  const project::Application* const application = project::application(report.project(), service);
  const bool reads_at_start = application != nullptr && application->program.framework == "Nuxt";
  for (const compose::EnvironmentEntry* const entry : given) {
    if (reads_at_start && entry->name.starts_with("NUXT_")) continue;
    const dockerfile::Instruction* const step = bundling_step(report.project(), service, *context, entry->name);
    if (step == nullptr) {
      if (check_argument(service, *context, *entry, report)) return;
      continue;
    }
    report
        .at(entry->span, "`{}` is written into the bundle when it is built, so `{}` here changes nothing for browsers",
            entry->name, service.name)
        .note(step->span, "The bundle is built here, without the variable");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4768",
    .summary = "Variable of the bundle that only the container is given",
    .why =
        "Bundlers put the values in when they build. What browsers load has no value, or the one that the code falls "
        "back to, mostly an address on localhost.",
    .remedy = "Declare it with ARG and ENV in front of the build, and give it under `build.args`.",
    .references = "https://nextjs.org/docs/pages/guides/environment-variables",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::build_time_variable_given_at_start
