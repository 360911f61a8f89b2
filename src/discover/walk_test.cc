#include "discover/walk.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace seaworthy::discover {
namespace {

std::vector<std::string> found(const Discovered& discovered) {
  std::vector<std::string> paths;
  for (const FoundFile& file : discovered.files) paths.push_back(file.path);
  return paths;
}

std::vector<std::string> tree(const Discovered& discovered) {
  std::vector<std::string> paths;
  for (const TreeEntry& entry : discovered.tree) paths.push_back((entry.ignored ? "!" : "") + std::string(entry.path));
  return paths;
}

std::vector<std::string> unread(const Discovered& discovered) {
  std::vector<std::string> lines;
  for (const Unread& entry : discovered.unread) lines.push_back(entry.path + ": " + entry.reason);
  return lines;
}

using Paths = std::vector<std::string>;

TEST(Discover, ReadsOnlyFilesOfTheDeployment) {
  MemoryFiles files;
  files.add("api/Dockerfile", "FROM alpine");
  files.add("api/main.go", "package main");
  files.add("go.sum", "x");
  files.add("logo.png", "x");
  files.add("stack.yml", "services:\n  a:\n    image: b\n");
  files.add("values.yml", "a: 1");
  const Discovered result = discover(files, 2);
  EXPECT_EQ(found(result), (Paths{"api/Dockerfile", "go.sum", "stack.yml"}));
  EXPECT_EQ(result.files[0].bytes, "FROM alpine");
  EXPECT_FALSE(result.files[1].has_content);
  EXPECT_EQ(result.files[2].kind, FileKind::compose);
  EXPECT_EQ(files.reads(), (Paths{"api/Dockerfile", "stack.yml", "values.yml"}));
  EXPECT_EQ(tree(result),
            (Paths{"api", "api/Dockerfile", "api/main.go", "go.sum", "logo.png", "stack.yml", "values.yml"}));
  EXPECT_EQ(result.source_files, 1u);
  EXPECT_TRUE(result.unread.empty());
}

TEST(Discover, FilesThatOthersNameAreComposeFiles) {
  MemoryFiles files;
  files.add("compose.yaml",
            "include:\n  - parts/net.yml\nservices:\n  a:\n    extends:\n      file: common.yml\n      service: base\n"
            "    volumes:\n      - ./settings.yml:/etc/settings.yml\n");
  files.add("common.yml", "services:\n  base:\n    restart: always\n");
  files.add("parts/net.yml", "networks:\n  back: {}\n");
  files.add("settings.yml", "volumes: 3\n");
  files.add("limits.yml", "services:\n  a:\n    mem_limit: 1g\n");
  files.add("deploy.sh",
            "docker compose -f compose.yaml -f limits.yml up\ndocker stack deploy -c x.yml,labels.yml s\n");
  files.add("labels.yml", "services:\n  a:\n    labels: [b]\n");
  files.add("other.yml", "services:\n  a:\n    class: B\n");
  const Discovered result = discover(files, 2);
  EXPECT_EQ(found(result), (Paths{"common.yml", "compose.yaml", "deploy.sh", "labels.yml", "limits.yml",
                                  "parts/net.yml", "settings.yml"}));
  EXPECT_EQ(result.files[0].kind, FileKind::compose);
  EXPECT_EQ(result.files[0].bytes, "services:\n  base:\n    restart: always\n");
}

TEST(Discover, MountedConfigurationIsRead) {
  MemoryFiles files;
  files.add("stack/compose.yaml",
            "services:\n  a:\n    image: b\n    volumes:\n      - ./board.toml:/etc/board.toml:ro\n"
            "      - \"${RULES:-./rules}:/rules\"\n      - ../shared:/shared\n      - .:/srv\n"
            "configs:\n  c:\n    file: extra.json\n");
  files.add("stack/board.toml", "a = 1\n");
  files.add("stack/extra.json", "{}");
  files.add("stack/other.json", "{}");
  files.add("stack/rules/one.ini", "x");
  files.add("stack/rules/deep/two.ini", "x");
  files.add("stack/rules/picture.png", "x");
  files.add("stack/rules/tables.sql", "SELECT 1;\n");
  files.add("shared/all.properties", "x");
  const Discovered result = discover(files, 2);
  EXPECT_EQ(found(result), (Paths{"shared/all.properties", "stack/board.toml", "stack/compose.yaml", "stack/extra.json",
                                  "stack/rules/one.ini", "stack/rules/tables.sql"}));
  EXPECT_EQ(result.files[1].kind, FileKind::other);
  EXPECT_EQ(result.files[5].kind, FileKind::sql);
  EXPECT_EQ(result.files[1].bytes, "a = 1\n");
}

TEST(Discover, SettingsThatAProgramMakesAreUnread) {
  MemoryFiles files;
  files.add(".dclintrc.cjs", "module.exports = {}");
  files.add(".dclintrc.json", "{}");
  const Discovered result = discover(files, 1);
  EXPECT_EQ(found(result), Paths{".dclintrc.json"});
  EXPECT_EQ(unread(result), Paths{".dclintrc.cjs: settings that a program makes, and no program is run"});
}

TEST(Discover, TreeIsInTheByteOrderOfPaths) {
  MemoryFiles files;
  for (const char* path : {"a/x", "a-b/c", "a-b-c/d", "a.txt", "a0", "a-", "ab/c/d", "b"}) files.add(path, "");
  const Paths paths = tree(discover(files, 3));
  EXPECT_EQ(paths.size(), 13u);
  EXPECT_TRUE(std::is_sorted(paths.begin(), paths.end()));
}

TEST(Discover, LeavesIgnoredAndVendoredFoldersOut) {
  MemoryFiles files;
  files.add(".gitignore", "build/\n*.local.yml\n");
  files.add("build/Dockerfile", "FROM a");
  files.add("compose.local.yml", "services: {}");
  files.add("node_modules/x/Dockerfile", "FROM a");
  files.add(".claude/skills/x/Dockerfile", "FROM a");
  files.add("rust/Cargo.toml", "");
  files.add("rust/target/Dockerfile", "FROM a");
  files.add("target/Dockerfile", "FROM a");
  files.add("env/pyvenv.cfg", "");
  files.add("env/bin/activate.sh", "");
  const Discovered result = discover(files, 2);
  EXPECT_EQ(found(result), (Paths{".gitignore", "rust/Cargo.toml", "target/Dockerfile"}));
  EXPECT_EQ(result.not_entered, (Paths{".claude", "build", "env", "node_modules", "rust/target"}));
  EXPECT_EQ(result.ignored_files, 1u);
  EXPECT_EQ(tree(result), (Paths{".claude", ".gitignore", "!build", "!compose.local.yml", "env", "node_modules", "rust",
                                 "rust/Cargo.toml", "rust/target", "target", "target/Dockerfile"}));
}

TEST(Discover, NearerIgnoreFilesDecide) {
  MemoryFiles files;
  files.add(".gitignore", "*.yml\n");
  files.add("a/.gitignore", "!compose.yml\n");
  files.add("a/compose.yml", "services: {}");
  files.add("a/b/compose.yml", "services: {}");
  files.add("compose.yml", "services: {}");
  files.add(".git/info/exclude", "Dockerfile\n");
  files.add("Dockerfile", "FROM a");
  const Discovered result = discover(files, 1);
  EXPECT_EQ(found(result), (Paths{".gitignore", "a/.gitignore", "a/b/compose.yml", "a/compose.yml"}));
}

/// An index of version 2 as git writes it.
std::string git_index(const Paths& paths) {
  std::string bytes = std::string("DIRC\0\0\0\2\0\0\0", 11) + static_cast<char>(paths.size());
  for (const std::string& path : paths) {
    const std::size_t begin = bytes.size();
    bytes += std::string(61, '\0') + static_cast<char>(path.size()) + path;
    do bytes += '\0';
    while ((bytes.size() - begin) % 8 != 0);
  }
  return bytes + std::string(20, '\0');
}

TEST(Discover, WhatGitTracksIsNotIgnored) {
  MemoryFiles files;
  files.add(".gitignore", "*.yml\ndist/\n.env\n");
  files.add("compose.yml", "services: {}");
  files.add("compose.local.yml", "services: {}");
  files.add("dist/Dockerfile", "FROM a");
  files.add("dist/Dockerfile.local", "FROM a");
  files.add(".env", "A=1");
  files.add(".git/index", git_index({".env", "compose.yml", "dist/Dockerfile"}));
  const Discovered result = discover(files, 2);
  EXPECT_EQ(found(result), (Paths{".env", ".gitignore", "compose.yml", "dist/Dockerfile"}));
  EXPECT_FALSE(result.files[0].ignored);
  EXPECT_EQ(tree(result), (Paths{".env", ".git", ".gitignore", "!compose.local.yml", "compose.yml", "dist",
                                 "dist/Dockerfile", "!dist/Dockerfile.local"}));

  MemoryFiles part;
  part.add("compose.yml", "services: {}");
  Scope scope;
  scope.outer_ignores = {{"a/b", "*.yml\n"}};
  scope.path_in_repository = "a/b";
  EXPECT_EQ(found(discover(part, 1, {}, scope)), Paths{});
  scope.outer_index = [] { return git_index({"a/b/compose.yml"}); };
  EXPECT_EQ(found(discover(part, 1, {}, scope)), Paths{"compose.yml"});
}

TEST(Discover, IgnoredEnvironmentIsReadForInterpolation) {
  MemoryFiles files;
  files.add(".gitignore", ".env\n");
  files.add(".env", "A=1");
  const Discovered result = discover(files, 1);
  ASSERT_EQ(found(result), (Paths{".env", ".gitignore"}));
  EXPECT_TRUE(result.files[0].ignored);
  EXPECT_EQ(result.files[0].bytes, "A=1");
}

TEST(Discover, SaysWhatItCouldNotRead) {
  MemoryFiles files;
  files.add("Dockerfile", std::string(100, 'x'));
  files.add_unreadable("compose.yaml", FileError::permission);
  files.add_unreadable("Containerfile", FileError::not_regular);
  files.add_directory("docker-compose.yml");
  files.add_directory("locked", FileError::permission);
  files.add_link("Dockerfile.out", "../x");
  files.add_link("Dockerfile.loop", "Dockerfile.loop");
  files.add_link("Dockerfile.gone", "nothing");
  files.add("big.yml", "a: " + std::string(5u << 20, 'x'));
  Limits limits;
  limits.file_bytes = 1u << 20;
  files.add("Dockerfile.big", std::string(2u << 20, 'x'));
  EXPECT_EQ(unread(discover(files, 2, limits)),
            (Paths{"Containerfile: not a regular file (a folder, pipe, socket or device)",
                   "Dockerfile.big: larger than the limit of 1 MiB for one file", "Dockerfile.gone: link leads nowhere",
                   "Dockerfile.loop: links form a loop", "Dockerfile.out: link leads out of the audited folder",
                   "compose.yaml: permission denied", "docker-compose.yml: a folder, where the name promises a file",
                   "locked: permission denied"}));
}

TEST(Discover, LinksInsideTheRootAreFilesAndLinkedFoldersAreNotEntered) {
  MemoryFiles files;
  files.add("docker/api.txt", "FROM a\nRUN b\n");
  files.add("docker/Dockerfile.prod", "FROM a\nRUN b\n");
  files.add_link("Dockerfile", "docker/api.txt");
  files.add_link("Dockerfile.prod", "docker/Dockerfile.prod");
  files.add_link("same", "docker");
  const Discovered result = discover(files, 1);
  EXPECT_EQ(found(result), (Paths{"Dockerfile", "docker/Dockerfile.prod"}));
  EXPECT_EQ(result.files[0].reason, "by its name, a link to `docker/api.txt`");
  EXPECT_EQ(result.tree[1].path, "Dockerfile.prod");
  EXPECT_EQ(result.tree[1].target, "docker/Dockerfile.prod");
  EXPECT_EQ(result.not_entered, Paths{"same"});
}

TEST(Discover, LimitsFallOnTheSameFilesAtAnyThreadCount) {
  MemoryFiles files;
  for (int index = 0; index < 60; ++index) {
    files.add("d" + std::to_string(index) + "/Dockerfile", std::string(1000, 'x'));
  }
  Limits limits;
  limits.total_bytes = 10'500;
  limits.entries = 90;
  const Discovered one = discover(files, 1, limits);
  for (const unsigned threads : {2u, 5u}) {
    const Discovered more = discover(files, threads, limits);
    EXPECT_EQ(found(more), found(one));
    EXPECT_EQ(tree(more), tree(one));
    EXPECT_EQ(unread(more), unread(one));
  }
  EXPECT_EQ(found(one).size(), 10u);
  EXPECT_EQ(one.unread.front().reason, "more than 90 files and folders; the rest is left out");
}

TEST(Discover, DepthIsLimited) {
  MemoryFiles files;
  files.add("a/b/c/Dockerfile", "FROM a");
  Limits limits;
  limits.depth = 2;
  const Discovered result = discover(files, 1, limits);
  EXPECT_EQ(unread(result), Paths{"a/b: deeper than 2 folders"});
  EXPECT_EQ(result.not_entered, Paths{"a/b"});
}

TEST(Discover, PartOfTheRoot) {
  MemoryFiles files;
  files.add(".gitignore", "*.local.yml\n");
  files.add("a/b/compose.local.yml", "services: {}");
  files.add("a/b/compose.yml", "services: {}");
  files.add("a/compose.yml", "services: {}");
  const Discovered result = discover(files, 2, {}, {.starts = {"a/b", "a/b"}});
  EXPECT_EQ(found(result), Paths{"a/b/compose.yml"});
  EXPECT_EQ(tree(result), (Paths{"a", "a/b", "!a/b/compose.local.yml", "a/b/compose.yml"}));
  EXPECT_EQ(result.not_entered, (Paths{"", "a"}));
}

TEST(Discover, SingleFileWithWhatStandsBesideIt) {
  MemoryFiles files;
  files.add("api/build", "FROM a\nCOPY . .\n");
  files.add("api/.dockerignore", "x");
  files.add("api/compose.yml", "services: {}");
  files.add("api/src/main.go", "");
  const Discovered result = discover(files, 1, {}, {.starts = {"api/build"}});
  EXPECT_EQ(found(result), (Paths{"api/.dockerignore", "api/build"}));
  EXPECT_EQ(tree(result), (Paths{"api", "api/.dockerignore", "api/build", "api/compose.yml", "api/src"}));
  EXPECT_EQ(result.not_entered, (Paths{"", "api/src"}));
  EXPECT_EQ(unread(discover(files, 1, {}, {.starts = {"api/src/main.go"}})).size(), 1u);
}

TEST(Discover, PatternsFromAboveTheRoot) {
  MemoryFiles files;
  files.add("compose.yml", "services: {}");
  files.add("Dockerfile", "FROM a");
  const Discovered result = discover(files, 1, {}, {.outer_ignores = {{"services/api", "/services/*/compose.yml\n"}}});
  EXPECT_EQ(found(result), Paths{"Dockerfile"});
}

}  // namespace
}  // namespace seaworthy::discover
