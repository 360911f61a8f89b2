#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seaworthy::discover {

/// What the patterns of one file say about a path: the last one that matches decides.
enum class Verdict : std::uint8_t { undecided, ignored, included };

/// The patterns of one .gitignore, read as git reads them: comments, escapes, trailing spaces, negation, patterns for
/// folders only, patterns bound to the file's folder by a slash, `**`, classes. Immutable after construction.
///
/// Each pattern stands in one of a few lists, chosen by what the last part of a matching path must look like, so that a
/// path is held against a handful of patterns even when there are hundreds.
class IgnoreRules {
 public:
  explicit IgnoreRules(std::string_view text);
  /// `path` is relative to the folder of the ignore file, without a slash at either end. Folders above it are not
  /// looked at: whoever walks the tree does not enter an ignored folder.
  Verdict match(std::string_view path, bool is_directory) const { return decide(path, is_directory).verdict; }
  /// The same with the line that decides: offsets into the text, 0 to 0 when none does.
  struct Decision {
    Verdict verdict = Verdict::undecided;
    std::uint32_t begin = 0, end = 0;
  };
  Decision decide(std::string_view path, bool is_directory) const;
  bool empty() const { return patterns_.empty(); }

 private:
  static constexpr std::uint32_t none = 0xffffffff;
  struct Pattern {
    std::string text;                     ///< Without `!`, and without the slash at either end.
    bool bound = false;                   ///< To the folder of the file, by a slash that is not the last character.
    std::string_view prefix;              ///< Bound: what stands before the first special character; a view on `text`.
    std::vector<std::string_view> parts;  ///< Bound: the rest, split at slashes; empty without special characters.
    std::string_view last_part;
    bool negated = false;
    bool directories_only = false;
    bool literal_last_part = false;
    std::uint32_t begin = 0, end = 0;  ///< Of its line in the text, `!` and slashes included.
    bool aligned = true;               ///< A matching path's last name matches `last_part`; see the constructor.
    std::uint32_t next = none;         ///< In the same list, earlier in the file.
  };
  struct Lists {
    std::array<std::uint32_t, 64> by_name, by_last_character, by_first_character;
    std::uint32_t any = none;
  };

  void add_line(std::string_view line, std::size_t begin);
  std::uint32_t& list_of(const Pattern& pattern);
  void search(std::uint32_t head, std::string_view path, std::string_view last_name, bool is_directory,
              std::uint32_t& best) const;
  static bool matches(const Pattern& pattern, std::string_view path, std::string_view last_name);

  std::vector<Pattern> patterns_;
  Lists lists_;
};

/// Whether a glob without `/` (`*`, `?`, `[a-z]`, `[!a]`, `[[:alpha:]]`, `\x`) matches a whole name. Time is bounded by
/// the product of the lengths.
bool glob_matches(std::string_view glob, std::string_view name);

}  // namespace seaworthy::discover
