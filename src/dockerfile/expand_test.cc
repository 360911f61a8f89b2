#include "dockerfile/expand.h"

#include <gtest/gtest.h>

#include <string>

namespace seaworthy::dockerfile {
namespace {

using Pairs = std::vector<std::pair<std::string_view, std::string_view>>;

std::string expanded(std::string_view word, const Pairs& pairs = {}, const ExpandOptions& options = {}) {
  const Expansion result = expand(word, ListedEnvironment(pairs), options);
  return result.ok() ? result.text : "error: " + result.buildkit_message();
}

TEST(Expand, QuotesAndEscapesAreRemoved) {
  EXPECT_EQ(expanded(R"(a'b c'"d\"e"\f)"), R"(ab cd"ef)");
  EXPECT_EQ(expanded(R"('$x\')"), R"($x\)");
  EXPECT_EQ(expanded(R"("a\b")"), R"(a\b)") << "inside double quotes only quote, dollar and escape are escaped";
  EXPECT_EQ(expanded("a`$x", {{"x", "1"}}, {.escape = '`'}), "a$x");
}

TEST(Expand, EveryModifier) {
  const Pairs pairs = {{"set", "value"}, {"null", ""}, {"path", "/usr/lib/a.tar.gz"}};
  EXPECT_EQ(expanded("${set:-d}${null:-d}${unset:-d}", pairs), "valuedd");
  EXPECT_EQ(expanded("${set-d}${null-d}${unset-d}", pairs), "valued");
  EXPECT_EQ(expanded("${set:+d}${null:+d}${unset:+d}", pairs), "d");
  EXPECT_EQ(expanded("${set+d}${null+d}${unset+d}", pairs), "dd");
  EXPECT_EQ(expanded("${null?m}${set:?m}", pairs), "value");
  EXPECT_EQ(expanded("${null:?why}", pairs), "error: null: why");
  EXPECT_EQ(expanded("${unset?}", pairs), "error: unset: is not allowed to be unset");
  EXPECT_EQ(expanded("${path#*/} ${path##*/}", pairs), "usr/lib/a.tar.gz a.tar.gz");
  EXPECT_EQ(expanded("${path%.*} ${path%%.*}", pairs), "/usr/lib/a.tar /usr/lib/a");
  EXPECT_EQ(expanded("${path/u?r/opt} ${path//[a]/b}", pairs), "/opt/lib/a.tar.gz /usr/lib/a.tar.gz");
  EXPECT_EQ(expanded(R"(${path//\//:})", pairs), ":usr:lib:a.tar.gz");
}

TEST(Expand, WhatCannotBeRead) {
  EXPECT_EQ(expanded("${x"), "error: syntax error: missing '}'");
  EXPECT_EQ(expanded("${}"), "error: syntax error: bad substitution");
  EXPECT_EQ(expanded("${x:=y}"), "error: unsupported modifier (:=) in substitution");
  EXPECT_EQ(expanded("${x^^}"), "error: unsupported modifier (^) in substitution");
  EXPECT_EQ(expanded("${x/a}"), "error: syntax error: missing '/' in ${}");
  EXPECT_EQ(expanded(R"(${x#\a})"), R"(error: invalid pattern in substitution: invalid escape '\a')");
  EXPECT_EQ(expanded("it's"), "error: unexpected end of statement while looking for matching single-quote");
}

TEST(Expand, ReferencesHaveTheirPlaces) {
  const Expansion result = expand("a$b/${c:-$d}", ListedEnvironment(Pairs{{"b", "1"}}));
  ASSERT_EQ(result.references.size(), 3u);
  EXPECT_EQ(result.references[0].name, "b");
  EXPECT_TRUE(result.references[0].set);
  EXPECT_EQ(result.references[1].name, "d");
  EXPECT_EQ(result.references[1].begin, 9u);
  EXPECT_EQ(result.references[2].name, "c");
  EXPECT_TRUE(result.references[2].has_fallback);
}

TEST(Expand, WordsAreSplitAfterExpansion) {
  const Expansion result = expand("a\"b c\" $x", ListedEnvironment(Pairs{{"x", "1  2"}}));
  ASSERT_EQ(result.words.size(), 3u);
  EXPECT_EQ(result.words[0].text, "ab c");
  EXPECT_EQ(result.words[1].text, "1");
  EXPECT_EQ(result.words[2].text, "2");
}

TEST(Expand, HostileInputEnds) {
  std::string nested;
  for (int depth = 0; depth < 10000; ++depth) nested += "${a:-";
  EXPECT_EQ(expand(nested, ListedEnvironment()).fault, ExpansionFault::too_large);
  const std::string value(60000, 'a');
  const std::string stars = "${a#" + std::string(2000, '*') + "b}";
  EXPECT_EQ(expand(stars, ListedEnvironment(Pairs{{"a", value}})).fault, ExpansionFault::too_large);
}

}  // namespace
}  // namespace seaworthy::dockerfile
