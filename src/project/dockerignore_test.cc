#include "project/dockerignore.h"

#include <gtest/gtest.h>

namespace seaworthy::project {
namespace {

bool excludes(const std::string& rules, std::string_view path) {
  const Source source(FileId{0}, ".dockerignore", rules);
  return IgnoreRules(source).excludes(path);
}

TEST(Dockerignore, PatternsAreRootedAtTheContext) {
  EXPECT_TRUE(excludes("node_modules", "node_modules"));
  EXPECT_TRUE(excludes("node_modules", "node_modules/express/index.js"));
  EXPECT_FALSE(excludes("node_modules", "web/node_modules"));
  EXPECT_TRUE(excludes("**/node_modules", "web/node_modules/x"));
  EXPECT_TRUE(excludes("**/node_modules", "node_modules"));
  EXPECT_TRUE(excludes("/dist/", "dist/app.js"));
}

TEST(Dockerignore, StarStaysInOneFolder) {
  EXPECT_TRUE(excludes("*.md", "README.md"));
  EXPECT_FALSE(excludes("*.md", "docs/README.md"));
  EXPECT_TRUE(excludes("*/*.md", "docs/README.md"));
  EXPECT_TRUE(excludes("docs/**", "docs/a/b"));
  EXPECT_FALSE(excludes("docs/**", "docs"));
  EXPECT_TRUE(excludes("a/**/z", "a/z"));
  EXPECT_TRUE(excludes("a/**/z", "a/b/c/z"));
  EXPECT_FALSE(excludes("a/**/z", "a/bz"));
  EXPECT_TRUE(excludes("file-[0-9].t?t", "file-3.txt"));
  EXPECT_FALSE(excludes("file-[^0-9].txt", "file-3.txt"));
}

TEST(Dockerignore, TheLastPatternThatMatchesDecides) {
  EXPECT_FALSE(excludes("*.md\n!README.md", "README.md"));
  EXPECT_TRUE(excludes("!README.md\n*.md", "README.md"));
  EXPECT_FALSE(excludes("docs\n!docs/keep.md", "docs/keep.md"));
  EXPECT_TRUE(excludes("docs\n!docs/keep.md", "docs/other.md"));
}

TEST(Dockerignore, BlanksCommentsAndMarks) {
  EXPECT_TRUE(excludes("\xEF\xBB\xBF# comment\r\n  build  \r\n", "build/x"));
  EXPECT_FALSE(excludes("../other\n!\n", "other"));
  EXPECT_TRUE(excludes("./src/../tmp", "tmp"));
}

TEST(Dockerignore, APatternOfManyStarsEnds) {
  EXPECT_FALSE(excludes(std::string(400, '*') + "a" + std::string(400, '*') + "b", std::string(2000, 'a')));
}

TEST(Dockerignore, NamesThePatternThatDecides) {
  const Source source(FileId{0}, ".dockerignore", "# x\n*.log\ndocs\n");
  const IgnoreRules rules(source);
  const IgnorePattern* const by = rules.excluding("docs/a.log");
  ASSERT_NE(by, nullptr);
  EXPECT_EQ(source.text(by->span), "docs");
}

TEST(CopyPattern, KnowsNoDoubleStar) {
  EXPECT_TRUE(matches_copy_pattern("package*.json", "package-lock.json"));
  EXPECT_FALSE(matches_copy_pattern("**/x", "a/b/x"));
  EXPECT_TRUE(matches_copy_pattern("*/x", "a/x"));
}

}  // namespace
}  // namespace seaworthy::project
