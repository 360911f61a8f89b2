#pragma once

#include <vector>

#include "knowledge/operating.h"
#include "project/configuration_settings.h"
#include "project/model.h"

namespace seaworthy::rules {

class Report;

/// A setting of a configuration file that says where a program keeps its data.
struct ConfiguredData {
  const knowledge::DataKeys* row = nullptr;
  std::string_view path;  ///< Absolute, without a `/` at its end.
  Span span;
};

/// Those of the known image that a service runs; of each file and row the first one that is given.
std::vector<ConfiguredData> configured_data(const project::Service& service, Report& report);

}  // namespace seaworthy::rules
