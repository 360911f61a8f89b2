#include "rules/lib/nginx_configuration.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <set>

#include "dockerfile/says.h"
#include "project/container_files.h"
#include "project/listening.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

constexpr std::string_view folder = "/etc/nginx/";

/// Files below /etc/nginx that the image ships and that define nothing which another file could miss.
constexpr WordList shipped =
    "mime.types fastcgi_params fastcgi.conf uwsgi_params scgi_params proxy_params koi-utf koi-win win-utf";

/// Where a template's text is read, once the image's entrypoint has filled it in.
std::string read_path(std::string_view path) {
  constexpr std::string_view templates = "/etc/nginx/templates/";
  // What a start script fills in beside it: `envsubst < nginx.conf.template > nginx.conf`.
  constexpr std::string_view beside = "/etc/nginx/nginx.conf.template";
  if (path == beside) return std::string(path.substr(0, path.rfind('.')));
  if (!path.starts_with(templates)) return std::string(path);
  const std::string_view name = path.substr(templates.size());
  for (const auto& [suffix, output] :
       {std::pair<std::string_view, std::string_view>{".template", "conf.d/"}, {".stream-template", "stream-conf.d/"}})
    if (name.ends_with(suffix))
      return std::string(folder) + std::string(output) + std::string(name.substr(0, name.size() - suffix.size()));
  return {};
}

bool matches(std::string_view pattern, const std::string& path) {
  const std::string absolute = pattern.starts_with('/') ? std::string(pattern) : std::string(folder) += pattern;
  return fnmatch(absolute.c_str(), path.c_str(), FNM_PATHNAME) == 0;
}

/// The path at which the container has a file of the repository; "" when it has it elsewhere or nothing tells.
std::string path_of(const project::Project& project, const project::Service& service, const project::File& file) {
  const auto is_there = [&](const std::string& path) {
    return project::container_file(project, service, path).file == &file;
  };
  for (const compose::Mount& mount : service.definition->mounts)
    if (mount.target.starts_with(folder) && is_there(std::string(mount.target))) return std::string(mount.target);
  const std::string name(base_name(file.path));
  std::vector<std::string> candidates;
  for (const std::string_view below : {"", "conf.d/", "templates/", "sites-enabled/", "http.d/", "snippets/",
                                       "includes/", "common/", "stream-conf.d/"})
    candidates.push_back(std::string(folder) + std::string(below) + name);
  // A file may have the name of its folder in the repository: nginx/snippets/ssl.conf.
  const std::string_view parent = file.path.substr(0, file.path.size() - std::min(file.path.size(), name.size() + 1));
  candidates.push_back(std::string(folder) + std::string(base_name(parent)) + "/" + name);
  // And be renamed on the way.
  candidates.emplace_back("/etc/nginx/nginx.conf");
  candidates.emplace_back("/etc/nginx/conf.d/default.conf");
  candidates.emplace_back("/etc/nginx/templates/default.conf.template");
  for (const std::string& candidate : candidates)
    if (is_there(candidate)) return candidate;
  return {};
}

/// Whether nginx is told of another configuration file: `nginx -c FILE`. The `-c` of a shell in front of it is none.
bool names_configuration(const project::Service& service) {
  const std::optional<project::StartedProgram> started = project::started_program(service);
  if (started.has_value() && base_name(started->word) == "nginx") {
    return std::ranges::any_of(started->arguments, [](std::string_view word) { return word.starts_with("-c"); });
  }
  const std::vector<std::string_view> words = project::start_words(service);
  return std::ranges::any_of(words, [](std::string_view word) { return word == "-c" || contains(word, " -c "); });
}

/// Whether the image's own configuration reads from a place, or an `include` of the repository's does: certificates
/// that are mounted to /etc/nginx/certs are no configuration.
bool is_read_from(const project::Project& project, const project::Service& service, std::string_view place) {
  while (place.ends_with('/')) place.remove_suffix(1);
  if (place.size() < folder.size()) return true;
  const std::string_view below = place.substr(folder.size());
  if (is_one_of("nginx.conf conf.d templates stream-conf.d modules modules-enabled sites-enabled http.d",
                before(below, '/')))
    return true;
  for (const project::File* const file : project::nginx_files(project, service))
    for (const nginx::Directive* const directive : file->nginx->directives)
      if (directive->name == "include" &&
          (contains(directive->parameter(0), below) || contains(directive->parameter(0), "$")))
        return true;
  return false;
}

/// Whether something may put files below /etc/nginx that the repository does not show.
bool may_hold_more(const project::Project& project, const project::Service& service) {
  if (!service.definition->configs.empty()) return true;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (!mount.target.starts_with("/etc/nginx") || !is_read_from(project, service, mount.target)) continue;
    const project::ContainerFile at = project::container_file(project, service, mount.target);
    if (at.state != project::ContainerFile::State::there || (!at.folder && at.file == nullptr)) return true;
    for (const std::string_view child :
         at.folder ? project.children(at.source_path) : std::vector<std::string_view>()) {
      const project::File* const file = project.file(child);
      if (file == nullptr || file->nginx == nullptr) return true;
    }
  }
  if (service.stage == nullptr) return false;
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    const bool copies_stage = instruction->op == dockerfile::Op::copy && instruction->flag("from") != nullptr;
    if ((instruction->op == dockerfile::Op::run || copies_stage) && says(*instruction, "nginx")) return true;
  }
  // What starts in its place may write configuration first.
  return service.startup != nullptr || service.entrypoint_script != nullptr;
}

}  // namespace

std::string_view context_within(const nginx::Directive& block, std::string_view of_file) {
  if (block.parent == nullptr) return of_file;
  const std::string_view outside = context_within(*block.parent, of_file);
  if (outside.empty()) return {};
  if (block.name == "server") return outside == "stream" ? "stream server" : "server";
  if (block.name == "upstream") return outside == "stream" ? "stream upstream" : "upstream";
  if (block.name == "if" && outside == "server") return "server if";
  if (is_one_of("events http location if stream", block.name)) return block.name;
  return {};
}

NginxConfiguration nginx_configuration(const project::Project& project, const project::Service& service) {
  NginxConfiguration result;
  if (!project::runs_nginx(service) || contains(service.image->name, "openresty") || names_configuration(service))
    return result;
  result.complete = !may_hold_more(project, service);
  for (const project::File* const file : project::nginx_files(project, service)) {
    std::string path = read_path(path_of(project, service, *file));
    if (path.empty()) {
      result.complete = false;
      continue;
    }
    NginxFile item{.file = file, .path = std::move(path), .context = {}};
    if (item.path == "/etc/nginx/nginx.conf") {
      item.context = "main";
      result.image_main = false;
    }
    result.files.push_back(std::move(item));
  }
  std::ranges::sort(result.files, {}, &NginxFile::path);
  if (result.image_main) {
    const compose::Mount* const mount = project::mount_over(service, "/etc/nginx/nginx.conf");
    if (mount != nullptr) {
      result.complete = false;
    } else {
      for (NginxFile& item : result.files)
        if (matches("conf.d/*.conf", item.path)) item.context = "http";
    }
  }
  // Includes of files whose own place is known, until nothing more is learnt.
  for (bool learnt = true; learnt;) {
    learnt = false;
    for (const NginxFile& item : result.files) {
      if (item.context.empty()) continue;
      for (const nginx::Directive* const directive : item.file->nginx->directives) {
        if (directive->name != "include" || directive->parent == nullptr) continue;
        const std::string_view context = context_within(*directive->parent, item.context);
        for (NginxFile& other : result.files)
          if (other.context.empty() && matches(directive->parameter(0), other.path) && !context.empty()) {
            other.context = context;
            learnt = true;
          }
      }
    }
  }
  // What no known file takes in is not read, and lacks nothing.
  result.complete =
      result.complete && std::ranges::any_of(result.files, [](const NginxFile& item) { return !item.context.empty(); });
  for (const NginxFile& item : result.files) {
    if (item.context.empty()) continue;
    for (const nginx::Directive* const directive : item.file->nginx->directives) {
      result.loads_modules = result.loads_modules || directive->name == "load_module";
      if (directive->name != "include") continue;
      const std::string_view pattern = directive->parameter(0);
      if (contains(pattern, "*") && (pattern.starts_with(folder) || !pattern.starts_with('/'))) continue;
      if (is_one_of(shipped, base_name(pattern)) || pattern.ends_with("conf.d/default.conf")) continue;
      if (std::ranges::any_of(result.files, [&](const NginxFile& other) { return matches(pattern, other.path); }))
        continue;
      if (pattern.find_first_of("*?[$") == std::string_view::npos)
        result.unresolved.push_back(directive);
      else
        result.complete = false;
    }
  }
  if (!result.complete) result.unresolved.clear();
  result.complete = result.complete && result.unresolved.empty();
  return result;
}

}  // namespace seaworthy::rules
