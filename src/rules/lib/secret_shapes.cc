#include "rules/lib/secret_shapes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace seaworthy::rules {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_upper(char letter) { return letter >= 'A' && letter <= 'Z'; }
bool is_lower(char letter) { return letter >= 'a' && letter <= 'z'; }
bool is_alphanumeric(char letter) { return is_digit(letter) || is_upper(letter) || is_lower(letter); }
bool is_name_part(char letter) { return is_alphanumeric(letter) || letter == '_' || letter == '-' || letter == '.'; }
bool is_space(char letter) { return letter == ' ' || letter == '\t'; }
bool is_quote(char letter) { return letter == '"' || letter == '\''; }
char lower(char letter) { return is_upper(letter) ? static_cast<char>(letter - 'A' + 'a') : letter; }

std::string lowered(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// DB_PASSWORD, db-password, dbPassword -> {"db", "password"}
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  const auto close = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (!is_alphanumeric(name[at])) {
      close();
      continue;
    }
    if (at > 0 && is_upper(name[at]) && is_lower(name[at - 1])) close();
    word += lower(name[at]);
  }
  close();
  return words;
}

constexpr auto secret_words = std::to_array<std::string_view>({
    "password", "passwd", "passphrase", "passcode", "pass", "pwd",         "secret",
    "token",    "apikey", "credential", "credentials", "requirepass", "masterauth", "secretkey"});
constexpr auto secret_endings = std::to_array<std::string_view>({"password", "passwd", "passphrase",
                                                            "secret",   "apikey", "authtoken"});
/// Words before `key` that make it one that must be kept.
constexpr auto key_kinds = std::to_array<std::string_view>({
    "api",  "secret",  "private", "access", "encryption", "signing", "master", "auth", "jwt",
    "session", "service", "license", "admin",  "root",       "app",     "shared", "cookie"});
/// A name that ends so speaks about a credential but holds none.
constexpr auto harmless_endings = std::to_array<std::string_view>({
    "file",      "files",    "path",     "dir",      "directory", "url",       "uri",        "host",     "port",
    "name",      "names",    "id",       "ids",      "user",      "username",  "length",     "size",     "ttl",
    "expiry",    "expires",  "expire",   "expiration", "timeout", "age",       "enabled",    "policy",   "min",
    "max",       "algorithm", "alg",     "type",     "header",    "prefix",    "suffix",     "rounds",   "cost",
    "lifetime",  "duration", "days",     "hours",    "minutes",   "seconds",   "interval",   "count",    "limit",
    "issuer",    "audience", "field",    "endpoint", "store",     "provider",  "source",     "version",  "mode",
    "required",  "hash",     "in",       "refresh",  "budget",    "usage",     "validity",   "grace"});
/// A name with such a word is a switch: MYSQL_ALLOW_EMPTY_PASSWORD, RANDOM_ROOT_PASSWORD.
constexpr auto switch_words = std::to_array<std::string_view>({"allow",   "random",   "require", "use",     "enable",
                                                           "disable", "show",     "hide",    "public",  "generate",
                                                           "validate", "max",     "min",     "no"});

constexpr auto weak_values = std::to_array<std::string_view>({
    "password", "password1", "password123", "passwd",   "pass",     "secret",   "secret123", "admin",   "admin123",
    "administrator", "root",  "toor",       "postgres", "mysql",    "redis",    "mongo",     "rabbitmq", "guest",
    "user",     "test",      "test123",     "testing",  "demo",     "dev",      "default",   "1234",    "12345",
    "123456",   "12345678",  "123456789",   "qwerty",   "letmein",  "minio",    "minioadmin", "minio123", "example"});

constexpr auto placeholder_parts = std::to_array<std::string_view>({
    "changeme",  "change_me", "change-me", "change this", "change_this", "change-this", "changethis",  "replace",   "your_",
    "your-",     "yourpass",   "yoursecret", "placeholder", "todo",       "fixme",       "insert-",     "insert_"});

struct TokenShape {
  std::string_view prefix;
  std::size_t least;  // Letters after the prefix.
  std::string_view kind;
};
constexpr auto token_shapes = std::to_array<TokenShape>({
    {"AKIA", 16, "AWS access key"},
    {"ASIA", 16, "AWS session key"},
    {"ghp_", 30, "GitHub token"},
    {"gho_", 30, "GitHub token"},
    {"ghu_", 30, "GitHub token"},
    {"ghs_", 30, "GitHub token"},
    {"ghr_", 30, "GitHub token"},
    {"github_pat_", 30, "GitHub token"},
    {"glpat-", 18, "GitLab token"},
    {"xoxb-", 20, "Slack token"},
    {"xoxp-", 20, "Slack token"},
    {"xoxa-", 20, "Slack token"},
    {"xoxs-", 20, "Slack token"},
    {"sk_live_", 16, "Stripe key"},
    {"rk_live_", 16, "Stripe key"},
    {"sk-proj-", 20, "OpenAI key"},
    {"sk-ant-", 20, "Anthropic key"},
    {"sk-or-", 20, "OpenRouter key"},
    {"AIza", 35, "Google API key"},
    {"ya29.", 20, "Google token"},
    {"npm_", 30, "npm token"},
    {"pypi-", 40, "PyPI token"},
    {"hf_", 30, "Hugging Face token"},
    {"dop_v1_", 40, "DigitalOcean token"},
    {"dckr_pat_", 20, "Docker Hub token"},
    {"SG.", 40, "SendGrid key"},
    {"eyJhbGciOi", 40, "JSON web token"},
});

bool is_token_letter(char letter) {
  return is_alphanumeric(letter) || letter == '_' || letter == '-' || letter == '.' || letter == '/' || letter == '+' ||
         letter == '=';
}

/// Length of the marked credential at the start of `text`, 0 for none.
std::size_t token_length(std::string_view text, std::string_view& kind) {
  for (const TokenShape& shape : token_shapes) {
    if (!text.starts_with(shape.prefix)) continue;
    std::size_t end = shape.prefix.size();
    while (end < text.size() && is_token_letter(text[end])) ++end;
    if (end - shape.prefix.size() < shape.least) continue;
    kind = shape.kind;
    return end;
  }
  return 0;
}

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
    } else if (line[at] == '"' || line[at] == '\'' || (!to_line_end && (line[at] == ',' || line[at] == ']' || line[at] == '}'))) {
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
    while (at < original.size() && is_name_part(original[at])) ++at;
    const std::string_view name = original.substr(name_begin, at - name_begin);
    if (!name_is_secret(name)) continue;
    const bool is_option = name_begin >= 2 && original.substr(name_begin - 2, 2) == "--";
    std::size_t next = at;
    const bool quoted_name = next < original.size() && is_quote(original[next]);
    if (quoted_name) ++next;
    const std::size_t separator = skip_spaces(original, next);
    if (separator >= original.size()) continue;
    bool to_line_end = false;
    if (original[separator] == '=' || original[separator] == ':') {
      // `NAME: a plain value` is YAML; `${NAME:-x}` has its default masked below like any value.
      next = separator + 1;
      to_line_end = original[separator] == ':' && next < original.size() && is_space(original[next]) && !quoted_name;
      if (original[separator] == ':' && next < original.size() &&
          (original[next] == '-' || original[next] == '=' || original[next] == '+' || original[next] == '?')) {
        if (original[next] == '?') continue;
        ++next;
      }
    } else if (original[separator] == ',' && quoted_name) {
      next = separator + 1;  // ["--requirepass", "value"]
    } else if (separator > at && (is_option || space_assigns || name == "requirepass" || name == "masterauth")) {
      next = separator;
    } else if (original[separator] == '-' && name_begin >= 2 && original.substr(name_begin - 2, 2) == "${") {
      next = separator + 1;
    } else {
      continue;
    }
    next = skip_spaces(original, next);
    if (next < original.size() && is_quote(original[next])) {
      const char quote = original[next];
      ++next;
      std::size_t end = next;
      while (end < original.size() && original[end] != quote) end += original[end] == '\\' && quote == '"' ? 2 : 1;
      end = std::min(end, original.size());
      mask_value(line, original, next, end);
      at = end;
      continue;
    }
    const bool in_reference = name_begin >= 2 && original.substr(name_begin - 2, 2) == "${";
    std::size_t end = value_end(original, next, to_line_end);
    if (in_reference) end = std::min(end, original.find('}', next));
    end = std::min(end, original.size());
    mask_value(line, original, next, end);
    at = std::max(at, end);
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

bool is_key_material(std::string_view text) {
  constexpr std::size_t shortest_line = 60;
  return text.size() >= shortest_line && std::all_of(text.begin(), text.end(), [](char letter) {
           return is_alphanumeric(letter) || letter == '+' || letter == '/' || letter == '=';
         });
}

}  // namespace

bool name_is_secret(std::string_view name) {
  constexpr std::size_t longest_name = 100;
  if (name.size() < 3 || name.size() > longest_name || name == "PWD" || name == "OLDPWD" || name == "pwd") return false;
  const std::vector<std::string> words = words_of(name);
  if (words.empty() || is_one_of(words.back(), harmless_endings)) return false;
  for (const std::string& word : words)
    if (is_one_of(word, switch_words)) return false;
  for (std::size_t index = 0; index < words.size(); ++index) {
    const std::string& word = words[index];
    if (is_one_of(word, secret_words)) return true;
    if (word == "key" && index > 0 && is_one_of(words[index - 1], key_kinds)) return true;
    if (index + 1 == words.size())
      for (const std::string_view ending : secret_endings)
        if (word.ends_with(ending)) return true;
  }
  return false;
}

SecretValue classify_secret_value(std::string_view value) {
  while (!value.empty() && is_space(value.front())) value.remove_prefix(1);
  while (!value.empty() && is_space(value.back())) value.remove_suffix(1);
  if (value.empty()) return SecretValue::empty;
  if (reference_length(value) == value.size()) return SecretValue::reference;
  const std::string text = lowered(value);
  if (is_one_of(text, weak_values)) return SecretValue::weak;
  if ((text.front() == '<' && text.back() == '>') || (text.front() == '[' && text.back() == ']'))
    return SecretValue::placeholder;
  for (const std::string_view part : placeholder_parts)
    if (text.find(part) != std::string::npos) return SecretValue::placeholder;
  if (text.find_first_not_of("x*.-_") == std::string::npos) return SecretValue::placeholder;
  return SecretValue::literal;
}

std::string_view token_kind(std::string_view value) {
  if (value.find("-----BEGIN ") != std::string_view::npos && value.find("PRIVATE KEY") != std::string_view::npos)
    return "private key";
  std::string_view kind;
  token_length(value, kind);
  return kind;
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

std::string redact(std::string_view line) {
  std::string result(line);
  if (line.find_first_of("=: ") != std::string_view::npos) mask_assignments(result, line);
  mask_addresses(result, line);
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (at > 0 && is_alphanumeric(line[at - 1])) continue;
    std::string_view kind;
    if (const std::size_t length = token_length(line.substr(at), kind); length > 0) {
      mask(result, at, at + length);
      at += length;
    }
  }
  const std::size_t begin = skip_spaces(line, 0);
  if (is_key_material(line.substr(begin))) mask(result, begin, line.size());
  return result;
}

std::string describe_secret(std::string_view value, std::uint64_t key) {
  // FNV-1a over the key, the value and the key again, then mixed: enough to compare, useless to reverse.
  std::uint64_t state = 0xcbf29ce484222325;
  const auto take = [&](unsigned char byte) { state = (state ^ byte) * 0x100000001b3; };
  const auto take_key = [&] {
    for (int shift = 0; shift < 64; shift += 8) take(static_cast<unsigned char>(key >> shift));
  };
  take_key();
  for (const char letter : value) take(static_cast<unsigned char>(letter));
  take_key();
  state = (state ^ (state >> 33)) * 0xff51afd7ed558ccd;
  state = (state ^ (state >> 33)) * 0xc4ceb9fe1a85ec53;
  char text[64];
  std::snprintf(text, sizeof text, "%zu characters, #%08x", value.size(), static_cast<unsigned>(state >> 32));
  return text;
}

}  // namespace seaworthy::rules
