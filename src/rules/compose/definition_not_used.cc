#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::definition_not_used {

static bool attaches(const compose::Service& service, std::string_view network) {
  for (const compose::NetworkAttachment& attachment : service.networks)
    if (attachment.name == network) return true;
  const compose::Value* const build = service.source->get("build");
  const compose::Value* const at_build = build != nullptr ? build->get("network") : nullptr;
  return at_build != nullptr && at_build->text == network;
}

static bool mounts(const compose::Service& service, std::string_view volume) {
  for (const compose::Mount& mount : service.mounts)
    if (mount.source_text == volume) return true;
  return false;
}

static bool is_given(const compose::Service& service, std::string_view config) {
  for (const compose::SecretGrant& grant : service.configs)
    if (grant.name == config) return true;
  return false;
}

/// Whether a service of any stack that loads the declaring file uses the name; what one combination of files leaves
/// unused another may be there for.
template <class Uses>
static bool used_by_any(const project::Project& project, Span declared, std::string_view name, const Uses& uses) {
  const project::File* const file = project.file(declared.file);
  if (file == nullptr) return true;
  for (const std::uint32_t index : file->stacks)
    for (const project::Service* service : project.stacks[index].services)
      if (uses(*service->definition, name)) return true;
  return false;
}

static void check(const project::Stack& stack, Report& report) {
  const compose::Model& model = *stack.model;
  const project::Project& project = report.project();
  bool applies = false;
  for (const compose::Network& network : model.networks) {
    // Settings of `default` are for services that name no network, now or later.
    if (network.implicit || network.name == "default") continue;
    applies = true;
    if (!used_by_any(project, network.name_span, network.name, attaches))
      report.at(network.name_span, "No service is attached to the network `{}`", network.name);
  }
  for (const compose::Volume& volume : model.volumes) {
    applies = true;
    if (!used_by_any(project, volume.name_span, volume.name, mounts))
      report.at(volume.name_span, "No service mounts the volume `{}`", volume.name);
  }
  for (const compose::Secret& config : model.configs) {
    applies = true;
    if (!used_by_any(project, config.name_span, config.name, is_given))
      report.at(config.name_span, "The config `{}` is given to no service", config.name);
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW2365",
    .summary = "Declared but not used",
    .why =
        "A network or volume that nothing uses is a rest of an earlier version, or the sign that a service was meant "
        "to "
        "have it and does not.",
    .remedy = "Attach it where it was meant to be, or delete the declaration.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::definition_not_used
