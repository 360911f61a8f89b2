#include <algorithm>
#include <array>
#include <string>

#include "project/copy_sources.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::build_time_variable_given_at_start {

/// Prefixes of variables that a bundler writes into what browsers load, and that nothing reads at run time.
static bool is_built_in(std::string_view name) {
  return std::ranges::any_of(
      std::array<std::string_view, 5>{"VITE_", "REACT_APP_", "NEXT_PUBLIC_", "VUE_APP_", "GATSBY_"},
      [&](std::string_view prefix) { return name.starts_with(prefix); });
}

static bool builds_bundle(const dockerfile::Instruction& step) {
  if (step.op != dockerfile::Op::run) return false;
  const std::string_view text = step.line.text;
  return std::ranges::any_of(
      std::array<std::string_view, 7>{"npm run build", "yarn build", "yarn run build", "pnpm build", "pnpm run build",
                                      "next build", "vite build"},
      [&](std::string_view command) { return contains(text, command); });
}

/// Whether the build bundles the program, and nothing in it or at the start speaks of such a variable: no ARG, no env
/// file of the context, no script that puts values into the bundle.
static const dockerfile::Instruction* bundling_step(const project::Project& project, const project::Service& service,
                                                    const project::BuildContext& context) {
  const dockerfile::Instruction* found = nullptr;
  for (const dockerfile::Stage* const stage : context.stages) {
    for (const dockerfile::Variable& variable : stage->variables)
      if (is_built_in(variable.name)) return nullptr;
    for (const dockerfile::Instruction* const step : stage->instructions) {
      if (contains(step->line.text, "envsubst") || contains(step->line.text, "NEXT_PUBLIC") ||
          contains(step->line.text, "VITE_") || contains(step->line.text, "env."))
        return nullptr;
      if (builds_bundle(*step)) found = step;
    }
  }
  for (const compose::BuildArgument& argument : service.definition->build.arguments)
    if (is_built_in(argument.name)) return nullptr;
  for (const std::string_view child : project.children(context.context)) {
    const std::string_view name = base_name(child);
    if (name.starts_with(".env") && !contains(name, "example") && !contains(name, "template") &&
        !context.ignore.excludes(name))
      return nullptr;
  }
  return found;
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds || service.stage == nullptr || service.stack->role == project::Role::development)
    return report.skip();
  const auto first = std::ranges::find_if(service.definition->environment, [](const compose::EnvironmentEntry& entry) {
    return is_built_in(entry.name) && entry.source != nullptr;
  });
  if (first == service.definition->environment.end()) return report.skip();
  const project::BuildContext* const context = project::build_context(report.project(), service);
  if (context == nullptr || !context->known) return report.skip();
  // A script of its own may put the values into the bundle before it starts the server.
  if (service.startup != nullptr && std::ranges::any_of(service.startup->commands, [](const shell::Node* node) {
        return std::ranges::any_of(
            node->words, [](const shell::Word& word) { return is_one_of("envsubst sed find npx", word.text); });
      }))
    return report.skip();
  for (const std::string_view word : service.command.words)
    if (is_one_of("dev build", word) || contains(word, "run dev") || contains(word, "build")) return report.skip();
  const dockerfile::Instruction* const step = bundling_step(report.project(), service, *context);
  if (step == nullptr) return;
  report
      .at(first->span, "`{}` is written into the bundle when it is built, so `{}` here changes nothing for browsers",
          first->name, service.name)
      .note(step->span, "The bundle is built here, without the variable");
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
