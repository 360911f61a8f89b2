#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/script_order.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::credentials_saved_in_build {
namespace {

/// A login that writes what it was given below the home folder.
struct Login {
  std::string_view program;
  std::string_view words;    ///< Operands that make it a login, in order.
  std::string_view options;  ///< One of these is needed as well, blank-separated; "": none.
  std::string_view folder;   ///< Where it writes; deleting it in the same step takes it out again.
  bool trivy;                ///< Trivy knows it too.
};

constexpr Login logins[] = {
    {"aws", "configure set aws_access_key_id", "", ".aws", true},
    {"aws", "configure set aws_secret_access_key", "", ".aws", true},
    {"aws", "configure set aws_session_token", "", ".aws", false},
    {"gcloud", "auth activate-service-account", "", "gcloud", true},
    {"az", "login", "-p --password --federated-token", ".azure", true},
    {"doctl", "auth init", "-t --access-token", "doctl", true},
    {"docker", "login", "-p --password --password-stdin", ".docker", false},
    {"podman", "login", "-p --password --password-stdin", "auth.json", false},
    {"helm", "registry login", "", "helm", false},
    {"gh", "auth login", "--with-token", "gh", false},
    {"huggingface-cli", "login", "--token", "huggingface", false},
};

bool is_login(const shell::Invocation& command, const Login& login) {
  if (command.program != login.program) return false;
  std::string_view wanted = login.words;
  for (const shell::Word* word : command.operands()) {
    const std::string_view next = before(wanted, ' ');
    if (word->text != next) return false;
    wanted.remove_prefix(std::min(next.size() + 1, wanted.size()));
    if (wanted.empty()) break;
  }
  if (!wanted.empty()) return false;
  if (login.options.empty()) return true;
  for (const shell::Word& word : command.arguments)
    if (is_one_of(login.options, before(word.text, '='))) return true;
  return false;
}

/// Whether the same step takes the file out again: it deletes the folder, or logs out.
bool is_undone(const CommandSubject& subject, const Login& login) {
  for (const shell::Invocation& later : commands_after(subject)) {
    if (deletes(later, login.folder)) return true;
    for (const shell::Word& word : later.arguments)
      if (later.program == login.program && is_one_of("logout revoke", word.text)) return true;
  }
  return false;
}

void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run || subject.stage == nullptr) return report.skip();
  for (const Login& login : logins) {
    if (!is_login(subject.invocation, login)) continue;
    bool secret = false;
    for (const dockerfile::Mount& mount : subject.instruction->mounts) {
      secret = secret || mount.type == "secret";
      if ((mount.type == "cache" || mount.type == "tmpfs") && contains(mount.target, login.folder)) return;
    }
    if (is_undone(subject, login)) return;
    const bool shipped = is_shipped(subject, report);
    Builder finding = report.at(
        subject.invocation.program_word->span,
        shipped
            ? "`{}` saves the credentials below the home folder, so the image holds them; delete them in this step"
            : "`{}` saves the credentials below the home folder, so the build cache holds them; delete them in this "
              "step",
        login.program);
    finding.peers(login.trivy && !secret ? "trivy:DS-0031" : "");
    if (!shipped) finding.severity(Severity::low);
    return;
  }
  report.skip();
}

constexpr std::string_view programs[] = {"aws",    "gcloud", "az", "doctl",          "docker",
                                         "podman", "helm",   "gh", "huggingface-cli"};

}  // namespace

extern const Rule rule = {
    .code = "SW1600",
    .summary = "Login in a build step that stays in the layer",
    .why =
        "The client writes what it was given to a file of the layer. Whoever can pull the image can use the account, "
        "even where the credential itself came in as a secret.",
    .remedy =
        "Hand the credential to the one command that needs it, by its environment and `RUN --mount=type=secret`, or "
        "log "
        "out at the end of the same step.",
    .peers = "trivy:DS-0031",
    .differs =
        "Trivy passes every step with a secret mount; what the login writes is in the layer all the same. A step that "
        "logs out or deletes the folder passes.",
    .controls = "CIS Docker 1.6:4.10; NIST 800-190:4.1.4; OWASP Docker Top 10 2018:D06",
    .references = "https://docs.docker.com/build/building/secrets/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::credentials_saved_in_build
