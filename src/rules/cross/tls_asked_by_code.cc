#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::tls_asked_by_code {

/// Whether a server may speak TLS: its command, its settings or its files say so.
static bool may_speak_tls(const project::Project& project, const project::Service& server) {
  for (const project::CommandInForce* const part : {&server.entrypoint, &server.command})
    for (const std::string_view word : part->words)
      if (contains(word, "ssl") || contains(word, "tls")) return true;
  for (const compose::EnvironmentEntry& entry : server.definition->environment)
    if (contains(entry.name, "TLS") || contains(entry.name, "SSL")) return true;
  for (const project::File* const file : server.mounted_files)
    if (file->has_content && contains(project.sources[file->source].text(), "ssl")) return true;
  return server.builds;
}

/// The one server of the stack that listens on a port; null when there is none, or several.
static const project::Service* server_on(const project::Project& project, const project::Service& service,
                                         std::uint16_t port) {
  const project::Service* found = nullptr;
  for (const project::Service* const other : service.stack->services) {
    if (other == &service || !other->active || known_server(*other) == nullptr ||
        project::connections(project, *other).listening.port(port) == nullptr)
      continue;
    if (found != nullptr) return nullptr;
    found = other;
  }
  return found;
}

static void check(const project::Service& service, Report& report) {
  if (!has_code(report.project(), service)) return report.skip();
  bool asks = false;
  for (const code::Sign* const sign : signs_of(report.project(), service, knowledge::CodeSign::Kind::asks_tls)) {
    const project::Service* const server = server_on(report.project(), service, sign->row->port);
    if (server == nullptr) continue;
    asks = true;
    if (may_speak_tls(report.project(), *server)) continue;
    report
        .at(sign->span, "`{}` asks for TLS here, and `{}` has no certificate to speak it with", service.name,
            server->name)
        .note(server->span, "The server");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4833",
    .summary = "Code that asks a plain server for TLS",
    .why = "The server says that it does not support SSL, and the program ends with that.",
    .remedy = "Leave TLS to a variable, or give the server a certificate.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::tls_asked_by_code
