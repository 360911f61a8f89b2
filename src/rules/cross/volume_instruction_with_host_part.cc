#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::volume_instruction_with_host_part {

static void check(const dockerfile::Instruction& instruction, Report& report) {
  for (const dockerfile::Word& word : instruction.arguments) {
    const std::size_t colon = word.text.find(":/");
    if (colon == std::string_view::npos || contains(word.text, "$")) continue;
    const std::string_view meant = word.text.substr(colon + 1);
    report.at(word.span, "`VOLUME` takes no folder of the host: this is a path with a colon, and `{}` gets no volume",
              meant);
  }
}

extern const Rule rule = {
    .code = "SW4106",
    .summary = "VOLUME with a folder of the host",
    .why =
        "An image cannot say where its data lies on a host. What stands here is taken for one path of the container, "
        "so that the folder that is meant is part of the container and goes with it.",
    .remedy = "Name the folder of the container alone, and mount one of the host in the Compose file or with `-v`.",
    .references = "https://docs.docker.com/reference/dockerfile/#volume",
    .severity = Severity::medium,
    .rung = Rung::keep,
    .category = Category::architecture,
    .check = each_instruction<check, dockerfile::Op::volume>(),
};

}  // namespace seaworthy::rules::volume_instruction_with_host_part
