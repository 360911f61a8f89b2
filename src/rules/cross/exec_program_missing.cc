#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "project/model.h"
#include "project/names.h"
#include "rules/lib/backups.h"
#include "rules/lib/compose_exec.h"
#include "rules/lib/docker_exec.h"
#include "rules/lib/once.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "shell/assigned_value.h"
#include "shell/parse.h"

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
  if (!shell::is_shell(words[0])) return Started{inside->service, first_program(words[0])};
  // A shell for a person: `exec web bash`.
  if (words.size() == 1) return Started{inside->service, base_name(words[0])};
  if (words.size() < 3 || !words[1].starts_with('-') || !words[1].ends_with('c')) return std::nullopt;
  return Started{inside->service, first_program(words[2])};
}

/// The services of all stacks by the name that they give their container.
using Containers = std::unordered_map<std::string_view, std::vector<const project::Service*>>;
static Containers containers_by_name(const project::Project& project) {
  Containers containers;
  for (const project::Service& service : project.services)
    if (service.active && service.definition->container_name)
      containers[service.definition->container_name.value].push_back(&service);
  return containers;
}

/// What a word says, or the literal that its script gives to the variable which it is.
static std::string_view said_by(const shell::Script& script, const shell::Word& word) {
  if (word.literal) return word.text;
  const shell::Word* const value = shell::assigned_value(script, word);
  return value != nullptr && value->literal ? value->text : std::string_view();
}

/// `docker exec shop-db mysqldump ...`: the container is named, and every service that makes one of that name lacks the
/// program. False when the command starts no program in a container of the stacks.
static bool check_exec(const project::File& file, const shell::Node& node, const Containers& containers,
                       Report& report) {
  const shell::Invocation invocation = shell::invocation(node);
  if (!is_one_of("docker podman", invocation.program)) return false;
  const auto options = docker_exec_options(invocation);
  if (!options.has_value() || options->size() + 1 >= invocation.arguments.size() ||
      (!options->empty() && options->front().text == "compose") || status_is_asked(node))
    return false;
  const auto words = invocation.arguments.subspan(options->size());
  const auto found = containers.find(said_by(*file.script, words[0]));
  if (found == containers.end() || !words[1].literal) return false;
  std::string_view program = words[1].text;
  if (is_one_of("/usr/bin /bin /usr/local/bin", program.substr(0, std::min(program.rfind('/'), program.size()))))
    program = base_name(program);
  const bool has_shell = shell::is_shell(program);
  if (has_shell && words.size() > 3 && words[2].text == "-c" && words[3].literal)
    program = first_program(words[3].text);
  if (program.empty() || contains(program, "/") || contains(program, "$")) return false;
  const project::Service* lacking = nullptr;
  for (const project::Service* const service : found->second) {
    if (service->has_tool(program) != std::optional<bool>(false)) return true;
    if (lacking == nullptr) lacking = service;
  }
  const compose::Service& definition = *lacking->definition;
  Builder finding = report.at(words[1].span, "The image of `{}` has no `{}`", lacking->name, program);
  finding.note(definition.image ? definition.image.span() : lacking->span, "`{}` runs this image", lacking->name);
  finding.reaches(*lacking->stack);
  if (shell::is_shell(program)) finding.severity(Severity::medium);
  if (is_about_copies(file)) finding.rung(Rung::keep);
  return true;
}

/// The same in the scripts of the host, for containers that are called by their names.
static bool check_scripts(const project::Project& project, Report& report) {
  const Containers& containers = once<containers_by_name>(report);
  bool asks = false;
  if (containers.empty()) return asks;
  for (const project::FileKind kind : {project::FileKind::script, project::FileKind::makefile})
    for (const project::File* const file : project::files_of_kind(project, kind)) {
      if (file->script == nullptr || !contains(project.sources[file->source].text(), " exec ")) continue;
      for (const shell::Node* const node : file->script->commands)
        asks = check_exec(*file, *node, containers, report) || asks;
    }
  return asks;
}

static void check(const project::Project& project, Report& report) {
  bool asks = check_scripts(project, report);
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
    if (shell::is_shell(started->program)) finding.severity(Severity::medium);
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
