#include "knowledge/schemes.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/database_server.h"
#include "rules/rule.h"

namespace seaworthy::rules::address_scheme_of_other_server {

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || reference.to == &service || reference.scheme.empty()) continue;
    const knowledge::Scheme* const scheme = knowledge::scheme(reference.scheme);
    const knowledge::DatabaseServer* const server = known_server(*reference.to);
    if (scheme == nullptr || scheme->protocol.empty() || server == nullptr || server->protocol.empty()) continue;
    asks = true;
    if (scheme->protocol == server->protocol) continue;
    Builder finding =
        report.at(reference.span, "`{}` asks `{}` by `{}://`, but that is {}; write an address of its kind",
                  service.name, reference.to->name, reference.scheme, server->product);
    if (reference.of_template) finding.confidence(Confidence::possible);
    finding.note(reference.to->span, "`{}` runs {}", reference.to->name, server->product);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4170",
    .summary = "Address for another kind of server",
    .why =
        "The scheme chooses the driver and the protocol: the server does not understand the first bytes, or the "
        "program "
        "has no such driver and ends.",
    .remedy = "Write the scheme of the server that runs, or run the server that the scheme means.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "ask their databases by the scheme of these",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::address_scheme_of_other_server
