#include "knowledge/program_settings.h"

#include <algorithm>
#include <charconv>

namespace seaworthy::knowledge {

const Expansion* expansion(std::string_view image) {
  const auto row = std::ranges::find(tables::expansions, image, &Expansion::image);
  return row != tables::expansions.end() ? &*row : nullptr;
}

std::string_view data_option(std::string_view image) {
  const auto row = std::ranges::find(tables::data_options, image, &tables::DataOption::image);
  return row != tables::data_options.end() ? row->option : std::string_view();
}

bool ReadPlaces::has(std::string_view path) const {
  return std::ranges::any_of(places, [&](std::string_view place) {
    const std::size_t star = place.find('*');
    if (star == std::string_view::npos) return path == place;
    return path.starts_with(place.substr(0, star)) && path.ends_with(place.substr(star + 1)) &&
           path.find('/', star) == std::string_view::npos;
  });
}

std::span<const ReadPlaces> read_places() { return tables::read_places; }

std::span<const std::string_view> port_variables(std::string_view image) {
  const auto row = std::ranges::find(tables::port_variables, image, &tables::PortVariables::image);
  return row != tables::port_variables.end() ? row->names : std::span<const std::string_view>{};
}

std::span<const PushPath> push_paths() { return tables::push_paths; }

std::span<const std::string_view> prefix_options(std::string_view image) {
  const auto row = std::ranges::find(tables::prefix_options, image, &tables::PrefixOptions::image);
  return row != tables::prefix_options.end() ? row->options : std::span<const std::string_view>{};
}

const SidePort* side_port(std::string_view image) {
  const auto row = std::ranges::find(tables::side_ports, image, &SidePort::image);
  return row != tables::side_ports.end() ? &*row : nullptr;
}

std::span<const Worker> workers() { return tables::workers; }

std::span<const Worker> jobs() { return tables::jobs; }

const ListenHost* listen_host(std::string_view image) {
  const auto row = std::ranges::find(tables::listen_hosts, image, &ListenHost::image);
  return row != tables::listen_hosts.end() ? &*row : nullptr;
}

std::optional<std::uint16_t> runtime_port(std::string_view image, std::string_view tag) {
  int major = 0;
  if (std::from_chars(tag.data(), tag.data() + tag.size(), major).ec != std::errc()) return std::nullopt;
  std::optional<std::uint16_t> port;
  for (const tables::RuntimePort& row : tables::runtime_ports)
    if (row.image == image && row.since <= major) port = row.port;
  return port;
}

std::uint16_t collector_port(std::string_view component, std::string_view protocol) {
  for (const tables::CollectorPort& row : tables::collector_ports)
    if (row.component == component && row.protocol == protocol) return row.port;
  return 0;
}

std::span<const PortSetting> port_settings(std::string_view image) {
  const auto rows = std::ranges::equal_range(tables::port_settings, image, {}, &PortSetting::image);
  return {rows.begin(), rows.end()};
}

std::span<const std::string_view> not_metrics() { return tables::not_metrics; }

const HostFolders* host_folders(std::string_view image) {
  const auto row = std::ranges::find(tables::host_folders, image, &HostFolders::image);
  return row != tables::host_folders.end() ? &*row : nullptr;
}

const Updater* updater(std::string_view image) {
  const auto row = std::ranges::find_if(
      tables::updaters, [&](const Updater& each) { return image.find(each.image) != std::string_view::npos; });
  return row != tables::updaters.end() ? &*row : nullptr;
}

Speaks speaks(std::string_view purpose) {
  for (const tables::Purpose& row : tables::purposes)
    if (std::ranges::find(row.names, purpose) != row.names.end()) return row.speaks;
  return Speaks::unknown;
}

bool asks_on_wire(std::string_view scheme, std::string_view variable) {
  return std::ranges::any_of(tables::wire_clients, [&](const tables::WireClients& row) {
    if (!scheme.empty()) return std::ranges::find(row.schemes, scheme) != row.schemes.end();
    return std::ranges::any_of(row.prefixes, [&](std::string_view prefix) { return variable.starts_with(prefix); });
  });
}

}  // namespace seaworthy::knowledge
