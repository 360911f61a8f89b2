#include "rules/rule.h"

#include <algorithm>

#include "knowledge/program_settings.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::host_folder_not_mounted {

/// Whether a mount brings the folder of the host, or one that it is a part of; where it is put is the program's matter.
static bool has_folder(const project::Service& service, std::string_view folder) {
  return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
    std::string_view source = mount.source_text;
    while (source.size() > 1 && source.ends_with('/')) source.remove_suffix(1);
    // cAdvisor looks below `/rootfs` for the engine's folder where the host's root is mounted there.
    if (source == "/" && mount.target == "/rootfs" && is_below(folder, "/var/lib")) return true;
    // Elsewhere the whole root is read through another option.
    return mount.type == compose::MountType::bind &&
           (contains(source, "$") || source == folder || (source.size() > 1 && is_below(folder, source)));
  });
}

static void check(const project::Service& service, Report& report) {
  const knowledge::HostFolders* const wanted =
      service.image != nullptr && !service.builds ? knowledge::host_folders(service.image->name) : nullptr;
  if (wanted == nullptr || !service.stack->partial.empty()) return report.skip();
  for (const std::string_view folder : wanted->folders)
    if (!has_folder(service, folder))
      report.at(service.span, "`{}` has no mount of the host's `{}`: {}", service.name, folder,
                OurWords{wanted->effect});
}

extern const Rule rule = {
    .code = "SW4662",
    .summary = "Watcher of the host without the host's folders",
    .why = "The program runs and measures its own container; graphs and alerts on the others stay empty.",
    .remedy = "Mount the folders of the host read-only, as the program's manual lists them.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "see the host that they watch",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::host_folder_not_mounted
