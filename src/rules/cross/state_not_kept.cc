#include "rules/rule.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/path_text.h"
#include "project/model.h"
#include "rules/lib/configured_data.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::state_not_kept {

/// Whether the command or a variable names the target of a mount: the data was moved there.
static bool is_moved_to_mount(const project::Service& service) {
  for (const compose::Mount& mount : service.definition->mounts) {
    // Configuration is named on command lines as well.
    const bool is_file = mount.type == compose::MountType::bind && contains(base_name(mount.target), ".");
    if (mount.type == compose::MountType::tmpfs || mount.read_only || is_file || mount.target.size() < 2 ||
        mount.target == "/etc" || is_below(mount.target, "/etc"))
      continue;
    for (const project::CommandInForce* const part : {&service.entrypoint, &service.command})
      for (const std::string_view word : part->words)
        if (names_path(word, mount.target)) return true;
    for (const compose::EnvironmentEntry& entry : service.definition->environment)
      if (entry.value.has_value() && names_path(*entry.value, mount.target)) return true;
  }
  return false;
}

/// Whether another stack adds the volume to the same service: this file is not meant to be started alone.
static bool is_kept_elsewhere(const project::Service& service, const project::Project& project) {
  const project::File* const own = project.file(service.span.file);
  if (own == nullptr) return false;
  for (const std::uint32_t index : own->stacks) {
    const project::Stack& stack = project.stacks[index];
    if (&stack == service.stack || stack.files.size() <= service.stack->files.size() ||
        std::ranges::find(stack.files, own) == stack.files.end())
      continue;
    const project::Service* const other = stack.service(service.name);
    if (other == nullptr) continue;
    for (const StatePlace& place : state_places(*other))
      if (place.keeper == Keeper::volume || place.keeper == Keeper::bind) return true;
  }
  return false;
}

/// The only named volume of a service that is at no place which its image knows, when it is clearly meant for its data;
/// null when there are several or none.
static const compose::Mount* lone_volume(const project::Service& service) {
  const compose::Mount* found = nullptr;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::volume || mount.source_text.empty() || mount.read_only) continue;
    if (mount.target.starts_with("/etc/")) continue;
    const std::span<const std::string_view> optional = service.image->optional_paths;
    if (std::ranges::find(optional, mount.target) != optional.end()) continue;
    if (found != nullptr) return nullptr;
    found = &mount;
  }
  return found;
}

/// Whether a variable that whoever deploys sets is mounted at a path: `${DATA}:/var/lib/postgresql/data`, of which
/// Compose takes nothing while the variable is empty.
static bool is_mounted_by_variable(const project::Service& service, std::string_view path, const Report& report) {
  return std::ranges::any_of(service.stack->model->problems, [&](const compose::Problem& problem) {
    if (problem.kind != "compose-volume-invalid" || problem.span.file != service.span.file) return false;
    const std::string_view text = report.text(problem.span);
    const std::size_t end = text.find("}:");
    return end != std::string_view::npos && contains(text.substr(0, end), "$") &&
           is_below(path, before(before(text.substr(end + 2), ':'), '"'));
  });
}

/// Whether a variable of the image sends its data to a folder that is no absolute path, which has a rule of its own.
static bool is_moved_by_variable(const project::Service& service) {
  if (service.builds) return false;
  constexpr std::size_t most_places = 16;
  std::array<knowledge::DataPlace, most_places> room;
  return std::ranges::any_of(knowledge::data_places(*service.image, service.image_reference.tag, room),
                             [&](const knowledge::DataPlace& place) {
                               const compose::EnvironmentEntry* const entry =
                                   place.variable.empty() ? nullptr : service.definition->variable(place.variable);
                               return entry != nullptr && entry->value.has_value() && !entry->value->empty() &&
                                      !entry->value->starts_with('/');
                             });
}

/// Whether the database of a broker is kept at its own folder below the place: `/var/lib/rabbitmq/mnesia`.
static bool is_kept_below(const project::Service& service, std::string_view path) {
  return service.kind == knowledge::ImageKind::broker &&
         std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
           return mount.type != compose::MountType::tmpfs && !mount.read_only && is_below(mount.target, path) &&
                  contains(mount.target, "mnesia");
         });
}

static void check(const project::Service& service, Report& report) {
  if (!is_image_or_store(service) || is_short_lived(*service.stack) || is_for_tests(service) || !keeps_state(service) ||
      runs_once(service) || is_kept_elsewhere(service, report.project()))
    return report.skip();
  // A mount at a place that people confuse with the right one has a rule of its own, which says more.
  for (const knowledge::WrongMount& wrong : service.image->wrong_mounts)
    for (const compose::Mount& mount : service.definition->mounts)
      if (mount.target == wrong.path && wrong.versions.contains(service.image_reference.tag)) return report.skip();
  if (is_moved_by_variable(service)) return report.skip();
  // So has a folder that its configuration names.
  const std::vector<ConfiguredData> configured = configured_data(service, report);
  if (!service.builds && std::ranges::any_of(configured, [&](const ConfiguredData& data) {
        return std::ranges::none_of(service.data_paths,
                                    [&](std::string_view path) { return is_below(data.path, path); });
      }))
    return report.skip();
  bool any_kept = false;
  for (const StatePlace& place : state_places(service))
    any_kept = any_kept || place.keeper == Keeper::volume || place.keeper == Keeper::bind;
  // A digest alone does not tell the release line, and with it the path.
  const bool line_unknown = service.image_reference.tag.empty() && !service.image_reference.digest.empty();
  if (!any_kept && (is_moved_to_mount(service) || (line_unknown && !service.definition->mounts.empty())))
    return report.skip();
  for (const StatePlace& place : state_places(service)) {
    if (place.keeper == Keeper::volume || place.keeper == Keeper::bind) continue;
    if (is_mounted_by_variable(service, place.path, report) || is_kept_below(service, place.path)) continue;
    const bool store = service.kind == knowledge::ImageKind::database ||
                       service.kind == knowledge::ImageKind::object_store ||
                       service.kind == knowledge::ImageKind::identity;
    const bool holds_work =
        service.kind == knowledge::ImageKind::search || service.kind == knowledge::ImageKind::broker ||
        service.kind == knowledge::ImageKind::cache || service.kind == knowledge::ImageKind::web_app;
    // A cache gets here only when it is told to write to disk: then somebody wants its data back.
    const bool is_wanted = store || service.kind == knowledge::ImageKind::cache;
    Severity severity = is_wanted && !any_kept ? Severity::high
                        : store || holds_work  ? Severity::medium
                                               : Severity::low;
    const Confidence confidence = store && !service.builds ? Confidence::certain : Confidence::likely;
    if (service.stack->role == project::Role::development || (any_kept && !store)) severity = Severity::low;
    if (place.keeper == Keeper::memory) {
      const compose::Volume* const volume = volume_of(service, *place.mount);
      Builder finding =
          report.at(place.mount->span(), "`{}` keeps `{}` in memory, so a restart empties it; use a volume on disk",
                    service.name, place.path);
      finding.severity(severity).confidence(confidence);
      if (volume != nullptr) finding.note(volume->name_span, "This volume is a tmpfs");
      continue;
    }
    const compose::Mount* const elsewhere = any_kept ? nullptr : lone_volume(service);
    if (place.mount == nullptr && elsewhere != nullptr && !elsewhere->target.starts_with(place.path)) {
      // Somebody wants it kept, of a working copy too, and missed the place.
      severity = std::max(severity, Severity::medium);
      report
          .at(elsewhere->span(), "`{}` keeps its data in `{}`, and this volume is mounted at `{}`", service.name,
              place.path, elsewhere->target)
          .severity(severity)
          .confidence(confidence)
          .note(service.span, "Nothing keeps what `{}` writes", service.name);
      continue;
    }
    const Span span = place.mount != nullptr ? place.mount->span() : service.span;
    report
        .at(span, "`{}` keeps its data in `{}`, and no named volume or folder is mounted there", service.name,
            place.path)
        .severity(severity)
        .confidence(confidence);
  }
}

extern const Rule rule = {
    .code = "SW4400",
    .summary = "State that no volume keeps",
    .why =
        "`docker compose down`, a renamed project or a pruned host leaves the data behind in a volume without a name, "
        "or deletes it.",
    .remedy = "Mount a named volume at the image's data path.",
    .severity = Severity::high,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .strength = "keep their state in a volume",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::state_not_kept
