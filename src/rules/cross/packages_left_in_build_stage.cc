#include <algorithm>
#include <string_view>
#include <vector>

#include "project/container_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_installs.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/once.h"
#include "rules/lib/packed_packages.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::packages_left_in_build_stage {

/// Whether what a COPY takes from another stage is one of the folders and files that hold no packages.
static bool holds_no_packages(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  const std::string_view name = base_name(path);
  return is_one_of("dist build lib out public views prisma static assets templates locales i18n migrations drizzle",
                   name) ||
         name.ends_with(".json") || name.ends_with(".js") || name.ends_with(".yaml") || name.ends_with(".yml");
}

/// Whether the final stage gets no packages: it installs none, and all that it takes is known to hold none.
static bool gets_none(const dockerfile::Stage& stage) {
  bool takes = false;
  for (const dockerfile::Instruction* const instruction : stage.with_inherited) {
    if (instruction->op == dockerfile::Op::run) {
      if (instruction->script == nullptr) return false;
      for (const shell::Node* const node : instruction->script->commands)
        if (is_one_of("npm yarn pnpm bun npx corepack tar unzip git cp mv ln", shell::invocation(*node).program) ||
            node->program.ends_with(".sh"))
          return false;
    }
    if (instruction->op != dockerfile::Op::copy && instruction->op != dockerfile::Op::add) continue;
    if (instruction->arguments.size() < 2) return false;
    const bool from_stage = instruction->flag("from") != nullptr;
    for (const dockerfile::Word& source : instruction->arguments.first(instruction->arguments.size() - 1)) {
      if (!source.literal || contains(source.text, "node_modules") || contains(source.text, "*")) return false;
      if (from_stage && !holds_no_packages(source.text)) return false;
      if (!from_stage && is_one_of(". ./", source.text)) return false;
    }
    takes = takes || from_stage;
  }
  return takes;
}

/// The step that translates the sources file by file, so that packages are looked for when the program runs, and the
/// manifest whose script it runs.
struct Translation {
  const BuildStep* step = nullptr;
  const project::Manifest* manifest = nullptr;
};

static Translation translation_of(const project::Dockerfile& dockerfile, Report& report) {
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const std::vector<std::string_view> words = texts(step.invocation);
    const NodeCall call = node_call(words);
    if (call.kind != NodeCall::Kind::script) continue;
    const project::Manifest* const manifest = called_manifest(report.project(), step, call).manifest;
    const project::ManifestScript* const script = manifest != nullptr ? manifest->script(call.script) : nullptr;
    if (script == nullptr) continue;
    if (translates_alone(script->text)) return {&step, manifest};
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  const knowledge::Image* const base = service.stage != nullptr ? project::base_image(*service.stage) : nullptr;
  if (base == nullptr || base->name != "node" || service.dockerfile == nullptr || service.startup != nullptr)
    return report.skip();
  const std::vector<std::string_view> words = project::program_words(report.project(), service);
  if (words.empty() || base_name(words.front()) != "node" || !gets_none(*service.stage)) return report.skip();
  for (const compose::Mount& mount : service.definition->mounts)
    if (contains(mount.target, "node_modules") || mount.target == service.working_dir.value) return report.skip();
  const Translation translation = translation_of(*service.dockerfile, report);
  if (translation.manifest == nullptr) return report.skip();
  const auto wanted = std::ranges::find_if(translation.manifest->dependencies,
                                           [](const project::Dependency& each) { return !each.development; });
  if (wanted == translation.manifest->dependencies.end()) return;
  report
      .at(service.command.span.valid() ? service.command.span : service.stage->from->span,
          "`{}` starts without `node_modules`, which stays in the stage that builds; its program needs `{}`",
          service.name, wanted->name)
      .note(translation.step->invocation.span(), "This translates the sources and takes no packages in")
      .note(wanted->span, "It is asked for here");
}

extern const Rule rule = {
    .code = "SW5518",
    .summary = "Program whose packages stay in the stage that built it",
    .why =
        "TypeScript's compiler takes no packages in: Node.js looks for them at the start, and ends with "
        "`Cannot find module`.",
    .remedy = "Copy `node_modules` of a production install into the final stage, or install there with `--omit=dev`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::packages_left_in_build_stage
