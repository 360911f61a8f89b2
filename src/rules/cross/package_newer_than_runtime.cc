#include <algorithm>
#include <string>

#include "knowledge/newest_releases.h"
#include "project/model.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::package_newer_than_runtime {

/// The row of a word that names a package without its release; null for any other word.
static const knowledge::NewestRelease* row_of(std::string_view tool, std::string_view word) {
  for (const std::string_view moving : {"@latest", "-stable"})
    if (word.ends_with(moving)) word.remove_suffix(moving.size());
  const auto& rows = knowledge::tables::newest_releases;
  const auto found = std::ranges::find_if(
      rows, [&](const knowledge::NewestRelease& row) { return row.tool == tool && row.package == word; });
  return found != rows.end() ? &*found : nullptr;
}

/// Whether a release of the language will do: it is of an accepted line and not older than its first release, or newer
/// than all lines. What the tag of the base leaves open decides nothing.
static bool accepts(const knowledge::NewestRelease& row, const Version& have) {
  for (const std::string_view text : row.accepts) {
    const Version least = *read_version(text);
    const bool is_last = text == row.accepts.back();
    if (is_last ? !is_older(have, least) : have.parts[0] == least.parts[0] && !is_older(have, least)) return true;
  }
  return false;
}

/// "22.22.2, 24.15 or 26"
static std::string listed(std::span<const std::string_view> releases) {
  std::string text;
  for (const std::string_view release : releases) {
    if (!text.empty()) text += release == releases.back() ? " or " : ", ";
    text += release;
  }
  return text;
}

/// Whether a step installs packages for everybody whose releases it leaves open.
static bool leaves_releases_open(const BuildStep& step) {
  const PackageCommand& command = step.package;
  if (step.invocation.program == "pecl")
    // A forced install only warns.
    return step.invocation.verb() == "install" && !step.invocation.has_flag("-f") &&
           !step.invocation.has_flag("--force");
  if (command.is("gem", PackageAction::install)) return !command.has_flag("-v") && !command.has_flag("--version");
  return step.invocation.program == "npm" && command.is("npm", PackageAction::install) &&
         (command.has_flag("-g") || command.has_flag("--global") || command.has_flag("--location=global"));
}

/// Whether the stage runs a program behind a step, or starts it.
static bool runs_later(const BuildStep& step, std::string_view program, const Report& report) {
  bool behind = false;
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    const std::string_view text = report.text(instruction->span);
    if (behind && (contains(text, std::string(program) + " ") || contains(text, "\"" + std::string(program) + "\"")))
      return true;
    behind = behind || instruction == step.run;
  }
  return false;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (!leaves_releases_open(step) || may_fail(*step.invocation.node)) continue;
    const knowledge::Image* const image = project::base_image(*step.stage);
    const dockerfile::Stage& root = step.stage->root();
    const std::string_view tag = knowledge::parse_reference(root.base).tag;
    const std::optional<Version> have = !tag.empty() && is_digit(tag.front()) ? read_version(tag) : std::nullopt;
    if (image == nullptr || !have.has_value()) continue;
    for (const shell::Word& word : step.invocation.arguments) {
      const knowledge::NewestRelease* const row = row_of(step.invocation.program, word.text);
      if (row == nullptr || row->image != image->name || (!row->runs.empty() && !runs_later(step, row->runs, report)))
        continue;
      asks = true;
      if (accepts(*row, *have)) continue;
      report
          .at(word.span, "The newest `{}` asks for {} {}, and `{}` has an older one; name a release that knows it",
              row->package, OurWords{row->language}, OurWords{listed(row->accepts)}, root.base)
          .note(root.base_span, "The {} comes from here", OurWords{row->language})
          .confidence(
              weaker(weaker(Confidence::likely, confidence_of_base(*step.stage)), confidence_of(*step.context)));
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4290",
    .summary = "Newest release of a package on a base with an older language",
    .why =
        "An install that names no release takes whatever came out last, and that refuses the Ruby, PHP or Node.js of "
        "the base: the build that worked for years stops with `requires Ruby version >= 3.2`, `requires PHP (version "
        ">= 8.1.0)` or `EBADENGINE`.",
    .remedy = "Name the last release of the package that goes with the base, or take a newer base.",
    .references = "https://guides.rubygems.org/specification-reference/#required_ruby_version",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "install packages that their language can run",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::package_newer_than_runtime
