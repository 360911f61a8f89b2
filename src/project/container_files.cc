#include "project/container_files.h"

#include <algorithm>

#include "project/copy_sources.h"
#include "project/git_ignore.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "project/supervised_programs.h"
#include "shell/command.h"

namespace seaworthy::project {
namespace {

bool is_init(std::string_view name) {
  return name == "tini" || name == "dumb-init" || name == "catatonit" || name == "docker-init" || name == "tini-static";
}
bool is_shell(std::string_view name) { return name == "sh" || name == "bash" || name == "ash" || name == "dash"; }

/// Index behind init programs and user switchers.
std::size_t behind_wrappers(const std::vector<std::string_view>& words) {
  std::size_t at = 0;
  while (at < words.size()) {
    const std::string_view name = base_name(words[at]);
    if (is_init(name)) {
      ++at;
      while (at < words.size() && words[at].starts_with('-')) {
        const bool takes_value = words[at] == "-e" || words[at] == "-p";
        ++at;
        if (takes_value) ++at;
      }
    } else if (name == "gosu" || name == "su-exec") {
      at += 2;
    } else if (name == "exec" || name == "nice" || name == "nohup") {
      ++at;
    } else if (name == "env") {
      ++at;
      while (at < words.size() && (words[at].starts_with('-') || words[at].find('=') != std::string_view::npos)) ++at;
    } else {
      break;
    }
  }
  return at;
}

}  // namespace

const compose::Mount* mount_over(const Service& service, std::string_view path) {
  const compose::Mount* found = nullptr;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.target.empty() || !is_below(path, mount.target == "/" ? std::string_view() : mount.target)) continue;
    if (found == nullptr || mount.target.size() > found->target.size()) found = &mount;
  }
  return found;
}

ContainerFile container_file(const Project& project, const Service& service, std::string_view path) {
  ContainerFile result;
  const std::string absolute = container_path(service.working_dir.value, path);
  result.mount = mount_over(service, absolute);
  if (result.mount != nullptr) {
    if (result.mount->type != compose::MountType::bind || !result.mount->inside_root) return result;
    std::string host(result.mount->host_path);
    if (absolute.size() > result.mount->target.size())
      host += absolute.substr(result.mount->target.size() - (result.mount->target.ends_with('/') ? 1 : 0));
    const std::optional<std::string> normal = join_path("", host);
    if (!normal.has_value()) return result;
    result.source_path = *normal;
    result.file = project.file(*normal);
    const PathState state = project.path_state(*normal);
    result.folder = state == PathState::directory;
    if (state == PathState::file || state == PathState::directory || state == PathState::ignored_by_git)
      result.state = ContainerFile::State::there;
    // What git ignores is made or cloned before the container starts.
    if (state == PathState::missing && ignored_if_made(project, *normal) == nullptr)
      result.state = ContainerFile::State::absent;
    return result;
  }
  if (service.stage == nullptr) return result;
  const BuildContext* const context = build_context(project, service);
  const ImageView image{
      project, *service.stage,          service.build->directory, context != nullptr ? &context->ignore : nullptr,
      nullptr, service.build->arguments};
  result.image = image_file(image, absolute);
  switch (result.image.origin) {
    case ImageFileOrigin::context_file:
      result.source_path = result.image.source_path;
      result.file = result.image.file;
      result.state = ContainerFile::State::there;
      break;
    case ImageFileOrigin::heredoc:
    case ImageFileOrigin::run:
    case ImageFileOrigin::downloaded:
      result.state = ContainerFile::State::there;
      break;
    case ImageFileOrigin::base_image:
    case ImageFileOrigin::unknown:
      if (contents_known(image, absolute)) result.state = ContainerFile::State::absent;
      break;
  }
  return result;
}

std::string folder_without_source(const Project& project, const Service& service, std::string_view path) {
  const std::string absolute = container_path(service.working_dir.value, path);
  if (const compose::Mount* const mount = mount_over(service, absolute); mount != nullptr) {
    if (mount->type != compose::MountType::bind || !mount->inside_root || absolute.size() <= mount->target.size())
      return {};
    std::string host(mount->host_path);
    host += absolute.substr(mount->target.size() - (mount->target.ends_with('/') ? 1 : 0));
    const std::optional<std::string> normal =
        join_path("", std::string_view(host).substr(host.starts_with('/') ? 1 : 0));
    return normal.has_value() ? folder_without(project, *normal) : std::string();
  }
  const BuildContext* const context = service.stage != nullptr ? build_context(project, service) : nullptr;
  if (context == nullptr) return {};
  return folder_without_source(
      {project, *service.stage, context->context, &context->ignore, nullptr, context->arguments()}, absolute);
}

std::vector<std::string_view> start_words(const Service& service) {
  std::vector<std::string_view> words;
  if (service.entrypoint.from != Provenance::base_image) words = service.entrypoint.words;
  if (service.command.from != Provenance::base_image)
    words.insert(words.end(), service.command.words.begin(), service.command.words.end());
  return words;
}

std::optional<StartedProgram> started_program(const Service& service) {
  const std::vector<std::string_view> words = start_words(service);
  std::size_t at = behind_wrappers(words);
  if (at >= words.size()) return std::nullopt;
  const bool in_command = service.entrypoint.from == Provenance::base_image || at >= service.entrypoint.words.size() ||
                          service.entrypoint.from == Provenance::none;
  const CommandInForce& given = in_command ? service.command : service.entrypoint;
  StartedProgram program;
  program.span = given.span;
  program.from = given.from;
  program.folder = container_path(service.working_dir.value, "");
  if (!is_shell(base_name(words[at])) || at + 1 >= words.size() || !words[at + 1].starts_with("-") ||
      words[at + 1].find('c') == std::string_view::npos) {
    program.word = words[at];
    program.arguments.assign(words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end());
    return program;
  }
  const shell::Script* const script =
      service.entrypoint.script != nullptr ? service.entrypoint.script : service.command.script;
  if (script == nullptr || script->root == nullptr) return std::nullopt;
  // `a && b && exec c`: the last command of the top level is what stays.
  const shell::Node* node = script->root;
  while (!node->children.empty() && (node->kind == shell::NodeKind::list || node->kind == shell::NodeKind::and_or)) {
    for (const shell::Node* const before : node->children.first(node->children.size() - 1)) {
      if (before->kind != shell::NodeKind::simple || before->program != "cd") continue;
      const shell::Invocation change = shell::invocation(*before);
      const bool plain = change.arguments.size() == 1 && change.arguments[0].literal && change.arguments[0].text != "-";
      program.folder =
          plain && !program.folder.empty() ? container_path(program.folder, change.arguments[0].text) : std::string();
    }
    node = node->children.back();
  }
  if (node->kind != shell::NodeKind::simple || node->words.empty()) return std::nullopt;
  const shell::Invocation invocation = shell::invocation(*node);
  if (invocation.program_word == nullptr || !invocation.program_word->literal) return std::nullopt;
  program.word = invocation.program_word->text;
  for (const shell::Word& word : invocation.arguments) program.arguments.push_back(word.text);
  program.span = node->span;
  program.direct = false;
  return program;
}

/// What a start script that runs its arguments (`exec "$@"`) is given to run.
static std::optional<StartedProgram> program_behind_script(const Service& service) {
  const std::vector<std::string_view>& words = service.command.words;
  if (service.startup == nullptr || service.entrypoint.words.empty() || service.command.shell_form ||
      service.command.from == Provenance::base_image || service.command.script != nullptr)
    return std::nullopt;
  const auto is_arguments = [](const shell::Word& word) { return word.text == "$@" || word.text == "${@}"; };
  const bool hands_over = std::ranges::any_of(service.startup->commands, [&](const shell::Node* node) {
    return !node->words.empty() &&
           (is_arguments(node->words[0]) ||
            (node->words[0].text == "exec" && node->words.size() == 2 && is_arguments(node->words[1])));
  });
  const std::size_t at = behind_wrappers(words);
  if (!hands_over || at >= words.size() || is_shell(base_name(words[at]))) return std::nullopt;
  StartedProgram behind;
  behind.word = words[at];
  behind.arguments.assign(words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end());
  behind.span = service.command.span;
  behind.from = service.command.from;
  behind.direct = false;
  behind.folder = container_path(service.working_dir.value, "");
  return behind;
}

std::vector<StartedProgram> started_programs(const Project& project, const Service& service) {
  std::vector<StartedProgram> result;
  for (const std::optional<StartedProgram>& each : {started_program(service), program_behind_script(service)})
    if (each.has_value()) result.push_back(*each);
  for (StartedProgram& each : supervised_programs(project, service)) result.push_back(std::move(each));
  return result;
}

/// The package.json whose scripts a container has where it starts. Where the image does not tell, the one of the folder
/// that it is built from.
static const Manifest* started_manifest(const Project& project, const Service& service, const std::string& folder) {
  if (!folder.empty()) {
    const ContainerFile file = container_file(project, service, folder + "/package.json");
    const File* const found = file.file != nullptr ? file.file : file.image.file;
    if (found != nullptr) return manifest_in(project, parent_path(found->path), Ecosystem::node);
  }
  return service.builds ? manifest_in(project, service.build->directory, Ecosystem::node) : nullptr;
}

std::vector<std::string_view> program_words(const Project& project, const Service& service) {
  const std::optional<StartedProgram> started = started_program(service);
  if (!started.has_value()) return {};
  std::vector<std::string_view> words{started->word};
  words.insert(words.end(), started->arguments.begin(), started->arguments.end());
  if (service.startup != nullptr && words.size() > 1 && base_name(words.front()).ends_with(".sh"))
    words.erase(words.begin());
  const std::string_view program = words.front();
  if ((program != "npm" && program != "yarn" && program != "pnpm") || words.size() < 2) return words;
  const bool run = words[1] == "run" && words.size() > 2;
  const Manifest* const manifest = started_manifest(project, service, started->folder);
  const ManifestScript* const script = manifest != nullptr ? manifest->script(words[run ? 2 : 1]) : nullptr;
  if (script == nullptr || script->text.find_first_of("&|;$") != std::string_view::npos) return words;
  std::vector<std::string_view> result;
  for (std::string_view rest = script->text; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (end > 0) result.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  // `npm run dev -- --host`
  const auto dashes = std::ranges::find(words, std::string_view("--"));
  if (dashes != words.end()) result.insert(result.end(), dashes + 1, words.end());
  return result.empty() ? words : result;
}

}  // namespace seaworthy::project
