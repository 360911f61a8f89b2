#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "project/configuration_settings.h"
#include "project/model.h"
#include "rules/rule.h"

/// Conditions on the keys of configuration files, as rows of knowledge/operating_facts.yaml write them.
namespace seaworthy::rules {

/// Whether a text fits a pattern with `*` and `?`.
bool fits_pattern(std::string_view pattern, std::string_view text);

/// The configuration files that a service reads, taken apart, in order of path.
std::vector<project::ConfigurationFile> configurations_of(const project::Project& project,
                                                          const project::Service& service);

/// Whether all conditions hold of one file, where what is absent is absent from all of them. `place` gets the first
/// setting that a condition found, and stays as it is when all speak of what is absent.
bool hold(std::span<const std::string_view> conditions, const project::ConfigurationFile& file,
          std::span<const project::ConfigurationFile> all, Span& place);

/// The first setting whose key fits a pattern; null for none.
const project::ConfigurationSetting* setting_of(const project::ConfigurationFile& file, std::string_view key);

}  // namespace seaworthy::rules
