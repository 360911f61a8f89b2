#include "project/container_files.h"

#include <algorithm>

#include "knowledge/program_kinds.h"
#include "project/container_variables.h"
#include "project/copy_sources.h"
#include "project/git_ignore.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "project/supervised_programs.h"
#include "shell/command.h"
#include "shell/parse.h"

namespace seaworthy::project {
std::size_t behind_wrappers(std::span<const std::string_view> words) {
  std::size_t at = 0;
  while (at < words.size()) {
    const std::string_view name = base_name(words[at]);
    if (knowledge::tables::init_programs.contains(name)) {
      ++at;
      while (at < words.size() && words[at].starts_with('-')) {
        const bool takes_value = words[at] == "-e" || words[at] == "-p";
        ++at;
        if (takes_value) ++at;
      }
    } else if (name == "gosu" || name == "su-exec") {
      at += 2;
    } else if (name == "exec" || name == "env" || name == "nice" || name == "nohup") {
      ++at;
      while (at < words.size() && (words[at].starts_with('-') || words[at].find('=') != std::string_view::npos)) ++at;
    } else {
      break;
    }
  }
  return at;
}

const compose::Mount* mount_over(const Service& service, std::string_view path) {
  const compose::Mount* found = nullptr;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.target.empty() || !is_below(path, mount.target == "/" ? std::string_view() : mount.target)) continue;
    if (found == nullptr || mount.target.size() > found->target.size()) found = &mount;
  }
  return found;
}

/// Whether the working directory is that of an image of which nothing is known.
static bool starts_somewhere(const Service& service) {
  return service.working_dir.from != Provenance::compose && service.working_dir.from != Provenance::dockerfile &&
         service.working_dir.from != Provenance::base_image &&
         (service.builds ? service.stage == nullptr : service.image == nullptr);
}

ContainerFile container_file(const Project& project, const Service& service, std::string_view path) {
  ContainerFile result;
  if (!path.starts_with('/') && starts_somewhere(service)) return result;
  const std::string absolute = container_path(service.working_dir.value, path);
  result.mount = mount_over(service, absolute);
  if (result.mount != nullptr) {
    if (result.mount->type != compose::MountType::bind || !result.mount->inside_root) return result;
    std::string host(result.mount->host_path);
    if (absolute.size() > result.mount->target.size())
      host += absolute.substr(result.mount->target.size() - (result.mount->target.ends_with('/') ? 1 : 0));
    // The path of the root is empty, so that what lies in it begins with the slash.
    const std::optional<std::string> normal =
        join_path("", std::string_view(host).substr(host.starts_with('/') ? 1 : 0));
    if (!normal.has_value()) return result;
    result.source_path = *normal;
    result.file = project.file(*normal);
    const PathState state = project.path_state(*normal);
    result.folder = state == PathState::directory;
    if (state == PathState::file || state == PathState::directory || state == PathState::ignored_by_git)
      result.state = ContainerFile::State::there;
    // What git ignores is made or cloned before the container starts.
    if (state == PathState::missing && !ignored_if_made(project, *normal).valid())
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

/// What a word of a test holds in the container: itself, or the variable that it is all of. Nothing when that is not
/// known.
static std::optional<std::string_view> tested_value(const Service& service, const shell::Word& word) {
  if (word.literal) return word.text;
  if (word.expansions.size() != 1) return std::nullopt;
  const shell::Expansion& expansion = word.expansions.front();
  const bool whole =
      word.text == "$" + std::string(expansion.name) || word.text == "${" + std::string(expansion.name) + "}";
  if (expansion.kind != shell::ExpansionKind::parameter || !whole) return std::nullopt;
  const std::optional<ContainerVariable> variable = container_variable(service, expansion.name);
  return variable.has_value() ? std::optional(variable->value) : std::nullopt;
}

/// Whether `[ "$NODE_ENV" = "development" ]` holds in the container; nothing for a test that only a run decides.
static std::optional<bool> holds(const Service& service, const shell::Node& condition) {
  const shell::Node* node = &condition;
  while (node->kind == shell::NodeKind::list && node->children.size() == 1) node = node->children.front();
  if (node->kind != shell::NodeKind::simple || node->negated || node->words.size() < 3) return std::nullopt;
  std::span<const shell::Word> words = node->words;
  const bool brackets = words.front().text == "[";
  if (!brackets && words.front().text != "test") return std::nullopt;
  words = words.subspan(1, words.size() - (brackets ? 2 : 1));
  if (words.size() == 2 && (words[0].text == "-n" || words[0].text == "-z")) {
    const std::optional<std::string_view> value = tested_value(service, words[1]);
    return value.has_value() ? std::optional((words[0].text == "-z") == value->empty()) : std::nullopt;
  }
  if (words.size() != 3 || (words[1].text != "=" && words[1].text != "==" && words[1].text != "!="))
    return std::nullopt;
  const std::optional<std::string_view> left = tested_value(service, words[0]), right = tested_value(service, words[2]);
  if (!left.has_value() || !right.has_value()) return std::nullopt;
  return (*left == *right) == (words[1].text != "!=");
}

/// The branch of an `if` that is taken in the container; null when none is, or when that is not known.
static const shell::Node* branch_taken(const Service& service, const shell::Node& clause) {
  const std::size_t pairs = (clause.children.size() - (clause.has_else ? 1 : 0)) / 2;
  for (std::size_t pair = 0; pair < pairs; ++pair) {
    const std::optional<bool> taken = holds(service, *clause.children[2 * pair]);
    if (!taken.has_value()) return nullptr;
    if (*taken) return clause.children[2 * pair + 1];
  }
  return clause.has_else ? clause.children.back() : nullptr;
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
  if (!shell::is_shell(words[at]) || at + 1 >= words.size() || !words[at + 1].starts_with("-") ||
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
  while (!node->children.empty() && (node->kind == shell::NodeKind::list || node->kind == shell::NodeKind::and_or ||
                                     node->kind == shell::NodeKind::if_clause)) {
    if (node->kind == shell::NodeKind::if_clause) {
      node = branch_taken(service, *node);
      if (node == nullptr) return std::nullopt;
      continue;
    }
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

static bool is_all_arguments(const shell::Word& word) { return word.text == "$@" || word.text == "${@}"; }

/// Whether a script runs the arguments that it is given: `exec "$@"`, `exec gosu app "$@"`, or by the script of the
/// image that it replaces (`exec docker-php-entrypoint "$@"`).
static bool runs_its_arguments(const shell::Script& script) {
  return std::ranges::any_of(script.commands, [](const shell::Node* node) {
    const shell::Invocation invocation = shell::invocation(*node);
    if (invocation.program_word == nullptr) return false;
    if (is_all_arguments(*invocation.program_word)) return true;
    return invocation.arguments.size() == 1 && is_all_arguments(invocation.arguments.front()) &&
           (invocation.program.starts_with("docker-entrypoint") || invocation.program == "docker-php-entrypoint");
  });
}

/// What a start script that runs its arguments is given to run.
static std::optional<StartedProgram> program_behind_script(const Service& service) {
  const std::vector<std::string_view>& words = service.command.words;
  if (service.startup == nullptr || service.entrypoint.words.empty() || service.command.shell_form ||
      service.command.from == Provenance::base_image || service.command.script != nullptr)
    return std::nullopt;
  std::size_t at = behind_wrappers(words);
  // `bash /start.sh` is the script.
  if (at + 1 < words.size() && shell::is_shell(words[at]) && words[at + 1].starts_with('/')) ++at;
  if (!runs_its_arguments(*service.startup) || at >= words.size() || shell::is_shell(words[at])) return std::nullopt;
  StartedProgram behind;
  behind.word = words[at];
  behind.arguments.assign(words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end());
  behind.span = service.command.span;
  behind.from = service.command.from;
  behind.direct = false;
  behind.folder = container_path(service.working_dir.value, "");
  return behind;
}

const File* handed_over_script(const Project& project, const Service& service) {
  const std::optional<StartedProgram> behind = program_behind_script(service);
  if (!behind.has_value() || behind->word.find('/') == std::string_view::npos) return nullptr;
  const ContainerFile found = container_file(project, service, behind->word);
  const File* const file = found.file != nullptr ? found.file : found.image.file;
  return file != nullptr && file->script != nullptr && file->script->root != nullptr ? file : nullptr;
}

std::vector<StartedProgram> started_programs(const Project& project, const Service& service) {
  std::vector<StartedProgram> result;
  for (const std::optional<StartedProgram>& each : {started_program(service), program_behind_script(service)})
    if (each.has_value()) result.push_back(*each);
  for (StartedProgram& each : supervised_programs(project, service)) result.push_back(std::move(each));
  return result;
}

/// What npm, pnpm or Yarn are asked to start.
struct PackageCall {
  std::string_view script;
  std::string_view member;  ///< Of the workspace, by name or folder; "" for the package of the folder.
  std::string_view folder;  ///< That the options name; "" the working directory.
  std::size_t behind = 0;   ///< Index of the word behind `--`, or the number of words.
};

/// `npm --workspace apps/api run start`, `pnpm --filter @shop/api start`, `yarn workspace api start`; nothing for what
/// starts no script.
static std::optional<PackageCall> package_call(const std::vector<std::string_view>& words) {
  PackageCall call;
  call.behind = words.size();
  bool runs = false;
  for (std::size_t at = 1; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (word == "--") {
      call.behind = at + 1;
      break;
    }
    const auto value = [&](std::string_view option) -> std::optional<std::string_view> {
      if (word == option && at + 1 < words.size()) return words[++at];
      if (word.size() > option.size() && word.starts_with(option) && word[option.size()] == '=')
        return word.substr(option.size() + 1);
      return std::nullopt;
    };
    if (word.starts_with('-')) {
      bool taken = false;
      for (const std::string_view option : {"--workspace", "--filter", "-F", "-w"}) {
        // pnpm's bare `-w` means the root.
        if (option == "-w" && words[0] == "pnpm") continue;
        if (const auto given = value(option); given.has_value()) {
          call.member = *given;
          taken = true;
          break;
        }
      }
      if (taken) continue;
      for (const std::string_view option : {"--prefix", "-C", "--dir", "--cwd"})
        if (const auto given = value(option); given.has_value()) {
          call.folder = *given;
          break;
        }
      continue;
    }
    if (words[0] == "yarn" && word == "workspace" && call.member.empty() && !runs && at + 1 < words.size()) {
      call.member = words[++at];
    } else if (!runs && (word == "run" || word == "run-script")) {
      runs = true;
    } else if (call.script.empty()) {
      call.script = word;
      runs = true;
    }
  }
  return call.script.empty() ? std::nullopt : std::optional(call);
}

/// The package.json that a container has in a folder. Where the image does not tell, the one of the folder that it is
/// built from.
static const Manifest* manifest_in_container(const Project& project, const Service& service, const std::string& folder,
                                             bool or_of_context) {
  if (!folder.empty()) {
    const ContainerFile file = container_file(project, service, folder + "/package.json");
    const File* const found = file.file != nullptr ? file.file : file.image.file;
    if (found != nullptr) return manifest_in(project, parent_path(found->path), Ecosystem::node);
  }
  return or_of_context && service.builds ? manifest_in(project, service.build->directory, Ecosystem::node) : nullptr;
}

/// The package.json whose scripts a call runs.
static const Manifest* started_manifest(const Project& project, const Service& service, const std::string& folder,
                                        const PackageCall& call) {
  const bool elsewhere = !call.folder.empty();
  const Manifest* const here =
      manifest_in_container(project, service, elsewhere ? container_path(folder, call.folder) : folder, !elsewhere);
  if (call.member.empty() || here == nullptr) return here;
  std::string_view wanted = call.member;
  if (wanted.starts_with("./")) wanted.remove_prefix(2);
  for (const Manifest& manifest : manifests(project)) {
    // A folder may have two manifests: `package.json` and `package.json5`.
    if (manifest.ecosystem != Ecosystem::node || manifest.folder == here->folder ||
        !is_below(manifest.folder, here->folder))
      continue;
    const std::string_view inside = manifest.folder.substr(here->folder.empty() ? 0 : here->folder.size() + 1);
    if ((manifest.name && manifest.name.text == wanted) || inside == wanted) return &manifest;
  }
  return nullptr;
}

/// The last command of a script: of `prisma migrate deploy && node dist/main.js` what stays. Empty for a script that is
/// more than plain commands in a row.
static std::vector<std::string_view> last_command(std::string_view text, const Service& service) {
  std::vector<std::string_view> words;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 1));
    if (word.empty()) continue;
    if (word == "&&") {
      words.clear();
      continue;
    }
    // `${PORT:-3000}` as a whole: both the variable and what stands in for it are texts of the files.
    if (word.starts_with("${") && word.ends_with('}')) {
      const std::size_t mark = word.find_first_of(":-=");
      const std::optional<ContainerVariable> given =
          container_variable(service, word.substr(2, std::min(mark, word.size() - 1) - 2));
      const std::size_t fallback = mark == std::string_view::npos ? mark : word.find_first_not_of(":-=", mark);
      if (given.has_value() && !given->value.empty())
        word = given->value;
      else if (fallback != std::string_view::npos && fallback < word.size() - 1)
        word = word.substr(fallback, word.size() - 1 - fallback);
    }
    if (word.find_first_of("&|;$`<>(") != std::string_view::npos) return {};
    words.push_back(word);
  }
  // What else is set in front of the program is part of what it does: `PORT=4000 node server.js`.
  while (words.size() > 1 && (words[0].starts_with("NODE_ENV=") || words[0].starts_with("NODE_OPTIONS=")))
    words.erase(words.begin());
  return words;
}

/// Whether a script has something compiled or bundled before its last command.
static bool builds_before_last(std::string_view text) {
  const std::size_t last = text.rfind("&&");
  if (last == std::string_view::npos) return false;
  const std::string_view first = text.substr(0, last);
  return std::ranges::any_of(std::initializer_list<std::string_view>{"build", "compile", "tsc", "swc", "esbuild",
                                                                     "webpack", "rollup", "babel", "tsup", "bundle"},
                             [&](std::string_view word) { return first.find(word) != std::string_view::npos; });
}

/// Index of the word that names the start script of a service; nothing where it is not what a line starts: a shell form
/// may run it before something else.
static std::optional<std::size_t> start_script_word(const Service& service,
                                                    const std::vector<std::string_view>& words) {
  if (service.startup == nullptr || service.startup->root == nullptr || words.empty()) return std::nullopt;
  std::size_t at = 0;
  while (shell::is_shell(words[at]) && at + 1 < words.size()) {
    ++at;
    while (at + 1 < words.size() && words[at].starts_with('-')) ++at;
  }
  const bool is_form_of_shell = service.entrypoint.script != nullptr || service.command.script != nullptr;
  const bool same_name =
      service.entrypoint_script == nullptr || base_name(service.entrypoint_script->path) == base_name(words[at]);
  return !is_form_of_shell || same_name ? std::optional(at) : std::nullopt;
}

/// What a start script runs in the end: its last `exec`, the one program in it that serves, or its last command. Null
/// when that cannot be told.
static const shell::Node* runs_in_the_end(const shell::Script& script) {
  const shell::Node* last_exec = nullptr;
  std::vector<const shell::Node*> servers;
  for (const shell::Node* const node : script.commands) {
    if (node->words.empty()) continue;
    const shell::Invocation invocation = shell::invocation(*node);
    if (invocation.wrapped_by("exec")) last_exec = node;
    if (knowledge::tables::python_servers.contains(invocation.program) ||
        (invocation.program == "node" || invocation.program == "java" || invocation.program == "dotnet" ||
         invocation.program == "puma"))
      servers.push_back(node);
  }
  if (last_exec != nullptr) return last_exec;
  if (!servers.empty()) return servers.size() == 1 ? servers.front() : nullptr;
  const shell::Node* last = script.root;
  while ((last->kind == shell::NodeKind::list || last->kind == shell::NodeKind::and_or) && !last->children.empty())
    last = last->children.back();
  return last->kind == shell::NodeKind::simple && !last->background ? last : nullptr;
}

/// Puts what a script runs in the end into a line. What only a run can tell leaves the line as it is.
static void take_last_program(const shell::Script& script, std::span<const std::string_view> given, ProgramLine& line) {
  const shell::Node* const node = runs_in_the_end(script);
  if (node == nullptr) return;
  const shell::Invocation invocation = shell::invocation(*node);
  if (invocation.program_word == nullptr || !invocation.program_word->literal) return;
  std::vector<std::string_view> words{invocation.program_word->text};
  for (const shell::Word& word : invocation.arguments) {
    if (is_all_arguments(word))
      words.insert(words.end(), given.begin(), given.end());
    else
      words.push_back(word.text);
  }
  line.words = std::move(words);
  line.span = node->span;
  // A `cd` on the way is not followed.
  const bool moves = std::ranges::any_of(
      script.commands, [](const shell::Node* other) { return other->program == "cd" || other->program == "pushd"; });
  if (moves) line.folder.clear();
}

/// Puts what a start script runs into the place of the script.
static void follow_start_script(const Project& project, const Service& service, ProgramLine& line) {
  const std::optional<std::size_t> at = start_script_word(service, line.words);
  if (!at.has_value()) return;
  const std::vector<std::string_view> given(line.words.begin() + static_cast<std::ptrdiff_t>(*at) + 1,
                                            line.words.end());
  if (!runs_its_arguments(*service.startup)) return take_last_program(*service.startup, given, line);
  if (given.empty()) return;
  line.words.assign(given.begin() + static_cast<std::ptrdiff_t>(behind_wrappers(given)), given.end());
  line.span = service.command.span;
  if (const File* const next = handed_over_script(project, service); next != nullptr)
    take_last_program(*next->script, {}, line);
}

ProgramLine program_line(const Project& project, const Service& service) {
  ProgramLine line;
  const std::optional<StartedProgram> started = started_program(service);
  if (!started.has_value()) return line;
  line.words.push_back(started->word);
  line.words.insert(line.words.end(), started->arguments.begin(), started->arguments.end());
  line.folder = started->folder;
  line.span = started->span;
  follow_start_script(project, service, line);
  if (line.words.empty()) return line;
  // Scripts that call scripts.
  constexpr int deepest = 4;
  for (int depth = 0; depth < deepest; ++depth) {
    const std::string_view program = line.words.front();
    if ((program != "npm" && program != "yarn" && program != "pnpm") || line.words.size() < 2) return line;
    const std::optional<PackageCall> call = package_call(line.words);
    const Manifest* const manifest =
        call.has_value() ? started_manifest(project, service, line.folder, *call) : nullptr;
    const ManifestScript* const script = manifest != nullptr ? manifest->script(call->script) : nullptr;
    if (script == nullptr) return line;
    std::vector<std::string_view> result = last_command(script->text, service);
    if (result.empty()) return line;
    line.builds_first = line.builds_first || builds_before_last(script->text);
    // `npm run dev -- --host`
    result.insert(result.end(), line.words.begin() + static_cast<std::ptrdiff_t>(call->behind), line.words.end());
    line.words = std::move(result);
    if (line.folder.empty()) continue;
    if (!call->folder.empty()) line.folder = container_path(line.folder, call->folder);
    if (call->member.empty()) continue;
    const Manifest* const root = manifest_in_container(project, service, line.folder, true);
    line.folder =
        root == nullptr
            ? std::string()
            : container_path(line.folder, manifest->folder.substr(root->folder.empty() ? 0 : root->folder.size() + 1));
  }
  return line;
}

std::vector<std::string_view> program_words(const Project& project, const Service& service) {
  return program_line(project, service).words;
}

}  // namespace seaworthy::project
