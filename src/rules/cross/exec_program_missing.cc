#include "rules/rule.h"

#include <optional>
#include <string_view>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/compose_exec.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::exec_program_missing {

/// A program that a command starts inside the container of a service.
struct Started {
  const project::Service* service = nullptr;
  std::string_view program;
};

/// The first program of `exec tool ...` and of plain text; "" for what only a shell can tell.
static std::string_view first_program(std::string_view text) {
  for (const std::string_view word : {"set -e;", "exec "})
    if (text.starts_with(word)) text.remove_prefix(word.size());
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(" \t\n;|&<>()"));
  return word.find_first_of("=$\"'`[{") == std::string_view::npos ? word : std::string_view();
}

/// `docker compose exec -T db tool ...`, also through `sh -c`. What `run` starts may have another entrypoint before it.
static std::optional<Started> started_by(const project::Project& project, const project::ComposeCommand& command) {
  const std::optional<CommandInService> inside = command_in_service(project, command);
  if (command.verb != "exec" || !inside.has_value() || inside->words.empty()) return std::nullopt;
  const auto words = inside->words;
  if (!is_one_of("sh bash ash", base_name(words[0]))) return Started{inside->service, first_program(words[0])};
  // A shell for a person: `exec web bash`.
  if (words.size() == 1) return Started{inside->service, base_name(words[0])};
  if (words.size() < 3 || !words[1].starts_with('-') || !words[1].ends_with('c')) return std::nullopt;
  return Started{inside->service, first_program(words[2])};
}

static void check(const project::Project& project, Report& report) {
  bool asks = false;
  for (const project::ComposeCommand& command : project.compose_commands) {
    const std::optional<Started> started = started_by(project, command);
    if (!started.has_value() || started->program.empty() || contains(started->program, "/")) continue;
    asks = true;
    if (started->service->has_tool(started->program) != std::optional<bool>(false)) continue;
    const bool document =
        command.file->kind == project::FileKind::readme || command.file->kind == project::FileKind::documentation;
    if ((document && !is_guide(*command.file)) || (command.node != nullptr && status_is_asked(*command.node))) continue;
    const compose::Service& definition = *started->service->definition;
    Builder finding =
        report.at(command.span, "The image of `{}` has no `{}`", started->service->name, started->program);
    finding.note(definition.image ? definition.image.span() : started->service->span, "`{}` runs this image",
                 started->service->name);
    finding.reaches(*started->service->stack);
    if (is_one_of("sh bash ash", started->program)) finding.severity(Severity::medium);
    if (document) finding.severity(Severity::low);
    if (is_about_copies(*command.file)) finding.rung(Rung::keep);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4742",
    .summary = "Command in a container for a program that its image lacks",
    .why = "The command ends with `executable file not found`; of a dump nothing is left but an empty file.",
    .remedy = "Call the program that this version of the image has, or run it from an image that brings it.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "calls only programs that its containers have",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::exec_program_missing
