#include "shell/command.h"

#include <gtest/gtest.h>

#include <string>

#include "shell/parse.h"

namespace seaworthy::shell {
namespace {

class ShellCommand : public testing::Test {
 protected:
  /// The first command of `text`.
  Invocation of(std::string_view text) {
    const std::string_view stored = arena_.copy(text);
    return invocation(*parse({stored, FileId{0}, {}, 0}, Dialect::bash, arena_)->commands[0]);
  }
  /// "program: arguments" of the first command of `text`.
  std::string run(std::string_view text) {
    const Invocation invocation = of(text);
    std::string result(invocation.program);
    result.push_back(':');
    for (const Word& word : invocation.arguments) result.append(" ").append(word.text);
    return result;
  }
  std::string operands(std::string_view text, std::initializer_list<std::string_view> options) {
    std::string result;
    for (const Word* const word : of(text).operands(options)) result.append(word->text).append(" ");
    return result;
  }

  Arena arena_;
};

TEST_F(ShellCommand, ProgramIsTheLastPathComponent) {
  EXPECT_EQ(run("/usr/bin/apt-get install -y 'a'"), "apt-get: install -y a");
  EXPECT_EQ(run("A=1 make"), "make:");
  EXPECT_EQ(run("A=1"), ":");
  EXPECT_EQ(run("$TOOL x"), ": x");
  EXPECT_EQ(run("\"$HOME/bin/tool\" x"), "tool: x");
  EXPECT_EQ(run("$(dirname \"$0\")/tool.sh x"), "tool.sh: x");
  EXPECT_EQ(run("${X%/*} x"), ": x");
  EXPECT_EQ(run("a=(b)"), ":");
}

TEST_F(ShellCommand, WrappersArePeeledWithTheirOptions) {
  EXPECT_EQ(run("sudo -u bob -E A=1 apt-get update"), "apt-get: update");
  EXPECT_EQ(run("env -i -u X PATH=/bin nice -n 5 make all"), "make: all");
  EXPECT_EQ(run("timeout --signal KILL -k 5s 10m curl -f x"), "curl: -f x");
  EXPECT_EQ(run("time -p exec -a name nohup x y"), "x: y");
  EXPECT_EQ(run("xargs -0 -n1 -I{} rm -rf {}"), "rm: -rf {}");
  EXPECT_EQ(run("xargs -I {} rm {}"), "rm: {}");
  EXPECT_EQ(run("gosu postgres initdb"), "initdb:");
  EXPECT_EQ(run("chroot --userspec=a:b /mnt -- /bin/ls"), "ls:");
  EXPECT_EQ(run("setpriv --reuid=1000 --clear-groups -- node x.js"), "node: x.js");
  EXPECT_EQ(run("tini -g -- node server.js"), "node: server.js");
  EXPECT_EQ(run("flock -n /tmp/lock make"), "make:");
  EXPECT_EQ(run("busybox wget -qO- x"), "wget: -qO- x");
  EXPECT_TRUE(of("sudo env A=1 apt-get update").wrapped_by("sudo"));
  EXPECT_FALSE(of("apt-get install sudo").wrapped_by("sudo"));
}

TEST_F(ShellCommand, WrappersThatRunNothingAreProgramsThemselves) {
  EXPECT_EQ(run("command -v curl"), "command: -v curl");
  EXPECT_EQ(run("command curl x"), "curl: x");
  EXPECT_EQ(run("env"), "env:");
  EXPECT_EQ(run("exec >log"), "exec:");
  EXPECT_EQ(run("sudo -l"), "sudo: -l");
  EXPECT_EQ(run("timeout 5"), "timeout: 5");
  EXPECT_EQ(run("sh -c 'a'"), "sh: -c a");
}

TEST_F(ShellCommand, Flags) {
  const Invocation install = of("apt-get -qy install --no-install-recommends --fix=true a -- -z");
  EXPECT_TRUE(install.has_flag("-y"));
  EXPECT_TRUE(install.has_flag("-q"));
  EXPECT_TRUE(install.has_flag("--no-install-recommends"));
  EXPECT_TRUE(install.has_flag("--fix"));
  EXPECT_FALSE(install.has_flag("--no-install"));
  EXPECT_FALSE(install.has_flag("-n"));
  EXPECT_FALSE(install.has_flag("-z"));
  EXPECT_TRUE(install.has_any_flag({"--yes", "-y"}));
  EXPECT_EQ(install.flag("-q")->text, "-qy");
}

TEST_F(ShellCommand, OptionValues) {
  EXPECT_EQ(of("curl -fsSLo out x").option("-o"), "out");
  EXPECT_EQ(of("curl -oout x").option("-o"), "out");
  EXPECT_EQ(of("curl --output out x").option("--output"), "out");
  EXPECT_EQ(of("curl --output=out x").option("--output"), "out");
  EXPECT_EQ(of("curl -f x").option("-o"), std::nullopt);
  EXPECT_EQ(of("curl -o").option("-o"), std::nullopt);
  EXPECT_EQ(of("x -- -o y").option("-o"), std::nullopt);
}

TEST_F(ShellCommand, Operands) {
  EXPECT_EQ(operands("apt-get -y -o Dpkg::x=y install a=1 b -- -c", {"-o"}), "install a=1 b -c ");
  EXPECT_EQ(operands("curl -fsSLo out - x", {"-o"}), "- x ");
  EXPECT_EQ(operands("apk add --virtual .d --repository=r a", {"--virtual", "--repository"}), "add a ");
  EXPECT_EQ(of("npm --prefix web ci").verb({"--prefix"}), "ci");
  EXPECT_EQ(of("npm -g").verb(), "");
}

}  // namespace
}  // namespace seaworthy::shell
