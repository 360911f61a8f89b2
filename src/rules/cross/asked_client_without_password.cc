#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/compose_exec.h"
#include "rules/lib/credentials.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::asked_client_without_password {

/// Whether a client of Redis is given a password, by an option or by its variable.
static bool brings_password(std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [](std::string_view word) {
    return word == "-a" || word == "--pass" || word == "--askpass" || word == "-u" || word.starts_with("redis://") ||
           contains(word, "REDISCLI_AUTH") || contains(word, "AUTH") || contains(word, "PASS");
  });
}

/// Whether the container itself gives its clients the password.
static bool has_variable(const project::Service& service) {
  return std::ranges::any_of(service.definition->environment, [](const compose::EnvironmentEntry& entry) {
    return entry.name == "REDISCLI_AUTH" || entry.name == "VALKEYCLI_AUTH";
  });
}

static void check(const project::Project& project, Report& report) {
  bool asks = false;
  std::vector<const project::File*> seen;
  for (const project::ComposeCommand& command : project.compose_commands) {
    const std::optional<CommandInService> inside = command_in_service(project, command);
    if (command.verb != "exec" || !inside.has_value() || inside->words.empty() ||
        !is_one_of("redis-cli valkey-cli keydb-cli", base_name(inside->words.front())))
      continue;
    asks = true;
    const project::Service& service = *inside->service;
    const std::optional<ServerPassword> password = redis_password(project, service);
    if (!password.has_value() || (password->value.has_value() && password->value->empty()) ||
        brings_password(inside->words) || has_variable(service) ||
        std::ranges::find(seen, command.file) != seen.end() || !is_guide(*command.file))
      continue;
    seen.push_back(command.file);
    Builder finding = report.at(
        command.span, "`{}` asks for a password, and this client brings none: all it gets is `NOAUTH`", service.name);
    finding.note(password->span, "The password of `{}`", service.name).reaches(*service.stack);
    const bool document =
        command.file->kind == project::FileKind::readme || command.file->kind == project::FileKind::documentation;
    if (document) finding.severity(Severity::low);
    if (is_about_copies(*command.file)) finding.rung(Rung::keep);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4845",
    .summary = "Command in a cache's container without its password",
    .why =
        "The client ends with `NOAUTH Authentication required`: a check reports a server as down that is up, a copy "
        "saves nothing.",
    .remedy = "Give the password by the variable REDISCLI_AUTH (`exec -e REDISCLI_AUTH`), not on the command line.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::asked_client_without_password
