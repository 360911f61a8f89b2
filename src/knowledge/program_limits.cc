#include "knowledge/program_limits.h"

#include <algorithm>

#include "base/edit_distance.h"

namespace seaworthy::knowledge {

bool ConfigurationKeys::has(std::string_view key) const {
  return std::ranges::any_of(keys, [&](std::string_view known) {
    return known.starts_with('*') ? key.ends_with(known.substr(1)) : key == known;
  });
}

const VersionRange* ConfigurationKeys::versions_of(std::string_view key) const {
  const auto found = std::ranges::find(releases, key, &KeyRelease::key);
  return found != releases.end() ? &found->versions : nullptr;
}

std::string_view ConfigurationKeys::nearest(std::string_view key) const {
  std::string_view best;
  // A third of the letters at most, so that no short word is taken for a slip in another.
  auto distance = static_cast<unsigned>(std::min<std::size_t>(key.size() / 3 + 1, 4));
  for (const std::string_view known : keys)
    if (const unsigned each = edit_distance(known, key, distance); each < distance) {
      distance = each;
      best = known;
    }
  return best;
}

std::span<const ConfigurationKeys> configuration_keys() { return tables::configuration_keys; }

std::span<const FailingProbe> failing_probes() { return tables::failing_probes; }

std::optional<unsigned> shortest_start(std::string_view image) {
  const auto row = std::ranges::find(tables::start_seconds, image, &tables::StartSeconds::image);
  return row != tables::start_seconds.end() ? std::optional(row->seconds) : std::nullopt;
}

const ConfigurationPlace* configuration_place(std::string_view image) {
  const auto row = std::ranges::find(tables::configuration_places, image, &ConfigurationPlace::image);
  return row != tables::configuration_places.end() ? &*row : nullptr;
}

std::span<const PrivateFile> private_files() { return tables::private_files; }

}  // namespace seaworthy::knowledge
