#pragma once

#include <span>
#include <string_view>

/// What servers ask of their clients. Rows of knowledge/shared_values.yaml, knowledge/required_logins.yaml and
/// knowledge/socket_proxy_needs.yaml.
namespace seaworthy::knowledge {

/// A value that a server is set up with and its clients have to bring.
struct SharedValue {
  std::string_view product;                    ///< Title of the server's image.
  std::string_view server;                     ///< The variable of the server.
  std::span<const std::string_view> clients;   ///< Variables of clients.
  std::span<const std::string_view> settings;  ///< Keys of configuration files of clients.
  std::string_view what;                       ///< "the token"
  std::span<const std::string_view> made_by;   ///< Commands that make more of them.
};

/// A server that asks everybody for a login when a setting says so.
struct RequiredLogin {
  std::string_view product;                     ///< Title of the server's image.
  std::string_view scheme;                      ///< Of addresses that name it.
  std::span<const std::string_view> keys;       ///< Settings of its configuration file.
  std::span<const std::string_view> options;    ///< Options of its command.
  std::string_view unless_key, unless_value;    ///< A setting that lets everybody in all the same; "" for none, or any.
  std::span<const std::string_view> variables;  ///< Parts of names of variables that give clients a login.
};

/// What a program asks of the engine through a proxy in front of its socket.
struct SocketProxyNeeds {
  std::string_view client;                  ///< Title of the program's image.
  std::span<const std::string_view> needs;  ///< Variables of the proxy that must not be off.
};

namespace tables {
extern const std::span<const SocketProxyNeeds> socket_proxy_needs;  // sorted by client
extern const std::span<const SharedValue> shared_values;            // in order of the table
extern const std::span<const RequiredLogin> required_logins;        // in order of the table
}  // namespace tables
}  // namespace seaworthy::knowledge
