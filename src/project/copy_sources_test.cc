#include "project/copy_sources.h"

#include <gtest/gtest.h>

#include "project/testing.h"

namespace seaworthy::project {
namespace {

std::string_view state_name(CopyState state) {
  switch (state) {
    case CopyState::present:
      return "present";
    case CopyState::missing:
      return "missing";
    case CopyState::excluded:
      return "excluded";
    case CopyState::no_match:
      return "no match";
    case CopyState::git_ignored:
      return "ignored by git";
    case CopyState::remote:
      return "remote";
    case CopyState::made:
      return "made";
    case CopyState::from_image:
      return "from image";
    case CopyState::unknown:
      return "unknown";
  }
  return "";
}

/// "source: state" of every source of the first context of the first Dockerfile.
std::vector<std::string> states(std::vector<std::pair<std::string, std::string>> files) {
  const auto project = link_files(std::move(files));
  std::vector<std::string> result;
  for (const CopySource& source : build_contexts(*project, project->dockerfiles.front()).front().sources)
    result.push_back(std::string(project->sources.text(source.span)) + ": " + std::string(state_name(source.state)));
  return result;
}
using Lines = std::vector<std::string>;

TEST(CopySources, AgainstTheContextWithoutWhatIsIgnored) {
  EXPECT_EQ(states({{"compose.yaml", "services:\n  a:\n    build: app\n"},
                    {"app/Dockerfile",
                     "FROM node:20\nARG DIR=src\nCOPY package*.json gone*.txt ./\nCOPY $DIR docs keep /app/\n"
                     "COPY gone.js /\nCOPY . .\nADD https://example.org/x /x\nCOPY ../b.txt $NOBODY /\n"},
                    {"app/.dockerignore", "docs\nkeep\n!keep/one.txt\n"},
                    {"app/package.json", "{}"},
                    {"app/src/a.js", ""},
                    {"app/docs/x.md", ""},
                    {"app/keep/one.txt", ""},
                    {"app/b.txt", ""}}),
            (Lines{"package*.json: present", "gone*.txt: no match", "$DIR: present", "docs: excluded", "keep: present",
                   "gone.js: missing", ".: present", "https://example.org/x: remote", "../b.txt: present",
                   "$NOBODY: unknown"}));
}

TEST(CopySources, OnlyStagesThatTheTargetNeeds) {
  EXPECT_EQ(
      states({{"compose.yaml", "services:\n  a:\n    build: {context: ., target: two}\n"},
              {"Dockerfile",
               "FROM node:20 AS one\nCOPY gone1 /\nFROM node:20 AS base\nCOPY here /x/\nFROM base AS two\n"
               "COPY --from=base /x/here /y\nCOPY --from=alpine /etc/passwd /\nFROM two AS three\nCOPY gone3 /\n"},
              {"here", ""}}),
      (Lines{"here: present", "/x/here: made", "/etc/passwd: from image"}));
}

TEST(CopySources, TheDockerfilesOwnIgnoreFileWins) {
  EXPECT_EQ(states({{"compose.yaml", "services:\n  a:\n    build: {context: ., dockerfile: api.Dockerfile}\n"},
                    {"api.Dockerfile", "FROM scratch\nCOPY one two /\n"},
                    {".dockerignore", "one\n"},
                    {"api.Dockerfile.dockerignore", "two\n"},
                    {"one", ""},
                    {"two", ""}}),
            (Lines{"one: present", "two: excluded"}));
}

TEST(CopySources, WhatGitIgnoresIsNotInAClone) {
  EXPECT_EQ(states({{"compose.yaml", "services:\n  a:\n    build: .\n"},
                    {"Dockerfile", "FROM scratch\nCOPY local.cfg node_modules/x /\n"},
                    {".gitignore", "local.cfg\nnode_modules\n"},
                    {"local.cfg", ""},
                    {"node_modules/x", ""}}),
            (Lines{"local.cfg: ignored by git", "node_modules/x: unknown"}));
}

TEST(CopySources, ADockerfileThatNobodyBuildsIsTriedFromItsFolderAndTheRoot) {
  const auto project = link_files({{"docker/Dockerfile", "FROM scratch\nCOPY src /\n"}, {"src/a.txt", ""}});
  const BuildContext& context = build_contexts(*project, project->dockerfiles.front()).front();
  EXPECT_EQ(context.use, nullptr);
  EXPECT_EQ(context.context, "");
  EXPECT_EQ(context.sources.front().state, CopyState::present);
}

TEST(CopySources, ABuildThatNamesApartOfTheDockerfileGivesItsContext) {
  const auto project =
      link_files({{".github/workflows/image.yml",
                   "jobs:\n  build:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n"
                   "          context: .\n          file: ${{ inputs.folder }}/Dockerfile\n"},
                  {"services/mail/Dockerfile", "FROM node:24\nCOPY . /srv\n"},
                  {"services/mail/other.Dockerfile", "FROM node:24\nCOPY . /srv\n"}});
  EXPECT_EQ(build_contexts(*project, project->dockerfiles.front()).front().context, "");
  EXPECT_EQ(build_contexts(*project, project->dockerfiles.back()).front().context, "services/mail");
}

TEST(CopySources, OfADockerfileWithNothingBesideItTheContextIsNotKnown) {
  const std::string copies = "FROM debian:13\nCOPY app.conf conf.d/*.conf /etc/\n";
  const auto alone = link_files({{"Dockerfile", copies}});
  const auto among_others =
      link_files({{"one/Dockerfile", copies}, {"two/Dockerfile", copies}, {"README.md", "Two\n"}});
  for (const auto* project : {alone.get(), among_others.get()})
    for (const CopySource& source : build_contexts(*project, project->dockerfiles.front()).front().sources)
      EXPECT_EQ(source.state, CopyState::unknown) << source.text;
}

TEST(CopySources, NamedTargetsThatNobodyBuildsAreContextsOfTheirOwn) {
  const auto project = link_files({{"compose.yaml", "services:\n  a:\n    build: {context: app, target: dev}\n"},
                                   {"app/Dockerfile",
                                    "FROM node:24 AS base\nFROM base AS dev\nFROM base AS prod\n"
                                    "FROM alpine AS tools\nFROM prod AS debug\nCOPY --from=tools /a /b\n"}});
  const auto contexts = build_contexts(*project, project->dockerfiles.front());
  ASSERT_EQ(contexts.size(), 2u);
  EXPECT_EQ(contexts[0].target->name, "dev");
  EXPECT_NE(contexts[0].use, nullptr);
  EXPECT_EQ(contexts[1].target->name, "debug");
  EXPECT_EQ(contexts[1].use, nullptr);
  EXPECT_EQ(contexts[1].context, "app");
}

}  // namespace
}  // namespace seaworthy::project
