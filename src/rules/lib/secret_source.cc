#include "rules/lib/secret_source.h"

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

}  // namespace seaworthy::rules
