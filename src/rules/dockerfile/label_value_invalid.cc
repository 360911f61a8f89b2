#include "rules/rule.h"

#include "rules/lib/label_values.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::label_value_invalid {

static std::string_view fault(std::string_view key, std::string_view value) {
  constexpr std::string_view prefix = "org.opencontainers.image.";
  if (!key.starts_with(prefix)) return {};
  key.remove_prefix(prefix.size());
  if (is_one_of("url documentation source", key)) return is_address(value) ? "" : "is no address";
  if (key == "created") return is_time(value) ? "" : "is no time such as 2024-01-31T12:00:00Z";
  if (key == "licenses") return is_licence(value) ? "" : "is no SPDX expression such as Apache-2.0";
  if (key == "base.digest") return value.starts_with("sha256:") || value.starts_with("sha512:") ? "" : "is no digest";
  return {};
}

static void check(const dockerfile::Instruction& label, Report& report) {
  for (const dockerfile::Pair& pair : label.pairs) {
    if (!pair.key.literal || !pair.value.literal || pair.value.text.empty()) continue;
    const std::string_view wrong = fault(pair.key.text, pair.value.text);
    if (!wrong.empty()) report.at(pair.value.span, "The value of `{}` {}", pair.key.text, wrong);
  }
}

extern const Rule rule = {
    .code = "SW1262",
    .summary = "Label value of the wrong form",
    .why = "Registries and scanners read these labels by the image specification and ignore what does not fit.",
    .remedy = "Write the value as the specification of OCI annotations says.",
    .peers = "hadolint:DL3052 hadolint:DL3053 hadolint:DL3054",
    .differs =
        "Labels that hadolint's configuration gives a type are label-against-schema's; here the OCI labels have the "
        "type that their "
        "specification gives them. "
        "SPDX expressions are accepted (hadolint: single licences only).",
    .references = "https://github.com/opencontainers/image-spec/blob/main/annotations.md",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .check = each_instruction<check, dockerfile::Op::label>(),
};

}  // namespace seaworthy::rules::label_value_invalid
