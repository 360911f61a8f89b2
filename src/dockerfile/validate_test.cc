#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dockerfile/parse.h"

namespace seaworthy::dockerfile {
namespace {

struct Case {
  std::string_view text;  ///< The file; `FROM a` is put in front unless it begins with a line of its own (`!`).
  std::string_view kind;
  std::string_view place;  ///< Text of the problem's span.
  bool fatal = true;
  std::string_view replacement = {};
};

/// Every problem of one kind in a file as "place -> replacement".
class Problems {
 public:
  explicit Problems(std::string_view text) : source_(FileId{0}, "Dockerfile", whole(text)) {
    file_ = parse(MappedText::whole(source_), arena_);
  }
  std::vector<std::string> of(std::string_view kind) const {
    std::vector<std::string> result;
    for (const Problem& problem : file_->problems) {
      if (problem.kind == kind) result.push_back(std::string(source_.text(problem.span)));
    }
    return result;
  }
  const Problem* first(std::string_view kind) const {
    for (const Problem& problem : file_->problems) {
      if (problem.kind == kind) return &problem;
    }
    return nullptr;
  }
  bool fatal() const {
    for (const Problem& problem : file_->problems) {
      if (problem.fatal) return true;
    }
    return false;
  }
  std::string text(Span span) const { return std::string(source_.text(span)); }

 private:
  static std::string whole(std::string_view text) {
    if (text.starts_with('!')) return std::string(text.substr(1)) + "\n";
    return "FROM a\n" + std::string(text) + "\n";
  }
  Source source_;
  Arena arena_;
  const File* file_ = nullptr;
};

const Case cases[] = {
    {"COPPY a b", "unknown-instruction", "COPPY", true, "COPY"},
    {"&& make", "unknown-instruction", "&&"},
    {"ONBUILD RUM x", "unknown-instruction", "RUM", false, "RUN"},
    {"!RUN x\nFROM a", "instruction-before-from", "RUN"},
    {"!ARG A\nRUN x\nCMD y", "no-from", "RUN"},
    {"!ARG A", "no-from", "ARG"},
    // Numbers of arguments.
    {"COPY a", "wrong-argument-count", "a"},
    {"ADD", "wrong-argument-count", "ADD"},
    {"WORKDIR", "wrong-argument-count", "WORKDIR"},
    {"EXPOSE", "wrong-argument-count", "EXPOSE"},
    {"ENV", "wrong-argument-count", "ENV"},
    {"SHELL", "wrong-argument-count", "SHELL"},
    {"HEALTHCHECK", "wrong-argument-count", "HEALTHCHECK"},
    {"ONBUILD", "wrong-argument-count", "ONBUILD"},
    {"RUN []", "wrong-argument-count", "RUN []"},
    {"CMD", "wrong-argument-count", "CMD", false},
    {"USER a b", "wrong-argument-count", "a b", false},
    {"STOPSIGNAL 9 8", "wrong-argument-count", "9 8"},
    {"FROM a # base", "wrong-argument-count", "# base"},
    {"FROM a is b", "from-syntax", "is", true, "AS"},
    {"FROM a AS 1st", "invalid-stage-name", "1st"},
    // Flags.
    {"COPY --form=b a c", "unknown-flag", "--form", true, "--from"},
    {"RUN --foo x", "unknown-flag", "--foo"},
    {"CMD --version", "unknown-flag", "--version"},
    {"ARG --x A", "unknown-flag", "--x", false},
    {"COPY --link --link a b", "duplicate-flag", "--link"},
    {"COPY --chown a b", "flag-missing-value", "--chown"},
    {"COPY --link= a b", "flag-missing-value", "--link="},
    {"COPY --link=yes a b", "flag-bad-boolean", "yes"},
    // ENV, LABEL, ARG.
    {"ENV A", "key-value-syntax", "A"},
    {"LABEL a=b c", "key-value-syntax", "c"},
    {"ENV =x", "key-value-syntax", "=x"},
    {"ENV A=\"x", "key-value-syntax", "\"x"},
    {"ENV A x", "legacy-key-value", "A x", false, "="},
    // Variables.
    {"ENV A=${B^^}", "variable-substitution-syntax", "${B^"},
    {"WORKDIR ${A", "variable-substitution-syntax", "${A"},
    {"COPY 'a b", "variable-substitution-syntax", "'a"},
    {"!FROM scratch\nENV A=x${B:?set-it}", "required-variable-unset", "${B:?set-it}"},
    {"!FROM scratch\nENV PORT=1\nENV A=x${PROT}", "undefined-variable", "${PROT}", false},
    {"!ARG BASE=b\nFROM ${BSE}", "undefined-arg-in-from", "${BSE}", false},
    {"!ARG BASE\nFROM $BASE", "from-arg-default-invalid", "$BASE"},
    {"FROM --platform=linux/ a", "from-arg-default-invalid", "linux/"},
    {"FROM Alpine:3", "image-reference-invalid", "Alpine:3", true, "alpine:3"},
    {"FROM a:", "image-reference-invalid", "a:"},
    {"FROM a@sha256:12", "image-reference-invalid", "a@sha256:12"},
    // Stages.
    {"COPY --from=7 a b", "copy-from-unknown-stage", "7"},
    {"!FROM a AS builder\nFROM c\nCOPY --from=buidler a b", "copy-from-unknown-stage", "buidler", false, "builder"},
    {"!FROM a\nCOPY --from=late a b\nFROM b AS late", "copy-from-unknown-stage", "late"},
    {"!FROM a\nRUN --mount=from=late,target=/x y\nFROM b AS late", "copy-from-unknown-stage", "late"},
    {"COPY --from=$X a b", "copy-from-variable", "$X"},
    {"!FROM a AS s\nCOPY --from=s a b", "stage-dependency-cycle", "s"},
    {"!FROM a AS s\nCOPY --from=t a b\nFROM b AS t\nCOPY --from=s a b", "stage-dependency-cycle", "s"},
    {"!FROM a AS b\nFROM c AS B", "duplicate-stage-name", "B", false},
    {"FROM a AS scratch", "reserved-stage-name", "scratch", false},
    {"FROM a AS Dev", "stage-name-casing", "Dev", false, "dev"},
    {"FROM a as dev", "from-as-casing", "as", false, "AS"},
    {"RUN x\nrun y", "instruction-casing", "run", false, "RUN"},
    {"FROM --platform=linux/amd64 a", "from-constant-platform", "--platform=linux/amd64", false},
    {"FROM --platform=$TARGETPLATFORM a", "redundant-target-platform", "--platform=$TARGETPLATFORM", false},
    {"FROM --platform=${TARGETPLATFORM:-linux/arm64} a", "redundant-target-platform",
     "--platform=${TARGETPLATFORM:-linux/arm64}", false},
    {"# says little\nFROM a AS dev", "definition-comment-format", "FROM", false},
    // EXPOSE.
    {"EXPOSE 80 70000/tcp", "expose-port-out-of-range", "70000"},
    {"EXPOSE http", "expose-port-out-of-range", "http"},
    {"EXPOSE 90-80", "expose-port-out-of-range", "90-80"},
    {"EXPOSE 53/dns", "expose-port-out-of-range", "dns"},
    {"EXPOSE 53/UDP", "expose-proto-casing", "UDP", false, "udp"},
    {"EXPOSE 8080:80", "expose-host-mapping", "8080:", false},
    // HEALTHCHECK.
    {"HEALTHCHECK curl localhost", "healthcheck-syntax", "curl", true, "CMD "},
    {"HEALTHCHECK NONE now", "healthcheck-syntax", "now"},
    {"HEALTHCHECK CMD", "healthcheck-syntax", "CMD"},
    {"HEALTHCHECK --interval=30 CMD x", "healthcheck-bad-option", "30", true, "30s"},
    {"HEALTHCHECK --timeout=1d CMD x", "healthcheck-bad-option", "1d"},
    {"HEALTHCHECK --start-period=1us CMD x", "healthcheck-bad-option", "1us"},
    {"HEALTHCHECK --retries=three CMD x", "healthcheck-bad-option", "three"},
    {"HEALTHCHECK --retries=0 CMD x", "healthcheck-bad-option", "0", false},
    {"HEALTHCHECK CMD x\nHEALTHCHECK NONE", "multiple-healthcheck", "HEALTHCHECK CMD x", false},
    {"CMD a\nCMD b", "multiple-cmd", "CMD a", false},
    {"ENTRYPOINT a\nENTRYPOINT b", "multiple-entrypoint", "ENTRYPOINT a", false},
    // Others.
    {"ONBUILD FROM b", "onbuild-forbidden-trigger", "FROM"},
    {"ONBUILD ONBUILD RUN x", "onbuild-forbidden-trigger", "ONBUILD"},
    {"SHELL bash -c", "shell-not-json", "bash -c"},
    {"SHELL []", "shell-not-json", "SHELL []"},
    {"VOLUME [\"/a\", \" \"]", "volume-empty-path", "\" \""},
    {"STOPSIGNAL SIGTREM", "stopsignal-invalid", "SIGTREM", true, "SIGTERM"},
    {"MAINTAINER me", "maintainer-deprecated", "MAINTAINER", false},
    {"CMD [1]", "exec-form-invalid-json", "[1]"},
    {"CMD ['a', 'b c']", "exec-form-invalid-json", "['a', 'b c']", false, "[\"a\", \"b c\"]"},
    {"ENTRYPOINT [a,b,]", "exec-form-invalid-json", "[a,b,]", false, "[\"a\", \"b\"]"},
    {"COPY ['a', \"/b\"]", "exec-form-invalid-json", "['a', \"/b\"]", false},
    {"!# syntax=docker/dokerfile:1\nFROM a", "parser-directive-invalid", "docker/dokerfile:1", false,
     "docker/dockerfile:1"},
    {"COPY <<EOF\nEOF", "wrong-argument-count", "<<EOF"},
    {"COPY a <<EOF\nEOF", "copy-add-invalid-use", "<<EOF"},
    {"COPY https://e.org/x /y", "copy-add-invalid-use", "https://e.org/x", true},
    {"COPY git@e.org:x/y.git /y", "copy-add-invalid-use", "git@e.org:x/y.git"},
    {"COPY --chmod=999 a b", "copy-add-invalid-use", "999"},
    {"ADD --checksum=sha256:0 a b", "copy-add-invalid-use", "--checksum=sha256:0"},
    {"RUN --network=lan x", "run-mode-invalid", "lan", true},
    {"RUN --security=off x", "run-mode-invalid", "off"},
    {"RUN --mount=type=chace,target=/x y", "run-mount-invalid", "type=chace", true, "cache"},
    {"RUN --mount=type=cache,targte=/x y", "run-mount-invalid", "targte=/x", true, "target"},
    {"RUN --mount=type=secret y", "run-mount-invalid", "--mount=type=secret"},
    {"RUN --mount=from=$X,target=/x y", "run-mount-invalid", "from=$X"},
    {"RUN --mount=type=tmpfs,target=/ y", "run-mount-invalid", "target=/"},
    {"RUN --mount=type=bind,target=/x,uid=1 y", "run-mount-invalid", "uid=1"},
    {"RUN --mount=size=1m,type=tmpfs,target=/x y", "run-mount-invalid", "size=1m"},
    {"!# escape=^\nFROM a", "parser-directive-invalid", "^"},
    {"!# escape=`\n# escape=`\nFROM a", "parser-directive-invalid", "# escape=`"},
    {"!# check=foo\nFROM a", "parser-directive-invalid", "foo"},
    {"!# sytnax=docker/dockerfile:1\nFROM a", "parser-directive-invalid", "sytnax", false, "syntax"},
};

TEST(Validate, EachKindAtItsPlace) {
  for (const Case& one : cases) {
    SCOPED_TRACE(one.text);
    const Problems problems(one.text);
    const Problem* const problem = problems.first(one.kind);
    EXPECT_NE(problem, nullptr) << one.kind;
    if (problem == nullptr) continue;
    EXPECT_EQ(problems.text(problem->span), one.place);
    EXPECT_EQ(problem->fatal, one.fatal);
    EXPECT_EQ(problem->phase == Phase::lint, !one.fatal);
    if (!one.replacement.empty()) {
      EXPECT_EQ(problem->replacement, one.replacement);
    }
    EXPECT_FALSE(problem->message.empty());
    EXPECT_FALSE(problem->message.ends_with('.'));
  }
}

TEST(Validate, WhatTheBuilderAcceptsIsNotRefused) {
  for (const std::string_view text : {
           "RUN --mount=type=cache,target=/x,sharing=locked,uid=1,mode=0755 --mount=type=secret,id=a,env=A,required x",
           "RUN --mount=type=bind,source=.,target=/src,rw --network=none --security=insecure x",
           "COPY --link --parents --exclude=*.md --exclude=b --chmod=u+rwX,go=rX --chown=1:1 a b/",
           "ADD --keep-git-dir=true --checksum=0123 https://e.org/x.git?ref=v1 /x",
           "HEALTHCHECK --interval=1m30s --timeout=.5s --start-interval=0 --retries=+3 CMD [\"x\"]",
           "HEALTHCHECK --interval=x NONE",
           "EXPOSE 80 81/udp 90-95/SCTP $P",
           "STOPSIGNAL rtmin+3",
           "STOPSIGNAL 9",
           "VOLUME a b",
           "CMD []",
           "ENTRYPOINT []",
           "COPY --from=nginx:1 a b",
           "COPY --from=0 a b\nFROM c",
           "ARG A B=1",
           "LABEL \"a b\"=c d=\"e\\\nf\"",
           "USER $U",
           "RUN [ -f x ]",
           "RUN [ \"$a\" = \"b\" ]",
           "FROM localhost:5000/a/b__c:T-1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef AS "
           "x.y-z_1",
           "FROM --platform=$BUILDPLATFORM a",
           "FROM --platform=windows(10.0.17763)/amd64 a",
       }) {
    const Problems problems(text);
    if (text.starts_with("COPY --from=0")) continue;  // Judged below.
    EXPECT_FALSE(problems.fatal()) << text;
  }
  EXPECT_FALSE(Problems("!FROM a\nFROM b\nCOPY --from=0 a b").fatal());
}

TEST(Validate, ValuesThatOnlyTheBuildKnowsAreDoubted) {
  const Problems problems("ARG S\nSTOPSIGNAL $S");
  ASSERT_NE(problems.first("stopsignal-invalid"), nullptr) << "without the argument the builder does refuse it";
  EXPECT_EQ(problems.first("stopsignal-invalid")->confidence, Confidence::possible);
  EXPECT_EQ(Problems("ENV A=$LANG").first("undefined-variable")->confidence, Confidence::possible);
  EXPECT_EQ(Problems("ARG VERSION=1\nENV A=$VERSON").first("undefined-variable")->confidence, Confidence::likely);
}

TEST(Validate, PeersAreThoseThatSayThisVeryThing) {
  EXPECT_EQ(Problems("ADD --unpak a b").first("unknown-flag")->peers,
            "hadolint:DL1000 buildkit-error:unknown-flag docker-language-server:buildkit-build-error "
            "dockerfile-utils:UNKNOWN_ADD_FLAG");
  EXPECT_EQ(Problems("EXPOSE 70000-70001").first("expose-port-out-of-range")->peers,
            "hadolint:DL3011 buildkit-error:expose-port");
  EXPECT_EQ(Problems("EXPOSE $UNKNOWN").first("undefined-variable")->peers, "")
      << "BuildKit's linter leaves EXPOSE out";
}

TEST(Validate, TheOtherEndIsNamed) {
  const Problems problems("COPY --chown=1 --chown=2 a b\nFROM c");
  EXPECT_EQ(problems.text(problems.first("duplicate-flag")->other), "--chown=1");
  EXPECT_EQ(Problems("CMD a\nCMD b\nCMD c").of("multiple-cmd"), (std::vector<std::string>{"CMD a", "CMD b"}));
}

}  // namespace
}  // namespace seaworthy::dockerfile
