#include "knowledge/tool_options.h"

#include <algorithm>
#include <string>

namespace seaworthy::knowledge {
namespace {

bool contains(std::span<const std::string_view> list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

std::string_view before_value(std::string_view option) { return option.substr(0, option.find('=')); }

/// Whether the value of an option is the next word. Of a short one it may be the rest of its own: `-uroot`.
bool takes_next_word(const ToolOptions& known, std::string_view option) {
  if (option[1] == '-') return contains(known.long_with_value, option.substr(2));
  const std::size_t letter = option.find_first_of(known.short_with_value, 1);
  return letter != std::string_view::npos && letter + 1 == option.size();
}

/// `find`: every predicate stands alone, and what `-exec` runs is no part of the line.
std::optional<RefusedOption> refused_predicate(const ToolOptions& known, std::span<const std::string_view> words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (word.size() < 2 || word[0] != '-') continue;
    const std::string_view name = word.substr(1);
    if (name == "exec" || name == "execdir" || name == "ok" || name == "okdir") {
      if (!contains(known.long_options, name)) return RefusedOption{at, word};
      while (at < words.size() && words[at] != ";" && words[at] != "\\;" && words[at] != "+") ++at;
    } else if (contains(known.long_with_value, name)) {
      ++at;
    } else if (!contains(known.long_options, name)) {
      return RefusedOption{at, word};
    }
  }
  return std::nullopt;
}

}  // namespace

const ToolOptions* tool_options(std::string_view program, std::string_view base) {
  auto row = std::ranges::lower_bound(tables::tool_options, program, {}, &ToolOptions::program);
  for (; row != tables::tool_options.end() && row->program == program; ++row)
    if (row->bases.empty() || contains(row->bases, base)) return &*row;
  return nullptr;
}

std::optional<RefusedOption> refused_option(const ToolOptions& known, std::span<const std::string_view> words) {
  if (known.predicates) return refused_predicate(known, words);
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (word == "--") break;
    if (word.size() < 2 || word[0] != '-') {
      // A variable may hold options, or the first operand.
      if (known.leading) break;
      continue;
    }
    if (!known.refuses.empty()) {
      if (contains(known.refuses, before_value(word))) return RefusedOption{at, before_value(word)};
      continue;
    }
    if (word[1] == '-') {
      const std::string_view name = before_value(word).substr(2);
      if (known.exact) {
        if (contains(known.long_with_value, name)) {
          if (name.size() + 2 == word.size()) ++at;
        } else if (!contains(known.long_options, name)) {
          return RefusedOption{at, before_value(word)};
        }
        continue;
      }
      // GNU's and BusyBox's readers of options take any unique beginning.
      if (std::ranges::none_of(known.long_options, [&](std::string_view each) { return each.starts_with(name); }))
        return RefusedOption{at, before_value(word)};
      continue;
    }
    for (std::size_t letter = 1; letter < word.size(); ++letter) {
      if (known.short_options.find(word[letter]) == std::string_view::npos)
        return RefusedOption{at, word, word[letter]};
      if (known.short_with_value.find(word[letter]) == std::string_view::npos) continue;
      if (letter + 1 == word.size()) ++at;
      break;
    }
  }
  return std::nullopt;
}

const ToolOptions* docker_options(std::string_view command) {
  const auto find = [](std::string_view name) -> const ToolOptions* {
    const auto row = std::ranges::lower_bound(tables::docker_options, name, {}, &ToolOptions::program);
    return row != tables::docker_options.end() && row->program == name ? &*row : nullptr;
  };
  if (const ToolOptions* const row = find(command); row != nullptr) return row;
  // `docker container stop` is `docker stop`; what has no short name of its own has a row.
  constexpr std::string_view group = "docker container ";
  if (!command.starts_with(group)) return nullptr;
  return find("docker " + std::string(command.substr(group.size())));
}

bool is_docker_group(std::string_view command) {
  const std::string beginning = std::string(command) + ' ';
  const auto row =
      std::ranges::lower_bound(tables::docker_options, std::string_view(beginning), {}, &ToolOptions::program);
  return row != tables::docker_options.end() && row->program.starts_with(beginning);
}

std::size_t first_operand(const ToolOptions& known, std::span<const std::string_view> words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (word.size() < 2 || word[0] != '-') return at;
    if (takes_next_word(known, word)) ++at;
  }
  return words.size();
}

}  // namespace seaworthy::knowledge
