#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

/// What the conditions of a row are held against, and the place that a finding gets.
class ImageSettings {
 public:
  explicit ImageSettings(const project::Service& service) : definition_(*service.definition) {
    has_command_ = service.command.from == project::Provenance::compose;
    place_ = definition_.image.span();
  }

  /// Whether all conditions hold, in the notation of knowledge::Refusal. False as well when it cannot be told.
  bool hold(std::span<const std::string_view> conditions) {
    place_ = definition_.image.span();
    return std::ranges::all_of(conditions, [&](std::string_view condition) { return holds(condition); });
  }
  /// The setting that the last row which held speaks of, or the image.
  Span place() const { return place_; }

 private:
  bool holds(std::string_view condition) {
    const bool negated = condition.starts_with('!');
    const std::string_view rest = condition.substr(negated ? 1 : 0);
    if (rest == "command") return has_command_ != negated;
    if (rest.starts_with("command=")) {
      if (!is_first_word(rest.substr(8))) return false;
      place_ = definition_.command.span();
      return true;
    }
    if (rest.starts_with('/')) return !is_mounted(rest);
    if (rest.starts_with('-')) return negated ? none_of(rest, &ImageSettings::has_option) : has_option(rest);
    if (negated) return none_of(rest, &ImageSettings::is_supplied);
    return holds_for_variable(rest);
  }

  bool holds_for_variable(std::string_view condition) {
    const std::size_t at = condition.find_first_of("=!~<");
    const std::string_view name = condition.substr(0, at);
    if (at == std::string_view::npos) {
      if (!is_supplied(name)) return false;
      note_place(definition_.variable(name));
      return true;
    }
    const compose::EnvironmentEntry* const entry = definition_.variable(name);
    if (entry == nullptr || !entry->value.has_value() || entry->value->empty() || !is_settled(entry->source))
      return false;
    const std::string_view value = *entry->value;
    const std::size_t operation = condition.find_first_of("=~<");
    const std::string_view operand = condition.substr(operation + 1);
    bool result = false;
    switch (condition[operation]) {
      case '=':
        result = is_listed(operand, value);
        break;
      case '~':
        result = contains(value, operand);
        break;
      default:
        result = value.size() < number(operand);
        break;
    }
    if (condition[at] == '!') result = !result;
    if (result) note_place(entry);
    return result;
  }

  static std::size_t number(std::string_view digits) {
    std::size_t value = 0;
    for (const char digit : digits) value = value * 10 + static_cast<std::size_t>(digit - '0');
    return value;
  }

  static bool is_listed(std::string_view alternatives, std::string_view value) {
    while (!alternatives.empty()) {
      const std::string_view one = before(alternatives, '|');
      if (equal_ignoring_case(one, value)) return true;
      alternatives.remove_prefix(std::min(one.size() + 1, alternatives.size()));
    }
    return false;
  }

  bool none_of(std::string_view names, bool (ImageSettings::*has)(std::string_view)) {
    while (!names.empty()) {
      const std::string_view one = before(names, '|');
      if ((this->*has)(one)) return false;
      names.remove_prefix(std::min(one.size() + 1, names.size()));
    }
    return true;
  }

  /// A variable that whoever starts the stack may give counts as supplied.
  bool is_supplied(std::string_view name) {
    return std::ranges::any_of(definition_.environment, [&](const compose::EnvironmentEntry& entry) {
      const bool same = entry.name == name || (entry.name.size() == name.size() + 5 && entry.name.starts_with(name) &&
                                               entry.name.ends_with("_FILE"));
      return same && (!entry.value.has_value() || !entry.value->empty() || !is_settled(entry.source));
    });
  }

  bool has_option(std::string_view name) {
    return has_command_ && std::ranges::any_of(definition_.command.words, [&](std::string_view word) {
             if (!word.starts_with(name)) return false;
             return word.size() == name.size() || word[name.size()] == '=';
           });
  }

  bool is_first_word(std::string_view alternatives) const {
    if (!has_command_ || definition_.command.words.empty()) return false;
    const std::string_view word = definition_.command.words.front();
    return is_listed(alternatives, base_name(word)) || is_listed(alternatives, word);
  }

  bool is_mounted(std::string_view path) const {
    const auto covers = [&](std::string_view target) {
      return project::is_below(target, path) || project::is_below(path, target);
    };
    return std::ranges::any_of(definition_.mounts, [&](const compose::Mount& mount) { return covers(mount.target); }) ||
           !definition_.configs.empty();
  }

  void note_place(const compose::EnvironmentEntry* entry) {
    if (entry != nullptr && place_ == definition_.image.span()) place_ = entry->span;
  }

  const compose::Service& definition_;
  bool has_command_ = false;
  Span place_;
};

}  // namespace seaworthy::rules
