#include "discover/git_index.h"

#include <algorithm>
#include <cstdint>

// https://git-scm.com/docs/index-format

namespace seaworthy::discover {

namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t stat_size = 40;  ///< Of an entry, before the hash.

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t index = 0; index < 4; ++index) value = value << 8 | static_cast<unsigned char>(bytes[at + index]);
  return value;
}

}  // namespace

GitIndex::GitIndex(std::string bytes) : bytes_(std::move(bytes)) {
  // The length of hashes stands in the configuration; with the wrong one the lengths of paths do not fit.
  for (const std::size_t hash_size : {std::size_t{20}, std::size_t{32}}) {
    if (read_entries(bytes_, hash_size) && std::is_sorted(paths_.begin(), paths_.end())) return;
    paths_.clear();
  }
}

bool GitIndex::read_entries(std::string_view bytes, std::size_t hash_size) {
  if (bytes.size() < header_size + hash_size || !bytes.starts_with("DIRC")) return false;
  const std::uint32_t version = number_at(bytes, 4);
  const std::uint32_t count = number_at(bytes, 8);
  const std::size_t fixed_size = stat_size + hash_size + 2;
  if (version < 2 || version > 4 || count > bytes.size() / fixed_size) return false;
  bytes.remove_suffix(hash_size);  // Checksum.
  paths_.reserve(count);
  std::size_t at = header_size;
  for (std::uint32_t entry = 0; entry < count; ++entry) {
    if (bytes.size() - at <= fixed_size) return false;
    const auto flags = static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + fixed_size - 2]) << 8 |
                                                  static_cast<unsigned char>(bytes[at + fixed_size - 1]));
    const bool extended = (flags & 0x4000) != 0;
    std::size_t name = at + fixed_size + (extended ? 2 : 0);
    std::string_view kept;
    if (version == 4) {
      // How much of the path before is taken back, as a number of 7-bit groups.
      std::uint64_t removed = 0;
      for (bool first = true;; first = false) {
        if (name >= bytes.size() || removed > bytes.size()) return false;
        const auto group = static_cast<unsigned char>(bytes[name++]);
        removed = first ? (group & 0x7fu) : ((removed + 1) << 7 | (group & 0x7fu));
        if ((group & 0x80) == 0) break;
      }
      const std::string_view before = paths_.empty() ? std::string_view() : paths_.back();
      if (removed > before.size()) return false;
      kept = before.substr(0, before.size() - removed);
    }
    if (name >= bytes.size()) return false;
    const std::size_t end = bytes.find('\0', name);
    if (end == std::string_view::npos) return false;
    std::string_view path = bytes.substr(name, end - name);
    if (!kept.empty()) path = arena_.copy(std::string(kept) + std::string(path));
    constexpr std::uint32_t longest = 0xfff;  // That the flags can tell.
    if ((flags & longest) != std::min<std::size_t>(path.size(), longest)) return false;
    paths_.push_back(path);
    // One NUL at least; before version 4, so many that entries begin at multiples of eight bytes.
    at = version == 4 ? end + 1 : at + ((end - at) / 8 + 1) * 8;
    if (at > bytes.size()) return false;
  }
  // A split index keeps entries in another file; half a truth would be none.
  return !bytes.substr(at).starts_with("link");
}

bool GitIndex::tracks(std::string_view path) const { return std::binary_search(paths_.begin(), paths_.end(), path); }

bool GitIndex::tracks_below(std::string_view folder) const {
  const std::string prefix = std::string(folder) + "/";
  const auto first = std::lower_bound(paths_.begin(), paths_.end(), prefix);
  return first != paths_.end() && first->starts_with(prefix);
}

}  // namespace seaworthy::discover
