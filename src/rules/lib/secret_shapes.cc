#include "rules/lib/secret_shapes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "base/ascii.h"
#include "base/byte_set.h"
#include "knowledge/code_signs.h"
#include "knowledge/knowledge.h"
#include "rules/lib/secret_source.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

using ascii::is_alphanumeric;
using ascii::lowered;

bool is_name_part(char letter) { return is_alphanumeric(letter) || letter == '_' || letter == '-' || letter == '.'; }
bool is_space(char letter) { return letter == ' ' || letter == '\t'; }
constexpr ByteSet quotes("\"'`");

bool is_quote(char letter) { return letter == '"' || letter == '\''; }

/// Length of the reference (`$NAME`, `${...}`, `$(...)`, `{{...}}`) at the start of `text`, 0 for none.
std::size_t reference_length(std::string_view text) {
  const auto closed = [&](std::size_t from, char open, char close) -> std::size_t {
    int depth = 0;
    for (std::size_t at = from; at < text.size(); ++at) {
      if (text[at] == open) ++depth;
      if (text[at] == close && --depth == 0) return at + 1;
    }
    return 0;
  };
  if (text.starts_with("${{")) return closed(1, '{', '}');
  if (text.starts_with("${")) return closed(1, '{', '}');
  if (text.starts_with("$(")) return closed(1, '(', ')');
  if (text.starts_with("{{")) return closed(0, '{', '}');
  if (text.size() >= 2 && text[0] == '$' && (is_alphanumeric(text[1]) || text[1] == '_')) {
    std::size_t end = 2;
    while (end < text.size() && (is_alphanumeric(text[end]) || text[end] == '_')) ++end;
    return end;
  }
  return 0;
}

void mask(std::string& line, std::size_t begin, std::size_t end) {
  std::fill(line.begin() + static_cast<std::ptrdiff_t>(begin), line.begin() + static_cast<std::ptrdiff_t>(end), '*');
}

/// Masks all of a value but its references; of `${NAME:-default}` the default.
void mask_value(std::string& line, std::string_view original, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at < end;) {
    const std::size_t length = reference_length(original.substr(at, end - at));
    if (length == 0) {
      line[at] = '*';
      ++at;
      continue;
    }
    const std::string_view reference = original.substr(at, length);
    const std::size_t operation = reference.find_first_of("-+=", 2);
    if (reference.starts_with("${") && !reference.starts_with("${{") && operation != std::string_view::npos)
      mask_value(line, original, at + operation + 1, at + length - 1);
    at += length;
  }
}

/// Where the value that starts at `begin` ends.
std::size_t value_end(std::string_view line, std::size_t begin, bool to_line_end) {
  for (std::size_t at = begin; at < line.size();) {
    if (const std::size_t length = reference_length(line.substr(at)); length > 0) {
      at += length;
      continue;
    }
    if (is_space(line[at])) {
      // In YAML and env files a plain value may hold spaces; a comment ends it.
      if (!to_line_end || (at + 1 < line.size() && line[at + 1] == '#')) return at;
    } else if (line[at] == '"' || line[at] == '\'' ||
               (!to_line_end && (line[at] == ',' || line[at] == ']' || line[at] == '}'))) {
      return at;
    }
    ++at;
  }
  return line.size();
}

std::size_t skip_spaces(std::string_view line, std::size_t at) {
  while (at < line.size() && is_space(line[at])) ++at;
  return at;
}

/// Masks a text between quotes, of which the first stands at `quote`; gives where it ends.
std::size_t mask_text(std::string& line, std::string_view original, std::size_t quote) {
  std::size_t end = quote + 1;
  while (end < original.size() && original[end] != original[quote])
    end += original[end] == '\\' && original[quote] == '"' ? 2 : 1;
  end = std::min(end, original.size());
  mask_value(line, original, quote + 1, end);
  return end;
}

/// Whether what code assigns is a variable of the environment.
bool asks_environment(std::string_view value) {
  for (const std::string_view sign : {"process.env", "import.meta.env", "environ", "getenv", "Getenv", "ENV[", "ENV."})
    if (value.find(sign) != std::string_view::npos) return true;
  return false;
}

/// Whether a quote behind this part of a value opens a text, and closes none: `str = "..."`, `!!str "..."`, `b"..."`.
bool opens_text(std::string_view before) {
  constexpr std::size_t longest_prefix = 2;
  return before.size() <= longest_prefix || is_space(before.back()) || before.back() == '=';
}

/// Where a name made of sections ends: `"Jwt:Secret":` of a settings file, `configuration["Jwt:Secret"]` of .NET. `end`
/// for every other name.
std::size_t end_of_sections(std::string_view original, std::size_t begin, std::size_t end) {
  if (begin == 0 || !is_quote(original[begin - 1]) || end >= original.size() || original[end] != ':') return end;
  std::size_t close = end;
  while (close < original.size() && (is_name_part(original[close]) || original[close] == ':')) ++close;
  if (close + 1 >= original.size() || original[close] != original[begin - 1]) return end;
  const bool is_index =
      begin >= 3 && original[begin - 2] == '[' && is_name_part(original[begin - 3]) && original[close + 1] == ']';
  const std::size_t next = skip_spaces(original, close + 1);
  return is_index || (next < original.size() && original[next] == ':') ? close : end;
}

bool is_secret_of_sections(std::string_view sections) {
  std::string name(sections);
  std::ranges::replace(name, ':', '_');
  return name_is_secret(name);
}

/// Masks the text that a line gives what ends at `name_end`: `"Jwt:Secret": "..."`, `["Jwt:Secret"] = "..."`. Returns
/// where to go on.
std::size_t mask_section(std::string& line, std::string_view original, std::size_t name_end) {
  std::size_t separator = skip_spaces(original, name_end + (original[name_end + 1] == ']' ? 2 : 1));
  if (separator >= original.size() || (original[separator] != ':' && original[separator] != '=')) return name_end;
  while (separator < original.size() && original[separator] == '=') ++separator;
  const std::size_t value = skip_spaces(original, original[name_end + 1] == ']' ? separator : separator + 1);
  return value < original.size() && is_quote(original[value]) ? mask_text(line, original, value) : name_end;
}

/// Masks the values of what a line assigns to secret names.
void mask_assignments(std::string& line, std::string_view original) {
  const std::size_t start = skip_spaces(original, 0);
  const std::string keyword = lowered(original.substr(start, 4));
  const bool space_assigns = keyword == "env " || keyword == "arg ";
  for (std::size_t at = 0; at < original.size();) {
    if (!is_alphanumeric(original[at]) && original[at] != '_') {
      ++at;
      continue;
    }
    const std::size_t name_begin = at;
    // `${NAME-default}`: the dash is no part of a variable's name.
    const bool in_reference = name_begin >= 2 && original.substr(name_begin - 2, 2) == "${";
    while (at < original.size() && is_name_part(original[at]) && !(in_reference && original[at] == '-')) ++at;
    if (const std::size_t end = end_of_sections(original, name_begin, at); end != at) {
      // The sections together say what the value is, and none of them is one itself.
      at = is_secret_of_sections(original.substr(name_begin, end - name_begin)) ? mask_section(line, original, end)
                                                                                : end;
      continue;
    }
    const std::string_view name = original.substr(name_begin, at - name_begin);
    // Most words of a file assign nothing; asking for their meaning first would cost more than all else.
    const char behind = at < original.size() ? original[at] : ' ';
    const bool may_assign =
        is_quote(behind) || is_space(behind) || behind == '=' || behind == ':' || behind == ',' || behind == '-';
    if (!may_assign) continue;
    const bool is_option = name_begin >= 2 && original.substr(name_begin - 2, 2) == "--";
    std::size_t next = at;
    const bool quoted_name = next < original.size() && is_quote(original[next]);
    if (quoted_name) ++next;
    // `config["SECRET_KEY"] = "value"`
    if (quoted_name && next < original.size() && original[next] == ']') ++next;
    const std::size_t separator = skip_spaces(original, next);
    if (separator >= original.size()) continue;
    bool to_line_end = false;
    if (original[separator] == '=' || original[separator] == ':') {
      // `NAME: a plain value` is YAML; `${NAME:-x}` has its default masked below like any value.
      next = separator + 1;
      // `'password' => getenv(...)` of PHP and Ruby.
      if (original[separator] == '=' && next < original.size() && original[next] == '>') ++next;
      const bool is_yaml =
          original[separator] == ':' && next < original.size() && is_space(original[next]) && !quoted_name;
      // `NAME=two words` of an env file or a list; in a script this masks the command behind it, which does no harm.
      const std::size_t item = original.substr(start).starts_with("- ") ? skip_spaces(original, start + 2) : start;
      to_line_end = is_yaml || (original[separator] == '=' && name_begin == item);
      if (original[separator] == ':' && next < original.size() &&
          (original[next] == '-' || original[next] == '=' || original[next] == '+' || original[next] == '?')) {
        // `${NAME:?message}` and `${NAME:+--option $NAME}` hold no value for it.
        if (original[next] == '?' || original[next] == '+') continue;
        ++next;
      }
    } else if (original[separator] == ',' && quoted_name) {
      next = separator + 1;  // ["--requirepass", "value"]
    } else if (separator > at && (is_option || space_assigns || name == "requirepass" || name == "masterauth")) {
      next = separator;
    } else if (original[separator] == '-' && in_reference) {
      next = separator + 1;
    } else {
      continue;
    }
    if (!name_is_secret(name)) continue;
    next = skip_spaces(original, next);
    // `secrets: [name, name]` lists which secrets a service gets; a value inside is judged by its own name.
    if (name == "secrets" && next < original.size() && (original[next] == '[' || original[next] == '{')) continue;
    if (next < original.size() && is_quote(original[next])) {
      at = mask_text(line, original, next);
      continue;
    }
    if (name_begin > 0 && is_quote(original[name_begin - 1]) && !quoted_name) {
      // "NAME=two words": the quote that opened before the name closes the value.
      const std::size_t end = std::min(original.find(original[name_begin - 1], next), original.size());
      mask_value(line, original, next, end);
      at = end;
      continue;
    }
    std::size_t end = value_end(original, next, to_line_end);
    if (in_reference) end = std::min(end, original.find('}', next));
    end = std::min(end, original.size());
    const std::string_view value = original.substr(next, end - next);
    at = std::max(at, end);
    // What stands in for a variable is masked by mask_fallbacks().
    if (asks_environment(value)) continue;
    mask_value(line, original, next, end);
    if (end < original.size() && is_quote(original[end]) && opens_text(value)) at = mask_text(line, original, end);
  }
}

/// Where the first name of a credential in a line ends; npos without one. `:` is a part of names: `Signing:Secret` of
/// .NET.
std::size_t behind_secret_name(std::string_view line) {
  std::string name;
  for (std::size_t at = 0; at <= line.size(); ++at) {
    if (at < line.size() && (is_name_part(line[at]) || line[at] == ':')) {
      name += line[at] == ':' ? '_' : line[at];
      continue;
    }
    if (!name.empty() && name_is_secret(name)) return at;
    name.clear();
  }
  return std::string_view::npos;
}

/// Masks texts that code takes where nobody gives the credential that it asks for: `process.env.JWT_SECRET || "..."`,
/// `ENV.fetch("JWT_SECRET") { "..." }`, `env::var("JWT_SECRET").unwrap_or("...".into())`.
void mask_fallbacks(std::string& line, std::string_view original) {
  if (quotes.first_in(original) == std::string_view::npos) return;
  std::optional<std::size_t> named;
  const auto is_behind_name = [&](std::size_t at) {
    if (!named.has_value()) named = behind_secret_name(original);
    return *named != std::string_view::npos && *named <= at;
  };
  for (const std::string_view sign : {"||", "??", "?:", " or ", ") {"})
    for (std::size_t at = original.find(sign); at != std::string_view::npos; at = original.find(sign, at + 1)) {
      const std::size_t begin = skip_spaces(original, at + sign.size());
      if (begin < original.size() && (is_quote(original[begin]) || original[begin] == '`') && is_behind_name(at))
        mask_text(line, original, begin);
    }
  for (const std::string_view call : {"unwrap_or", "orElse", "OrElse", "or_else"})
    for (std::size_t at = original.find(call); at != std::string_view::npos; at = original.find(call, at + 1)) {
      const std::size_t begin = quotes.first_in(original, at);
      if (begin != std::string_view::npos && is_behind_name(at)) mask_text(line, original, begin);
    }
}

/// Masks `password` in `scheme://user:password@host`.
void mask_addresses(std::string& line, std::string_view original) {
  for (std::size_t at = original.find("://"); at != std::string_view::npos; at = original.find("://", at + 3)) {
    const std::size_t begin = at + 3;
    std::size_t colon = std::string_view::npos;
    for (std::size_t end = begin; end < original.size();) {
      if (const std::size_t length = reference_length(original.substr(end)); length > 0) {
        end += length;
        continue;
      }
      const char letter = original[end];
      if (letter == '@') {
        if (colon != std::string_view::npos) mask_value(line, original, colon + 1, end);
        break;
      }
      if (letter == '/' || is_space(letter) || is_quote(letter)) break;
      if (letter == ':' && colon == std::string_view::npos) colon = end;
      ++end;
    }
  }
}

/// Whether any word is long enough for a credential of known shape.
bool has_long_word(std::string_view line) {
  constexpr std::size_t shortest_credential = 16;
  std::size_t length = 0;
  for (const char letter : line) {
    length = is_name_part(letter) || letter == '+' || letter == '/' || letter == '=' || letter == ':' ? length + 1 : 0;
    if (length >= shortest_credential) return true;
  }
  return false;
}

bool is_key_material(std::string_view text) {
  constexpr std::size_t shortest_line = 60;
  return text.size() >= shortest_line && std::all_of(text.begin(), text.end(), [](char letter) {
           return is_alphanumeric(letter) || letter == '+' || letter == '/' || letter == '=';
         });
}

}  // namespace

namespace {

/// Whether the last word of a name says that its value only speaks of a credential: TOKEN_POLICY_NAME,
/// CREDENTIALS_SOURCE, SECRET_CLASS, AUTH_KEY_URL.
bool only_describes(std::string_view name) {
  constexpr WordList describing =
      "name class source servers protocol mechanism type alias format prefix provider driver strategy version mode "
      "scheme limit size url uri endpoint issuer jwks";
  const std::size_t separator = name.find_last_of("_-.");
  if (separator == std::string_view::npos) return false;
  std::string last(name.substr(separator + 1));
  for (char& letter : last) letter = lower(letter);
  return is_one_of(describing, last);
}

}  // namespace

bool name_is_secret(std::string_view name) {
  switch (knowledge::secret_name(name)) {
    case knowledge::SecretKind::password:
    case knowledge::SecretKind::token:
    case knowledge::SecretKind::key:
    case knowledge::SecretKind::credential:
      return !only_describes(name);
    case knowledge::SecretKind::connection:
    case knowledge::SecretKind::file:
    case knowledge::SecretKind::none:
      break;
  }
  return false;
}

SecretValue classify_secret_value(std::string_view value) {
  while (!value.empty() && is_space(value.front())) value.remove_prefix(1);
  while (!value.empty() && is_space(value.back())) value.remove_suffix(1);
  // `${PASSWORD:-""}`: in the list form of Compose the quotes are kept, and are all that there is.
  if (value.empty() || value == "\"\"" || value == "''") return SecretValue::empty;
  // `${TOKEN:-unset}`: words that say that there is none.
  for (const std::string_view nothing : {"unset", "undefined", "none", "null", "nil", "disabled", "invalid", "unused"})
    if (equal_ignoring_case(value, nothing)) return SecretValue::empty;
  // `**Random**`, `**None**`: what some images take for "make one up" and "none".
  if (value.size() > 4 && value.starts_with("**") && value.ends_with("**")) return SecretValue::reference;
  // `%p`, `%u`: what the program fills in for each user who logs in (Roundcube, Dovecot).
  if (value.size() == 2 && value.front() == '%' && is_alphanumeric(value.back())) return SecretValue::reference;
  // What SOPS has encrypted is no value yet (getsops.io, "Encrypting").
  if (reference_length(value) == value.size() || value.starts_with("ENC[AES256_GCM,")) return SecretValue::reference;
  const knowledge::WeakSecret* const weak = knowledge::weak_secret(value);
  if (weak == nullptr) {
    // `https://your-key@host/1`: an address is as good as the credential in it.
    const std::size_t scheme = value.find("://");
    const std::size_t at = scheme != std::string_view::npos ? value.find('@', scheme) : scheme;
    if (at == std::string_view::npos) return SecretValue::literal;
    const std::string_view login = value.substr(scheme + 3, at - scheme - 3);
    const knowledge::WeakSecret* const part = knowledge::weak_secret(login.substr(login.find(':') + 1));
    return part != nullptr && part->kind == knowledge::WeakSecret::Kind::placeholder ? SecretValue::placeholder
                                                                                     : SecretValue::literal;
  }
  return weak->kind == knowledge::WeakSecret::Kind::placeholder ? SecretValue::placeholder : SecretValue::weak;
}

/// `dev-google-client-secret` of GOOGLE_OAUTH_CLIENT_SECRET: nothing but words of the name, and some that say that it
/// is none.
static bool says_its_name(std::string_view name, std::string_view value) {
  const std::string words = "_" + ascii::lowered(name) + "_";
  std::size_t of_name = 0;
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = std::min(value.find_first_of("-_. ", begin), value.size());
    const std::string word = ascii::lowered(value.substr(begin, end - begin));
    begin = end + 1;
    if (word.empty()) return false;
    if (words.find("_" + word + "_") != std::string::npos)
      ++of_name;
    else if (!is_one_of("dev local my your the a test example demo dummy mock fake here", word))
      return false;
  }
  return of_name > 1;
}

std::vector<SecretLine> secrets_of_env_file(const Source& source) {
  std::vector<SecretLine> secrets;
  for (std::uint32_t number = 1; number <= source.line_count(); ++number) {
    std::string_view line = source.line(number);
    if (line.starts_with("export ")) line.remove_prefix(7);
    const std::size_t equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos) continue;
    const std::string_view name = ascii::trim(line.substr(0, equals));
    std::string_view value = ascii::trim(line.substr(equals + 1));
    // `API_KEY= # made by openssl rand`: nobody has filled it in yet.
    if (value.starts_with('#') && line[equals + 1] == ' ') value = {};
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
      value = value.substr(1, value.size() - 2);
    if (!name_is_secret(name) || is_file_path(value)) continue;
    // `API_KEY=api_key` only says what belongs there.
    const bool repeats =
        std::ranges::equal(name, value, [](char a, char b) { return ascii::to_lower(a) == ascii::to_lower(b); });
    const auto begin = static_cast<std::uint32_t>(line.data() - source.text().data());
    SecretValue kind = repeats ? SecretValue::placeholder : classify_secret_value(value);
    if (kind == SecretValue::literal && says_its_name(name, value)) kind = SecretValue::placeholder;
    secrets.push_back({name, kind, begin, begin + static_cast<std::uint32_t>(line.size())});
  }
  return secrets;
}

std::optional<SecretLine> first_literal_secret(const Source& source) {
  const std::vector<SecretLine> secrets = secrets_of_env_file(source);
  const auto first = std::ranges::find(secrets, SecretValue::literal, &SecretLine::value);
  return first != secrets.end() ? std::optional(*first) : std::nullopt;
}

double entropy(std::string_view text) {
  if (text.empty()) return 0;
  std::array<std::uint32_t, 256> counts{};
  for (const char letter : text) ++counts[static_cast<unsigned char>(letter)];
  double bits = 0;
  for (const std::uint32_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(text.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

/// Whether the last value of a pattern is a named one: `password = <value>`.
static bool has_named_value(const knowledge::CodeSign& row) {
  for (std::size_t at = row.tokens.size(); at-- > 1;)
    if (row.tokens[at] == "<value>") return row.tokens[at - 1] == "=" || row.tokens[at - 1] == ":";
  return false;
}

/// Calls that take a password or a key as a text: those of rows of knowledge/code_signs.yaml.
static const std::vector<std::string_view>& calls_with_secrets() {
  static const std::vector<std::string_view> calls = [] {
    std::vector<std::string_view> result;
    for (const knowledge::CodeSign& row : knowledge::tables::code_signs) {
      using Kind = knowledge::CodeSign::Kind;
      if (row.kind != Kind::secret && row.kind != Kind::account && row.kind != Kind::login) continue;
      // An address and a named argument are masked by their own shape.
      if (row.kind == Kind::login && (row.title == "address" || has_named_value(row))) continue;
      for (std::size_t index = 0; index + 1 < row.tokens.size(); ++index)
        for (std::string_view words = row.tokens[index]; row.tokens[index + 1] == "(" && !words.empty();) {
          const std::size_t end = std::min(words.find('|'), words.size());
          result.push_back(words.substr(0, end));
          words.remove_prefix(std::min(end + 1, words.size()));
        }
    }
    return result;
  }();
  return calls;
}

/// `bcrypt.hash("...", 10)`: every text behind such a call is masked.
static void mask_arguments(std::string& result, std::string_view line) {
  const auto is_name = [](char c) { return ascii::is_alphanumeric(c) || c == '_'; };
  for (std::size_t open = line.find('('); open != std::string_view::npos; open = line.find('(', open + 1)) {
    std::size_t begin = open;
    while (begin > 0 && is_name(line[begin - 1])) --begin;
    const std::string_view name = line.substr(begin, open - begin);
    if (name.empty() || std::ranges::find(calls_with_secrets(), name) == calls_with_secrets().end()) continue;
    for (std::size_t quote = quotes.first_in(line, open); quote != std::string_view::npos;) {
      const std::size_t end = std::min(line.find(line[quote], quote + 1), line.size());
      mask(result, quote + 1, end);
      quote = end < line.size() ? quotes.first_in(line, end + 1) : std::string_view::npos;
    }
    return;
  }
}

std::string redact(std::string_view whole) {
  std::string result(whole);
  std::string_view line = whole;
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  if (line.find_first_of("=: ") != std::string_view::npos) mask_assignments(result, line);
  mask_fallbacks(result, line);
  mask_addresses(result, line);
  mask_arguments(result, line);
  if (has_long_word(line)) {
    for (knowledge::CredentialMatch found = knowledge::find_credential(line); found;
         found = knowledge::find_credential(line, found.offset + found.length))
      // What opens a private key is no secret; its lines are masked below.
      if (found.shape->alphabet != "pem") mask(result, found.offset, found.offset + found.length);
  }
  const std::size_t begin = skip_spaces(line, 0);
  if (is_key_material(line.substr(begin))) mask(result, begin, line.size());
  return result;
}

}  // namespace seaworthy::rules
