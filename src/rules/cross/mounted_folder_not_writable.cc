#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/knowledge.h"
#include "knowledge/written_folders.h"
#include "project/model.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/backups.h"
#include "rules/lib/once.h"
#include "rules/lib/service_files.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::mounted_folder_not_writable {

/// Commands that give files to another user, or a user another number.
constexpr std::string_view givers[] = {"chmod", "chown", "setfacl", "chgrp", "usermod", "install -d"};

static bool gives(std::string_view text) {
  return std::ranges::any_of(givers, [&](std::string_view giver) { return contains(text, giver); });
}

/// The lines of scripts, Makefiles, CI and documents by which somebody makes folders writable.
static std::vector<std::string_view> giving_lines(const project::Project& project) {
  using Kind = project::FileKind;
  std::vector<std::string_view> lines;
  for (const Kind kind : {Kind::script, Kind::makefile, Kind::ci, Kind::readme, Kind::documentation})
    for (const project::File* const file : project::files_of_kind(project, kind)) {
      if (!file->has_content) continue;
      const std::string_view text = project.sources[file->source].text();
      for (const std::string_view giver : givers)
        for (std::size_t at = text.find(giver); at != std::string_view::npos;
             at = text.find(giver, at + giver.size())) {
          const std::size_t begin = text.rfind('\n', at) + 1;
          lines.push_back(text.substr(begin, std::min(text.find('\n', at), text.size()) - begin));
        }
    }
  return lines;
}

/// Whether requests are answered by workers of www-data, to which PHP's own images switch from root.
static bool answers_as_www_data(const project::Service& service) {
  if (service.runs_as_root() != std::optional(true) && !service.drops_root) return false;
  const std::string_view reference =
      service.stage != nullptr ? service.stage->root().base : service.definition->image.value;
  const knowledge::Image* const image = knowledge::image(reference);
  if (image == nullptr || image->name != "php") return false;
  const std::string_view tag = knowledge::parse_reference(reference).tag;
  const bool is_told = service.entrypoint.from == project::Provenance::compose ||
                       service.entrypoint.from == project::Provenance::dockerfile;
  const auto& words = service.command.words;
  const bool serves = words.empty() || service.command.from == project::Provenance::base_image ||
                      is_one_of("php-fpm apache2-foreground", words.front());
  return !is_told && serves && (contains(tag, "fpm") || contains(tag, "apache"));
}

/// Whether the image is made to fit the host: another number for the account, another account for the workers.
static bool is_adapted(const project::Service& service, Report& report) {
  return service.stage != nullptr &&
         std::ranges::any_of(service.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
           const std::string_view text = report.text(instruction->span);
           return contains(text, "usermod") || contains(text, "groupmod") || contains(text, "useradd") ||
                  contains(text, "adduser") || contains(text, "php-fpm.d") || contains(text, "www.conf") ||
                  contains(text, "APACHE_RUN_USER") || contains(text, "sed ");
         });
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (!service.active || !answers_as_www_data(service)) return report.skip();
  bool asks = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root || mount.read_only) continue;
    for (const knowledge::WrittenFolders& row : knowledge::tables::written_folders) {
      const auto marker = project::join_path(mount.host_path, row.marker);
      if (!marker.has_value() || project.path_state(*marker) != project::PathState::file) continue;
      asks = true;
      const std::string_view folder = row.folders.front();
      if (has_mount_within(service, project::container_path(mount.target, folder), mount.target) ||
          is_adapted(service, report) || gives(command_text(project, service)) ||
          std::ranges::any_of(once<giving_lines>(report),
                              [&](std::string_view line) { return contains(line, folder); }))
        continue;
      Builder finding = report.at(
          mount.span(),
          "{} of `{}` writes to `{}` as `www-data`, but this mount leaves the folder to its owner on the host",
          row.framework, service.name, folder);
      if (service.stack->role == project::Role::development) finding.severity(Severity::low);
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4141",
    .summary = "Mounted sources into which the workers of PHP cannot write",
    .why =
        "The files of a checkout belong to whoever cloned it, and `www-data` may only read them: the first log, "
        "session or compiled view fails with `Permission denied`, and the page with it.",
    .remedy =
        "Keep the folder in a volume of its own, run the workers with the number of the owner, or make the folder "
        "writable when the container starts.",
    .references = "https://laravel.com/docs/deployment#directory-permissions",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::mounted_folder_not_writable
