#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "nginx/ast.h"
#include "project/container_files.h"
#include "project/image_files.h"
#include "project/listening.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::served_path_not_in_container {

/// Whether requests of the block are answered without a look at files.
static bool answers_otherwise(const nginx::Directive& block) {
  return std::ranges::any_of(block.children, [](const nginx::Directive* child) {
    return child->name == "return" || child->name.ends_with("_pass") || child->name == "stub_status" ||
           child->name == "internal" || child->name == "if";
  });
}

/// Whether files are what the block answers with: a location without anything else, or a server of which no location
/// takes every request.
static bool serves_files(const nginx::Directive& block) {
  if (answers_otherwise(block)) return false;
  if (block.name == "location") return true;
  if (block.name != "server") return false;
  return std::ranges::none_of(block.children, [](const nginx::Directive* child) {
    return child->name == "location" && child->block && !child->parameters.empty() &&
           child->parameter(child->parameters.size() - 1) == "/" && answers_otherwise(*child);
  });
}

/// Whether commands may make a folder that is spoken of by `above`: they name it, or one that makes or moves files is
/// given what only a run can tell.
static bool may_make(const project::Project& project, const shell::Script& script, std::string_view above) {
  if (script.root == nullptr || contains(project.sources.text(script.span), above)) return true;
  return std::ranges::any_of(script.commands, [](const shell::Node* node) {
    const shell::Invocation command = shell::invocation(*node);
    if (is_one_of("apk apt-get apt rm echo printf chmod chown adduser addgroup useradd groupadd openssl sed set exit "
                  "envsubst nginx sleep trap export",
                  command.program))
      return false;
    return command.program.ends_with(".sh") || std::ranges::any_of(node->words, [](const shell::Word& word) {
             return !word.expansions.empty() || contains(word.text, "$") || word.text.ends_with(".sh");
           });
  });
}

/// Whether what an image of one's own starts may make a folder before its server serves it.
static bool start_may_make(const project::Project& project, const project::Service& service, std::string_view above) {
  const bool of_image = service.entrypoint.from == project::Provenance::dockerfile ||
                        service.command.from == project::Provenance::dockerfile;
  if (!of_image) return false;
  const std::vector<const shell::Script*> scripts = container_scripts(project, service);
  // A program that is started as it is makes nothing; of a script there is the text, or there is doubt.
  for (const project::CommandInForce* const command : {&service.entrypoint, &service.command})
    if (command->from == project::Provenance::dockerfile && !command->words.empty() &&
        base_name(command->words.front()) != "nginx" && scripts.empty())
      return true;
  return std::ranges::any_of(scripts, [&](const shell::Script* script) { return may_make(project, *script, above); });
}

/// Whether an image that is built has nothing at a path: no instruction makes the folder, or speaks of it or of what is
/// above it.
static bool is_not_built(const project::Project& project, const project::Service& service, std::string_view path) {
  if (service.stage == nullptr) return false;
  const project::ImageView image{project, *service.stage, service.build->directory,
                                 nullptr, nullptr,        service.build->arguments};
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  if (project::image_folder(image, path)) return false;
  const std::string_view parent = project::parent_path(path);
  const std::string_view above = parent.size() > 1 ? parent : path;
  if (start_may_make(project, service, above)) return false;
  return std::ranges::none_of(service.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
    const std::string_view text = project.sources.text(instruction->span);
    if (instruction->op == dockerfile::Op::run && instruction->script != nullptr)
      return may_make(project, *instruction->script, above);
    if (instruction->op != dockerfile::Op::run && instruction->op != dockerfile::Op::copy &&
        instruction->op != dockerfile::Op::add && instruction->op != dockerfile::Op::volume)
      return false;
    return contains(text, above) || contains(text, "$") || contains(text, ".sh");
  });
}

/// A folder of which files are served, and where that is said.
struct Served {
  std::string_view path;
  Span span;
};

static std::vector<Served> served_by_nginx(const project::Project& project, const project::Service& service) {
  std::vector<Served> served;
  for (const project::File* const file : project::nginx_files(project, service))
    for (const nginx::Directive* const directive : file->nginx->directives)
      if ((directive->name == "alias" || directive->name == "root") && directive->parent != nullptr &&
          serves_files(*directive->parent))
        served.push_back({directive->parameter(0), directive->span});
  return served;
}

/// `root * /srv` of a Caddyfile with a `file_server`. A `root` inside of `php_fastcgi` is a folder of the other
/// container.
static void add_roots(const Source& source, FileId id, std::vector<Served>& served) {
  const std::string_view text = source.text();
  std::vector<std::string_view> blocks;
  std::vector<Served> roots;
  bool serves = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = ascii::trim(text.substr(begin, end - begin));
    begin = end + 1;
    if (line.empty() || line.front() == '#') continue;
    const std::string_view word = before(line, ' ');
    if (word == "}") {
      if (!blocks.empty()) blocks.pop_back();
      if (!blocks.empty()) continue;
      // The end of a site.
      if (serves) served.insert(served.end(), roots.begin(), roots.end());
      roots.clear();
      serves = false;
      continue;
    }
    serves = serves || word == "file_server";
    const std::string_view path = line.substr(line.rfind(' ') + 1);
    if (word == "root" && path.starts_with('/') && (blocks.empty() || blocks.back() != "php_fastcgi")) {
      const auto at = static_cast<std::uint32_t>(path.data() - text.data());
      roots.push_back({path, {id, at, at + static_cast<std::uint32_t>(path.size())}});
    }
    if (line.ends_with('{')) blocks.push_back(word);
  }
  if (serves) served.insert(served.end(), roots.begin(), roots.end());
}

static std::vector<Served> served_by_caddy(const project::Project& project, const project::Service& service) {
  std::vector<Served> served;
  for (const project::File* const file : service.mounted_files)
    if (file->kind == project::FileKind::caddy && file->has_content)
      add_roots(project.sources[file->source], file->source, served);
  return served;
}

/// Folders that the official image has.
static bool is_shipped(std::string_view path, bool nginx) {
  if (nginx) {
    for (const std::string_view folder : {"/etc/nginx", "/var/cache/nginx", "/var/log/nginx", "/tmp"})
      if (path.starts_with(folder)) return true;
    if (path == "/usr/share/nginx" || path == "/usr/share/nginx/html" || path == "/usr/share/nginx/html/") return true;
  } else {
    for (const std::string_view folder : {"/usr/share/caddy", "/etc/caddy", "/data", "/config", "/tmp"})
      if (path.starts_with(folder)) return true;
  }
  return path == "/" || path == "/dev/null";
}

/// Whether a container has nothing at a path for certain: no mount, no instruction of its image.
static bool lacks(const project::Project& project, const project::Service& service, std::string_view path, bool nginx) {
  // A command in the place of the image's own may make the folder.
  const bool as_shipped =
      service.command.from != project::Provenance::compose && service.entrypoint.from != project::Provenance::compose;
  if (!as_shipped || is_shipped(path, nginx) || project::mount_over(service, path) != nullptr) return false;
  const bool part_is_there =
      std::ranges::any_of(service.definition->mounts,
                          [&](const compose::Mount& mount) { return mount.target.starts_with(path); }) ||
      std::ranges::any_of(service.definition->configs,
                          [&](const compose::SecretGrant& grant) { return grant.target.starts_with(path); });
  return !part_is_there && (!service.builds || is_not_built(project, service, path));
}

static void note_contents(Builder& finding, const project::Service& service) {
  if (service.builds)
    finding.note(service.stage->from->span, "No instruction of this stage puts anything there");
  else
    finding.note(service.span, "These are all mounts of `{}`", service.name);
}

/// A location by the endings of files that takes them from the folder of its server, though `location /` hands
/// everything else to a program: `location ~* \\.(js|css)$ { expires 1y; }`. Null for another one.
static const nginx::Directive* folder_of_pattern(const nginx::Directive& location) {
  if (location.name != "location" || !location.block || location.parameters.size() != 2 ||
      !location.parameter(0).starts_with('~') || location.parent == nullptr || !serves_files(location))
    return nullptr;
  for (const std::string_view other : {"root", "alias", "try_files", "error_page", "rewrite", "include", "deny"})
    if (location.child(other) != nullptr) return nullptr;
  const bool is_forwarded = std::ranges::any_of(location.parent->children, [](const nginx::Directive* other) {
    return other->name == "location" && other->block && other->parameters.size() == 1 && other->parameter(0) == "/" &&
           std::ranges::any_of(other->children,
                               [](const nginx::Directive* child) { return child->name.ends_with("_pass"); });
  });
  return is_forwarded ? location.inherited("root") : nullptr;
}

/// Reports the first of these locations whose folder is not there. Whether there was any.
static bool check_patterns(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::File* const file : project::nginx_files(report.project(), service))
    for (const nginx::Directive* const directive : file->nginx->directives) {
      const nginx::Directive* const folder = folder_of_pattern(*directive);
      if (folder == nullptr) continue;
      const std::string_view path = folder->parameter(0);
      asks = true;
      if (!path.starts_with('/') || contains(path, "$") || !lacks(report.project(), service, path, true)) continue;
      const bool of_pages = contains(directive->parameter(1), "js") || contains(directive->parameter(1), "css");
      Builder finding = report.at(directive->name_span,
                                  "`{}` looks for files with these endings in `{}`, which it lacks, and asks the "
                                  "program behind `location /` for none",
                                  service.name, path);
      finding.note(folder->span, "The folder is named here");
      if (of_pages) finding.severity(Severity::high);
      note_contents(finding, service);
      return true;
    }
  return asks;
}

static void check(const project::Service& service, Report& report) {
  const bool nginx = project::runs_nginx(service);
  const bool caddy = !nginx && service.image != nullptr && service.image->name == "caddy";
  if (!nginx && !caddy) return report.skip();
  bool asks = nginx && check_patterns(service, report);
  for (const Served& each :
       nginx ? served_by_nginx(report.project(), service) : served_by_caddy(report.project(), service)) {
    const std::string_view path = each.path;
    if (!path.starts_with('/') || contains(path, "$") || contains(path, "{")) continue;
    asks = true;
    if (!lacks(report.project(), service, path, nginx)) continue;
    Builder finding = report.at(
        each.span,
        service.builds ? "`{}` serves files from `{}`, which neither its image nor a mount has; every request gets 404"
                       : "`{}` serves files from `{}`, which no mount of it has; every request gets 404",
        service.name, path);
    note_contents(finding, service);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5103",
    .summary = "Folder that a web server serves and its container lacks",
    .why = "The image has no such folder, so the server answers 404 for everything below it.",
    .remedy = "Mount the volume or folder that holds the files, or correct the path.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "serve folders that their container has",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::served_path_not_in_container
