#include "base/word_set.h"

#include <gtest/gtest.h>

namespace seaworthy {
namespace {

constexpr std::string_view words[] = {"apk", "apt-get", "dnf"};
constexpr WordSet set{words};

static_assert(set.contains("apk") && set.contains("dnf"));
static_assert(!set.contains("apt") && !set.contains("") && !WordSet().contains("apk"));

TEST(WordSet, ContainsWholeWordsOnly) {
  for (const std::string_view word : words) EXPECT_TRUE(set.contains(word));
  // Alike in length, first and last letter.
  for (const std::string_view word : {"dof", "ank", "apt-set", "apt-gets", "apk "}) EXPECT_FALSE(set.contains(word));
}

TEST(WordSet, GoesThroughItsWordsInOrder) {
  EXPECT_TRUE(std::ranges::equal(set, words));
  EXPECT_TRUE(WordSet().empty());
  EXPECT_FALSE(set.empty());
}

}  // namespace
}  // namespace seaworthy
