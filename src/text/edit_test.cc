#include "text/edit.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace seaworthy {
namespace {

Span at(std::uint32_t begin, std::uint32_t end) { return {FileId{0}, begin, end}; }

TEST(EditSet, AppliesEditsOfOneFileFromLeftToRight) {
  const Source source(FileId{0}, "compose.yaml", "image: redis\nports:\n");
  EditSet edits;
  EXPECT_TRUE(edits.add({{at(13, 18), "expose"}}));
  EXPECT_TRUE(edits.add({{at(12, 12), ":7.4"}}));
  EXPECT_EQ(edits.apply(source), "image: redis:7.4\nexpose:\n");
}

TEST(EditSet, LeavesOtherFilesAlone) {
  EditSet edits;
  EXPECT_TRUE(edits.add({{{FileId{1}, 0, 1}, "x"}}));
  EXPECT_EQ(edits.apply(Source(FileId{0}, "a", "abc")), "abc");
}

TEST(EditSet, RefusesAnOverlapAsAWhole) {
  EditSet edits;
  EXPECT_TRUE(edits.add({{at(2, 6), "x"}}));
  EXPECT_FALSE(edits.add({{at(10, 12), "y"}, {at(5, 7), "z"}}));
  EXPECT_EQ(edits.edits().size(), 1u);
  EXPECT_FALSE(edits.add({{at(10, 12), "y"}, {at(11, 13), "z"}}));
}

TEST(EditSet, TwoFixesMayShareAnEdit) {
  EditSet edits;
  EXPECT_TRUE(edits.add({{at(2, 6), "x"}}));
  EXPECT_TRUE(edits.add({{at(2, 6), "x"}, {at(8, 9), "y"}}));
  EXPECT_EQ(edits.edits().size(), 2u);
}

TEST(EditSet, InsertionsAtOnePlaceOverlapButNotBesideAReplacement) {
  EditSet edits;
  EXPECT_TRUE(edits.add({{at(4, 4), "a"}}));
  EXPECT_FALSE(edits.add({{at(4, 4), "b"}}));
  EXPECT_TRUE(edits.add({{at(4, 6), "c"}}));
  EXPECT_TRUE(edits.add({{at(6, 6), "d"}}));
  EXPECT_FALSE(edits.add({{at(5, 5), "e"}}));
  EXPECT_EQ(edits.apply(Source(FileId{0}, "f", "01234567")), "0123acd67");
}

TEST(UnifiedDiff, IsEmptyForEqualTexts) { EXPECT_EQ(unified_diff("f", "a\n", "a\n"), ""); }

TEST(UnifiedDiff, ShowsThreeLinesOfContext) {
  EXPECT_EQ(unified_diff("Dockerfile", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(UnifiedDiff, MarksAMissingFinalNewline) {
  EXPECT_EQ(unified_diff("f", "a", "a\n"), "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
}

TEST(UnifiedDiff, HandlesAnEmptyFile) {
  EXPECT_EQ(unified_diff("f", "", "a\nb\n"), "--- a/f\n+++ b/f\n@@ -0,0 +1,2 @@\n+a\n+b\n");
}

// What a patch program would do: the only reader whose opinion counts.
std::string patched(std::string_view before, std::string_view diff) {
  std::string result;
  std::vector<std::string> old_lines;
  const auto next = [](std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end == std::string_view::npos ? text.size() : end + 1);
    text.remove_prefix(line.size());
    return line;
  };
  std::size_t copied = 0;
  std::string_view rest = before;
  while (!rest.empty()) old_lines.emplace_back(next(rest));
  while (!diff.empty()) {
    const std::string_view line = next(diff);
    if (line.starts_with("---") || line.starts_with("+++")) continue;
    if (line.starts_with("@@")) {
      char* end = nullptr;
      const std::string header(line);
      std::size_t start = std::strtoul(header.c_str() + 4, &end, 10);
      const bool is_empty = std::string_view(end).starts_with(",0 ");
      if (!is_empty) --start;
      for (; copied < start; ++copied) result += old_lines[copied];
      continue;
    }
    if (line.starts_with('\\')) {
      if (result.ends_with('\n')) result.pop_back();
      continue;
    }
    if (line[0] != '+') ++copied;
    if (line[0] != '-') result += line.substr(1);
  }
  for (; copied < old_lines.size(); ++copied) result += old_lines[copied];
  return result;
}

TEST(UnifiedDiff, LeadsFromAnyTextToAnyOther) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string before, after;
    const unsigned lines = random() % 40;
    for (unsigned line = 0; line < lines; ++line) {
      const std::string text = std::to_string(random() % 6) + "\n";
      if (random() % 8 != 0) before += text;
      if (random() % 8 != 0) after += text;
      if (random() % 10 == 0) after += "new\n";
    }
    EXPECT_EQ(patched(before, unified_diff("f", before, after)), after) << before << "-----\n" << after;
  }
}

TEST(UnifiedDiff, GivesUpOnTheShortestDifferenceOfHugeTexts) {
  std::string before, after;
  for (int line = 0; line < 20'000; ++line) {
    before += "a" + std::to_string(line) + "\n";
    after += "b" + std::to_string(line) + "\n";
  }
  EXPECT_EQ(patched(before, unified_diff("f", before, after)), after);
}

}  // namespace
}  // namespace seaworthy
