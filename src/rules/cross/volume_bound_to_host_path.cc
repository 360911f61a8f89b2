#include "rules/rule.h"

#include <string>

#include "base/path_text.h"
#include "project/model.h"

namespace seaworthy::rules::volume_bound_to_host_path {

/// The name of the variable that the last part of a word is: `dir` of `"$DATA/${dir}"`; "" for anything else.
static std::string_view variable_at_end(const shell::Word& word) {
  if (word.expansions.empty()) return {};
  const shell::Expansion& last = word.expansions.back();
  return last.kind == shell::ExpansionKind::parameter && last.span.end + 1 >= word.span.end ? last.name
                                                                                            : std::string_view();
}

/// Whether a loop around a command goes through a folder of this name: `for dir in data logs`, `"${dirs[@]}"`.
static bool loops_over(const shell::Script& script, const shell::Node& node, std::string_view variable,
                       std::string_view folder) {
  for (const shell::Node* at = node.parent; at != nullptr; at = at->parent) {
    if (at->kind != shell::NodeKind::for_loop || at->name != variable) continue;
    for (const shell::Word& item : at->words) {
      if (base_name(item.text) == folder) return true;
      for (const shell::Expansion& expansion : item.expansions)
        for (const shell::Node* const other : script.commands)
          for (const shell::Assignment& assignment : other->assignments)
            if (assignment.name == expansion.name)
              for (const shell::Word& element : assignment.elements)
                if (base_name(element.text) == folder) return true;
    }
  }
  return false;
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

/// Whether a script of the repository makes the folder, or at least names it.
static bool is_made(const project::Project& project, std::string_view path) {
  const std::string_view last = base_name(path);
  for (const project::File& file : project.files) {
    // What people are told to do counts too.
    if ((file.kind == project::FileKind::readme || file.kind == project::FileKind::documentation) && file.has_content) {
      const std::string_view text = project.sources[file.source].text();
      for (std::size_t at = text.find("mkdir "); at != std::string_view::npos; at = text.find("mkdir ", at + 1)) {
        std::string_view line = text.substr(at, std::min(text.find('\n', at), text.size()) - at);
        while (!line.empty()) {
          const std::size_t end = std::min(line.find_first_of(" \t`&;"), line.size());
          if (may_mean(line.substr(0, end), path)) return true;
          line.remove_prefix(std::min(end + 1, line.size()));
        }
      }
    }
    if (file.script == nullptr) continue;
    for (const shell::Node* const node : file.script->commands) {
      if (node->words.empty()) continue;
      const std::string_view program = base_name(node->words[0].text);
      if (program != "mkdir" && program != "install") continue;
      for (const shell::Word& word : node->words)
        if (word.text.ends_with(path) || may_mean(word.text, path) ||
            (!last.empty() && loops_over(*file.script, *node, variable_at_end(word), last)))
          return true;
    }
  }
  return false;
}

static void check(const project::Stack& stack, Report& report) {
  if (stack.model == nullptr) return report.skip();
  bool any = false;
  for (const compose::Volume& volume : stack.model->volumes) {
    if (volume.external.value) continue;
    any = true;
    if (!volume.bind_device) continue;
    const std::string_view path = volume.bind_device.value;
    const bool made = is_made(report.project(), path);
    Builder finding =
        made ? report.at(volume.bind_device.span(), "Volume `{}` is the host folder `{}`, not one of the engine's",
                         volume.name, path)
             : report.at(volume.bind_device.span(),
                         "Volume `{}` is the host folder `{}`, which must be there before and which no script makes",
                         volume.name, path);
    if (made)
      finding.severity(Severity::info);
    else
      finding.severity(Severity::medium).confidence(Confidence::likely);
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
