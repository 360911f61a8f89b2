#include "rules/rule.h"

#include <string>

#include "project/container_variables.h"
#include "project/model.h"
#include "shell/ast.h"

namespace seaworthy::rules::probe_variable_not_set {

static void check(const project::Service& service, Report& report) {
  const project::ProbeInForce& probe = service.probe;
  if (!probe || probe.command.script == nullptr) return report.skip();
  bool asks = false;
  for (const shell::Node* const node : probe.command.script->commands) {
    // What the probe itself assigns is not asked of the container.
    if (!node->assignments.empty()) return;
    for (const shell::Word& word : node->words)
      for (const shell::Expansion& expansion : word.expansions) {
        if (expansion.kind != shell::ExpansionKind::parameter || expansion.name.size() < 2) continue;
        if (expansion.operation == ":-" || expansion.operation == "-" || expansion.operation == ":+") continue;
        asks = true;
        if (project::variable_state(service, expansion.name) != project::VariableState::absent) continue;
        std::string file_name(expansion.name);
        file_name += "_FILE";
        const compose::EnvironmentEntry* const in_file = service.definition->variable(file_name);
        Builder finding =
            in_file != nullptr
                ? report.at(expansion.span, "`{}` has `{}` alone, so `{}` is empty in its probe; read the file there",
                            service.name, file_name, expansion.name)
                : report.at(expansion.span, "Nothing sets `{}` in `{}`, so it is empty in its probe; set it there",
                            expansion.name, service.name);
        if (in_file != nullptr) finding.note(in_file->span, "The file's name is all that is set");
        return;
      }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4307",
    .summary = "Health check that reads a variable which the container lacks",
    .why =
        "The variable is empty inside the container: the probe calls its program with an argument missing and fails, "
        "or asks as somebody else.",
    .remedy = "Set the variable on the service, or write the value out.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::probe_variable_not_set
