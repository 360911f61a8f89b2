#include "knowledge/daemon.h"

#include <fnmatch.h>

#include <algorithm>
#include <string>

namespace seaworthy::knowledge {

static bool has_one(std::span<const std::string_view> wanted, std::span<const std::string_view> words) {
  for (const std::string_view pattern : wanted) {
    const std::string glob(pattern);
    std::string before;
    for (const std::string_view word : words) {
      const std::string text(word);
      if (fnmatch(glob.c_str(), text.c_str(), 0) == 0) return true;
      if (!before.empty() && glob == before + " " + text) return true;
      before = text;
    }
  }
  return false;
}

const Daemon* leaves_foreground(std::string_view program, std::span<const std::string_view> words) {
  const auto row = std::ranges::find(tables::daemons, program, &Daemon::program);
  if (row == tables::daemons.end()) return nullptr;
  if (has_one(row->foreground, words)) return nullptr;
  if (!row->background.empty() && !has_one(row->background, words)) return nullptr;
  return &*row;
}

}  // namespace seaworthy::knowledge
