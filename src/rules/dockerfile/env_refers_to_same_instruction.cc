#include "rules/rule.h"

#include <string>

#include "base/name_text.h"
#include "knowledge/knowledge.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::env_refers_to_same_instruction {

static constexpr std::string_view hadolint_and_kics = "hadolint:DL3044 datadog-iac:env_no_refer_envvar";

/// Whether `$name` or `${name` stands in the value.
static bool refers(std::string_view value, std::string_view name) {
  for (std::size_t at = value.find('$'); at != std::string_view::npos; at = value.find('$', at + 1)) {
    if (at > 0 && value[at - 1] == '\\') continue;
    std::string_view rest = value.substr(at + 1);
    if (rest.starts_with('{')) rest.remove_prefix(1);
    if (rest.starts_with(name) && (rest.size() == name.size() || !ascii::is_name_character(rest[name.size()])))
      return true;
  }
  return false;
}

static bool defined_before(const dockerfile::Instruction& instruction, std::string_view name) {
  for (const dockerfile::Stage* stage = instruction.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* other : stage->instructions) {
      if (other->span.begin >= instruction.span.begin) break;
      if (other->op != dockerfile::Op::env && other->op != dockerfile::Op::arg) continue;
      for (const dockerfile::Pair& pair : other->pairs)
        if (pair.key.text == name) return true;
    }
  return is_one_of("PATH HOME", name);
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.pairs.size() < 2) return report.skip();
  for (std::size_t i = 0; i < instruction.pairs.size(); ++i)
    for (std::size_t j = 0; j < instruction.pairs.size(); ++j) {
      const dockerfile::Pair& user = instruction.pairs[i];
      const dockerfile::Pair& maker = instruction.pairs[j];
      if (i == j || !refers(user.value.raw, maker.key.text)) continue;
      if (user.key.text == maker.key.text) {
        if (i < j) continue;
        report
            .at(user.value.span, "`{}` is the value from before this instruction, so what it is set to first is lost",
                maker.key.text)
            .peers(hadolint_and_kics)
            .note(maker.key.span, "Set by the same instruction");
        break;
      }
      if (defined_before(instruction, maker.key.text)) continue;
      Builder finding = report.at(user.value.span,
                                  "`{}` gets its value only after this instruction, so it is empty here; use a second "
                                  "`ENV`",
                                  maker.key.text);
      finding.confidence(Confidence::likely).note(maker.key.span, "Set by the same instruction");
      // A base image that nobody knows may have set it before.
      if (instruction.stage == nullptr || knowledge::image(instruction.stage->root().base) == nullptr)
        finding.severity(Severity::low).confidence(Confidence::possible);
    }
}

extern const Rule rule = {
    .code = "SW1256",
    .summary = "ENV uses a variable of the same instruction",
    .why =
        "All values of one instruction are worked out before any is set: the variable is still empty, and the path or "
        "option made "
        "of it is wrong.",
    .remedy = "Set it in an ENV of its own before.",
    .peers = "hadolint:DL3044 datadog-iac:env_no_refer_envvar buildkit:UndefinedVar",
    .differs =
        "datadog-iac also reports a variable that extends itself (`PATH=$PATH:/x`) and prefixes of longer names.",
    .severity = Severity::medium,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_instruction<check, dockerfile::Op::env>(),
};

}  // namespace seaworthy::rules::env_refers_to_same_instruction
