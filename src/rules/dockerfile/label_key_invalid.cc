#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::label_key_invalid {

constexpr std::string_view both = "hadolint:DL3048 tally:tally/labels/valid-key";

/// What is wrong with a key, and which peers say so too.
struct Fault {
  std::string_view what;
  std::string_view peers = both;
};

static Fault fault(std::string_view key) {
  const auto is_small = [](char c) { return c >= 'a' && c <= 'z'; };
  if (key.empty()) return {"is empty"};
  for (const std::string_view reserved : {"com.docker.", "io.docker.", "org.dockerproject."})
    if (key.starts_with(reserved)) {
      // Extensions of Docker Desktop are asked to use these, and Buildx writes the last one.
      if (key.starts_with("com.docker.extension.") || key.starts_with("com.docker.desktop.") ||
          key == "com.docker.image.source.entrypoint")
        return {};
      return {"lies in a namespace that Docker keeps for itself"};
    }
  for (const char c : key)
    if (!is_small(c) && !is_digit(c) && c != '.' && c != '-' && c != '_' && c != '/')
      return {"holds something other than small letters, digits, dots and dashes"};
  if (!is_small(key.front()))
    return {"does not begin with a small letter", is_digit(key.front()) ? "hadolint:DL3048" : both};
  if (!is_small(key.back()) && !is_digit(key.back())) return {"does not end with a letter or digit"};
  if (contains(key, "..") || contains(key, "--")) return {"has a separator twice in a row"};
  if (contains(key, "_") || contains(key, "/") || contains(key, ".-") || contains(key, "-."))
    return {"holds something other than small letters, digits and single dots or dashes between them",
            "tally:tally/labels/valid-key"};
  return {};
}

static void check(const dockerfile::Instruction& label, Report& report) {
  for (const dockerfile::Pair& pair : label.pairs) {
    if (!pair.key.literal) continue;
    const Fault wrong = fault(pair.key.text);
    if (!wrong.what.empty())
      report.at(pair.key.span, "The label `{}` {}", pair.key.text, wrong.what).peers(wrong.peers);
  }
}

extern const Rule rule = {
    .code = "SW1260",
    .summary = "Label key against Docker's guidelines",
    .why = "Filters and tools that follow the guidelines do not find it.",
    .remedy = "Write keys in small letters with dots, under a domain of your own or `org.opencontainers.image.`.",
    .peers = "hadolint:DL3048 tally:tally/labels/valid-key",
    .differs =
        "A key with a variable in it is not judged. hadolint takes underscores and slashes, tally a digit in front; "
        "the namespaces of Docker Desktop's extensions and the label that Buildx writes pass.",
    .references = "https://docs.docker.com/engine/manage-resources/labels/",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .check = each_instruction<check, dockerfile::Op::label>(),
};

}  // namespace seaworthy::rules::label_key_invalid
