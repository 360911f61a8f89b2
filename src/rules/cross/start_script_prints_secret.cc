#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::start_script_prints_secret {

/// Whether what a command writes goes on to another one: `echo "$PASSWORD" | login --password-stdin`.
static bool is_piped(const project::Project& project, const shell::Node& node) {
  if (!node.span.valid()) return true;
  const std::string_view text = project.sources[node.span.file].text();
  const std::string_view rest = ascii::trim(text.substr(std::min<std::size_t>(node.span.end, text.size()), 8));
  return rest.starts_with('|') && !rest.starts_with("||");
}

/// Whether a word is cut out of another one, as names are: `SECRET_KEY=${variable#SECRETS_}`.
static bool is_cut_out(const shell::Word& word) {
  return std::ranges::any_of(
      word.expansions, [](const shell::Expansion& expansion) { return is_one_of("# ## % %%", expansion.operation); });
}

/// Whether a script makes a variable out of the name of another one, so that it holds no secret.
static bool is_name_of_variable(const shell::Script& script, std::string_view name) {
  return std::ranges::any_of(script.commands, [name](const shell::Node* node) {
    return std::ranges::any_of(node->assignments,
                               [name](const shell::Assignment& assignment) {
                                 return assignment.name == name && is_cut_out(assignment.value);
                               }) ||
           std::ranges::any_of(node->words, [name](const shell::Word& word) {
             return word.text.starts_with(name) && word.text.substr(name.size()).starts_with('=') && is_cut_out(word);
           });
  });
}

/// Whether a loop counts names with a variable: `for secret in DB_PASSWORD_FILE APP_KEY_FILE`.
static bool is_of_loop(const project::Project& project, const shell::Node& node, std::string_view name) {
  return contains(project.sources[node.span.file].text(), "for " + std::string(name) + " in ");
}

/// The value of a secret among the words of a command; null when there is none. `${PASSWORD:+set}` and `${#PASSWORD}`
/// do not show it.
static const shell::Expansion* secret_in(const project::Project& project, const shell::Script& script,
                                         const shell::Invocation& invocation) {
  for (const shell::Word& word : invocation.arguments)
    for (const shell::Expansion& expansion : word.expansions) {
      if (expansion.kind != shell::ExpansionKind::parameter || !name_is_secret(expansion.name) ||
          expansion.name.ends_with("_FILE") || expansion.name.ends_with("_PATH") ||
          expansion.name.ends_with("PROXY_PASS") || is_of_loop(project, *invocation.node, expansion.name))
        continue;
      if ((expansion.operation.empty() || is_one_of(":- - := = :? ?", expansion.operation)) &&
          !is_name_of_variable(script, expansion.name))
        return &expansion;
    }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  const shell::Script* const script = service.startup;
  if (script == nullptr || script->root == nullptr) return report.skip();
  for (const shell::Node* const node : script->commands) {
    if (node->script != script || node->words.empty() || !node->redirections.empty()) continue;
    const shell::Invocation invocation = shell::invocation(*node);
    const std::string_view program = invocation.program;
    const bool tells = is_one_of("echo printf", program) ||
                       (invocation.wrappers.empty() && is_one_of("info success warn warning log say", program));
    // `printf -v` writes into a variable.
    const bool is_kept =
        program == "printf" && !invocation.arguments.empty() && invocation.arguments.front().text.starts_with("-v");
    if (!tells || is_kept || is_piped(report.project(), *node)) continue;
    const shell::Expansion* const secret = secret_in(report.project(), *script, invocation);
    if (secret == nullptr) continue;
    report
        .at(secret->span, "The start script of `{}` writes `{}` into its log, where it stays", service.name,
            secret->name)
        .note(service.span, "It starts `{}`", service.name);
    return;
  }
}

extern const Rule rule = {
    .code = "SW5504",
    .summary = "Start script that prints a secret",
    .why =
        "What a container writes is kept by the engine and sent on to wherever logs are collected. Whoever may read "
        "logs has the password then, for as long as they are kept.",
    .remedy = "Print whether the variable is set (`${NAME:+set}`), not what it is.",
    .controls = "OWASP Docker:12",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::start_script_prints_secret
