#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "project/model.h"

/// Credentials that a server is set up with and those that its clients bring. Values are compared and never shown.
namespace seaworthy::rules {

struct ServerPassword {
  Span span;
  /// As text, variables of Compose and of the container put in; nothing when only a run can tell.
  std::optional<std::string> value;
};

/// The password that a Redis-like server asks for: `--requirepass`, `requirepass` of a mounted configuration, or the
/// variable by which its image takes one.
std::optional<ServerPassword> redis_password(const project::Project& project, const project::Service& service);

/// Whether a Redis-like server certainly asks nobody for a password: no option, variable, file or script can set one.
bool asks_for_no_password(const project::Project& project, const project::Service& server);

/// What a URL says in front of its host. `has_password` is also true for an empty one (`:@`).
struct UrlCredentials {
  std::string_view user, password, database;
  bool has_user = false, has_password = false;
};
/// Of the first address with this scheme prefix in a text; nothing when there is none.
std::optional<UrlCredentials> credentials_of_url(std::string_view text);

}  // namespace seaworthy::rules
