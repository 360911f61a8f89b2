#include "rules/lib/ci.h"

#include <algorithm>
#include <initializer_list>

#include "knowledge/ci_setup_actions.h"
#include "rules/lib/yaml_values.h"

namespace seaworthy::rules {
namespace {

void visit_steps(const yaml::Node* owner, const std::function<void(const yaml::Node&)>& visit) {
  const yaml::Node* const steps = owner != nullptr && owner->is_mapping() ? owner->get("steps") : nullptr;
  if (steps == nullptr || !steps->is_sequence()) return;
  for (const yaml::Node* step : steps->items)
    if (step->resolved().is_mapping()) visit(step->resolved());
}

}  // namespace

void for_each_github_step(const project::File& file, const std::function<void(const yaml::Node& step)>& visit) {
  if (file.kind != project::FileKind::ci || file.path.find(".github/") == std::string_view::npos ||
      file.yaml == nullptr)
    return;
  const yaml::Node* const root = file.yaml->root();
  if (root == nullptr || !root->is_mapping()) return;
  visit_steps(root->get("runs"), visit);
  const yaml::Node* const jobs = root->get("jobs");
  if (jobs == nullptr || !jobs->is_mapping()) return;
  for (const yaml::Entry& job : jobs->entries) visit_steps(&job.value->resolved(), visit);
}

namespace {

/// Whether a text stands in the condition of the job or step that a place belongs to.
bool condition_has(const project::File& file, Span place, std::initializer_list<std::string_view> texts) {
  if (file.kind != project::FileKind::ci || file.yaml == nullptr || file.yaml->root() == nullptr) return false;
  const auto asks = [&](const yaml::Node& node) {
    const yaml::Node* const condition = value_of(node, "if");
    return node.span.begin <= place.begin && place.begin < node.span.end && condition != nullptr &&
           std::ranges::any_of(
               texts, [&](std::string_view text) { return condition->text.find(text) != std::string_view::npos; });
  };
  bool found = false;
  for_each_github_step(file, [&](const yaml::Node& step) { found = found || asks(step); });
  const yaml::Node* const jobs = value_of(*file.yaml->root(), "jobs");
  if (jobs != nullptr && jobs->is_mapping())
    for (const yaml::Entry& job : jobs->entries) found = found || asks(job.value->resolved());
  return found;
}

}  // namespace

bool waits_for_files(const project::File& file, Span place) { return condition_has(file, place, {"hashFiles"}); }

bool leaves_forks_out(const project::File& file, Span place) {
  return condition_has(file, place,
                       {"head.repo.fork == false", "head.repo.fork != true",
                        "!github.event.pull_request.head.repo.fork", "head.repo.full_name == github.repository"});
}

RuntimeSetup runtime_setup(const yaml::Node& step) {
  const yaml::Node* const uses = value_of(step, "uses");
  const yaml::Node* const with = value_of(step, "with");
  if (uses == nullptr || with == nullptr) return {};
  for (const knowledge::CiSetupAction& row : knowledge::tables::ci_setup_actions) {
    if (!uses->text.starts_with(row.action)) continue;
    const yaml::Node* const version = value_of(*with, row.input);
    if (version == nullptr || !version->is_scalar()) return {};
    return {row.product, version};
  }
  return {};
}

}  // namespace seaworthy::rules
