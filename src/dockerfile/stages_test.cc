#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dockerfile/parse.h"

namespace seaworthy::dockerfile {
namespace {

class Stages : public testing::Test {
 protected:
  const File& parse(std::string text) {
    source_ = &sources_[sources_.add("Dockerfile", std::move(text))];
    file_ = dockerfile::parse(MappedText::whole(*source_), arena_);
    return *file_;
  }
  std::string at(Span span) const { return span.valid() ? std::string(source_->text(span)) : "(nowhere)"; }
  const Stage& stage(std::size_t index) const { return *file_->stages[index]; }
  const Variable* variable(const Stage& stage, std::string_view name) const {
    for (const Variable& one : stage.variables) {
      if (one.name == name) return &one;
    }
    return nullptr;
  }
  std::vector<std::string> problems(std::string_view kind) const {
    std::vector<std::string> result;
    for (const Problem& problem : file_->problems) {
      if (problem.kind == kind) result.push_back(at(problem.span));
    }
    return result;
  }

  Arena arena_;
  SourceSet sources_;
  const Source* source_ = nullptr;
  const File* file_ = nullptr;
};

using Strings = std::vector<std::string>;

TEST_F(Stages, NamesParentsAndSources) {
  parse(
      "FROM golang AS Build\nFROM build AS test\nFROM alpine\nCOPY --from=BUILD /a /b\nCOPY --from=1 /c /d\n"
      "RUN --mount=from=test,target=/x y\n");
  EXPECT_EQ(stage(0).name, "Build");
  EXPECT_EQ(stage(1).parent, &stage(0));
  ASSERT_EQ(stage(2).copies_from.size(), 2u);
  EXPECT_EQ(stage(2).copies_from[0], &stage(0));
  EXPECT_EQ(file_->stage("TEST"), &stage(1));
  EXPECT_EQ(file_->stage("2"), &stage(2));
  EXPECT_EQ(file_->stage("3"), nullptr);
  EXPECT_EQ(stage(1).root().base, "golang");
}

TEST_F(Stages, FromFindsNamesInLowerCaseOnly) {
  parse("FROM golang AS build\nFROM Build\n");
  EXPECT_EQ(stage(1).parent, nullptr) << "which is an image with an impossible name";
  EXPECT_EQ(problems("image-reference-invalid"), Strings{"Build"});
}

TEST_F(Stages, ReachableFromTheLast) {
  parse("FROM a AS one\nFROM b AS two\nFROM one AS three\nFROM c\nCOPY --from=three /x /y\n");
  EXPECT_TRUE(stage(0).reachable);
  EXPECT_FALSE(stage(1).reachable);
  EXPECT_TRUE(stage(2).reachable);
}

TEST_F(Stages, GlobalArgumentsAreEmptyInsideUnlessRepeated) {
  parse("ARG V=1\nARG BASE=alpine:$V\nFROM $BASE\nENV A=$V\nARG V\nENV B=$V\n");
  EXPECT_EQ(stage(0).base, "alpine:1");
  EXPECT_TRUE(stage(0).base_known);
  EXPECT_EQ(variable(stage(0), "A")->value, "");
  EXPECT_EQ(variable(stage(0), "B")->value, "1");
  EXPECT_TRUE(variable(stage(0), "V")->is_arg);
  EXPECT_EQ(problems("undefined-variable"), Strings{"$V"});
}

TEST_F(Stages, OneEnvInstructionSeesTheValuesFromBefore) {
  parse("FROM scratch\nENV A=1\nENV A=2 B=$A\n");
  EXPECT_EQ(variable(stage(0), "B")->value, "1");
  EXPECT_EQ(variable(stage(0), "A")->value, "2");
}

TEST_F(Stages, WhatOnlyTheBuildKnowsIsNotKnown) {
  parse("ARG X\nFROM node:$X\nARG Y\nENV A=$Y B=${Y:-d} C=$HOME\nARG TARGETARCH\nENV D=$TARGETARCH\n");
  EXPECT_FALSE(stage(0).base_known);
  EXPECT_FALSE(variable(stage(0), "A")->known);
  EXPECT_TRUE(variable(stage(0), "B")->known);
  EXPECT_EQ(variable(stage(0), "B")->value, "d");
  EXPECT_FALSE(variable(stage(0), "C")->known) << "the base image may set it";
  EXPECT_FALSE(variable(stage(0), "D")->known);
}

TEST_F(Stages, AllIsInheritedThroughFrom) {
  parse(
      "FROM a AS base\nARG R=1\nENV E=2\nUSER app\nWORKDIR /srv\nWORKDIR app\nEXPOSE 80\nVOLUME /data\n"
      "HEALTHCHECK CMD x\nSHELL [\"/bin/bash\", \"-c\"]\nSTOPSIGNAL SIGINT\nENTRYPOINT [\"e\"]\nCMD [\"c\"]\n"
      "FROM base\nEXPOSE 81\nRUN echo $R\n");
  const Stage& last = stage(1);
  EXPECT_EQ(last.user.value, "app");
  EXPECT_EQ(at(last.user.span), "app");
  EXPECT_EQ(last.workdir.value, "/srv/app");
  EXPECT_EQ(last.exposed.size(), 2u);
  EXPECT_EQ(last.volumes.size(), 1u);
  EXPECT_EQ(last.dialect, shell::Dialect::bash);
  EXPECT_EQ(last.stop_signal.value, "SIGINT");
  EXPECT_EQ(at(last.cmd->span), "CMD [\"c\"]");
  ASSERT_NE(last.healthcheck, nullptr);
  EXPECT_EQ(variable(last, "R")->value, "1") << "arguments of a stage reach the stages built on it";
}

TEST_F(Stages, AnEntrypointDropsAnInheritedCmd) {
  parse("FROM a AS base\nCMD c\nFROM base\nENTRYPOINT e\nFROM base\nCMD d\nENTRYPOINT e\n");
  EXPECT_EQ(stage(1).cmd, nullptr);
  EXPECT_EQ(at(stage(2).cmd->span), "CMD d");
}

TEST_F(Stages, InForceWhereAnInstructionRuns) {
  parse("FROM a\nRUN one\nUSER app\nSHELL [\"bash\", \"-c\"]\nRUN two\n");
  EXPECT_EQ(file_->instructions[1]->in_force->user.value, "");
  EXPECT_EQ(file_->instructions[4]->in_force->user.value, "app");
  EXPECT_EQ(file_->instructions[4]->in_force->shell.size(), 2u);
  EXPECT_EQ(file_->instructions[1]->script->dialect, shell::Dialect::posix);
  EXPECT_EQ(file_->instructions[4]->script->dialect, shell::Dialect::bash);
}

TEST_F(Stages, DialectOfTheBaseImage) {
  const auto dialect = [&](const std::string& from) {
    parse("FROM " + from + "\nRUN x\n");
    return file_->instructions.back()->script->dialect;
  };
  EXPECT_EQ(dialect("alpine:3"), shell::Dialect::ash);
  EXPECT_EQ(dialect("node:20-alpine3.19"), shell::Dialect::ash);
  EXPECT_EQ(dialect("debian"), shell::Dialect::posix);
  EXPECT_EQ(dialect("quay.io/centos/centos:stream9"), shell::Dialect::bash);
  EXPECT_EQ(dialect("mcr.microsoft.com/windows/servercore:ltsc2022"), shell::Dialect::cmd);
  EXPECT_EQ(dialect("a AS b\nSHELL [\"powershell\", \"-Command\"]\nFROM b"), shell::Dialect::powershell);
}

TEST_F(Stages, TriggersRunInTheStageBuiltOnIt) {
  parse("FROM a AS base\nONBUILD ENV X=1\nONBUILD USER app\nFROM base\nENV Y=$X\nFROM scratch\n");
  EXPECT_EQ(stage(0).user.value, "");
  EXPECT_EQ(stage(1).user.value, "app");
  EXPECT_EQ(variable(stage(1), "Y")->value, "1");
}

TEST_F(Stages, ExpandedWords) {
  parse("FROM a\nARG DIR=/opt\nCOPY \"src/$X\" ${DIR}/app\nWORKDIR $DIR\n");
  const Instruction& copy = *file_->instructions[2];
  EXPECT_EQ(copy.arguments[1].value, "/opt/app");
  EXPECT_TRUE(copy.arguments[1].known);
  EXPECT_EQ(copy.arguments[1].text, "${DIR}/app");
  EXPECT_FALSE(copy.arguments[0].known);
  EXPECT_EQ(stage(0).workdir.value, "/opt");
}

TEST_F(Stages, ManyStagesWithManyVariablesStayCheap) {
  std::string text = "FROM a AS s0\n";
  for (int index = 0; index < 3000; ++index) text += "ENV V" + std::to_string(index) + "=1\n";
  for (int index = 1; index < 3000; ++index) {
    text += "FROM s" + std::to_string(index - 1) + " AS s" + std::to_string(index) + "\n";
  }
  EXPECT_EQ(parse(text).stages.size(), 3000u);
}

TEST_F(Stages, ReadsTheExecFormOfRunAsACommand) {
  parse(
      "FROM debian\nRUN [\"apt-get\", \"install\", \"a b\", \"it's\"]\nRUN [\"sh\", \"-c\", \"cd /x && make\"]\n"
      "RUN [\"time\", \"a\\tb\"]\nCMD [\"sh\", \"-c\", \"x\"]\n");
  const shell::Script* const first = file_->instructions[1]->script;
  ASSERT_NE(first, nullptr);
  EXPECT_TRUE(first->errors.empty());
  ASSERT_EQ(first->commands.size(), 1u);
  const std::span<const shell::Word> words = first->commands[0]->words;
  ASSERT_EQ(words.size(), 4u);
  EXPECT_EQ(words[1].text, "install");
  EXPECT_EQ(at(words[1].span), "install");
  EXPECT_EQ(words[2].text, "a b");
  EXPECT_EQ(words[3].text, "it's");
  const shell::Script* const second = file_->instructions[2]->script;
  ASSERT_EQ(second->commands.size(), 3u) << "the shell, and the two commands that it is given";
  EXPECT_EQ(at(second->commands[2]->span), "make");
  const shell::Script* const third = file_->instructions[3]->script;
  ASSERT_EQ(third->commands.size(), 1u);
  EXPECT_EQ(third->commands[0]->words[0].text, "time");
  EXPECT_EQ(third->commands[0]->words[1].text, "a\tb");
  EXPECT_EQ(file_->instructions[4]->script, nullptr);
}

}  // namespace
}  // namespace seaworthy::dockerfile
