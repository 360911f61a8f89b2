#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "compose/load.h"
#include "knowledge/configuration_settings.h"
#include "knowledge/database_servers.h"
#include "project/git_ignore.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/made_files.h"
#include "rules/lib/service_files.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::mounted_file_missing {

/// True for a path whose last part looks like a file's name: `nginx.conf`, `init.sql`, `Caddyfile`.
static bool looks_like_file(std::string_view path) {
  const std::string_view name = base_name(path);
  if (is_one_of("Caddyfile Dockerfile Makefile crontab passwd hosts Corefile Procfile", name)) return true;
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == name.size()) return false;
  return is_one_of(
      "conf cfg cnf ini json yml yaml toml xml sql sh py js ts env pem crt key cert properties html txt template "
      "tmpl lua rules db sqlite log hcl acl pub ovpn service hjson json5 jsonc mjs cjs php rb pl bash csv jar zip pfx "
      "p12 p8 der ppk "
      "jks keystore truststore crl asc gpg htpasswd vcl cnf xsl xsd sqlite3 list dat patch",
      name.substr(dot + 1));
}

/// True for what a program reads its settings from, by the ending; what is meant for one host alone is left out.
static bool is_configuration(std::string_view path) {
  const std::string_view name = base_name(path);
  if (contains(name, "local") || contains(name, "secret") || contains(name, "credential")) return false;
  return is_one_of("conf cfg cnf ini yml yaml toml xml sql sh py js ts lua rules", name.substr(name.rfind('.') + 1));
}

/// A template beside it from which people make it: `conf.yml.example`, `conf.example.yml`. One that the service mounts
/// as it stands is no such template.
static bool has_template(const project::Project& project, const project::Service& service, std::string_view path) {
  const auto is_mounted = [&](std::string_view name) {
    return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
      return mount.type == compose::MountType::bind && mount.host_path == name;
    });
  };
  const std::size_t dot = path.rfind('.');
  for (const std::string_view word : {".example", ".sample", ".template", ".dist", ".tmpl"}) {
    const std::string behind = std::string(path) + std::string(word);
    const std::string inside = dot == std::string_view::npos ? behind
                                                             : std::string(path.substr(0, dot)) + std::string(word) +
                                                                   std::string(path.substr(dot));
    // `example.yaml` beside it.
    const std::string_view folder = project::parent_path(path);
    const std::string alone = (folder.empty() ? "" : std::string(folder) + "/") + std::string(word.substr(1)) +
                              (dot == std::string_view::npos ? std::string() : std::string(path.substr(dot)));
    if (project.path_state(alone) == project::PathState::file && !is_mounted(alone)) return true;
    for (const std::string& name : {behind, inside})
      if (project.path_state(name) == project::PathState::file && !is_mounted(name)) return true;
  }
  return false;
}

/// The default Compose file of the root, where the file of a stack for tests lies in a folder and no command of the
/// repository names it: whoever starts it may well name that one first. Null for others.
static const project::File* started_from_root(const project::Project& project, const project::Stack& stack) {
  const bool is_test = stack.role == project::Role::test || stack.role == project::Role::ci;
  if (stack.files.size() != 1 || !is_test || stack.entry.valid() ||
      compose::is_default_file(base_name(stack.files.front()->path)))
    return nullptr;
  for (const project::File& file : project.files)
    if (file.kind == project::FileKind::compose && project::parent_path(file.path).empty() &&
        compose::is_default_file(file.path) && &file != stack.files.front())
      return &file;
  return nullptr;
}

/// Whether the program of a public image reads a file only where its command names it, and this command does not.
static bool is_never_read(const project::Service& service, std::string_view target) {
  if (service.builds || service.image == nullptr || knowledge::is_script_folder(project::parent_path(target)) ||
      std::ranges::any_of(service.data_paths, [&](std::string_view data) { return project::is_below(target, data); }))
    return false;
  const auto reads = [&](const knowledge::SettingsFile& row) {
    return row.image == service.image->name && (!row.at.empty() || row.options.empty());
  };
  const auto is_known = [&](const knowledge::SettingsFile& row) { return row.image == service.image->name; };
  if (std::ranges::none_of(knowledge::settings_files(), is_known) ||
      std::ranges::any_of(knowledge::settings_files(), reads))
    return false;
  const auto names = [&](std::string_view word) { return contains(word, base_name(target)); };
  return std::ranges::none_of(service.command.words, names) && std::ranges::none_of(service.entrypoint.words, names);
}

/// Whether Git leaves out the folder of a path that is not in the tree, and a script beside the Compose file clones
/// something: the folder is another repository.
static bool is_in_clone(const project::Project& project, const compose::Mount& mount) {
  const std::string_view folder = project::parent_path(mount.host_path);
  if (folder.empty() || project.path_state(folder) != project::PathState::missing ||
      !project::ignored_if_made(project, folder).valid())
    return false;
  const std::string_view beside = project::parent_path(project.sources[mount.span().file].path());
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    return file.script != nullptr && project::parent_path(file.path) == beside &&
           std::ranges::any_of(file.script->commands, [](const shell::Node* node) {
             const shell::Invocation command = shell::invocation(*node);
             return command.program == "git" && command.verb() == "clone";
           });
  });
}

/// Whether a mount begins at the folder of the shell (`${PWD}/proxy/nginx.conf`), and what it names is there, seen from
/// the root: whoever starts the stack of a folder with `-f` stands there.
static bool is_there_from_shell(const Report& report, const compose::Mount& mount) {
  const compose::Value* const source = mount.source->get("source");
  if (source == nullptr) return false;
  std::string_view text = report.text(source->span());
  text.remove_prefix(std::min(text.find_first_not_of("\"'"), text.size()));
  if (!text.starts_with("$PWD") && !text.starts_with("${PWD")) return false;
  const std::optional<std::string> path = project::join_path("", mount.source_text);
  return path.has_value() && report.project().path_state(*path) == project::PathState::file;
}

/// Whether a job whose end the service waits for can write the folder of a mounted file: it makes what lies there.
static bool is_made_by_job(const project::Service& service, std::string_view path) {
  return std::ranges::any_of(service.definition->depends_on, [&](const compose::Dependency& dependency) {
    if (dependency.condition != compose::Condition::service_completed_successfully) return false;
    const project::Service* const job = service.stack->service(dependency.service);
    return job != nullptr && std::ranges::any_of(job->definition->mounts, [&](const compose::Mount& mount) {
             return mount.type == compose::MountType::bind && !mount.read_only && mount.inside_root &&
                    project::is_below(path, mount.host_path);
           });
  });
}

/// Whether a path lies where a package manager puts what it installs: everybody who works with the code has it.
static bool is_installed(std::string_view path) {
  const std::string padded = "/" + std::string(path);
  return contains(padded, "/vendor/") || contains(padded, "/node_modules/");
}

static void check(const project::Service& service, Report& report) {
  // From which folder a part of a stack is started is not known.
  if (!service.stack->partial.empty()) return report.skip();
  bool asks = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root || contains(mount.host_path, "$")) continue;
    // Whoever deploys says where it is.
    if (!is_settled(mount.source)) continue;
    // Written for Windows, where it leads somewhere else.
    if (contains(mount.host_path, "\\")) continue;
    asks = true;
    if (report.project().path_state(mount.host_path) != project::PathState::missing ||
        is_there_from_shell(report, mount))
      continue;
    if (const std::string_view meant = written_from_root(report.project(), mount); !meant.empty()) {
      Builder finding = report.at(mount.span(),
                                  "`{}` does not exist, since it is looked for from the folder of this file; `{}` is "
                                  "there",
                                  mount.host_path, meant);
      finding.confidence(Confidence::likely);
      // Laid over the file that the root starts with, it is looked for from there.
      if (const project::File* const base = started_from_root(report.project(), *service.stack); base != nullptr)
        finding.confidence(Confidence::possible)
            .severity(Severity::medium)
            .note({base->source, 0, 0}, "Behind this file it would be looked for from the root");
      continue;
    }
    const bool file = looks_like_file(mount.host_path) && looks_like_file(mount.target);
    const bool refused = mount.long_syntax && !mount.create_host_path;
    if (!file && !refused) continue;
    if (is_made_by_job(service, mount.host_path)) continue;
    const Span pattern = project::ignored_if_made(report.project(), mount.host_path);
    const std::string_view near = report.project().nearest_path(mount.host_path);
    Builder finding =
        refused
            ? report.at(mount.span(), "`{}` does not exist, so `{}` cannot be created", mount.host_path, service.name)
        : near.empty()
            ? report.at(mount.span(),
                        "`{}` does not exist; the engine makes a folder of that name, and `{}` finds no file",
                        mount.host_path, service.name)
            : report.at(
                  mount.span(),
                  "`{}` does not exist, `{}` does; the engine makes a folder of that name, and `{}` finds no file",
                  mount.host_path, near, service.name);
    if (file && !refused && is_never_read(service, mount.target)) {
      finding.rung(Rung::operate)
          .severity(Severity::medium)
          .note(service.definition->image.span(), "It starts without the file, which no command gives it");
      continue;
    }
    if (const project::File* const guide = guide_on_file(report.project(), mount.host_path); guide != nullptr)
      finding.confidence(Confidence::possible)
          .severity(Severity::low)
          .note({guide->source, 0, 0}, "This guide speaks of the file, so that making it is a step of setting up");
    else if (has_template(report.project(), service, mount.host_path))
      finding.confidence(Confidence::possible).severity(Severity::low);
    else if (pattern.valid()) {
      finding.note(pattern, "Git ignores it, so it must be made before the start");
      if (is_installed(mount.host_path)) {
        finding.confidence(Confidence::possible).severity(Severity::low);
        continue;
      }
      // Keys and data are made on the spot everywhere; of configuration nobody would know what to write, but for a
      // script of the repository.
      if (is_in_clone(report.project(), mount))
        finding.confidence(Confidence::possible).severity(Severity::low);
      else if (file && is_configuration(mount.host_path) &&
               !steps_on_file(report.project(), mount.host_path).made.valid())
        finding.confidence(Confidence::likely);
      else
        finding.confidence(Confidence::possible).severity(Severity::medium);
    } else if (const FileSteps steps = steps_on_file(report.project(), mount.host_path); steps.made.valid())
      finding.confidence(Confidence::possible)
          .severity(Severity::medium)
          .note(steps.made, "It is made here, which must happen before the start");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4042",
    .summary = "Mounted file that does not exist",
    .why =
        "For a missing source the engine makes an empty folder: the program finds a folder where it expects its "
        "configuration, or the mount over a file of the image fails.",
    .remedy = "Bring the file into the repository, or name the one that is there.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "mount only files that exist",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::mounted_file_missing
