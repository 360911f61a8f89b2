#include "rules/lib/made_secret.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules {

/// Whether a program prints something nobody can guess.
static bool prints_random(const shell::Node& node) {
  const shell::Invocation command = shell::invocation(node);
  const auto has = [&](std::string_view part) {
    return std::ranges::any_of(command.arguments, [&](const shell::Word& word) { return contains(word.text, part); });
  };
  if (is_one_of("pwgen uuidgen apg", command.program)) return true;
  if (command.program == "openssl") return has("rand") || has("genrsa") || has("genpkey");
  if (is_one_of("head tr dd base64 xxd od cat", command.program) && has("/dev/urandom")) return true;
  for (const shell::Redirection& redirection : node.redirections)
    if (redirection.operation == "<" && redirection.target.text == "/dev/urandom") return true;
  if (is_one_of("python python3", command.program))
    return has("secrets.") || has("urandom") || has("uuid4") || has("generate_key") || has("get_random_secret_key");
  return command.program == "node" && (has("randomBytes") || has("randomUUID"));
}

static bool is_secret(std::string_view name) {
  const knowledge::SecretKind kind = knowledge::secret_name(name);
  return kind != knowledge::SecretKind::none && kind != knowledge::SecretKind::file;
}

/// The script that a command belongs to in the end, around all substitutions.
static const shell::Script* whole_script(const shell::Node& command) {
  const shell::Node* node = &command;
  while (node->parent != nullptr) node = node->parent;
  return node->script;
}

/// Whether a command calls a function of its script that prints something nobody can guess.
static bool calls_random(const shell::Node& command, const shell::Script& whole) {
  const std::string_view name = shell::invocation(command).program;
  return !name.empty() && std::ranges::any_of(whole.commands, [&](const shell::Node* node) {
    if (!prints_random(*node)) return false;
    const shell::Node* outer = node->parent;
    while (outer != nullptr && (outer->kind != shell::NodeKind::function || outer->name != name)) outer = outer->parent;
    return outer != nullptr;
  });
}

/// Whether a value is nothing but the output of such a program.
static bool is_random(std::span<const shell::Expansion> expansions, const shell::Node& command) {
  if (expansions.empty() || expansions.front().kind != shell::ExpansionKind::command ||
      expansions.front().script == nullptr)
    return false;
  const shell::Script* const whole = whole_script(command);
  return std::ranges::any_of(expansions.front().script->commands, [&](const shell::Node* node) {
    return prints_random(*node) || (whole != nullptr && calls_random(*node, *whole));
  });
}

MadeSecret made_secret(const shell::Node& command) {
  for (const shell::Assignment& assignment : command.assignments)
    if (is_random(assignment.value.expansions, command) && is_secret(assignment.name))
      return {assignment.name, assignment.span};
  const shell::Invocation invocation = shell::invocation(command);
  if (is_one_of("export declare readonly local", invocation.program))
    for (const shell::Word& word : invocation.arguments) {
      const std::string_view name = before(word.raw, '=');
      if (name.size() < word.raw.size() && is_random(word.expansions, command) && is_secret(name))
        return {name, word.span};
    }
  if (invocation.program == "php" && invocation.arguments.size() >= 2 && invocation.arguments[0].text == "artisan" &&
      invocation.arguments[1].text == "key:generate" && !invocation.has_flag("--show"))
    return {"APP_KEY", command.span};
  return {};
}

bool is_unconditional(const shell::Node& command) {
  for (const shell::Node* node = &command; node != nullptr && node->parent != nullptr; node = node->parent) {
    const shell::Node& outer = *node->parent;
    if (node->script != outer.script) return false;
    if (outer.kind == shell::NodeKind::and_or) {
      if (outer.children.front() != node) return false;
    } else if (outer.kind != shell::NodeKind::list && outer.kind != shell::NodeKind::group &&
               outer.kind != shell::NodeKind::pipeline) {
      return false;
    }
  }
  return true;
}

}  // namespace seaworthy::rules
