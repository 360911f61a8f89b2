#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/secret_source.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::ssh_server_in_container {

static bool names_daemon(const project::CommandInForce& command) {
  for (const std::string_view word : command.words)
    if (base_name(word) == "sshd") return true;
  if (command.script != nullptr)
    for (const shell::Node* node : command.script->commands)
      if (base_name(shell::invocation(*node).program) == "sshd") return true;
  return false;
}

static bool starts_daemon(const shell::Script* script) {
  if (script == nullptr) return false;
  for (const shell::Node* node : script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (base_name(command.program) == "sshd") return true;
    if (command.program == "service" && !command.arguments.empty() && is_one_of("ssh sshd", command.arguments[0].text))
      return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  const bool in_command = names_daemon(service.command) || names_daemon(service.entrypoint);
  if (!in_command && !starts_daemon(service.startup)) return;
  const Span place = service.command.from == project::Provenance::compose      ? service.command.span
                     : service.entrypoint.from == project::Provenance::compose ? service.entrypoint.span
                                                                               : service.definition->name_span;
  auto finding = report.at(place, "`{}` runs an SSH server; use `docker compose exec` to get in", service.name);
  // In a test it is what is tested.
  if (is_throwaway(service)) finding.severity(Severity::low);
  if (service.command.from == project::Provenance::dockerfile && names_daemon(service.command))
    finding.note(service.command.span, "The image starts it here");
}

extern const Rule rule = {
    .code = "SW2364",
    .summary = "SSH server in a container",
    .why =
        "A second way in has keys, accounts and updates of its own that nobody looks after, and passes by everything "
        "that guards the engine.",
    .remedy = "Remove it; `docker compose exec SERVICE sh` opens a shell where one is needed.",
    .peers = "docker-bench:5.7",
    .controls = "CIS Docker 1.6:5.7; NIST 800-190:4.1.2",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::ssh_server_in_container
