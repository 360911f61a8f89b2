#include <algorithm>

#include "base/parallel.h"
#include "project/container_files.h"
#include "project/linking.h"
#include "project/paths.h"
#include "shell/command.h"
#include "shell/parse.h"

namespace seaworthy::project {
namespace {

class UseLinker {
 public:
  explicit UseLinker(Linking& linking) : linking_(linking), project_(linking.project) {}

  void run() {
    for (const Stack& stack : project_.stacks) stack_files(stack);
    for (const Service& service : project_.services) service_files(service);
    for (const ComposeCommand& command : project_.compose_commands)
      for (const std::string_view path : command.files)
        add(path, by(*command.file, command.place), command.span, command.files_given ? "-f" : "loads by default");
    for (const BuildCommand& command : project_.build_commands)
      if (command.dockerfile_known) add(command.dockerfile, by(*command.file, command.place), command.span, "builds");
    for (const Dockerfile& dockerfile : project_.dockerfiles) copied_files(dockerfile);
    add_called_scripts();
    for (File& file : project_.files) {
      std::ranges::sort(file.stacks);
      file.stacks.erase(std::unique(file.stacks.begin(), file.stacks.end()), file.stacks.end());
    }
  }

 private:
  static std::string by(const File& file, std::string_view place) {
    if (place.empty()) return std::string(file.path);
    std::string text;
    if (file.kind == FileKind::makefile && place.starts_with("target")) {
      text = "Makefile ";
      text += place;
      if (file.path.find('/') != std::string_view::npos) text += " of " + std::string(file.path);
      return text;
    }
    text = place;
    text += " of ";
    text += file.path;
    return text;
  }

  void add(std::string_view path, std::string by, Span span, std::string_view how, std::int64_t stack = -1) {
    const File* const found = project_.file(path);
    if (found == nullptr) return;
    File& file = project_.files[static_cast<std::size_t>(found->source)];
    if (stack >= 0) file.stacks.push_back(static_cast<std::uint32_t>(stack));
    // The same place says it once, however many stacks it reaches.
    const bool known = std::ranges::any_of(
        file.used_by, [&](const Use& use) { return use.span == span && use.how == how && use.by == by; });
    if (!known && file.used_by.size() < 1000) file.used_by.push_back({std::move(by), span, how});
  }

  void stack_files(const Stack& stack) {
    for (const FileId source : stack.model->files)
      if (const File* const file = project_.file(source); file != nullptr) mark(*file, stack);
    for (const File* const file : stack.files) mark(*file, stack);
    for (const FileId source : stack.model->env_files)
      if (const File* const file = project_.file(source); file != nullptr) {
        mark(*file, stack);
        const bool of_service = std::ranges::any_of(stack.model->services, [&](const compose::Service& service) {
          return std::ranges::find(service.env_files, file->path, &compose::EnvFile::resolved) !=
                 service.env_files.end();
        });
        if (of_service) continue;
        add(file->path, "stack `" + stack.name + "`", {}, "interpolated by");
      }
    included_files(stack);
  }

  void mark(const File& file, const Stack& stack) {
    project_.files[static_cast<std::size_t>(file.source)].stacks.push_back(stack.index);
  }

  /// Files that the loader read beyond those of the stack came from `include` or `extends`.
  void included_files(const Stack& stack) {
    for (const File* const part : stack.files) {
      if (part->yaml == nullptr || part->yaml->root() == nullptr) continue;
      const yaml::Node& root = part->yaml->root()->resolved();
      if (!root.is_mapping()) continue;
      if (const yaml::Node* const include = root.get("include"); include != nullptr)
        for (const yaml::Node* const item : include->resolved().items) included(*part, item->resolved(), stack);
      const yaml::Node* const services = root.get("services");
      if (services == nullptr) continue;
      for (const yaml::Entry& entry : services->resolved().entries) {
        if (!entry.value->resolved().is_mapping()) continue;
        const yaml::Node* const extends = entry.value->resolved().get("extends");
        if (extends == nullptr || !extends->resolved().is_mapping()) continue;
        const yaml::Node* const file = extends->resolved().get("file");
        if (file == nullptr || !file->resolved().is_scalar()) continue;
        if (const auto path = join_path(parent_path(part->path), file->resolved().text); path.has_value())
          add(*path, "service `" + std::string(entry.key->text) + "` of " + std::string(part->path), file->span,
              "extends", stack.index);
      }
    }
  }

  void included(const File& part, const yaml::Node& item, const Stack& stack) {
    const auto one = [&](const yaml::Node& path) {
      if (!path.is_scalar()) return;
      if (const auto joined = join_path(parent_path(part.path), path.text); joined.has_value())
        add(*joined, std::string(part.path), path.span, "includes", stack.index);
    };
    one(item);
    if (!item.is_mapping() || item.get("path") == nullptr) return;
    one(item.get("path")->resolved());
    for (const yaml::Node* const path : item.get("path")->resolved().items) one(path->resolved());
  }

  void service_files(const Service& service) {
    const std::string name = "service `" + std::string(service.name) + "`";
    const std::int64_t stack = service.stack->index;
    const compose::Service& definition = *service.definition;
    if (service.dockerfile != nullptr && !service.dockerfile->is_inline) {
      const std::string_view path = service.dockerfile->file->path;
      const compose::Text& written = definition.build.dockerfile;
      if (definition.build)
        add(path, name, written.span().valid() ? written.span() : service.built_at, "builds", stack);
      else
        add(path, name, definition.image.span(), "runs", stack);
    }
    for (const compose::EnvFile& env_file : definition.env_files)
      add(env_file.resolved, name, env_file.source != nullptr ? env_file.source->span() : service.span, "env_file",
          stack);
    for (const compose::Mount& mount : definition.mounts) {
      if (mount.type != compose::MountType::bind || !mount.inside_root) continue;
      add(mount.host_path, name, mount.span(), "mounts", stack);
    }
    for (const File* const file : service.mounted_files) {
      bool by_itself = false;
      for (const compose::Mount& mount : definition.mounts) {
        if (mount.type != compose::MountType::bind || !mount.inside_root) continue;
        by_itself |= mount.host_path == file->path;
        if (!by_itself && is_below(file->path, mount.host_path) && !mount.host_path.empty())
          add(file->path, name, mount.span(), "mounts", stack);
      }
    }
    const auto granted = [&](std::span<const compose::SecretGrant> grants, std::span<const compose::Secret> defined,
                             std::string_view how) {
      for (const compose::SecretGrant& grant : grants)
        for (const compose::Secret& secret : defined)
          if (secret.name == grant.name && secret.inside_root)
            add(secret.resolved, name, secret.file.span(), how, stack);
    };
    granted(definition.secrets, service.stack->model->secrets, "secret");
    granted(definition.configs, service.stack->model->configs, "config");
    if (service.entrypoint_script != nullptr) {
      const Span span = service.entrypoint ? service.entrypoint.span : service.command.span;
      add(service.entrypoint_script->path, name, span, "runs", stack);
    }
    if (const File* const script = handed_over_script(project_, service); script != nullptr)
      add(script->path, name, service.command.span, "runs", stack);
    for (const std::string_view word : service.probe.command.words)
      if (const File* const script = container_script(service, word); script != nullptr)
        add(script->path, name, service.probe.span, "probes with", stack);
  }

  /// A mounted script that a probe calls by its path in the container.
  const File* container_script(const Service& service, std::string_view word) const {
    if (word.find('/') == std::string_view::npos || word.find(' ') != std::string_view::npos) return nullptr;
    for (const compose::Mount& mount : service.definition->mounts)
      if (mount.type == compose::MountType::bind && mount.inside_root && is_below(word, mount.target)) {
        std::string path(mount.host_path);
        path += word.substr(mount.target.size());
        return project_.file(join_path("", path).value_or(""));
      }
    return nullptr;
  }

  /// Files of the inventory that a COPY or ADD names by themselves.
  void copied_files(const Dockerfile& dockerfile) {
    std::vector<std::string_view> contexts;
    for (const BuildUse& use : dockerfile.builds)
      if (use.context_known && std::ranges::find(contexts, use.context) == contexts.end())
        contexts.push_back(use.context);
    if (contexts.empty()) contexts.push_back(parent_path(dockerfile.file->path));
    for (const dockerfile::Instruction* const instruction : dockerfile.parsed->instructions) {
      if (instruction->op != dockerfile::Op::copy && instruction->op != dockerfile::Op::add) continue;
      if (instruction->flag("from") != nullptr || instruction->arguments.size() < 2) continue;
      for (const dockerfile::Word& word : instruction->arguments.subspan(0, instruction->arguments.size() - 1)) {
        if (!word.literal) continue;
        std::string_view relative = word.text;
        while (relative.starts_with('/')) relative.remove_prefix(1);
        for (const std::string_view context : contexts)
          if (const auto path = join_path(context, relative); path.has_value() && *path != dockerfile.file->path)
            add(*path, std::string(dockerfile.path), word.span, "copies");
      }
    }
    if (dockerfile.ignore_file != nullptr)
      add(dockerfile.ignore_file->path, std::string(dockerfile.path), {}, "filters the context of");
  }

  /// Scripts of the repository that scripts, Make, CI, cron and documentation call.
  void add_called_scripts() {
    std::vector<std::vector<Call>> calls(project_.files.size());
    parallel_for(project_.files.size(), linking_.threads,
                 [&](std::size_t index, unsigned) { called_scripts(index, calls[index]); });
    for (std::vector<Call>& of_file : calls)
      for (Call& call : of_file) add(call.path, std::move(call.by), call.span, call.how);
  }

  struct Call {
    std::string_view path;
    std::string by;
    Span span;
    std::string_view how;
  };

  void called_scripts(std::size_t index, std::vector<Call>& calls) const {
    const File& caller = project_.files[index];
    for (const EmbeddedScript& script : linking_.scripts[index]) {
      if (script.script->root == nullptr) continue;
      const bool scheduled = script.place == "cron line";
      for (const shell::Node* const node : script.script->commands) {
        // A call names a path or is given to an interpreter; most commands are neither.
        if (node->words.empty() || !may_call_script(*node)) continue;
        const shell::Invocation invocation = shell::invocation(*node);
        if (invocation.program_word == nullptr) continue;
        std::string_view target = invocation.program_word->text;
        const bool interpreter = shell::is_shell(invocation.program) || invocation.program == "source" ||
                                 invocation.program == "." || invocation.program == "node" ||
                                 invocation.program == "python" || invocation.program == "python3";
        if (interpreter) {
          const std::vector<const shell::Word*> operands = invocation.operands();
          if (operands.empty() || invocation.has_flag("-c")) continue;
          target = operands.front()->text;
        }
        if (target.find('/') == std::string_view::npos && !interpreter) continue;
        if (const File* const file = script_named(target, caller, script); file != nullptr && file != &caller)
          calls.push_back({file->path, by(caller, caller.script != nullptr ? std::string_view{} : script.place),
                           node->span, scheduled ? "scheduled by" : "runs"});
      }
    }
  }

  static bool may_call_script(const shell::Node& node) {
    return std::ranges::any_of(node.words, [](const shell::Word& word) {
      return word.text.find('/') != std::string_view::npos || word.text.find(".sh") != std::string_view::npos ||
             word.text.find(".js") != std::string_view::npos || word.text.find(".py") != std::string_view::npos;
    });
  }

  /// `./scripts/x.sh`, `$SCRIPT_DIR/x.sh`, `/app/scripts/x.sh`: by the working directory, the caller's folder or the
  /// root.
  const File* script_named(std::string_view word, const File& caller, const EmbeddedScript& script) const {
    if (word.starts_with('$')) {
      // A leading variable stands for the folder of the script, or the root.
      const std::size_t slash = word.find('/');
      if (slash == std::string_view::npos) return nullptr;
      word.remove_prefix(slash + 1);
    }
    if (word.find('$') != std::string_view::npos) return nullptr;
    while (word.starts_with('/')) word.remove_prefix(1);
    const auto look = [&](std::string_view folder) -> const File* {
      const std::optional<std::string> path = join_path(folder, word);
      const File* const file = path.has_value() ? project_.file(*path) : nullptr;
      return file != nullptr && (file->script != nullptr || file->kind == FileKind::source) ? file : nullptr;
    };
    if (script.context.directory.has_value())
      if (const File* const file = look(*script.context.directory); file != nullptr) return file;
    for (std::string_view folder = parent_path(caller.path);; folder = parent_path(folder)) {
      if (const File* const file = look(folder); file != nullptr) return file;
      if (folder.empty()) return nullptr;
    }
  }

  Linking& linking_;
  Project& project_;
};

}  // namespace

void link_uses(Linking& linking) { UseLinker(linking).run(); }

}  // namespace seaworthy::project
