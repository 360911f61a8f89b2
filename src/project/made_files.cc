#include "project/made_files.h"

#include <algorithm>
#include <array>
#include <mutex>

#include "project/names.h"
#include "project/paths.h"
#include "shell/assigned_value.h"
#include "shell/command.h"

namespace seaworthy::project {
namespace {

/// More copies than this are no steps of a build; what is beyond is not known to be made.
constexpr std::size_t most_copies = 2'000;

/// The last part of a path, of `build/.` and `build/` that of the folder; "" where only a run can tell it.
std::string_view last_part(std::string_view path) {
  while (path.ends_with('/') || path.ends_with("/.")) path.remove_suffix(path.ends_with('/') ? 1 : 2);
  const std::string_view name = base_name(path);
  return name.find('$') == std::string_view::npos && name != "." && name != ".." ? name : std::string_view();
}

/// `*.sh` and the like: one star.
bool matches(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  const std::string_view behind = pattern.substr(star + 1);
  return name.size() + 1 >= pattern.size() && name.starts_with(pattern.substr(0, star)) && name.ends_with(behind);
}

class Reader {
 public:
  explicit Reader(MadeFiles& made) : made_(made) {}

  void read(const shell::Script& script) {
    for (const shell::Node* const node : script.commands) {
      for (const shell::Redirection& redirection : node->redirections)
        if (redirection.operation.starts_with('>') || redirection.operation.starts_with("&>"))
          add_file(value_of(redirection.target, script), node->span);
      if (!node->words.empty()) read(*node, script);
    }
  }

 private:
  static constexpr std::array copying = {"cp", "mv", "install", "ln", "rsync", "scp"};
  /// They write wherever they name a file.
  static constexpr std::array writing = {"touch", "tee",   "openssl",    "mkcert",  "htpasswd", "curl",
                                         "wget",  "mkdir", "ssh-keygen", "keytool", "truncate", "age-keygen"};
  static constexpr std::array output_options = {"-o",    "-O",   "--output", "--output-document",
                                                "--out", "-out", "-keyout",  "--outfile"};

  void read(const shell::Node& node, const shell::Script& script) {
    const shell::Invocation command = shell::invocation(node);
    if (std::ranges::find(copying, command.program) != copying.end()) {
      read_copy(command, node.span);
    } else if (std::ranges::find(writing, command.program) != writing.end()) {
      for (const shell::Word& word : command.arguments) {
        const std::size_t equals = word.text.starts_with('-') ? word.text.find('=') : std::string_view::npos;
        if (equals != std::string_view::npos) add_file(word.text.substr(equals + 1), node.span);
        if (!word.text.starts_with('-')) add_file(value_of(word, script), node.span);
      }
    } else if (command.program == "tar" || command.program == "unzip") {
      if (const auto folder = command.option(command.program == "tar" ? "-C" : "-d"); folder.has_value())
        add_folder(*folder, node.span);
    } else if (command.program == "git" && command.verb() == "clone") {
      const std::vector<const shell::Word*> operands = command.operands({"-b", "--branch", "--depth"});
      if (operands.size() > 2) add_folder(operands.back()->text, node.span);
    }
    for (std::size_t at = 0; at + 1 < command.arguments.size(); ++at)
      if (std::ranges::find(output_options, command.arguments[at].text) != output_options.end())
        add_file(command.arguments[at + 1].text, node.span);
  }

  void read_copy(const shell::Invocation& command, Span span) {
    const std::vector<const shell::Word*> operands = command.operands({"-m", "-o", "-g"});
    if (operands.size() < 2) return;
    const std::string_view folder = last_part(operands.back()->text);
    add_file(operands.back()->text, span);
    for (const shell::Word* const source : std::span(operands).first(operands.size() - 1)) {
      const std::string_view name = last_part(source->text);
      if (!folder.empty() && !name.empty() && made_.copies.size() < most_copies)
        made_.copies.push_back({folder, name, span});
    }
  }

  /// The word, or what the script gives to the variable which is all of it; of that the last part counts alone.
  static std::string_view value_of(const shell::Word& word, const shell::Script& script) {
    const shell::Word* const value = shell::assigned_value(script, word);
    return value != nullptr ? value->text : word.text;
  }

  void add_file(std::string_view path, Span span) {
    if (const std::string_view name = last_part(path); !name.empty()) made_.files.insert_or_assign(name, span);
  }
  void add_folder(std::string_view path, Span span) {
    if (const std::string_view name = last_part(path); !name.empty()) made_.folders.emplace(name, span);
  }

  MadeFiles& made_;
};

MadeFiles read_all(const Project& project) {
  MadeFiles made;
  Reader reader(made);
  for (const File& file : project.files) {
    if (file.kind == FileKind::entrypoint) continue;  // Runs in a container.
    if (file.script != nullptr) reader.read(*file.script);
    for (const shell::Script* const script : file.embedded) reader.read(*script);
  }
  return made;
}

}  // namespace

Span made_by_command(const Project& project, std::string_view path) {
  if (project.names == nullptr || !project.names->listed) return {};
  const Names& names = *project.names;
  std::call_once(names.made_once, [&] { names.made = read_all(project); });
  const std::string_view name = base_name(path);
  if (const auto file = names.made.files.find(name); file != names.made.files.end()) return file->second;
  const std::string_view parent = base_name(parent_path(path));
  for (const MadeFiles::Copy& copy : names.made.copies)
    if (copy.folder == parent && matches(copy.name, name)) return copy.span;
  for (std::string_view folder = parent_path(path); !folder.empty(); folder = parent_path(folder))
    if (const auto filled = names.made.folders.find(base_name(folder)); filled != names.made.folders.end())
      return filled->second;
  return {};
}

}  // namespace seaworthy::project
