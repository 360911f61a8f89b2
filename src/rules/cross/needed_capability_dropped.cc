#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/fatal_start_commands.h"
#include "rules/lib/layers.h"
#include "rules/lib/user_switches.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::needed_capability_dropped {

static std::string normalized(std::string_view name) {
  std::string result;
  for (const char c : name) result += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (result.starts_with("CAP_")) result.erase(0, 4);
  return result;
}

static bool lists(std::span<const compose::Text> names, std::string_view wanted) {
  return std::ranges::any_of(names, [&](const compose::Text& name) { return normalized(name.value) == wanted; });
}

/// The engine gives no container these by itself, so that nothing needs to be dropped for them to be missing.
static void check_never_given(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (definition.privileged.value || lists(definition.cap_add, "ALL")) return report.skip();
  // Without locked or traced memory a program goes on, or has a setting for it.
  constexpr std::string_view needed = "NET_ADMIN";
  if (std::ranges::find(service.image->capabilities, needed) == service.image->capabilities.end()) return report.skip();
  if (lists(definition.cap_add, needed)) return;
  report.at(definition.image.span(),
            "{} needs {} to set up its network, and `{}` does not give it; add it under `cap_add`",
            service.image->title, needed, service.name);
}

/// What an image that is built here does for itself when it starts: its script becomes another user, or takes folders
/// over.
static void check_own_script(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (definition.cap_drop.empty() || definition.privileged.value || lists(definition.cap_add, "ALL") ||
      !is_root(service.user.value))
    return report.skip();
  const auto is_taken = [&](std::string_view capability) {
    return (lists(definition.cap_drop, "ALL") || lists(definition.cap_drop, capability)) &&
           !lists(definition.cap_add, capability);
  };
  for (const shell::Node* const node : fatal_start_commands(report.project(), service)) {
    const shell::Invocation command = shell::invocation(*node);
    const std::string_view change = user_switch_of(command);
    std::string missing;
    if (!change.empty()) {
      for (const std::string_view capability : {"SETUID", "SETGID"})
        if (is_taken(capability)) missing += (missing.empty() ? "" : ", ") + std::string(capability);
    } else if (command.program == "chown" && command.arguments.size() >= 2 && is_taken("CHOWN")) {
      missing = "CHOWN";
    }
    if (missing.empty()) continue;
    report
        .at(definition.cap_drop.front().span(), "The start script of `{}` needs {} for `{}`, which is taken away here",
            service.name, missing, change.empty() ? command.program : change)
        .note(node->span, "The step that needs it");
    return;
  }
}

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (service.builds) return check_own_script(service, report);
  if (service.image == nullptr || service.image->capabilities.empty()) return report.skip();
  if (definition.cap_drop.empty()) return check_never_given(service, report);
  // They are needed to take files over and to switch the user, which only root does.
  if (service.user.from == project::Provenance::compose || service.entrypoint.from == project::Provenance::compose ||
      definition.privileged.value || lists(definition.cap_add, "ALL"))
    return report.skip();
  // Entrypoints do so for their own program; a command of one's own they run as it is.
  if (service.command.from == project::Provenance::compose && !service.command.words.empty() &&
      shell::is_shell(base_name(service.command.words.front())))
    return report.skip();
  std::string missing;
  for (const std::string_view capability : service.image->capabilities) {
    const bool dropped = lists(definition.cap_drop, "ALL") || lists(definition.cap_drop, capability);
    if (!dropped || lists(definition.cap_add, capability)) continue;
    missing += (missing.empty() ? "" : ", ") + std::string(capability);
  }
  if (missing.empty()) return;
  // Without these two the entrypoint cannot even become the user that it runs the program as.
  const bool cannot_switch = contains(missing, "SETUID") || contains(missing, "SETGID");
  report
      .at(definition.cap_drop.front().span(), "{} needs {} to start as its image does, and `{}` takes that away",
          service.image->title, missing, service.name)
      .note(definition.image.span(), "The image of `{}`", service.name)
      .severity(cannot_switch ? Severity::high : Severity::medium)
      // The others are needed for files that belong to somebody else: a fresh volume may have none.
      .confidence(cannot_switch || contains(missing, "CHOWN") ? Confidence::likely : Confidence::possible);
}

extern const Rule rule = {
    .code = "SW4257",
    .summary = "Capability dropped that the container needs to start",
    .why =
        "The entrypoint takes over its folders and switches from root to its own user: without these capabilities it "
        "ends with `operation not permitted`.",
    .remedy = "Add back the ones that are named under `cap_add`, or run as the image's own user with `user:`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "keep the capabilities that their image needs",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::needed_capability_dropped
