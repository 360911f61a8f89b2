#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/words.h"

namespace seaworthy::rules::password_set_in_build {

static bool has_secret(const dockerfile::Instruction* run) {
  if (run == nullptr) return false;
  for (const dockerfile::Mount& mount : run->mounts)
    if (mount.type == "secret") return true;
  return false;
}

/// What comes through the pipe is made by a command, `echo "root:$(openssl rand 12)" |`: nothing that could be read.
static bool is_made_up(const shell::Invocation& command) {
  const shell::Node* const pipeline = command.node->parent;
  if (pipeline == nullptr || pipeline->kind != shell::NodeKind::pipeline) return false;
  const auto is_drawn = [](const shell::Expansion& expansion) {
    return expansion.kind == shell::ExpansionKind::command &&
           (contains(expansion.argument, "rand") || contains(expansion.argument, "pwgen") ||
            contains(expansion.argument, "uuid") || contains(expansion.argument, "sum"));
  };
  for (const shell::Word& word : pipeline->children.front()->words)
    for (const shell::Expansion& expansion : word.expansions) {
      if (is_drawn(expansion)) return true;
      // `pass=$(date | sha256sum)` before it.
      for (const shell::Node* const node : command.node->script->commands)
        for (const shell::Assignment& assignment : node->assignments)
          if (assignment.name == expansion.name && std::ranges::any_of(assignment.value.expansions, is_drawn))
            return true;
    }
  return false;
}

static void report_made_up(const shell::Invocation& command, Report& report) {
  report
      .at(command.program_word->span,
          "Nobody knows the password that is made up here, and every container has the same; lock the account")
      .severity(Severity::low);
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run || has_secret(subject.instruction)) return report.skip();
  const shell::Invocation& command = subject.invocation;
  const std::string_view program = command.program;
  if (program == "chpasswd" || (program == "passwd" && command.has_flag("--stdin"))) {
    if (is_made_up(command)) return report_made_up(command, report);
    report.at(command.program_word->span,
              "The password set here can be read by everybody who pulls the image; drop the account's password");
    return;
  }
  if (program == "useradd" || program == "usermod") {
    std::optional<std::string_view> password = command.option("--password");
    if (!password) password = command.option("-p");
    if (!password || password->empty() || password->starts_with('!') || password->starts_with('*') ||
        *password == "''" || *password == "x")
      return;
    const shell::Word* const flag = command.flag("-p") != nullptr ? command.flag("-p") : command.flag("--password");
    report.at(flag != nullptr ? flag->span : command.span(),
              "The password set here can be read by everybody who pulls the image; drop it");
    return;
  }
  // `passwd` that is fed by a pipe: echo -e "secret\nsecret" | passwd root
  if (program == "passwd" && !command.has_any_flag({"-d", "-l", "-u", "-e", "--delete", "--lock", "-S"})) {
    const shell::Node* const pipeline = command.node->parent;
    if (pipeline != nullptr && pipeline->kind == shell::NodeKind::pipeline &&
        pipeline->children.front() != command.node) {
      if (is_made_up(command)) return report_made_up(command, report);
      report.at(command.program_word->span,
                "The password set here can be read by everybody who pulls the image; drop it");
      return;
    }
  }
}

static constexpr std::string_view programs[] = {"chpasswd", "passwd", "useradd", "usermod"};

extern const Rule rule = {
    .code = "SW1188",
    .summary = "Password set while building",
    .why =
        "The command with the password stands in the image's history and its hash in /etc/shadow, for everybody who "
        "can pull "
        "the image. All containers of the image share it.",
    .remedy =
        "Leave accounts without a password (nobody logs in to a container), or set one at start from a mounted secret.",
    .peers = "checkov:CKV2_DOCKER_17",
    .differs = "checkov knows chpasswd alone and reports it also where the password comes from a secret mount.",
    .controls = "CIS Docker 1.6:4.10",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::password_set_in_build
