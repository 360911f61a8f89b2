#include "compose/scalars.h"

#include <gtest/gtest.h>

namespace seaworthy::compose {
namespace {

std::string plain(std::string_view text) {
  const Scalar scalar = resolve_plain(text);
  switch (scalar.type) {
    case Type::null:
      return "null";
    case Type::boolean:
      return "boolean " + scalar.text;
    case Type::integer:
      return "integer " + scalar.text;
    case Type::real:
      return "real " + scalar.text;
    default:
      return "text " + scalar.text;
  }
}

TEST(Scalars, PlainTextGetsTheTypeThatGoGivesIt) {
  EXPECT_EQ(plain("~"), "null");
  EXPECT_EQ(plain("True"), "boolean true");
  EXPECT_EQ(plain("yes"), "text yes");
  EXPECT_EQ(plain("0644"), "integer 420");
  EXPECT_EQ(plain("0o17"), "integer 15");
  EXPECT_EQ(plain("1_000"), "integer 1000");
  EXPECT_EQ(plain("08"), "real 8");
  EXPECT_EQ(plain("1.50"), "real 1.5");
  EXPECT_EQ(plain("1e3"), "real 1000");
  EXPECT_EQ(plain("22:22"), "text 22:22");
  EXPECT_EQ(plain("1.2.3"), "text 1.2.3");
  EXPECT_EQ(plain("2024-2-9"), "text 2024-02-09 00:00:00 +0000 UTC");
  EXPECT_EQ(plain("2024-02-09 1:2:3"), "text 2024-02-09 01:02:03 +0000 UTC");
  EXPECT_EQ(plain("2024-02-09T10:20:30.50Z"), "text 2024-02-09 10:20:30.5 +0000 UTC");
  EXPECT_EQ(plain("2024-02-09t10:20:30-05:30"), "text 2024-02-09 10:20:30 -0530 -0530");
  EXPECT_EQ(parse_point_in_time("2024-02-09T10:20:30.50+02:00")->encoded, "2024-02-09T10:20:30.5+02:00");
  for (const char* text : {"2024-02-09 10:20:30Z", "2024-02-09T10:20:30", "2024-02-09 10:20", "2024-02-09T25:00:00Z"})
    EXPECT_EQ(plain(text), std::string("text ") + text);
  EXPECT_EQ(plain("2024-02-30"), "text 2024-02-30");
}

TEST(Scalars, Reals) {
  EXPECT_EQ(format_real(1e6), "1e+06");
  EXPECT_EQ(format_real(0.5F, 32), "0.5");
  EXPECT_EQ(format_json_real(1e6), "1000000");
  EXPECT_EQ(format_json_real(1e-7), "1e-7");
}

TEST(Scalars, Durations) {
  EXPECT_EQ(parse_duration("1h30m"), 5'400'000'000'000);
  EXPECT_EQ(parse_duration("1.5s"), 1'500'000'000);
  EXPECT_EQ(parse_duration("1d"), 86'400'000'000'000);
  EXPECT_EQ(parse_duration("30"), std::nullopt);
  EXPECT_EQ(parse_duration("5 s"), std::nullopt);
  EXPECT_EQ(parse_duration("99999999999h"), std::nullopt);
  EXPECT_EQ(parse_duration("9223372036.9s"), std::nullopt);
  EXPECT_EQ(format_duration(90'000'000'000), "1m30s");
  EXPECT_EQ(format_duration(3'600'000'000'000), "1h0m0s");
  EXPECT_EQ(format_duration(1'500'000), "1.5ms");
}

TEST(Scalars, Sizes) {
  EXPECT_EQ(parse_bytes("512m"), 536'870'912);
  EXPECT_EQ(parse_bytes("1.5 GiB"), 1'610'612'736);
  EXPECT_EQ(parse_bytes("-1"), -1);
  EXPECT_EQ(parse_bytes("10x"), std::nullopt);
}

TEST(Scalars, CommandLines) {
  const auto words = split_command("sh -c 'a  b' \"c\\\"d\" e\\ f ''");
  ASSERT_TRUE(words);
  ASSERT_EQ(words->size(), 6u);
  EXPECT_EQ((*words)[2].text, "a  b");
  EXPECT_EQ((*words)[3].text, "c\"d");
  EXPECT_EQ((*words)[4].text, "e f");
  EXPECT_EQ((*words)[5].text, "");
  EXPECT_EQ(split_command("a | b")->size(), 1u);
  EXPECT_FALSE(split_command("a 'b"));
  EXPECT_FALSE(split_command("a (b)"));
}

}  // namespace
}  // namespace seaworthy::compose
