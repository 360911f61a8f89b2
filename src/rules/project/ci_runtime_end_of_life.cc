#include <string>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/ci.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::ci_runtime_end_of_life {

/// A version as written, or the variable of the workflow that `${{ env.NAME }}` names.
static const yaml::Node* settled(const yaml::Node& root, const yaml::Node& version) {
  std::string_view text = version.text;
  if (!text.starts_with("${{")) return &version;
  const std::size_t begin = text.find("env.");
  if (begin == std::string_view::npos) return nullptr;
  text.remove_prefix(begin + 4);
  const yaml::Node* const variables = value_of(root, "env");
  return variables != nullptr ? value_of(*variables, text.substr(0, text.find_first_of(" }"))) : nullptr;
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::ci || file.yaml == nullptr || file.yaml->root() == nullptr) return report.skip();
  const yaml::Node& root = file.yaml->root()->resolved();
  bool any = false;
  Span told;
  for_each_github_step(file, [&](const yaml::Node& step) {
    const RuntimeSetup setup = runtime_setup(step);
    if (setup.version == nullptr) return;
    const yaml::Node* const version = settled(root, *setup.version);
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
    if (version != setup.version) finding.note(setup.version->span, "The step takes it from there");
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
