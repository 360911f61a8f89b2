#pragma once

#include <optional>
#include <string_view>

#include "knowledge/database_servers.h"
#include "project/model.h"

/// What the servers of known images are set up with by their variables: accounts, passwords, databases.
namespace seaworthy::rules {

enum class LoginPart : unsigned char { user, password, database };

/// A value that a server is set up with.
struct ServerSetting {
  std::string_view value;
  Span span;              ///< Invalid for the image's own choice.
  bool promised = false;  ///< A template gives it, and whoever deploys may write something else.
};

/// What is known of the server that a service runs as its image brings it; null when nothing is.
const knowledge::DatabaseServer* known_server(const project::Service& service);
/// Whether the known image of a service, or the known image that it is built on, is a server of a protocol
/// (knowledge::DatabaseServer::protocol).
bool is_server_of(const project::Service& service, std::string_view protocol);
/// The literal value of a variable, also of one that a template promises; nothing when it comes from a file or from the
/// caller.
std::optional<ServerSetting> literal_variable(const project::Project& project, const project::Service& service,
                                              std::string_view name);
/// What a server is set up with for clients that log in as `user`, "" for any; nothing when that is not known.
std::optional<ServerSetting> server_setting(const project::Project& project, const project::Service& server,
                                            LoginPart part, std::string_view user);
/// Whether a script or variable of the server's first start speaks of an account or a database.
bool is_made_by_setup(const project::Project& project, const project::Service& server, std::string_view name);
/// Whether scripts that run at the first start may make accounts and databases beyond the first.
bool has_setup_scripts(const project::Service& server);
/// Whether all that runs at the first start is plain SQL of the repository, which makes what it names and nothing else.
bool sets_up_by_plain_sql(const project::Project& project, const project::Service& server);
/// Whether SQL, a script or a command of the repository makes an account or a database of that name.
bool is_made_by_sql(const project::Project& project, const project::Stack& stack, std::string_view name);

}  // namespace seaworthy::rules
