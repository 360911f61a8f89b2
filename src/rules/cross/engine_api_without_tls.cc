#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::engine_api_without_tls {

static void check(const project::Service& service, Report& report) {
  const std::string_view repository = service.image_reference.repository;
  if (service.builds || (repository != "docker" && !repository.ends_with("/docker"))) return report.skip();
  bool open = false;
  for (const std::string_view word : service.command.words)
    open = open || contains(word, ":2375") || contains(word, "--tls=false");
  if (const compose::EnvironmentEntry* const folder = service.definition->variable("DOCKER_TLS_CERTDIR");
      folder != nullptr && folder->value.has_value() && folder->value->empty())
    open = true;
  for (const compose::Port& port : service.definition->ports) {
    if (port.target != "2375") continue;
    Builder finding =
        report.at(port.span(), "`{}` offers the engine's API on port {} without a login, which is root on it",
                  service.name, port.published);
    if (port.on_loopback()) finding.severity(Severity::medium);
    return;
  }
  if (!open) return report.skip();
}

extern const Rule rule = {
    .code = "SW4610",
    .summary = "Engine API published without TLS",
    .why = "Whoever reaches the port starts privileged containers; scanners find it within hours.",
    .remedy = "Publish no port; where others need the engine, use 2376 with client certificates or SSH.",
    .references = "https://docs.docker.com/engine/security/protect-access/",
    .severity = Severity::critical,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::engine_api_without_tls
