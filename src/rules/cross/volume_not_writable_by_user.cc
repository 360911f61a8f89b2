#include <algorithm>
#include <string>

#include "project/copy_sources.h"
#include "project/image_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/folder_owner.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::volume_not_writable_by_user {

/// Whether a script or guide makes or gives away a folder of the host before the stack is started.
static bool is_prepared(const project::Project& project, std::string_view folder) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    using Kind = project::FileKind;
    if (!file.has_content || (file.kind != Kind::script && file.kind != Kind::makefile && file.kind != Kind::ci &&
                              file.kind != Kind::readme && file.kind != Kind::documentation))
      return false;
    const std::string_view text = project.sources[file.source].text();
    return contains(text, base_name(folder)) &&
           (contains(text, "mkdir") || contains(text, "chown") || contains(text, "install -d"));
  });
}

/// A folder of the host that is not there, so that the engine makes it, for root.
static bool is_made_by_engine(const project::Project& project, const compose::Mount& mount) {
  if (mount.type != compose::MountType::bind || mount.read_only || !mount.inside_root || contains(mount.host_path, "$"))
    return false;
  const project::PathState state = project.path_state(mount.host_path);
  // With an ending it is a file that is missing.
  return (state == project::PathState::missing || state == project::PathState::ignored_by_git) &&
         !contains(base_name(mount.target), ".") &&
         (is_one_of("data uploads upload logs log media storage files output "
                    "reports cache backups tmp models exports downloads",
                    base_name(mount.target)) ||
          mount.target.starts_with("/var/log/")) &&
         !is_prepared(project, mount.host_path);
}

/// Whether another service may own a volume first: one that runs as root or whose image is another. What is started
/// from the same stage fails like this one, and a mount for reading changes nothing.
static bool may_be_owned_through(const project::Service& service, const compose::Mount& mount) {
  for (const project::Service* const other : service.stack->services) {
    if (other == &service || (other->stage == service.stage && other->user.value == service.user.value)) continue;
    for (const compose::Mount& theirs : other->definition->mounts)
      if (theirs.type == compose::MountType::volume && theirs.source_text == mount.source_text && !theirs.read_only)
        return true;
  }
  return false;
}

/// Whether a script, a guide or the remarks of an env template give a folder of the host to the account of a container.
static bool is_given_away(const project::Project& project, std::string_view folder) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    using Kind = project::FileKind;
    if (!file.has_content ||
        (file.kind != Kind::script && file.kind != Kind::makefile && file.kind != Kind::ci &&
         file.kind != Kind::readme && file.kind != Kind::documentation && file.kind != Kind::env_template))
      return false;
    const std::string_view text = project.sources[file.source].text();
    return contains(text, base_name(folder)) &&
           (contains(text, "chown") || contains(text, "chmod") || contains(text, "install -d"));
  });
}

/// Whether an image has a folder that it keeps data in or writes to, with an owner that a new named volume takes over.
static bool has_folder(const knowledge::Image& image, std::string_view path) {
  const auto is_at = [&](std::string_view known) {
    return path == known || project::is_below(path, known) || project::is_below(known, path);
  };
  return std::ranges::any_of(image.data_paths, is_at) ||
         std::ranges::any_of(image.data_places, [&](const auto& place) { return is_at(place.path); }) ||
         std::ranges::any_of(image.writable_paths, is_at) || std::ranges::any_of(image.optional_paths, is_at);
}

/// Whether a volume is one that the engine makes by itself, empty.
static bool is_made_empty(const project::Stack& stack, std::string_view name) {
  return std::ranges::none_of(stack.model->volumes, [&](const compose::Volume& volume) {
    return volume.name == name && (volume.external.value || volume.bind_device || !volume.driver_options.empty());
  });
}

/// Whether an account of a container is nobody's who checks out a repository: 1000 often is, and names may hide it.
static bool is_nobody_on_hosts(std::string_view user) {
  return is_one_of("nobody grafana loki airflow 50000 472 1001 1997 10001 65532 65534 65535",
                   user.substr(0, user.find(':')));
}

/// Whether a folder of the host is mounted where a program writes what need not be kept.
static bool is_place_for_logs(const knowledge::Image& image, const compose::Mount& mount) {
  return mount.type == compose::MountType::bind && is_one_of("log logs", base_name(mount.target)) &&
         std::ranges::find(image.optional_paths, mount.target) != image.optional_paths.end();
}

/// Whether a service of the stack that may run as root has the folder mounted too and gives it away: one that runs
/// `chown` and ends.
static bool is_prepared_by_service(const project::Service& service, const compose::Mount& mount) {
  return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
    const auto gives_away = [](std::string_view word) {
      return contains(word, "chown") || contains(word, "chmod") || contains(word, "install");
    };
    return other != &service && other->runs_as_root().value_or(true) &&
           std::ranges::any_of(
               other->definition->mounts,
               [&](const compose::Mount& theirs) {
                 return theirs.type == compose::MountType::bind && !theirs.host_path.empty() &&
                        (theirs.host_path == mount.host_path || project::is_below(mount.host_path, theirs.host_path));
               }) &&
           (std::ranges::any_of(other->command.words, gives_away) ||
            std::ranges::any_of(other->entrypoint.words, gives_away));
  });
}

/// A public image that starts as an account of its own cannot give itself the folder that the engine makes for root.
static void check_image(const project::Service& service, Report& report) {
  // Who starts as somebody else than root has no right to change the owner.
  if (!service.user || service.drops_root || is_root(service.user.value) || contains(service.user.value, "$"))
    return report.skip();
  // A service that prepares the folder first runs as root and has it mounted too.
  const auto prepares = [&](const compose::Mount& mount) {
    return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
      return other != &service && std::ranges::any_of(other->definition->mounts, [&](const compose::Mount& theirs) {
               return theirs.type == compose::MountType::bind && !theirs.host_path.empty() &&
                      (theirs.host_path == mount.host_path || project::is_below(mount.host_path, theirs.host_path)) &&
                      other->runs_as_root().value_or(true);
             });
    });
  };
  bool asks = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    const bool has_data =
        std::ranges::any_of(
            service.data_paths,
            [&](std::string_view data) { return data == mount.target || project::is_below(data, mount.target); }) ||
        (mount.type == compose::MountType::volume && mount.target.size() > 1 &&
         std::ranges::any_of(service.command.words,
                             [&](std::string_view word) { return contains(word, std::string(mount.target) + "/"); }));
    if (mount.read_only || (!is_place_for_logs(*service.image, mount) && !has_data)) continue;
    // An option moves the data to a folder that the image does not have: nobody gives it an owner.
    if (mount.type == compose::MountType::volume && !mount.source_text.empty() && !contains(mount.target, "$")) {
      asks = true;
      if (has_folder(*service.image, mount.target) || !is_made_empty(*service.stack, mount.source_text) ||
          may_be_owned_through(service, mount))
        continue;
      report
          .at(mount.span(), "The image has no `{}`, so that the volume belongs to root, and `{}` runs as `{}`",
              mount.target, service.name, service.user.value)
          .note(service.user.span.valid() ? service.user.span : service.definition->image.span(),
                "Mount it where the image keeps its data, or give the folder to this user first");
      continue;
    }
    if (mount.type != compose::MountType::bind || !mount.inside_root || contains(mount.host_path, "$")) continue;
    asks = true;
    const project::PathState state = report.project().path_state(mount.host_path);
    const bool is_checked_out = state == project::PathState::directory && is_nobody_on_hosts(service.user.value);
    if (state != project::PathState::missing && state != project::PathState::ignored_by_git && !is_checked_out)
      continue;
    if (is_given_away(report.project(), mount.host_path) || prepares(mount)) continue;
    if (is_checked_out) {
      report
          .at(mount.span(), "`{}` belongs to whoever checked it out, and `{}` runs as `{}` and cannot write to it",
              mount.host_path, service.name, service.user.value)
          .note(service.user.span.valid() ? service.user.span : service.definition->image.span(),
                "A named volume takes the owner of the image's folder")
          .severity(Severity::medium);
      continue;
    }
    Builder finding =
        report.at(mount.span(), "The engine makes `{}` for root, and `{}` runs as `{}` and cannot write to it",
                  mount.host_path, service.name, service.user.value);
    if (service.user.span.valid())
      finding.note(service.user.span, "The user in force");
    else
      finding.note(service.definition->image.span(), "The image starts as this user; a named volume takes its owner");
  }
  if (!asks) report.skip();
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds && service.image != nullptr) return check_image(service, report);
  if (service.stage == nullptr || !service.user || service.drops_root) return report.skip();
  const std::string_view user = service.user.value.substr(0, service.user.value.find(':'));
  if (user.empty() || is_root(service.user.value) || contains(user, "$")) return report.skip();
  // Application images own their folders; a language base owns nothing that an application uses.
  const bool is_of_application = service.image != nullptr && service.image->kind != knowledge::ImageKind::language &&
                                 service.image->kind != knowledge::ImageKind::distribution;
  if (is_of_application && user == service.image->user) return check_image(service, report);
  bool asks = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (is_made_by_engine(report.project(), mount)) {
      asks = true;
      if (is_prepared_by_service(service, mount)) continue;
      Builder finding =
          report.at(mount.span(), "The engine makes `{}` for root, and `{}` runs as `{}` and cannot write to it",
                    mount.host_path, service.name, user);
      if (service.user.span.valid()) finding.note(service.user.span, "The user in force");
      finding.confidence(Confidence::likely).severity(Severity::medium);
      continue;
    }
    if (mount.type != compose::MountType::volume || mount.read_only || mount.source_text.empty() || is_of_application)
      continue;
    bool elsewhere = false;
    for (const compose::Volume& volume : service.stack->model->volumes)
      if (volume.name == mount.source_text)
        elsewhere = volume.external.value || volume.bind_device || !volume.driver_options.empty();
    if (elsewhere || contains(mount.target, "node_modules") || contains(mount.target, "/.next") ||
        contains(mount.target, "$"))
      continue;
    asks = true;
    Span where;
    FolderOwner owner = owner_of(*service.stage, mount.target, where);
    if (owner == FolderOwner::given && is_made_by_nothing(*service.stage, mount.target))
      owner = FolderOwner::nobody_made_it;
    if (owner != FolderOwner::nobody_made_it && owner != FolderOwner::root) continue;
    if (may_be_owned_through(service, mount)) continue;
    Builder finding =
        report.at(mount.span(), "The volume at `{}` belongs to root, and `{}` runs as `{}` and cannot write to it",
                  mount.target, service.name, user);
    if (service.user.span.valid()) finding.note(service.user.span, "The user in force");
    if (owner == FolderOwner::root)
      finding.note(where, "The folder is made by root and never given away");
    else
      finding.note(service.stage->from->span,
                   "Nothing in the image makes the folder, so that the engine does, for root");
    finding.confidence(Confidence::likely);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4256",
    .summary = "Volume that the container's user cannot write to",
    .why =
        "A new volume takes owner and mode of the folder that it covers; where the image has none, or root's, the "
        "program ends with `permission denied` at its first write.",
    .remedy =
        "Make the folder in the Dockerfile and give it to the user (`RUN mkdir -p /data && chown app /data`) before "
        "USER and VOLUME; for a public image use a named volume, or `chown` the folder of the host first.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::volume_not_writable_by_user
