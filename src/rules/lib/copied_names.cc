#include "rules/lib/copied_names.h"

#include "rules/lib/words.h"

namespace seaworthy::rules {

bool is_copied_by_name(const BuildStep& step, std::string_view name) {
  for (const dockerfile::Instruction* const instruction : step.stage->instructions) {
    if (instruction == step.run) break;
    if (instruction->op != dockerfile::Op::copy && instruction->op != dockerfile::Op::add) continue;
    for (const dockerfile::Word& word : instruction->arguments)
      if (base_name(word.text) == name) return true;
  }
  return false;
}

}  // namespace seaworthy::rules
