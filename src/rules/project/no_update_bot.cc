#include "rules/rule.h"

#include "knowledge/program_settings.h"
#include "knowledge/repository_files.h"
#include "project/model.h"

namespace seaworthy::rules::no_update_bot {

static void check(const project::Project& project, Report& report) {
  bool pinned = false;
  for (const project::Dockerfile& dockerfile : project.dockerfiles)
    pinned = pinned || dockerfile.role == project::Role::production || dockerfile.role == project::Role::unknown;
  if (!pinned) return report.skip();
  for (const std::string_view path : knowledge::tables::update_bots) {
    const project::PathState state = project.path_state(path);
    if (state == project::PathState::file || state == project::PathState::directory) return;
  }
  for (const project::Service& service : project.services)
    if (knowledge::updater(service.definition->image.value) != nullptr) return;
  report.at({}, "Nothing proposes new versions of base images; add a Dependabot or Renovate configuration");
}

extern const Rule rule = {
    .code = "SW7023",
    .summary = "Nothing proposes updates",
    .why = "Pinned versions are good only while somebody moves them; without a bot they grow old unnoticed.",
    .remedy = "Add `.github/dependabot.yml` with the `docker` ecosystem, or a Renovate configuration.",
    .controls = "NIST 800-190:4.1.1",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "has a bot that proposes updates",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::no_update_bot
