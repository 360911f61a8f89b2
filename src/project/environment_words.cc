#include "project/environment_words.h"

#include <algorithm>
#include <iterator>

#include "project/paths.h"

namespace seaworthy::project {

std::string_view environment_of(std::string_view path) {
  struct Word {
    std::string_view written, means;
  };
  static constexpr Word words[] = {{"prod", "production"},   {"production", "production"},
                                   {"staging", "staging"},   {"stage", "staging"},
                                   {"dev", "development"},   {"development", "development"},
                                   {"local", "development"}, {"test", "test"},
                                   {"testing", "test"},      {"ci", "test"},
                                   {"e2e", "test"}};
  const std::string_view name = base_name(path);
  for (std::size_t begin = 0; begin < name.size();) {
    const std::size_t end = std::min(name.find_first_of(".-_", begin), name.size());
    const auto found = std::ranges::find(words, name.substr(begin, end - begin), &Word::written);
    if (found != std::end(words)) return found->means;
    begin = end + 1;
  }
  return {};
}

}  // namespace seaworthy::project
