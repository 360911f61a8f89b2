#include <algorithm>
#include <string_view>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::configuration_nobody_uses {

static bool is_used(const project::File& file) { return !file.stacks.empty() || !file.used_by.empty(); }

static void check(const project::File& file, Report& report) {
  using project::FileKind;
  const bool judged = file.kind == FileKind::nginx || file.kind == FileKind::prometheus ||
                      file.kind == FileKind::caddy || file.kind == FileKind::haproxy;
  if (!judged || file.role == project::Role::example || file.role == project::Role::test) return report.skip();
  if (is_used(file)) return;
  // Alone it may be copied to a machine by hand; beside one that is used it is a rival of that one.
  const std::string_view folder = project::parent_path(file.path);
  const auto& files = report.project().files;
  const auto rival = std::ranges::find_if(files, [&](const project::File& other) {
    return other.kind == file.kind && &other != &file && is_used(other) && project::parent_path(other.path) == folder;
  });
  if (rival == files.end()) return report.skip();
  // A script that chooses among them, or a guide that tells to put it in the other's place.
  const std::string_view name = project::base_name(file.path);
  for (const project::File& other : files)
    if ((other.kind == FileKind::script || other.kind == FileKind::makefile || other.kind == FileKind::ci ||
         other.kind == FileKind::env || other.kind == FileKind::env_template || other.kind == FileKind::compose ||
         other.kind == FileKind::dockerfile || other.kind == FileKind::readme ||
         other.kind == FileKind::documentation) &&
        other.has_content && contains(report.project().sources[other.source].text(), name))
      return;
  report.at({file.source, 0, 0}, "Nothing mounts, copies or includes `{}`; `{}` beside it is what is used", file.path,
            rival->path);
}

extern const Rule rule = {
    .code = "SW7177",
    .summary = "Configuration that nothing uses beside one that counts",
    .why = "The next reader repairs the wrong one of them, and nothing changes.",
    .remedy = "Delete it, or mount it where it belongs.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::configuration_nobody_uses
