#include "rules/rule.h"

#include <algorithm>
#include <iterator>

#include "rules/lib/words.h"

namespace seaworthy::rules::style_label_order {
namespace {

/// Keys in the order of what they say: what it is, where it comes from, whose it is, which release, which base; then
/// those of platforms and of tools (annotations of the OCI image specification 1.1, and what came before them).
constexpr std::string_view known[] = {
    "org.opencontainers.image.title",
    "org.opencontainers.image.description",
    "org.opencontainers.image.source",
    "org.opencontainers.image.url",
    "org.opencontainers.image.documentation",
    "org.opencontainers.image.authors",
    "org.opencontainers.image.vendor",
    "org.opencontainers.image.licenses",
    "org.opencontainers.image.version",
    "org.opencontainers.image.revision",
    "org.opencontainers.image.created",
    "org.opencontainers.image.ref.name",
    "org.opencontainers.image.base.name",
    "org.opencontainers.image.base.digest",
    "io.k8s.display-name",
    "io.k8s.description",
    "io.openshift.tags",
    "io.openshift.expose-services",
    "io.openshift.s2i.scripts-url",
    "com.docker.image.source.entrypoint",
};

struct Rank {
  std::size_t group;
  std::string_view key;  ///< Orders the members of a group by name; "" leaves them as they are.
};

Rank rank_of(std::string_view key) {
  const auto* const at = std::ranges::find(known, key);
  if (at != std::end(known)) return {static_cast<std::size_t>(at - std::begin(known)), {}};
  if (key.starts_with("com.docker.extension.")) return {std::size(known), key};
  if (key.starts_with("org.label-schema.")) return {std::size(known) + 1, key};
  if (key == "maintainer") return {std::size(known) + 2, {}};
  return {std::size(known) + (contains(key, ".") ? 3 : 4), {}};
}

void check(const dockerfile::Instruction& label, Report& report) {
  if (label.pairs.size() < 2) return report.skip();
  for (std::size_t i = 0; i < label.pairs.size(); ++i) {
    const dockerfile::Word& key = label.pairs[i].key;
    if (!key.literal || label.pairs[i].legacy) return report.skip();
    for (std::size_t j = 0; j < i; ++j)
      if (label.pairs[j].key.text == key.text) return report.skip();
  }
  for (std::size_t i = 1; i < label.pairs.size(); ++i) {
    const Rank before = rank_of(label.pairs[i - 1].key.text), rank = rank_of(label.pairs[i].key.text);
    if (before.group < rank.group || (before.group == rank.group && before.key <= rank.key)) continue;
    report.at(label.pairs[i].key.span, "`{}` stands before `{}` in the usual order of labels", label.pairs[i].key.text,
              label.pairs[i - 1].key.text);
    return;
  }
}

}  // namespace

extern const Rule rule = {
    .code = "SW1601",
    .summary = "Labels in no particular order",
    .why = "In one order everywhere a label is found at a glance, and a change shows as one line.",
    .remedy =
        "Write title and description first, then the source, the owner, the release, the base image, and keys of "
        "your own last.",
    .peers = "tally:tally/labels/prefer-stable-order",
    .references = "https://github.com/opencontainers/image-spec/blob/main/annotations.md",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .on = false,
    .check = each_instruction<check, dockerfile::Op::label>(),
};

}  // namespace seaworthy::rules::style_label_order
