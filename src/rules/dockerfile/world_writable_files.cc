#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::world_writable_files {

/// An octal mode that lets others write and has no sticky bit, or a symbolic one that adds it.
static bool opens(std::string_view mode) {
  if (mode.size() >= 3 && mode.size() <= 5 && mode.find_first_not_of("01234567") == std::string_view::npos) {
    const char last = mode.back();
    const bool sticky = mode.size() >= 4 && ((mode[mode.size() - 4] - '0') & 1) != 0;
    return (last == '2' || last == '3' || last == '6' || last == '7') && !sticky;
  }
  if (mode.find_first_not_of("ugoarwxXst+=-,") != std::string_view::npos) return false;
  if (contains(mode, "+t") || contains(mode, "o+rwxt")) return false;
  for (std::size_t begin = 0; begin < mode.size();) {
    const std::size_t end = std::min(mode.find(',', begin), mode.size());
    const std::string_view part = mode.substr(begin, end - begin);
    begin = end + 1;
    std::size_t sign = part.find_first_of("+=-");
    if (sign == std::string_view::npos) continue;
    const std::string_view who = part.substr(0, sign);
    // Without anybody named the umask still holds and keeps others out.
    if (!contains(who, "o") && !contains(who, "a")) continue;
    // One clause may do several things: `a+rX-w`.
    bool writable = false;
    while (sign < part.size()) {
      const std::size_t next = std::min(part.find_first_of("+=-", sign + 1), part.size());
      const std::string_view what = part.substr(sign + 1, next - sign - 1);
      if (part[sign] == '-') {
        writable = writable && !contains(what, "w");
      } else {
        writable = (writable && part[sign] == '+') || (contains(what, "w") && !contains(what, "t"));
      }
      sign = next;
    }
    if (writable) return true;
  }
  return false;
}

/// A later command of the step removes what a command opens: a folder to work in, of which nothing stays.
static bool is_removed_later(const shell::Invocation& opening, const shell::Script& script) {
  const std::vector<const shell::Word*> opened = opening.operands();
  return std::ranges::any_of(script.commands, [&](const shell::Node* node) {
    if (node->span.begin < opening.span().end) return false;
    const shell::Invocation removing = shell::invocation(*node);
    if (removing.program != "rm") return false;
    return std::ranges::any_of(removing.operands(), [&](const shell::Word* removed) {
      return !opened.empty() && removed->text == opened.back()->text;
    });
  });
}

/// What a stage that nobody ships leaves open concerns the build alone, unless its files are copied out.
static bool stays_in_build(const dockerfile::Instruction& instruction, const Report& report) {
  const project::Dockerfile* const dockerfile = dockerfile_of(instruction, report);
  if (dockerfile == nullptr || instruction.stage == nullptr) return false;
  return !shipped_stages(*dockerfile)[instruction.stage->index];
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.op != dockerfile::Op::run) {
    const dockerfile::Flag* const mode = instruction.flag("chmod");
    if (mode == nullptr) return report.skip();
    if (!opens(mode->value)) return;
    Builder finding =
        report.at(mode->span, "`{}` lets every user change these files; 755 or 644 is enough to use them", mode->value);
    if (stays_in_build(instruction, report)) finding.severity(Severity::low);
    return;
  }
  if (instruction.script == nullptr) return report.skip();
  bool any = false;
  for (const shell::Node* node : instruction.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    const shell::Word* mode = nullptr;
    if (command.program == "chmod") {
      const std::vector<const shell::Word*> words = command.operands();
      if (words.size() >= 2) mode = words.front();
      // Temporary folders are meant for all; a device or socket is no file of the image.
      for (const shell::Word* word : words)
        if (word != mode && (word->text == "/tmp" || word->text == "/var/tmp" || word->text.starts_with("/dev/")))
          mode = nullptr;
    } else if (command.program == "mkdir" || command.program == "install") {
      for (std::size_t i = 0; i < command.arguments.size(); ++i) {
        const std::string_view text = command.arguments[i].text;
        const bool cluster = text.size() > 1 && text[0] == '-' && text[1] != '-' && text.back() == 'm' &&
                             text.find_first_not_of("cdDpvZ", 1) == text.size() - 1;
        if ((cluster || text == "--mode") && i + 1 < command.arguments.size()) mode = &command.arguments[i + 1];
        if (text.starts_with("--mode=")) mode = &command.arguments[i];
      }
    }
    if (mode == nullptr) continue;
    any = true;
    const std::string_view value = mode->text.starts_with("--mode=") ? mode->text.substr(7) : mode->text;
    if (!opens(value) || is_removed_later(command, *instruction.script)) continue;
    Builder finding = report.at(
        mode->span, "`{}` lets every user of the container change this; give it to the one account that writes", value);
    if (stays_in_build(instruction, report)) finding.severity(Severity::low);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1187",
    .summary = "Files that every user may change",
    .why =
        "Any process in the container can replace what it finds there: scripts that root runs later, configuration, "
        "data of "
        "others. It is mostly a way around a missing owner.",
    .remedy =
        "`chown` to the account that writes (`COPY --chown`), with 755 for folders and programs and 644 for files.",
    .peers = "datadog-iac:avoid_chmod_777 tally:tally/world-writable-state-path-workaround",
    .differs =
        "datadog-iac looks at COPY and ADD, tally at RUN; here both. Modes with the sticky bit and /tmp pass, and `+w` "
        "without "
        "anybody named, which the umask limits.",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::run, dockerfile::Op::copy, dockerfile::Op::add>(),
};

}  // namespace seaworthy::rules::world_writable_files
