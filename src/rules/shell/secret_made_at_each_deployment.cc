#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/made_secret.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::secret_made_at_each_deployment {

/// `docker compose up`, `docker stack deploy`, `kubectl apply`: what a script calls at each deployment.
static bool deploys(const shell::Node& node) {
  const shell::Invocation command = shell::invocation(node);
  const auto has = [&](std::string_view verb) {
    return std::ranges::any_of(command.arguments, [&](const shell::Word& word) { return word.text == verb; });
  };
  if (command.program == "docker-compose") return has("up");
  if (command.program == "docker") return (has("compose") && has("up")) || (has("stack") && has("deploy"));
  return (command.program == "kubectl" && has("apply")) || (command.program == "helm" && has("upgrade"));
}

/// A script for the first time alone makes its secrets once.
static bool is_for_first_time(std::string_view path) {
  for (const std::string_view word :
       {"setup", "install", "init", "bootstrap", "generate", "quickstart", "quick-start", "first", "test", "demo",
        "dev", "local", "userdata", "user-data", "user_data", "cloud-init", "stackscript"})
    if (contains(path, word)) return true;
  return false;
}

/// Whether a script fetches what is new of a checkout that is there: an installer that updates as well.
static bool updates(const shell::Script& script) {
  return std::ranges::any_of(script.commands, [](const shell::Node* node) {
    const shell::Invocation command = shell::invocation(*node);
    return command.program == "git" && command.verb() == "pull";
  });
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr ||
      (is_for_first_time(base_name(file.path)) && !updates(*file.script)))
    return report.skip();
  const auto& commands = file.script->commands;
  const auto deployment = std::ranges::find_if(commands, [](const shell::Node* node) { return deploys(*node); });
  if (deployment == commands.end()) return report.skip();
  bool any = false;
  for (const shell::Node* const node : commands) {
    const MadeSecret made = made_secret(*node);
    if (made.name.empty()) continue;
    any = true;
    if (!is_unconditional(*node) || node->span.begin > (*deployment)->span.begin) continue;
    report.at(made.span, "Each run makes a new `{}`, which what runs and what is stored does not know", made.name)
        .note((*deployment)->span, "With it the stack is deployed");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3142",
    .summary = "Secret that is made anew at each deployment",
    .why =
        "A database keeps the password of its first start, so that the second deployment cannot log in; new keys end "
        "all sessions and make encrypted data unreadable.",
    .remedy = "Make the secret only where there is none yet: `[ -f .env ] || ...`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::secret_made_at_each_deployment
