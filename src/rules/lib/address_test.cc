#include "rules/lib/address.h"

#include <gtest/gtest.h>

namespace seaworthy::rules {
namespace {

TEST(Address, ParsesBothVersions) {
  EXPECT_TRUE(parse_address("10.0.0.1"));
  EXPECT_TRUE(parse_address("fd00::1"));
  EXPECT_FALSE(parse_address("10.0.0"));
  EXPECT_FALSE(parse_address("10.0.0.256"));
  EXPECT_FALSE(parse_address("db"));
  EXPECT_FALSE(parse_address(""));
}

TEST(Address, ParsesNetworks) {
  EXPECT_TRUE(parse_network("10.0.0.0/8"));
  EXPECT_TRUE(parse_network("fd00::/64"));
  EXPECT_FALSE(parse_network("10.0.0.0/33"));
  EXPECT_FALSE(parse_network("10.0.0.0/"));
  EXPECT_FALSE(parse_network("10.0.0.0"));
  EXPECT_TRUE(parse_network("10.0.0.5/24")->has_host_bits());
  EXPECT_FALSE(parse_network("10.0.0.0/24")->has_host_bits());
}

TEST(Address, KnowsWhatLiesInside) {
  const Address network = *parse_network("172.20.0.0/16");
  EXPECT_TRUE(network.contains(*parse_address("172.20.9.1")));
  EXPECT_FALSE(network.contains(*parse_address("172.21.0.1")));
  EXPECT_TRUE(network.contains(*parse_network("172.20.4.0/24")));
  EXPECT_FALSE(network.contains(*parse_network("172.0.0.0/8")));
  EXPECT_FALSE(network.contains(*parse_address("fd00::1")));
}

}  // namespace
}  // namespace seaworthy::rules
