#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/once.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::backup_never_restored {

static bool restores(std::string_view text) {
  for (const std::string_view word :
       {"pg_restore", "mongorestore", "restic restore", "restic check", "borg extract", "borg check", "restore"})
    if (contains(text, word)) return true;
  return false;
}

/// Whether a guide has a chapter on it: `## Restore`.
static bool has_heading_on_restoring(const Source& source) {
  for (std::uint32_t number = 1; number <= source.line_count(); ++number) {
    const std::string_view line = source.line(number);
    if (line.starts_with('#') && (contains(line, "estor") || contains(line, "ecover"))) return true;
  }
  return false;
}

/// Whether a program of an application is there for it by its name: `src/restore.ts`, `restore_database.py`.
static bool has_program_that_restores(const project::Project& project) {
  return std::ranges::any_of(project.tree, [](const project::Project::TreePath& entry) {
    const std::string_view name = base_name(entry.path);
    return !entry.directory && contains(name, "restore") &&
           is_one_of("ts js mjs cjs py rb go rs php", name.substr(name.rfind('.') + 1));
  });
}

static void check(const project::Project& project, Report& report) {
  Span place;
  std::string_view name;
  for (const project::Stack& stack : project.stacks) {
    if (is_short_lived(stack) || stack.role == project::Role::development || place.valid()) continue;
    for (const project::Service* const service : once<backup_services>(report, stack)) {
      place = service->span;
      name = service->name;
      break;
    }
  }
  if (const auto& scripts = once<backup_scripts>(report); !place.valid() && !scripts.empty()) {
    place = {scripts.front()->source, 0, 0};
    name = scripts.front()->path;
  }
  if (!place.valid()) return report.skip();
  const project::File* by_hand = nullptr;
  const project::File* described = nullptr;
  for (const project::File& file : project.files) {
    using Kind = project::FileKind;
    if (described == nullptr && (file.kind == Kind::readme || file.kind == Kind::documentation) && file.has_content &&
        has_heading_on_restoring(project.sources[file.source]))
      described = &file;
    const bool runs = file.kind == Kind::script || file.kind == Kind::entrypoint || file.kind == Kind::makefile;
    if (!file.has_content || (!runs && file.kind != Kind::ci)) continue;
    const std::string_view text = project.sources[file.source].text();
    if (file.kind == Kind::ci
            ? contains(text, "schedule") && restores(text)
            : contains(file.path, "restore") &&
                  (contains(file.path, "check") || contains(file.path, "test") || contains(file.path, "verify")))
      return;
    if (runs && by_hand == nullptr && (contains(file.path, "restore") || (file.kind == Kind::script && restores(text))))
      by_hand = &file;
  }
  for (const project::Stack& stack : project.stacks)
    for (const project::Service* const service : stack.services)
      if (contains(service->name, "restore")) return;
  if (by_hand != nullptr) {
    report.at(place, "Nothing tries whether what `{}` saves can be restored", name)
        .note({by_hand->source, 0, 0}, "`{}` restores when somebody calls it", by_hand->path);
    return;
  }
  if (has_program_that_restores(project)) {
    report.at(place, "Nothing tries whether what `{}` saves can be restored", name);
    return;
  }
  Builder finding = report.at(place, "Nothing in the repository restores what `{}` saves", name);
  if (described == nullptr)
    finding.severity(Severity::medium);
  else
    finding.note({described->source, 0, 0}, "People read here how they do it by hand");
}

extern const Rule rule = {
    .code = "SW7101",
    .summary = "Backup that is never restored",
    .why = "Whether a backup is one is known after the first restore. Most that fail do so for months unseen.",
    .remedy = "Restore the newest copy into a scratch database once a week, count rows, and alert when that fails.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .strength = "tries its backups by restoring them",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::backup_never_restored
