#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/application.h"
#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/promised_variables.h"
#include "rules/lib/backups.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/state.h"
#include "rules/lib/uploads.h"
#include "rules/lib/words.h"
#include "rules/lib/workers.h"

namespace seaworthy::rules::own_state_not_kept {

/// The path of a database file in a value: "sqlite:////data/app.db", "file:./data/app.db", "/data/app.sqlite3".
static std::string_view database_file(std::string_view value) {
  std::string_view path = before(value, '?');
  bool named = false;
  for (const std::string_view scheme :
       {"sqlite+aiosqlite://", "sqlite3://", "sqlite://", "sqlite:", "jdbc:sqlite:", "file:"})
    if (path.starts_with(scheme)) {
      path.remove_prefix(scheme.size());
      named = scheme != "file:" || path.ends_with(".db");
      // `sqlite:////data/app.db` is an absolute path behind the empty host.
      if (scheme.ends_with("//") && path.starts_with('/')) path.remove_prefix(1);
      break;
    }
  for (const std::string_view ending : {".db", ".sqlite", ".sqlite3", ".db3"}) named = named || path.ends_with(ending);
  if (!named || contains(path, ":memory") || contains(path, "$") || path.empty()) return {};
  return path;
}

/// Variables that say where a program puts what its users give it.
static bool names_state_folder(std::string_view variable) {
  for (const std::string_view word :
       {"UPLOAD_DIR", "UPLOAD_PATH", "UPLOADS_DIR", "UPLOADS_PATH", "UPLOAD_FOLDER", "MEDIA_ROOT", "STORAGE_PATH",
        "STORAGE_DIR", "DATA_DIR", "DATA_PATH", "ATTACHMENTS_DIR"})
    if (variable == word || (variable.ends_with(word) && variable[variable.size() - word.size() - 1] == '_'))
      return true;
  return false;
}

static bool is_lost(const project::Service& service, std::string_view path) {
  const Keeper keeper = state_place(service, path).keeper;
  return keeper == Keeper::anonymous || keeper == Keeper::memory;
}

/// Whether exactly this folder is given as one in memory.
static bool is_put_into_memory(const project::Service& service, std::string_view path) {
  return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
    return mount.type == compose::MountType::tmpfs && before(mount.target, ':') == path;
  });
}

/// A folder for what users upload, as code names it: "uploads/", "./public/uploads", "/app/uploads". A path with one
/// part behind the slash is more often an address.
static bool is_upload_folder(std::string_view written, std::string_view directory) {
  std::string_view text = written;
  while (text.ends_with('/')) text.remove_suffix(1);
  const std::string_view name = text.substr(text.rfind('/') + 1);
  if ((name != "uploads" && name != "upload") || !contains(written, "/")) return false;
  if (text.find_first_of(" :?*{$<") != std::string_view::npos) return false;
  if (!text.starts_with('/')) return true;
  return directory.size() > 1 && text.starts_with(directory) && text.size() > directory.size();
}

/// `/app/uploads/` of f"/app/uploads/{name}" and `./uploads/` of `./uploads/${name}`; other texts as they are. Without
/// the beginning of a path it may be a key in a bucket.
static std::string_view without_file_name(std::string_view literal) {
  const bool is_path = literal.starts_with('/') || literal.starts_with("./");
  const std::size_t open = is_path ? literal.find_first_of("{$") : std::string_view::npos;
  const std::size_t slash = open == std::string_view::npos ? open : literal.rfind('/', open);
  return slash == std::string_view::npos ? literal : literal.substr(0, slash + 1);
}

/// The upload folder that the code of a service names and nothing keeps; "" without one. Reading a request with files
/// takes a library of its own, or a framework that brings it.
static std::string_view lost_upload_folder(const project::Project& project, const project::Service& service) {
  const project::Application* const application = project::application(project, service);
  if (application == nullptr || service.working_dir.value.empty()) return {};
  if (upload_package(project, service, true) == nullptr) return {};
  for (const std::string_view literal : application->program.literals)
    if (const std::string_view folder = without_file_name(literal);
        is_upload_folder(folder, service.working_dir.value) &&
        is_lost(service, project::container_path(service.working_dir.value, folder)))
      return folder;
  return {};
}

/// `<%= Rails.root.join("storage") %>` of a service of Active Storage; "" for another kind of service.
static std::string_view storage_root(const project::Project& project, const project::Service& service,
                                     std::string_view name) {
  const project::ReadFolder* const folder = project::code_folder(project, service);
  if (folder == nullptr) return {};
  for (const project::ConfigurationFile& file : folder->settings) {
    if (!file.path.ends_with("storage.yml")) continue;
    const project::ConfigurationSetting* const kind = file.find(std::string(name) + ".service");
    const project::ConfigurationSetting* const root = file.find(std::string(name) + ".root");
    if (kind == nullptr || root == nullptr || kind->value != "Disk") continue;
    if (!contains(root->value, "<%")) return root->value;
    const std::size_t open = root->value.find_first_of("\"'");
    if (open == std::string_view::npos || !contains(root->value, "Rails.root.join")) return {};
    const std::size_t close = root->value.find(root->value[open], open + 1);
    return close == std::string_view::npos ? std::string_view() : root->value.substr(open + 1, close - open - 1);
  }
  return {};
}

/// The folder of the container that a source lies in, where the build copies its context as it is into the working
/// directory.
static std::string folder_of_source(const project::Service& service, const code::Sign& sign) {
  std::string_view folder = project::parent_path(sign.path);
  const std::string_view context = service.build->directory;
  if (context.empty() || project::is_below(folder, context) || folder == context)
    folder.remove_prefix(std::min(folder.size(), context.empty() ? 0 : context.size() + 1));
  return project::container_path(service.working_dir.value, folder.empty() ? std::string_view(".") : folder);
}

/// Whether Laravel may keep its files on the disk of the container: the default, unless another disk is named or a part
/// of its folder is mounted.
static bool keeps_files_itself(const project::Project& project, const project::Service& service) {
  for (const std::string_view name : {"FILESYSTEM_DISK", "FILESYSTEM_DRIVER"}) {
    const compose::EnvironmentEntry* const disk = project::expected_variable(project, service, name);
    if (disk != nullptr && disk->value.has_value() && !is_one_of("local public", *disk->value)) return false;
  }
  return std::ranges::none_of(service.definition->mounts,
                              [](const compose::Mount& mount) { return contains(mount.target, "/storage"); });
}

/// Whether another container of the same build has a mount at a path.
static bool is_kept_by_sibling(const project::Service& service, std::string_view path) {
  return service.dockerfile != nullptr &&
         std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
           return other != &service && other->active && other->dockerfile == service.dockerfile &&
                  project::mount_over(*other, path) != nullptr;
         });
}

/// Folders and files in which the code keeps what has to stay, as rows of knowledge/code_signs.yaml find them, but for
/// the folder of uploads that is told of already; "" for none.
static void check_code(const project::Service& service, Severity severity, std::string_view uploads, Report& report,
                       bool& asks) {
  // What runs once, or only tells others what is due, shares the settings and takes no files from anybody.
  const std::string_view scheduler = scheduler_in(command_text(report.project(), service));
  const bool takes_files = !runs_once(service) && (scheduler.empty() || scheduler == "worker -B");
  for (const code::Sign* const sign : signs_of(report.project(), service, knowledge::CodeSign::Kind::folder)) {
    std::string_view path = sign->value;
    // Rails: `config.active_storage.service = :local`, whose folder stands in config/storage.yml.
    if (path.empty()) path = storage_root(report.project(), service, sign->variable);
    if (contains(path, "://") || contains(path, "=")) path = database_file(path);
    if (!takes_files && database_file(path).empty()) continue;
    // Laravel: the path is one of a disk, which is a folder of the project.
    if (sign->path.ends_with(".php") && !path.starts_with('/')) {
      if (!keeps_files_itself(report.project(), service)) continue;
      path = "storage/app";
    }
    if (path.empty() || contains(path, ":memory") || path.starts_with("/tmp") ||
        path.find_first_of("{}$%*:") != std::string_view::npos)
      continue;
    if (!path.starts_with('/') && service.working_dir.value.empty()) continue;
    const std::string absolute =
        project::container_path(contains(report.text(sign->span), "__dirname") ? folder_of_source(service, *sign)
                                                                               : std::string(service.working_dir.value),
                                path);
    asks = true;
    if (!is_lost(service, absolute) || absolute == uploads) continue;
    Builder finding =
        report.at(sign->span, "`{}` keeps what it writes to `{}` in the container; mount a named volume there",
                  service.name, absolute);
    finding.severity(severity);
    // A worker of the same code, beside a program whose folder is kept, may never touch it.
    if (is_kept_by_sibling(service, absolute)) finding.confidence(Confidence::possible);
    for (const compose::Mount& mount : service.definition->mounts)
      if (mount.type == compose::MountType::volume && !mount.read_only)
        finding.note(mount.span(), "This volume is mounted at `{}`", mount.target);
    finding.note(service.span, "Nothing of `{}` is kept there", service.name);
  }
}

static void check(const project::Service& service, Report& report) {
  if (is_short_lived(*service.stack) || is_data_store(service) || only_plans_jobs(service)) return report.skip();
  bool asks = false;
  const Severity severity = service.stack->role == project::Role::development ? Severity::low : Severity::medium;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value()) continue;
    // `DB_HOST=shop.db` is a name in the network.
    if (ascii::lowered(entry.name).ends_with("host")) continue;
    std::string_view path = database_file(*entry.value);
    const bool database = !path.empty();
    if (!database && names_state_folder(entry.name) && entry.value->starts_with('/') && entry.value->size() > 1 &&
        !entry.value->starts_with("/tmp"))
      path = *entry.value;
    if (path.empty()) continue;
    // A job that shares the settings of the program makes its tables, and no files of users.
    if (!database && runs_once(service)) continue;
    const bool directory_known = service.working_dir.from == project::Provenance::compose ||
                                 service.working_dir.from == project::Provenance::dockerfile;
    if (!path.starts_with('/') && !directory_known) continue;
    asks = true;
    const std::string absolute = project::container_path(service.working_dir.value, path);
    if (!is_lost(service, absolute)) continue;
    const bool memory = state_place(service, absolute).keeper == Keeper::memory;
    // Whoever puts the very folder into memory has decided that nothing in it has to stay.
    if (memory && !database && is_put_into_memory(service, absolute)) continue;
    report
        .at(entry.value_span.valid() ? entry.value_span : entry.span,
            memory ? "`{}` keeps `{}` in memory; mount a named volume there"
                   : "`{}` writes `{}`, and no named volume or folder is mounted there",
            service.name, path)
        .severity(database && severity == Severity::medium ? Severity::high : severity);
  }
  // A literal of the code is what it falls back to where a variable tells the folder.
  const bool is_told = std::ranges::any_of(service.definition->environment, [](const compose::EnvironmentEntry& entry) {
    return entry.value.has_value() && names_state_folder(entry.name);
  });
  std::string uploads;
  if (const std::string_view folder = is_told ? std::string_view() : lost_upload_folder(report.project(), service);
      !folder.empty()) {
    asks = true;
    uploads = project::container_path(service.working_dir.value, folder);
    report
        .at(service.span, "`{}` takes files into `{}`, and no named volume or folder is mounted there", service.name,
            folder)
        .severity(severity);
  }
  check_code(service, severity, uploads, report, asks);
  if (service.stage != nullptr) {
    for (const dockerfile::Word& word : service.stage->volumes) {
      if (!word.literal || word.text.starts_with("/tmp") || contains(word.text, "cache") || contains(word.text, "log"))
        continue;
      asks = true;
      const StatePlace place = state_place(service, word.text);
      if (place.keeper != Keeper::anonymous) continue;
      report
          .at(service.span, "`{}` gets a volume without a name for `{}`, which a new container does not find again",
              service.name, word.text)
          .severity(severity)
          .note(word.span, "The image declares the volume here");
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4402",
    .summary = "Program that writes its state into the container",
    .why = "What is written into a container is gone when it is made again, as every update does.",
    .remedy = "Mount a named volume at the path that the program writes.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .strength = "keep what their programs write in a volume",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::own_state_not_kept
