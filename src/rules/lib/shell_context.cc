#include "rules/lib/shell_context.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "knowledge/knowledge.h"
#include "project/facts.h"
#include "rules/lib/run_commands.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

/// Applies the options of one `set` command or `#!` line.
class Options {
 public:
  explicit Options(StrictMode& mode) : mode_(mode) {}

  void read(std::string_view word) {
    if (expects_name_) {
      expects_name_ = false;
      if (word == "errexit") mode_.errexit = on_;
      if (word == "nounset") mode_.nounset = on_;
      if (word == "pipefail") mode_.pipefail = on_;
      return;
    }
    if (word.size() < 2 || (word[0] != '-' && word[0] != '+') || word[1] == '-') return;
    on_ = word[0] == '-';
    for (const char letter : word.substr(1)) {
      if (letter == 'e') mode_.errexit = on_;
      if (letter == 'u') mode_.nounset = on_;
      if (letter == 'o') expects_name_ = true;
    }
  }

 private:
  StrictMode& mode_;
  bool on_ = true;
  bool expects_name_ = false;
};

bool is_condition_of(const shell::Node& parent, const shell::Node& child) {
  using shell::NodeKind;
  if (parent.kind == NodeKind::while_loop || parent.kind == NodeKind::until_loop)
    return parent.children.front() == &child;
  if (parent.kind != NodeKind::if_clause) return false;
  for (std::size_t i = 0; i < parent.children.size(); i += 2)
    if (parent.children[i] == &child) return !(parent.has_else && i + 1 == parent.children.size());
  return false;
}

bool is_script_root(const shell::Node& node) { return node.script != nullptr && node.script->root == &node; }

/// The child of a list that holds `node` within its script, or null.
const shell::Node* list_member(const shell::Node& node) {
  const shell::Node* member = &node;
  while (member->parent != nullptr && !is_script_root(*member)) {
    if (member->parent->kind == shell::NodeKind::list) return member;
    const shell::NodeKind kind = member->parent->kind;
    if (kind != shell::NodeKind::and_or && kind != shell::NodeKind::pipeline) return nullptr;
    member = member->parent;
  }
  return nullptr;
}

/// Words of a file's name by which people call what runs a deployment.
bool is_deployment_name(std::string_view path) {
  constexpr std::string_view words[] = {
      "deploy",  "backup",  "restore",   "entrypoint", "health",    "release",    "rollback", "docker", "compose",
      "migrate", "start",   "install",   "setup",      "bootstrap", "prod",       "certs",    "ssl",    "init",
      "update",  "upgrade", "provision", "secret",     "monitor",   "run-server", "publish",  "push",   "-env"};
  const std::string_view name = base_name(path);
  return std::any_of(std::begin(words), std::end(words), [&](std::string_view word) { return contains(name, word); });
}

/// By index of Project::files: whether a file works with Compose or builds images.
std::vector<bool> runs_docker(const project::Project& project) {
  std::vector<bool> runs(project.files.size());
  const auto note = [&](const auto& commands) {
    for (const auto& command : commands)
      if (command.file != nullptr && command.file->written_as == nullptr)
        runs[static_cast<std::size_t>(command.file - project.files.data())] = true;
  };
  note(project.compose_commands);
  note(project.build_commands);
  return runs;
}

/// By the last part of a path: the stages that name a file so where they start something, in order.
using Starts = std::unordered_map<std::string_view, std::vector<const dockerfile::Stage*>>;
Starts stages_by_start(const project::Project& project) {
  Starts starts;
  for (const project::Dockerfile& dockerfile : project.dockerfiles)
    for (const dockerfile::Stage* const stage : dockerfile.parsed->stages)
      for (const dockerfile::Instruction* const start : {stage->entrypoint, stage->cmd}) {
        if (start == nullptr || start->form != dockerfile::Form::exec) continue;
        for (const dockerfile::Word& word : start->arguments) {
          std::vector<const dockerfile::Stage*>& stages = starts[base_name(word.text)];
          if (stages.empty() || stages.back() != stage) stages.push_back(stage);
        }
      }
  return starts;
}

}  // namespace

StrictMode strict_mode(const shell::Script& script, std::string_view first_line, const shell::Node* at) {
  StrictMode mode;
  if (first_line.starts_with("#!")) {
    Options options(mode);
    bool interpreter = true;
    for (std::size_t begin = 2; begin < first_line.size();) {
      const std::size_t end = std::min(first_line.find_first_of(" \t\r\n", begin), first_line.size());
      const std::string_view word = first_line.substr(begin, end - begin);
      // `env -S bash -e`: options count from the shell on.
      if (!word.empty() && interpreter)
        interpreter = shell::dialect_of_program(word) == shell::Dialect::other;
      else if (!word.empty())
        options.read(word);
      begin = end + 1;
    }
  }
  for (const shell::Node* node : script.commands) {
    if (at != nullptr && node->span.begin >= at->span.begin) break;
    if (node->words.empty() || node->words.front().text != "set" || node->script != &script) continue;
    if (is_inside(*node, shell::NodeKind::subshell)) continue;
    Options options(mode);
    for (const shell::Word& word : node->words.subspan(1)) options.read(word.text);
  }
  return mode;
}

std::string_view first_line(const shell::Script& script, const project::File* file, const project::Project& project) {
  if (file == nullptr) return {};
  if (const dockerfile::WrittenFile* const written = written_by_dockerfile(script, *file); written != nullptr)
    return before(written->text.text, '\n');
  if (file->script != &script) return {};
  const std::string_view text = project.sources[file->source].text();
  return text.substr(0, text.find('\n'));
}

static bool find_concern(const project::Project& project, const project::File& file) {
  // What a Dockerfile writes is for its image.
  if (file.dockerfile != nullptr) return true;
  if (file.kind == project::FileKind::entrypoint || !file.stacks.empty()) return true;
  // What helpers that write code run for themselves puts nothing anywhere.
  for (const std::string_view folder : {".claude/", ".cursor/", ".agents/", ".codex/", ".gemini/"})
    if (file.path.starts_with(folder) || contains(file.path, "/" + std::string(folder))) return false;
  const auto runs_it = [](const project::Use& use) {
    return use.how == "runs" || use.how == "scheduled by" || use.how == "copies";
  };
  if (std::any_of(file.used_by.begin(), file.used_by.end(), runs_it)) return true;
  return (file.written_as == nullptr &&
          project::fact<runs_docker>(project)[static_cast<std::size_t>(&file - project.files.data())]) ||
         is_deployment_name(file.path);
}

bool concerns_deployment(const project::File& file, const project::Project& project) {
  return project::fact<find_concern>(project, file);
}

const dockerfile::WrittenFile* written_by_dockerfile(const shell::Script& script, const project::File& file) {
  if (file.dockerfile == nullptr) return nullptr;
  for (const dockerfile::Stage* const stage : file.dockerfile->parsed->stages)
    for (const dockerfile::WrittenFile& written : stage->written)
      if (written.script == &script) return &written;
  return nullptr;
}

bool concerns_deployment(const CommandSubject& subject, const project::Project& project) {
  return subject.site != CommandSite::script || subject.file == nullptr || concerns_deployment(*subject.file, project);
}

bool is_gone_by(const project::File& file) {
  if (file.kind == project::FileKind::ci || file.kind == project::FileKind::makefile) return true;
  const discover::Role role = file.role;
  if (role == project::Role::development || role == project::Role::example) return false;
  if (std::ranges::any_of(file.used_by, [](const project::Use& use) {
        return use.how == "runs" && !contains(use.by, ".md") && !contains(use.by, "target `");
      }))
    return true;
  if (role == project::Role::production) return true;
  const std::string_view name = base_name(file.path);
  for (const std::string_view word :
       {"deploy", "release", "rollout", "rollback", "update", "upgrade", "health", "check", "verify", "smoke", "test",
        "ci", "migrat", "backup", "restore", "provision", "prod", "publish", "push"})
    if (contains(name, word)) return true;
  return false;
}

bool said_before(const CommandSubject& subject, std::string_view word) {
  const std::uint32_t here = subject.invocation.span().begin;
  for (const shell::Script* const script : subject.file->embedded)
    for (const shell::Node* const node : script->commands) {
      if (node->span.begin >= here) continue;
      for (const shell::Word& other : node->words)
        if (other.text == word) return true;
    }
  return false;
}

bool is_guide(const project::File& file) {
  if (file.role == project::Role::test || file.role == project::Role::example) return false;
  const bool document = file.kind == project::FileKind::readme || file.kind == project::FileKind::documentation;
  if (!document) return true;
  for (const std::string_view word : {"-old", "old-", "/old", "_old", "archive", "legacy", "test", "history", "tasks/"})
    if (contains(file.path, word)) return false;
  return true;
}

bool status_is_asked(const shell::Node& node) {
  for (const shell::Node* at = &node; at->parent != nullptr; at = at->parent) {
    if (at->negated) return true;
    if (is_script_root(*at)) return false;
    const shell::Node& parent = *at->parent;
    if (parent.kind == shell::NodeKind::and_or && parent.children.back() != at) return true;
    if (is_condition_of(parent, *at)) return true;
    if (parent.kind == shell::NodeKind::function) return false;
  }
  return false;
}

const shell::Node* caught_by(const shell::Node& node) {
  const shell::Node* at = &node;
  while (at->parent != nullptr && at->parent->kind == shell::NodeKind::pipeline && at->parent->children.back() == at)
    at = at->parent;
  if (at->parent == nullptr || at->parent->kind != shell::NodeKind::and_or) return nullptr;
  bool seen = false;
  for (const shell::Node* member : at->parent->children) {
    if (seen && member->joined_by == "||") return member;
    seen = seen || member == at;
  }
  return nullptr;
}

bool is_inside(const shell::Node& node, shell::NodeKind kind) {
  for (const shell::Node* at = &node; at->parent != nullptr && !is_script_root(*at); at = at->parent)
    if (at->parent->kind == kind) return true;
  return false;
}

const shell::Node* next_in_list(const shell::Node& node) {
  const shell::Node* const member = list_member(node);
  if (member == nullptr) return nullptr;
  const auto siblings = member->parent->children;
  const auto found = std::find(siblings.begin(), siblings.end(), member);
  return found + 1 < siblings.end() ? *(found + 1) : nullptr;
}

const shell::Node* previous_in_list(const shell::Node& node) {
  const shell::Node* const member = list_member(node);
  if (member == nullptr) return nullptr;
  const auto siblings = member->parent->children;
  const auto found = std::find(siblings.begin(), siblings.end(), member);
  return found != siblings.begin() ? *(found - 1) : nullptr;
}

namespace {

/// The stages that copy a script, or that start one of its name.
std::vector<const dockerfile::Stage*> stages_with(const project::File& file, const project::Project& project) {
  std::vector<const dockerfile::Stage*> stages;
  for (const project::Use& use : file.used_by) {
    if (use.how != "copies") continue;
    const project::File* const by = project.file(use.span.file);
    if (by == nullptr || by->dockerfile == nullptr) continue;
    for (const dockerfile::Instruction* const instruction : by->dockerfile->parsed->instructions)
      if (instruction->stage != nullptr && instruction->span.contains(use.span)) stages.push_back(instruction->stage);
  }
  const Starts& starts = project::fact<stages_by_start>(project);
  if (const auto found = starts.find(base_name(file.path)); found != starts.end())
    stages.insert(stages.end(), found->second.begin(), found->second.end());
  return stages;
}

}  // namespace

/// The last parts of what services start in public images that are made of Alpine.
static std::unordered_set<std::string_view> started_in_alpine(const project::Project& project) {
  std::unordered_set<std::string_view> names;
  for (const project::Service& service : project.services) {
    if (service.builds || service.image == nullptr) continue;
    const knowledge::ImageVariant* const variant = knowledge::variant(*service.image, service.image_reference.tag);
    if (variant == nullptr || !is_one_of("alpine busybox", variant->base)) continue;
    for (const project::CommandInForce* const command : {&service.entrypoint, &service.command}) {
      // What the image brings is no script of the repository, whatever its name.
      if (command->from == project::Provenance::base_image) continue;
      for (const std::string_view word : command->words) names.insert(base_name(word));
    }
  }
  return names;
}

std::optional<shell::Dialect> shell_where_it_runs(const shell::Script& script, const project::File& file,
                                                  const project::Project& project) {
  std::optional<shell::Dialect> shell = known_shell(script, nullptr, first_line(script, &file, project));
  if (shell != shell::Dialect::posix || file.script != &script) return shell;
  for (const dockerfile::Stage* const stage : stages_with(file, project)) {
    const std::string_view base = stage->root().base;
    if (contains(base, "alpine") || contains(base, "busybox")) return shell::Dialect::ash;
    shell = known_shell(script, stage, {});
    if (shell.has_value()) return shell;
  }
  if (project::fact<started_in_alpine>(project).contains(base_name(file.path))) return shell::Dialect::ash;
  // `build/alpine/packages.sh` is for that base, which a build argument chooses.
  if (contains(file.path, "alpine")) return shell::Dialect::ash;
  return shell;
}

std::optional<shell::Dialect> known_shell(const shell::Script& script, const dockerfile::Stage* stage,
                                          std::string_view first_line) {
  using shell::Dialect;
  if (script.dialect != Dialect::posix) return script.dialect;
  if (stage == nullptr) {
    // A library without `#!` is read by whatever shell sources it.
    if (!first_line.starts_with("#!")) return std::nullopt;
    return Dialect::posix;
  }
  const std::string_view base = stage->root().base;
  constexpr std::string_view marks[] = {"debian", "ubuntu", "bookworm", "bullseye", "buster", "trixie",
                                        "slim",   "focal",  "jammy",    "noble",    "bionic"};
  constexpr WordList official =
      "node python golang ruby php rust openjdk eclipse-temurin gcc perl nginx postgres "
      "mysql mariadb redis mongo httpd haskell elixir erlang julia maven gradle buildpack-deps";
  const std::string_view repository = before(before(base, '@'), ':');
  if (std::any_of(std::begin(marks), std::end(marks), [&](std::string_view mark) { return contains(base, mark); }) ||
      is_one_of(official, repository))
    return Dialect::posix;
  return std::nullopt;
}

bool uses_rpm(const dockerfile::Stage& stage) {
  return any_run_command(stage, [](const dockerfile::Instruction&, const shell::Node& node) {
    const std::string_view program = shell::invocation(node).program;
    return program == "rpm" || (knowledge::is_system_package_manager(program) &&
                                is_one_of("dnf zypper", knowledge::package_manager(program)->packages));
  });
}

}  // namespace seaworthy::rules
