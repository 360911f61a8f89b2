#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"

/// What the probe in force really does: which programs it runs in the container, and what it asks of whom.
namespace seaworthy::project {

/// One program that the probe runs, its words with the container's variables put in as far as they are known.
struct ProbeCommand {
  std::string_view program;  ///< Last part of its path; "" when only a run can tell.
  std::string_view written;  ///< As written: "/usr/bin/curl".
  std::vector<std::string> words;
  std::vector<Span> spans;            ///< One for each word.
  const shell::Node* node = nullptr;  ///< Null for the exec form.
  Span span;

  /// True for a flag, also in a cluster of short ones (`-fsS`): give `-f` or `--fail`.
  bool has_flag(std::string_view flag) const;
  /// Value of an option: `-o value`, `-ovalue`, `--out value`, `--out=value`; nothing when it is not given.
  std::optional<std::string_view> option(std::string_view name) const;
  /// Words after the program that are neither options nor the values of those named.
  std::vector<std::size_t> operands(std::string_view options_with_values) const;
};

/// One address that the probe asks.
struct ProbeRequest {
  enum class Kind : std::uint8_t { http, tcp };
  Kind kind = Kind::http;
  std::size_t command = 0;  ///< Index of Probe::commands.
  std::string scheme, host, path;
  std::uint16_t port = 0;  ///< The scheme's when none is written; 0: not known.
  bool port_written = false;
  Span span;
  bool own = false;              ///< The container itself: loopback, its service name or its host name.
  bool fails_on_error = false;   ///< A status of 400 and above makes the program fail.
  bool follows = false;          ///< Goes where a redirect leads.
  bool skips_tls_check = false;  ///< curl -k, wget --no-check-certificate
};

struct Probe {
  /// Every program and address of it could be read.
  bool readable = false;
  bool uses_shell = false;
  std::vector<ProbeCommand> commands;
  std::vector<ProbeRequest> requests;
};

/// The probe in force of a service. Empty and not readable without one, or for one that an image brings.
Probe read_probe(const Service& service);

/// Adds what a shell script asks that a probe runs, where one client decides by itself how the script ends.
void add_shell_requests(const Service& service, const shell::Script& script, Probe& probe);

/// True for the container itself: loopback addresses, its own service name, host name or container name.
bool is_own_host(const Service& service, std::string_view host);

}  // namespace seaworthy::project
