#include "rules/rule.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "base/edit_distance.h"
#include "project/model.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/backups.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::named_service_missing {

/// Options of the verbs that take the next word.
static bool takes_value(std::string_view option) {
  return is_one_of(
      "-u --user -w --workdir -e --env --env-file -p --publish -v --volume --name --entrypoint -l --label -t "
      "--timeout --scale --index --tail -n --since --until --pull --wait-timeout --exit-code-from --attach "
      "--no-attach --signal -s --cap-add --cap-drop --policy --format --filter --status",
      option);
}

/// How many of the operands behind a verb are services: all, the first, or none.
enum class Operands : std::uint8_t { none, first, all };
static Operands operands_of(std::string_view verb) {
  if (is_one_of("exec run port", verb)) return Operands::first;
  if (is_one_of("up start stop restart logs build pull push kill rm pause unpause ps top create", verb))
    return Operands::all;
  return Operands::none;
}

/// Whether a file lies ready to be linked or copied to `compose.override.yaml`, and with it the name is a service:
/// `docker-compose.override.test.yml`.
static bool is_in_override(const project::Project& project, const project::ComposeCommand& command,
                           std::string_view name) {
  if (command.files_given) return false;
  return std::ranges::any_of(project.stacks, [&](const project::Stack& stack) {
    if (stack.files.size() <= 1 || stack.files.front()->path != command.files.front()) return false;
    const bool is_laid_over = std::ranges::all_of(std::span(stack.files).subspan(1), [&](const project::File* file) {
      return contains(base_name(file->path), "compose.override.") &&
             project::parent_path(file->path) == project::parent_path(command.files.front());
    });
    return is_laid_over &&
           std::ranges::any_of(stack.services, [&](const project::Service* service) { return service->name == name; });
  });
}

/// `FLAGS ?= -f docker-compose.yml` of a Makefile, which a pipeline sets to another file beside it that has the
/// service.
static bool is_in_file_given_from_outside(const project::Project& project, const project::ComposeCommand& command,
                                          std::string_view name) {
  if (command.file->kind != project::FileKind::makefile ||
      !contains(project.sources[command.file->source].text(), "?= -f"))
    return false;
  const std::string_view folder = project::parent_path(command.files.front());
  return std::ranges::any_of(project::services_named(project, name), [&](const project::Service* service) {
    return !service->stack->files.empty() && project::parent_path(service->stack->files.front()->path) == folder;
  });
}

/// The stacks that a command may act on: those with its files under any set of profiles.
static bool knows_service(const project::Project& project, const project::ComposeCommand& command,
                          std::string_view name, bool& any, std::string_view& near) {
  // Two of four letters changed make another word.
  unsigned best = name.size() <= 4 ? 2 : 3;
  for (const project::Stack& stack : project.stacks) {
    bool same = stack.files.size() == command.files.size();
    for (std::size_t index = 0; same && index < stack.files.size(); ++index)
      same = stack.files[index]->path == command.files[index];
    if (!same) continue;
    // A stack that does not load whole may lack services for that reason.
    for (const compose::Problem& problem : stack.model->problems)
      if (problem.kind.starts_with("include") || problem.kind == "limit" || problem.kind.starts_with("yaml") ||
          problem.kind.starts_with("parse"))
        return true;
    any = true;
    for (const project::Service* const service : stack.services) {
      if (service->name == name) return true;
      if (const unsigned distance = edit_distance(service->name, name, 2); distance < best) {
        best = distance;
        near = service->name;
      }
    }
  }
  return false;
}

/// Whether the script brings a Compose file into a folder of the machine, and calls Compose there: `cp
/// deploy/compose.yml "$TARGET/"`.
static bool brings_file(const project::ComposeCommand& command) {
  if (command.files_given || command.directory_known || command.file->script == nullptr) return false;
  return std::ranges::any_of(command.file->script->commands, [](const shell::Node* node) {
    const shell::Invocation call = shell::invocation(*node);
    return is_one_of("cp mv curl wget install ln rsync", call.program) &&
           std::ranges::any_of(call.arguments, [](const shell::Word& word) {
             return contains(word.text, "compose") && contains(word.text, ".y");
           });
  });
}

/// Whether the script asks a variable for the word, which then means something else: `if [ "$service" = all ]`.
static bool is_asked_about(const project::Project& project, const project::ComposeCommand& command,
                           std::string_view word) {
  if (command.file->script == nullptr || contains(project.sources.text(command.span), word)) return false;
  const std::string quoted = "\"" + std::string(word) + "\"";
  bool asked = false;
  for_each_node(*command.file->script->root, [&](const shell::Node& node) {
    const bool tests = node.kind == shell::NodeKind::condition ||
                       (node.kind == shell::NodeKind::simple && is_one_of("[ test", shell::invocation(node).program));
    if (!tests) return;
    const std::string_view text = project.sources.text(node.span);
    asked = asked || (contains(text, "=") && (contains(text, quoted) || contains(text, " " + std::string(word))));
  });
  return asked;
}

using Told = std::set<std::pair<const project::File*, std::string_view>>;

static bool is_document(const project::ComposeCommand& command) {
  return command.file->kind == project::FileKind::readme || command.file->kind == project::FileKind::documentation ||
         command.node == nullptr;
}

static void check_command(const project::Project& project, const project::ComposeCommand& command, Told& told,
                          Report& report) {
  const Operands kind = operands_of(command.verb);
  if (kind == Operands::none || command.files.empty() || !command.files_known || !command.missing.empty() ||
      brings_file(command))
    return;
  bool skip_next = false;
  for (const std::string_view operand : command.operands) {
    if (skip_next) {
      skip_next = false;
      continue;
    }
    if (operand == "--") continue;
    if (operand.starts_with('-')) {
      skip_next = takes_value(operand);
      continue;
    }
    const bool plain = operand.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") ==
                       std::string_view::npos;
    if (!plain || operand.empty()) {
      if (kind == Operands::first) return;
      continue;
    }
    bool any = false;
    std::string_view near;
    if (!knows_service(project, command, operand, any, near) && any && !is_in_override(project, command, operand) &&
        !is_in_file_given_from_outside(project, command, operand) && !is_asked_about(project, command, operand)) {
      // Said once per document.
      if (is_document(command) && (!is_guide(*command.file) || !told.emplace(command.file, operand).second)) return;
      std::string files;
      for (const std::string_view path : command.files) (files += files.empty() ? "" : ", ") += path;
      Builder finding = near.empty()
                            ? report.at(command.span, "`{}` has no service `{}`", files, operand)
                            : report.at(command.span, "`{}` has no service `{}`; it has `{}`", files, operand, near);
      if (is_document(command)) finding.severity(Severity::low);
      if (is_about_copies(*command.file)) finding.rung(Rung::keep);
      if (!command.files_given && !command.directory_known) finding.confidence(Confidence::possible);
      return;
    }
    if (kind == Operands::first) return;
  }
}

static void check(const project::Project& project, Report& report) {
  if (project.compose_commands.empty()) return report.skip();
  Told told;
  for (const project::ComposeCommand& command : project.compose_commands) check_command(project, command, told, report);
}

extern const Rule rule = {
    .code = "SW4443",
    .summary = "Command for a service that does not exist",
    .why = "`no such service` ends the deployment, the backup or the repair in which it is called.",
    .remedy = "Name a service of the files that the command loads, or load the file that has it.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "names only services that exist in its commands",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::named_service_missing
