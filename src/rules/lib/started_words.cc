#include "rules/lib/started_words.h"

#include <algorithm>

#include "project/container_files.h"
#include "rules/lib/backups.h"

namespace seaworthy::rules {

/// Whether a text has one of the words between blanks, quotes or brackets.
static bool has_word(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
      const auto is_edge = [](char c) { return std::string_view(" \t\n\"'[],=").find(c) != std::string_view::npos; };
      const std::size_t end = at + word.size();
      if ((at == 0 || is_edge(text[at - 1])) && (end == text.size() || is_edge(text[end]))) return true;
    }
    return false;
  });
}

/// Whether commands stand in files of a kind.
static bool has_commands(project::FileKind kind, bool in_sources) {
  using project::FileKind;
  switch (kind) {
    case FileKind::readme:
    case FileKind::documentation:
    case FileKind::package_json:
    case FileKind::package_lock:
    case FileKind::python_manifest:
    case FileKind::python_lock:
    case FileKind::php_manifest:
    case FileKind::ruby_manifest:
      return false;
    case FileKind::source:
      return in_sources;
    default:
      return true;
  }
}

bool is_started(const project::Project& project, const project::Stack& stack, std::span<const std::string_view> words,
                bool in_sources) {
  for (const project::Service* const service : stack.services) {
    if (has_word(command_text(project, *service), words)) return true;
    for (const std::string_view word : project::start_words(*service))
      if (has_word(word, words)) return true;
  }
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    return file.has_content && has_commands(file.kind, in_sources) &&
           has_word(without_comments(project.sources[file.source].text()), words);
  });
}

}  // namespace seaworthy::rules
