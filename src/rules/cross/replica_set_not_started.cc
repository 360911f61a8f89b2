#include <algorithm>

#include "project/connections.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::replica_set_not_started {

/// The set that an address asks for; "" for none.
static std::string_view asked_set(const project::Service& service, const project::Reference& reference) {
  const compose::EnvironmentEntry* const entry = service.definition->variable(reference.variable);
  const std::string_view value =
      entry != nullptr && entry->value.has_value() ? std::string_view(*entry->value) : reference.path;
  constexpr std::string_view key = "replicaSet=";
  const std::size_t at = value.find(key);
  if (at == std::string_view::npos || contains(value, "directConnection=true")) return {};
  const std::string_view rest = value.substr(at + key.size());
  return rest.substr(0, rest.find_first_of("&\"' "));
}

/// Whether the server may be a member of a set: by its command, or by a configuration of its own.
static bool may_be_member(const project::Service& server) {
  for (const project::CommandInForce* const given : {&server.entrypoint, &server.command}) {
    if (given->from != project::Provenance::compose) continue;
    for (const std::string_view word : given->words)
      if (contains(word, "replSet") || word == "-f" || word.starts_with("--config") || word.ends_with(".sh"))
        return true;
  }
  return std::ranges::any_of(server.definition->mounts, [](const compose::Mount& mount) {
    return mount.target.ends_with(".conf") || mount.target.ends_with(".sh");
  });
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || reference.to == &service || !reference.scheme.starts_with("mongodb")) continue;
    const std::string_view set = asked_set(service, reference);
    const project::Service& server = *reference.to;
    if (set.empty() || contains(set, "$") || server.builds || server.image == nullptr || server.image->name != "mongo")
      continue;
    asks = true;
    if (may_be_member(server)) continue;
    Builder finding =
        report.at(reference.span, "`{}` wants the replica set `{}`, and `{}` is started as a single server",
                  service.name, set, server.name);
    if (is_of_template(service, reference)) finding.confidence(Confidence::possible);
    finding.note(server.span, "Nothing gives `{}` `--replSet`", server.name);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4912",
    .summary = "Client of a MongoDB replica set that is not started",
    .why = "A driver that is told a set's name selects members of that set only, and times out with a single server.",
    .remedy = "Start the server with `--replSet` and initiate the set once, or drop `replicaSet` from the address.",
    .references = "https://www.mongodb.com/docs/manual/reference/connection-string-options/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::replica_set_not_started
