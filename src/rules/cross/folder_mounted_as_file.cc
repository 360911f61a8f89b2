#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::folder_mounted_as_file {

/// Names that are a file's for certain; folders such as `conf.d` or `nginx.conf.d` are none.
static bool is_file_name(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return is_one_of("Caddyfile Dockerfile crontab", name);
  return is_one_of("conf cfg cnf ini json yml yaml toml xml sh py js pem crt key sql properties html txt",
                   name.substr(dot + 1));
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root || contains(mount.host_path, "$")) continue;
    const project::PathState state = report.project().path_state(mount.host_path);
    if (state == project::PathState::directory) {
      asks = true;
      if (!is_file_name(project::base_name(mount.target))) continue;
      // A folder may be called like a file on both sides.
      if (project::base_name(mount.host_path) == project::base_name(mount.target)) continue;
      report.at(mount.span(), "`{}` is a folder, but `{}` in `{}` is a file", mount.host_path, mount.target,
                service.name);
    } else if (state == project::PathState::file) {
      asks = true;
      const bool folder = mount.target.ends_with(".d") || mount.target.ends_with('/') ||
                          is_one_of("/docker-entrypoint-initdb.d /etc/nginx/conf.d /etc/nginx/templates", mount.target);
      if (!folder) continue;
      report.at(mount.span(), "`{}` is a file, but `{}` in `{}` is a folder; mount it to a path inside",
                mount.host_path, mount.target, service.name);
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4254",
    .summary = "Folder mounted where a file belongs, or the reverse",
    .why =
        "The engine refuses to mount one over the other (`not a directory`), or the program finds a folder in place of "
        "its configuration.",
    .remedy = "Name the file on both sides of the mount, or the folder on both.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::folder_mounted_as_file
