#include "dockerfile/parse.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dockerfile/lines.h"
#include "dockerfile/print.h"

namespace seaworthy::dockerfile {
namespace {

class Dockerfile : public testing::Test {
 protected:
  const File& parse(std::string text) {
    source_ = &sources_[sources_.add("Dockerfile", std::move(text))];
    file_ = dockerfile::parse(MappedText::whole(*source_), arena_);
    return *file_;
  }
  std::string at(Span span) const { return span.valid() ? std::string(source_->text(span)) : "(nowhere)"; }
  const Instruction& instruction(std::size_t index) const { return *file_->instructions[index]; }
  std::string tree(std::string text) { return print(parse(std::move(text))); }
  /// Fatal problems as "kind: text", in order.
  std::vector<std::string> refused() const {
    std::vector<std::string> result;
    for (const Problem& problem : file_->problems) {
      if (problem.fatal) result.push_back(std::string(problem.kind) + ": " + at(problem.span));
    }
    return result;
  }

  Arena arena_;
  SourceSet sources_;
  const Source* source_ = nullptr;
  const File* file_ = nullptr;
};

using Strings = std::vector<std::string>;

// --- lines --------------------------------------------------------------------------------------------------------

TEST_F(Dockerfile, ContinuationsCommentsAndBlankLinesInside) {
  EXPECT_EQ(tree("FROM a\nRUN x \\\n  # note\n\n  && y\nCMD z\n"), "(from \"a\")\n(run \"x   && y\")\n(cmd \"z\")\n");
  ASSERT_EQ(file_->problems.size(), 1u);
  EXPECT_EQ(file_->problems[0].kind, "empty-continuation-line");
  EXPECT_FALSE(file_->problems[0].fatal);
  EXPECT_EQ(file_->problems[0].span.begin, 24u);
  EXPECT_EQ(at(file_->comments[0]), "# note");
}

TEST_F(Dockerfile, AnEscapedEscapeDoesNotContinue) {
  EXPECT_EQ(tree("FROM a\nRUN x \\\\\nRUN y\\ \nz\n"), "(from \"a\")\n(run \"x \\\\\\\\\")\n(run \"yz\")\n");
}

TEST_F(Dockerfile, ContinuationAtTheEndOfTheFile) {
  EXPECT_EQ(tree("FROM a\nRUN x \\"), "(from \"a\")\n(run \"x\")\n");
}

TEST_F(Dockerfile, ByteOrderMarkAndWindowsLineEnds) {
  EXPECT_EQ(tree("\xef\xbb\xbf# escape=`\r\nFROM a\r\nRUN x `\r\n  y\r\n"), "(from \"a\")\n(run \"x   y\")\n");
  EXPECT_EQ(at(instruction(1).span), "RUN x `\r\n  y");
}

TEST_F(Dockerfile, DirectivesEndAtTheFirstOtherLine) {
  parse("# syntax=docker/dockerfile:1\n# Escape = `\nFROM a\\b\n");
  EXPECT_EQ(file_->directives.size(), 2u);
  EXPECT_EQ(file_->escape, '`');
  EXPECT_EQ(at(file_->directives[0].value_span), "docker/dockerfile:1");
  parse("# hello\n# escape=`\nFROM a\n");
  EXPECT_TRUE(file_->directives.empty());
  EXPECT_EQ(file_->escape, '\\');
  EXPECT_EQ(at(file_->problems[0].span), "# escape=`") << "a directive that is none any more is worth a word";
  EXPECT_FALSE(file_->problems[0].fatal);
}

TEST_F(Dockerfile, CommentsOfAnInstruction) {
  parse("FROM a\n# one\n\n# two\n# three\nRUN x\n# four\n#\nRUN y\n");
  ASSERT_EQ(instruction(1).comments.size(), 2u);
  EXPECT_EQ(at(instruction(1).comments[0]), "# two");
  EXPECT_EQ(instruction(1).earlier_comments.size(), 3u);
  EXPECT_TRUE(instruction(2).earlier_comments.empty()) << "an empty comment cuts them off";
}

// --- words --------------------------------------------------------------------------------------------------------

TEST_F(Dockerfile, FlagsWithQuotesKeepTheirPlaces) {
  parse("FROM a\nRUN --mount=\"type=cache,target=/x y\",id=z --network=none -- --foo\n");
  const Instruction& run = instruction(1);
  ASSERT_EQ(run.flags.size(), 2u);
  EXPECT_EQ(run.flags[0].value, "type=cache,target=/x y,id=z");
  EXPECT_EQ(at(run.flags[1].value_span), "none");
  ASSERT_EQ(run.mounts.size(), 1u);
  EXPECT_EQ(run.mounts[0].target, "/x y");
  EXPECT_EQ(at(run.mounts[0].options[1].span), "target=/x y");
  EXPECT_EQ(at(run.mounts[0].options[2].span), "id=z");
  EXPECT_EQ(run.body.text, "--foo") << "two dashes end the flags";
}

TEST_F(Dockerfile, WordsSpanContinuations) {
  parse("FROM a\nCOPY a\\\nb \"c d\" /e\n");
  EXPECT_EQ(instruction(1).arguments[0].raw, "ab");
  EXPECT_EQ(at(instruction(1).arguments[0].span), "a\\\nb");
  EXPECT_EQ(instruction(1).arguments[1].raw, "\"c") << "COPY knows no quotes";
}

TEST_F(Dockerfile, ExecFormAndItsSilentFallback) {
  EXPECT_EQ(tree("FROM a\nCMD [\"a\\u00e9\", \"b\" ]\nCMD ['a']\nCMD [\"a\",]\nVOLUME [\"/a b\"]\n"),
            "(from \"a\")\n(cmd \"a\xc3\xa9\" \"b\")\n(cmd \"['a']\")\n(cmd \"[\\\"a\\\",]\")\n(volume \"/a b\")\n");
  EXPECT_EQ(instruction(1).form, Form::exec);
  EXPECT_EQ(at(instruction(1).arguments[1].span), "\"b\"");
  EXPECT_EQ(instruction(2).form, Form::shell);
  parse("FROM a\nCMD [\"a\", 1]\n");
  EXPECT_EQ(refused(), Strings{"exec-form-invalid-json: [\"a\", 1]"});
}

TEST_F(Dockerfile, PairsOfEnvLabelAndArg) {
  parse("FROM a\nENV A=b 'C D'=e F=\"g h\"\nENV old some value\nARG X Y=1\n");
  const Instruction& env = instruction(1);
  ASSERT_EQ(env.pairs.size(), 3u);
  EXPECT_EQ(at(env.pairs[2].value.span), "\"g h\"");
  EXPECT_EQ(env.pairs[2].value.text, "g h");
  EXPECT_TRUE(instruction(2).pairs[0].legacy);
  EXPECT_EQ(instruction(2).pairs[0].value.raw, "some value");
  EXPECT_FALSE(instruction(3).pairs[0].has_value);
  EXPECT_EQ(instruction(3).pairs[1].key.raw, "Y");
}

TEST_F(Dockerfile, OnbuildHoldsItsTrigger) {
  EXPECT_EQ(tree("FROM a\nONBUILD COPY --link a b\nONBUILD RUN <<E\nx\nE\n"),
            "(from \"a\")\n(onbuild (copy [\"--link\"] \"a\" \"b\"))\n(onbuild (run \"<<E\"))\n");
  EXPECT_EQ(instruction(1).trigger->op, Op::copy);
  EXPECT_EQ(at(instruction(2).trigger->span), "RUN <<E\nx\nE");
  EXPECT_EQ(instruction(2).trigger->heredocs.size(), 1u);
}

// --- heredocs -----------------------------------------------------------------------------------------------------

TEST_F(Dockerfile, HeredocsOfEveryForm) {
  parse("FROM a\nCOPY <<A <<-\"B\" /x/\n$one\nA\n\ttwo\n\tB\nRUN <<EOF python3\nprint(1)\nEOF\n");
  const Instruction& copy = instruction(1);
  ASSERT_EQ(copy.heredocs.size(), 2u);
  EXPECT_EQ(at(copy.heredocs[0].span), "<<A");
  EXPECT_EQ(copy.heredocs[0].body.text, "$one\n");
  EXPECT_TRUE(copy.heredocs[0].expands);
  EXPECT_EQ(copy.heredocs[1].name, "B");
  EXPECT_FALSE(copy.heredocs[1].expands);
  EXPECT_EQ(copy.heredocs[1].body.text, "two\n");
  EXPECT_EQ(at(copy.heredocs[1].body.span(0, 3)), "two");
  EXPECT_EQ(at(copy.heredocs[1].closing), "B");
  EXPECT_EQ(at(instruction(2).span), "RUN <<EOF python3\nprint(1)\nEOF");
}

TEST_F(Dockerfile, QuotesAndExecFormHideHeredocs) {
  parse("FROM a\nRUN \"<<EOF\"\nRUN [\"<<EOF\"]\nUSER <<EOF\n");
  for (const Instruction* const instruction : file_->instructions) EXPECT_TRUE(instruction->heredocs.empty());
}

TEST_F(Dockerfile, ScriptOfAHeredocIsItsBody) {
  parse("FROM a\nRUN <<EOF\necho one\nEOF\nRUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF\n");
  EXPECT_EQ(at(instruction(1).script->span), "echo one\n");
  EXPECT_EQ(instruction(2).script->dialect, shell::Dialect::other);
}

TEST_F(Dockerfile, AnOpenHeredocEndsBeforeTheNextInstruction) {
  EXPECT_EQ(tree("FROM a\nRUN <<EOF\nx\nEOF \nCMD y\nRUN <<END\nx\nCMD z\n"),
            "(from \"a\")\n(run \"<<EOF\")\n(cmd \"y\")\n(run \"<<END\")\n(cmd \"z\")\n");
  EXPECT_EQ(refused(), (Strings{"heredoc-unterminated: <<EOF", "heredoc-unterminated: <<END"}));
  EXPECT_EQ(parse_failure(*file_)->buildkit, "unterminated heredoc");
}

// --- recovery -----------------------------------------------------------------------------------------------------

TEST_F(Dockerfile, EveryLineIsReadWhateverStandsBefore) {
  EXPECT_EQ(tree("FROM a\nENV A\nFOO x\nENV B=c d\nCMD [1]\nRUN y\n"),
            "(from \"a\")\n(env \"A\" \"\" \"\")\n(foo \"\")\n(env \"B\" \"c\" \"=\")\n(cmd)\n(run \"y\")\n");
  EXPECT_EQ(refused(), (Strings{"key-value-syntax: A", "unknown-instruction: FOO", "key-value-syntax: d",
                                "exec-form-invalid-json: [1]"}));
}

TEST_F(Dockerfile, AFileWithoutInstructions) {
  parse("# nothing\n");
  ASSERT_NE(parse_failure(*file_), nullptr);
  EXPECT_EQ(parse_failure(*file_)->kind, "no-from");
  EXPECT_EQ(parse("").problems.size(), 1u);
}

TEST_F(Dockerfile, LongLinesAreReadAllTheSame) {
  parse("FROM a\nRUN " + std::string(70000, 'x') + "\nCMD y\n");
  EXPECT_EQ(file_->instructions.size(), 3u);
  EXPECT_EQ(parse_failure(*file_)->kind, "dockerfile-parse-error");
}

TEST_F(Dockerfile, ManyOpenHeredocsStayCheap) {
  std::string text = "FROM a\n";
  for (int index = 0; index < 20000; ++index) text += "RUN <<E" + std::to_string(index) + "\n";
  parse(text);
  EXPECT_EQ(file_->instructions.size(), 20001u);
}

TEST_F(Dockerfile, ValuesThatDoubleStayBounded) {
  std::string text = "FROM a\nENV A=xxxxxxxxxxxxxxxx\n";
  for (int index = 0; index < 2000; ++index) text += "ENV A=$A$A\n";
  parse(text);
  EXPECT_LT(file_->stages[0]->variables[0].value.size(), std::size_t{1} << 20);
}

/// Instructions, comments and directives, and between them nothing but blanks: no byte of the file is lost.
TEST_F(Dockerfile, TheTreeCoversEveryByte) {
  parse("# syntax=x\n\n# c\nFROM a \\\n  AS b\n \t\nRUN <<A <<B\nx\nA\n\nB\n  # d\nFOO \\\n\n # e\n z\nCMD");
  std::string seen(source_->text().size(), ' ');
  const auto mark = [&](Span span) {
    for (std::uint32_t offset = span.begin; offset < span.end; ++offset) seen[offset] = source_->text()[offset];
  };
  for (const Directive& directive : file_->directives) mark(directive.span);
  for (const Span comment : file_->comments) mark(comment);
  for (const Instruction* const instruction : file_->instructions) mark(instruction->span);
  for (std::size_t offset = 0; offset < seen.size(); ++offset) {
    const char byte = source_->text()[offset];
    EXPECT_TRUE(seen[offset] == byte || byte == ' ' || byte == '\t' || byte == '\n') << offset;
  }
}

TEST_F(Dockerfile, EmbeddedTextKeepsItsPlaces) {
  // The value of `dockerfile_inline: |`, indented by four.
  const Source& compose = sources_[sources_.add("compose.yaml", "    FROM a\n    RUN x \\\n      y\n")];
  const MappedText whole = MappedText::whole(compose);
  MappedTextBuilder builder(whole);
  for (const Part line : {Part{4, 11}, Part{15, 23}, Part{27, 31}}) builder.append(line);
  const File* const file = dockerfile::parse(builder.take(arena_), arena_);
  ASSERT_EQ(file->instructions.size(), 2u);
  EXPECT_EQ(compose.text(file->instructions[1]->keyword_span), "RUN");
  EXPECT_EQ(compose.text(file->instructions[1]->body.span()), "x \\\n      y");
}

}  // namespace
}  // namespace seaworthy::dockerfile
