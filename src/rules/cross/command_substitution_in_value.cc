#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::command_substitution_in_value {

/// `$(program ...)` that a shell would have replaced; `$(VAR)` is Kubernetes' notation and no program.
static bool has_command(std::string_view text) {
  const std::size_t at = text.find("$(");
  if (at == std::string_view::npos) return false;
  const std::string_view inside = text.substr(at + 2);
  return is_one_of("date git cat hostname whoami id openssl uname pwd echo node npm awk grep head",
                   before(before(inside, ' '), ')'));
}

/// What the Dockerfile does with a build argument.
enum class Taken : std::uint8_t {
  nowhere,   ///< It is declared at most.
  as_text,   ///< Put into a step or a label.
  by_shell,  ///< Put into text that a further shell reads: `sh -c "git checkout ${REF}"` does run the command.
};
static Taken taken(const project::Service& service, std::string_view name, const Report& report) {
  Taken result = Taken::nowhere;
  for (const dockerfile::Stage* const stage : service.dockerfile->parsed->stages)
    for (const dockerfile::Instruction* const instruction : stage->instructions) {
      const std::string_view text = report.text(instruction->span);
      if (instruction->op == dockerfile::Op::arg || !contains(text, name)) continue;
      if (contains(text, "sh -c") || contains(text, "eval ")) return Taken::by_shell;
      result = Taken::as_text;
    }
  return result;
}

static void check(const project::Service& service, Report& report) {
  bool any = false;
  for (const compose::BuildArgument& argument : service.definition->build.arguments) {
    if (!argument.value.has_value()) continue;
    any = true;
    if (!has_command(*argument.value) || argument.source == nullptr) continue;
    if (service.dockerfile != nullptr && taken(service, argument.name, report) != Taken::as_text) continue;
    report
        .at(argument.source->span(), "Compose runs no command: `{}` of `{}` is built as the text `{}`", argument.name,
            service.name, *argument.value)
        .advise("Export the variable before the build, as in `BUILD_DATE=$(date -u +%FT%TZ) docker compose build`");
    return;
  }
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value()) continue;
    any = true;
    if (!has_command(*entry.value)) continue;
    Builder finding =
        report.at(entry.span, "Compose runs no command: `{}` gets `{}` as it is written", service.name, entry.name);
    finding.severity(Severity::high).rung(Rung::start);
    return;
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4557",
    .summary = "Command substitution in a value of Compose",
    .why = "Compose puts in variables and nothing else: the program gets the text of the command, not its output.",
    .remedy = "Run the command in the shell that starts Compose and hand over its output as a variable.",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::command_substitution_in_value
