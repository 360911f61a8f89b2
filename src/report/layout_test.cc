#include "report/layout.h"

#include <gtest/gtest.h>

namespace seaworthy::report {
namespace {

TEST(Layout, CountsWhatIsSeen) {
  EXPECT_EQ(columns("abc"), 3U);
  EXPECT_EQ(columns("é"), 1U);
  EXPECT_EQ(columns("漢字"), 4U);
  EXPECT_EQ(columns("e\xCC\x81"), 1U);  // combining acute accent
}

TEST(Layout, ClipsWithinTheWidth) {
  EXPECT_EQ(clip("short", 5), "short");
  EXPECT_EQ(clip("longer text", 6), "longe…");
  EXPECT_EQ(columns(clip("漢字漢字", 5)), 5U);
}

TEST(Layout, ClipsInTheMiddleWhereTheEndTellsMost) {
  EXPECT_EQ(clip_middle("backend/compose.production.yml", 20), "backe…production.yml");
  EXPECT_EQ(clip_middle("short", 20), "short");
  EXPECT_EQ(clip_front("backend/compose.production.yml", 20), "…pose.production.yml");
  EXPECT_EQ(clip_front("short", 20), "short");
  EXPECT_EQ(columns(clip_middle("漢字漢字漢字漢字", 7)), 7U);
}

TEST(Layout, WrapsAtSpaces) {
  EXPECT_EQ(wrap("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrap("unbreakable", 4), (std::vector<std::string>{"unbreakable"}));
  EXPECT_EQ(wrap("", 4), (std::vector<std::string>{""}));
}

TEST(Layout, HostileTextCannotSteerTheTerminal) {
  EXPECT_EQ(printable("a\x1b[31mb"), "a\xEF\xBF\xBD[31mb");
  EXPECT_EQ(printable("\xff"), "\xEF\xBF\xBD");
  EXPECT_EQ(printable("a\tb"), "a b");
  EXPECT_EQ(printable("\xE2\x80\xAE"), "\xEF\xBF\xBD");  // right-to-left override
}

}  // namespace
}  // namespace seaworthy::report
