#include <algorithm>
#include <optional>
#include <string_view>

#include "knowledge/logins.h"
#include "project/connections.h"
#include "project/model.h"
#include "project/service_settings.h"
#include "rules/lib/configuration_conditions.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::shared_value_differs {

using knowledge::SharedValue;

/// Whether some text of the repository makes more of such values.
static bool makes_more(const project::Project& project, const SharedValue& row) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    return file.has_content && std::ranges::any_of(row.made_by, [&](std::string_view command) {
             return contains(project.sources[file.source].text(), command);
           });
  });
}

/// A value that a client brings; `span` is its place.
struct Brought {
  std::string_view value;
  Span span;
};

static std::optional<Brought> brought_by(const project::Project& project, const project::Service& client,
                                         const SharedValue& row) {
  for (const std::string_view name : row.clients)
    if (const std::optional<ServerSetting> given = literal_variable(project, client, name);
        given.has_value() && !given->promised)
      return Brought{given->value, given->span};
  if (row.settings.empty()) return std::nullopt;
  for (const project::ConfigurationFile& file : configurations_of(project, client))
    for (const project::ConfigurationSetting& setting : file.settings)
      if (std::ranges::any_of(row.settings,
                              [&](std::string_view key) { return project::is_setting(key, setting.key); }) &&
          !setting.value.empty() && !contains(setting.value, "$"))
        return Brought{setting.value, setting.value_span.valid() ? setting.value_span : setting.span};
  return std::nullopt;
}

/// The server of a product that a client names; null for none.
static const project::Service* server_of(const project::Project& project, const project::Service& client,
                                         std::string_view product) {
  for (const project::Reference& reference : project::connections(project, client).references)
    if (reference.to != nullptr && reference.to != &client && reference.to->active && reference.to->image != nullptr &&
        !reference.to->builds && reference.to->image->title == product)
      return reference.to;
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  bool asks = false;
  for (const SharedValue& row : knowledge::tables::shared_values) {
    const project::Service* const server = server_of(project, service, row.product);
    if (server == nullptr) continue;
    const std::optional<ServerSetting> wanted = literal_variable(project, *server, row.server);
    if (!wanted.has_value() || wanted->promised) continue;
    const std::optional<Brought> brought = brought_by(project, service, row);
    if (!brought.has_value()) continue;
    asks = true;
    if (brought->value == wanted->value || makes_more(project, row)) continue;
    report
        .at(brought->span, "`{}` does not bring {} that `{}` is set up with by `{}`", service.name, OurWords{row.what},
            server->name, row.server)
        .note(wanted->span, "Here `{}` gets it", server->name);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4054",
    .summary = "Client that does not bring what its server is set up with",
    .why = "The server knows no such token, bucket or organization, and refuses every request.",
    .remedy = "Take both from one variable.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "bring what their server is set up with",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::shared_value_differs
