#include <algorithm>
#include <string>

#include "project/application.h"
#include "project/code_signs.h"
#include "project/container_files.h"
#include "project/copy_sources.h"
#include "project/image_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/base_folders.h"
#include "rules/lib/folder_owner.h"
#include "rules/lib/layers.h"
#include "rules/lib/source_place.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::start_program_cannot_write {

/// A place that the program of a service makes or writes when it starts.
struct Write {
  std::string path;  ///< Absolute.
  bool folder = false;
  Span span;
};

/// The file in which Celery's scheduler keeps what it has sent: `celery -A shop beat`, `celery worker --beat`. Nothing
/// where another scheduler keeps that in a database.
static std::string schedule_of_beat(const project::Project& project, const project::Service& service,
                                    const std::vector<std::string_view>& words) {
  const auto has = [&](std::string_view list) {
    return std::ranges::any_of(words, [&](std::string_view word) { return is_one_of(list, before(word, '=')); });
  };
  const auto celery = std::ranges::find(words, "celery", base_name);
  if (celery == words.end() || !has("beat -B --beat") || has("-S --scheduler")) return {};
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr ||
      std::ranges::any_of(
          std::initializer_list<std::string_view>{"beat_scheduler", "CELERY_BEAT_SCHEDULER", "CELERYBEAT_SCHEDULER",
                                                  "beat_schedule_filename", "CELERY_BEAT_SCHEDULE_FILENAME"},
          [&](std::string_view setting) { return project::mentions(project, *code, setting); }))
    return {};
  for (auto word = celery; word != words.end(); ++word) {
    if (word->starts_with("--schedule=")) return std::string(word->substr(11));
    if (is_one_of("-s --schedule --schedule-filename", *word))
      return word + 1 != words.end() ? std::string(*(word + 1)) : std::string();
  }
  return "celerybeat-schedule";
}

static std::vector<Write> writes_of(const project::Project& project, const project::Service& service) {
  std::vector<Write> result;
  const project::Application* const application = project::application(project, service);
  const std::vector<std::string_view> words = project::program_words(project, service);
  if (application != nullptr)
    for (const code::StartWrite& write : application->program.start.writes) {
      if (!write.program.empty() && std::ranges::find(words, write.program, base_name) == words.end()) continue;
      const auto value = project::setting_in_container(project, service, *application, write.path);
      if (!value.has_value() || value->empty() || value->find_first_of("$*~") != std::string::npos) continue;
      std::string folder(service.working_dir.value);
      if (!write.beside.empty()) {
        const std::string source = place_in_container(project, service, write.beside);
        if (source.empty()) continue;
        folder = project::parent_path(source);
        if (folder.empty()) folder = "/";
      }
      result.push_back({project::container_path(folder, *value), write.folder, write.span});
    }
  if (const std::string schedule = schedule_of_beat(project, service, words);
      !schedule.empty() && schedule.find('$') == std::string::npos)
    result.push_back({project::container_path(service.working_dir.value, schedule), false,
                      service.command.span.valid() ? service.command.span : service.entrypoint.span});
  // `rails server` makes the folder of its process number, and writes it.
  const auto at = std::ranges::find_if(words, [](std::string_view word) { return base_name(word) == "rails"; });
  if (at != words.end() && at + 1 != words.end() && is_one_of("server s", *(at + 1)) &&
      std::ranges::none_of(words,
                           [](std::string_view word) { return word.starts_with("-P") || word.starts_with("--pid"); }) &&
      project::is_absent_in_container(service, "PIDFILE"))
    result.push_back({project::container_path(service.working_dir.value, "tmp/pids/server.pid"), false,
                      service.command.span.valid() ? service.command.span : service.entrypoint.span});
  return result;
}

/// Folders that every base has and that are root's alone.
static bool is_roots_own(std::string_view folder) {
  return is_one_of(
      "/ /bin /boot /etc /lib /lib64 /mnt /opt /sbin /srv /usr /usr/bin /usr/lib /usr/local /usr/share /var "
      "/var/cache /var/lib /var/log /var/run /run",
      folder);
}

/// The folder of root in which something new would be made or written; "" when there is none for certain.
static std::string folder_of_root(const project::Project& project, const project::Service& service, const Write& write,
                                  Span& where) {
  const project::BuildContext* const context = project::build_context(project, service);
  const project::ImageView image{
      project, *service.stage,          service.build->directory, context != nullptr ? &context->ignore : nullptr,
      nullptr, service.build->arguments};
  if (write.folder && project::image_folder(image, write.path)) return {};
  if (project::image_file(image, write.path).origin != project::ImageFileOrigin::unknown) return {};
  std::string folder = write.folder ? write.path : std::string(project::parent_path(write.path));
  if (folder.empty()) folder = "/";
  while (folder != "/" && !is_roots_own(folder) && !project::image_folder(image, folder)) {
    // What is below the base's own folders may be there, and anybody's.
    if (base_may_have(folder)) return {};
    folder = project::parent_path(folder);
    if (folder.empty()) folder = "/";
  }
  const FolderOwner owner = owner_of(*service.stage, folder, where);
  return owner == FolderOwner::nobody_made_it || owner == FolderOwner::root ? folder : std::string();
}

/// The value of an option of a tmpfs: of `/run:mode=0755,uid=10`, for `mode`, "0755". "" for none.
static std::string_view option_of(std::string_view options, std::string_view name) {
  while (!options.empty()) {
    const std::string_view option = before(options, ',');
    options.remove_prefix(std::min(option.size() + 1, options.size()));
    if (before(option, '=') == name && option.size() > name.size()) return option.substr(name.size() + 1);
  }
  return {};
}

/// The temporary file system over a place that root alone may write to; null when there is none.
static const compose::Mount* tmpfs_of_root(const project::Service& service, std::string_view path) {
  const compose::Mount* const mount = project::mount_over(service, path);
  if (mount == nullptr || mount->type != compose::MountType::tmpfs || mount->source == nullptr || mount->long_syntax)
    return nullptr;
  const std::string_view text = mount->source->text;
  const std::string_view options = text.substr(std::min(text.find(':') + 1, text.size()));
  const std::string_view mode = option_of(options, "mode");
  // Without a mode everybody may write.
  if (mode.empty() || !option_of(options, "uid").empty() || !option_of(options, "gid").empty()) return nullptr;
  const bool others_write = (mode.back() - '0') % 4 >= 2;
  return others_write ? nullptr : mount;
}

static bool is_covered(const project::Service& service, const Write& write) {
  if (project::mount_over(service, write.path) != nullptr) return true;
  for (const std::string_view kernel : {"/dev", "/proc", "/sys", "/tmp", "/var/tmp", "/home", "/root"})
    if (project::is_below(write.path, kernel)) return true;
  return std::ranges::any_of(service.data_paths,
                             [&](std::string_view volume) { return project::is_below(write.path, volume); });
}

/// A program that ends when it finds no place for temporary files: "gunicorn", "Tomcat"; "" for others.
static std::string_view needs_temporary_folder(const project::Project& project, const project::Service& service) {
  const std::vector<std::string_view> words = project::program_words(project, service);
  if (words.empty()) return {};
  if (base_name(words.front()) == "gunicorn") {
    const bool elsewhere = std::ranges::any_of(
        words, [](std::string_view word) { return word.starts_with("--worker-tmp-dir") || word.starts_with("-c"); });
    return elsewhere ? std::string_view() : "gunicorn";
  }
  const project::Application* const application = project::application(project, service);
  if (base_name(words.front()) != "java" || application == nullptr || application->program.framework != "Spring Boot" ||
      std::ranges::any_of(words, [](std::string_view word) { return contains(word, "java.io.tmpdir"); }))
    return {};
  const project::Manifest* const manifest = project::manifest_in(project, application->entry, project::Ecosystem::java);
  return manifest != nullptr && contains(project.sources[manifest->file->source].text(), "spring-boot-starter-web") &&
                 !contains(project.sources[manifest->file->source].text(), "spring-boot-starter-webflux")
             ? "Tomcat"
             : std::string_view();
}

/// A read-only root without a place for temporary files. True when that is reported.
static bool report_temporary(const project::Service& service, Report& report) {
  const std::string_view program = needs_temporary_folder(report.project(), service);
  if (program.empty()) return false;
  for (const std::string_view folder : {"/tmp", "/var/tmp", "/usr/tmp"})
    if (project::mount_over(service, folder) != nullptr) return false;
  for (const std::string_view variable :
       {"TMPDIR", "TEMP", "TMP", "GUNICORN_CMD_ARGS", "SERVER_TOMCAT_BASEDIR", "SERVER_TOMCAT_BASE_DIR"})
    if (!project::is_absent_in_container(service, variable)) return false;
  if (program == "gunicorn" && project::mount_over(service, service.working_dir.value) != nullptr) return false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.value.has_value() && contains(*entry.value, "java.io.tmpdir")) return false;
  report
      .at(service.definition->read_only.entry_span(),
          "{} of `{}` ends where it finds no place for temporary files; give it a tmpfs at `/tmp`", program,
          service.name)
      .note(service.command.span.valid() ? service.command.span : service.span, "This starts it");
  return true;
}

/// Whoever it is: on a read-only root nothing but mounts can be written to. True when that is reported.
static bool report_read_only(const project::Service& service, Report& report) {
  for (const Write& write : writes_of(report.project(), service)) {
    const bool is_mount = project::mount_over(service, write.path) != nullptr ||
                          std::ranges::any_of(std::initializer_list<std::string_view>{"/dev", "/proc", "/sys"},
                                              [&](std::string_view at) { return project::is_below(write.path, at); }) ||
                          std::ranges::any_of(service.data_paths, [&](std::string_view volume) {
                            return project::is_below(write.path, volume);
                          });
    if (is_mount) continue;
    report
        .at(write.span, "`{}` {} `{}` when it starts, and its root is read-only; put a tmpfs there", service.name,
            write.folder ? "makes" : "writes", write.path)
        .note(service.definition->read_only.entry_span(), "Nothing but mounts can be written to");
    return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (service.definition->read_only.value && service.stage != nullptr &&
      (report_read_only(service, report) || report_temporary(service, report)))
    return;
  // Of a base that is not known nobody can tell what it made for whom.
  if (service.stage == nullptr || !service.user || service.drops_root ||
      project::base_variant(*service.stage) == nullptr)
    if (service.stage == nullptr || service.stage->root().base != "scratch" || !service.user) return report.skip();
  const std::string_view user = before(service.user.value, ':');
  if (user.empty() || is_root(service.user.value) || contains(user, "$")) return report.skip();
  const std::vector<Write> writes = writes_of(report.project(), service);
  if (writes.empty()) return report.skip();
  for (const Write& write : writes) {
    if (const compose::Mount* const tmpfs = tmpfs_of_root(service, write.path); tmpfs != nullptr) {
      report
          .at(tmpfs->span(), "`{}` runs as `{}`, and only root may write to this; give it `uid`, or `mode=1777`",
              service.name, user)
          .note(write.span, "At its start it {} `{}`", write.folder ? "makes" : "writes", write.path);
      return;
    }
    if (service.definition->read_only.value || is_covered(service, write)) continue;
    Span where;
    const std::string folder = folder_of_root(report.project(), service, write, where);
    if (folder.empty()) continue;
    Builder finding = report.at(write.span, "`{}` runs as `{}` and {} `{}` when it starts, but `{}` belongs to root",
                                service.name, user, write.folder ? "makes" : "writes", write.path, folder);
    if (service.user.span.valid()) finding.note(service.user.span, "The user in force");
    if (where.valid())
      finding.note(where, "The folder is made by root and never given away");
    else
      finding.note(service.stage->from->span, "Nothing in the image gives the folder to the user");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4780",
    .summary = "Program that writes at its start where its user may not",
    .why =
        "The program ends with `permission denied` (`EACCES`) or `read-only file system` (`EROFS`) at its first write: "
        "folders that WORKDIR and COPY make belong to root, whatever USER says.",
    .remedy = "Make the folder in the Dockerfile and give it to the user before USER, or put a volume there.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::start_program_cannot_write
