#include "rules/rule.h"

#include <charconv>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::ssh_port_exposed {

static bool covers(std::string_view text, int wanted) {
  const std::string_view ports = before(text, '/');
  const std::size_t dash = ports.find('-');
  const std::string_view first = ports.substr(0, dash);
  const std::string_view last = dash == std::string_view::npos ? first : ports.substr(dash + 1);
  if (!is_number(first) || !is_number(last)) return false;
  int low = 0, high = 0;
  std::from_chars(first.data(), first.data() + first.size(), low);
  std::from_chars(last.data(), last.data() + last.size(), high);
  return low <= wanted && wanted <= high;
}

/// Whether the image is there for SSH: a git server, SFTP, a host that people go through.
static bool is_about_ssh(const dockerfile::Instruction& instruction, const Report& report) {
  const project::File* const file = report.project().file(instruction.span.file);
  for (const std::string_view text :
       {file != nullptr ? file->path : std::string_view(),
        instruction.stage != nullptr ? instruction.stage->root().base : std::string_view()})
    for (const std::string_view word : {"gitea", "gitlab", "forgejo", "gogs", "gerrit", "soft-serve", "git-server",
                                        "gitserver", "sftp", "sshd", "openssh", "ssh-server", "bastion", "jumphost"})
      if (contains(text, word)) return true;
  return false;
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  for (const dockerfile::Word& word : instruction.arguments)
    if (covers(word.text, 22))
      report
          .at(word.span,
              "Port 22 is for a login shell; reach containers with `docker exec`, or move the service to another port")
          .severity(is_about_ssh(instruction, report) ? Severity::info : Severity::medium);
}

extern const Rule rule = {
    .code = "SW1253",
    .summary = "SSH port exposed",
    .why =
        "An SSH server in a container is a second way in with its own keys, accounts and holes, and nobody watches it.",
    .remedy = "Drop the server and use `docker exec`. A service that is about SSH (a git server, SFTP) may keep it.",
    .peers = "trivy:DS-0004 kics:exposing_port_22 checkov:CKV_DOCKER_1",
    .differs = "Ranges that cover 22 count (peers: no), and so do `22/tcp` and `22/udp`, which kics misses.",
    .controls = "CIS Docker 1.6:5.7",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::expose>(),
};

}  // namespace seaworthy::rules::ssh_port_exposed
