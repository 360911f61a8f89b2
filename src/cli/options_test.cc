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
  EXPECT_EQ(parse({"config", "--", "--quiet"}).options.command, Command::config);
  // A command's name is one in the first place only, and paths are taken letter by letter.
  EXPECT_EQ(parse({"audit", "config", "-", "[slug]", "{}", ""}).options.arguments,
            (std::vector<std::string>{"config", "-", "[slug]", "{}", ""}));
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
  // The last of several wins; an empty value is one.
  EXPECT_EQ(parse({"--format", "json", "--format", "markdown"}).options.format, Format::markdown);
  EXPECT_EQ(parse({"config", "-fa.yaml", "--file=b.yaml", "-f", "--c.yaml"}).options.files,
            (std::vector<std::string>{"a.yaml", "b.yaml", "--c.yaml"}));
  const CommandLine empty = parse({"config", "--project-name=", "web"});
  EXPECT_EQ(empty.options.project_name, "");
  EXPECT_EQ(empty.options.arguments, std::vector<std::string>{"web"});
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
      {{"--baseline", "a.json"}, "option `--baseline` is planned, but this version does not have it yet"},
      {{"--format="}, "--format: `` is no format; formats are `terminal`, `markdown` and `json`"},
      {{"-fcompose.yaml"}, "`-f` is no option of `seaworthy audit`, but of `seaworthy config`"},
      {{"--treads=4", "a"}, "`--treads` is no option of `seaworthy audit`; did you mean `--threads`?"},
      {{"config", "a", "-f"}, "`--file` wants a value: `--file FILE`"},
      {{"--threads", "x", "--fromat"}, "--threads: `x` is no number of threads; give one from 1 to 256"},
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
