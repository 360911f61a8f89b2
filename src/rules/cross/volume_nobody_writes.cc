#include "rules/rule.h"

#include <algorithm>

#include "knowledge/served_folders.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::volume_nobody_writes {

/// Whether a service runs a web server as it ships, which serves files and writes none.
static bool serves_files(const project::Service& service) {
  return service.image != nullptr && knowledge::tables::file_servers.contains(service.image->name);
}

/// Whether such a server has a folder of pages or files there, which it serves and never writes.
static bool only_serves(const project::Service& service, const compose::Mount& mount) {
  if (service.builds || !serves_files(service)) return false;
  const auto is_own = [&](std::string_view folder) { return project::is_below(mount.target, folder); };
  const auto is_named = [&](std::string_view name) { return contains(mount.target, name); };
  // What the image has at the path fills the volume; certificates, logs and caches are no files of others.
  return std::ranges::none_of(knowledge::tables::folders_of_image, is_own) &&
         std::ranges::any_of(knowledge::tables::page_folders, is_named);
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
    const bool serves = only_serves(*by, *reader);
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
