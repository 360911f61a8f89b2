#include <algorithm>
#include <optional>

#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::package_manager_fetched_at_start {

/// What the build of a stage leaves of a package manager that Corepack looks after.
struct Prepared {
  const shell::Node* enabled = nullptr;  ///< `corepack enable`
  const shell::Node* fetched = nullptr;  ///< By Corepack, or because it was called.
  std::string_view fetched_for;          ///< The account whose home folder has it.
  bool otherwise = false;                ///< Installed by something else, or put there from elsewhere.
};

static bool is_root(std::string_view user) {
  const std::string_view name = before(user, ':');
  return name.empty() || name == "root" || name == "0";
}

static Prepared prepared(const dockerfile::Stage& stage, std::string_view program) {
  Prepared result;
  for (const dockerfile::Instruction* const instruction : stage.with_inherited) {
    if (instruction->op == dockerfile::Op::copy && !instruction->arguments.empty()) {
      const std::string_view target = instruction->arguments.back().text;
      result.otherwise |= contains(target, "corepack") || contains(target, ".cache");
    }
    if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
    for (const shell::Node* const node : instruction->script->commands) {
      const shell::Invocation invocation = shell::invocation(*node);
      if (invocation.program == "corepack" && invocation.verb() == "enable") {
        result.enabled = node;
      } else if (invocation.program == program ||
                 (invocation.program == "corepack" && invocation.verb() != "disable")) {
        result.fetched = node;
        result.fetched_for = instruction->in_force->user.value;
      } else {
        for (const shell::Word& word : invocation.arguments)
          result.otherwise |= before(word.text, '@') == program || contains(word.text, "corepack");
      }
    }
  }
  return result;
}

static void check(const project::Service& service, Report& report) {
  const std::optional<project::StartedProgram> started = project::started_program(service);
  if (!started.has_value() || service.stage == nullptr || !is_one_of("pnpm yarn", base_name(started->word)))
    return report.skip();
  const std::string_view program = base_name(started->word);
  const Prepared build = prepared(*service.stage, program);
  if (build.enabled == nullptr || build.otherwise) return report.skip();
  const std::string_view user = service.definition->user ? service.definition->user.value : service.stage->user.value;
  const bool one_folder_for_all = std::ranges::find(service.stage->variables, "COREPACK_HOME",
                                                    &dockerfile::Variable::name) != service.stage->variables.end();
  if (build.fetched != nullptr && (one_folder_for_all || is_root(user) == is_root(build.fetched_for))) return;
  if (build.fetched == nullptr) {
    report
        .at(started->span, "Each new container of `{}` downloads `{}` before it starts; fetch it in the final stage",
            service.name, program)
        .note(build.enabled->span, "This puts a stand-in there, which fetches the program when it is called");
    return;
  }
  report
      .at(started->span, "Each new container of `{}` downloads `{}` before it starts, since `{}` has no copy of it",
          service.name, program, is_root(user) ? "root" : user)
      .note(build.fetched->span,
            is_root(build.fetched_for)
                ? "This fetches it for `root` alone; `COREPACK_HOME` names one folder for all"
                : "This fetches it for another account alone; `COREPACK_HOME` names one folder for all");
}

extern const Rule rule = {
    .code = "SW4371",
    .summary = "Package manager that is downloaded at each start",
    .why =
        "`corepack enable` installs stand-ins for `pnpm` and `yarn`. The first call downloads the real program into "
        "the home folder of whoever calls, and what the build downloaded stays in the stage and with the account that "
        "built. A start then needs the registry of npm, and fails without it.",
    .remedy =
        "Start the program itself (`node server.js`), or run `corepack install` in the final stage as the account that "
        "starts, with `COREPACK_HOME` set to a folder that it can read.",
    .references = "https://github.com/nodejs/corepack#environment-variables",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .strength = "have their package manager in their image",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::package_manager_fetched_at_start
