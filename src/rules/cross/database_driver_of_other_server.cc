#include <algorithm>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "knowledge/database_drivers.h"
#include "project/application.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/container_variables.h"
#include "project/framework_settings.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::database_driver_of_other_server {

/// What a program speaks to its database, and where it says so.
struct Spoken {
  std::string_view protocol;
  std::string_view word;  ///< As written: "mysql2", "UseSqlServer".
  Span span;
};

static std::string_view protocol_of(std::string_view file, std::string_view key, std::string_view value) {
  for (const knowledge::DriverSetting& row : knowledge::tables::driver_settings)
    if (file.starts_with(row.file) && key.substr(key.rfind('.') + 1) == row.key &&
        std::ranges::find(row.values, value) != row.values.end())
      return row.protocol;
  return {};
}

/// `UseSqlServer` of `UseSqlServer(`; the protocol's name where a match is no plain call.
static std::string_view word_of(const project::Project& project, const code::Sign& sign) {
  const std::string_view text = project.sources.text(sign.span);
  const std::string_view call = ascii::trim(before(text, '('));
  return text.ends_with('(') && !call.empty() && std::ranges::all_of(call, ascii::is_alphanumeric) ? call
                                                                                                   : sign.row->title;
}

static std::vector<Spoken> spoken_by(const project::Project& project, const project::Service& service) {
  std::vector<Spoken> result;
  if (const project::Application* const application = project::application(project, service);
      application != nullptr && !application->program.start.database.name.empty()) {
    const code::NamedPlace& database = application->program.start.database;
    if (const std::string_view protocol = protocol_of("schema.prisma", "provider", database.name); !protocol.empty())
      result.push_back({protocol, database.name, database.span});
  }
  for (const code::Sign* const sign : signs_of(project, service, knowledge::CodeSign::Kind::driver))
    if (may_run_at_start(project, service, sign->path))
      result.push_back({sign->row->title, word_of(project, *sign), sign->span});
  const project::ReadFolder* const folder = project::code_folder(project, service);
  if (folder == nullptr) return result;
  for (const project::ConfigurationFile& file : folder->settings) {
    // An address chooses the driver itself.
    const bool has_address = std::ranges::any_of(file.settings, [](const project::ConfigurationSetting& setting) {
      return setting.key.ends_with(".url") && !setting.value.starts_with("jdbc:");
    });
    if (!project::is_loaded(service, file) ||
        (file.path.ends_with("database.yml") &&
         (has_address || project::container_variable(service, "DATABASE_URL").has_value())))
      continue;
    for (const project::ConfigurationSetting& setting : file.settings)
      if (!project::is_of_other_environment(file, setting.key))
        if (const std::string_view protocol = protocol_of(project::base_name(file.path), setting.key, setting.value);
            !protocol.empty() && !project::is_overridden(service, setting.key))
          result.push_back({protocol, setting.value, setting.span});
  }
  return result;
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds) return report.skip();
  // The relational and document databases that it asks; caches and brokers have clients of their own.
  std::vector<const project::Service*> servers;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || reference.to == &service) continue;
    const knowledge::DatabaseServer* const known = known_server(*reference.to);
    if (known != nullptr && reference.to->image->kind == knowledge::ImageKind::database)
      servers.push_back(reference.to);
  }
  if (servers.empty()) return report.skip();
  const std::vector<Spoken> spoken = spoken_by(report.project(), service);
  if (spoken.empty()) return report.skip();
  for (const Spoken& each : spoken)
    if (std::ranges::any_of(
            servers, [&](const project::Service* server) { return known_server(*server)->protocol == each.protocol; }))
      return;
  const project::Service& server = *servers.front();
  report
      .at(spoken.front().span, "`{}` is for another database than {}, which `{}` asks in `{}`", spoken.front().word,
          known_server(server)->product, service.name, server.name)
      .note(server.span, "`{}` runs {}", server.name, known_server(server)->product);
}

extern const Rule rule = {
    .code = "SW4171",
    .summary = "Driver for another kind of database than the one that runs",
    .why = "The driver speaks another protocol than the server: the program cannot log in, and migrations fail.",
    .remedy = "Choose the driver of the server that runs, or run the server that the driver is for.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::database_driver_of_other_server
