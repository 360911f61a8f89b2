// Any patterns against any path: matching ends, and knows what its simplest patterns mean.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "discover/gitignore.h"

using namespace seaworthy::discover;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line = text.find('\n');
  const std::string_view path = text.substr(0, line);
  const std::string patterns(line == std::string_view::npos ? "" : text.substr(line + 1));
  const IgnoreRules rules(patterns);
  rules.match(path, false);
  rules.match(path, true);
  if (path.empty() || path.ends_with('/')) return 0;
  SW_ASSERT(IgnoreRules(patterns + "\n*\n").match(path, false) == Verdict::ignored);
  SW_ASSERT(IgnoreRules(patterns + "\n!**\n").match(path, true) == Verdict::included);
  return 0;
}
