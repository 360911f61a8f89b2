#include "yaml/simple.h"

#include <gtest/gtest.h>

#include <string>

#include "yaml/parse.h"
#include "yaml/print.h"

namespace seaworthy::yaml {
namespace {

/// Takes everything and keeps nothing.
class Anything final : public Events {
 public:
  bool open(Kind, bool, std::string_view, std::size_t, std::size_t) override { return true; }
  bool close(std::size_t) override { return true; }
  bool scalar(Style, std::string_view, std::string_view, std::size_t, std::size_t) override { return true; }
  bool alias(std::string_view, std::size_t, std::size_t) override { return true; }
};

bool is_simple(std::string_view text) {
  Anything anything;
  return read_simple(text, anything);
}

std::string printed(const Stream& stream, const SourceSet& sources) {
  std::string all = print(stream, sources);
  for (const Span comment : stream.comments) (all += sources.text(comment)) += '\n';
  for (const Problem& problem : stream.problems) (all += problem.message) += '\n';
  return all;
}

TEST(SimpleYaml, SaysWhatTheLibrarySays) {
  for (const std::string_view text : {
           "a: b\n",
           "# top\na: b # behind\n\n# between\nc:\n  d: e\n  f:\n# end\n",
           "---\nname: web\nservices:\n  db: &db\n    image: postgres:17\n    ports: ['5432:5432', \"1\", 2, ]\n"
           "  web:\n    <<: *db\n    command: [\"a\", \"b \\\"c\\\"\\n\"]\n    labels: {a: b, 'c d': \"e\", f: {g: "
           "[]}}\n",
           "a:\n- b\n- c: d\n  e: f\n-\n- - g\n  - h\n-\n  i\nj: k\n",
           "a:\n  - 'it''s'\n  - x:y #z\n  - -1\n  - http://h:80/p?q#r\n",
           "a: [b, # why\n  c,\n  {d: e}]\nf: g",
           "  a : b\n  'c' : d\n  \"e\" : f\n",
           "a: &x [1]\nb: &y 'c'\nd: &z\n  e: *x\nf: *y\ng: &v\n  - *z\nh: *v\n",
           "{\"a\": [1, {\"b\": null}], \"c\": true}\n",
           "a: 1\na: 2\nb: *nothing\nc: &unused d\n",
           "a: ~\nb:\nc: ''\n",
       }) {
    EXPECT_TRUE(is_simple(text)) << text;
    SourceSet sources;
    const FileId id = sources.add("a.yaml", std::string(text));
    Arena arena;
    const MappedText whole = MappedText::whole(sources[id]);
    EXPECT_EQ(printed(*parse(whole, arena), sources), printed(*parse_with_library(whole, arena), sources)) << text;
  }
}

TEST(SimpleYaml, LeavesTheRestToTheLibrary) {
  for (const std::string_view text : {
           "",
           "# nothing\n",
           "a",
           "a: b\n  c\n",
           "a: 'b\n  c'\n",
           "a: |\n  b\n",
           "a: !t b\n",
           "a:\tb\n",
           "a: \xc3\xa9\n",
           "a: b\r\n",
           "a: b: c\n",
           "a: - b\n",
           "a:\n  b: c\n d: e\n",
           "a: b\n- c\n",
           "? a\n: b\n",
           "[a]: b\n",
           "a: [b, c\n",
           "a: [b c]]\n",
           "a: [b: c]\n",
           "a: {b}\n",
           "a: {b: }\n",
           "a: [b,, c]\n",
           "a: 'b' c\n",
           "a: \"\\x41\"\n",
           "a: @b\n",
           "- &a b: c\n",
           "&a b: c\n",
           "*a : b\n",
           "a: b\n---\nc: d\n",
           "a: b\n...\n",
           "--- a\n",
           "%YAML 1.2\n---\na: b\n",
       })
    EXPECT_FALSE(is_simple(text)) << text;
  EXPECT_FALSE(is_simple(std::string(2000, '[')));
  EXPECT_FALSE(is_simple(std::string(1100, 'k') + ": v\n"));
}

}  // namespace
}  // namespace seaworthy::yaml
