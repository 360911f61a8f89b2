#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "project/facts.h"

/// What is asked about things that are no objects of the model, such as a path of an image, kept for all who ask again.
namespace seaworthy::project {

/// Answers to one question by what it is asked about. They stay where they are.
template <class Key, class Result>
struct AnswersByKey {
  struct Hash {
    std::size_t operator()(const Key& key) const { return key.hash(); }
  };
  /// A part of them, so that threads seldom meet.
  struct Part {
    std::mutex using_it;
    std::unordered_map<Key, Result, Hash> answers;
  };
  static constexpr std::size_t parts_count = 8;
  std::unique_ptr<Part[]> parts = std::make_unique<Part[]>(parts_count);
};

template <auto F, class Key>
auto nothing_answered(const Project&) {
  return AnswersByKey<Key,
                      std::remove_cvref_t<decltype(F(std::declval<const Project&>(), std::declval<const Key&>()))>>{};
}

/// What `F(project, key)` gives, for questions about what is no object of the model, such as a path of an image. A key
/// has `hash()` and `==`, and must say all that the answer hangs on. `F` may ask for other answers, and may be asked
/// twice for the same when threads meet.
template <auto F, class Key>
const auto& answer(const Project& project, const Key& key) {
  const auto& all = fact<nothing_answered<F, Key>>(project);
  auto& part = all.parts[key.hash() / 64 % all.parts_count];
  {
    const std::lock_guard lock(part.using_it);
    if (const auto found = part.answers.find(key); found != part.answers.end()) return found->second;
  }
  auto result = F(project, key);
  const std::lock_guard lock(part.using_it);
  return part.answers.try_emplace(key, std::move(result)).first->second;
}

/// A key for questions about a path, or the name of an image.
struct TextAsked {
  std::string text;

  explicit TextAsked(std::string_view of) : text(of) {}
  bool operator==(const TextAsked&) const = default;
  std::size_t hash() const { return std::hash<std::string_view>()(text); }
};

}  // namespace seaworthy::project
