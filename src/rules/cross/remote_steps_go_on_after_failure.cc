#include "rules/rule.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "yaml/node.h"

namespace seaworthy::rules::remote_steps_go_on_after_failure {

/// Operands of a command, those of Compose behind its options.
static std::vector<const shell::Word*> operands_of(const shell::Invocation& command) {
  return command.operands({"-f", "--file", "-p", "--project-name", "--profile", "--env-file", "-C"});
}

/// Whether a command gets something ready that the next ones work with.
static bool prepares(const shell::Invocation& command) {
  const std::vector<const shell::Word*> operands = operands_of(command);
  const auto word = [&](std::size_t index) {
    return index < operands.size() ? operands[index]->text : std::string_view();
  };
  const std::string_view program = command.program;
  if (program == "cd") return true;
  if (program == "git") return is_one_of("pull fetch checkout reset", word(0));
  if (program == "npm") return is_one_of("ci install", word(0)) || (word(0) == "run" && word(1) == "build");
  if (program == "pip" || program == "pip3") return word(0) == "install";
  if (program == "tar") return !command.arguments.empty() && contains(command.arguments[0].text, "x");
  if (program == "docker-compose") return is_one_of("pull build", word(0));
  if (!is_one_of("docker podman", program)) return false;
  return is_one_of("pull load build", word(0)) || (word(0) == "compose" && is_one_of("pull build", word(1)));
}

/// Whether a command tells how things stand and changes nothing: `docker compose ps`.
static bool only_shows(const shell::Invocation& command) {
  const std::vector<const shell::Word*> operands = operands_of(command);
  return std::ranges::any_of(operands, [](const shell::Word* word) {
    return is_one_of("ps logs ls images config status is-active version top port events inspect", word->text);
  });
}

/// Whether a part of a script puts something into operation, for which what came before has to be right.
static bool deploys(const shell::Node& part) {
  bool found = false;
  for_each_node(part, [&](const shell::Node& node) {
    if (node.kind != shell::NodeKind::simple) return;
    const shell::Invocation command = shell::invocation(node);
    if (only_shows(command)) return;
    found = found || is_one_of("docker-compose systemctl pm2", command.program) ||
            (is_one_of("docker podman", command.program) && is_one_of("compose run service stack", command.verb()));
  });
  return found;
}

/// The first command whose failure goes by before something is put into operation; null where there is none or the
/// script ends at the first failure.
static const shell::Node* passed_over(const shell::Script& script) {
  if (script.root == nullptr) return nullptr;
  const std::span<const shell::Node* const> parts = script.root->children;
  for (std::size_t index = 0; index < parts.size(); ++index)
    if (parts[index]->kind == shell::NodeKind::simple && prepares(shell::invocation(*parts[index])) &&
        !strict_mode(script, "", parts[index]).errexit &&
        std::ranges::any_of(parts.subspan(index + 1), [](const shell::Node* later) { return deploys(*later); }))
      return parts[index];
  return nullptr;
}

static void check_script(const shell::Script& script, Report& report) {
  const shell::Node* const node = passed_over(script);
  if (node == nullptr) return;
  const shell::Invocation command = shell::invocation(*node);
  std::string name(command.program);
  if (const auto operands = operands_of(command); command.program != "cd" && !operands.empty())
    (name += ' ') += operands.front()->text;
  report.at(node->span,
            "A failed `{}` is passed over on the remote machine, and the rest deployed; begin with `set -e`", name);
}

/// Whether the shell on the other machine is told to end at the first failure: `ssh host bash -e`.
static bool is_strict(const shell::Node& ssh) {
  return std::ranges::any_of(ssh.words, [](const shell::Word& word) {
    return word.text == "-e" || contains(word.text, "bash -e") || contains(word.text, "bash -s -e") ||
           contains(word.text, "sh -e");
  });
}

static bool check_commands(const shell::Script& script, Report& report) {
  bool any = false;
  for (const shell::Node* const node : script.commands) {
    if (node->remote_script == nullptr || is_strict(*node)) continue;
    any = true;
    check_script(*node->remote_script, report);
  }
  return any;
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  if (file.script != nullptr) any = check_commands(*file.script, report);
  for (const shell::Script* const script : file.embedded) any = check_commands(*script, report) || any;
  for (const CiJob& job : github_jobs(file))
    for (const CiStep& step : job.steps) {
      if (!step.action.ends_with("/ssh-action") || step.text("script_stop") == "true") continue;
      const yaml::Node* const text = step.input("script");
      const shell::Script* const script = text != nullptr ? remote_script_of(file, text->resolved()) : nullptr;
      if (script == nullptr) continue;
      any = true;
      check_script(*script, report);
    }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4384",
    .summary = "Deployment over SSH that goes on after a failed command",
    .why =
        "A shell on another machine runs all lines and answers with the status of the last one. When the pull or the "
        "build fails, the old code is started again and the job says that it was deployed.",
    .remedy = "Begin the commands with `set -e` (`set -euo pipefail` in bash), or join them with `&&`.",
    .references = "https://github.com/appleboy/ssh-action https://man7.org/linux/man-pages/man1/set.1p.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "stop deployments over SSH at the first failure",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::remote_steps_go_on_after_failure
