#include <algorithm>
#include <cstddef>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::host_key_not_checked {

/// Programs that connect through ssh.
static constexpr WordList clients = "ssh scp rsync sftp autossh sshfs";

/// Whether a word switches the check off: `StrictHostKeyChecking=no`, `UserKnownHostsFile=/dev/null`.
static bool switches_off(std::string_view word) {
  const auto has = [&](std::string_view option, std::string_view value) {
    for (std::size_t at = word.find(option); at != std::string_view::npos; at = word.find(option, at + 1)) {
      std::string_view rest = word.substr(at + option.size());
      while (rest.starts_with('=') || rest.starts_with(' ')) rest.remove_prefix(1);
      if (rest.starts_with(value)) return true;
    }
    return false;
  };
  return has("StrictHostKeyChecking", "no") || has("StrictHostKeyChecking", "off") ||
         has("UserKnownHostsFile", "/dev/null");
}

/// `ssh $OPTIONS host`: the assignment of the script that switches the check off; null for other words.
static const shell::Assignment* assigned(std::string_view word, const shell::Script* script) {
  if (script == nullptr || !word.starts_with('$')) return nullptr;
  word.remove_prefix(1);
  if (word.starts_with('{')) word = before(word.substr(1), '}');
  for (const shell::Node* const node : script->commands)
    for (const shell::Assignment& assignment : node->assignments)
      if (assignment.name == word && switches_off(assignment.value.text)) return &assignment;
  return nullptr;
}

/// Whether a command has a word that switches the check off, straight or through a variable.
static bool switches_off(const shell::Node& node, const shell::Script* script) {
  const shell::Invocation command = shell::invocation(node);
  return is_one_of(clients, command.program) && std::ranges::any_of(command.arguments, [&](const shell::Word& word) {
           return switches_off(word.text) || assigned(word.text, script) != nullptr;
         });
}

/// How many commands of a script do it, before and behind one.
struct Others {
  bool before = false;
  std::size_t behind = 0;
  const shell::Node* next = nullptr;
};
static Others others_of(const CommandSubject& subject) {
  Others others;
  if (subject.script == nullptr || subject.site != CommandSite::script) return others;
  for (const shell::Node* const node : subject.script->commands) {
    if (node == subject.invocation.node || !switches_off(*node, subject.script)) continue;
    if (node->span.begin < subject.invocation.node->span.begin) return {true, 0, nullptr};
    if (others.next == nullptr) others.next = node;
    ++others.behind;
  }
  return others;
}

/// Whether what a command prints goes into a file or another program.
static bool is_kept(const shell::Node& node) {
  for (const shell::Node* at = &node; at != nullptr; at = at->parent) {
    if (at->kind == shell::NodeKind::pipeline) return true;
    for (const shell::Redirection& redirection : at->redirections)
      if (redirection.operation.starts_with('>')) return true;
  }
  return false;
}

static void note_others(Builder& finding, const Others& others) {
  if (others.behind == 1)
    finding.note(others.next->span, "This does as well");
  else if (others.behind > 1)
    finding.note(others.next->span, "{} more commands of the script do as well, this one first", others.behind);
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site == CommandSite::readme || subject.site == CommandSite::probe) return report.skip();
  const bool is_client = is_one_of(clients, subject.invocation.program);
  const Others others =
      is_client && switches_off(*subject.invocation.node, subject.script) ? others_of(subject) : Others();
  if (others.before) return report.skip();
  // What is printed becomes a configuration of ssh, which is who believes it.
  for (const shell::Assignment& assignment : subject.invocation.node->assignments)
    if (assignment.name == "ANSIBLE_HOST_KEY_CHECKING" && is_one_of("False false 0 no", assignment.value.text)) {
      report.at(subject.invocation.span(),
                "`{}` takes any host for the one that is meant; give it the host's key in `known_hosts`",
                subject.invocation.program);
      return;
    }
  const bool writes_text = subject.invocation.program == "echo" || subject.invocation.program == "printf";
  // What is shown to somebody is nothing that ssh reads.
  if (writes_text && !is_kept(*subject.invocation.node)) return report.skip();
  for (const shell::Word& word : subject.invocation.arguments) {
    if (const shell::Assignment* const options = writes_text ? nullptr : assigned(word.text, subject.script);
        options != nullptr) {
      Builder finding =
          report.at(word.span, "`{}` takes any host for the one that is meant; give it the host's key in `known_hosts`",
                    subject.invocation.program);
      finding.note(options->value.span, "This switches the check off");
      note_others(finding, others);
      return;
    }
    if (!switches_off(word.text)) continue;
    Builder finding =
        report.at(word.span, "`{}` takes any host for the one that is meant; give it the host's key in `known_hosts`",
                  writes_text ? "ssh" : subject.invocation.program);
    note_others(finding, others);
    return;
  }
  // What is printed is a configuration of ssh only where it says so.
  if (writes_text) report.skip();
}

static constexpr std::string_view programs[] = {
    "ssh", "scp", "rsync", "sftp", "autossh", "sshfs", "echo", "printf", "ansible-playbook", "ansible"};

extern const Rule rule = {
    .code = "SW7132",
    .summary = "Remote host whose key nobody checks",
    .why = "Whoever stands between the two gets the commands, the files and, of a deployment, its secrets.",
    .remedy = "Keep the host's public key in the repository or in a variable of CI, and write it to `known_hosts`.",
    .references = "https://man.openbsd.org/ssh_config#StrictHostKeyChecking",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "check the key of the hosts that they log in to",
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::host_key_not_checked
