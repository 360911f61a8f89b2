#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::volume_on_system_directory {

static void check(const dockerfile::Instruction& instruction, Report& report) {
  for (const dockerfile::Word& word : instruction.arguments) {
    std::string_view path = word.text;
    while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
    if (path.ends_with("docker.sock")) {
      report.at(word.span, "`VOLUME` cannot bring the host's socket in; it makes an empty folder of that name")
          .peers("semgrep:dockerfile-dockerd-socket-mount");
    } else if (is_one_of("/ /sys /dev /proc /boot /bin /sbin /lib /lib64 /usr /usr/bin /usr/lib /etc", path)) {
      Builder finding = report.at(
          word.span, "A volume on `{}` hides what the image brings there and keeps old files across upgrades", path);
      if (path == "/etc" || path.starts_with("/usr")) finding.severity(Severity::medium);
    }
  }
}

extern const Rule rule = {
    .code = "SW1255",
    .summary = "Volume on a system folder",
    .why =
        "The volume is filled once and then stays: after an upgrade of the image the container runs with the old "
        "files, and on "
        "the kernel's folders it does not start at all.",
    .remedy = "Keep volumes to folders of data.",
    .peers = "dockle:DKL-DI-0002 semgrep:dockerfile-dockerd-socket-mount",
    .differs =
        "Further system folders count; the engine's socket as VOLUME (semgrep) is harmless and useless, and is said "
        "so.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::volume>(),
};

}  // namespace seaworthy::rules::volume_on_system_directory
