#include "rules/lib/package_command.h"

#include <gtest/gtest.h>

#include <string>

#include "base/arena.h"
#include "rules/lib/download.h"
#include "shell/parse.h"

namespace seaworthy::rules {
namespace {

/// "family action: packages" of the first command of a text.
std::string read(std::string_view text) {
  Arena arena;
  const shell::Script* const script = shell::parse(
      {.text = text, .file = static_cast<FileId>(0), .pieces = {}, .base = 0}, shell::Dialect::posix, arena);
  const PackageCommand command = package_command(shell::invocation(*script->commands.front()));
  if (command.tool == nullptr) return "none";
  constexpr std::string_view actions[] = {"none", "install", "update", "upgrade", "clean"};
  std::string result(command.tool->family);
  result.append(" ").append(actions[static_cast<std::size_t>(command.action)]).append(":");
  for (const shell::Word* word : command.packages) result.append(" ").append(word->text);
  return result;
}

TEST(PackageCommand, LooksThroughWrappersAndOptions) {
  EXPECT_EQ(read("sudo -E env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 install -t sid curl git"),
            "apt install: curl git");
  EXPECT_EQ(read("apk add --virtual .build -X https://example.com gcc"), "apk install: gcc");
  EXPECT_EQ(read("zypper --non-interactive in -t pattern devel vim"), "zypper install: devel vim");
}

TEST(PackageCommand, KnowsPipByAnyName) {
  EXPECT_EQ(read("python3.12 -m pip install -r a.txt flask"), "pip install: flask");
  EXPECT_EQ(read("uv pip install --python 3.12 flask"), "pip install: flask");
  EXPECT_EQ(read("/opt/venv/bin/pip3 install flask"), "pip install: flask");
  EXPECT_EQ(read("python -m venv /opt/venv"), "none");
  EXPECT_EQ(read("pipx install poetry"), "pip install: poetry");
}

TEST(PackageCommand, KnowsVerbsOfTwoWords) {
  EXPECT_EQ(read("yarn global add serve"), "yarn install: serve");
  EXPECT_EQ(read("yarn --frozen-lockfile"), "yarn install:");
  EXPECT_EQ(read("dnf module install nodejs:20"), "dnf install: nodejs:20");
  EXPECT_EQ(read("dnf -y update"), "dnf upgrade:");
  EXPECT_EQ(read("apt-get -y update"), "apt update:");
}

/// Address, file and next command of a download.
std::string fetch(std::string_view text) {
  Arena arena;
  const shell::Script* const script = shell::parse(
      {.text = text, .file = static_cast<FileId>(0), .pieces = {}, .base = 0}, shell::Dialect::posix, arena);
  const Download found = download(shell::invocation(*script->commands.front()));
  if (!found) return "none";
  std::string result(found.urls.front()->text);
  if (found.saves) result.append(" saved");
  if (found.output != nullptr) result.append(" ").append(found.output->text);
  if (found.piped_to != nullptr) result.append(" | ").append(shell::invocation(*found.piped_to).program);
  return result;
}

TEST(Download, FindsAddressAndFile) {
  EXPECT_EQ(fetch("curl -fsSLo /a -H 'Accept: x' https://example.com/a"), "https://example.com/a saved /a");
  EXPECT_EQ(fetch("curl https://example.com/a > b"), "https://example.com/a saved b");
  EXPECT_EQ(fetch("curl -x http://proxy:3128 https://example.com/a"), "https://example.com/a");
  EXPECT_EQ(fetch("wget -qO- https://example.com/a | tar xz"), "https://example.com/a | tar");
  EXPECT_EQ(fetch("wget -nv https://example.com/a"), "https://example.com/a saved");
  EXPECT_EQ(fetch("curl --version"), "none");
}

TEST(Download, TakesAddressesApart) {
  EXPECT_EQ(url_host("https://user:word@example.com:8443/a?b"), "example.com");
  EXPECT_EQ(url_path("https://example.com/a/b.tgz?x=1#y"), "/a/b.tgz");
  EXPECT_TRUE(is_local_host("nexus"));
  EXPECT_FALSE(is_local_host("example.com"));
}

}  // namespace
}  // namespace seaworthy::rules
