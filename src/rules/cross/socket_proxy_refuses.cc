#include <algorithm>
#include <string_view>

#include "knowledge/logins.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/settled.h"
#include "rules/lib/switch_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::socket_proxy_refuses {

/// Whether a proxy lets requests of a kind through; what is left to whoever deploys may be anything.
static bool lets(const project::Service& proxy, std::string_view variable) {
  const compose::EnvironmentEntry* const entry = proxy.definition->variable(variable);
  if (entry == nullptr)
    return std::ranges::any_of(proxy.definition->env_files, [](const compose::EnvFile& file) { return !file.exists; });
  if (!entry->value.has_value() || !is_settled(entry->source)) return true;
  return !is_off(*entry->value) && !entry->value->empty();
}

static const knowledge::SocketProxyNeeds* needs_of(const project::Service& client) {
  if (client.image == nullptr || client.builds) return nullptr;
  const auto row = std::ranges::find(knowledge::tables::socket_proxy_needs, client.image->title,
                                     &knowledge::SocketProxyNeeds::client);
  return row != knowledge::tables::socket_proxy_needs.end() ? &*row : nullptr;
}

static void check(const project::Service& service, Report& report) {
  const knowledge::SocketProxyNeeds* const row = needs_of(service);
  if (row == nullptr) return report.skip();
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || reference.to->builds || reference.to->kind != knowledge::ImageKind::socket_proxy ||
        reference.to->image->variables.empty())
      continue;
    asks = true;
    for (const std::string_view variable : row->needs) {
      if (lets(*reference.to, variable)) continue;
      report
          .at(reference.span, "`{}` asks the engine for what `{}` refuses; set `{}=1` there", service.name,
              reference.to->name, variable)
          .note(reference.to->span, "Without `{}` the proxy answers 403", variable);
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4057",
    .summary = "Proxy of the engine's socket that refuses what its client asks",
    .why =
        "The proxy answers 403 to every kind of request that no variable allows, and its client finds no containers.",
    .remedy = "Allow what the client needs, and nothing more: `CONTAINERS=1`.",
    .references = "https://github.com/Tecnativa/docker-socket-proxy#grant-or-revoke-access-to-certain-api-sections",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "are allowed what they ask the engine for",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::socket_proxy_refuses
