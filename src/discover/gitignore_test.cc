#include "discover/gitignore.h"

#include <gtest/gtest.h>

#include <string>

namespace seaworthy::discover {
namespace {

constexpr Verdict ignored = Verdict::ignored, included = Verdict::included, undecided = Verdict::undecided;

struct Case {
  std::string_view patterns, path;
  bool is_directory;
  Verdict verdict;
};

TEST(IgnoreRules, AsGitReadsThem) {
  const Case cases[] = {
      // Without a slash: at any depth.
      {"a.log", "a.log", false, ignored},
      {"a.log", "x/y/a.log", false, ignored},
      {"a.log", "xa.log", false, undecided},
      {"*.log", "x/b.log", false, ignored},
      {"b*", "x/bc", false, ignored},
      {"?", "x/b", false, ignored},
      // A slash, but not at the end, binds to the folder of the file.
      {"/a", "a", false, ignored},
      {"/a", "x/a", false, undecided},
      {"x/a", "x/a", false, ignored},
      {"x/a", "y/x/a", false, undecided},
      {"x/*", "x/a/b", false, undecided},
      {"x/*.c", "x/a.c", false, ignored},
      // A slash at the end is for folders.
      {"a/", "a", true, ignored},
      {"a/", "a", false, undecided},
      {"a/", "x/a", true, ignored},
      // Two stars.
      {"**/a", "a", false, ignored},
      {"**/a", "x/y/a", false, ignored},
      {"a/**", "a", true, undecided},
      {"a/**", "a/b/c", false, ignored},
      {"a/**/b", "a/b", false, ignored},
      {"a/**/b", "a/x/y/b", false, ignored},
      {"a/**/b", "a/x/c", false, undecided},
      {"**/x/**/y", "x/x/z/y", false, ignored},
      {"x**y/z", "xay/z", false, ignored},
      {"x**y/z", "xa/y/z", false, undecided},
      {"a**/b", "ac/d/b", false, ignored},
      // The last match decides.
      {"*.env\n!keep.env", "keep.env", false, included},
      {"!keep.env\n*.env", "keep.env", false, ignored},
      {"*\n!*.c\nb.*", "b.c", false, ignored},
      // Comments, escapes, spaces, line ends.
      {"#a", "#a", false, undecided},
      {"\\#a", "#a", false, ignored},
      {"\\!a", "!a", false, ignored},
      {"a  ", "a", false, ignored},
      {"a\\ ", "a ", false, ignored},
      {"a\r\nb\r\n", "a", false, ignored},
      {"\xEF\xBB\xBF"
       "a",
       "a", false, ignored},
      {"a\\*", "a*", false, ignored},
      {"a\\*", "ab", false, undecided},
      {"\n/\n!\n", "a", false, undecided},
      // Classes.
      {"[ab]", "b", false, ignored},
      {"[!ab]", "b", false, undecided},
      {"[^ab]", "c", false, ignored},
      {"[a-c]x", "bx", false, ignored},
      {"[]x]", "]", false, ignored},
      {"[a-]", "-", false, ignored},
      {"x[[:digit:]]", "x7", false, ignored},
      {"[[:none:]]", "n", false, undecided},
      {"[ab", "[ab", false, undecided},
  };
  for (const Case& test : cases) {
    EXPECT_EQ(IgnoreRules(test.patterns).match(test.path, test.is_directory), test.verdict)
        << "`" << test.patterns << "` against `" << test.path << "`";
  }
}

TEST(IgnoreRules, HostilePatternsEndSoon) {
  std::string pattern, path;
  for (int count = 0; count < 200; ++count) {
    pattern += "**/*a*a*a*a/";
    path += "aaaaaaaaaaaaaaaaaaab/";
  }
  EXPECT_EQ(IgnoreRules(pattern + "c").match(path + "c", false), undecided);
  EXPECT_FALSE(glob_matches("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*ab", std::string(2000, 'a')));
}

TEST(IgnoreRules, NamesTheLineThatDecides) {
  const std::string_view text = "\xEF\xBB\xBF# all\n*.log  \r\n!keep/\nbuild/\r\n";
  const IgnoreRules rules(text);
  const auto line = [&](std::string_view path, bool is_directory) {
    const auto [verdict, begin, end] = rules.decide(path, is_directory);
    return text.substr(begin, end - begin);
  };
  EXPECT_EQ(line("x/a.log", false), "*.log");
  EXPECT_EQ(line("keep", true), "!keep/");
  EXPECT_EQ(line("build", true), "build/");
  EXPECT_EQ(line("src", true), "");
}

}  // namespace
}  // namespace seaworthy::discover
