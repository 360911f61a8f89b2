#include "yaml/parse.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "yaml/print.h"

namespace seaworthy::yaml {
namespace {

class Yaml : public testing::Test {
 protected:
  const Stream& parse(std::string text, const Limits& limits = {}) {
    const FileId id = sources_.add("a.yaml", std::move(text));
    source_ = &sources_[id];
    return *yaml::parse(MappedText::whole(*source_), arena_, limits);
  }
  std::string at(Span span) const { return std::string(source_->text(span)); }
  std::string at(const Node* node) const { return node != nullptr ? at(node->span) : "(none)"; }
  /// The bytes behind the part `word` of a scalar.
  std::string behind(const Node& node, std::string_view word) const {
    const std::size_t found = node.text.find(word);
    if (found == std::string_view::npos) return "(not in the text)";
    const auto begin = static_cast<std::uint32_t>(found);
    return at(node.mapped().span(begin, begin + static_cast<std::uint32_t>(word.size())));
  }

  Arena arena_;
  SourceSet sources_;
  const Source* source_ = nullptr;
};

TEST_F(Yaml, SpansAreTheNodesOwnBytes) {
  const Node& root = *parse("a: 'x y'\nb: &k !t\n  c: [1, \"2\"] # end\nd: *k\n").root();
  EXPECT_EQ(at(root.get("a")), "'x y'");
  EXPECT_EQ(at(root.entry("b")->value), "c: [1, \"2\"]");
  EXPECT_EQ(at(root.entry("b")->value->anchor_span), "&k");
  EXPECT_EQ(root.entry("b")->value->tag, "!t");
  EXPECT_EQ(at(root.get("b")->get("c")), "[1, \"2\"]");
  EXPECT_EQ(at(root.entry("d")->value), "*k");
  EXPECT_EQ(root.get("d"), root.get("b"));
}

TEST_F(Yaml, CharacterMarksBecomeByteOffsets) {
  const Node& root = *parse("\xef\xbb\xbf# h\xc3\xa9\nk\xc3\xa9: v\xc3\xa9\nn: w\n").root();
  EXPECT_EQ(at(root.entries[0].key), "k\xc3\xa9");
  EXPECT_EQ(at(root.entries[0].value), "v\xc3\xa9");
  EXPECT_EQ(at(root.get("n")), "w");
}

TEST_F(Yaml, WordsInsideScalarsHavePlaces) {
  const Node& root = *parse(
                          "l: |\n    one\n      two\n\n    three\n"
                          "f: >-\n  un deux\n  trois\n\n  quatre\n"
                          "p: alpha\n  beta\n\n  gamma\n"
                          "s: 'it''s\n  here'\n"
                          "d: \"a\\tb\\u00e9c \\\n   joined\n  next\"\n")
                          .root();
  EXPECT_EQ(behind(*root.get("l"), "two"), "two");
  EXPECT_EQ(behind(*root.get("l"), "three"), "three");
  EXPECT_EQ(behind(*root.get("f"), "trois"), "trois");
  EXPECT_EQ(behind(*root.get("f"), "quatre"), "quatre");
  EXPECT_EQ(behind(*root.get("p"), "beta"), "beta");
  EXPECT_EQ(behind(*root.get("p"), "gamma"), "gamma");
  EXPECT_EQ(behind(*root.get("s"), "s here"), "s\n  here");
  EXPECT_EQ(behind(*root.get("d"), "b"), "b");
  EXPECT_EQ(behind(*root.get("d"),
                   "\xc3\xa9"
                   "c"),
            "\\u00e9c");
  EXPECT_EQ(behind(*root.get("d"), "joined"), "joined");
  EXPECT_EQ(behind(*root.get("d"), "next"), "next");
}

TEST_F(Yaml, BlockScalarEndsWithItsContent) {
  const Node& root = *parse("a: | # why\n  x\n\n# tail\nb: |+\n  y\n\nc: 1\n").root();
  EXPECT_EQ(at(root.get("a")), "| # why\n  x");
  EXPECT_EQ(root.get("a")->text, "x\n");
  EXPECT_EQ(root.get("b")->text, "y\n\n");
}

TEST_F(Yaml, CommentsAreWhatTokensLeave) {
  const Stream& stream =
      parse("# top\na: 'no # one' # one\nb: no#two\nc: | # three\n  # text\n# four\nd: [1, # five\n 2]\n");
  std::string all;
  for (const Span comment : stream.comments) all += at(comment) + ";";
  EXPECT_EQ(all, "# top;# one;# three;# four;# five;");
}

TEST_F(Yaml, EmptyAndNullAreOfOneKind) {
  const Node& root = *parse("a:\nb: ~\nc: null\nd: 'null'\ne: !!str null\n").root();
  EXPECT_EQ(root.get("a")->kind, Kind::null);
  EXPECT_EQ(root.get("b")->kind, Kind::null);
  EXPECT_EQ(root.get("c")->kind, Kind::null);
  EXPECT_EQ(root.get("d")->kind, Kind::scalar);
  EXPECT_EQ(root.get("e")->kind, Kind::scalar);
}

TEST_F(Yaml, SyntaxErrorKeepsWhatStoodBefore) {
  const Stream& stream = parse("a: 1\nb:\n  c: 2\n d: : x\n");
  ASSERT_EQ(stream.problems.size(), 1u);
  EXPECT_EQ(stream.problems[0].kind, "syntax");
  ASSERT_NE(stream.root(), nullptr);
  EXPECT_EQ(stream.root()->get("b")->get("c")->text, "2");
}

TEST_F(Yaml, TabsAreNamed) {
  EXPECT_EQ(parse("a:\n\tb: 1\n").problems[0].kind, "tab");
  EXPECT_EQ(parse("a:\n  \tb: 1\n").problems[0].kind, "tab");
  EXPECT_EQ(parse("a:\n-\tb: 1\n").problems[0].kind, "tab");
  EXPECT_EQ(parse("a: |\n  x\n\t\nb: 1\n").problems[0].kind, "tab");
}

TEST_F(Yaml, TabsThatIndentNothingAreWhiteSpace) {
  const Stream& stream = parse("\t# c\na:\n\t\n  b: x\n \t # d\n  c:\n  -\t'y'\n  -\t80:80\n\t");
  EXPECT_TRUE(stream.problems.empty());
  EXPECT_EQ(stream.root()->get("a")->get("b")->text, "x");
  EXPECT_EQ(at(stream.root()->get("a")->get("c")->items[1]), "80:80");
  EXPECT_EQ(stream.comments.size(), 2U);
  EXPECT_EQ(parse("a: |\n  x\n  \ty\n  \t\nb: 1\n").root()->get("a")->text, "x\n\ty\n\t\n");
}

TEST_F(Yaml, BinaryIsDecoded) {
  EXPECT_EQ(parse("a: !!binary aGVsbG8=\n").root()->get("a")->text, "hello");
  EXPECT_EQ(parse("a: !!binary |\n  aGVs\n  bG8=\n").root()->get("a")->text, "hello");
  EXPECT_EQ(parse("a: !!binary hello\n").problems[0].kind, "syntax");
  EXPECT_EQ(parse("a: !!binary /w==\n").root()->get("a")->text, "/w==");
}

TEST_F(Yaml, DuplicateKeysInSmallAndLargeMappings) {
  const Stream& small = parse("a: 1\nb: 2\na: 3\n");
  ASSERT_EQ(small.problems.size(), 1u);
  EXPECT_EQ(small.problems[0].kind, "duplicate-key");
  EXPECT_EQ(small.problems[0].related.begin, 0u);
  std::string large;
  for (int i = 0; i < 50; ++i) large += "k" + std::to_string(i) + ": 1\n";
  EXPECT_EQ(parse(large + "k7: 2\n").problems.size(), 1u);
}

TEST_F(Yaml, AliasesThatLeadNowhere) {
  const Stream& undefined = parse("a: *b\n");
  EXPECT_EQ(undefined.problems[0].kind, "undefined-alias");
  const Stream& cycle = parse("a: &x\n  b: *x\n");
  EXPECT_EQ(cycle.problems[0].kind, "alias-cycle");
  EXPECT_EQ(cycle.root()->get("a")->entries[0].value->target, nullptr);
}

/// Values of a tree in which each alias is followed.
std::size_t values_written_out(const Node& node) {
  const Node& here = node.resolved();
  std::size_t result = 1;
  for (const Node* const item : here.items) result += values_written_out(*item);
  for (const Entry& entry : here.entries) result += 1 + values_written_out(*entry.value);
  return result;
}

TEST_F(Yaml, HostileInputIsBounded) {
  const Stream& deep = parse(std::string(10'000, '['));
  ASSERT_FALSE(deep.problems.empty());
  EXPECT_EQ(deep.problems[0].kind, "limit");
  std::string aliases = "a: &x 1\nb: [";
  for (int i = 0; i < 2'000; ++i) aliases += "*x,";
  EXPECT_EQ(parse(aliases + "]\n", {.aliases = 1'000}).problems[0].kind, "limit");
  std::string doubling = "x0: &x0 [1, 2]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string name = "x" + std::to_string(i), before = "*x" + std::to_string(i - 1);
    doubling += name + ": &" + name + " {a: " + before + ", b: " + before + "}\n";
  }
  const Stream& bounded = parse(doubling);
  EXPECT_EQ(bounded.problems[0].kind, "limit");
  EXPECT_EQ(std::ranges::count(bounded.problems, std::string_view("limit"), &Problem::kind), 1);
  EXPECT_TRUE(bounded.root()->get("x10")->get("a")->is_mapping());
  EXPECT_LT(values_written_out(*bounded.root()), 401'000u);
  EXPECT_NE(bounded.root()->get("x29"), nullptr) << "the rest of the file is read";
  EXPECT_EQ(parse(std::string("a: b\0c\n", 7)).problems[0].kind, "syntax");
  EXPECT_EQ(parse("a: b\nc: \xff\xfe\n").problems[0].kind, "encoding");
  EXPECT_EQ(parse(std::string("\xff\xfe"
                              "a\0",
                              4))
                .problems[0]
                .kind,
            "encoding");
}

TEST_F(Yaml, EmbeddedTextIsMappedThrough) {
  const FileId id = sources_.add("outer", "XXa: 'v\\\n w'YY");
  source_ = &sources_[id];
  // The outer language removed `\` + newline.
  const MappedPiece pieces[] = {{0, 2}, {5, 9}};
  const Stream& stream = *yaml::parse(MappedText{"a: 'v w'", id, pieces, 0}, arena_);
  EXPECT_EQ(stream.root()->get("a")->text, "v w");
  EXPECT_EQ(behind(*stream.root()->get("a"), "w"), "w");
  EXPECT_EQ(at(stream.root()->get("a")), "'v\\\n w'");
}

TEST_F(Yaml, TreeIsPrintedWithPlaces) {
  const Stream& stream = parse("a: [1] # c\nb: &x\n  'k': ~\n");
  EXPECT_EQ(print(stream, sources_),
            "1:1      block mapping\n"
            "1:1        \"a\": flow sequence\n"
            "1:5          - plain \"1\"\n"
            "2:1        \"b\": &x block mapping\n"
            "3:3          \"k\": null\n"
            "1:8      comment \"# c\"\n"
            "2:4      unused-anchor: No alias uses the anchor `x`\n");
}

}  // namespace
}  // namespace seaworthy::yaml
