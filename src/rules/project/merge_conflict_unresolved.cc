#include "rules/lib/merge_conflict.h"

#include "rules/rule.h"

namespace seaworthy::rules::merge_conflict_unresolved {

/// How far a stack gets with the file as it is.
static Rung rung_of(project::FileKind kind) {
  switch (kind) {
    case project::FileKind::compose:
      return Rung::load;
    case project::FileKind::dockerfile:
    case project::FileKind::package_json:
    case project::FileKind::package_lock:
    case project::FileKind::python_manifest:
    case project::FileKind::python_lock:
      return Rung::build;
    case project::FileKind::ci:
      return Rung::operate;
    default:
      return Rung::start;
  }
}

static void check(const project::File& file, Report& report) {
  using project::FileKind;
  // People write about conflicts. A file without one is no merit, and counts for no score.
  const bool is_prose = file.kind == FileKind::readme || file.kind == FileKind::documentation;
  if (!file.has_content || is_prose) return report.skip();
  const std::optional<MergeConflict> conflict = merge_conflict(report.project(), file.source);
  if (!conflict.has_value()) return report.skip();
  report
      .at(conflict->begin,
          "Git found two versions of what follows, and both are still here; keep one and remove the marker lines")
      .severity(file.kind == FileKind::compose ? Severity::critical : Severity::high)
      .rung(rung_of(file.kind))
      .note(conflict->middle, "The other version begins here")
      .note(conflict->end, "It ends here");
}

extern const Rule rule = {
    .code = "SW7032",
    .summary = "File with a merge conflict that nobody resolved",
    .why =
        "The lines with `<<<<<<<`, `=======` and `>>>>>>>` are of no language that reads the file: Compose, the "
        "builder or the program stops at them, and where one does not, it takes both versions.",
    .remedy = "Keep the version that is right, remove the marker lines and commit the file.",
    .references = "https://git-scm.com/docs/git-merge#_how_conflicts_are_presented",
    .severity = Severity::high,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::merge_conflict_unresolved
