#include "rules/rule.h"

#include <algorithm>
#include <span>

#include "knowledge/login_commands.h"
#include "rules/lib/layers.h"
#include "rules/lib/script_order.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::credentials_saved_in_build {
namespace {

bool is_login(const shell::Invocation& command, const knowledge::LoginCommand& login) {
  if (command.program != login.program) return false;
  const std::vector<const shell::Word*> given = command.operands();
  if (given.size() < login.operands.size() ||
      !std::ranges::equal(login.operands, std::span(given).first(login.operands.size()), {}, {}, &shell::Word::text))
    return false;
  return login.options.empty() || std::ranges::any_of(command.arguments, [&](const shell::Word& word) {
           return std::ranges::find(login.options, before(word.text, '=')) != login.options.end();
         });
}

/// Whether the same step takes the file out again: it deletes the folder, or logs out.
bool is_undone(const CommandSubject& subject, const knowledge::LoginCommand& login) {
  for (const shell::Invocation& later : commands_after(subject)) {
    if (deletes(later, login.folder)) return true;
    for (const shell::Word& word : later.arguments)
      if (later.program == login.program && is_one_of("logout revoke", word.text)) return true;
  }
  return false;
}

void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run || subject.stage == nullptr) return report.skip();
  for (const knowledge::LoginCommand& login : knowledge::tables::login_commands) {
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
    finding.peers(login.known_to_trivy && !secret ? "trivy:DS-0031" : "");
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
