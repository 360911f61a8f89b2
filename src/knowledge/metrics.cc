#include "knowledge/metrics.h"

#include <algorithm>

namespace seaworthy::knowledge {

static std::span<const std::string_view> images_of(std::string_view prefix) {
  const auto row = std::ranges::find(tables::metric_sources, prefix, &tables::MetricSource::prefix);
  return row != tables::metric_sources.end() ? row->images : std::span<const std::string_view>{};
}

std::span<const std::string_view> exporters_of(std::string_view metric) {
  const std::size_t end = metric.find('_');
  return end == 0 || end == std::string_view::npos ? std::span<const std::string_view>{}
                                                   : images_of(metric.substr(0, end));
}

bool relays_metrics(std::string_view image) {
  const std::span<const std::string_view> relays = images_of("");
  return std::ranges::find(relays, image) != relays.end();
}

const SilentImage* silent_image(std::string_view image) {
  const auto row = std::ranges::find(tables::silent_images, image, &SilentImage::image);
  return row != tables::silent_images.end() ? &*row : nullptr;
}

}  // namespace seaworthy::knowledge
