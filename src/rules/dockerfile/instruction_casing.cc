#include "rules/rule.h"

namespace seaworthy::rules::instruction_casing {

extern const Rule rule = {
    .code = "SW1437",
    .summary = "Instruction in another case than the rest of the file",
    .why = "Nothing breaks by it; an instruction in another case than the others is easily overlooked.",
    .remedy = "Write all instructions in the case of the majority, by convention in upper case.",
    .peers = "buildkit:ConsistentInstructionCasing dockerfile-utils:CASING_INSTRUCTION",
    .differs = "A file in lower case throughout is consistent; dockerfile-utils wants upper case even then.",
    .references = "https://docs.docker.com/reference/build-checks/consistent-instruction-casing/",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .fixes = Fixes::always,
    .check = each_dockerfile_problem<report_problem>("instruction-casing"),
};

}  // namespace seaworthy::rules::instruction_casing
