#include "knowledge/database_servers.h"

#include <algorithm>

#include "base/path_text.h"

namespace seaworthy::knowledge {

bool DatabaseServer::is_setup(std::string_view path) const { return !setup.empty() && is_below(path, setup); }

bool DatabaseServer::runs(std::string_view name) const {
  return std::ranges::any_of(suffixes, [&](std::string_view suffix) { return name.ends_with(suffix); });
}

const DatabaseServer* database_server(std::string_view title) {
  const auto row = std::ranges::find(tables::database_servers, title, &DatabaseServer::product);
  return row != tables::database_servers.end() ? &*row : nullptr;
}

const DatabaseClient* database_client(std::string_view program) {
  const auto row = std::ranges::find_if(tables::database_clients, [&](const DatabaseClient& client) {
    return std::ranges::find(client.programs, program) != client.programs.end();
  });
  return row != tables::database_clients.end() ? &*row : nullptr;
}

bool is_script_folder(std::string_view path) {
  return std::ranges::any_of(tables::database_servers, [&](const DatabaseServer& server) {
    return server.runs_scripts() && server.is_setup(path);
  });
}

}  // namespace seaworthy::knowledge
