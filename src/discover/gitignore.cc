#include "discover/gitignore.h"

#include <algorithm>

namespace seaworthy::discover {

namespace {

bool is_special(char character) {
  return character == '*' || character == '?' || character == '[' || character == '\\';
}

bool is_literal(std::string_view text) { return std::none_of(text.begin(), text.end(), is_special); }

bool in_class(std::string_view name, unsigned char character) {
  const bool lower = character >= 'a' && character <= 'z';
  const bool upper = character >= 'A' && character <= 'Z';
  const bool digit = character >= '0' && character <= '9';
  const bool print = character >= 0x20 && character < 0x7f;
  if (name == "alnum") return lower || upper || digit;
  if (name == "alpha") return lower || upper;
  if (name == "blank") return character == ' ' || character == '\t';
  if (name == "cntrl") return character < 0x20 || character == 0x7f;
  if (name == "digit") return digit;
  if (name == "graph") return print && character != ' ';
  if (name == "lower") return lower;
  if (name == "print") return print;
  if (name == "punct") return print && character != ' ' && !(lower || upper || digit);
  if (name == "space") return character == ' ' || (character >= '\t' && character <= '\r');
  if (name == "upper") return upper;
  if (name == "xdigit")
    return digit || (character >= 'a' && character <= 'f') || (character >= 'A' && character <= 'F');
  return false;
}

/// Matches the bracket expression at the start of `glob` and takes it off. False also for one that is not closed or
/// names no class; git lets such a pattern match nothing.
bool bracket_matches(std::string_view& glob, unsigned char character) {
  std::size_t at = 1;
  const bool negated = at < glob.size() && (glob[at] == '!' || glob[at] == '^');
  if (negated) ++at;
  bool matched = false;
  bool has_previous = false;
  unsigned char previous = 0;
  for (bool first = true;; first = false) {
    if (at >= glob.size()) return false;
    if (glob[at] == ']' && !first) break;
    if (glob[at] == '[' && at + 1 < glob.size() && glob[at + 1] == ':') {
      const std::size_t close = glob.find(']', at + 2);
      if (close == std::string_view::npos) return false;
      if (close >= at + 3 && glob[close - 1] == ':') {
        const std::string_view name = glob.substr(at + 2, close - at - 3);
        constexpr std::string_view known = " alnum alpha blank cntrl digit graph lower print punct space upper xdigit ";
        if (name.empty() || known.find(" " + std::string(name) + " ") == std::string_view::npos) return false;
        if (in_class(name, character)) matched = true;
        at = close + 1;
        has_previous = false;
        continue;
      }
    }
    if (glob[at] == '-' && has_previous && at + 1 < glob.size() && glob[at + 1] != ']') {
      ++at;
      if (glob[at] == '\\' && ++at >= glob.size()) return false;
      const auto last = static_cast<unsigned char>(glob[at]);
      if (previous <= character && character <= last) matched = true;
      ++at;
      has_previous = false;
      continue;
    }
    if (glob[at] == '\\' && ++at >= glob.size()) return false;
    previous = static_cast<unsigned char>(glob[at]);
    has_previous = true;
    if (previous == character) matched = true;
    ++at;
  }
  glob.remove_prefix(at + 1);
  return matched != negated;
}

/// Matches one unit of a glob that is no `*` against one character and takes both off.
bool unit_matches(std::string_view& glob, std::string_view& name) {
  if (glob.empty() || name.empty()) return false;
  const auto character = static_cast<unsigned char>(name.front());
  switch (glob.front()) {
    case '?':
      glob.remove_prefix(1);
      break;
    case '[':
      if (!bracket_matches(glob, character)) return false;
      break;
    case '\\':
      glob.remove_prefix(1);
      if (glob.empty()) return false;
      [[fallthrough]];
    default:
      if (static_cast<unsigned char>(glob.front()) != character) return false;
      glob.remove_prefix(1);
  }
  name.remove_prefix(1);
  return true;
}

/// `**`, alone between slashes.
bool is_any_folders(std::string_view part) {
  return part.size() >= 2 && part.find_first_not_of('*') == std::string_view::npos;
}

/// Of a name that is not empty; names of one slot are compared.
std::size_t slot(std::string_view name) {
  auto value = static_cast<std::uint32_t>(name.size());
  for (const std::size_t at : {std::size_t{0}, name.size() / 2, name.size() - 1})
    value = (value ^ static_cast<unsigned char>(name[at])) * 16777619u;
  return (value >> 16) % 64;
}
std::size_t slot(char character) { return static_cast<unsigned char>(character) % 64; }

}  // namespace

bool glob_matches(std::string_view glob, std::string_view name) {
  // After a mismatch only the last star can take one character more: what an earlier one could give, it can as well.
  std::string_view glob_after_star, name_at_star;
  bool has_star = false;
  for (;;) {
    if (!glob.empty() && glob.front() == '*') {
      glob.remove_prefix(1);
      glob_after_star = glob;
      name_at_star = name;
      has_star = true;
      if (glob.empty()) return true;
      continue;
    }
    if (glob.empty() && name.empty()) return true;
    if (unit_matches(glob, name)) continue;
    if (!has_star || name_at_star.empty()) return false;
    name_at_star.remove_prefix(1);
    name = name_at_star;
    glob = glob_after_star;
  }
}

IgnoreRules::IgnoreRules(std::string_view text) {
  for (auto* list : {&lists_.by_name, &lists_.by_last_character, &lists_.by_first_character}) list->fill(none);
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  const char* const start = text.data();
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    add_line(text.substr(0, newline), static_cast<std::size_t>(text.data() - start));
    if (newline == std::string_view::npos) break;
    text.remove_prefix(newline + 1);
  }
  // Views into pattern texts and lists are made now that the patterns no longer move.
  for (std::uint32_t index = 0; index < patterns_.size(); ++index) {
    Pattern& pattern = patterns_[index];
    std::string_view rest = pattern.text;
    pattern.bound = rest.find('/') != std::string_view::npos;
    if (rest.starts_with('/')) rest.remove_prefix(1);
    pattern.last_part = rest.substr(rest.rfind('/') + 1);
    const auto special = static_cast<std::size_t>(std::find_if(rest.begin(), rest.end(), is_special) - rest.begin());
    // git compares these bytes first and hands only the rest to the glob matcher. In `a**/b` the stars therefore stand
    // at the start and are taken for folders, of which there may be none: `ab` matches, and so does `ab/c/b`.
    pattern.prefix = rest.substr(0, special);
    rest.remove_prefix(special);
    while (pattern.bound && !rest.empty()) {
      const std::size_t slash = rest.find('/');
      pattern.parts.push_back(rest.substr(0, slash));
      if (slash == std::string_view::npos) break;
      rest.remove_prefix(slash + 1);
      if (rest.empty()) pattern.parts.emplace_back();
    }
    pattern.aligned = pattern.parts.empty() || pattern.prefix.empty() || pattern.prefix.ends_with('/') ||
                      !is_any_folders(pattern.parts.front());
    pattern.literal_last_part = is_literal(pattern.last_part);
    std::uint32_t& head = list_of(pattern);
    pattern.next = head;
    head = index;
  }
}

void IgnoreRules::add_line(std::string_view line, std::size_t begin) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.starts_with('#')) return;
  // Spaces at the end do not count unless a backslash stands before them.
  std::size_t length = line.size();
  while (length > 0 && line[length - 1] == ' ') --length;
  if (length < line.size()) {
    std::size_t backslashes = 0;
    while (backslashes < length && line[length - 1 - backslashes] == '\\') ++backslashes;
    line = line.substr(0, backslashes % 2 == 1 ? length + 1 : length);
  }
  Pattern pattern;
  pattern.begin = static_cast<std::uint32_t>(begin);
  pattern.end = static_cast<std::uint32_t>(begin + line.size());
  if (line.starts_with('!')) {
    pattern.negated = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    pattern.directories_only = true;
    line.remove_suffix(1);
  }
  if (line.empty()) return;
  pattern.text = line;
  patterns_.push_back(std::move(pattern));
}

std::uint32_t& IgnoreRules::list_of(const Pattern& pattern) {
  const std::string_view last = pattern.last_part;
  if (last.empty() || !pattern.aligned || is_any_folders(last)) return lists_.any;
  if (pattern.literal_last_part) return lists_.by_name[slot(last)];
  if (last.find_first_of("[\\") == std::string_view::npos && !is_special(last.back())) {
    return lists_.by_last_character[slot(last.back())];
  }
  if (!is_special(last.front())) return lists_.by_first_character[slot(last.front())];
  return lists_.any;
}

bool IgnoreRules::matches(const Pattern& pattern, std::string_view path, std::string_view last_name) {
  if (pattern.aligned &&
      (pattern.literal_last_part ? pattern.last_part != last_name
                                 : !is_any_folders(pattern.last_part) && !glob_matches(pattern.last_part, last_name))) {
    return false;
  }
  if (!pattern.bound) return true;
  if (pattern.parts.empty()) return path == pattern.prefix;
  if (!path.starts_with(pattern.prefix)) return false;
  path.remove_prefix(pattern.prefix.size());
  // The same as for single characters, one level up: parts of the path against parts of the pattern, `**` being the
  // star.
  const auto& parts = pattern.parts;
  std::size_t at = 0, after_star = 0;
  std::string_view rest = path, rest_at_star;
  bool has_star = false;
  bool path_done = false;
  const auto take_name = [](std::string_view& text, bool& done) {
    const std::size_t slash = text.find('/');
    const std::string_view name = text.substr(0, slash);
    done = slash == std::string_view::npos;
    text = done ? std::string_view() : text.substr(slash + 1);
    return name;
  };
  for (;;) {
    if (at < parts.size() && is_any_folders(parts[at])) {
      if (at + 1 == parts.size()) return !path_done;  // `a/**` takes what is in `a`, not `a` itself.
      after_star = ++at;
      rest_at_star = rest;
      has_star = true;
      continue;
    }
    if (at == parts.size() && path_done) return true;
    if (at < parts.size() && !path_done) {
      const std::string_view name = take_name(rest, path_done);
      if (glob_matches(parts[at], name)) {
        ++at;
        continue;
      }
    }
    if (!has_star) return false;
    bool nothing_left = false;
    take_name(rest_at_star, nothing_left);
    if (nothing_left) return false;
    rest = rest_at_star;
    path_done = false;
    at = after_star;
  }
}

void IgnoreRules::search(std::uint32_t head, std::string_view path, std::string_view last_name, bool is_directory,
                         std::uint32_t& best) const {
  for (std::uint32_t index = head; index != none; index = patterns_[index].next) {
    if (best != none && index < best) return;
    const Pattern& pattern = patterns_[index];
    if (pattern.directories_only && !is_directory) continue;
    if (matches(pattern, path, last_name)) {
      best = index;
      return;
    }
  }
}

IgnoreRules::Decision IgnoreRules::decide(std::string_view path, bool is_directory) const {
  const std::string_view last_name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0.
  if (last_name.empty()) return {};
  std::uint32_t best = none;
  search(lists_.by_name[slot(last_name)], path, last_name, is_directory, best);
  search(lists_.by_last_character[slot(last_name.back())], path, last_name, is_directory, best);
  search(lists_.by_first_character[slot(last_name.front())], path, last_name, is_directory, best);
  search(lists_.any, path, last_name, is_directory, best);
  if (best == none) return {};
  const Pattern& pattern = patterns_[best];
  return {pattern.negated ? Verdict::included : Verdict::ignored, pattern.begin, pattern.end};
}

}  // namespace seaworthy::discover
