#include "rules/lib/announced.h"

#include <algorithm>

#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

static bool assigns(std::string_view text, std::string_view variable) {
  for (std::size_t at = text.find(variable); at != std::string_view::npos; at = text.find(variable, at + 1)) {
    const std::size_t end = at + variable.size();
    const char before = at == 0 ? ' ' : text[at - 1];
    const bool is_whole = before != '_' && !is_digit(before) && (lower(before) < 'a' || lower(before) > 'z');
    // `NAME=value`, and `NAME` in backticks of a list or a table.
    if (is_whole && end < text.size() && (text[end] == '=' || (before == '`' && text[end] == '`'))) return true;
  }
  return false;
}

bool is_announced(const project::Project& project, std::string_view variable) {
  using project::FileKind;
  static constexpr FileKind kinds[] = {FileKind::env,    FileKind::env_template,  FileKind::script, FileKind::makefile,
                                       FileKind::readme, FileKind::documentation, FileKind::ci};
  return !variable.empty() && std::ranges::any_of(kinds, [&](FileKind kind) {
    return std::ranges::any_of(project::files_of_kind(project, kind), [&](const project::File* file) {
      return file->has_content && assigns(project.sources[file->source].text(), variable);
    });
  });
}

bool is_below_template(const project::Project& project, Span place) {
  const project::File* const file = project.file(place.file);
  if (file == nullptr) return true;
  for (const project::FileKind kind : {project::FileKind::env, project::FileKind::env_template})
    for (const project::File* const each : project::files_of_kind(project, kind))
      if (project::is_below(file->path, project::parent_path(each->path))) return true;
  return false;
}

}  // namespace seaworthy::rules
