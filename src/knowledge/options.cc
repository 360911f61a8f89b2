#include <algorithm>
#include <array>
#include <string>

#include "base/edit_distance.h"
#include "knowledge/knowledge.h"
#include "knowledge/text.h"

namespace seaworthy::knowledge {
namespace {

/// The name of an option as written, without its value; "" for a word that is none.
std::string_view name_of(OptionStyle style, std::string_view word) {
  if (style == OptionStyle::postgres && word.starts_with("-c")) {
    word.remove_prefix(2);
    if (word.starts_with(' ')) word.remove_prefix(1);
    return word.substr(0, word.find('='));
  }
  if (word.size() < 2 || word.front() != '-') return {};
  return word.substr(0, word.find('='));
}

char normal(OptionStyle style, char c) {
  if (style == OptionStyle::mysql) return c == '_' ? '-' : c;
  if (style == OptionStyle::postgres) return c == '-' ? '_' : lower(c);
  return style == OptionStyle::ignore_case ? lower(c) : c;
}

bool same(OptionStyle style, std::string_view left, std::string_view right) {
  return std::ranges::equal(
      left, right, {}, [&](char c) { return normal(style, c); }, [&](char c) { return normal(style, c); });
}

/// Compares part by part between dots, where a `*` of the table stands for any part that is not empty. A part such as
/// "domains[*]" matches "domains[0]".
bool matches_parts(OptionStyle style, std::string_view pattern, std::string_view name) {
  while (!pattern.empty() && !name.empty()) {
    const std::string_view expected = take(pattern, '.');
    const std::string_view given = take(name, '.');
    if (given.empty()) return false;
    if (expected == "*") continue;
    if (expected.ends_with("[*]") && given.ends_with("]")) {
      const std::size_t open = given.find('[');
      if (open == std::string_view::npos ||
          !same(style, expected.substr(0, expected.size() - 3), given.substr(0, open)))
        return false;
      continue;
    }
    if (!same(style, expected, given)) return false;
  }
  return pattern.empty() && name.empty();
}

/// What MySQL's option reader takes off the front of a name before it looks it up.
std::string_view without_mysql_prefix(std::string_view name) {
  for (const std::string_view prefix : {"loose", "skip", "disable", "enable", "maximum"})
    if (name.size() > prefix.size() + 1 && name.starts_with(prefix) &&
        (name[prefix.size()] == '-' || name[prefix.size()] == '_'))
      return name.substr(prefix.size() + 1);
  return name;
}

const ImageOption* find(const Image& image, std::string_view name) {
  const OptionStyle style = image.option_style;
  for (const ImageOption& candidate : image.options)
    if (same(style, candidate.name, name) ||
        (candidate.name.find('*') != std::string_view::npos && matches_parts(style, candidate.name, name)))
      return &candidate;
  return nullptr;
}

/// The option of this name without its dashes, or one that it is an unambiguous start of.
const ImageOption* find_mysql(const Image& image, std::string_view bare) {
  const ImageOption* started = nullptr;
  std::size_t starts = 0;
  for (const ImageOption& candidate : image.options) {
    const std::string_view known = candidate.name.substr(2);
    if (same(image.option_style, known, bare)) return &candidate;
    if (known.size() > bare.size() && same(image.option_style, known.substr(0, bare.size()), bare)) {
      started = &candidate;
      ++starts;
    }
  }
  return starts == 1 ? started : nullptr;
}

/// Whether a release line got its last fixes more than three years before the tables' date. Tables of options are made
/// from the lines that people still run; older ones had options that none of them has.
bool is_ancient(const Image& image, std::string_view tag) {
  const Cycle* const line = image.end_of_life_product.empty() ? nullptr : cycle(image.end_of_life_product, tag);
  if (line == nullptr) return false;
  constexpr std::size_t year_digits = 4;
  int year = 0;
  for (const char digit : date().substr(0, year_digits)) year = year * 10 + (digit - '0');
  return line->ended_by(std::to_string(year - 3) + std::string(date().substr(year_digits)));
}

/// Whether the table of options is complete for the release line of a tag. A tag without a version is the newest line
/// that is known of the product, and `7` the newest one of 7.
bool covers(const Image& image, std::string_view tag) {
  if (is_ancient(image, tag)) return false;
  if (image.options_until.empty()) return true;
  // `0.13..0.34`: releases before the first spelt their options in another way.
  const std::size_t dots = image.options_until.find("..");
  const bool has_first = dots != std::string_view::npos;
  const VersionRange covered{.first = image.options_until.substr(0, has_first ? dots : 0),
                             .last = image.options_until.substr(has_first ? dots + 2 : 0)};
  if (const std::string_view version = version_of_tag(tag); !version.empty()) {
    const Cycle* const line = image.end_of_life_product.empty() ? nullptr : cycle(image.end_of_life_product, tag);
    return covered.contains(line != nullptr && line->cycle.size() > version.size() ? line->cycle : version);
  }
  for (const Cycle& line : cycles())
    if (line.product == image.end_of_life_product) return covered.contains(line.cycle);  // Newest first.
  return true;
}

}  // namespace

const ImageOption* option(const Image& image, std::string_view word) {
  const std::string_view name = name_of(image.option_style, word);
  if (name.empty()) return nullptr;
  switch (image.option_style) {
    case OptionStyle::mysql: {
      if (!name.starts_with("--")) return find(image, name);
      if (const ImageOption* const exact = find(image, name)) return exact;
      const std::string_view bare = name.substr(2);
      const std::string_view shorter = without_mysql_prefix(bare);
      if (const ImageOption* const found = find_mysql(image, bare)) return found;
      return shorter == bare ? nullptr : find_mysql(image, shorter);
    }
    case OptionStyle::postgres:
      return find(image, name.starts_with("--") ? name.substr(2) : name);
    case OptionStyle::kingpin:
      if (const ImageOption* const found = find(image, name)) return found;
      if (name.starts_with("--no-"))
        for (const ImageOption& candidate : image.options)
          if (!candidate.takes_value && candidate.name.starts_with("--") && candidate.name.substr(2) == name.substr(5))
            return &candidate;
      return nullptr;
    case OptionStyle::go_flag:
      if (const ImageOption* const found = find(image, name)) return found;
      for (const ImageOption& candidate : image.options)
        if (candidate.name.substr(candidate.name.find_first_not_of('-')) == name.substr(name.find_first_not_of('-')))
          return &candidate;
      return nullptr;
    case OptionStyle::plain:
    case OptionStyle::ignore_case:
      break;
  }
  return find(image, name);
}

std::optional<bool> accepts_option(const Image& image, std::string_view tag, std::string_view word) {
  const std::string_view name = name_of(image.option_style, word);
  if (name.empty() || name.find_first_not_of('-') == std::string_view::npos || image.options.empty())
    return std::nullopt;
  if (const ImageOption* const found = option(image, word)) return found->versions.contains(tag);
  if (!image.options_complete || !covers(image, tag) || name.find('$') != std::string_view::npos) return std::nullopt;
  // An extension's setting has a dot, and a loose option may be unknown.
  if (image.option_style == OptionStyle::postgres && name.find('.') != std::string_view::npos) return std::nullopt;
  if (image.option_style == OptionStyle::mysql && (name.starts_with("--loose-") || name.starts_with("--loose_")))
    return std::nullopt;
  return false;
}

std::string_view nearest_option(const Image& image, std::string_view word) {
  std::string_view name = name_of(image.option_style, word);
  if (image.option_style == OptionStyle::postgres && name.starts_with("--")) name.remove_prefix(2);
  const unsigned limit = name.size() < 8 ? 1 : name.size() < 16 ? 2 : 3;
  unsigned best_distance = limit + 1;
  std::string_view best;
  for (const ImageOption& candidate : image.options) {
    const unsigned distance = edit_distance(name, candidate.name, limit);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate.name;
    }
  }
  return best;
}

}  // namespace seaworthy::knowledge
