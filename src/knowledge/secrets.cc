#include <algorithm>
#include <array>
#include <cstring>

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

/// A word of a name against a word of the table: digits at its end do not matter, and a long word may have others
/// written before it ("DBPASSWORD").
bool same_name_word(std::string_view word, std::string_view wanted, bool first, bool alone) {
  if (word == wanted || without_digits(word) == wanted) return true;
  return first && alone && wanted.size() >= 5 && without_digits(word).ends_with(wanted);
}

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

/// Length of a credential of this shape at `offset`, 0 when what stands there has another shape.
std::size_t match_length(const CredentialShape& shape, std::string_view text, std::size_t offset) {
  const auto joins = [](char c) { return is_alphanumeric(c) || c == '_'; };
  if (offset > 0 && joins(shape.prefix.front()) && joins(text[offset - 1])) return 0;
  std::size_t end = offset + shape.prefix.size();
  if (shape.alphabet == "pem") return end - offset;
  std::size_t dots = 0;
  while (end < text.size() && in_alphabet(shape.alphabet, text[end])) dots += text[end++] == '.' ? 1 : 0;
  const std::size_t rest = end - offset - shape.prefix.size();
  if (rest < shape.least || rest > shape.most || (shape.alphabet == "jwt" && dots != 2)) return 0;
  return end - offset;
}

}  // namespace

const WeakSecret* weak_secret(std::string_view value) {
  while (!value.empty() && (value.front() == ' ' || value.front() == '"' || value.front() == '\''))
    value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '"' || value.back() == '\'')) value.remove_suffix(1);
  if (value.empty()) return nullptr;
  if (value.size() > 2 && value.front() == '<' && value.back() == '>') return &filler;
  if (std::ranges::all_of(value, [&](char c) { return c == value.front(); })) return &filler;

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
  for (const SecretName& row : tables::secret_names) {
    const bool alone =
        row.words.find(' ') == std::string_view::npos && row.kind != SecretKind::none && row.kind != SecretKind::file;
    const int at = words.find(row.words, [&](std::string_view word, std::string_view wanted, bool first) {
      return same_name_word(word, wanted, first, alone);
    });
    if (at < 0) continue;
    if (row.kind != SecretKind::file) return row.kind;
    // A path of a secret needs a secret's name before it; "LOG_FILE" is none.
    for (const SecretName& other : tables::secret_names)
      if (other.kind != SecretKind::none && other.kind != SecretKind::file &&
          words.find(other.words,
                     [](std::string_view word, std::string_view wanted, bool) { return word == wanted; }) >= 0)
        return SecretKind::file;
    return SecretKind::none;
  }
  return SecretKind::none;
}

CredentialMatch find_credential(std::string_view text, std::size_t from) {
  CredentialMatch best;
  for (const CredentialShape& shape : tables::credential_shapes) {
    for (std::size_t at = text.find(shape.prefix, from); at != std::string_view::npos;
         at = text.find(shape.prefix, at + 1)) {
      if (best && at > best.offset) break;
      const std::size_t length = match_length(shape, text, at);
      if (length == 0) continue;
      if (!best || at < best.offset || length > best.length) best = {&shape, at, length};
      break;
    }
  }
  return best;
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
