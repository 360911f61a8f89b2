#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// How programs take their settings, and what their ports speak. Rows of knowledge/program_settings.yaml.
namespace seaworthy::knowledge {

/// Which variables of its environment a program puts into its configuration files.
struct Expansion {
  enum class Form : unsigned char {
    braces,    ///< `${NAME}`, with or without a default behind a colon.
    caddy,     ///< `{$NAME}`
    capitals,  ///< `${NAME}` and `$NAME`, in capitals; other names are the program's own.
    none,      ///< What looks like a variable is taken as it stands.
  };
  std::string_view image;  ///< Name of the image's row.
  Form form = Form::none;
  std::string_view option;                     ///< What the command holds where this is switched on; "" always.
  std::string_view suffix;                     ///< Of the templates that its entrypoint fills in; "" all files.
  std::span<const std::string_view> sections;  ///< Keys at the top of the YAML files that it reads so; empty: any file.
};
/// Null when it is not known.
const Expansion* expansion(std::string_view image);

/// The option of the command that says where an image keeps its data; "" for none.
std::string_view data_option(std::string_view image);

/// Where an image looks for configuration of one kind.
struct ReadPlaces {
  std::string_view image;    ///< Name of the image's row.
  std::string_view kind;     ///< Of file, as discover names it: "nginx"; "other" with `file`.
  std::string_view file;     ///< Its name, for kinds that many programs have; "" any.
  std::string_view section;  ///< Key at the top of a YAML file that belongs here; "" any.
  std::span<const std::string_view> places;

  /// Whether a file at this path of the container is read.
  bool has(std::string_view path) const;
};
std::span<const ReadPlaces> read_places();

/// Variables through which an image is told on which ports to listen: numbers or addresses, separated by `;`.
std::span<const std::string_view> port_variables(std::string_view image);

/// The port that the runtime of an image of this tag takes when no variable says another; nothing when not known.
std::optional<std::uint16_t> runtime_port(std::string_view image, std::string_view tag);

/// A port of a server, and how it is moved.
struct PortSetting {
  std::string_view image;
  std::string_view setting;  ///< Of its configuration file, in YAML with dots between the keys; "" for none.
  std::string_view option;   ///< Of its command; "" for none.
  std::uint16_t port = 0;    ///< Where it listens otherwise; 0: nowhere.
};
/// All ports of an image that can be moved, one after another; none when that is not known.
std::span<const PortSetting> port_settings(std::string_view image);

/// Where a server takes what others send it.
struct PushPath {
  std::string_view image;
  std::string_view path;
  std::string_view option;  ///< Without it, it refuses; "" for none.
};
/// Of all servers, in the order of the rows.
std::span<const PushPath> push_paths();

/// Options of a server's command that move all its paths below another, the strongest first; none for other servers.
std::span<const std::string_view> prefix_options(std::string_view image);

/// Paths that an image serves on another port alone.
struct SidePort {
  std::string_view image;
  int since = 0;  ///< Major version.
  std::uint16_t port = 0;
  std::span<const std::string_view> prefixes;
  std::span<const std::string_view> unless;  ///< Words of a variable or an option that move it back.
};
/// Null for an image without one.
const SidePort* side_port(std::string_view image);

/// A program that serves no HTTP.
struct Worker {
  std::string_view program;
  std::string_view verb;  ///< What follows it; "" for anything.
  bool plans = false;     ///< It puts jobs into a queue and runs none.
};
std::span<const Worker> workers();
/// Programs that end when their work is done.
std::span<const Worker> jobs();

/// What says on which addresses a server listens.
struct ListenHost {
  std::string_view image;
  std::string_view option;    ///< Of its command; "" for none.
  std::string_view variable;  ///< "" for none.
};
/// Null when it is not known.
const ListenHost* listen_host(std::string_view image);

/// Where a component of an OpenTelemetry collector listens without an `endpoint`; 0 for one that does not, or that is
/// not known. `protocol` is "" for a component of one protocol.
std::uint16_t collector_port(std::string_view component, std::string_view protocol);

/// Paths that answer something else than the text of Prometheus, whatever program serves them.
std::span<const std::string_view> not_metrics();

/// A program that watches the host, and the folders of the host without which it sees nothing.
struct HostFolders {
  std::string_view image;
  std::span<const std::string_view> folders;
  std::string_view effect;  ///< A clause: what it does not see.
};
const HostFolders* host_folders(std::string_view image);

/// A program that watches for new images.
struct Updater {
  std::string_view image;                    ///< Part of its image's name.
  bool replaces = false;                     ///< It puts them in place; else it only tells.
  std::span<const std::string_view> bounds;  ///< Variables and options that keep it from replacing everything.
};
/// By a service's `image:`; null for any other.
const Updater* updater(std::string_view image);

/// What a port speaks, by its purpose in knowledge/images.
enum class Speaks : unsigned char { unknown, web, wire, members };
Speaks speaks(std::string_view purpose);

/// Whether a client asks in a protocol of its own, by the scheme of the address or the variable that holds it.
bool asks_on_wire(std::string_view scheme, std::string_view variable);

namespace tables {
struct DataOption {
  std::string_view image, option;
};
struct PrefixOptions {
  std::string_view image;
  std::span<const std::string_view> options;
};
struct PortVariables {
  std::string_view image;
  std::span<const std::string_view> names;
};
struct RuntimePort {
  std::string_view image;
  int since = 0;  ///< Major version.
  std::uint16_t port = 0;
};
struct CollectorPort {
  std::string_view component, protocol;
  std::uint16_t port = 0;
};
struct Purpose {
  Speaks speaks = Speaks::unknown;
  std::span<const std::string_view> names;
};
struct WireClients {
  std::span<const std::string_view> schemes, prefixes;
};
extern const std::span<const Expansion> expansions;
extern const std::span<const DataOption> data_options;
extern const std::span<const ReadPlaces> read_places;
extern const std::span<const PushPath> push_paths;
extern const std::span<const PrefixOptions> prefix_options;
extern const std::span<const SidePort> side_ports;
extern const std::span<const Worker> workers;
extern const std::span<const Worker> jobs;
extern const std::span<const PortVariables> port_variables;
extern const std::span<const PortSetting> port_settings;
extern const std::span<const ListenHost> listen_hosts;
extern const std::span<const RuntimePort> runtime_ports;
extern const std::span<const CollectorPort> collector_ports;
extern const std::span<const std::string_view> not_metrics;
extern const std::span<const HostFolders> host_folders;
extern const std::span<const Updater> updaters;
extern const std::span<const Purpose> purposes;
extern const std::span<const WireClients> wire_clients;
}  // namespace tables
}  // namespace seaworthy::knowledge
