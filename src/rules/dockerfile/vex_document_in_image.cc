#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::vex_document_in_image {

static void check(const dockerfile::Instruction& copy, Report& report) {
  static constexpr std::string_view suffix = ".vex.json";
  for (std::size_t i = 0; i + 1 < copy.arguments.size(); ++i) {
    const std::string_view name = copy.arguments[i].text;
    if (name.size() >= suffix.size() && equal_ignoring_case(name.substr(name.size() - suffix.size()), suffix))
      report.at(copy.arguments[i].span,
                "A statement on vulnerabilities ages inside the image; attach it as an attestation");
  }
}

extern const Rule rule = {
    .code = "SW1235",
    .summary = "Statement on vulnerabilities inside the image",
    .why = "It cannot be corrected without a new image, and scanners look for it beside the image.",
    .remedy = "Attach it to the digest (`docker scout attestation add`, `cosign attest`).",
    .peers = "tally:tally/prefer-vex-attestation",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_instruction<check, dockerfile::Op::copy>(),
};

}  // namespace seaworthy::rules::vex_document_in_image
