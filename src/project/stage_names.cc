#include "project/stage_names.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/ascii.h"

namespace seaworthy::project {

bool is_development_stage(const dockerfile::Stage& stage) {
  static constexpr std::array<std::string_view, 15> words = {"dev",   "devel", "develop", "development", "devcontainer",
                                                             "test",  "tests", "testing", "tester",      "ci",
                                                             "debug", "lint",  "linter",  "e2e",         "unit"};
  std::size_t begin = 0;
  while (begin < stage.name.size()) {
    const std::size_t end = std::min(stage.name.find_first_of("-_.", begin), stage.name.size());
    std::string word;
    for (const char c : stage.name.substr(begin, end - begin)) word.push_back(ascii::to_lower(c));
    if (word == "integration" || std::ranges::find(words, word) != words.end()) return true;
    begin = end + 1;
  }
  return false;
}

}  // namespace seaworthy::project
