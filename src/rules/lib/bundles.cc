#include "rules/lib/bundles.h"

#include <algorithm>

#include "dockerfile/says.h"
#include "knowledge/build_steps.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

static bool builds_bundle(const dockerfile::Instruction& step) {
  return step.op == dockerfile::Op::run &&
         std::ranges::any_of(knowledge::tables::bundling_commands,
                             [&](std::string_view command) { return says(step, command); });
}

const dockerfile::Instruction* bundling_step(const project::Project& project, const project::Service& service,
                                             const project::BuildContext& context, std::string_view name) {
  const dockerfile::Instruction* found = nullptr;
  for (const dockerfile::Stage* const stage : context.stages) {
    if (std::ranges::find(stage->variables, name, &dockerfile::Variable::name) != stage->variables.end())
      return nullptr;
    for (const dockerfile::Instruction* const step : stage->instructions) {
      if (says(*step, "envsubst") || says(*step, name) || says(*step, "env.")) return nullptr;
      if (builds_bundle(*step)) found = step;
    }
  }
  const auto& arguments = service.build->arguments;
  if (std::ranges::find(arguments, name, &compose::BuildArgument::name) != arguments.end()) return nullptr;
  for (const std::string_view child : project.children(context.context)) {
    const std::string_view file = base_name(child);
    if (file.starts_with(".env") && !contains(file, "example") && !contains(file, "template") &&
        !context.ignore.excludes(file))
      return nullptr;
  }
  return found;
}

}  // namespace seaworthy::rules
