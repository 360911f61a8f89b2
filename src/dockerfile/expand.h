#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seaworthy::dockerfile {

/// Where expansion finds the values of variables.
class Environment {
 public:
  virtual ~Environment() = default;
  /// The value of `name`, or null when it is not set. It must stay valid during the expansion.
  virtual const std::string_view* find(std::string_view name) const = 0;
};

/// An environment given as a list; the last pair of a name counts.
class ListedEnvironment final : public Environment {
 public:
  ListedEnvironment() = default;
  explicit ListedEnvironment(std::vector<std::pair<std::string_view, std::string_view>> pairs)
      : pairs_(std::move(pairs)) {}
  const std::string_view* find(std::string_view name) const override;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> pairs_;
};

/// One use of a variable, at [begin, end) of the word: `$X`, `${X:-y}`.
struct Reference {
  std::string_view name;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool set = false;
  bool has_fallback = false;  ///< `-` or `+`: it need not be set.
};

enum class ExpansionFault : std::uint8_t {
  none,
  open_single_quote,
  open_double_quote,
  missing_brace,
  missing_slash,     ///< `${x/y}` without a replacement.
  bad_substitution,  ///< `${}`, `${:-x}`, `${{x}`
  unsupported_modifier,
  invalid_pattern,
  required_unset,  ///< `${x:?message}`
  too_large,       ///< Our limits of nesting and length.
};

struct ExpandedWord {
  std::string text;
  std::uint32_t begin = 0;  ///< Where its first and last characters came from.
  std::uint32_t end = 0;
};

struct Expansion {
  std::string text;
  std::vector<ExpandedWord> words;    ///< `text` split at white space that is not quoted; "" alone is no word.
  std::vector<Reference> references;  ///< In the order in which they are evaluated.
  ExpansionFault fault = ExpansionFault::none;
  std::uint32_t fault_begin = 0;  ///< Where the quote or the substitution at fault stands.
  std::uint32_t fault_end = 0;
  std::string detail;     ///< The modifier, the escape or the message of `:?`.
  std::string_view name;  ///< The variable at fault.

  bool ok() const { return fault == ExpansionFault::none; }
  /// What BuildKit says about the fault; empty when there is none.
  std::string buildkit_message() const;
};

struct ExpandOptions {
  char escape = '\\';
  bool keep_quotes = false;     ///< Quotes stay in the result.
  bool keep_escapes = false;    ///< Escape characters stay in the result.
  bool ignore_quotes = false;   ///< Quotes are ordinary characters (heredoc bodies).
  bool keep_unset = false;      ///< A variable that is not set stays as written.
  bool keep_variables = false;  ///< All variables stay as written; quotes and escapes are removed.
  std::size_t* work_left =
      nullptr;  ///< Shared by the words of a file: input is hostile, and values can double per line.
};

/// Expands one word as BuildKit's frontend does it for ENV, COPY, FROM ...: quotes, escapes, `$name` and `${name}` with
/// the modifiers `-` `:-` `+` `:+` `?` `:?` `#` `##` `%` `%%` `/` `//`.
Expansion expand(std::string_view word, const Environment& environment, const ExpandOptions& options = {});

/// The word without quotes and escapes, variables as written; as given when it cannot be read.
std::string unquoted(std::string_view word, char escape);

}  // namespace seaworthy::dockerfile
