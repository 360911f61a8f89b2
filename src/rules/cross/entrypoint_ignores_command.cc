#include <algorithm>

#include "knowledge/program_kinds.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::entrypoint_ignores_command {

static bool is_question(const shell::Node& node) {
  return !node.words.empty() && is_one_of("[ test", node.words.front().text);
}

/// Whether a script does more with its arguments than to ask what they are: `if [ "$1" = "web" ]; then migrate; fi`
/// without an `exec "$@"` behind it starts nothing.
static bool reads_arguments(const shell::Script& script) {
  const auto reads = [](const shell::Word& word) {
    for (const shell::Expansion& expansion : word.expansions)
      if (expansion.kind == shell::ExpansionKind::parameter && is_one_of("@ * # 1 2 3 4 5 6 7 8 9", expansion.name))
        return true;
    return contains(word.text, "$@") || contains(word.text, "$*") || contains(word.text, "$1") ||
           contains(word.text, "${1");
  };
  for (const shell::Node* const node : script.commands) {
    for (const shell::Word& word : node->words)
      if (!is_question(*node) && reads(word)) return true;
    for (const shell::Assignment& assignment : node->assignments)
      if (reads(assignment.value)) return true;
  }
  return false;
}

/// A script that another one is read into may leave the arguments to that one.
static bool sources_another(const shell::Script& script) {
  for (const shell::Node* const node : script.commands)
    if (!node->words.empty() && (node->words[0].text == "." || node->words[0].text == "source")) return true;
  return false;
}

/// How a script writes its arguments.
static constexpr std::string_view arguments[] = {"$@", "${@", "$*", "${*", "$1", "${1"};

/// Whether the text speaks of its arguments where no command of it was understood to: functions, arrays, `case`.
static bool hands_over_otherwise(const shell::Script& script, Report& report) {
  const std::string_view text = report.text(script.span);
  for (const std::string_view word : arguments)
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
      const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
      std::string_view line = text.substr(begin, at - begin);
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
      if (!line.starts_with("if [") && !line.starts_with("elif [") && !line.starts_with('[') &&
          !line.starts_with("test ") && !line.starts_with('#'))
        return true;
    }
  return false;
}

static bool mentions_arguments(const shell::Script& script, Report& report) {
  const std::string_view text = report.text(script.span);
  return std::ranges::any_of(arguments, [&](std::string_view word) { return contains(text, word); });
}

/// Whether a script starts a program that stays.
static bool starts_something(const shell::Script& script) {
  return std::ranges::any_of(script.commands, [](const shell::Node* node) {
    const shell::Invocation invocation = shell::invocation(*node);
    return node->background || invocation.wrapped_by("exec") ||
           // Interpreters run one task as often as a server.
           (knowledge::tables::lasting_programs.contains(invocation.program) &&
            !is_one_of("python python3 php ruby bundle", invocation.program)) ||
           invocation.program == "wait" || std::ranges::any_of(invocation.arguments, [](const shell::Word& word) {
             return is_one_of("runserver serve server start worker", word.text);
           });
  });
}

/// Whether a script ends with a command that only tells or prepares something: nothing is left to run then.
static bool ends_without_program(const shell::Script& script) {
  if (script.root == nullptr || script.root->children.empty()) return false;
  const shell::Node* last = script.root->children.back();
  while (last->kind == shell::NodeKind::list && !last->children.empty()) last = last->children.back();
  if (last->kind != shell::NodeKind::simple || last->background) return false;
  const bool runs_on = std::ranges::any_of(script.commands, [](const shell::Node* node) {
    return node->background || (!node->words.empty() && is_one_of("exec wait", node->words[0].text));
  });
  return !runs_on && is_one_of("echo printf : true mkdir chown chmod cp mv ln rm touch cd export set umask envsubst",
                               shell::invocation(*last).program);
}

/// The file that an entrypoint such as `java -jar app.jar` starts, which gets the command as arguments of its own; ""
/// for others.
static std::string_view program_of_runtime(const project::CommandInForce& entrypoint) {
  if (entrypoint.words.size() < 2 || entrypoint.shell_form || entrypoint.script != nullptr) return "";
  const std::string_view last = entrypoint.words.back();
  const std::string_view runtime = base_name(entrypoint.words.front());
  const bool fits = (runtime == "java" && last.ends_with(".jar")) || (runtime == "dotnet" && last.ends_with(".dll")) ||
                    (runtime == "node" && last.ends_with(".js")) ||
                    (runtime.starts_with("python") && last.ends_with(".py"));
  return fits ? last : "";
}

/// Whether a command is a program with its arguments, which no other program takes for options of its own.
static bool is_command_line(const std::vector<std::string_view>& words) {
  return words.size() > 1 &&
         (words.front().ends_with(".sh") ||
          is_one_of("sh bash /bin/sh /bin/bash java dockerize wait-for wait-for-it", words.front()));
}

static void check(const project::Service& service, Report& report) {
  const bool has_command =
      service.command.from == project::Provenance::compose || service.command.from == project::Provenance::dockerfile;
  // `CMD []` takes back what the base image starts; nothing is lost.
  if (!has_command || service.command.words.empty() || service.entrypoint.from == project::Provenance::none ||
      service.entrypoint.from == project::Provenance::base_image)
    return report.skip();
  if (const std::string_view program = program_of_runtime(service.entrypoint);
      !program.empty() && service.command.from == project::Provenance::compose &&
      is_command_line(service.command.words)) {
    report
        .at(service.command.span, "`{}` gets this as its arguments, so that `{}` never runs; it is an `entrypoint`",
            program, service.command.words.front())
        .note(service.entrypoint.span, "The entrypoint in front of it");
    return;
  }
  // A shell form, or `sh -c text`, gets the command as its arguments and reads none of them.
  if (service.entrypoint.shell_form || (service.entrypoint.script != nullptr && service.entrypoint.words.size() >= 3 &&
                                        service.entrypoint.words[service.entrypoint.words.size() - 2] == "-c")) {
    if (service.entrypoint.script == nullptr || service.entrypoint.script->root == nullptr ||
        reads_arguments(*service.entrypoint.script))
      return;
    report
        .at(service.command.span,
            "The entrypoint of `{}` is a shell command that takes no arguments, so this is never run", service.name)
        .note(service.entrypoint.span, "The entrypoint is here");
    return;
  }
  if (service.startup == nullptr || service.startup->root == nullptr || service.entrypoint.words.empty())
    return report.skip();
  // Only when the script is the entrypoint itself and not what the command starts.
  if (service.entrypoint_script == nullptr) return report.skip();
  const std::string_view name = base_name(service.entrypoint.words.back());
  const std::string_view file = base_name(service.entrypoint_script->path);
  if (file != name && before(file, '.') != name) return report.skip();
  if (reads_arguments(*service.startup) || sources_another(*service.startup) ||
      hands_over_otherwise(*service.startup, report))
    return;
  // A script that starts the same by itself loses nothing.
  const std::string_view wanted = base_name(service.command.words.front());
  const bool starts_it = std::ranges::any_of(service.startup->commands, [&](const shell::Node* node) {
    return !is_question(*node) &&
           std::ranges::any_of(node->words, [&](const shell::Word& word) { return base_name(word.text) == wanted; });
  });
  if (service.command.words.size() == 1 && starts_it) return;
  // One that asks what they are may start something by itself instead.
  if (mentions_arguments(*service.startup, report) && (starts_it || starts_something(*service.startup))) return;
  Builder finding = report.at(service.command.span,
                              "The entrypoint `{}` never looks at its arguments, so this command of `{}` is not run",
                              service.entrypoint_script->path, service.name);
  finding.note({service.entrypoint_script->source, 0, 0}, "Nothing here reads `$@`")
      .note(service.entrypoint.span, "It is made the entrypoint here");
  // With nothing left to run the container ends, and is started again for ever.
  if (ends_without_program(*service.startup)) finding.severity(Severity::high);
}

extern const Rule rule = {
    .code = "SW4249",
    .summary = "Command that the entrypoint never runs",
    .why =
        "The command is handed to the entrypoint as arguments. An entrypoint in shell form, or a script without "
        "`exec \"$@\"`, drops them: services that differ by their command all do the same.",
    .remedy = "End the script with `exec \"$@\"` and write ENTRYPOINT as a list, or drop the command.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::entrypoint_ignores_command
