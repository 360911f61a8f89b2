#include <algorithm>

#include "knowledge/tables.h"
#include "knowledge/text.h"

namespace seaworthy::knowledge {
namespace {

/// Number of one version part; -1 stands for a part that is not given.
long part_number(std::string_view part) {
  long number = 0;
  for (const char c : part) number = std::min(number * 10 + (c - '0'), 100'000'000L);
  return part.empty() ? -1 : number;
}

/// Compares as many parts as `bound` has. A tag that says less ("1" against "1.5") means the newest of that line.
int compare_to_bound(std::string_view version, std::string_view bound) {
  while (!bound.empty()) {
    const long wanted = part_number(take(bound, '.'));
    const long given = part_number(take(version, '.'));
    if (given < 0) return 1;
    if (given != wanted) return given < wanted ? -1 : 1;
  }
  return 0;
}

std::span<const Cycle> cycles_of(std::string_view product) {
  const auto range = std::ranges::equal_range(tables::cycles, product, {}, &Cycle::product);
  return {range.begin(), range.end()};
}

/// The last word that is a code name: what comes first may be another program's, as in `ros:kinetic-desktop-xenial`.
const Cycle* by_codename(std::span<const Cycle> lines, std::string_view tag) {
  const Cycle* found = nullptr;
  while (!tag.empty()) {
    const std::string_view word = take(tag, '-');
    for (const Cycle& line : lines)
      if (!line.codename.empty() && equal_ignoring_case(line.codename, word)) found = &line;
  }
  return found;
}

/// The line that a version belongs to: the longest that the version starts with. A shorter version ("7" of "7.0" and
/// "7.3") means the line of those that is supported longest, which images of that tag are made from.
const Cycle* by_version(std::span<const Cycle> lines, std::string_view version) {
  for (std::string_view start = version; !start.empty();) {
    for (const Cycle& line : lines)
      if (line.cycle == start) return &line;
    const std::size_t dot = start.rfind('.');
    start = start.substr(0, dot == std::string_view::npos ? 0 : dot);
  }
  if (version.empty()) return nullptr;
  const Cycle* longest = nullptr;
  for (const Cycle& line : lines) {  // Newest first.
    if (line.cycle.size() <= version.size() || !line.cycle.starts_with(version) || line.cycle[version.size()] != '.')
      continue;
    if (line.end_of_life.empty()) return &line;
    if (longest == nullptr || longest->end_of_life < line.end_of_life) longest = &line;
  }
  return longest;
}

/// "20-alpine3.19" tells Alpine's version in a word that starts with the distribution's name.
const Cycle* by_word(std::string_view product, std::string_view tag) {
  while (!tag.empty()) {
    const std::string_view word = take(tag, '-');
    if (word.size() > product.size() && word.starts_with(product) && is_digit(word[product.size()]))
      return by_version(cycles_of(product), leading_version(word.substr(product.size())));
  }
  return nullptr;
}

/// Whether a tag names the commit that an image was built from, `main-40ff2b4`, and so no release.
bool names_commit(std::string_view tag) {
  constexpr std::size_t shortest = 7;
  while (!tag.empty()) {
    const std::string_view word = take(tag, '-');
    if (word.size() < shortest) continue;
    const bool is_hexadecimal = std::ranges::all_of(word, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
    // A date has digits alone, and a word of a language letters alone.
    if (is_hexadecimal && std::ranges::any_of(word, is_digit) && !std::ranges::all_of(word, is_digit)) return true;
  }
  return false;
}

}  // namespace

std::string_view version_of_tag(std::string_view tag) {
  std::string_view rest = tag;
  while (!rest.empty()) {
    const std::string_view word = take(rest, '-');
    if (word.size() > 2 && word.starts_with("pg") && is_digit(word[2])) return leading_version(word.substr(2));
  }
  return leading_version(tag);
}

bool VersionRange::contains(std::string_view tag) const {
  // `=rootless`: tags with that part; `!rootless`: those without.
  if (first.starts_with('=') || first.starts_with('!')) {
    bool there = false;
    for (std::string_view rest = tag; !rest.empty() && !there;) there = take(rest, '-') == first.substr(1);
    return there == first.starts_with('=');
  }
  if (first.empty() && last.empty()) return true;
  // A variable that whoever deploys sets.
  if (tag.starts_with('$')) return false;
  const std::string_view version = version_of_tag(tag);
  // What a branch that many projects gave up was built of last, nobody knows, nor which release a commit led to.
  if (version.empty()) return last.empty() && tag != "master" && !names_commit(tag);
  return (first.empty() || compare_to_bound(version, first) >= 0) &&
         (last.empty() || compare_to_bound(version, last) <= 0);
}

const Cycle* cycle(std::string_view product, std::string_view version_or_codename) {
  const std::span<const Cycle> lines = cycles_of(product);
  if (const Cycle* const found = by_word(product, version_or_codename)) return found;
  if (const Cycle* const found = by_codename(lines, version_or_codename)) return found;
  return by_version(lines, version_of_tag(version_or_codename));
}

const Cycle* base_cycle(std::string_view tag) {
  static constexpr std::string_view distributions[] = {"alpine", "almalinux",   "amazonlinux", "centos", "debian",
                                                       "fedora", "oraclelinux", "rockylinux",  "ubuntu"};
  for (const std::string_view distribution : distributions)
    if (const Cycle* const found = by_word(distribution, tag)) return found;
  static const std::span<const Cycle> with_code_names[] = {cycles_of("debian"), cycles_of("ubuntu")};
  for (const std::span<const Cycle> lines : with_code_names)
    if (const Cycle* const found = by_codename(lines, tag)) return found;
  return nullptr;
}

std::span<const Cycle> cycles() { return tables::cycles; }
std::string_view date() { return tables::date; }

}  // namespace seaworthy::knowledge
