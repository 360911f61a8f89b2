#include "dockerfile/build.h"

namespace seaworthy::dockerfile {

void validate(Build& build) {
  for (const Instruction* const instruction : build.instructions) {
    if (instruction->op != Op::unknown) continue;
    build.error("unknown-instruction", Phase::instruction, instruction->keyword_span,
                {"`", instruction->keyword, "` is no instruction"}, instruction);
  }
}

}  // namespace seaworthy::dockerfile
