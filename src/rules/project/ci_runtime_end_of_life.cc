#include <string>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/ci.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::ci_runtime_end_of_life {

struct Setup {
  std::string_view action, key, product;
};
constexpr Setup setups[] = {{"actions/setup-node", "node-version", "node"},
                            {"actions/setup-python", "python-version", "python"},
                            {"actions/setup-go", "go-version", "go"},
                            {"ruby/setup-ruby", "ruby-version", "ruby"},
                            {"shivammathur/setup-php", "php-version", "php"}};

static const yaml::Node* value(const yaml::Node& node, std::string_view key) {
  if (!node.is_mapping()) return nullptr;
  const yaml::Node* const found = node.get(key);
  return found != nullptr ? &found->resolved() : nullptr;
}

/// A version as written, or the variable of the workflow that `${{ env.NAME }}` names.
static const yaml::Node* settled(const yaml::Node& root, const yaml::Node& version) {
  std::string_view text = version.text;
  if (!text.starts_with("${{")) return &version;
  const std::size_t begin = text.find("env.");
  if (begin == std::string_view::npos) return nullptr;
  text.remove_prefix(begin + 4);
  const yaml::Node* const variables = value(root, "env");
  return variables != nullptr ? value(*variables, text.substr(0, text.find_first_of(" }"))) : nullptr;
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::ci || file.yaml == nullptr || file.yaml->root() == nullptr) return report.skip();
  const yaml::Node& root = file.yaml->root()->resolved();
  bool any = false;
  Span told;
  for_each_github_step(file, [&](const yaml::Node& step) {
    const yaml::Node* const uses = value(step, "uses");
    const yaml::Node* const with = value(step, "with");
    if (uses == nullptr || with == nullptr) return;
    for (const Setup& setup : setups) {
      if (!uses->text.starts_with(setup.action)) continue;
      const yaml::Node* const given = value(*with, setup.key);
      if (given == nullptr || !given->is_scalar()) return;
      const yaml::Node* const version = settled(root, *given);
      if (version == nullptr || !version->is_scalar() || version->text.empty() || !is_digit(version->text.front()))
        return;
      const knowledge::Cycle* const cycle = knowledge::cycle(setup.product, version->text);
      if (cycle == nullptr) return;
      any = true;
      if (!cycle->ended_by(knowledge::date()) || told == version->span) return;
      told = version->span;
      Builder finding =
          cycle->latest.empty()
              ? report.at(version->span, "CI builds and tests with {} {}, which gets no fixes since {}", setup.product,
                          cycle->cycle, cycle->end_of_life)
              : report.at(version->span, "CI builds and tests with {} {}, which gets no fixes since {}; move to {}",
                          setup.product, cycle->cycle, cycle->end_of_life, cycle->latest);
      if (version != given) finding.note(given->span, "The step takes it from there");
    }
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7202",
    .summary = "CI on a runtime past its end of life",
    .why =
        "What passes there says little about a supported release, and what it builds holds a standard library with "
        "known holes.",
    .remedy = "Move the workflow, the manifests and the images to one supported release.",
    .references = "https://endoflife.date",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_runtime_end_of_life
