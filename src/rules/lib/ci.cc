#include "rules/lib/ci.h"

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

}  // namespace seaworthy::rules
