#include "rules/rule.h"

namespace seaworthy::rules::blank_before_equals {

static void check(const dockerfile::Instruction& instruction, Report& report) {
  for (const dockerfile::Pair& pair : instruction.pairs)
    if (pair.legacy && pair.has_value && pair.value.raw.starts_with('='))
      report.at(pair.value.span, "The value of `{}` begins with `=`, since a blank stands before it; write `{}=...`",
                pair.key.text, pair.key.text);
}

extern const Rule rule = {
    .code = "SW4966",
    .summary = "ENV with a blank before `=`",
    .why =
        "Behind a name and a blank everything to the end of the line is the value, `=` included: the program gets "
        "`= https://example.com` in place of the address.",
    .remedy = "Write `ENV NAME=value` without blanks.",
    .references = "https://docs.docker.com/reference/dockerfile/#env",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_instruction<check, dockerfile::Op::env>(),
};

}  // namespace seaworthy::rules::blank_before_equals
