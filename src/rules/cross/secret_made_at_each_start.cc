#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "knowledge/knowledge.h"
#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/made_secret.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::secret_made_at_each_start {

/// Whether a command runs as soon as those in front of it have done their work, and none of them asks anything:
/// `composer install && php artisan key:generate && php artisan serve`.
static bool runs_in_row(const shell::Node& command) {
  const shell::Node* const row = command.parent;
  if (row == nullptr || row->kind != shell::NodeKind::and_or || !is_unconditional(*row)) return false;
  for (const shell::Node* const each : row->children) {
    if (each != row->children.front() && each->joined_by != "&&") return false;
    if (each == &command) return true;
    if (is_one_of("test [ [[ grep cmp diff command which", shell::invocation(*each).program)) return false;
  }
  return false;
}

/// Keys that the code makes of random bytes; false where it makes none. What a variable may give is made nowhere else
/// but where nothing gives that.
static bool check_code(const project::Service& service, Report& report) {
  if (!has_code(report.project(), service) || runs_once(service)) return false;
  bool any = false;
  for (const code::Sign* const sign : signs_of(report.project(), service, knowledge::CodeSign::Kind::fresh_key)) {
    any = true;
    if (!sign->variable.empty() &&
        (!names_signing_key(sign->variable) || !project::is_given_nowhere(report.project(), service, sign->variable)))
      continue;
    report
        .at(sign->span,
            "The code of `{}` makes its key anew at each start and in each worker: sessions that one signed are void "
            "for the next",
            service.name)
        .note(service.span, "What `{}` gets", service.name);
  }
  return any;
}

/// Whether a script hands a password to an account of its own container, or to an authority for certificates, which is
/// made anew with it.
static bool is_for_account(const shell::Script& script) {
  return std::ranges::any_of(script.commands, [](const shell::Node* node) {
    const std::string_view program = base_name(shell::invocation(*node).program);
    return is_one_of("chpasswd passwd usermod", program) || contains(program, "certutil");
  });
}

static void check(const project::Service& service, Report& report) {
  bool any = check_code(service, report);
  std::vector<Span> said;
  for (const shell::Script* const script : {service.startup, service.command.script, service.entrypoint.script}) {
    if (script == nullptr || script->root == nullptr || is_for_account(*script)) continue;
    for (const shell::Node* const node : script->commands) {
      const MadeSecret made = made_secret(*node);
      if (made.name.empty() || std::ranges::find(said, made.span) != said.end()) continue;
      any = true;
      // What a program of the same container logs in with is made for it each time.
      if (made.name.ends_with("PASS") || made.name.ends_with("_pass")) continue;
      if (!is_unconditional(*node) && !runs_in_row(*node)) continue;
      said.push_back(made.span);
      Builder finding =
          report.at(made.span, "`{}` makes `{}` anew at each start, and what the last one signed or locked is lost",
                    service.name, made.name);
      finding.note(service.span, "It starts with this {}", script == service.startup ? "script" : "text");
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4943",
    .summary = "Secret that is made anew at each start",
    .why =
        "Every update logs all people out, tokens and links in mails become void, and what was encrypted with the key "
        "cannot be read any more. Two containers of one service do not know each other's sessions.",
    .remedy = "Make the secret once, and give it to the container as a secret or a variable.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::security,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::secret_made_at_each_start
