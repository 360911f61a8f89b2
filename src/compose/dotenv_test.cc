#include "compose/dotenv.h"

#include <gtest/gtest.h>

#include <string>

namespace seaworthy::compose {
namespace {

class DotenvTest : public testing::Test {
 protected:
  /// "NAME=value;" for each entry.
  std::string read(std::string text) {
    source_ = std::make_unique<Source>(FileId{0}, ".env", std::move(text));
    entries_.clear();
    problems_.clear();
    const Lookup lookup = [this](std::string_view name) { return name == "OUTER" ? &outer_ : nullptr; };
    read_dotenv(*source_, lookup, arena_, entries_, problems_);
    std::string all;
    for (const DotenvEntry& entry : entries_) (((all += entry.name) += '=') += entry.value) += ';';
    return all;
  }

  Arena arena_;
  std::unique_ptr<Source> source_;
  std::vector<DotenvEntry> entries_;
  std::vector<DotenvProblem> problems_;
  Variable outer_{"OUTER", "outside", VariableSource::environment, {}};
};

TEST_F(DotenvTest, ValuesAsWritten) {
  EXPECT_EQ(read("A=1\nexport B = two words # why\nC: yaml\nD=a#b\n# E=5\nF=\n"), "A=1;B=two words;C=yaml;D=a#b;F=;");
  EXPECT_EQ(read("\xef\xbb\xbf"
                 "A=1\r\nB=2\r\n"),
            "A=1;B=2;");
}

TEST_F(DotenvTest, Quotes) {
  EXPECT_EQ(read("A='$B \\n' \nB=\"one\\ntwo\nthree\"\nC=\"\\$x \\\"q\\\"\"\n"),
            "A=$B \\n;B=one\ntwo\nthree;C=$x \"q\";");
}

TEST_F(DotenvTest, VariablesOfTheFileAndFromOutside) {
  EXPECT_EQ(read("A=1\nB=${A}2\nC=\"${OUTER}\"\nD=${NONE:-d}\nOUTER\nMISSING\n"),
            "A=1;B=12;C=outside;D=d;OUTER=outside;");
  EXPECT_TRUE(entries_.back().inherited);
}

TEST_F(DotenvTest, EachMistakeIsReportedAndTheRestRead) {
  EXPECT_EQ(read("A B=1\nC-D=2\nE!=3\nF=${\nG=\"open\nH=4\n"), "C-D=2;H=4;");
  ASSERT_EQ(problems_.size(), 4u);
  EXPECT_EQ(source_->place(problems_[0].span.begin).line, 1u);
  EXPECT_EQ(source_->place(problems_[1].span.begin).line, 3u);
  EXPECT_EQ(source_->place(problems_[2].span.begin).line, 4u);
  EXPECT_EQ(source_->place(problems_[3].span.begin).line, 5u);
}

TEST_F(DotenvTest, SpansCoverTheAssignment) {
  read("  export A = \"x\" \n");
  ASSERT_EQ(entries_.size(), 1u);
  EXPECT_EQ(source_->text(entries_[0].span), "export A = \"x\"");
  EXPECT_EQ(source_->text(entries_[0].value_span), "\"x\"");
}

}  // namespace
}  // namespace seaworthy::compose
