#include "knowledge/tool_options.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace seaworthy::knowledge {
namespace {

/// What the program of a base refuses of a command line: "-P of -oP", "--check", "" for nothing.
std::string refused(std::string_view base, std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t blank = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, blank));
    line.remove_prefix(std::min(line.size(), blank + 1));
  }
  const ToolOptions* const row = tool_options(words.front(), base);
  if (row == nullptr) return "no row";
  const auto found = refused_option(*row, std::span(words).subspan(1));
  if (!found.has_value()) return "";
  return found->letter == '\0' ? std::string(found->option)
                               : std::string("-") + found->letter + " of " + std::string(found->option);
}

TEST(ToolOptions, TellsImplementationsApart) {
  EXPECT_EQ(refused("alpine", "grep -oP x file"), "-P of -oP");
  EXPECT_EQ(refused("debian", "grep -oP x file"), "no row");
  EXPECT_EQ(refused("alpine", "adduser -S -D -H app"), "");
  EXPECT_EQ(refused("debian", "adduser -D app"), "-D");
  EXPECT_EQ(refused("", "apk add -y curl"), "-y");
}

TEST(ToolOptions, LeavesValuesAndOperandsAlone) {
  EXPECT_EQ(refused("alpine", "grep -e -P file"), "");
  EXPECT_EQ(refused("alpine", "grep -A3 -q -- -P"), "");
  EXPECT_EQ(refused("alpine", "xargs -n1 grep -P"), "");
  EXPECT_EQ(refused("alpine", "xargs -d , echo"), "-d of -d");
  EXPECT_EQ(refused("alpine", "timeout -s KILL 5 program --preserve-status"), "");
  EXPECT_EQ(refused("alpine", "timeout --preserve-status 5 program"), "--preserve-status");
  EXPECT_EQ(refused("alpine", "head -20 file"), "");
}

TEST(ToolOptions, ReadsLongOnesByTheirBeginning) {
  EXPECT_EQ(refused("alpine", "wget --no-verbose --tries=1 --spider http://localhost/"), "");
  EXPECT_EQ(refused("alpine", "wget --output-doc=- http://localhost/"), "");
  EXPECT_EQ(refused("alpine", "wget --retry-connrefused http://localhost/"), "--retry-connrefused");
  EXPECT_EQ(refused("alpine", "sha256sum --check --status sums"), "--check");
}

TEST(ToolOptions, ReadsPredicates) {
  EXPECT_EQ(refused("alpine", "find /srv -mtime -7 -name *.log -delete"), "");
  EXPECT_EQ(refused("alpine", "find /srv -perm -4000 -printf %p"), "-printf");
  EXPECT_EQ(refused("alpine", "find . -exec grep -printf {} ; -print0"), "");
}

TEST(DockerOptions, AreWrittenInFull) {
  const std::vector<std::string_view> words = {"--detach", "--scale", "web=2", "--remove-orphan"};
  const auto refused = refused_option(*docker_options("docker compose up"), words);
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->option, "--remove-orphan");
  EXPECT_EQ(docker_options("docker frobnicate"), nullptr);
}

TEST(DockerOptions, EndWhereTheContainersOwnBegin) {
  const std::vector<std::string_view> words = {"--rm", "-it", "-e", "A=1", "alpine", "ls", "--frobnicate"};
  EXPECT_FALSE(refused_option(*docker_options("docker run"), words).has_value());
  EXPECT_EQ(first_operand(*docker_options("docker run"), words), 4U);
}

TEST(DockerOptions, KnowWhichCommandsHaveOthers) {
  for (const std::string_view group : {"docker", "docker compose", "docker container", "docker buildx imagetools"})
    EXPECT_TRUE(is_docker_group(group)) << group;
  for (const std::string_view command : {"docker exec", "docker compose config", "docker frobnicate"})
    EXPECT_FALSE(is_docker_group(command)) << command;
}

TEST(DockerOptions, HoldTheirValuesOrTakeTheNextWord) {
  const ToolOptions& known = *docker_options("docker container exec");
  EXPECT_EQ(&known, docker_options("docker exec"));
  const auto first = [&](std::vector<std::string_view> words) { return first_operand(known, words); };
  EXPECT_EQ(first({"-it", "web", "sh"}), 1U);
  EXPECT_EQ(first({"-itu", "root", "web"}), 2U);
  EXPECT_EQ(first({"-uwww", "web", "sh"}), 1U);
  EXPECT_EQ(first({"--user=root", "--env", "A=1", "web"}), 3U);
}

}  // namespace
}  // namespace seaworthy::knowledge
