#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::copy_whole_filesystem_between_stages {

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.flag("from") == nullptr || instruction.arguments.size() < 2 || instruction.stage == nullptr)
    return report.skip();
  if (instruction.arguments.back().text != "/") return;
  for (std::size_t i = 0; i + 1 < instruction.arguments.size(); ++i) {
    const dockerfile::Word& source = instruction.arguments[i];
    if (source.text != "/" && source.text != "/*" && source.text != "/.") continue;
    // Onto an empty stage this flattens an image, which some do on purpose.
    const bool flattens = equal_ignoring_case(instruction.stage->root().base, "scratch");
    report
        .at(source.span,
            "This copies the whole file system of the other stage, build tools included; name what is needed")
        .severity(flattens ? Severity::info : Severity::low);
    return;
  }
}

extern const Rule rule = {
    .code = "SW1174",
    .summary = "Whole file system copied between stages",
    .why =
        "Everything that the other stage installed comes along, and its files replace those of this base: the point of "
        "a "
        "second stage is lost.",
    .remedy = "Copy the built files by name.",
    .peers = "hadolint:DL3067",
    .differs = "Onto `scratch` it flattens an image and is an info.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_instruction<check, dockerfile::Op::copy>(),
};

}  // namespace seaworthy::rules::copy_whole_filesystem_between_stages
