#pragma once

#include <string_view>
#include <vector>

#include "project/model.h"

/// Host, port, user and database as they stand beside each other in configuration files of one's own.
namespace seaworthy::rules {

struct GroupedSetting {
  std::string_view value;  ///< "" for none.
  Span span;
};

/// What one section of a YAML, JSON, TOML, INI or properties file says of a server. Each has a host.
struct SettingGroup {
  const project::File* file = nullptr;
  GroupedSetting host, port, user, password, database;
  bool switched_off = false;  ///< `enabled: false`

  /// Takes a setting by its name, if it is one of these; the first of a name holds.
  void take(std::string_view key, std::string_view value, Span span);
};

/// Of the configuration files that a service reads, in order of place.
std::vector<SettingGroup> setting_groups(const project::Project& project, const project::Service& service);

}  // namespace seaworthy::rules
