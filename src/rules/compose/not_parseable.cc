#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "project/model.h"
#include "rules/lib/merge_conflict.h"
#include "rules/rule.h"

namespace seaworthy::rules::not_parseable {

/// An alias of a Compose file whose anchor the file does not have.
struct Lacking {
  int files = 0;         ///< How many Compose files lack an anchor that this file lacks, by the commonest.
  bool is_first = true;  ///< Nothing before it in the file says so of the same anchor.
};

static Lacking lacking(const compose::Problem& problem, std::string_view alias, const Report& report) {
  std::map<std::string_view, int> files;
  std::set<std::string_view> own;
  Lacking result;
  for (const project::File& file : report.project().files) {
    if (file.kind != discover::FileKind::compose || file.yaml == nullptr) continue;
    std::set<std::string_view> lacks;
    for (const yaml::Problem& other : file.yaml->problems) {
      if (other.kind != "undefined-alias") continue;
      const std::string_view text = report.text(other.span);
      lacks.insert(text);
      if (other.span.file == problem.span.file && other.span.begin < problem.span.begin && text == alias)
        result.is_first = false;
    }
    for (const std::string_view text : lacks) ++files[text];
    if (file.source == problem.span.file) own = std::move(lacks);
  }
  for (const std::string_view text : own) result.files = std::max(result.files, files[text]);
  return result;
}

static void check(const compose::Problem& problem, Report& report) {
  // merge-conflict-unresolved says what is wrong.
  const std::optional<MergeConflict> conflict = merge_conflict(report.project(), problem.span.file);
  if (conflict.has_value() && conflict->begin.begin <= problem.span.begin) return report.skip();
  const std::string_view text = report.text(problem.span);
  if (!text.starts_with('*')) return report_problem(problem, report);
  const Lacking other = lacking(problem, text, report);
  if (!other.is_first) return;
  if (other.files < 2) return report_problem(problem, report);
  // Several files that lack the same anchor are put behind one that has it before Compose sees them.
  report
      .at(problem.span, "{}; {} files lack anchors, so what joins them has to give them", OurWords{problem.message},
          other.files)
      .severity(Severity::low)
      .confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW2202",
    .summary = "File that is no valid YAML",
    .why = "Compose cannot read the file, so no service of it starts.",
    .remedy = "Correct the syntax at the place that the message names.",
    .peers =
        "docker-language-server:compose/yaml-syntax dclint:invalid-yaml compose-go:yaml/too-many-nodes "
        "compose-go:yaml/anchor-cycle compose-go:yaml/non-string-key compose-go:yaml/top-level",
    .severity = Severity::critical,
    .confidence = Confidence::certain,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_compose_problem<check>("compose-yaml-invalid"),
};

}  // namespace seaworthy::rules::not_parseable
