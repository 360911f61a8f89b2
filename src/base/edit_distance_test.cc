#include "base/edit_distance.h"

#include <gtest/gtest.h>

#include <string>

namespace seaworthy {
namespace {

TEST(EditDistance, CountsEditsAndSwaps) {
  EXPECT_EQ(edit_distance("worker", "worker", 3), 0u);
  EXPECT_EQ(edit_distance("worker", "workers", 3), 1u);
  EXPECT_EQ(edit_distance("worker", "wroker", 3), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting", 3), 3u);
  EXPECT_EQ(edit_distance("", "ab", 3), 2u);
}

TEST(EditDistance, StopsBehindTheLimit) {
  EXPECT_EQ(edit_distance("kitten", "sitting", 2), 3u);
  EXPECT_EQ(edit_distance("a", "abcdef", 2), 3u);
  EXPECT_EQ(edit_distance(std::string(257, 'a'), std::string(257, 'a'), 2), 3u);
  EXPECT_EQ(edit_distance(std::string(256, 'a'), std::string(256, 'a'), 2), 0u);
  EXPECT_EQ(edit_distance("abcdef", "uvwxyz", 2), 3u);
}

TEST(EditDistance, MayIgnoreCase) {
  EXPECT_EQ(edit_distance("WORKDIR", "workdir", 8), 7u);
  EXPECT_EQ(edit_distance("WORKDIR", "wrokdir", 8, Letters::ignoring_case), 1u);
}

}  // namespace
}  // namespace seaworthy
