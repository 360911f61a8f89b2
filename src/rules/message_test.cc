#include "rules/message.h"

#include <gtest/gtest.h>

namespace seaworthy::rules {
namespace {

TEST(FormatMessage, PutsArgumentsIn) {
  EXPECT_EQ(format_message("`{}` publishes {}", {"db", 5432}), "`db` publishes 5432");
  EXPECT_EQ(format_message("use `${{{}:?}}`", {"NAME"}), "use `${NAME:?}`");
}

TEST(FormatMessage, KeepsHostileTextFromBreakingTheLine) {
  EXPECT_EQ(format_message("`{}`", {"a`b\n\x1b[31mc"}), "`a'b  [31mc`");
  EXPECT_EQ(format_message("`{}`", {std::string_view("a\xff\xc3\xa9\xc2\x9b")}), "`a?\xc3\xa9 `");
  EXPECT_EQ(format_message("`{}`", {std::string_view("\xed\xa0\x80")}), "`???`") << "half a surrogate";
}

TEST(FormatMessage, CutsLongArgumentsBetweenCharacters) {
  const std::string message = format_message("x{}", {std::string(119, 'a') + "\xc3\xa9"});
  EXPECT_EQ(message, "x" + std::string(119, 'a') + "…");
}

TEST(FormatMessage, KeepsTheBackticksOfOurWords) {
  EXPECT_EQ(format_message("`{}` is wrong: {}", {"a`b", OurWords{"`c` is right"}}), "`a'b` is wrong: `c` is right");
}
TEST(FormatMessage, TakesAWholeMessageAsItIs) { EXPECT_EQ(format_message("{}", {"`a` and `b`"}), "`a` and `b`"); }

TEST(StyleFault, KnowsTheHouseStyle) {
  EXPECT_EQ(style_fault("`{}` runs privileged; drop it"), "");
  EXPECT_EQ(style_fault("nginx does not read it"), "");
  for (const char* wrong : {"", "Ends with a stop.", "small letter", "`half", " Space", "Two\nlines"})
    EXPECT_NE(style_fault(wrong), "") << wrong;
}

}  // namespace
}  // namespace seaworthy::rules
