#include "cli/options.h"

#include <gtest/gtest.h>

namespace seaworthy::cli {
namespace {

CommandLine parse(std::vector<std::string_view> arguments) { return parse_command_line(arguments); }

TEST(CommandLine, AuditIsTheDefaultCommand) {
  EXPECT_EQ(parse({}).options.command, Command::audit);
  const CommandLine line = parse({"a", "--quiet", "b"});
  EXPECT_EQ(line.options.command, Command::audit);
  EXPECT_EQ(line.options.arguments, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(line.options.quiet);
  EXPECT_EQ(parse({"fix", "a"}).options.command, Command::fix);
  EXPECT_EQ(parse({"--", "fix", "--quiet"}).options.arguments, (std::vector<std::string>{"fix", "--quiet"}));
}

TEST(CommandLine, ReadsValuesInEverySpelling) {
  const CommandLine line = parse({"--format=json", "--output", "a.md", "-o", "b.json", "-oc.txt", "--fail-on", "never",
                                  "--only", "a,b", "--only=c", "--threads", "3", "--color", "always"});
  ASSERT_EQ(line.error, "");
  EXPECT_EQ(line.options.format, Format::json);
  ASSERT_EQ(line.options.outputs.size(), 3u);
  EXPECT_EQ(line.options.outputs[0].format, Format::markdown);
  EXPECT_EQ(line.options.outputs[2].path, "c.txt");
  EXPECT_EQ(line.options.fail_on, std::nullopt);
  EXPECT_EQ(line.options.only, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(line.options.threads, 3u);
  EXPECT_EQ(line.options.color, ColorChoice::always);
}

TEST(CommandLine, MistakesAreAnsweredWithWhatWouldBeRight) {
  const std::pair<std::vector<std::string_view>, std::string_view> cases[] = {
      {{"--fromat", "json"}, "`--fromat` is no option of `seaworthy audit`; did you mean `--format`?"},
      {{"--zzzzzz"}, "`--zzzzzz` is no option of `seaworthy audit`; `seaworthy audit --help` lists them"},
      {{"--write"}, "`--write` is no option of `seaworthy audit`, but of `seaworthy fix`"},
      {{"-x"}, "`-x` is no option of `seaworthy audit`; `seaworthy audit --help` lists them"},
      {{"--format", "jsn"}, "--format: `jsn` is no format; did you mean `json`?"},
      {{"--format", "sarif"},
       "--format: format `sarif` is planned, but this version cannot write it yet; formats are `terminal`, `markdown` "
       "and "
       "`json`"},
      {{"--output", "report"},
       "--output: cannot tell a format from the name `report`; end it in `.md`, `.json` or `.txt`"},
      {{"--format"}, "`--format` wants a value: `--format FORMAT`"},
      {{"--quiet=yes"}, "`--quiet` takes no value"},
      {{"--threads", "0"}, "--threads: `0` is no number of threads; give one from 1 to 256"},
      {{"--fail-on", "hihg"}, "--fail-on: `hihg` is no severity; did you mean `high`?"},
      {{"help", "fxi"}, "`fxi` is no command; did you mean `fix`?"},
  };
  for (const auto& [arguments, message] : cases) EXPECT_EQ(parse(arguments).error, message);
}

TEST(CommandLine, EveryCommandHasHelpWithExamples) {
  for (const std::string_view command : command_names()) {
    for (const CommandLine& line : {parse({command, "--help"}), parse({"help", command})}) {
      EXPECT_EQ(line.error, "");
      EXPECT_NE(line.help.find("Examples:\n  seaworthy"), std::string::npos) << command;
    }
  }
  EXPECT_TRUE(parse({"--version"}).version);
}

}  // namespace
}  // namespace seaworthy::cli
