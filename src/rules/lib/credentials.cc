#include "rules/lib/credentials.h"

#include <algorithm>

#include "compose/load.h"
#include "project/container_variables.h"
#include "project/promised_variables.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

/// The password that a variable of the service gives, itself or as NAME_FILE.
static std::optional<ServerPassword> password_in(const project::Project& project, const project::Service& service,
                                                 std::string_view name) {
  if (const compose::EnvironmentEntry* const entry = project::expected_variable(project, service, name);
      entry != nullptr && (!entry->value.has_value() || !entry->value->empty())) {
    const std::optional<ServerSetting> literal = literal_variable(project, service, name);
    return ServerPassword{entry->span, literal.has_value() ? std::optional<std::string>(literal->value) : std::nullopt};
  }
  const compose::EnvironmentEntry* const file =
      project::expected_variable(project, service, std::string(name) + "_FILE");
  return file != nullptr ? std::optional(ServerPassword{file->span, std::nullopt}) : std::nullopt;
}

std::optional<ServerPassword> redis_password(const project::Project& project, const project::Service& service) {
  const project::CommandInForce& command = service.command;
  for (std::size_t index = 0; index < command.words.size(); ++index) {
    const std::string_view word = command.words[index];
    if (equal_ignoring_case(word, "--requirepass")) {
      const std::string_view value = index + 1 < command.words.size() ? command.words[index + 1] : std::string_view();
      if (value.empty() || value.starts_with("--")) return std::nullopt;
      // No shell stands between.
      const bool is_plain = !contains(value, "$") || command.script != nullptr;
      return ServerPassword{command.span, is_plain ? project::expanded_in_container(value, service) : std::nullopt};
    }
    // Of a script for a shell.
    const std::size_t at = word.find("--requirepass ");
    if (at == std::string_view::npos) continue;
    std::string_view value = word.substr(at + 14);
    value = value.substr(0, value.find_first_of(" \t\n"));
    if (value.size() > 1 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) {
      value.remove_prefix(1);
      value.remove_suffix(1);
    }
    if (value.empty()) return std::nullopt;
    const bool is_quoted = value.find_first_of("\"'`") != std::string_view::npos;
    return ServerPassword{command.span, is_quoted ? std::nullopt : project::expanded_in_container(value, service)};
  }
  for (const project::File* const file : service.mounted_files) {
    if (!file->has_content || !file->path.ends_with(".conf")) continue;
    const std::string_view text = project.sources[file->source].text();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view line = text.substr(begin, end - begin);
      if (line.starts_with("requirepass ")) {
        std::string_view value = line.substr(12);
        while (!value.empty() && (value.back() == '\r' || value.back() == ' ')) value.remove_suffix(1);
        const auto offset = static_cast<std::uint32_t>(begin);
        return ServerPassword{{file->source, offset, offset + 11}, std::string(value)};
      }
      begin = end + 1;
    }
  }
  if (const knowledge::DatabaseServer* const known = known_server(service); known != nullptr)
    for (const std::string_view name : known->password)
      if (const auto password = password_in(project, service, name); password.has_value()) return password;
  return std::nullopt;
}

std::optional<UrlCredentials> credentials_of_url(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  std::string_view rest = text.substr(scheme + 3);
  const std::size_t end = rest.find_first_of("/?#");
  std::string_view authority = rest.substr(0, end);
  UrlCredentials result;
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view given = authority.substr(0, at);
    const std::size_t colon = given.find(':');
    result.user = given.substr(0, colon);
    result.has_user = !result.user.empty();
    if (colon != std::string_view::npos) {
      result.has_password = true;
      result.password = given.substr(colon + 1);
    }
  }
  if (end != std::string_view::npos && rest[end] == '/') {
    const std::string_view path = rest.substr(end + 1);
    result.database = path.substr(0, path.find_first_of("?#/"));
  }
  return result;
}

bool asks_for_no_password(const project::Project& project, const project::Service& server) {
  const knowledge::DatabaseServer* const known = known_server(server);
  const bool takes_variable = known != nullptr && !known->password.empty();
  if (redis_password(project, server).has_value() ||
      (takes_variable && project::has_unknown_variables(project, server)))
    return false;
  // A configuration file, a script, an option or a variable may set one; only the plain server has certainly none.
  bool is_plain = server.mounted_files.empty() && server.entrypoint.from != project::Provenance::compose &&
                  server.definition->configs.empty() && server.definition->secrets.empty();
  for (const std::string_view word : server.command.words)
    is_plain = is_plain && !contains(word, "pass") && !contains(word, ".conf") && !contains(word, "acl") &&
               !contains(word, "user") && !contains(word, "$");
  for (const compose::Mount& mount : server.definition->mounts) is_plain = is_plain && !contains(mount.target, "/etc");
  return is_plain;
}

}  // namespace seaworthy::rules
