#include "knowledge/published_tags.h"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <tuple>
#include <utility>

#include "base/ascii.h"
#include "base/edit_distance.h"
#include "knowledge/image_kinds.h"
#include "knowledge/knowledge.h"

namespace seaworthy::knowledge {
namespace {

/// A release line; a version of one part has no minor number.
struct Line {
  std::uint32_t major = 0, minor = 0;
  auto operator<=>(const Line&) const = default;
};

struct ParsedTag {
  bool has_version = false;
  Line line;
  std::size_t parts = 0;     ///< Of the version.
  std::string_view version;  ///< As written, without `v`.
  std::string ending;        ///< As PublishedEnding::ending.
};

std::uint32_t number_at(std::string_view& text) {
  std::uint32_t number = 0;
  while (!text.empty() && ascii::is_digit(text.front())) {
    number = number > 99'999'999 ? number : number * 10 + static_cast<std::uint32_t>(text.front() - '0');
    text.remove_prefix(1);
  }
  return number;
}

Line line_at(std::string_view& text) {
  Line line{.major = number_at(text), .minor = 0};
  if (text.size() > 1 && text[0] == '.' && ascii::is_digit(text[1])) {
    text.remove_prefix(1);
    line.minor = number_at(text);
  }
  return line;
}

/// "1.27.0-alpine3.22", "v3.1", "17.0.4_8-jdk", "8u392-b08-jre".
ParsedTag parse(std::string_view tag) {
  ParsedTag result;
  const bool prefixed = tag.size() > 1 && tag[0] == 'v' && ascii::is_digit(tag[1]);
  std::string_view rest = prefixed ? tag.substr(1) : tag;
  if (rest.empty() || !ascii::is_digit(rest.front())) return result;
  const std::string_view whole = rest;
  result.line = line_at(rest);
  while (rest.size() > 1 && rest[0] == '.' && ascii::is_digit(rest[1])) {
    rest.remove_prefix(1);
    number_at(rest);
  }
  result.version = whole.substr(0, whole.size() - rest.size());
  result.parts = static_cast<std::size_t>(std::ranges::count(result.version, '.')) + 1;
  // A build behind the version.
  if (rest.size() > 1 && (rest[0] == '_' || rest[0] == '+' || rest[0] == 'u') && ascii::is_digit(rest[1])) {
    const bool update = rest[0] == 'u';
    rest.remove_prefix(1);
    while (!rest.empty() && (ascii::is_digit(rest.front()) || rest.front() == '.')) rest.remove_prefix(1);
    if (update && rest.starts_with("-b")) {
      rest.remove_prefix(2);
      number_at(rest);
    }
  }
  // Anything else right behind it is a form of its own.
  result.has_version = rest.empty() || (rest.front() == '-' && rest.size() > 1);
  result.ending = std::string(prefixed ? "v" : "") + std::string(rest);
  return result;
}

/// Calls `visit(part)` for the parts of a text until it gives true; whether it did.
template <class Visit>
bool any_part(std::string_view text, char separator, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0 && visit(text.substr(0, end))) return true;
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return false;
}

bool is_known_token(std::string_view token) {
  return std::ranges::all_of(token, [](char c) { return ascii::is_digit(c) || c == '.'; }) ||
         std::ranges::binary_search(tables::tag_tokens, token);
}

/// Whether all words of a tag have been words of some tag. Others may be names of releases to come.
bool speaks_as_tags_do(std::string_view text) {
  return !any_part(text, '-', [](std::string_view token) { return !is_known_token(token); });
}

/// Builds of a day and candidates for releases are not listed.
bool is_passing(std::string_view tag) {
  std::size_t digits = 0;
  for (const char c : tag) {
    digits = ascii::is_digit(c) ? digits + 1 : 0;
    if (digits >= 6) return true;
  }
  return any_part(tag, '-', [](std::string_view token) {
    const std::size_t letters = std::min(token.find_first_of("0123456789."), token.size());
    const std::string_view word = token.substr(0, letters);
    for (const std::string_view passing :
         {"rc", "RC", "alpha", "beta", "ea", "preview", "milestone", "dev", "m", "M", "snapshot", "nightly", "a", "b",
          "pre", "windowsservercore", "nanoserver", "onbuild", "servercore"})
      if (word == passing) return true;
    return false;
  });
}

bool holds(const PublishedEnding& ending, const ParsedTag& tag, std::size_t parts) {
  if (ending.parts.find(static_cast<char>('0' + std::min<std::size_t>(parts, 3))) == std::string_view::npos)
    return false;
  const Line wanted = parts == 1 ? Line{tag.line.major, 0} : tag.line;
  return any_part(ending.lines, ' ', [&](std::string_view run) {
    const Line first = line_at(run);
    Line last = first;
    if (run.starts_with('-')) {
      run.remove_prefix(1);
      last = line_at(run);
    }
    return first <= wanted && wanted <= last;
  });
}

/// Whether tags of a version were published with an ending, with so many parts of the version.
bool published(const PublishedTags& row, const ParsedTag& tag, std::string_view ending, std::size_t parts) {
  return std::ranges::any_of(
      row.endings, [&](const PublishedEnding& each) { return each.ending == ending && holds(each, tag, parts); });
}

/// An ending without the `v` that stands in front of its version.
std::string_view without_v(std::string_view ending) { return ending.substr(ending.starts_with('v') ? 1 : 0); }

/// The last line of the major release of a tag, as written, when the tag names a later one; "" otherwise.
std::string_view line_it_passes(const PublishedTags& row, const ParsedTag& tag) {
  std::string_view passed;
  if (tag.parts > 1)
    any_part(row.ended, ' ', [&](std::string_view text) {
      std::string_view rest = text;
      const Line last = line_at(rest);
      if (last.major == tag.line.major && last.minor < tag.line.minor) passed = text;
      return !passed.empty();
    });
  return passed;
}

/// Whether the table ends before a version: what came later is not known.
bool is_newer_than_table(const PublishedTags& row, const ParsedTag& tag) {
  Line newest;
  for (const PublishedEnding& each : row.endings)
    any_part(each.lines, ' ', [&](std::string_view run) {
      newest = std::max(newest, line_at(run));
      if (run.starts_with('-')) {
        run.remove_prefix(1);
        newest = std::max(newest, line_at(run));
      }
      return false;
    });
  return tag.parts == 1 ? tag.line.major > newest.major : tag.line > newest;
}

/// The ending that a misspelt one stands for, or one that most images have.
std::string nearest_ending(const PublishedTags& row, const ParsedTag& tag) {
  constexpr std::size_t most_edits = 2;
  std::string_view nearest;
  std::size_t least = most_edits + 1;
  for (const PublishedEnding& each : row.endings) {
    if (!holds(each, tag, tag.parts)) continue;
    const std::size_t edits = edit_distance(each.ending, tag.ending, most_edits);
    if (edits < least) std::tie(least, nearest) = std::pair(edits, each.ending);
  }
  if (least <= most_edits && !nearest.empty()) return std::string(nearest);
  // One word less, such as `-jre` of `-jre-slim`; no ending at all comes last.
  for (std::size_t end = tag.ending.size(); end > 0;) {
    const std::size_t begin = tag.ending.rfind('-', end - 1);
    if (begin == std::string::npos) break;
    std::string shorter = tag.ending.substr(0, begin) + tag.ending.substr(end);
    if (published(row, tag, shorter, tag.parts)) return shorter;
    end = begin;
  }
  if (published(row, tag, "", tag.parts)) return {};
  return "?";
}

std::string_view nearest_word(const PublishedTags& row, std::string_view tag) {
  constexpr std::size_t most_edits = 2;
  std::string_view nearest;
  std::size_t least = most_edits + 1;
  any_part(row.words, ' ', [&](std::string_view word) {
    const std::size_t edits = word.size() > most_edits + 1 ? edit_distance(word, tag, most_edits) : most_edits + 1;
    if (edits < least) std::tie(least, nearest) = std::pair(edits, word);
    return false;
  });
  return nearest;
}

TagVerdict judge_official(const PublishedTags& row, std::string_view written) {
  TagVerdict verdict;
  if (is_passing(written) || any_part(row.words, ' ', [&](std::string_view word) { return word == written; }))
    return verdict;
  const ParsedTag tag = parse(written);
  if (!tag.has_version) {
    verdict.meant = nearest_word(row, written);
    verdict.never = !verdict.meant.empty() || (!row.words.empty() && speaks_as_tags_do(written));
    return verdict;
  }
  const bool has_major =
      any_part(row.majors, ' ', [&](std::string_view text) { return number_at(text) == tag.line.major; });
  if (std::string_view last = line_it_passes(row, tag); !last.empty()) {
    const bool has_v = tag.ending.starts_with('v');
    const std::string_view ending = without_v(tag.ending);
    verdict.never = speaks_as_tags_do(ending);
    std::string meant = (has_v ? "v" : "") + std::string(last) + std::string(ending);
    const ParsedTag latest{.has_version = true, .line = line_at(last), .parts = 2, .version = {}, .ending = {}};
    if (verdict.never && published(row, latest, tag.ending, 2)) verdict.meant = std::move(meant);
    return verdict;
  }
  // Most tags are right, and this is the shortest way to know it.
  if ((has_major && published(row, tag, tag.ending, tag.parts)) || is_newer_than_table(row, tag)) return verdict;
  if (!has_major) {
    verdict.never = speaks_as_tags_do(tag.ending);
    return verdict;
  }
  const std::string ending = nearest_ending(row, tag);
  const bool misspelt = ending != "?" && !ending.empty() && edit_distance(ending, tag.ending, 2) <= 2;
  if (!misspelt && !speaks_as_tags_do(without_v(tag.ending))) return verdict;
  verdict.never = true;
  if (ending != "?" && ending != tag.ending)
    verdict.meant =
        ending.starts_with('v') ? "v" + std::string(tag.version) + ending.substr(1) : std::string(tag.version) + ending;
  return verdict;
}

bool is_on_hub(const Reference& reference) { return reference.registry.empty() || reference.registry == "docker.io"; }

const PublishedTags* row_of(std::string_view image) {
  const auto row = std::ranges::lower_bound(tables::published_tags, image, {}, &PublishedTags::image);
  return row != tables::published_tags.end() && row->image == image ? &*row : nullptr;
}

}  // namespace

bool is_official_image(std::string_view repository) { return tables::official_images.contains(repository); }

const Cycle* distribution_of(const Reference& reference) {
  if (reference.tag.empty()) return nullptr;
  if (const Cycle* const named = base_cycle(reference.tag); named != nullptr) return named;
  if (!is_on_hub(reference)) return nullptr;
  if (const Cycle* const own = cycle(reference.repository, reference.tag);
      own != nullptr && (own->product == "debian" || own->product == "ubuntu"))
    return own;
  const PublishedTags* const row = row_of(reference.repository);
  const ParsedTag tag = parse(reference.tag);
  if (row == nullptr || !tag.has_version) return nullptr;
  for (const BuiltOn& each : row->built_on)
    if (each.ending == tag.ending &&
        any_part(each.lines, ' ', [&](std::string_view line) { return line == tag.version; }))
      return base_cycle(each.codename);
  return nullptr;
}

const Cycle* newest_distribution_of(const Reference& reference) {
  if (const Cycle* const known = distribution_of(reference); known != nullptr) return known;
  const PublishedTags* const row = is_on_hub(reference) ? row_of(reference.repository) : nullptr;
  const ParsedTag tag = parse(reference.tag);
  if (row == nullptr || !tag.has_version || tag.parts < 3) return nullptr;
  const std::string_view line = tag.version.substr(0, tag.version.find('.', tag.version.find('.') + 1));
  for (const BuiltOn& each : row->built_on) {
    if (each.ending != tag.ending || !any_part(each.lines, ' ', [&](std::string_view text) { return text == line; }))
      continue;
    const auto patch_of = [](std::string_view version) {
      version.remove_prefix(version.rfind('.') + 1);
      return number_at(version);
    };
    for (const PatchBase& old : tables::patch_bases)
      if (old.image == reference.repository && old.line == line && patch_of(tag.version) < patch_of(old.below))
        return base_cycle(old.codename);
    return base_cycle(each.codename);
  }
  return nullptr;
}

TagVerdict judge_tag(const Reference& reference) {
  TagVerdict verdict;
  const std::string_view tag = reference.tag.empty() ? std::string_view("latest") : reference.tag;
  const bool on_hub = is_on_hub(reference);
  if (on_hub && reference.repository.find('/') == std::string_view::npos) {
    const PublishedTags* const row = row_of(reference.repository);
    if (row == nullptr) return verdict;
    return judge_official(*row, tag);
  }
  const std::string name = on_hub ? std::string(reference.repository)
                                  : std::string(reference.registry) + "/" + std::string(reference.repository);
  const auto row = std::ranges::lower_bound(tables::tag_prefixes, std::string_view(name), {}, &TagPrefix::image);
  if (row == tables::tag_prefixes.end() || row->image != name || is_passing(tag)) return verdict;
  const ParsedTag parsed = parse(tag);
  // A number alone is often a tag that moves.
  if (!parsed.has_version || parsed.parts < 2 || parsed.ending.starts_with('v') == row->wants_v) return verdict;
  return {.never = true, .meant = row->wants_v ? "v" + std::string(tag) : std::string(tag.substr(1))};
}

}  // namespace seaworthy::knowledge
