#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace seaworthy::knowledge {

/// A program that serves over the network, and where it listens when its command line does not say.
struct Server {
  std::string_view program;                            ///< "uvicorn"
  std::span<const std::string_view> words;             ///< All of them must stand in the command; may be empty.
  std::span<const std::string_view> unless;            ///< None of them may.
  std::string_view title;                              ///< "uvicorn"
  std::uint16_t port = 0;                              ///< Its own choice.
  std::string_view host;                               ///< Its own choice; "" where that depends on more.
  std::span<const std::string_view> port_options;      ///< Take a port.
  std::span<const std::string_view> host_options;      ///< Take a host.
  std::span<const std::string_view> bind_options;      ///< Take host:port.
  std::span<const std::string_view> config_options;    ///< Where one is given, something else decides.
  std::span<const std::string_view> config_variables;  ///< The same for variables of the environment.
  std::string_view config;             ///< File of the project that may decide; may hold one `*`; "" none.
  bool options_before_config = false;  ///< A port or host of the command line goes before that file.
  std::string_view port_variable;      ///< Variable that it reads for the port; "" none.
  std::string_view host_variable;      ///< Variable that it reads for the host; "" none.
  bool positional = false;             ///< An operand may be a port or host:port.
  /// Paths that it answers with success whatever it is given to serve: its own health route, or the page, index or
  /// listing of its folder.
  std::span<const std::string_view> pages;
  /// Options and variables that make it ask for a login; empty where it never does or it is not known.
  std::span<const std::string_view> login_settings;
  /// What strangers see or do with it, where nobody is asked for a login without `login_settings`: "tasks and their
  /// arguments"; "" where it asks or that depends on its program.
  std::string_view gives_away;
};
/// The row that an argument list falls under, and in `arguments` what follows the program. Runners are looked through
/// as for dev_tool().
const Server* server(std::span<const std::string_view> words, std::span<const std::string_view>& arguments);
std::span<const Server> servers();
/// What the word at `index` gives an option: `--port=80`, `-p80`, or `--port 80`, for which `index` moves on to the
/// value; "" where that is missing. Nothing when it is not the option.
std::optional<std::string_view> option_value(std::span<const std::string_view> arguments, std::size_t& index,
                                             std::string_view option);

}  // namespace seaworthy::knowledge
