#include <string_view>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::server_port_behind_colon {

/// The server of a connection string for SQL Server, as it is written there; "" for other values.
static std::string_view server_of(std::string_view text) {
  const bool is_sql_server = ascii::contains_ignoring_case(text, "TrustServerCertificate") ||
                             ascii::contains_ignoring_case(text, "MultipleActiveResultSets") ||
                             ascii::contains_ignoring_case(text, "Initial Catalog") ||
                             (ascii::contains_ignoring_case(text, "User Id=sa") && contains(text, ";"));
  while (is_sql_server && !text.empty()) {
    const std::string_view pair = before(text, ';');
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    const std::string_view key = ascii::trim(before(pair, '='));
    if (pair.size() == key.size()) continue;
    for (const std::string_view name : {"Server", "Data Source", "Address"})
      if (equal_ignoring_case(key, name)) return ascii::trim(pair.substr(pair.find('=') + 1));
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value()) continue;
    std::string_view server = server_of(*entry.value);
    if (server.empty()) continue;
    asks = true;
    if (server.starts_with("tcp:")) server.remove_prefix(4);
    const std::size_t colon = server.find(':');
    if (colon == std::string_view::npos || !is_number(server.substr(colon + 1))) continue;
    report.at(entry.value_span.valid() ? entry.value_span : entry.span,
              "SQL Server's client takes the port behind a comma: write `{},{}`", server.substr(0, colon),
              server.substr(colon + 1));
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5516",
    .summary = "Connection string for SQL Server with the port behind a colon",
    .why =
        "The client takes the whole of `host:1433` for a name, finds no server of that name, and the program fails "
        "when it first needs its data.",
    .remedy = "Write `Server=host,1433`.",
    .references =
        "https://learn.microsoft.com/en-us/dotnet/api/microsoft.data.sqlclient.sqlconnection.connectionstring",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::server_port_behind_colon
