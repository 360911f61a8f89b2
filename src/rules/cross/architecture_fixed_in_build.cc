#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "project/model.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::architecture_fixed_in_build {

/// The architecture of `linux/arm64/v8`, or of a compiler's name for a machine; "" for one that is not known here.
static std::string_view architecture_of(std::string_view text) {
  struct Name {
    std::string_view word, architecture;
  };
  for (const Name& name : {Name{"x86_64", "amd64"}, Name{"linux-x64", "amd64"}, Name{"linux-musl-x64", "amd64"},
                           Name{"amd64", "amd64"}, Name{"aarch64", "arm64"}, Name{"linux-arm64", "arm64"},
                           Name{"linux-musl-arm64", "arm64"}, Name{"arm64", "arm64"}})
    if (contains(text, name.word)) return name.architecture;
  return {};
}

/// A place where a step says for which machine it compiles.
struct Fixed {
  Span span;
  std::string_view text, architecture;
};

static std::optional<Fixed> fixed_in_command(const shell::Node& node) {
  const shell::Invocation command = shell::invocation(node);
  if (command.program == "go")
    for (const shell::Assignment& assignment : node.assignments)
      if (assignment.name == "GOARCH" && assignment.value.literal)
        return Fixed{assignment.span, assignment.value.text, architecture_of(assignment.value.text)};
  if (command.program == "env" || command.program == "go")
    for (const shell::Word& word : node.words)
      if (word.literal && word.text.starts_with("GOARCH="))
        return Fixed{word.span, word.text.substr(7), architecture_of(word.text)};
  if (command.program == "dotnet" && command.verb() == "publish")
    for (const std::string_view option : {"-r", "--runtime"})
      if (const auto given = command.option(option); given.has_value() && !contains(*given, "$"))
        return Fixed{command.span(), *given, architecture_of(*given)};
  if (command.program == "cargo" && command.verb() == "build")
    if (const auto given = command.option("--target"); given.has_value() && !contains(*given, "$"))
      return Fixed{command.span(), *given, architecture_of(*given)};
  return std::nullopt;
}

/// Where a stage compiles for one machine whatever it is built for.
static std::optional<Fixed> fixed_in(const dockerfile::Stage& stage, Report& report) {
  std::optional<Fixed> found;
  for (const dockerfile::Instruction* const instruction : stage.instructions) {
    using dockerfile::Op;
    // Who asks for the machine tells them apart somewhere.
    const std::string_view text = report.text(instruction->span);
    if (contains(text, "TARGETARCH") || contains(text, "TARGETPLATFORM") || contains(text, "uname -m")) return {};
    if (instruction->op == Op::env)
      for (const dockerfile::Pair& pair : instruction->pairs)
        if (pair.key.text == "GOARCH" && pair.value.literal && !found.has_value())
          found = Fixed{pair.value.span, pair.value.text, architecture_of(pair.value.text)};
    if (instruction->op != Op::run || instruction->script == nullptr) continue;
    for (const shell::Node* const node : instruction->script->commands)
      if (!found.has_value()) found = fixed_in_command(*node);
  }
  return found;
}

/// Whether the last stage or the target has something of a stage.
static bool is_shipped(const dockerfile::File& file, const dockerfile::Stage& stage, std::string_view target) {
  const dockerfile::Stage* const shipped = target.empty() ? file.last_stage() : file.stage(target);
  for (const dockerfile::Stage* part = shipped; part != nullptr; part = part->parent)
    if (part == &stage || std::ranges::find(part->copies_from, &stage) != part->copies_from.end()) return true;
  return false;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  if (dockerfile.file == nullptr) return report.skip();
  bool asks = false;
  for (const project::BuildCommand& build : report.project().build_commands) {
    if (build.dockerfile != dockerfile.file->path || build.platforms.size() < 2) continue;
    asks = true;
    for (const dockerfile::Stage* const stage : dockerfile.parsed->stages) {
      if (!is_shipped(*dockerfile.parsed, *stage, build.target)) continue;
      const std::optional<Fixed> fixed = fixed_in(*stage, report);
      if (!fixed.has_value() || fixed->architecture.empty()) continue;
      const auto other = std::ranges::find_if(build.platforms, [&](std::string_view platform) {
        const std::string_view architecture = architecture_of(platform);
        return !architecture.empty() && architecture != fixed->architecture;
      });
      if (other == build.platforms.end()) continue;
      report
          .at(fixed->span,
              "The image for `{}` gets a program for `{}` here, which does not start there; use `TARGETARCH`", *other,
              fixed->text)
          .note(build.span, "It is built for {} platforms here", build.platforms.size());
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4085",
    .summary = "One machine's program in images for several",
    .why =
        "The build for the other platform succeeds and is published; on such a machine the container ends with `exec "
        "format error`.",
    .remedy = "Declare `ARG TARGETARCH` and compile for it, or build for the one platform.",
    .references = "https://docs.docker.com/build/building/multi-platform/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .strength = "compile for the platforms that they are built for",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::architecture_fixed_in_build
