#include <algorithm>
#include <string>

#include "dockerfile/says.h"
#include "project/copy_sources.h"
#include "project/model.h"
#include "project/page_imports.h"
#include "project/paths.h"
#include "project/promised_variables.h"
#include "rules/lib/bundles.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::bundle_variable_given_nowhere {

/// Without an address the pages reach nobody; without the key of a map or a counter of visitors a part of them is
/// missing.
static bool is_address(std::string_view name) {
  for (const std::string_view part : {"URL", "API", "HOST", "BACKEND", "SERVER", "ENDPOINT", "BASE"})
    if (contains(name, part) && !contains(name, "KEY")) return true;
  return false;
}

/// Whether an env file beside the manifest gives the variable, or may once somebody has made it: of a template which
/// has it, where the context takes it in.
static bool may_be_in_env_file(const project::Project& project, const project::BuildContext& context,
                               std::string_view folder, std::string_view name) {
  for (const std::string_view child : project.children(folder)) {
    const std::string_view file = base_name(child);
    if (!file.starts_with(".env") && !file.ends_with(".env")) continue;
    const project::File* const known = project.file(child);
    if (known != nullptr && known->has_content && !contains(project.sources[known->source].text(), name)) continue;
    const bool is_template = known != nullptr && known->kind == project::FileKind::env_template;
    const std::string made =
        is_template ? std::string(folder) + (folder.empty() ? ".env" : "/.env") : std::string(child);
    const std::string_view inside =
        std::string_view(made).substr(context.context.empty() ? 0 : std::min(context.context.size() + 1, made.size()));
    if (!context.ignore.excludes(inside)) return true;
  }
  return false;
}

/// Whether a step of the image, or the start, puts values into finished pages.
static bool is_filled_in_later(const project::Service& service, const project::BuildContext& context) {
  for (const dockerfile::Stage* const stage : context.stages)
    for (const dockerfile::Instruction* const instruction : stage->instructions)
      if (says(*instruction, "import-meta-env") || says(*instruction, "runtime-env") || says(*instruction, ".env") ||
          says(*instruction, "sed -i"))
        return true;
  return service.startup != nullptr && std::ranges::any_of(service.startup->commands, [](const shell::Node* node) {
           return std::ranges::any_of(node->words, [](const shell::Word& word) {
             return is_one_of("envsubst sed find npx npm yarn pnpm", word.text);
           });
         });
}

static void check(const project::Service& service, Report& report) {
  const project::PagePackage* const package = project::page_package(report.project(), service);
  const project::BuildContext* const context = project::build_context(report.project(), service);
  if (package == nullptr || context == nullptr || !context->known || package->manifest == nullptr ||
      service.stack->role == project::Role::development || is_filled_in_later(service, *context))
    return report.skip();
  const project::PageVariable* first = nullptr;
  const dockerfile::Instruction* step = nullptr;
  int more = 0;
  for (const project::PageVariable& variable : package->variables) {
    // Of what the container is given at its start another rule tells.
    if (variable.optional || service.definition->variable(variable.name) != nullptr ||
        project::expected_variable(report.project(), service, variable.name) != nullptr ||
        may_be_in_env_file(report.project(), *context, package->manifest->folder, variable.name))
      continue;
    const dockerfile::Instruction* const built = bundling_step(report.project(), service, *context, variable.name);
    if (built == nullptr) continue;
    if (first == nullptr || (is_address(variable.name) && !is_address(first->name))) first = &variable;
    if (step != nullptr) ++more;
    step = built;
  }
  if (first == nullptr) return;
  Builder finding =
      more == 0 ? report.at(first->span,
                            "The bundle of `{}` is built without `{}`, and browsers see `undefined` in its place",
                            service.name, first->name)
                : report.at(first->span,
                            "The bundle of `{}` is built without `{}` and {} more, and browsers see `undefined` there",
                            service.name, first->name, more);
  finding.note(step->span, "It is built here: no ARG, no `ENV` and no env file gives the value");
  if (!is_address(first->name)) finding.severity(Severity::low);
  // Whoever builds a lone Dockerfile may have a file of settings lying about.
  if (service.standalone) finding.confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW4857",
    .summary = "Variable of the bundle that nothing gives when it is built",
    .why =
        "Bundlers write the values in when they build. What is not set then is `undefined` for ever: the pages ask "
        "`undefined/login`, and setting the variable where the container starts changes nothing.",
    .remedy = "Declare it with ARG and ENV in front of the build, and give it under `build.args`.",
    .references =
        "https://vite.dev/guide/env-and-mode "
        "https://nextjs.org/docs/app/guides/environment-variables#bundling-environment-variables-for-the-browser",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::bundle_variable_given_nowhere
