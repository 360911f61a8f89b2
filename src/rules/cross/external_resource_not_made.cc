#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"
#include "rules/lib/once.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::external_resource_not_made {

static std::string_view external_name(const compose::Text& given, std::string_view key) {
  return given ? given.value : key;
}

/// Another stack of the repository that makes it under this name. One without services is never started, and makes
/// nothing.
static bool made_by_stack(const project::Project& project, std::string_view name, bool network) {
  for (const project::Stack& stack : project.stacks) {
    if (stack.services.empty()) continue;
    const auto makes = [&](std::string_view key, const compose::Text& given, bool external) {
      if (external) return false;
      const std::string full = std::string(stack.model->project_name) + "_" + std::string(key);
      // Without a name of its own it gets the project's in front, so that its key alone is the name of nothing.
      return (given && given.value == name) || full == name || (!given && name.ends_with("_" + std::string(key)));
    };
    if (network) {
      for (const compose::Network& other : stack.model->networks)
        if (makes(other.name, other.external_name, other.external.value)) return true;
    } else {
      for (const compose::Volume& other : stack.model->volumes)
        if (makes(other.name, other.external_name, other.external.value)) return true;
    }
  }
  return false;
}

/// A network or volume that another stack makes under this key, which gives it another name; null for none.
struct Namesake {
  const project::Stack* stack = nullptr;
  Span span;
};
static Namesake namesake(const project::Project& project, std::string_view name, bool network) {
  for (const project::Stack& stack : project.stacks) {
    const auto is_it = [&](std::string_view key, const compose::Text& given, bool external) {
      return !external && !given && key == name;
    };
    if (network) {
      for (const compose::Network& other : stack.model->networks)
        if (is_it(other.name, other.external_name, other.external.value)) return {&stack, other.name_span};
    } else {
      for (const compose::Volume& other : stack.model->volumes)
        if (is_it(other.name, other.external_name, other.external.value)) return {&stack, other.name_span};
    }
  }
  return {};
}

/// What scripts, documents and comments say behind `network create` and `volume create`, to the end of the line.
struct Creations {
  std::vector<std::string_view> networks, volumes;
};

static Creations creations(const project::Project& project) {
  Creations found;
  for (const project::File& file : project.files) {
    if (!file.has_content) continue;
    const std::string_view text = project.sources[file.source].text();
    for (std::size_t at = text.find(" create"); at != std::string_view::npos; at = text.find(" create", at + 1)) {
      const std::string_view line = text.substr(at, text.find('\n', at) - at);
      const std::string_view before = text.substr(0, at);
      if (before.ends_with("network")) found.networks.push_back(line);
      if (before.ends_with("volume")) found.volumes.push_back(line);
    }
  }
  return found;
}

static void check(const project::Stack& stack, Report& report) {
  const project::Project& project = report.project();
  bool any = false;
  const auto judge = [&](std::string_view key, const compose::Text& given, Span span, bool network) {
    const std::string_view name = external_name(given, key);
    // `name: ${VOLUME:?}`: whoever deploys says which one it is.
    if (contains(name, "$") || !is_settled(given.source) || is_one_of("bridge host none ingress docker_gwbridge", name))
      return;
    any = true;
    // A script, a document or a comment that makes it, or tells how.
    const Creations& told = once<creations>(report);
    if (made_by_stack(project, name, network) ||
        std::ranges::any_of(network ? told.networks : told.volumes,
                            [&](std::string_view line) { return contains(line, name) || contains(line, "$"); }))
      return;
    if (const Namesake other = namesake(project, name, network); other.stack != nullptr) {
      report
          .at(span, "`{}` is not the name of what `{}` makes under this key: that has its project's name in front",
              name, other.stack->name)
          .severity(Severity::medium)
          .note(other.span, "Give it a `name` here, which both use");
      return;
    }
    if (network)
      report.at(span, "The network `{}` must exist before the start, and nothing in the repository makes it", name);
    else
      report.at(span, "The volume `{}` must exist before the start, and nothing in the repository makes it", name);
  };
  for (const compose::Network& network : stack.model->networks)
    if (network.external.value) judge(network.name, network.external_name, network.name_span, true);
  for (const compose::Volume& volume : stack.model->volumes)
    if (volume.external.value) judge(volume.name, volume.external_name, volume.name_span, false);
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4414",
    .summary = "External network or volume that nothing makes",
    .why = "Compose refuses to start with `network ... declared as external, but could not be found`.",
    .remedy = "Write `docker network create NAME` into the set-up script or README, or let this stack make it.",
    .peers = "compose-cli:external/not-found",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::documentation,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::external_resource_not_made
