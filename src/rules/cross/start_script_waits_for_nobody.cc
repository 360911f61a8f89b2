#include <algorithm>

#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/connect.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::start_script_waits_for_nobody {

/// The host that a command asks whether it is there; null when none is written out.
static const shell::Word* asked_host(const shell::Invocation& invocation) {
  const auto value_of = [&](std::initializer_list<std::string_view> options) -> const shell::Word* {
    for (std::size_t at = 0; at + 1 < invocation.arguments.size(); ++at)
      for (const std::string_view option : options)
        if (invocation.arguments[at].text == option) return &invocation.arguments[at + 1];
    return nullptr;
  };
  if (is_one_of("pg_isready psql mysqladmin mysql mariadb mariadb-admin redis-cli", invocation.program))
    return value_of({"-h", "--host"});
  if (is_one_of("nc ncat netcat", invocation.program)) {
    const std::vector<const shell::Word*> operands = invocation.operands({"-w", "-q", "-i"});
    return operands.size() >= 2 ? operands[0] : nullptr;
  }
  return nullptr;
}

/// The host of bash's `< /dev/tcp/HOST/PORT`; "" when the command opens no such file.
static std::string_view opened_host(const shell::Node& node, Span& span) {
  constexpr std::string_view prefix = "/dev/tcp/";
  for (const shell::Redirection& redirection : node.redirections) {
    const std::string_view text = redirection.target.text;
    if (!text.starts_with(prefix) || !redirection.target.literal) continue;
    span = redirection.target.span;
    return before(text.substr(prefix.size()), '/');
  }
  return {};
}

static bool in_loop_condition(const shell::Node& node) {
  const shell::Node* child = &node;
  for (const shell::Node* parent = node.parent; parent != nullptr; child = parent, parent = parent->parent)
    if (parent->kind == shell::NodeKind::until_loop || parent->kind == shell::NodeKind::while_loop)
      return !parent->children.empty() && parent->children.front() == child;
  return false;
}

static void check_script(const project::Service& service, const shell::Script& script, Report& report, bool& asks) {
  for (const shell::Node* const node : script.commands) {
    if (!in_loop_condition(*node)) continue;
    Span span;
    std::string_view name = opened_host(*node, span);
    if (name.empty() && !node->words.empty()) {
      const shell::Word* const host = asked_host(shell::invocation(*node));
      if (host == nullptr || !host->literal) continue;
      name = host->text;
      span = host->span;
    }
    if (name.empty()) continue;
    asks = true;
    if (name.find_first_of(".:$/") != std::string_view::npos || is_number(name) || name == "localhost") continue;
    if (project::service_named(service, name) != nullptr) continue;
    report
        .at(span, "`{}` waits for `{}`, which is no service of its stack, and never starts its program", service.name,
            name)
        .note(service.span, "This service starts with the script");
    return;
  }
}

static void check(const project::Service& service, Report& report) {
  if (!service.stack->partial.empty() || sees_foreign_names(service)) return report.skip();
  bool asks = false;
  std::vector<const shell::Script*> scripts{service.startup};
  for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
    if (given->script != service.startup) scripts.push_back(given->script);
  for (const shell::Script* const script : scripts)
    if (script != nullptr) check_script(service, *script, report, asks);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4490",
    .summary = "Start script that waits for a host which is not there",
    .why = "The loop never ends: the container runs, and its program is never started.",
    .remedy = "Name the service as the Compose file does, or take the host from a variable that it sets.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::start_script_waits_for_nobody
