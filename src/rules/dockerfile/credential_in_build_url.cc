#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::credential_in_build_url {

/// "user:pass" of "https://user:pass@host/"; "" without one.
static std::string_view user_part(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?# \t\"'"));
  const std::size_t at = url.rfind('@');
  if (at == std::string_view::npos) return {};
  const std::string_view user = url.substr(0, at);
  // `s@http://.*.debian.org@${MIRROR}@` is a pattern of sed.
  return user.find_first_of("*\\[^") == std::string_view::npos && user.find("}/") == std::string_view::npos
             ? user
             : std::string_view();
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  const auto judge = [&](Span span, std::string_view text, bool has_secret_mount) {
    const std::string_view user = user_part(text);
    if (user.empty()) return;
    const std::size_t colon = user.find(':');
    const std::string_view password = colon == std::string_view::npos ? user : user.substr(colon + 1);
    if (password.empty()) return;
    if (contains(password, "$")) {
      // A variable of a secret mount never becomes part of the image; `git clone` keeps the address in its
      // configuration though.
      if (has_secret_mount || contains(password, "cat /run/secrets")) return;
      report.at(span, "The credential in this address ends up in the image's history; use `RUN --mount=type=secret`")
          .severity(Severity::medium)
          .confidence(Confidence::likely);
    } else if (colon != std::string_view::npos || knowledge::find_credential(password)) {
      if (classify_secret_value(password) == SecretValue::placeholder) return;
      report.at(span, "This address holds a password, which everybody can read who has the Dockerfile or the image");
    }
  };
  if (instruction.op == dockerfile::Op::add) {
    for (const dockerfile::Word& word : instruction.arguments) judge(word.span, word.text, false);
    return;
  }
  if (instruction.script == nullptr) return report.skip();
  bool has_secret_mount = false;
  for (const dockerfile::Mount& mount : instruction.mounts)
    has_secret_mount = has_secret_mount || mount.type == "secret";
  for (const shell::Node* node : instruction.script->commands)
    for (const shell::Word& word : node->words) judge(word.span, word.text, has_secret_mount);
}

extern const Rule rule = {
    .code = "SW1232",
    .summary = "Credential in an address of the build",
    .why =
        "The command with the address stands in the image's history, git keeps it in the clone's configuration, and "
        "package managers print it.",
    .remedy =
        "Use a secret mount with a credential helper, or `--mount=type=ssh`; change a password that was committed.",
    .controls = "CIS Docker 1.6:4.10; NIST 800-190:4.1.4; OWASP Docker Top 10 2018:D06",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::run, dockerfile::Op::add>(),
};

}  // namespace seaworthy::rules::credential_in_build_url
