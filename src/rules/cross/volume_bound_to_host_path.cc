#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/path_text.h"
#include "project/model.h"
#include "rules/lib/once.h"

namespace seaworthy::rules::volume_bound_to_host_path {

/// The name of the variable that the last part of a word is: `dir` of `"$DATA/${dir}"`; "" for anything else.
static std::string_view variable_at_end(const shell::Word& word) {
  if (word.expansions.empty()) return {};
  const shell::Expansion& last = word.expansions.back();
  return last.kind == shell::ExpansionKind::parameter && last.span.end + 1 >= word.span.end ? last.name
                                                                                            : std::string_view();
}

/// The folders that loops around a command go through in a variable: `for dir in data logs`, `"${dirs[@]}"`.
static void add_looped(const shell::Script& script, const shell::Node& node, std::string_view variable,
                       std::unordered_set<std::string_view>& folders) {
  if (variable.empty()) return;
  for (const shell::Node* at = node.parent; at != nullptr; at = at->parent) {
    if (at->kind != shell::NodeKind::for_loop || at->name != variable) continue;
    for (const shell::Word& item : at->words) {
      folders.insert(base_name(item.text));
      for (const shell::Expansion& expansion : item.expansions)
        for (const shell::Node* const other : script.commands)
          for (const shell::Assignment& assignment : other->assignments)
            if (assignment.name == expansion.name)
              for (const shell::Word& element : assignment.elements) folders.insert(base_name(element.text));
    }
  }
}

/// Whether a word of `mkdir` may mean the folder: its last part is the folder's, and the part before agrees or is a
/// variable's.
static bool may_mean(std::string_view word, std::string_view path) {
  while (word.ends_with('/')) word.remove_suffix(1);
  // `data/{one,two}`
  if (word.ends_with('}') && word.find(',') != std::string_view::npos)
    return word.find(base_name(path)) != std::string_view::npos;
  if (base_name(word) != base_name(path) || base_name(word).empty()) return false;
  const std::size_t slash = word.rfind('/');
  if (slash == std::string_view::npos) return true;
  const std::string_view above = base_name(word.substr(0, slash));
  return above.find_first_of("$}") != std::string_view::npos || above.empty() ||
         above == base_name(path.substr(0, path.rfind('/')));
}

/// The folders that the repository makes, or at least names.
struct MadeFolders {
  /// Words of `mkdir`, by their last part; what people are told to do counts too.
  std::unordered_map<std::string_view, std::vector<std::string_view>> words;
  std::vector<std::string_view> lists;  ///< Words of it with braces: `data/{one,two}`.
  std::vector<std::string_view> of_scripts;
  std::unordered_set<std::string_view> looped;

  void add(std::string_view word) {
    while (word.ends_with('/')) word.remove_suffix(1);
    if (word.ends_with('}') && word.find(',') != std::string_view::npos)
      lists.push_back(word);
    else
      words[base_name(word)].push_back(word);
  }
};

/// Adds what the commands of a script make.
static void add_made(const project::File& file, MadeFolders& made) {
  for (const shell::Node* const node : file.script->commands) {
    if (node->words.empty()) continue;
    const std::string_view program = base_name(node->words[0].text);
    if (program != "mkdir" && program != "install") continue;
    for (const shell::Word& word : node->words) {
      made.add(word.text);
      made.of_scripts.push_back(word.text);
      add_looped(*file.script, *node, variable_at_end(word), made.looped);
    }
  }
}

static MadeFolders find_folders(const project::Project& project) {
  MadeFolders made;
  for (const project::File& file : project.files) {
    if ((file.kind == project::FileKind::readme || file.kind == project::FileKind::documentation) && file.has_content) {
      const std::string_view text = project.sources[file.source].text();
      for (std::size_t at = text.find("mkdir "); at != std::string_view::npos; at = text.find("mkdir ", at + 1)) {
        std::string_view line = text.substr(at, std::min(text.find('\n', at), text.size()) - at);
        while (!line.empty()) {
          const std::size_t end = std::min(line.find_first_of(" \t`&;"), line.size());
          made.add(line.substr(0, end));
          line.remove_prefix(std::min(end + 1, line.size()));
        }
      }
    }
    if (file.script != nullptr) add_made(file, made);
  }
  return made;
}

/// Whether a script of the repository makes the folder, or at least names it.
static bool is_made(const MadeFolders& made, std::string_view path) {
  const std::string_view last = base_name(path);
  if (!last.empty()) {
    if (made.looped.contains(last)) return true;
    if (const auto found = made.words.find(last);
        found != made.words.end() &&
        std::ranges::any_of(found->second, [&](std::string_view word) { return may_mean(word, path); }))
      return true;
  }
  return std::ranges::any_of(made.lists, [&](std::string_view word) { return may_mean(word, path); }) ||
         std::ranges::any_of(made.of_scripts, [&](std::string_view word) { return word.ends_with(path); });
}

static bool is_mounted(const project::Stack& stack, const compose::Volume& volume) {
  return std::ranges::any_of(stack.services, [&](const project::Service* service) {
    return std::ranges::any_of(service->definition->mounts, [&](const compose::Mount& mount) {
      return mount.type == compose::MountType::volume && mount.source_text == volume.name;
    });
  });
}

/// A script that starts a stack and makes folders of its volumes before.
struct Starter {
  const project::File* file = nullptr;
  Span start;  ///< The command that starts it.
  MadeFolders made;
};

/// The first script that starts the files of a stack, with whichever profiles, and makes most of the folders that its
/// volumes are; nothing when none does: then another one is for the folders.
static std::optional<Starter> starter_of(const project::Project& project, const project::Stack& stack) {
  for (const project::ComposeCommand& command : project.compose_commands) {
    if (command.stack < 0 || command.verb != "up" || command.file->script == nullptr ||
        command.file->kind != project::FileKind::script ||
        project.stacks[static_cast<std::size_t>(command.stack)].files != stack.files)
      continue;
    Starter starter{command.file, command.span, {}};
    add_made(*command.file, starter.made);
    std::size_t made = 0, missing = 0;
    for (const compose::Volume& volume : stack.model->volumes)
      if (volume.bind_device && is_mounted(stack, volume))
        ++(is_made(starter.made, volume.bind_device.value) ? made : missing);
    if (made > missing && made > 1) return starter;
  }
  return std::nullopt;
}

static void check(const project::Stack& stack, Report& report) {
  if (stack.model == nullptr) return report.skip();
  bool any = false;
  const bool is_bound = std::ranges::any_of(
      stack.model->volumes, [](const compose::Volume& volume) { return static_cast<bool>(volume.bind_device); });
  const std::optional<Starter> starter = is_bound ? starter_of(report.project(), stack) : std::nullopt;
  for (const compose::Volume& volume : stack.model->volumes) {
    if (volume.external.value) continue;
    any = true;
    // Compose makes no volume that no service mounts.
    if (!volume.bind_device || !is_mounted(stack, volume)) continue;
    const std::string_view path = volume.bind_device.value;
    const bool made = is_made(once<find_folders>(report), path);
    if (made && starter.has_value() && !is_made(starter->made, path)) {
      report
          .at(volume.bind_device.span(),
              "`{}` makes the folders of the other volumes and not `{}`, without which `{}` cannot be mounted",
              starter->file->path, path, volume.name)
          .note(starter->start, "It starts the stack here")
          .severity(Severity::medium)
          .confidence(Confidence::likely)
          .subject(volume.name);
      continue;
    }
    Builder finding =
        made ? report.at(volume.bind_device.span(), "Volume `{}` is the host folder `{}`, not one of the engine's",
                         volume.name, path)
             : report.at(volume.bind_device.span(),
                         "Volume `{}` is the host folder `{}`, which must be there before and which no script makes",
                         volume.name, path);
    if (made)
      finding.severity(Severity::info);
    else
      // A folder elsewhere on the host may be there for long; one below the files is there only if something makes it.
      finding.severity(path.starts_with('/') ? Severity::low : Severity::medium).confidence(Confidence::likely);
    finding.subject(volume.name);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4563",
    .summary = "Named volume that is a folder of the host",
    .why =
        "The engine does not make the folder: without it no container that uses the volume starts. Its rights are "
        "those "
        "of the host, `docker compose down -v` leaves the data, and the stack runs on hosts with that path only.",
    .remedy =
        "Make the folder in the set-up script with the owner that the program needs, or leave the place to the engine.",
    .severity = Severity::low,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "leave the place of their volumes to the engine",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::volume_bound_to_host_path
