// Any bytes, a value and a word: expansion ends within its limits and names places inside the word.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "dockerfile/expand.h"

using namespace seaworthy::dockerfile;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view all(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t cut = all.find('\n');
  const std::string_view value = cut == std::string_view::npos ? std::string_view() : all.substr(0, cut);
  const std::string_view word = cut == std::string_view::npos ? all : all.substr(cut + 1);
  const ExpandOptions options = {.escape = (data[0] & 1) != 0 ? '`' : '\\',
                                 .keep_quotes = (data[0] & 2) != 0,
                                 .keep_escapes = (data[0] & 4) != 0,
                                 .ignore_quotes = (data[0] & 8) != 0,
                                 .keep_unset = (data[0] & 16) != 0,
                                 .keep_variables = (data[0] & 32) != 0};
  const ListedEnvironment environment({{"a", value}, {"b", ""}, {"X", "x y"}});
  const Expansion expansion = expand(word, environment, options);
  SW_ASSERT(expansion.text.size() <= std::size_t{1} << 21);
  SW_ASSERT(expansion.fault_begin <= expansion.fault_end && expansion.fault_end <= word.size());
  SW_ASSERT(expansion.ok() == expansion.buildkit_message().empty() || expansion.fault == ExpansionFault::too_large);
  for (const Reference& reference : expansion.references) {
    SW_ASSERT(reference.begin <= reference.end && reference.end <= word.size());
    SW_ASSERT(word.substr(reference.begin).starts_with('$'));
  }
  for (const ExpandedWord& part : expansion.words) SW_ASSERT(part.begin <= part.end && part.end <= word.size());
  unquoted(word, options.escape);
  return 0;
}
