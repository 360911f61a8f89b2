#include "rules/rule.h"

#include <vector>

#include "project/model.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::store_files_shared {

/// The files of a server in a volume or folder.
struct Files {
  const project::Service* service = nullptr;
  const compose::Mount* mount = nullptr;
};

/// A server's name or image that says it takes the files over from another one, once that is stopped.
static bool says_upgrade(const project::Service& service) {
  for (const std::string_view word : {"upgrade", "migrat"})
    if (contains(service.name, word) || contains(service.definition->image.value, word)) return true;
  return false;
}

static bool is_store(const project::Service& service) {
  using Kind = knowledge::ImageKind;
  const bool kind = service.kind == Kind::database || service.kind == Kind::cache || service.kind == Kind::search ||
                    service.kind == Kind::broker || service.kind == Kind::object_store;
  return kind && runs_image_program(service) && !runs_once(service) && !says_upgrade(service);
}

static bool is_same_place(const compose::Mount& left, const compose::Mount& right) {
  if (left.type != right.type) return false;
  return left.type == compose::MountType::bind ? left.host_path == right.host_path
                                               : left.source_text == right.source_text;
}

/// Several containers of one server that all get the same volume or folder. True when that is reported.
static bool report_replicas(const project::Service& service, const compose::Mount& mount, Report& report) {
  const compose::Field<std::int64_t>& replicas = service.definition->replicas;
  if (!replicas || replicas.value < 2 || contains(mount.source_text, "{{")) return false;
  report
      .at(replicas.span(), "{} containers of `{}` take `{}` for their own; the server is made for one on its files",
          replicas.value, service.name, mount.source_text)
      .note(mount.span(), "All of them get it here; on another node of a swarm it is an empty one");
  return true;
}

static void check(const project::Stack& stack, Report& report) {
  std::vector<Files> seen;
  for (const project::Service* const service : stack.services) {
    if (!service->active || !is_store(*service)) continue;
    for (const StatePlace& place : state_places(*service)) {
      if (place.keeper != Keeper::volume && place.keeper != Keeper::bind) continue;
      // A part of a volume, as the long form can name one, may be another part each time.
      if (contains(report.text(place.mount->span()), "subpath")) continue;
      if (place.mount->read_only || place.mount->source_text.empty()) continue;
      if (report_replicas(*service, *place.mount, report)) break;
      for (const Files& other : seen) {
        // What only a profile starts, as the old server of an upgrade, need not run beside the other.
        if (service->definition->profiles.size() != other.service->definition->profiles.size()) continue;
        if (other.service == service || !is_same_place(*other.mount, *place.mount)) continue;
        report
            .at(place.mount->span(), "`{}` and `{}` keep their data in one place, `{}`; give each its own",
                service->name, other.service->name, place.mount->source_text)
            .note(other.mount->span(), "`{}` writes there as well", other.service->name);
        break;
      }
      seen.push_back({service, place.mount});
    }
  }
  if (seen.empty()) report.skip();
}

extern const Rule rule = {
    .code = "SW4744",
    .summary = "Two servers that write one set of data files",
    .why = "Each takes the files for its own: one refuses to start, or both overwrite what the other has written.",
    .remedy = "Give each server a volume of its own.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .strength = "keep the files of each server apart",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::store_files_shared
