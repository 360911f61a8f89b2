#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/once.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::backup_kept_on_host {

/// Words of programs and settings that take a copy to another machine.
static bool leaves_the_host(std::string_view text) {
  for (const std::string_view word :
       {"s3",     "S3",     "rclone",     "rsync ", "scp ",      "sftp",    "restic",     "borg",      "gsutil",
        "gs://",  "azcopy", "az storage", "B2_",    "backblaze", "wal-g",   "litestream", "duplicity", "webdav",
        "WEBDAV", "mc cp",  "mc mirror",  "ssh ",   "curl -T",   "curl -F", "AWS_",       "tarsnap",   "kopia"})
    if (contains(text, word)) return true;
  return false;
}

static void check(const project::Project& project, Report& report) {
  Span place;
  std::string_view name;
  std::string said;
  const auto saves = [&](Span span, std::string_view by) {
    if (place.valid()) return;
    place = span;
    name = by;
  };
  for (const project::Stack& stack : project.stacks) {
    if (is_short_lived(stack) || stack.role == project::Role::development) continue;
    for (const project::Service* const service : once<backup_services>(report, stack)) {
      saves(service->span, service->name);
      said += command_text(project, *service);
      said += service->definition->image.value;
      for (const compose::EnvironmentEntry& entry : service->definition->environment) (said += entry.name) += ' ';
      for (const compose::Mount& mount : service->definition->mounts)
        if (mount.host_path.starts_with("/mnt") || mount.host_path.starts_with("/media")) return;
      for (const compose::Mount& mount : service->definition->mounts)
        if (const compose::Volume* const volume = volume_of(*service, mount); volume != nullptr)
          for (const compose::Member& option : volume->driver_options)
            if (option.key == "type" && is_one_of("nfs nfs4 cifs", option.value->text)) return;
      for (const project::File* const file : service->mounted_files)
        if (file->has_content) said += project.sources[file->source].text();
    }
  }
  for (const project::File* const script : once<backup_scripts>(report)) {
    saves({script->source, 0, 0}, script->path);
    said += project.sources[script->source].text();
  }
  if (!place.valid()) return report.skip();
  // Another script or job may take the copies away.
  for (const project::File& file : project.files) {
    const bool runs = file.kind == project::FileKind::script || file.kind == project::FileKind::ci ||
                      file.kind == project::FileKind::makefile;
    if (runs && contains(project.sources[file.source].text(), "backup")) said += project.sources[file.source].text();
  }
  if (leaves_the_host(said)) return;
  report.at(place, "`{}` leaves its copies on the host that they are for; send them elsewhere as well", name);
}

extern const Rule rule = {
    .code = "SW7100",
    .summary = "Backup that stays on the same host",
    .why = "The broken disk, the fire and the intruder take the data and its copies together.",
    .remedy = "Send each copy, encrypted, to another place (object storage, another host), and prune there.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::backup_kept_on_host
