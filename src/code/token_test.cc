#include "code/token.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace seaworthy::code {
namespace {

/// All tokens with a bar between them; strings in angle brackets, dynamic ones in double ones.
std::string shown(std::string_view source, Language language) {
  std::string result;
  for (const Token& token : tokens(source, language)) {
    if (!result.empty()) result += '|';
    if (token.kind != TokenKind::string)
      result += token.text;
    else
      result += (token.dynamic ? "<<" : "<") + std::string(token.text) + (token.dynamic ? ">>" : ">");
  }
  return result;
}

TEST(CodeTokens, LeavesCommentsOut) {
  EXPECT_EQ(shown("a // b\n/* c\n */ d", Language::javascript), "a|d");
  EXPECT_EQ(shown("a # b\n'# c' # d", Language::python), "a|<# c>");
  EXPECT_EQ(shown("#!/usr/bin/env node\na", Language::javascript), "a");
  EXPECT_EQ(shown("a\n=begin\nb\n=end\nc", Language::ruby), "a|c");
  EXPECT_EQ(shown("#[Route('/x')] # y", Language::php), "#|[|Route|(|</x>|)|]");
}

TEST(CodeTokens, ReadsStringsOfEachLanguage) {
  EXPECT_EQ(shown(R"('a\'b' + "c//d")", Language::javascript), R"(<a\'b>|+|<c//d>)");
  EXPECT_EQ(shown("`a${b({c: `d`})}e` f", Language::javascript), "<<a${b({c: `d`})}e>>|f");
  EXPECT_EQ(shown("f'{a}/x' r'\\d' \"\"\"b\n'c\"\"\" d", Language::python), "<<{a}/x>>|<\\d>|<b\n'c>|d");
  EXPECT_EQ(shown("`a\\` 'x' \"b\"", Language::go), "<a\\>|'x'|<b>");
  EXPECT_EQ(shown("r#\"a\"b\"# 'x' &'a str", Language::rust), "<a\"b>|'x'|&|str");
  EXPECT_EQ(shown("$\"{a}\" @\"c:\\d\" e", Language::csharp), "<<{a}>>|<c:\\d>|e");
  EXPECT_EQ(shown("\"a#{b}\" 'c#{d}'", Language::ruby), "<<a#{b}>>|<c#{d}>");
  EXPECT_EQ(shown("a: \"b#{c}\" # d\n\"\"\"e\"\"\" ?\" f", Language::elixir), "a|:|<<b#{c}>>|<e>|?\"|f");
}

TEST(CodeTokens, TellsPatternsFromDivisions) {
  EXPECT_EQ(shown("a / b / c", Language::javascript), "a|/|b|/|c");
  EXPECT_EQ(shown("app.get(/^\\/[a/]$/, f)", Language::javascript), "app|.|get|(|<</^\\/[a/]$/>>|,|f|)");
  EXPECT_EQ(shown("return /'/.test(a)", Language::javascript), "return|<</'/>>|.|test|(|a|)");
}

TEST(CodeTokens, EndsWhateverIsNotClosed) {
  EXPECT_EQ(shown("<p>It isn't</p>\nnext", Language::javascript), "<|p|>|It|isn|<t</p>>|next");
  EXPECT_EQ(shown("`a${", Language::javascript), "<<a${>>");
  EXPECT_EQ(shown("/* a", Language::go), "");
  EXPECT_EQ(shown("\"\"\"a", Language::python), "<a>");
  EXPECT_EQ(shown("'\\", Language::javascript), "<\\>");
}

TEST(CodeTokens, KnowsLanguagesByEnding) {
  EXPECT_EQ(language_of("a/b.test.tsx"), Language::javascript);
  EXPECT_EQ(language_of("main.rs"), Language::rust);
  EXPECT_FALSE(language_of("README.md").has_value());
}

}  // namespace
}  // namespace seaworthy::code
