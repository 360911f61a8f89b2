#include <algorithm>
#include <array>
#include <bitset>
#include <cstring>
#include <vector>

#include "base/assert.h"
#include "knowledge/tables.h"
#include "knowledge/text.h"

namespace seaworthy::knowledge {
namespace {

/// Words of a name in a buffer of their own. Only the end of a very long name is looked at: it says what the value is.
class Words {
 public:
  static constexpr std::size_t most_words = 24;
  static constexpr std::size_t most_bytes = 192;

  enum class Of : std::uint8_t {
    name,   ///< Upper case; apart at `_`, `-`, `.`, other signs and in camelCase.
    value,  ///< Lower case; apart at everything that is no letter or digit.
  };
  Words(std::string_view text, Of of) {
    if (of == Of::name) {
      split(text, true, upper);
    } else {
      split(text, false, lower);
    }
  }
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;

  std::span<const std::string_view> all() const { return {words_.data(), count_}; }

  /// Where the words of `sequence` (space between) stand in a row; -1 when they do not.
  template <class Same>
  int find(std::string_view sequence, Same same) const {
    for (std::size_t start = 0; start < count_; ++start) {
      std::string_view rest = sequence;
      std::size_t at = start;
      while (!rest.empty() && at < count_ && same(words_[at], take(rest, ' '), at == start)) ++at;
      if (rest.empty() && at > start && matched_all(sequence, at - start)) return static_cast<int>(start);
    }
    return -1;
  }

 private:
  static bool matched_all(std::string_view sequence, std::size_t count) {
    return static_cast<std::size_t>(std::ranges::count(sequence, ' ')) + 1 == count;
  }

  template <class Change>
  void split(std::string_view text, bool camel_case, Change change) {
    if (text.size() > most_bytes) text.remove_prefix(text.size() - most_bytes);
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      const bool starts_word = camel_case && i > 0 && c >= 'A' && c <= 'Z' && text[i - 1] >= 'a' && text[i - 1] <= 'z';
      if (!is_alphanumeric(c) || starts_word) end_word(start);
      if (is_alphanumeric(c)) bytes_[used_++] = change(c);
    }
    end_word(start);
  }

  void end_word(std::size_t& start) {
    if (used_ == start) return;
    if (count_ == most_words) {
      std::shift_left(words_.begin(), words_.end(), 1);
      --count_;
    }
    words_[count_++] = {bytes_.data() + start, used_ - start};
    start = used_;
  }

  std::array<char, most_bytes> bytes_;
  std::array<std::string_view, most_words> words_;
  std::size_t used_ = 0;
  std::size_t count_ = 0;
};

std::string_view without_digits(std::string_view word) {
  std::size_t end = word.size();
  while (end > 1 && is_digit(word[end - 1])) --end;
  return word.substr(0, end);
}

/// The least letters of a word of the table for it to be found at the end of a longer one.
constexpr std::size_t shortest_ending = 5;

/// A word of a name against a word of the table: digits at its end do not matter, and a long word may have others
/// written before it ("DBPASSWORD").
bool same_name_word(std::string_view word, std::string_view wanted, bool first, bool alone) {
  if (word == wanted || without_digits(word) == wanted) return true;
  return first && alone && wanted.size() >= shortest_ending && without_digits(word).ends_with(wanted);
}

/// Whether a row of the table may also be the end of a longer word: see same_name_word().
bool stands_alone(const SecretName& row) {
  return row.words.find(' ') == std::string_view::npos && row.kind != SecretKind::none && row.kind != SecretKind::file;
}

/// Rows of the table by their first word, or by its ending: names are asked about by the thousand, and most are no
/// secret's.
class RowsByWord {
 public:
  static constexpr std::size_t most_rows = 512;
  using Rows = std::bitset<most_rows>;

  RowsByWord() {
    SW_ASSERT(tables::secret_names.size() <= most_rows);
    for (std::size_t row = 0; row < tables::secret_names.size(); ++row) {
      const std::string_view words = tables::secret_names[row].words;
      first_[row] = words.substr(0, words.find(' '));
      alone_[row] = stands_alone(tables::secret_names[row]);
      whole_.add(first_[row], row);
      if (alone_[row] && first_[row].size() >= shortest_ending) ending_.add(ending(first_[row]), row);
    }
  }
  /// Adds the rows whose first word `word` may be.
  void add(std::string_view word, Rows& rows) const {
    add_whole(word, rows);
    const std::string_view letters = without_digits(word);
    if (letters.size() != word.size()) add_whole(letters, rows);
    if (letters.size() < shortest_ending) return;
    ending_.each(ending(letters), [&](std::size_t row) {
      if (letters.ends_with(first_[row])) rows.set(row);
    });
  }
  bool alone(std::size_t row) const { return alone_[row]; }

 private:
  /// Rows in chains of one hash.
  class Chains {
   public:
    void add(std::string_view key, std::size_t row) {
      std::uint16_t& head = heads_[hash(key)];
      next_[row] = head;
      head = static_cast<std::uint16_t>(row + 1);
    }
    template <class Visit>
    void each(std::string_view key, Visit visit) const {
      for (std::size_t row = heads_[hash(key)]; row != 0; row = next_[row - 1]) visit(row - 1);
    }

   private:
    static constexpr std::size_t count = 1024;
    static std::size_t hash(std::string_view key) {
      std::uint32_t value = 2166136261u;
      for (const char c : key) value = (value ^ static_cast<unsigned char>(c)) * 16777619u;
      return (value >> 16 ^ value) % count;
    }
    std::array<std::uint16_t, count> heads_{};
    std::array<std::uint16_t, most_rows> next_{};
  };

  static std::string_view ending(std::string_view word) { return word.substr(word.size() - shortest_ending); }
  void add_whole(std::string_view word, Rows& rows) const {
    whole_.each(word, [&](std::size_t row) {
      if (first_[row] == word) rows.set(row);
    });
  }

  std::array<std::string_view, most_rows> first_;
  Chains whole_, ending_;
  Rows alone_;
};

constexpr WeakSecret filler = {.text = {}, .match = WeakSecret::Match::whole, .kind = WeakSecret::Kind::placeholder};

bool in_alphabet(std::string_view alphabet, char c) {
  if (alphabet == "digit") return is_digit(c);
  if (alphabet == "hex") return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
  if (alphabet == "upper") return is_digit(c) || (c >= 'A' && c <= 'Z');
  if (alphabet == "alnum") return is_alphanumeric(c);
  if (alphabet == "base64") return is_alphanumeric(c) || c == '+' || c == '/' || c == '=';
  if (alphabet == "base64url") return is_alphanumeric(c) || c == '-' || c == '_';
  return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';  // "jwt"
}

/// Letters of the body of a PEM block behind its header, as far as it goes on like one; 0 for one that is left out.
std::size_t pem_body(std::string_view text) {
  std::size_t letters = 0;
  for (std::size_t at = 0; at < text.size() && at < 4096; ++at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("-----")) break;
    if (rest.starts_with("...") || rest.starts_with("***")) return 0;
    // Line ends may be written out, as `\\n`.
    if (rest.starts_with("\\n") || rest.starts_with("\\r"))
      ++at;
    else if (in_alphabet("base64", text[at]))
      ++letters;
    else if (std::string_view(" \t\r\n\\\"':,.-").find(text[at]) == std::string_view::npos)
      break;
  }
  return letters;
}

/// Length of a credential of this shape at `offset`, 0 when what stands there has another shape.
std::size_t match_length(const CredentialShape& shape, std::string_view text, std::size_t offset) {
  const auto joins = [](char c) { return is_alphanumeric(c) || c == '_'; };
  if (offset > 0 && joins(shape.prefix.front()) && joins(text[offset - 1])) return 0;
  std::size_t end = offset + shape.prefix.size();
  if (shape.alphabet == "pem") return pem_body(text.substr(end)) < shape.least ? 0 : end - offset;
  std::size_t dots = 0;
  while (end < text.size() && in_alphabet(shape.alphabet, text[end])) dots += text[end++] == '.' ? 1 : 0;
  const std::size_t rest = end - offset - shape.prefix.size();
  if (rest < shape.least || rest > shape.most || (shape.alphabet == "jwt" && dots != 2)) return 0;
  return end - offset;
}

/// Pairs of letters with which a credential begins, and the two behind its first letter. Few texts have them, and one
/// of every two neighbouring places of a credential's beginning does, so that every second place of a text is looked
/// at.
struct PrefixPairs {
  using Pairs = std::bitset<1 << 16>;

  Pairs first, first_or_second;
};

constexpr std::size_t pair_of(char first, char second) {
  return static_cast<std::size_t>(static_cast<unsigned char>(first)) << 8 | static_cast<unsigned char>(second);
}

const PrefixPairs& prefix_pairs() {
  static const PrefixPairs pairs = [] {
    PrefixPairs result;
    for (const CredentialShape& shape : tables::credential_shapes) {
      SW_ASSERT(shape.prefix.size() >= 3);
      result.first.set(pair_of(shape.prefix[0], shape.prefix[1]));
      result.first_or_second.set(pair_of(shape.prefix[1], shape.prefix[2]));
    }
    result.first_or_second |= result.first;
    return result;
  }();
  return pairs;
}

/// The longest credential that begins at a place.
CredentialMatch credential_at(std::string_view text, std::size_t at) {
  CredentialMatch longest;
  for (const CredentialShape& shape : tables::credential_shapes) {
    // Two letters decide for nearly all; the comparison of the rest is a call.
    if (shape.prefix[0] != text[at] || shape.prefix[1] != text[at + 1] || !text.substr(at).starts_with(shape.prefix))
      continue;
    const std::size_t length = match_length(shape, text, at);
    if (length > longest.length) longest = {&shape, at, length};
  }
  return longest;
}

}  // namespace

namespace {

/// `STRONG_DB_PASSWORD`: the name of a secret where its value belongs.
bool is_name_of_secret(std::string_view value) {
  return value.find('_') != std::string_view::npos &&
         std::ranges::all_of(value, [](char c) { return (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_'; }) &&
         secret_name(value) != SecretKind::none;
}

}  // namespace

const WeakSecret* weak_secret(std::string_view value) {
  while (!value.empty() && (value.front() == ' ' || value.front() == '"' || value.front() == '\''))
    value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '"' || value.back() == '\'')) value.remove_suffix(1);
  if (value.empty()) return nullptr;
  if (value.size() > 2 && value.front() == '<' && value.back() == '>') return &filler;
  if (std::ranges::all_of(value, [&](char c) { return c == value.front(); }) || is_name_of_secret(value))
    return &filler;

  std::array<char, Words::most_bytes> bytes;
  std::size_t size = 0;
  for (const char c : value.substr(0, bytes.size()))
    if (c != '-' && c != '_' && c != '.' && c != ' ') bytes[size++] = lower(c);
  const std::string_view compact(bytes.data(), size);
  const Words words(value, Words::Of::value);
  for (const WeakSecret& row : tables::weak_secrets) {
    switch (row.match) {
      case WeakSecret::Match::whole:
        if (value.size() <= bytes.size() && compact == row.text) return &row;
        break;
      case WeakSecret::Match::prefix:
        if (compact.starts_with(row.text)) return &row;
        break;
      case WeakSecret::Match::word:
        if (words.find(row.text, [](std::string_view word, std::string_view wanted, bool) { return word == wanted; }) >=
            0)
          return &row;
        break;
    }
  }
  return nullptr;
}

SecretKind secret_name(std::string_view variable) {
  const Words words(variable, Words::Of::name);
  static const RowsByWord by_word;
  RowsByWord::Rows possible;
  for (const std::string_view word : words.all()) by_word.add(word, possible);
  // The first row of the table that a name may match and that says yes; null when none does.
  const auto first_of = [&](auto matches) -> const SecretName* {
    for (std::size_t row = possible._Find_first(); row < possible.size(); row = possible._Find_next(row))
      if (matches(tables::secret_names[row], by_word.alone(row))) return &tables::secret_names[row];
    return nullptr;
  };
  const SecretName* const row = first_of([&](const SecretName& candidate, bool alone) {
    return words.find(candidate.words, [&](std::string_view word, std::string_view wanted, bool first) {
      return same_name_word(word, wanted, first, alone);
    }) >= 0;
  });
  if (row == nullptr) return SecretKind::none;
  if (row->kind != SecretKind::file) return row->kind;
  // A path of a secret needs a secret's name before it; "LOG_FILE" is none.
  const SecretName* const secret = first_of([&](const SecretName& other, bool) {
    return other.kind != SecretKind::none && other.kind != SecretKind::file &&
           words.find(other.words,
                      [](std::string_view word, std::string_view wanted, bool) { return word == wanted; }) >= 0;
  });
  return secret != nullptr ? SecretKind::file : SecretKind::none;
}

CredentialMatch find_credential(std::string_view text, std::size_t from) {
  const PrefixPairs& pairs = prefix_pairs();
  for (std::size_t at = from; at + 1 < text.size(); at += 2) {
    const std::size_t pair = pair_of(text[at], text[at + 1]);
    if (!pairs.first_or_second[pair]) continue;
    if (at > from && pairs.first[pair_of(text[at - 1], text[at])])
      if (const CredentialMatch found = credential_at(text, at - 1)) return found;
    if (pairs.first[pair])
      if (const CredentialMatch found = credential_at(text, at)) return found;
  }
  return {};
}

std::span<const WeakSecret> weak_secrets() { return tables::weak_secrets; }
std::span<const SecretName> secret_names() { return tables::secret_names; }
std::span<const CredentialShape> credential_shapes() { return tables::credential_shapes; }

std::string_view name(WeakSecret::Kind kind) {
  switch (kind) {
    case WeakSecret::Kind::placeholder:
      return "placeholder";
    case WeakSecret::Kind::default_credential:
      return "default credential";
    case WeakSecret::Kind::common:
      return "common password";
  }
  return {};
}

std::string_view name(SecretKind kind) {
  switch (kind) {
    case SecretKind::none:
      return "none";
    case SecretKind::password:
      return "password";
    case SecretKind::token:
      return "token";
    case SecretKind::key:
      return "key";
    case SecretKind::connection:
      return "connection string";
    case SecretKind::credential:
      return "credential";
    case SecretKind::file:
      return "file";
  }
  return {};
}

}  // namespace seaworthy::knowledge
