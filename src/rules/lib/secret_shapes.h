#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/source.h"

/// What credentials look like: their names, their values, and how to speak of one without showing it. The facts are
/// rows of knowledge/ (secret_names, weak_secrets, credential_shapes); credentials whose issuer marks them by shape are
/// found with knowledge::find_credential().
namespace seaworthy::rules {

/// Whether a variable, key or option of this name holds a credential: DB_PASSWORD, apiKey, --requirepass; but not
/// PASSWORD_FILE, TOKEN_URL, ACCESS_KEY_ID, PASSWORD_MIN_LENGTH.
bool name_is_secret(std::string_view name);

/// What a value given for a credential is.
enum class SecretValue : std::uint8_t {
  empty,
  reference,    ///< Nothing but `$NAME`, `${NAME}`, `$(command)`, `{{ name }}`: it comes from elsewhere.
  placeholder,  ///< Says that it must be replaced: "changeme", "your-secret-here", "<password>", "xxxx".
  weak,         ///< A word that everybody tries first: "password", "admin", "postgres", "123456".
  literal,      ///< Anything else.
};
SecretValue classify_secret_value(std::string_view value);

/// An assignment of an env file to a credential's name; `begin` and `end` are offsets of its line in the text.
struct SecretLine {
  std::string_view name;
  SecretValue value = SecretValue::empty;
  std::uint32_t begin = 0, end = 0;
};
/// All of them, in order.
std::vector<SecretLine> secrets_of_env_file(const Source& source);
/// The first assignment of an env file that gives a credential's name a literal value; nothing when there is none.
std::optional<SecretLine> first_literal_secret(const Source& source);

/// Bits per character (Shannon), 0 for an empty text. Random base64 of 20 characters is above 3.5.
double entropy(std::string_view text);

/// The line with every credential in it replaced by as many asterisks, so that columns stay. For quoting source lines:
/// nothing else of an audited file is ever printed. Variables stay readable; a default in `${NAME:-...}` does not.
std::string redact(std::string_view line);

}  // namespace seaworthy::rules
