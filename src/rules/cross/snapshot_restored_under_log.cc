#include <algorithm>
#include <optional>
#include <string_view>

#include "project/model.h"
#include "rules/lib/database_server.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::snapshot_restored_under_log {

constexpr std::string_view snapshot = "dump.rdb";

/// Where a server is told to keep a log of all writes beside its snapshot.
struct Logged {
  const project::Service* service = nullptr;
  Span span;
};

/// Where a service that is such a server has its log switched on; nothing when it is off.
static std::optional<Logged> log_of(const project::Project& project, const project::Service& service) {
  for (const auto& given : {given_option(service, "--appendonly"), configured(project, service, "appendonly")})
    if (given.has_value() && given->value == "yes") return Logged{&service, given->span};
  return std::nullopt;
}

/// The server that a script restores, as far as it keeps a log: the one whose container it names, or else the first of
/// the repository.
static std::optional<Logged> logged_server(const project::Project& project, std::string_view script) {
  std::optional<Logged> first, named;
  bool names_any = false;
  for (const project::Service& service : project.services) {
    if (!service.active || !is_server_of(service, "redis")) continue;
    const std::optional<Logged> logged = log_of(project, service);
    if (!first.has_value()) first = logged;
    const std::string_view container = service.definition->container_name.value;
    if (container.empty() || !contains(script, container)) continue;
    names_any = true;
    if (!named.has_value()) named = logged;
  }
  return names_any ? named : first;
}

/// Whether a path ends in the name under which a server looks for its snapshot; a copy called otherwise is kept
/// somewhere.
static bool is_snapshot(std::string_view path) {
  return path.ends_with(snapshot) && (path.size() == snapshot.size() || path[path.size() - snapshot.size() - 1] == '/');
}

/// The copy by which a script puts a snapshot in the place of the server's own; null when there is none.
static const shell::Node* restoring_copy(const shell::Script& script) {
  for (const shell::Node* const node : script.commands) {
    const shell::Invocation command = shell::invocation(*node);
    const bool copies =
        is_one_of("cp mv install rsync", command.program) || (command.program == "docker" && command.verb() == "cp");
    if (copies && !command.arguments.empty() && is_snapshot(command.arguments.back().text)) return node;
    for (const shell::Redirection& redirection : node->redirections)
      if (redirection.operation.starts_with('>') && is_snapshot(redirection.target.text)) return node;
  }
  return nullptr;
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || !file.has_content) return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  if (!contains(text, snapshot)) return report.skip();
  const shell::Node* const copy = restoring_copy(*file.script);
  if (copy == nullptr) return report.skip();
  // Who speaks of the log deals with it.
  if (contains(text, "appendonly") || contains(text, ".aof")) return;
  const std::optional<Logged> server = logged_server(report.project(), text);
  if (!server.has_value()) return;
  report.at(copy->span, "`{}` starts from its append-only file and never reads this snapshot", server->service->name)
      .note(server->span, "The log is switched on here")
      .reaches(*server->service->stack);
}

extern const Rule rule = {
    .code = "SW4048",
    .summary = "Restore of a snapshot that the server does not read",
    .why =
        "A Redis that keeps an append-only file loads that one at its start, and an empty one when there is none: the "
        "snapshot beside it is ignored, and the next save overwrites it.",
    .remedy =
        "Start the server once with `--appendonly no`, let it load the snapshot, and switch the log on with `CONFIG "
        "SET "
        "appendonly yes`; remove the old log before.",
    .references = "https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::snapshot_restored_under_log
