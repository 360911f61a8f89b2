#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "knowledge/knowledge.h"
#include "rules/lib/layers.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::hardcoded_secret_value {

/// Names of keys that are public: fingerprints of signing keys, checksums.
static bool is_public(std::string_view name, std::string_view value) {
  std::string upper;
  for (const char c : name) upper.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  for (const std::string_view part :
       {"GPG",  "PGP", "PUBLIC", "FINGERPRINT", "SHA",   "CHECKSUM", "KEYRING", "KEYSERVER", "VERSION", "URL",
        "PATH", "DIR", "FILE",   "HOST",        "DUMMY", "KEY_ID",   "KEYID",   "NAME",      "TTL",     "EXPIR"})
    if (contains(upper, part)) return true;
  // A switch, a version or a word for "nothing" in the place of a credential.
  std::string word;
  for (const char c : value)
    if (is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z')) word.push_back(lower(c));
  if (is_one_of(
          "true false yes no on off enabled disabled none null nil latest main master default empty unset production",
          word))
    return true;
  if (word.find_first_not_of('0') == std::string::npos) return true;
  if (value.starts_with('/') || contains(value, "://")) return true;
  return value.size() >= 32 && value.find_first_not_of("0123456789abcdefABCDEF ") == std::string_view::npos &&
         value.size() != 64;
}

/// Values of ARG and ENV of a stage that others only copy files from are in no image.
static bool is_shipped(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.stage == nullptr) return false;
  const project::Dockerfile* const dockerfile = dockerfile_of(instruction, report);
  if (dockerfile == nullptr) return true;
  const std::vector<bool> shipped = shipped_stages(*dockerfile);
  return instruction.stage->index >= shipped.size() || shipped[instruction.stage->index];
}

/// tally knows credentials by their shape alone.
constexpr std::string_view by_name = "kics:passwords_and_secrets kics-retired:secrets_stored_in_dockerfile";

static void check(const dockerfile::Instruction& instruction, Report& report) {
  for (const dockerfile::Pair& pair : instruction.pairs) {
    if (!pair.has_value) continue;
    const std::string_view value = pair.value.text;
    if (const knowledge::CredentialMatch match = knowledge::find_credential(value)) {
      report.at(pair.value.span, "This value is a credential ({}): everybody who can pull the image has it",
                match.shape->title);
      continue;
    }
    if (instruction.op == dockerfile::Op::label || !pair.value.literal || !name_is_secret(pair.key.text)) continue;
    if (is_public(pair.key.text, value)) continue;
    switch (classify_secret_value(value)) {
      case SecretValue::empty:
      case SecretValue::reference:
      case SecretValue::placeholder:
        break;
      case SecretValue::weak:
        if (value.size() < 2 || !is_shipped(instruction, report)) break;
        report
            .at(pair.value.span, "`{}` has a password that everybody tries first, and it is in the image",
                pair.key.text)
            .severity(instruction.op == dockerfile::Op::env ? Severity::high : Severity::medium)
            .peers(by_name)
            .confidence(Confidence::likely);
        break;
      case SecretValue::literal:
        if (value.size() < 6 || equal_ignoring_case(value, "false") || equal_ignoring_case(value, "production")) break;
        if (!is_shipped(instruction, report)) {
          report.at(pair.value.span, "The value of `{}` stands here, for everybody who reads the file", pair.key.text)
              .peers(by_name)
              .severity(Severity::low)
              .confidence(Confidence::possible);
          break;
        }
        report.at(pair.value.span, "The value of `{}` is in the image, for everybody who can pull it", pair.key.text)
            .peers(by_name)
            .severity(Severity::high)
            .confidence(Confidence::likely);
        break;
    }
  }
  if (instruction.op != dockerfile::Op::run && instruction.heredocs.empty()) return;
  const std::string_view text = report.text(instruction.span);
  for (std::size_t from = 0; from < text.size();) {
    const knowledge::CredentialMatch match = knowledge::find_credential(text, from);
    if (!match) break;
    const auto begin = instruction.span.begin + static_cast<std::uint32_t>(match.offset);
    report.at({instruction.span.file, begin, begin + static_cast<std::uint32_t>(match.length)},
              "This is a credential ({}): everybody who can pull the image has it", match.shape->title);
    from = match.offset + std::max<std::size_t>(match.length, 1);
  }
}

extern const Rule rule = {
    .code = "SW1234",
    .summary = "Credential written into the Dockerfile",
    .why =
        "It stands in the repository's history and in every image, for everybody who can read one of the two; deleting "
        "the line does not take it "
        "back.",
    .remedy =
        "Change the credential now, then hand the new one in: `RUN --mount=type=secret` while building, a secret or "
        "variable at run time.",
    .peers = "kics:passwords_and_secrets kics-retired:secrets_stored_in_dockerfile tally:tally/secrets-in-code",
    .differs =
        "kics reports generic assignments by pattern; here a value must have the shape of a known credential, or stand "
        "under the name of one "
        "and be neither a placeholder, a path nor a public key. tally looks at values only.",
    .controls = "CIS Docker 1.6:4.10; NIST 800-190:4.1.4; OWASP Docker Top 10 2018:D06",
    .severity = Severity::critical,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::env, dockerfile::Op::arg, dockerfile::Op::label,
                              dockerfile::Op::run, dockerfile::Op::copy>(),
};

}  // namespace seaworthy::rules::hardcoded_secret_value
