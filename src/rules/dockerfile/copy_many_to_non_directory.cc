#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::copy_many_to_non_directory {

static std::string_view without_final_slash(std::string_view path) {
  return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
}

/// A WORKDIR of the stage, or of those it builds on, made this folder.
static bool is_working_directory(const dockerfile::Instruction& instruction, std::string_view path) {
  for (const dockerfile::Stage* stage = instruction.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* other : stage->instructions) {
      if (other->op != dockerfile::Op::workdir || other->arguments.empty()) continue;
      if (stage == instruction.stage && other->span.begin > instruction.span.begin) break;
      if (without_final_slash(other->arguments.front().value) == path) return true;
    }
  return false;
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.arguments.size() < 3) return report.skip();
  const dockerfile::Word& target = instruction.arguments.back();
  const std::string_view path = target.value;
  if (!target.known || path.empty() || path.starts_with("<<")) return report.skip();
  if (path.ends_with('/') || path.ends_with('\\') || path == "." || path == ".." || path.ends_with("/.") ||
      path.ends_with("/.."))
    return;
  Builder finding = report.at(
      target.span, "`{}` takes several sources and lacks a `/` at its end, so it need not be a folder", target.text);
  const bool is_folder_of_base = path == "/etc" || path == "/tmp" || path == "/opt" || path == "/usr/local/bin" ||
                                 path == "/usr/bin" || path == "/usr/local/sbin" || path == "/root" || path == "/bin" ||
                                 path == "/usr/sbin" || path == "/home" || path == "/usr/share" || path == "/";
  if (is_folder_of_base || is_working_directory(instruction, path)) finding.severity(Severity::low);
  const bool copy = instruction.op == dockerfile::Op::copy;
  finding.peers(copy ? "hadolint:DL3021 trivy:DS-0011 kics:copy_with_more_than_two_arguments_not_ending_with_slash"
                     : "");
  if (target.literal) finding.also_peers("dockerfile-utils:INVALID_DESTINATION");
  if (!target.literal) return;
  const bool closing_quote = target.raw.ends_with('"') || target.raw.ends_with('\'');
  const std::uint32_t end = target.span.end - (closing_quote ? 1 : 0);
  finding.fix(Safety::safe, "End the target with a slash", {target.span.file, end, end}, "/");
}

extern const Rule rule = {
    .code = "SW1449",
    .summary = "Several sources copied to a target that need not be a folder",
    .why =
        "The classic builder refuses it. BuildKit copies one source after the other to that path, so that the second "
        "file replaces the first, or a folder's content and a file collide.",
    .remedy = "End the target with `/`.",
    .peers =
        "hadolint:DL3021 dockerfile-utils:INVALID_DESTINATION trivy:DS-0011 "
        "kics:copy_with_more_than_two_arguments_not_ending_with_slash",
    .differs =
        "A target of `.` or one that ends with `/.` is a folder already and no finding (hadolint, Trivy and kics "
        "report it). ADD is judged as well, and a folder that WORKDIR made or every base has is low.",
    .references = "https://docs.docker.com/reference/dockerfile/#copy",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_instruction<check, dockerfile::Op::copy, dockerfile::Op::add>(),
};

}  // namespace seaworthy::rules::copy_many_to_non_directory
