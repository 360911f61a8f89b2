#include "rules/lib/backups.h"
#include "rules/rule.h"

#include <map>
#include <string>

#include "project/names.h"
#include "rules/lib/once.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/sourced.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::pipe_hides_failure {

/// What a pipeline's left side does that must not fail unnoticed; "" when it is of no weight.
static std::string_view weight_of(const shell::Node& node) {
  if (node.kind != shell::NodeKind::simple) return {};
  const shell::Invocation command = shell::invocation(node);
  const auto saves = [](std::string_view program) {
    return is_backup_program(program) || is_one_of("redis-cli sqlite3", program);
  };
  constexpr WordList builds =
      "npm yarn pnpm npx make go cargo mvn gradle gradlew mvnw pytest tox phpunit composer bundle rake dotnet tsc vite "
      "next "
      "eslint terraform ansible-playbook helm kubectl packer trivy grype snyk";
  if (saves(command.program)) return "backup";
  if (is_one_of(builds, command.program)) return "work";
  if (is_one_of("tar openssl gpg rsync rclone aws gsutil curl wget cat", command.program))
    return is_one_of("tar", command.program) ? "backup" : std::string_view();
  if (!is_one_of("docker docker-compose podman", command.program)) return {};
  bool asks_only = true;
  for (const shell::Word* word : command.operands()) {
    // `docker compose exec db sh -c 'pg_dump ...'`
    if (saves(word->text) || names_program_that_saves_server(word->text)) return "backup";
    if (is_one_of("build push pull up run save deploy buildx restart", word->text)) asks_only = false;
  }
  return asks_only ? std::string_view() : "work";
}

/// Whether the last command of a pipeline fails when it gets nothing to read, as it does when the first one failed:
/// `kubectl create ... --dry-run=client -o yaml | kubectl apply -f -`.
static bool refuses_nothing_to_read(const shell::Node& reader) {
  if (reader.kind != shell::NodeKind::simple) return false;
  const shell::Invocation command = shell::invocation(reader);
  const std::string_view verb = command.verb();
  if (command.program == "kubectl") return is_one_of("apply create replace", verb);
  if (is_one_of("docker podman", command.program)) return verb == "login" || verb == "load";
  return false;
}

/// Where `set -e` stands, for the fix.
static const shell::Word* errexit_word(const shell::Script& script) {
  for (const shell::Node* node : script.commands)
    if (node->words.size() == 2 && node->words[0].text == "set" &&
        (node->words[1].text == "-e" || node->words[1].text == "-eu" || node->words[1].text == "-ex"))
      return &node->words[1];
  return nullptr;
}

/// Whether another script that sets `pipefail` takes this file in, by a path of whatever variables: it runs with the
/// options of that one.
static bool is_run_strictly_by_another(const project::File& file, const project::Project& project) {
  const std::string_view name = base_name(file.path);
  for (const project::File* const other : project::files_of_kind(project, project::FileKind::script)) {
    if (other == &file || other->script == nullptr) continue;
    const std::string_view text = project.sources[other->source].text();
    if (!contains(text, name) || !contains(text, "pipefail")) continue;
    for (const shell::Node* const node : other->script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      if (is_one_of("source .", command.program) && !command.arguments.empty() &&
          base_name(command.arguments.front().text) == name)
        return true;
    }
  }
  return false;
}

static void check_script(const shell::Script& script, const project::File& file, Report& report, bool& any) {
  const std::string_view line = first_line(script, &file, report.project());
  for_each_node_deep(script, [&](const shell::Node& node) {
    if (node.kind != shell::NodeKind::pipeline || node.script != &script) return;
    std::string_view weight;
    const shell::Node* left = nullptr;
    for (std::size_t i = 0; i + 1 < node.children.size() && weight.empty(); ++i) {
      left = node.children[i];
      weight = weight_of(*left);
    }
    if (weight.empty()) return;
    any = true;
    const StrictMode mode = strict_mode(script, line, is_inside(node, shell::NodeKind::function) ? nullptr : &node);
    if (mode.pipefail) return;
    const shell::Node& right = *node.children.back();
    const std::string_view reader =
        right.kind == shell::NodeKind::simple ? shell::invocation(right).program : std::string_view();
    // Whether a line is there is the question, not whether the command succeeds.
    if (is_one_of("grep egrep head awk wc jq less", reader)) return;
    if (refuses_nothing_to_read(right)) return;
    if (is_run_strictly_by_another(file, report.project())) return;
    const shell::Invocation command = shell::invocation(*left);
    if (&script == file.script && mode_of_callers(file, report.project()).pipefail) return;
    Builder finding = report.at(node.span, "A failure of `{}` is lost in the pipe; set `pipefail`", command.program);
    if (weight == "backup") finding.severity(Severity::high).rung(Rung::keep);
    const shell::Word* const option = errexit_word(script);
    if (option == nullptr || script.dialect != shell::Dialect::bash) {
      finding.advise("Start the script with `set -euo pipefail` and run it with bash");
      return;
    }
    std::string strict(option->text);
    strict += "o pipefail";
    finding.fix(Safety::review, "Set `pipefail`", option->span, strict);
  });
}

/// What containers give to a shell as their command, by the Compose file in which it stands.
using CommandScripts = std::map<FileId, std::map<Span, const shell::Script*>>;
static CommandScripts command_scripts(const project::Project& project) {
  CommandScripts scripts;
  for (const project::Service& service : project.services)
    for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
      if (given->script != nullptr && given->script->root != nullptr && given->from == project::Provenance::compose)
        scripts[given->script->span.file].try_emplace(given->script->span, given->script);
  return scripts;
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  const CommandScripts& commands = once<command_scripts>(report);
  if (const auto found = commands.find(file.source); found != commands.end())
    for (const auto& [place, script] : found->second) check_script(*script, file, report, any);
  if (concerns_deployment(file, report.project()))
    for_each_whole_script(file, [&](const shell::Script& script) { check_script(script, file, report, any); });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3031",
    .summary = "Pipe that hides a failure",
    .why =
        "A pipeline has the status of its last command. `pg_dump ... | gzip > backup.gz` is a success when the dump "
        "failed: what is kept is an empty archive, and nobody hears of it until it is needed.",
    .remedy = "`set -o pipefail` at the start of the script (bash), or write to a file first and compress it then.",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::pipe_hides_failure
