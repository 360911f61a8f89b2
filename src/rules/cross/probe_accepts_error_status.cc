#include "rules/rule.h"

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/probe_outcome.h"
#include "rules/lib/words.h"
#include "shell/ast.h"

namespace seaworthy::rules::probe_accepts_error_status {

static void check(const project::Service& service, Report& report) {
  const project::Probe& probe = project::connections(report.project(), service).probe;
  // An error of any kind is a success then, of which another rule tells.
  if (forced_success(service, probe) != nullptr) return;
  bool asks = false;
  for (const project::ProbeRequest& request : probe.requests) {
    const project::ProbeCommand& command = probe.commands[request.command];
    if (command.program != "curl" || !request.scheme.starts_with("http")) continue;
    asks = true;
    if (request.fails_on_error) continue;
    // The answer or its status is looked at by what follows.
    if (command.option("-w").has_value() || command.option("--write-out").has_value()) continue;
    if (command.node != nullptr && command.node->parent != nullptr &&
        (command.node->parent->kind == shell::NodeKind::pipeline ||
         command.node->script->root->script != command.node->script ||
         command.node->script != service.probe.command.script))
      continue;
    report.at(command.span, "An error page of `{}` is a success for curl without `-f`; add `-f`", service.name);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4315",
    .summary = "Health check with curl that takes an error page for success",
    .why =
        "Without `--fail` curl ends with success for every answer: a program that answers 500 to everything counts as "
        "healthy.",
    .remedy = "Add `-f` to curl.",
    .severity = Severity::medium,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .strength = "notice an error status in their probe",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::probe_accepts_error_status
