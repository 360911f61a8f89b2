#include "rules/lib/called_script.h"

#include <algorithm>
#include <array>

#include "project/facts.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

static bool may_name_installed(const project::File& file) {
  using project::FileKind;
  return file.has_content &&
         (file.kind == FileKind::script || file.kind == FileKind::entrypoint || file.kind == FileKind::ci ||
          file.kind == FileKind::makefile || file.kind == FileKind::readme || file.kind == FileKind::documentation ||
          file.path.ends_with(".service") || !file.embedded.empty());
}

/// Whether a path is said to be a folder that work is done in: `WorkingDirectory=/srv/shop`, `cd /srv/shop && git
/// pull`.
static bool is_entered(std::string_view text, std::size_t at, std::size_t end) {
  const std::string_view before_it = text.substr(0, at);
  if (before_it.ends_with("WorkingDirectory=")) return true;
  if (!before_it.ends_with("cd ")) return false;
  const std::string_view behind = text.substr(end, 60);
  return contains(behind, "git pull") || contains(behind, "git fetch") || contains(behind, "git checkout");
}

/// The folder in front of a path of the tree that an absolute path ends with; "" where it does so with none.
static std::string_view root_of(const project::Project& project, std::string_view path) {
  for (std::size_t slash = path.find('/', 1); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    const std::string_view rest = path.substr(slash + 1);
    // A name alone may be that of anything.
    if (!contains(rest, ".") && !contains(rest, "/")) continue;
    if (project.path_state(rest) == project::PathState::file) return path.substr(0, slash);
  }
  return {};
}

/// Folders of a machine below which people keep a checkout: those that the Filesystem Hierarchy Standard 3.0 leaves to
/// the administrator (sections 3.8, 3.13, 3.14, 3.17, 4.9), and two by custom.
constexpr std::array<std::string_view, 7> checkout_parents = {"/home/",      "/opt/",     "/root/", "/srv/",
                                                              "/usr/local/", "/var/www/", "/data/"};

std::vector<std::string_view> install_roots(const project::Project& project) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
  std::vector<std::string_view> roots;
  for (const project::File& file : project.files) {
    if (!may_name_installed(file)) continue;
    const std::string_view text = project.sources[file.source].text();
    for (std::size_t at = text.find('/'); at != std::string_view::npos; at = text.find('/', at + 1)) {
      if (at > 0 && !contains(" \t\n\"'=(`:", text.substr(at - 1, 1))) continue;
      const std::size_t end = std::min(text.find_first_not_of(letters, at), text.size());
      const std::string_view path = text.substr(at, end - at);
      for (const std::string_view parent : checkout_parents)
        if (path.starts_with(parent))
          if (const std::string_view root = is_entered(text, at, end) ? path : root_of(project, path);
              root.size() >= parent.size())
            roots.push_back(root);
      at = end == at ? at : end - 1;
    }
  }
  std::ranges::sort(roots);
  const auto same = std::ranges::unique(roots);
  roots.erase(same.begin(), same.end());
  return roots;
}

const shell::Word* called_script(const shell::Invocation& command) {
  if (command.program_word == nullptr) return nullptr;
  if (contains(command.program_word->text, "/") && !is_one_of("bash sh dash zsh", command.program))
    return command.program_word;
  if (!is_one_of("bash sh dash zsh source .", command.program)) return nullptr;
  for (const shell::Word& word : command.arguments) {
    if (word.text == "-c" || word.text == "-s") return nullptr;
    if (word.text.starts_with('-') || word.text.starts_with('+')) continue;
    return &word;
  }
  return nullptr;
}

std::string_view behind_variable(const shell::Word& word) {
  if (word.expansions.empty()) return {};
  std::string_view text = word.text;
  const shell::Expansion& first = word.expansions.front();
  if (first.kind == shell::ExpansionKind::parameter) {
    if (!text.starts_with('$') || word.expansions.size() > 1) return {};
    text.remove_prefix(std::min(text.size(), text.find('/')));
  } else if (first.kind == shell::ExpansionKind::command && text.starts_with("$(dirname ")) {
    const std::size_t close = text.find(")/");
    if (close == std::string_view::npos) return {};
    text.remove_prefix(close + 1);
  } else {
    return {};
  }
  while (text.starts_with('/')) text.remove_prefix(1);
  return contains(text, "$") || contains(text, "*") || text.starts_with("..") || contains(text, "`")
             ? std::string_view()
             : text;
}

}  // namespace seaworthy::rules
