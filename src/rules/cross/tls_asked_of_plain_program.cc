#include <algorithm>

#include "project/code_signs.h"
#include "project/connections.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::tls_asked_of_plain_program {

/// Whether nothing in the code, the command or the variables of a program speaks of a certificate.
static bool is_plain(const project::Project& project, const project::Service& service) {
  const auto speaks = [](std::string_view text) {
    for (const std::string_view sign : {"ssl", "tls", "TLS", "SSL", "certfile", "keyfile", "https.createServer",
                                        "https:{", "https: {", ".pem", ".crt", "rustls", "Certificate"})
      if (contains(text, sign)) return true;
    return false;
  };
  const project::ReadFolder* const folder = project::code_folder(project, service);
  if (folder == nullptr || folder->sources.empty()) return false;
  if (std::ranges::any_of(folder->sources, [&](FileId id) { return speaks(project.sources[id].text()); })) return false;
  for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
    if (std::ranges::any_of(given->words, speaks)) return false;
  return std::ranges::none_of(service.definition->environment, [&](const compose::EnvironmentEntry& entry) {
    return speaks(entry.name) || contains(entry.name, "URLS") || contains(entry.name, "CERT");
  });
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.scheme != "https" || reference.to == nullptr || reference.to == &service ||
        source_of(reference.kind) != AddressSource::proxy)
      continue;
    const project::Listening& known = project::connections(report.project(), *reference.to).listening;
    const project::ListenPort* const port = known.port(reference.port);
    if (!known.from_code || !known.complete || port == nullptr || port->tls) continue;
    asks = true;
    if (!is_plain(report.project(), *reference.to)) continue;
    report
        .at(reference.span, "`{}` speaks TLS to `{}`, whose program speaks plain HTTP on port {}", service.name,
            reference.to->name, reference.port)
        .note(port->span.valid() ? port->span : reference.to->span, "Here `{}` listens", reference.to->name);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4919",
    .summary = "Proxy that speaks TLS to a program without a certificate",
    .why = "The handshake fails (`wrong version number`), and the proxy answers 502 or 503 to every request.",
    .remedy = "Forward over http inside the stack, or give the program a certificate.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::tls_asked_of_plain_program
