#include "rules/lib/switch_values.h"

#include <gtest/gtest.h>

namespace seaworthy::rules {
namespace {

TEST(SwitchValues, AreReadInAnyCase) {
  for (const std::string_view value : {"1", "true", "True", "YES", "on"}) {
    EXPECT_TRUE(is_on(value)) << value;
    EXPECT_FALSE(is_off(value)) << value;
  }
  for (const std::string_view value : {"0", "false", "No", "OFF"}) {
    EXPECT_TRUE(is_off(value)) << value;
    EXPECT_FALSE(is_on(value)) << value;
  }
}

TEST(SwitchValues, AreNeitherWhereTheyAreAnythingElse) {
  for (const std::string_view value : {"", "2", "enabled", "none"})
    EXPECT_FALSE(is_on(value) || is_off(value)) << value;
}

}  // namespace
}  // namespace seaworthy::rules
