#include "rules/rule.h"

#include <string>

#include "knowledge/knowledge.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::workdir_not_absolute {

static bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

static bool has_drive(std::string_view path) { return path.size() >= 2 && is_letter(path[0]) && path[1] == ':'; }

static bool is_absolute(std::string_view path, bool windows = true) {
  return path.starts_with('/') || path.starts_with('\\') || (windows && has_drive(path));
}

/// The peers that say the same of this line; they look at the text as written, and no other line.
static void name_peers(Builder& finding, std::string_view raw, bool first) {
  finding.peers(first ? "buildkit:WorkdirRelativePath" : "");
  const bool quoted = raw.starts_with('"') || raw.starts_with('\'');
  const std::string_view bare = quoted ? raw.substr(1) : raw;
  // Others take a drive for an absolute path, whatever the system.
  if (has_drive(bare)) return;
  const bool in_single_quotes = raw.starts_with('\'');
  if (bare.starts_with('$')) {
    finding.also_peers("semgrep:use-absolute-workdir");
    return;
  }
  finding.also_peers("hadolint:DL3000 dockerfile-utils:WORKDIR_IS_NOT_ABSOLUTE");
  if (!in_single_quotes) finding.also_peers("kics:workdir_path_not_absolute checkov:CKV_DOCKER_10");
  if (!contains(raw, "$") && !contains(raw, ":\\")) finding.also_peers("trivy:DS-0009");
  if (!contains(raw, "/")) finding.also_peers("semgrep:use-absolute-workdir");
}

/// Whether a stage may hold Windows: only of a known image is it certain that it does not.
static bool may_be_windows(const dockerfile::Stage& stage) {
  if (is_windows_stage(stage) || !stage.root().base_known) return true;
  return knowledge::image(stage.root().base) == nullptr && !equal_ignoring_case(stage.root().base, "scratch");
}

static void check(const dockerfile::Stage& stage, Report& report) {
  bool any = false;
  for (const dockerfile::Instruction* workdir : stage.instructions) {
    if (workdir->op != dockerfile::Op::workdir || workdir->arguments.empty()) continue;
    any = true;
    const dockerfile::Word& word = workdir->arguments.front();
    if (!word.known || word.value.empty() || is_absolute(word.value, may_be_windows(stage))) continue;
    const dockerfile::Given& before = workdir->in_force->workdir;
    const bool first = !before.span.valid();
    std::string whole;
    if (!first && is_absolute(before.value)) {
      whole = before.value;
    } else if (first) {
      const knowledge::Image* const image = knowledge::image(stage.root().base);
      if (equal_ignoring_case(stage.root().base, "scratch"))
        whole = "/";
      else if (image != nullptr && stage.root().base_known)
        whole = image->working_dir.empty() ? "/" : image->working_dir;
    }
    if (first) {
      Builder finding =
          whole.empty()
              ? report.at(word.span, "The base image decides where `{}` is; write an absolute path", word.value)
              : report.at(word.span, "`{}` is relative to `{}` of the base image; write an absolute path", word.value,
                          whole);
      name_peers(finding, word.raw, true);
      if (!whole.empty() && word.literal && whole.starts_with('/') && !contains(word.value, "..")) {
        if (!whole.ends_with('/')) whole += '/';
        finding.fix(Safety::safe, "Write the absolute path", word.span, whole.append(word.raw));
      }
      continue;
    }
    // The file itself says what it is relative to: nothing can go wrong, but the reader has to add up.
    Builder finding = report.at(
        word.span, "`{}` is relative to the WORKDIR before it; an absolute path needs no adding up", word.value);
    finding.severity(Severity::info).rung(Rung::operate).note(before.span, "It is relative to this one");
    name_peers(finding, word.raw, false);
    if (whole.starts_with('/') && word.literal && word.raw == word.text && !contains(word.value, "..")) {
      if (!whole.ends_with('/')) whole += '/';
      finding.fix(Safety::safe, "Write the absolute path", word.span, whole.append(word.value));
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1448",
    .summary = "WORKDIR with a relative path",
    .why =
        "The base image decides what the path is relative to: with another base, or another release of it, the files "
        "and the program are in another folder.",
    .remedy = "Write an absolute path.",
    .peers =
        "hadolint:DL3000 buildkit:WorkdirRelativePath dockerfile-utils:WORKDIR_IS_NOT_ABSOLUTE trivy:DS-0009 "
        "kics:workdir_path_not_absolute checkov:CKV_DOCKER_10 semgrep:use-absolute-workdir",
    .differs =
        "As in BuildKit only the first WORKDIR of a stage and of the stages it builds on matters; one that is relative "
        "to an earlier line of the file is a remark. Values of variables count, where the others pass whatever begins "
        "with `$`.",
    .references = "https://docs.docker.com/reference/build-checks/workdir-relative-path/",
    .severity = Severity::medium,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .strength = "set absolute working directories",
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::workdir_not_absolute
