#include "rules/lib/bundles.h"

#include <algorithm>
#include <array>

#include "dockerfile/says.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

static bool builds_bundle(const dockerfile::Instruction& step) {
  if (step.op != dockerfile::Op::run) return false;
  return std::ranges::any_of(
      std::array<std::string_view, 13>{"npm run build", "yarn build", "yarn run build", "pnpm build", "pnpm run build",
                                       "next build", "vite build", "nuxt build", "bun run build", "turbo build",
                                       "turbo run build", "nx build", "nx run build"},
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
