#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"

/// On which ports and addresses the program of a service listens, and how sure that is.
namespace seaworthy::project {

/// What a port is known from, weakest first.
enum class PortEvidence : std::uint8_t {
  declared,    ///< EXPOSE, `expose`: a statement that nothing enforces.
  variable,    ///< PORT in the container's environment, which most programs of one's own follow.
  known,       ///< The public image listens there as it ships.
  code,        ///< The source of the program says so.
  configured,  ///< The program's own command line or configuration file says so.
};

struct ListenPort {
  std::uint16_t port = 0;
  std::string_view protocol = "tcp";
  Span span;  ///< What says so; invalid for a program's own default or a known image.
  PortEvidence evidence = PortEvidence::declared;
  bool tls = false;  ///< nginx: every `listen` of this port has `ssl`.
  bool ipv6 = true;  ///< False: bound to IPv4 addresses alone, as far as its configuration tells.
};

struct Listening {
  std::vector<ListenPort> ports;
  /// The strongest evidence is all that there is to know: what it does not list is not listened on.
  bool complete = false;
  /// Program of the command line that was recognised ("uvicorn"), else "".
  std::string_view program;
  bool from_code = false;  ///< `program` is the framework of the source that was read.
  /// Paths that the program of the command line answers with success whatever it is given to serve.
  std::span<const std::string_view> pages;
  /// The command line binds it to loopback, or it does so for want of an option.
  bool loopback_only = false;
  bool loopback_by_default = false;  ///< No option says so; the program's own choice.
  Span host_span;                    ///< The option or command that decides the address.

  const ListenPort* port(std::uint16_t wanted) const {
    for (const ListenPort& known : ports)
      if (known.port == wanted) return &known;
    return nullptr;
  }
};

/// Where the service listens.
Listening listening(const Project& project, const Service& service);

enum class Listens : std::uint8_t { yes, unknown, perhaps_not, likely_not, no };
/// Whether the program listens on a TCP port. A port that any setting, command or configuration file of the service
/// mentions is never a `no`.
Listens listens_on(const Project& project, const Service& service, const Listening& known, std::uint16_t port);

/// The port to name as the right one: of the strongest evidence; null when nothing is known.
const ListenPort* main_port(const Listening& known);

/// Whether a file of a mounted folder lies where nginx looks for its configuration; true for files that are mounted by
/// themselves or copied into the image.
bool lies_where_nginx_reads(const Service& service, const File& file);
/// nginx configuration files that the container really loads.
std::vector<const File*> nginx_files(const Project& project, const Service& service);
/// True for a service that runs PHP-FPM, which speaks FastCGI and no HTTP.
bool runs_process_manager(const Project& project, const Service& service);
/// True for a service that runs nginx or a relative that reads its configuration.
bool runs_nginx(const Service& service);

}  // namespace seaworthy::project
