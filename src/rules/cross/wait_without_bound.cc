#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::wait_without_bound {

/// Whether the condition asks whether something answers.
static bool asks_for_readiness(const shell::Node& condition) {
  bool asks = false;
  for_each_node(condition, [&](const shell::Node& node) {
    if (node.kind != shell::NodeKind::simple) return;
    const shell::Invocation command = shell::invocation(node);
    asks = asks || is_one_of(
                       "curl wget nc ncat pg_isready mysqladmin mariadb-admin redis-cli mongosh psql mysql docker "
                       "docker-compose podman kubectl ping rabbitmq-diagnostics vault etcdctl aws",
                       command.program);
  });
  return asks;
}

/// Whether the loop can be left otherwise, or counts: `break`, `exit`, a comparison, arithmetic.
static bool is_bounded(const shell::Node& loop, std::string_view text) {
  bool bounded = contains(text, "((") || contains(text, "SECONDS") || contains(text, "timeout ");
  for_each_node(loop, [&](const shell::Node& node) {
    if (node.kind == shell::NodeKind::arithmetic) bounded = true;
    if (node.kind == shell::NodeKind::condition)
      for (const shell::Word& word : node.words) bounded = bounded || is_one_of("-lt -le -gt -ge -eq -ne", word.text);
    if (node.kind != shell::NodeKind::simple) return;
    const shell::Invocation command = shell::invocation(node);
    bounded =
        bounded || is_one_of("break exit return let expr timeout", command.program) || command.wrapped_by("timeout");
    if (is_one_of("[ test", command.program))
      for (const shell::Word& word : command.arguments)
        bounded = bounded || is_one_of("-lt -le -gt -ge -eq -ne", word.text);
  });
  // The loop as a whole under `timeout`.
  for (const shell::Node* outer = loop.parent; outer != nullptr; outer = outer->parent)
    if (outer->kind == shell::NodeKind::simple && shell::invocation(*outer).wrapped_by("timeout")) bounded = true;
  return bounded;
}

static void check(const project::File& file, Report& report) {
  if (!concerns_deployment(file, report.project())) return report.skip();
  bool any = false;
  const auto look = [&](const shell::Script& script, bool entrypoint) {
    for_each_node_deep(script, [&](const shell::Node& node) {
      if (node.kind != shell::NodeKind::until_loop && node.kind != shell::NodeKind::while_loop) return;
      if (node.children.size() < 2 || !asks_for_readiness(*node.children[0])) return;
      bool pauses = false;
      for_each_node(*node.children[1], [&](const shell::Node& inner) {
        pauses = pauses || (inner.kind == shell::NodeKind::simple && shell::invocation(inner).program == "sleep");
      });
      if (!pauses) return;
      any = true;
      const std::string_view text = report.text(node.span);
      if (is_bounded(node, text)) return;
      Builder finding =
          report.at(node.children[0]->span, "This waits for ever when the answer never comes; count the tries");
      // In a container the engine's probe and whoever looks at it are the bound.
      if (entrypoint) finding.severity(Severity::info);
    });
  };
  if (file.script != nullptr && file.script->root != nullptr)
    look(*file.script,
         file.kind == project::FileKind::entrypoint || std::ranges::any_of(file.used_by, [](const project::Use& use) {
           return use.how == "copies" || use.how == "mounts";
         }));
  if (file.kind == project::FileKind::makefile || file.kind == project::FileKind::ci)
    for (const shell::Script* const script : file.embedded)
      if (script->root != nullptr) look(*script, false);
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4580",
    .summary = "Wait without a bound",
    .why =
        "When the service never comes up, the deployment hangs until somebody notices, and the reason is never shown.",
    .remedy =
        "`docker compose up --wait --wait-timeout 120`, `timeout 120 sh -c 'until ...'`, or a loop that counts and "
        "prints the logs when it gives up.",
    .severity = Severity::low,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "give up waiting after a while",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::wait_without_bound
