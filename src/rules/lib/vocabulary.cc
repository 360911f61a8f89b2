#include "rules/lib/vocabulary.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <mutex>

#include "project/facts.h"
#include "project/names.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

/// By kind, each made by the first who asks for it.
struct Vocabularies {
  static constexpr std::size_t kinds = static_cast<std::size_t>(project::FileKind::other) + 1;
  struct Slot {
    std::once_flag once;
    Vocabulary vocabulary;
  };
  std::unique_ptr<std::array<Slot, kinds>> slots = std::make_unique<std::array<Slot, kinds>>();
};
Vocabularies vocabularies(const project::Project&) { return {}; }

}  // namespace

bool has_word(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !is_word_character(text[at - 1])) && (end == text.size() || !is_word_character(text[end])))
      return true;
  }
  return false;
}

void Vocabulary::add(std::string_view text) {
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!is_word_character(text[begin])) continue;
    std::size_t end = begin + 1;
    while (end < text.size() && is_word_character(text[end])) ++end;
    const std::string_view word = text.substr(begin, end - begin);
    if (words_.insert(word).second) (joined_ += word) += '\n';
    begin = end;
  }
}

bool Vocabulary::contains(std::string_view part) const {
  return words_.contains(part) || memmem(joined_.data(), joined_.size(), part.data(), part.size()) != nullptr;
}

bool is_spoken_of(const project::Project& project, std::initializer_list<project::FileKind> kinds,
                  std::string_view part) {
  const Vocabularies& all = project::fact<vocabularies>(project);
  return std::ranges::any_of(kinds, [&](project::FileKind kind) {
    if (!is_word(part))
      return std::ranges::any_of(project::files_of_kind(project, kind), [&](const project::File* file) {
        return contains(project.sources[file->source].text(), part);
      });
    Vocabularies::Slot& slot = (*all.slots)[static_cast<std::size_t>(kind)];
    std::call_once(slot.once, [&] {
      for (const project::File* const file : project::files_of_kind(project, kind))
        slot.vocabulary.add(project.sources[file->source].text());
    });
    return slot.vocabulary.contains(part);
  });
}

}  // namespace seaworthy::rules
