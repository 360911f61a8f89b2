#pragma once

#include <span>
#include <string_view>

/// Which image exports which metrics. Rows of knowledge/metric_sources.yaml.
namespace seaworthy::knowledge {

/// The images that export a metric, told by the first word of its name; empty when nothing is known of it.
std::span<const std::string_view> exporters_of(std::string_view metric);
/// Whether an image passes on the metrics of others.
bool relays_metrics(std::string_view image);

namespace tables {
struct MetricSource {
  std::string_view prefix;  ///< Without the `_`; "" for the images that pass on any metric.
  std::span<const std::string_view> images;
};
extern const std::span<const MetricSource> metric_sources;  // by prefix
}  // namespace tables
}  // namespace seaworthy::knowledge
