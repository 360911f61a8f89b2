#include <algorithm>
#include <string>

#include "project/code_signs.h"
#include "project/debugger.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/port_edit.h"
#include "rules/lib/published.h"
#include "rules/lib/start_commands.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::debugger_open_to_everybody {

/// The text of a command, and that of the script of `package.json` which it runs.
static std::string text_of(const project::Project& project, const project::Service& service,
                           const StartCommand& command) {
  std::string text;
  for (const std::string_view word : command.words) text.append(word).append(" ");
  const NodeCall call = node_call(command.words);
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (call.kind != NodeCall::Kind::script || code == nullptr) return text;
  const project::Manifest* const manifest = project::nearest_manifest(project, code->path, project::Ecosystem::node);
  const project::ManifestScript* const script = manifest != nullptr ? manifest->script(call.script) : nullptr;
  return script != nullptr ? text.append(script->text) : text;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  const auto judge = [&](std::string_view text, Span span) {
    const project::OpenDebugger open = project::open_debugger(text);
    if (open.row == nullptr) return;
    asks = true;
    for (const compose::Port& port : service.definition->ports) {
      if (!port.on_all_interfaces() || port_number(port.target) != open.port) continue;
      Builder finding = report.at(port.span(),
                                  "`{}` lets the debugger of {} in from everywhere, which runs any code; publish {} on "
                                  "127.0.0.1",
                                  service.name, OurWords{open.row->title}, open.port);
      if (service.stack->role == project::Role::production) finding.severity(Severity::critical);
      finding.note(span, "Here it listens to every address");
      offer_loopback(finding, port, report);
      return;
    }
  };
  for (const StartCommand& command : start_commands(report.project(), service))
    judge(text_of(report.project(), service, command), command.span);
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.value.has_value() && entry.name.ends_with("OPTIONS")) judge(*entry.value, entry.span);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4295",
    .summary = "Debugger that everybody may attach",
    .why =
        "Whoever reaches the port of a debugger runs code in the program, without a login; scanners look for these "
        "ports. A published port is open to the whole network past the host's firewall.",
    .remedy = "Publish the port on 127.0.0.1 and attach through that, or leave the debugger out.",
    .controls = "CIS Docker 1.6:5.14; OWASP Docker:5",
    .references = "https://nodejs.org/en/learn/getting-started/debugging#security-implications",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .fixes = Fixes::sometimes,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::debugger_open_to_everybody
