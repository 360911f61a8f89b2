#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::user_name_not_resolvable {

/// Whether the stage may hold an /etc/passwd by now.
static bool may_hold_passwd(const dockerfile::Instruction& at) {
  for (const dockerfile::Stage* stage = at.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions) {
      if (instruction->span.begin >= at.span.begin) break;
      if (instruction->op == dockerfile::Op::run) return true;
      if (instruction->op != dockerfile::Op::copy && instruction->op != dockerfile::Op::add) continue;
      for (const dockerfile::Word& word : instruction->arguments)
        if (!word.literal || contains(word.text, "passwd") || word.text == "/" || word.text == "/etc" ||
            word.text == "/etc/" || word.text.ends_with(".tar.gz") || word.text.ends_with(".tar") ||
            word.text.ends_with(".tar.xz"))
          return true;
    }
  return false;
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.stage == nullptr) return report.skip();
  const dockerfile::Stage& root = instruction.stage->root();
  if (!root.base_known || !equal_ignoring_case(root.base, "scratch")) return report.skip();
  std::string_view name;
  Span span;
  if (instruction.op == dockerfile::Op::user) {
    if (instruction.arguments.empty() || !instruction.arguments.front().literal) return report.skip();
    name = user_name(instruction.arguments.front().text);
    span = instruction.arguments.front().span;
  } else {
    const dockerfile::Flag* const owner = instruction.flag("chown");
    if (owner == nullptr || contains(owner->value, "$")) return report.skip();
    name = user_name(owner->value);
    span = owner->value_span;
  }
  if (is_number(name) || name.empty() || may_hold_passwd(instruction)) return;
  report.at(span, "There is no /etc/passwd in this stage to look `{}` up in; write a number such as 65532", name);
}

extern const Rule rule = {
    .code = "SW1184",
    .summary = "User name that nothing can resolve",
    .why = "`scratch` holds no account: the container does not start, or the copy fails.",
    .remedy = "Write a number, or copy /etc/passwd from the build stage before.",
    .peers = "tally:tally/named-identity-in-passwdless-stage",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_instruction<check, dockerfile::Op::user, dockerfile::Op::copy, dockerfile::Op::add>(),
};

}  // namespace seaworthy::rules::user_name_not_resolvable
