#include "knowledge/row_index.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace seaworthy::knowledge {
namespace {

struct Named {
  std::string_view name;
  int number;
};

TEST(RowIndex, FindsEveryRowAndNothingElse) {
  static constexpr std::array rows{Named{"apk", 1}, Named{"apt", 2}, Named{"apt-get", 3}, Named{"yum", 4}};
  const RowIndex<Named> index(rows, &Named::name);
  for (const Named& row : rows) EXPECT_EQ(index.find(row.name), &row) << row.name;
  for (const std::string_view word : {"", "ap", "aptitude", "apx", "APT"}) EXPECT_EQ(index.find(word), nullptr) << word;
}

TEST(RowIndex, KeepsWordsOfOnePlaceApart) {
  // Same length, first, middle and last letter.
  std::vector<std::string> words;
  for (char c = 'a'; c <= 'z'; ++c) words.push_back(std::string("x") + c + "--x");
  std::vector<Named> rows;
  for (const std::string& word : words) rows.push_back({word, static_cast<int>(rows.size())});
  const RowIndex<Named> index(rows, &Named::name);
  for (const Named& row : rows) EXPECT_EQ(index.find(row.name), &row) << row.name;
  EXPECT_EQ(index.find("x0--x"), nullptr);
}

TEST(RowIndex, HasNothingOfAnEmptyTable) {
  const RowIndex<Named> index({}, &Named::name);
  EXPECT_EQ(index.find("apk"), nullptr);
  EXPECT_EQ(index.find(""), nullptr);
}

}  // namespace
}  // namespace seaworthy::knowledge
