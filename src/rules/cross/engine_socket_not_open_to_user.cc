#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "dockerfile/says.h"
#include "project/model.h"
#include "rules/lib/host_path.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::engine_socket_not_open_to_user {

/// The engine's socket among the mounts of a service; null when it has none.
static const compose::Mount* socket_of(const project::Service& service) {
  for (const compose::Mount& mount : service.definition->mounts)
    if (is_engine_socket(host_path(mount, *service.stack->model).path) ||
        (mount.type == compose::MountType::bind && is_engine_socket(mount.source_text)))
      return &mount;
  return nullptr;
}

/// Whether a group that is written with the user may be the one of the socket, whose number differs from host to host.
static bool may_be_group_of_socket(std::string_view user) {
  const std::string_view name = before(user, ':');
  if (name.size() == user.size()) return false;
  const std::string_view group = user.substr(name.size() + 1);
  // 0 does for a socket of root's group; equal numbers and those of people are meant for files.
  return contains(group, "$") || !is_number(group) || (group != name && group != "1000" && group != "65534");
}

/// Whether the build or the start puts the user into a group of the engine's name or number.
static bool may_join_group(const project::Service& service) {
  if (service.startup != nullptr || service.entrypoint_script != nullptr) return true;
  if (service.stage == nullptr) return false;
  return std::ranges::any_of(service.stage->with_inherited, [](const dockerfile::Instruction* instruction) {
    return dockerfile::says(*instruction, "groupadd") || dockerfile::says(*instruction, "addgroup") ||
           dockerfile::says(*instruction, "usermod") || dockerfile::says(*instruction, "docker.sock");
  });
}

static void check(const project::Service& service, Report& report) {
  const compose::Mount* const mount = socket_of(service);
  if (mount == nullptr || service.definition->privileged.value) return report.skip();
  if (!service.user || service.drops_root || service.runs_as_root().value_or(true)) return report.skip();
  if (!service.definition->group_add.empty() || may_join_group(service)) return;
  const std::string_view user = service.user.value;
  if (contains(user, "$") || may_be_group_of_socket(user)) return;
  const bool from_compose = service.user.from == project::Provenance::compose;
  if (from_compose && service.definition->user.source != nullptr && report.text(service.user.span) != user) {
    // A variable with a default may be set to the right group.
    if (contains(report.text(service.user.span), "$")) return report.skip();
  }
  Builder finding = report.at(mount->span(), "`{}` runs as `{}`, to whom the engine's socket is closed; add its group",
                              service.name, user);
  if (service.user.span.valid()) finding.note(service.user.span, "The user is set here");
  finding.advise("`group_add` with the number that `stat -c %g /var/run/docker.sock` prints, or a socket proxy");
}

extern const Rule rule = {
    .code = "SW4192",
    .summary = "Engine socket that the container's user may not open",
    .why =
        "The socket belongs to root and the group `docker`, and nobody else may open it. The program gets `permission "
        "denied` and sees no container.",
    .remedy = "Add the socket's group by its number with `group_add`, or ask the engine through a filtering proxy.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::engine_socket_not_open_to_user
