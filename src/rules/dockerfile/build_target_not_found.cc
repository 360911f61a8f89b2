#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "dockerfile/suggest.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::build_target_not_found {

static Builder report_target(const dockerfile::File& file, std::string_view target, Span span, Report& report) {
  std::vector<std::string_view> names;
  for (const dockerfile::Stage* stage : file.stages)
    if (!stage->name.empty()) names.push_back(stage->name);
  const std::string_view meant = dockerfile::nearest(target, names);
  std::string message = "No stage is called `" + std::string(target) + "`";
  if (!meant.empty()) {
    message.append("; did you mean `").append(meant).append("`?");
  } else if (names.empty()) {
    message += ": the Dockerfile gives its stages no names";
  } else {
    message +=
        "; the Dockerfile has " + dockerfile::listed(std::span(names).first(std::min<std::size_t>(names.size(), 4)));
  }
  Builder finding = report.at(span, "{}", message);
  if (!file.stages.empty()) finding.note(file.stages.front()->from->span, "The stages of the Dockerfile begin here");
  return finding;
}

/// Whether the target can be looked up: a file without stages has worse faults, and a value with a variable left in it
/// may be anything.
static bool is_judged(const dockerfile::File& file, std::string_view target) {
  return !target.empty() && !contains(target, "$") && !file.stages.empty() && file.stage(target) == nullptr;
}

/// Whether a service of a stack runs an image under a name that the command gives it.
static bool runs_what_is_built(const project::Stack& stack, const project::BuildCommand& command) {
  return std::ranges::any_of(stack.services, [&](const project::Service* service) {
    const std::string_view image = service->definition->image.value;
    return service->active && !image.empty() && std::ranges::find(command.tags, image) != command.tags.end();
  });
}

static void check(const project::Project& project, Report& report) {
  bool any = false;
  for (const project::BuildCommand& command : project.build_commands) {
    if (command.target.empty() || !command.dockerfile_known) continue;
    const project::File* const path = project.file(command.dockerfile);
    if (path == nullptr || path->dockerfile == nullptr) continue;
    any = true;
    const dockerfile::File& file = *path->dockerfile->parsed;
    if (!is_judged(file, command.target)) continue;
    const bool bake = command.file->kind == project::FileKind::bake;
    Builder finding = report_target(file, command.target, command.target_span, report);
    finding.subject(command.file->path)
        .peers(bake ? "buildkit-error:target-not-found docker-language-server:bake/target-missing"
                    : "buildkit-error:target-not-found");
    for (const project::Stack& stack : project.stacks)
      if (runs_what_is_built(stack, command)) finding.reaches(stack);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1451",
    .summary = "Build command for a target that is no stage",
    .why = "The build ends at once: the Dockerfile has no stage of that name.",
    .remedy = "Correct the name, or add the stage.",
    .peers = "buildkit-error:target-not-found docker-language-server:bake/target-missing",
    .differs =
        "What a Compose file builds is judged by build-target-missing. The language server for bake files compares the "
        "case; the builder does not.",
    .references = "https://docs.docker.com/reference/cli/docker/buildx/build/#target",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::build_target_not_found
