#include "project/script_values.h"

#include <gtest/gtest.h>

#include "shell/parse.h"

namespace seaworthy::project {
namespace {

/// Commands of a script as text; ` @ folder` when the working directory is known.
std::vector<std::string> expanded(const std::string& text, ScriptContext context = {}) {
  const Source source(FileId{0}, "run.sh", text);
  Arena arena;
  if (context.script_path.empty()) context.script_path = "ops/run.sh";
  std::vector<std::string> result;
  for (const ExpandedCommand& command :
       expand_commands(*shell::parse(MappedText::whole(source), shell::Dialect::bash, arena), context)) {
    std::string line;
    for (const std::string& word : command.words) line += (line.empty() ? "" : " ") + word;
    for (char& c : line)
      if (c == unknown_part) c = '?';
    if (command.directory.has_value()) line += " @ " + *command.directory;
    result.push_back(std::move(line));
  }
  return result;
}
using Lines = std::vector<std::string>;

TEST(ScriptValues, LiteralVariablesArePutIn) {
  EXPECT_EQ(expanded("F=compose.prod.yml\nDC=\"docker compose -f $F\"\n$DC up -d\n"),
            (Lines{"docker compose -f compose.prod.yml up -d"}));
  EXPECT_EQ(expanded("docker compose -f ${F:-base.yml} -f $1 up"), (Lines{"docker compose -f base.yml -f ? up"}));
}

TEST(ScriptValues, BranchesAddPossibleValues) {
  EXPECT_EQ(expanded("F=a.yml\nif x; then F=b.yml; fi\nup $F\n"), (Lines{"x", "up a.yml", "up b.yml"}));
  EXPECT_EQ(expanded("for f in a b; do up $f; done"), (Lines{"up a", "up b"}));
}

TEST(ScriptValues, ArraysAndAppending) {
  EXPECT_EQ(expanded("files=(-f a.yml)\nfiles+=(-f \"b.yml\")\nup \"${files[@]}\"\n"), (Lines{"up -f a.yml -f b.yml"}));
  EXPECT_EQ(expanded("run() { local files=(\"-f\" \"a.yml\"); up \"${files[@]}\"; }\nrun\n"), (Lines{"up -f a.yml"}));
}

TEST(ScriptValues, FunctionsTakeTheArgumentsOfTheirCalls) {
  EXPECT_EQ(
      expanded("check() {\n  local files=\"$1\"\n  up $files\n}\ncheck \"-f a.yml -f b.yml\"\ncheck \"-f c.yml\"\n"),
      (Lines{"up -f a.yml -f b.yml", "up -f c.yml"}));
}

TEST(ScriptValues, ArgumentsOfOneCallBelongTogether) {
  EXPECT_EQ(expanded("f() { local i=$1; date; build -f $2 $i; }\nf api api/\nf web web/\n"),
            (Lines{"date", "build -f api/ api", "build -f web/ web"}));
  EXPECT_EQ(expanded("f() { build ${2:-.} $1; }\nf api sub\nf web\n"), (Lines{"build sub api", "build . web"}));
  EXPECT_EQ(expanded("f() { build $1; }\nfor i in a b; do f $i; done\n"), (Lines{"build a", "build b"}));
}

TEST(ScriptValues, LocalsOfOneFunctionAreNotThoseOfAnother) {
  EXPECT_EQ(expanded("one() { local f=a; up $f; }\ntwo() { local f=b; up $f; }\n"), (Lines{"up a", "up b"}));
}

TEST(ScriptValues, FoldersAreFollowed) {
  EXPECT_EQ(expanded("cd \"$(dirname \"$0\")\"\nup\ncd ..\nup\n"),
            (Lines{std::string("dirname ") + root_mark + "ops/run.sh", "up @ ops", "up @ "}));
  EXPECT_EQ(expanded("DIR=\"$(cd \"$(dirname \"${BASH_SOURCE[0]}\")/..\" && pwd)\"\ncd $DIR/web && up\n"),
            (Lines{std::string("dirname ") + root_mark + "ops/run.sh", "pwd @ ", "up @ web"}));
  EXPECT_EQ(expanded("(cd ../x; a)\nb", {.script_path = "ops/run.sh", .directory = "ops"}),
            (Lines{"a @ x", "b @ ops"}));
}

TEST(ScriptValues, SubstitutionsAndEvalAreCommandsToo) {
  EXPECT_EQ(expanded("X=$(docker ps)\ncmd='docker compose up'\neval \"$cmd -d\"\n"),
            (Lines{"docker ps", "docker compose up -d"}));
}

TEST(ScriptValues, ManyVariablesDoNotExplode) {
  std::string text;
  for (int number = 0; number < 12; ++number)
    text += "if x; then V" + std::to_string(number) + "=1; else V" + std::to_string(number) + "=2; fi\n";
  text += "up $V0$V1$V2$V3$V4$V5$V6$V7$V8$V9$V10$V11\n";
  EXPECT_LE(expanded(text).size(), 12u + 8u);
}

}  // namespace
}  // namespace seaworthy::project
