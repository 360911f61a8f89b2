#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::volume_nobody_writes {

/// Whether a public image of a web server has a folder of pages or files there, which it serves and never writes.
static bool only_serves(const project::Service& service, const compose::Mount& mount) {
  if (service.builds || service.image == nullptr || !is_one_of("nginx Caddy OpenResty", service.image->title))
    return false;
  // What the image has at the path fills the volume; certificates, logs and caches are no files of others.
  for (const std::string_view own :
       {"/usr/share/", "/etc/", "/var/log", "/var/cache", "/var/run", "/run", "/data", "/config", "/tmp", "/var/lib"})
    if (mount.target.starts_with(own)) return false;
  for (const std::string_view word : {"static", "media", "assets", "public", "www", "html", "dist", "uploads"})
    if (contains(mount.target, word)) return true;
  return false;
}

static void check(const project::Stack& stack, Report& report) {
  if (!stack.partial.empty()) return report.skip();
  bool asks = false;
  for (const compose::Volume& volume : stack.model->volumes) {
    // What exists already, or is a folder of the host, may be full.
    if (volume.external.value || volume.external_name || !volume.driver_options.empty() ||
        (volume.driver && volume.driver.value != "local"))
      continue;
    const compose::Mount* reader = nullptr;
    const project::Service* by = nullptr;
    bool written = false;
    for (const project::Service* const service : stack.services)
      for (const compose::Mount& mount : service->definition->mounts) {
        if (mount.type != compose::MountType::volume || mount.source_text != volume.name) continue;
        // An empty volume is filled with what the image has at its path, read-only or not, by the service that is
        // built or that ships files there.
        written = written || service->builds || (!mount.read_only && !only_serves(*service, mount));
        reader = &mount;
        by = service;
      }
    if (reader == nullptr) continue;
    asks = true;
    if (written || by == nullptr) continue;
    // A script may fill it.
    const bool filled = std::ranges::any_of(report.project().files, [&](const project::File& file) {
      return file.has_content &&
             (file.kind == project::FileKind::script || file.kind == project::FileKind::makefile ||
              file.kind == project::FileKind::ci || file.kind == project::FileKind::readme) &&
             contains(report.project().sources[file.source].text(), volume.name);
    });
    if (filled) continue;
    // A proxy serves what another container makes; other programs may be given files by hand.
    const bool serves = by->image != nullptr && is_one_of("nginx Caddy OpenResty", by->image->title);
    report
        .at(reader->span(), "`{}` reads the volume `{}`, and no service writes it, so it stays empty", by->name,
            volume.name)
        .confidence(serves ? Confidence::likely : Confidence::possible)
        .severity(serves ? Severity::medium : Severity::low)
        .note(volume.name_span, "The volume");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4603",
    .summary = "Volume that is read and never written",
    .why = "A new volume holds nothing: the files that the reader is to serve never appear in it.",
    .remedy = "Mount the volume in the service that makes the files, under the same name.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "write every volume that they read",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::volume_nobody_writes
