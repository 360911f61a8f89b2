#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "rules/lib/shell_context.h"
#include "rules/lib/uses.h"
#include "shell/parse.h"

namespace seaworthy::rules::executable_without_shebang {

/// Something that only bash can read.
static bool needs_bash(const shell::Script& script) {
  bool needs = false;
  for_each_node(*script.root, [&](const shell::Node& node) {
    needs = needs || node.kind == shell::NodeKind::condition || node.kind == shell::NodeKind::arithmetic;
    for (const shell::Assignment& assignment : node.assignments) needs = needs || assignment.array;
  });
  return needs;
}

/// Whether a shell reads the script of a service: one that is told to (`sh /srv/start.sh`), or the one of a shell form,
/// which reads what the kernel does not start.
static bool is_read_by_shell(const project::Service& service, const project::File& file) {
  std::vector<std::string_view> words = service.entrypoint.words;
  if (service.entrypoint.shell_form || (words.size() > 1 && words[1] == "-c")) return true;
  words.insert(words.end(), service.command.words.begin(), service.command.words.end());
  const auto script =
      std::ranges::find(words, base_name(file.path), [](std::string_view word) { return base_name(word); });
  // Not among the words themselves, it stands in the text of a shell form.
  if (script == words.end()) return service.command.shell_form || std::ranges::find(words, "-c") != words.end();
  return std::any_of(words.begin(), script,
                     [](std::string_view word) { return shell::is_shell(word) || base_name(word) == "busybox"; });
}

/// A line of comment that begins with `#!` below the first line, above all commands; an empty span when there is none.
static Span late_shebang(const project::File& file, std::string_view text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (line.starts_with("#!/"))
      return {file.source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    if (!line.starts_with('#') && line.find_first_not_of(" \t\r") != std::string_view::npos) break;
    begin = end + 1;
  }
  return {};
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr || file.script->commands.empty()) return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  if (text.starts_with("#!")) return;
  const auto use = std::ranges::find_if(file.used_by, is_start_of_service);
  const bool by_shell = std::ranges::any_of(report.project().services, [&](const project::Service& service) {
    return service.entrypoint_script == &file && is_read_by_shell(service, file);
  });
  const bool by_service = use != file.used_by.end() && !by_shell;
  const Span late = late_shebang(file, text);
  if (!file.executable && !by_service && !late.valid()) return report.skip();
  // A file that is read by others (`. ./lib.sh`) needs none.
  const bool is_library = std::any_of(file.used_by.begin(), file.used_by.end(), [&](const project::Use& candidate) {
    const std::string_view call = candidate.span.valid() ? report.text(candidate.span) : std::string_view();
    return call.starts_with(". ") || call.starts_with("source ");
  });
  if (is_library || (!by_service && !concerns_deployment(file, report.project()))) return report.skip();
  if (late.valid() && !by_service) {
    Builder finding =
        report.at(late, "Below the first line this is a comment, so the shell at hand runs the script; move it up");
    // A shell that starts what the kernel refuses takes itself, and that of cron, Make and most images is no bash.
    if (needs_bash(*file.script)) finding.severity(Severity::medium);
    finding.fix(Safety::review, "Name the shell where the kernel looks", {file.source, 0, 0},
                std::string(report.text(late)) + "\n");
    return;
  }
  Builder finding =
      by_service
          ? report.at({file.source, 0, 0}, "A container cannot start this script: its first line names no interpreter")
          : report.at({file.source, 0, 0}, "An executable script whose first line names no interpreter");
  if (by_service) finding.severity(Severity::high).rung(Rung::start).confidence(Confidence::likely);
  if (by_service && use->span.valid()) finding.note(use->span, "Started here");
  finding.fix(Safety::review, "Name the shell", {file.source, 0, 0},
              needs_bash(*file.script) ? "#!/bin/bash\n" : "#!/bin/sh\n");
}

extern const Rule rule = {
    .code = "SW3035",
    .summary = "Executable script without `#!`",
    .why =
        "The kernel does not start a file without `#!` (exec format error); a shell that is asked to starts it with "
        "itself, so the same "
        "script runs in bash here and in dash there.",
    .remedy = "Begin the file with `#!/bin/sh`, or `#!/bin/bash` when it needs bash.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::always,
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::executable_without_shebang
