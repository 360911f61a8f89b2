#include "rules/rule.h"

#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::copy_then_extract_archive {

static bool is_tar(std::string_view name) {
  for (const std::string_view end : {".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst",
                                     ".tbz", ".tb2", ".tlz", ".tar.lzma", ".tpz", ".tar.Z"})
    if (name.ends_with(end)) return true;
  return false;
}

static const shell::Word* unpacks(const dockerfile::Instruction& run, std::string_view name) {
  if (run.script == nullptr) return nullptr;
  for (const shell::Node* node : run.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    const bool extracts =
        (command.program == "tar" && !command.arguments.empty() &&
         (command.has_any_flag({"-x", "--extract", "--get"}) ||
          (!command.arguments.front().text.starts_with('-') && contains(command.arguments.front().text, "x")))) ||
        is_one_of("gunzip bunzip2 unxz unlzma uncompress zcat bsdtar", command.program);
    if (!extracts) continue;
    for (const shell::Word& word : command.arguments)
      if (base_name(word.text) == name) return command.program_word;
  }
  return nullptr;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  bool any = false;
  for (const dockerfile::Instruction* copy : stage.instructions) {
    if (copy->op != dockerfile::Op::copy || copy->flag("from") != nullptr) continue;
    for (std::size_t i = 0; i + 1 < copy->arguments.size(); ++i) {
      const dockerfile::Word& source = copy->arguments[i];
      if (!source.literal || !is_tar(source.text)) continue;
      any = true;
      const std::string_view target = base_name(copy->arguments.back().text);
      const std::string_view name = target.empty() || !is_tar(target) ? base_name(source.text) : target;
      for (const dockerfile::Instruction* run : stage.instructions) {
        if (run->op != dockerfile::Op::run || run->span.begin < copy->span.begin) continue;
        const shell::Word* const tar = unpacks(*run, name);
        if (tar == nullptr) continue;
        report
            .at(source.span,
                "The archive stays in this layer after it is unpacked; `ADD` unpacks it without keeping it")
            .note(tar->span, "Unpacked here");
        break;
      }
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1171",
    .summary = "Archive copied, then unpacked",
    .why = "The image holds the files twice, packed and unpacked; deleting the archive later frees nothing.",
    .remedy = "`ADD archive.tar.gz /target/` unpacks local archives; or unpack from `RUN --mount=type=bind`.",
    .peers = "hadolint:DL3010",
    .differs = "Zip files are left out: ADD does not unpack them.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::copy_then_extract_archive
