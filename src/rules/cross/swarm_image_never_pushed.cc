#include <algorithm>
#include <string_view>
#include <vector>

#include "knowledge/program_kinds.h"
#include "project/model.h"
#include "rules/lib/image_names.h"
#include "rules/lib/once.h"
#include "rules/lib/swarm.h"
#include "rules/rule.h"

namespace seaworthy::rules::swarm_image_never_pushed {

/// How images leave the host that builds them, as far as files tell.
struct Pushes {
  std::vector<std::string_view> repositories;
  bool all_known = true;  ///< False: something pushes, or copies, images whose names only a run can tell.
};

static void read(const shell::Script& script, Pushes& pushes) {
  for (const shell::Node* const node : script.commands) {
    if (node->kind != shell::NodeKind::simple || node->words.empty()) continue;
    const shell::Invocation command = shell::invocation(*node);
    if (knowledge::tables::image_movers.contains(command.program)) pushes.all_known = false;
    if (!is_one_of("docker docker-compose podman", command.program)) continue;
    for (std::size_t at = 0; at < command.arguments.size(); ++at) {
      const std::string_view word = command.arguments[at].text;
      if (is_one_of("save load import bake imagetools pussh", word)) pushes.all_known = false;
      if (word != "push") continue;
      const std::string_view name =
          at + 1 < command.arguments.size() ? command.arguments.back().text : std::string_view();
      if (is_known_name(name) && command.verb() != "compose" && command.program != "docker-compose")
        pushes.repositories.push_back(repository_of(name));
      else
        pushes.all_known = false;
    }
  }
}

static Pushes pushes_of(const project::Project& project) {
  Pushes pushes;
  for (const project::File& file : project.files) {
    if (file.script != nullptr) read(*file.script, pushes);
    for (const shell::Script* const script : file.embedded) read(*script, pushes);
  }
  for (const project::BuildCommand& build : project.build_commands) {
    if (!build.pushes) continue;
    for (const std::string_view tag : build.tags)
      if (is_known_name(repository_of(tag)))
        pushes.repositories.push_back(repository_of(tag));
      else
        pushes.all_known = false;
    if (build.tags.empty()) pushes.all_known = false;
  }
  return pushes;
}

/// Whether a service counts on more than one node.
static bool wants_several_nodes(const project::Service& service) {
  const compose::Value* const deploy = service.definition->deploy;
  if (deploy == nullptr) return false;
  const compose::Value* const mode = deploy->get("mode");
  const compose::Value* const placement = deploy->get("placement");
  return (mode != nullptr && mode->text == "global") || (placement != nullptr);
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const compose::Text& image = service.definition->image;
  if (!service.builds || image.value.empty() || !is_known_name(image.value)) return report.skip();
  const project::ComposeCommand* const swarm = started_by(*service.stack, project).swarm;
  if (swarm == nullptr) return report.skip();
  const std::string_view repository = repository_of(image.value);
  const Pushes& pushes = once<pushes_of>(report);
  if (!pushes.all_known || std::ranges::find(pushes.repositories, repository) != pushes.repositories.end()) return;
  const bool several = std::ranges::any_of(service.stack->services,
                                           [](const project::Service* each) { return wants_several_nodes(*each); });
  Builder finding = report.at(image.span(), "Nothing pushes `{}`, so that only the node which built it can start `{}`",
                              image.value, service.name);
  // A name without a registry cannot come from anywhere but this host; with one somebody may push by hand.
  if (!several || contains(repository, "/")) finding.confidence(Confidence::possible);
  if (service.built_at.valid()) finding.note(service.built_at, "This builds it");
  finding.note(swarm->span, "The stack is deployed to Swarm here");
}

extern const Rule rule = {
    .code = "SW4387",
    .summary = "Image of a Swarm service that nothing pushes",
    .why =
        "Each node of a swarm pulls the images of its tasks from a registry, and `docker stack deploy` builds nothing. "
        "On any other node the task is rejected with `No such image`, also when the service moves there after a "
        "failure.",
    .remedy =
        "Name the image after a registry that all nodes reach, push it after the build, and deploy with "
        "`--with-registry-auth`.",
    .references = "https://docs.docker.com/engine/swarm/stack-deploy/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "run on Swarm from a registry",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::swarm_image_never_pushed
