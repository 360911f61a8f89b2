#pragma once

#include <span>
#include <string_view>

#include "base/word_set.h"

/// Which image exports which metrics. Rows of knowledge/metric_sources.yaml.
namespace seaworthy::knowledge {

/// The images that export a metric, told by the first word of its name; empty when nothing is known of it.
std::span<const std::string_view> exporters_of(std::string_view metric);
/// Whether an image passes on the metrics of others.
bool relays_metrics(std::string_view image);

/// An image that speaks HTTP and has no page in the format of Prometheus.
struct SilentImage {
  std::string_view image;
  std::string_view instead;  ///< What to scrape, or to set.
};
/// Null for any other image.
const SilentImage* silent_image(std::string_view image);

namespace tables {
struct MetricSource {
  std::string_view prefix;  ///< Without the `_`; "" for the images that pass on any metric.
  std::span<const std::string_view> images;
};
extern const std::span<const MetricSource> metric_sources;  // by prefix
extern const std::span<const SilentImage> silent_images;    // in order of the table
extern const WordSet metric_servers;                        ///< Images that collect or keep metrics and answer queries.
}  // namespace tables
}  // namespace seaworthy::knowledge
