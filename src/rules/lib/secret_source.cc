#include "rules/lib/secret_source.h"

#include <algorithm>

#include "base/ascii.h"

#include "rules/lib/service_kind.h"

namespace seaworthy::rules {

bool is_interpolated(const compose::EnvironmentEntry& entry) {
  return entry.source != nullptr && entry.source->origin != nullptr && !entry.source->origin->interpolations.empty();
}

bool is_throwaway(const project::Service& service) {
  if (is_for_tests(service)) return true;
  switch (service.stack->role) {
    case project::Role::development:
    case project::Role::test:
    case project::Role::example:
    case project::Role::ci:
      return true;
    default:
      return false;
  }
}

std::optional<std::string_view> password_of_url(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(scheme + 3);
  // `${NAME:-default}` has colons and braces of its own; they do not end the user or the password.
  std::size_t depth = 0;
  std::size_t colon = std::string_view::npos;
  for (std::size_t at = 0; at < rest.size(); ++at) {
    const char c = rest[at];
    if (c == '$' && at + 1 < rest.size() && rest[at + 1] == '{') {
      ++depth;
      ++at;
    } else if (c == '}' && depth > 0) {
      --depth;
    } else if (depth > 0) {
      continue;
    } else if (c == ':' && colon == std::string_view::npos) {
      colon = at;
    } else if (c == '@') {
      if (colon == std::string_view::npos) return std::nullopt;
      return rest.substr(colon + 1, at - colon - 1);
    } else if (c == '/' || c == '?' || c == '#' || c == ' ' || c == '"') {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> password_of_connection_string(std::string_view text) {
  // Npgsql and its like part the settings with `;`, libpq with blanks.
  const char parting = text.find(';') != std::string_view::npos ? ';' : ' ';
  std::optional<std::string_view> password;
  bool names_server = false;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view setting = ascii::trim(before(rest, parting));
    rest.remove_prefix(std::min(rest.size(), before(rest, parting).size() + 1));
    const std::size_t equals = setting.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = ascii::trim(setting.substr(0, equals)),
                           value = ascii::trim(setting.substr(equals + 1));
    if (equal_ignoring_case(key, "password") || equal_ignoring_case(key, "pwd")) password = value;
    for (const std::string_view name : {"host", "server", "data source", "addr", "address", "hostaddr"})
      names_server = names_server || equal_ignoring_case(key, name);
  }
  return names_server ? password : std::nullopt;
}

}  // namespace seaworthy::rules
