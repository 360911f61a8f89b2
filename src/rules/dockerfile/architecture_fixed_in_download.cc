#include "rules/rule.h"

#include "rules/lib/download.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::architecture_fixed_in_download {

static std::string_view architecture_in(std::string_view url) {
  for (const std::string_view name :
       {"x86_64", "x86-64", "amd64", "linux64", "linux-x64", "linux_x64", "aarch64", "arm64"})
    if (contains(url, name)) return name;
  return {};
}

static bool asks_machine(std::string_view text) {
  return contains(text, "TARGETARCH") || contains(text, "uname -m") || contains(text, "print-architecture") ||
         contains(text, "$(arch)");
}

/// Whether the stage asks somewhere for the architecture that it is built for.
static const dockerfile::Instruction* asks_for_architecture(const dockerfile::Stage& stage, Report& report) {
  for (const dockerfile::Instruction* instruction : stage.instructions) {
    if (instruction->op == dockerfile::Op::arg)
      for (const dockerfile::Pair& pair : instruction->pairs)
        if (pair.key.text == "TARGETARCH" || pair.key.text == "TARGETPLATFORM") return instruction;
    if (instruction->op == dockerfile::Op::run && asks_machine(report.text(instruction->span))) return instruction;
  }
  return nullptr;
}

/// Whether everybody who builds the Dockerfile says so, and for one and the same architecture.
static bool is_built_for_one(const CommandSubject& subject, Report& report) {
  const project::Dockerfile* const dockerfile = dockerfile_of(*subject.instruction, report);
  if (dockerfile == nullptr || dockerfile->file == nullptr) return false;
  std::string_view only;
  for (const project::BuildCommand& build : report.project().build_commands) {
    if (build.dockerfile != dockerfile->file->path) continue;
    if (build.platforms.size() != 1 || (!only.empty() && only != build.platforms.front())) return false;
    only = build.platforms.front();
  }
  return !only.empty() && !contains(only, "$");
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run || subject.stage == nullptr) return report.skip();
  const Download fetched = download(subject.invocation);
  if (!fetched || is_windows_stage(*subject.stage)) return report.skip();
  // The stage says itself that there is one architecture.
  if (!subject.stage->root().platform.empty() && !contains(subject.stage->root().platform, "TARGET"))
    return report.skip();
  for (const shell::Node* node = subject.invocation.node; node != nullptr; node = node->parent)
    if (node->kind == shell::NodeKind::case_clause || node->kind == shell::NodeKind::if_clause) return report.skip();
  // A command that is joined by `||` or `&&` to a test of the architecture.
  if (contains(report.text(subject.instruction->span), "aarch64") &&
      contains(report.text(subject.instruction->span), "x86_64"))
    return report.skip();
  for (const shell::Word* url : fetched.urls) {
    const std::string_view name = architecture_in(url->text);
    if (name.empty()) continue;
    if (contains(url->text, "TARGETARCH") || contains(url->text, "uname") || contains(url->text, "architecture"))
      continue;
    if (is_built_for_one(subject, report)) return report.skip();
    const dockerfile::Instruction* const other = asks_for_architecture(*subject.stage, report);
    Builder finding =
        report.at(url->span, "`{}` in the address breaks builds for other machines; use `TARGETARCH`", name);
    // A step that tells machines apart itself takes this file for all of them on purpose: scripts, mostly.
    if (other != nullptr && !asks_machine(report.text(subject.instruction->span))) {
      finding.severity(Severity::medium).note(other->keyword_span, "The stage is built for more than one architecture");
    }
    return;
  }
}

extern const Rule rule = {
    .code = "SW1164",
    .summary = "Architecture fixed in a download",
    .why =
        "On another machine (an ARM laptop or server) the build succeeds and the program does not start, or runs "
        "slowly "
        "under emulation.",
    .remedy =
        "Declare `ARG TARGETARCH` in the stage and use it in the address; where the project spells it differently, map "
        "it with a `case`.",
    .severity = Severity::info,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_command<check>(download_programs),
};

}  // namespace seaworthy::rules::architecture_fixed_in_download
