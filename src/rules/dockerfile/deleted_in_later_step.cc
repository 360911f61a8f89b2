#include <algorithm>

#include "rules/lib/download.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::deleted_in_later_step {

/// Archives, packages and installers: what is worth a word about its size.
static bool is_bulky(std::string_view name) {
  for (const std::string_view end : {".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".zip", ".7z", ".deb", ".rpm",
                                     ".jar", ".war", ".whl", ".run", ".bin", ".iso", ".sh", ".exe", ".msi"})
    if (name.ends_with(end)) return true;
  return false;
}

/// Whether an operand of `rm` names a file of that name: `x.zip`, `/tmp/x.zip`, `*.zip`.
static bool names(std::string_view operand, std::string_view file) {
  operand = base_name(operand);
  return operand.starts_with('*') ? operand.size() > 1 && file.ends_with(operand.substr(1)) : operand == file;
}

/// What an instruction saves from the network and `rm` is told to delete; "" for nothing.
static std::string_view fetched(const dockerfile::Instruction& instruction, std::string_view operand) {
  if (instruction.op == dockerfile::Op::add && instruction.flag("from") == nullptr) {
    for (std::size_t at = 0; at + 1 < instruction.arguments.size(); ++at)
      if (is_url(instruction.arguments[at].text)) {
        const std::string_view target = instruction.arguments.back().text;
        const std::string_view name =
            base_name(target.ends_with('/') ? url_path(instruction.arguments[at].text) : target);
        if (is_bulky(name) && names(operand, name)) return name;
      }
    return {};
  }
  if (instruction.op != dockerfile::Op::run || instruction.script == nullptr) return {};
  for (const shell::Node* const node : instruction.script->commands) {
    const Download download = rules::download(shell::invocation(*node));
    if (!download || !download.saves || download.piped_to != nullptr) continue;
    for (const shell::Word* const url : download.urls) {
      const std::string_view name = base_name(download.output != nullptr ? download.output->text : url_path(url->text));
      if (is_bulky(name) && names(operand, name)) return name;
    }
  }
  return {};
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run || subject.stage == nullptr || !is_shipped(subject, report) ||
      is_for_development(*subject.stage, report))
    return report.skip();
  for (const shell::Word* const operand : subject.invocation.operands()) {
    // What the same step fetches anew is another file.
    if (!fetched(*subject.instruction, operand->text).empty()) continue;
    for (const dockerfile::Instruction* const instruction : subject.stage->with_inherited) {
      if (instruction == subject.instruction) break;
      const std::string_view name = fetched(*instruction, operand->text);
      if (name.empty()) continue;
      report
          .at(operand->span, "Deleting `{}` in a later step makes nothing smaller; do it in the step that fetches it",
              name)
          .note(instruction->span, "This layer keeps it");
      return;
    }
  }
  report.skip();
}

static constexpr std::string_view programs[] = {"rm"};

extern const Rule rule = {
    .code = "SW1313",
    .summary = "Download that a later step deletes",
    .why =
        "What one layer holds stays in the image, whatever a later one deletes: the archive is still stored and "
        "pulled, "
        "and only hidden.",
    .remedy = "Fetch, unpack and delete in one RUN, or unpack in a stage of its own and copy the result.",
    .references = "https://docs.docker.com/build/building/best-practices/#run",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::deleted_in_later_step
