#include "rules/lib/announced.h"

#include <algorithm>
#include <unordered_set>

#include "project/facts.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/vocabulary.h"
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

static constexpr project::FileKind telling[] = {
    project::FileKind::env,    project::FileKind::env_template,  project::FileKind::script, project::FileKind::makefile,
    project::FileKind::readme, project::FileKind::documentation, project::FileKind::ci};

/// The words that `assigns` finds in some file.
static std::unordered_set<std::string_view> assigned_words(const project::Project& project) {
  std::unordered_set<std::string_view> words;
  for (const project::FileKind kind : telling)
    for (const project::File* const file : project::files_of_kind(project, kind)) {
      if (!file->has_content) continue;
      const std::string_view text = project.sources[file->source].text();
      for (std::size_t end = 0; end < text.size(); ++end) {
        if (text[end] != '=' && text[end] != '`') continue;
        std::size_t begin = end;
        while (begin > 0 && is_word_character(text[begin - 1])) --begin;
        if (begin < end && (text[end] == '=' || (begin > 0 && text[begin - 1] == '`')))
          words.insert(text.substr(begin, end - begin));
      }
    }
  return words;
}

bool is_announced(const project::Project& project, std::string_view variable) {
  if (is_word(variable)) return project::fact<assigned_words>(project).contains(variable);
  return !variable.empty() && std::ranges::any_of(telling, [&](project::FileKind kind) {
    return std::ranges::any_of(project::files_of_kind(project, kind), [&](const project::File* file) {
      return file->has_content && assigns(project.sources[file->source].text(), variable);
    });
  });
}

bool is_beside_template(const project::Project& project, Span place) {
  const project::File* const file = project.file(place.file);
  if (file == nullptr) return true;
  for (const project::FileKind kind : {project::FileKind::env, project::FileKind::env_template})
    for (const project::File* const each : project::files_of_kind(project, kind))
      if (project::parent_path(file->path) == project::parent_path(each->path)) return true;
  return false;
}

bool is_known_to_need_value(const project::Project& project, const project::Stack& stack, std::string_view variable,
                            Span place) {
  return std::ranges::count(stack.model->variables, variable, &compose::VariableUse::name) > 1 ||
         is_announced(project, variable) || !is_beside_template(project, place);
}

}  // namespace seaworthy::rules
