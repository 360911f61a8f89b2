#include "base/phrases.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace seaworthy {
namespace {

TEST(Phrases, GiveTheFirstOfTheListThatATextHas) {
  const Phrases phrases({"migrate reset", "db:drop", "db"});
  EXPECT_EQ(phrases.first_in("rails db:drop && prisma migrate reset"), "migrate reset");
  EXPECT_EQ(phrases.first_in("rails db:drop"), "db:drop");
  EXPECT_EQ(phrases.first_in("use db"), "db");
  EXPECT_EQ(phrases.first_in("d"), "");
  EXPECT_EQ(phrases.first_in(""), "");
  EXPECT_EQ(phrases.first_in("migrate rese"), "");
}

TEST(Phrases, MayBeNone) { EXPECT_EQ(Phrases(std::vector<std::string_view>()).first_in("any text"), ""); }

}  // namespace
}  // namespace seaworthy
