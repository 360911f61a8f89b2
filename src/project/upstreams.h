#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"

/// Addresses through which one service names another: URLs and host:port in environment values and commands, proxy
/// upstreams, scrape targets, data sources.
namespace seaworthy::project {

enum class ReferenceKind : std::uint8_t {
  environment,
  command,
  nginx,
  traefik,
  prometheus,
  alertmanager,
  grafana,
  shipper,
  configuration,
  caddy,
  haproxy,
  envoy,
  apache,
  code  ///< The sources of the service, or the settings of its framework beside them.
};
std::string_view name(ReferenceKind kind);  ///< "environment", "nginx" ...

struct Reference {
  ReferenceKind kind = ReferenceKind::environment;
  Span span;                  ///< The address, or as near to it as can be told.
  std::string_view variable;  ///< environment: the variable; nginx: the directive, `set` of what is resolved
                              ///< for each request; configuration: "".
  std::string_view scheme;    ///< "http", "postgresql"; "" when none is written.
  std::string_view host;
  std::uint16_t port = 0;  ///< As written, or the scheme's default; 0: not known.
  bool port_written = false;
  std::string_view path;         ///< From the first `/`; "" without one.
  std::string_view credentials;  ///< `user:password` of an address, as written; "" without any.
  std::string_view text;         ///< code: the whole value in which the address stands.
  bool of_template = false;      ///< In a template of an env file that is not there.
  const Service* from = nullptr;
  const File* file = nullptr;   ///< File that says it; null for a value of the Compose file.
  const Service* to = nullptr;  ///< The service of the same stack that it names; null when there is none.
  Span upstream;                ///< nginx: the `proxy_pass` that leads to a server of an `upstream` block.
  /// The host is a name that only the container network could resolve: one label, no address, not localhost.
  bool internal_name = false;
  bool loopback = false;  ///< localhost, 127.0.0.1, ::1
};

/// Everything that a service names; `promised` are variables that it will have as well (project/promised_variables.h).
std::vector<Reference> references(const Project& project, const Service& service,
                                  std::span<const compose::EnvironmentEntry> promised = {});
/// Of all active services of a stack, in order of service and place.
std::vector<Reference> references(const Project& project, const Stack& stack);

/// True when both are attached to a common network (or share a network stack), so that names resolve.
bool share_network(const Service& left, const Service& right);
/// Whether a variable comes by an env file for everybody, and the program of the known image of a service reads none of
/// that name.
bool is_passed_by(const Service& service, const compose::EnvironmentEntry& entry);

/// The service that a name leads to from inside the stack: by service name, network alias, container name or link.
const Service* service_named(const Service& from, std::string_view host);

/// The number of a port, as in an address; 0 for what is none.
std::uint16_t parse_port(std::string_view text);

/// Configuration files that a service reads, as far as they are in the repository: mounted, granted as configs, or
/// copied into the image that it builds.
const std::vector<const File*>& configuration_files(const Project& project, const Service& service);

/// One address inside a text.
struct Address {
  std::size_t begin = 0, end = 0;  ///< In the text, host and port only.
  std::string_view scheme, host, path, credentials;
  std::uint16_t port = 0;
  bool port_written = false;
};
/// All `scheme://...` addresses of a text, and with `bare` also host:port.
std::vector<Address> addresses_in(std::string_view text, bool bare);
/// Port that clients of a scheme take when none is written; 0 when not known.
std::uint16_t default_port(std::string_view scheme);

}  // namespace seaworthy::project
