#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>

#include "project/model.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::timer_without_unit {

struct Named {
  std::string_view unit;
  Span span;
};

/// The value of `Unit=` of a timer; nothing where it names none.
static std::optional<Named> unit_named(const Source& source, FileId file) {
  const std::string_view text = source.text();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (line.starts_with("Unit=")) {
      std::string_view unit = line.substr(5);
      while (unit.ends_with(' ') || unit.ends_with('\r')) unit.remove_suffix(1);
      return Named{unit, {file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}};
    }
    begin = end + 1;
  }
  return std::nullopt;
}

static bool has_unit(const project::Project& project, std::string_view unit) {
  return !project::paths_named(project, unit).empty();
}

static void check(const project::File& file, Report& report) {
  if (!file.path.ends_with(".timer") || !file.has_content) return report.skip();
  const project::Project& project = report.project();
  const Source& source = project.sources[file.source];
  if (!contains(source.text(), "[Timer]")) return report.skip();
  const std::optional<Named> named = unit_named(source, file.source);
  const std::string_view name = base_name(file.path);
  const std::string own = std::string(name.substr(0, name.rfind('.'))) + ".service";
  const std::string_view unit = named.has_value() ? named->unit : std::string_view(own);
  if (unit.empty() || contains(unit, "@") || contains(unit, "%") || !unit.ends_with(".service") ||
      has_unit(project, unit))
    return;
  // Where the repository has no unit at all, it comes from somewhere else.
  std::string_view near;
  for (const std::string_view path : project.children(project::parent_path(file.path)))
    if (path.ends_with(".service")) near = path;
  if (near.empty()) return;
  const Span span = named.has_value() ? named->span : Span{file.source, 0, 0};
  Builder finding = report.at(span, "This timer starts `{}`, which is not in the repository; `{}` is", unit, near);
  if (is_backup_name(file.path) || is_backup_name(near)) finding.rung(Rung::keep);
}

extern const Rule rule = {
    .code = "SW4947",
    .summary = "Timer of a unit that does not exist",
    .why = "systemd refuses to start the timer, or starts nothing when it is due; the job never runs.",
    .remedy = "Give the service the name of the timer, or name it in `Unit=`.",
    .references = "https://www.freedesktop.org/software/systemd/man/latest/systemd.timer.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::timer_without_unit
