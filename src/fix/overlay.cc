#include "fix/overlay.h"

namespace seaworthy::fix {

ReadResult Overlay::read(std::string_view path, std::uint64_t limit) const {
  const auto found = changed_.find(path);
  if (found == changed_.end()) return below_.read(path, limit);
  if (found->second.size() > limit) return {FileError::too_large, {}, 0};
  return {FileError::none, found->second, below_.mode(path).value_or(0644)};
}

ReadResult Overlay::read_head(std::string_view path, std::uint64_t count) const {
  const auto found = changed_.find(path);
  if (found == changed_.end()) return below_.read_head(path, count);
  return {FileError::none, found->second.substr(0, count), below_.mode(path).value_or(0644)};
}

}  // namespace seaworthy::fix
