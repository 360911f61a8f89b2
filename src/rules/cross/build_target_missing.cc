#include "base/edit_distance.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::build_target_missing {

static std::string_view nearest_stage(const dockerfile::File& file, std::string_view wanted) {
  std::string_view best;
  unsigned distance = 4;
  for (const dockerfile::Stage* const stage : file.stages) {
    if (stage->name.empty()) continue;
    const unsigned found = edit_distance(stage->name, wanted, 3);
    const bool part = contains(stage->name, wanted) || contains(wanted, stage->name);
    if (found < distance || (part && best.empty())) {
      best = stage->name;
      distance = found;
    }
  }
  return best;
}

static void check(const project::Service& service, Report& report) {
  const compose::Build& build = service.definition->build;
  if (!service.builds || service.dockerfile == nullptr || !build.target || build.target.value.empty())
    return report.skip();
  if (service.stage != nullptr) return;
  if (!is_settled(build.target.source)) return report.skip();
  const dockerfile::File& file = *service.dockerfile->parsed;
  if (file.stages.empty()) return report.skip();
  const std::string_view near = nearest_stage(file, build.target.value);
  Builder finding = near.empty()
                        ? report.at(build.target.span(), "`{}` has no stage `{}`, so `{}` cannot be built",
                                    service.dockerfile->path, build.target.value, service.name)
                        : report.at(build.target.span(), "`{}` has no stage `{}`, so `{}` cannot be built; it has `{}`",
                                    service.dockerfile->path, build.target.value, service.name, near);
  finding.note(file.stages.front()->from->span, "Its stages begin here");
}

extern const Rule rule = {
    .code = "SW4222",
    .summary = "Build target that is no stage of the Dockerfile",
    .why = "The builder stops: `target stage could not be found`.",
    .remedy = "Name a stage that the Dockerfile has, or give one that name with `AS`.",
    .peers = "buildkit-error:target-not-found",
    .references = "https://docs.docker.com/reference/compose-file/build/#target",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "build a stage that exists",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::build_target_missing
