#include "knowledge/schemes.h"

#include <gtest/gtest.h>

namespace seaworthy::knowledge {
namespace {

TEST(Scheme, IsFoundWithoutItsDriver) {
  ASSERT_NE(scheme("postgresql+asyncpg"), nullptr);
  EXPECT_EQ(scheme("postgresql+asyncpg")->port, 5432);
  EXPECT_EQ(scheme("mysql"), scheme("mysql+pymysql"));
  EXPECT_EQ(scheme("gopher"), nullptr);
  EXPECT_EQ(scheme(""), nullptr);
}

TEST(Scheme, TellsDataFromFiles) {
  EXPECT_TRUE(scheme("redis")->data);
  EXPECT_FALSE(scheme("https")->data);
  EXPECT_TRUE(scheme("sqlite")->no_host);
  EXPECT_FALSE(scheme("redis")->no_host);
}

}  // namespace
}  // namespace seaworthy::knowledge
