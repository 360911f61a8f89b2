#include "rules/rule.h"

#include <algorithm>

#include "project/connections.h"
#include "project/model.h"
#include "project/names.h"
#include "project/upstreams.h"
#include "rules/lib/client_commands.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::client_command_to_nobody {

/// A name that only the networks of the stack could resolve.
static bool is_internal_name(std::string_view host) {
  return !host.empty() && host.find_first_of(".:/") == std::string_view::npos && !is_number(host) &&
         host != "localhost" && host != "host";
}

static void check_port(const project::Service& service, const project::Service& server, const ClientCall& call,
                       Report& report) {
  if (call.port == 0 || &service == &server) return;
  const project::Listening& known = project::connections(report.project(), server).listening;
  const project::Listens verdict = project::listens_on(report.project(), server, known, call.port);
  if (verdict == project::Listens::yes || verdict == project::Listens::unknown) return;
  Builder finding = report.at(call.port_word.span, "`{}` of `{}` asks `{}` on port {}, but `{}` listens on {}",
                              call.program, service.name, server.name, call.port, server.name, listed_ports(known));
  finding.confidence(verdict == project::Listens::perhaps_not ? Confidence::possible : Confidence::likely);
  note_listening(finding, server, known);
}

static void check(const project::Service& service, Report& report) {
  if (!service.stack->partial.empty()) return report.skip();
  bool asks = false;
  each_client_call(report.project(), service, [&](const ClientCall& call) {
    if (!is_internal_name(call.host.text)) return;
    asks = true;
    if (const project::Service* const server = project::service_named(service, call.host.text); server != nullptr)
      return check_port(service, *server, call, report);
    // `compose.database.yml` beside this file has it, and both are started together.
    const bool beside = std::ranges::any_of(
        project::services_named(report.project(), call.host.text),
        [&](const project::Service* other) { return other->stack != nullptr && is_complement(service, *other); });
    if (beside || sees_foreign_names(service)) return;
    report
        .at(call.host.span, "`{}` of `{}` asks `{}`, which is no service of its stack", call.program, service.name,
            call.host.text)
        .note(service.span, "This service runs it");
  });
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4657",
    .summary = "Command that asks a host or port where nobody answers",
    .why = "The dump fails, the loop never ends, or the job stops at its first line, each time that it runs.",
    .remedy = "Name the service as the Compose file does, and the port of its container.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::automation,
    .strength = "ask services that exist",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::client_command_to_nobody
