#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "project/connections.h"
#include "project/dockerignore.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::env_file_not_ignored_by_build {

using dockerfile::Instruction;

static bool takes_whole_context(const Instruction& copy) {
  if (copy.op != dockerfile::Op::copy && copy.op != dockerfile::Op::add) return false;
  if (copy.flag("from") != nullptr || copy.arguments.size() < 2) return false;
  return std::ranges::any_of(copy.arguments.first(copy.arguments.size() - 1),
                             [](const dockerfile::Word& source) { return source.text == "." || source.text == "./"; });
}

/// The COPY by which everything of the context gets into an image: its own, or that of the stage whose standalone
/// output of Next.js it takes, which has the env files in it.
static const Instruction* whole_copy(const dockerfile::Stage& stage, bool& of_next) {
  for (const Instruction* const instruction : stage.with_inherited)
    if (takes_whole_context(*instruction)) return instruction;
  const bool standalone = std::ranges::any_of(stage.with_inherited, [](const Instruction* instruction) {
    return instruction->op == dockerfile::Op::copy && instruction->flag("from") != nullptr &&
           !instruction->arguments.empty() && contains(instruction->arguments.front().text, ".next/standalone");
  });
  if (!standalone) return nullptr;
  for (const dockerfile::Stage* const other : stage.copies_from)
    for (const Instruction* const instruction : other->with_inherited)
      if (takes_whole_context(*instruction)) {
        of_next = true;
        return instruction;
      }
  return nullptr;
}

/// An env file directly in a folder that a stack needs and that each machine has of its own; "" for none.
static std::string_view env_file_in(const project::Project& project, const project::Stack& stack,
                                    std::string_view folder, bool of_next) {
  for (const project::Service* const service : stack.services)
    for (const compose::EnvFile& file : service->definition->env_files) {
      if (file.resolved.empty() || project::parent_path(file.resolved) != folder) continue;
      if (of_next && !is_one_of(".env .env.production", base_name(file.resolved))) continue;
      // What is in Git is no secret any more, and has a rule of its own.
      if (project.path_state(file.resolved) == project::PathState::file) continue;
      const auto& promised = project::connections(project, *service).promised;
      if (promised.empty() || std::ranges::any_of(promised, [](const compose::EnvironmentEntry& entry) {
            return name_is_secret(entry.name);
          }))
        return file.resolved;
    }
  return {};
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (!service.built_with_stack || service.stage == nullptr || service.dockerfile == nullptr || !service.build->local ||
      !service.build->inside_root || service.stack->role == project::Role::development ||
      service.stack->role == project::Role::test)
    return report.skip();
  bool of_next = false;
  const Instruction* const copy = whole_copy(*service.stage, of_next);
  if (copy == nullptr) return report.skip();
  const std::string_view context = service.build->directory;
  const std::string_view file = env_file_in(project, *service.stack, context, of_next);
  if (file.empty()) return report.skip();
  const project::IgnoreRules rules = project::ignore_rules(project, *service.dockerfile, context);
  // Without any, everything is copied, which is said elsewhere.
  if (rules.patterns().empty() || rules.excludes(base_name(file))) return;
  Builder finding =
      of_next ? report.at(copy->span, "Next.js puts `{}`, which this copies, into what `{}` ships; ignore it in builds",
                          base_name(file), service.name)
              : report.at(copy->span, "This copies `{}` with its secrets into the image of `{}`; ignore it in builds",
                          base_name(file), service.name);
  finding.note(rules.patterns().front().span, "This `.dockerignore` does not name it");
}

extern const Rule rule = {
    .code = "SW4386",
    .summary = "Env file of the deployment that is copied into the image",
    .why =
        "The file lies in the build context of the machine that builds, `.dockerignore` lets it through, and everybody "
        "who can pull the image reads the passwords and keys of production.",
    .remedy = "Add `.env*` to `.dockerignore`, with `!.env.example` behind it where that is needed.",
    .controls = "NIST 800-190:4.1.4; OWASP Docker:12",
    .references = "https://docs.docker.com/build/concepts/context/#dockerignore-files",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "keep their env files out of the build",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::env_file_not_ignored_by_build
