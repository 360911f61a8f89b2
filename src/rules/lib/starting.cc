#include "rules/lib/starting.h"

#include <algorithm>

#include "knowledge/program_kinds.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/image_tag.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/tool_presence.h"
#include "rules/lib/words.h"
#include "shell/parse.h"

namespace seaworthy::rules {

/// Whether all programs of the image are listed (`missing: ["*"]` of its row), and nothing brings others along.
static bool has_nothing_else(const project::Service& service) {
  if (!project::tells_variant(service.image_reference)) return false;
  const knowledge::ImageVariant* const variant = knowledge::variant(*service.image, service.image_reference.tag);
  if (variant == nullptr || std::ranges::find(variant->missing, std::string_view("*")) == variant->missing.end())
    return false;
  return service.definition->mounts.empty() && service.definition->configs.empty() &&
         service.definition->variable("PATH") == nullptr;
}

std::optional<Confidence> service_lacks_tool(const project::Service& service, std::string_view program) {
  if (service.stage != nullptr) return lacks_tool(*service.stage, program);
  if (service.builds || service.image == nullptr || !project::tells_variant(service.image_reference))
    return std::nullopt;
  // What is listed as missing from a base holds for images that are nothing but a base.
  if (service.image->kind != knowledge::ImageKind::language &&
      service.image->kind != knowledge::ImageKind::distribution)
    return std::nullopt;
  const std::optional<bool> listed = knowledge::has_tool(*service.image, service.image_reference.tag, program);
  if (listed.has_value() ? *listed : !has_nothing_else(service)) return std::nullopt;
  return Confidence::certain;
}

std::string image_of(const project::Service& service) {
  if (service.stage != nullptr) return std::string(service.stage->root().base);
  return std::string(image_in_words(service.definition->image.value));
}

Span image_span(const project::Service& service) {
  if (service.stage != nullptr) return service.stage->root().base_span;
  return service.definition->image.span();
}

/// A program that is named without its folder, where COPY puts a file of that name on the usual PATH.
static project::ContainerFile file_on_path(const project::Project& project, const project::Service& service,
                                           std::string_view word) {
  for (const std::string_view folder :
       {"/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"}) {
    project::ContainerFile file = project::container_file(project, service, std::string(folder) + std::string(word));
    if (file.image.origin == project::ImageFileOrigin::context_file ||
        file.image.origin == project::ImageFileOrigin::heredoc)
      return file;
  }
  return {};
}

std::optional<StartScript> start_script(const project::Project& project, const project::Service& service) {
  // Init programs start what follows them as the engine would.
  const std::optional<project::StartedProgram> started = project::started_program(service);
  std::string_view word;
  Span command;
  bool on_path = false;
  const std::string_view first =
      service.entrypoint.words.empty() ? std::string_view{} : service.entrypoint.words.front();
  if (!first.empty() && service.entrypoint.from != project::Provenance::base_image && contains(first, "/") &&
      !shell::is_shell(first) && !knowledge::tables::init_programs.contains(base_name(first)) &&
      base_name(first) != "env") {
    word = first;
    command = service.entrypoint.span;
  } else if (started.has_value() && started->direct && contains(started->word, "/")) {
    word = started->word;
    command = started->span;
  } else if (started.has_value() && started->direct && !started->word.empty()) {
    word = started->word;
    command = started->span;
    on_path = true;
  } else {
    return std::nullopt;
  }
  // Nobody starts a configuration: an entrypoint such as that of Redis puts its server in front of one.
  if (contains(word, "$") || word.ends_with(".conf")) return std::nullopt;
  StartScript script;
  script.file = on_path ? file_on_path(project, service, word) : project::container_file(project, service, word);
  if (script.file.state != project::ContainerFile::State::there || script.file.folder) return std::nullopt;
  script.word = word;
  script.command = command;
  if (script.file.file != nullptr && script.file.file->has_content) {
    const std::string_view text = project.sources[script.file.file->source].text();
    script.from_repository = true;
    if (text.starts_with("#!")) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      script.shebang = text.substr(0, end);
      script.shebang_span = {script.file.file->source, 0, static_cast<std::uint32_t>(end)};
    }
  } else if (script.file.image.origin == project::ImageFileOrigin::heredoc) {
    const std::string_view text = script.file.image.body.text;
    if (text.starts_with("#!")) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      script.shebang = text.substr(0, end);
      script.shebang_span = script.file.image.body.span(0, static_cast<std::uint32_t>(end));
    }
  }
  // Of an image that is not known the command may be what its entrypoint is given: `config.yaml`.
  const bool may_be_argument = service.image == nullptr && service.stage == nullptr && service.entrypoint.words.empty();
  if (may_be_argument && script.shebang.empty() && !script.word.ends_with(".sh")) return std::nullopt;
  return script;
}

/// Adds the program of a simple command, when it is told.
static void add_program(const shell::Node& node, std::vector<project::StartedProgram>& programs) {
  const shell::Invocation invocation = shell::invocation(node);
  if (invocation.program_word == nullptr || !invocation.program_word->literal) return;
  project::StartedProgram& started = programs.emplace_back();
  started.word = invocation.program_word->text;
  for (const shell::Word& word : invocation.arguments) started.arguments.push_back(word.text);
  started.span = node.span;
}

/// Whether a command moves to another folder for those behind it: `until cd /app; do ...`.
static bool moves(const shell::Node& node) {
  if (node.kind == shell::NodeKind::subshell || node.kind == shell::NodeKind::function) return false;
  if (node.kind == shell::NodeKind::simple) return !node.words.empty() && shell::invocation(node).program == "cd";
  return std::ranges::any_of(node.children, [](const shell::Node* child) { return moves(*child); });
}

std::vector<project::StartedProgram> programs_of(const shell::Script& script) {
  std::vector<project::StartedProgram> result;
  if (script.root == nullptr) return result;
  for (const shell::Node* const node : script.root->children) {
    if (moves(*node)) break;
    if (node->kind != shell::NodeKind::simple || node->words.empty() || node->joined_by == "||") continue;
    if (!status_is_asked(*node)) add_program(*node, result);
  }
  return result;
}

std::vector<project::StartedProgram> programs_in_front(const project::CommandInForce& command) {
  std::vector<project::StartedProgram> result;
  const shell::Node* node = command.script != nullptr ? command.script->root : nullptr;
  while (node != nullptr && node->kind == shell::NodeKind::list && node->children.size() == 1) node = node->children[0];
  if (node == nullptr || node->kind != shell::NodeKind::and_or ||
      std::ranges::any_of(node->children, [](const shell::Node* each) { return each->joined_by == "||"; }))
    return result;
  for (const shell::Node* const each : node->children.first(node->children.size() - 1)) {
    if (each->kind != shell::NodeKind::simple || each->words.empty()) continue;
    if (shell::invocation(*each).program == "cd") break;
    add_program(*each, result);
  }
  return result;
}

project::StartedProgram behind_runner(project::StartedProgram started) {
  const std::string_view runner = base_name(started.word);
  const bool has_verb = knowledge::tables::python_runners.contains(runner) || is_one_of("bundle pnpm yarn", runner);
  if (!has_verb && runner != "npx") return started;
  const std::size_t program = has_verb ? 1 : 0;
  if (started.arguments.size() <= program || started.arguments[program].starts_with('-') ||
      (has_verb && !is_one_of("exec run", started.arguments.front())))
    return started;
  started.word = started.arguments[program];
  started.arguments.erase(started.arguments.begin(),
                          started.arguments.begin() + static_cast<std::ptrdiff_t>(program) + 1);
  return started;
}

}  // namespace seaworthy::rules
