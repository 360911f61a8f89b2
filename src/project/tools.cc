#include "project/tools.h"

#include <algorithm>
#include <array>

#include "base/byte_set.h"
#include "knowledge/knowledge.h"
#include "knowledge/package_programs.h"
#include "knowledge/program_kinds.h"
#include "project/image_files.h"
#include "project/paths.h"
#include "shell/assigned_value.h"
#include "shell/command.h"
#include "shell/parse.h"

namespace seaworthy::project {
namespace {

using dockerfile::Instruction;
using dockerfile::Op;

std::string_view without_version(std::string_view package) {
  // "curl=8.5.0-r0", "curl@edge", "curl>8", "postgresql-client-15", "postgresql15-client", "uvicorn[standard]==0.30"
  static constexpr ByteSet ends("=@<>~[!;");
  return package.substr(0, ends.first_in(package));
}

/// Whether a package of a system or language package manager brings a program. `family` as knowledge:: names them.
bool package_brings(std::string_view package, std::string_view family, std::string_view program) {
  package = without_version(package);
  return package == program || knowledge::package_brings(package, family, program);
}

bool is_program_folder(std::string_view folder) {
  return folder == "/bin" || folder == "/usr/bin" || folder == "/usr/local/bin" || folder == "/sbin" ||
         folder == "/usr/sbin" || folder == "/usr/local/sbin";
}

/// Whether a copy may put programs that nobody lists among those of the image: a folder with folders or programs in it.
bool may_bring_programs(std::string_view source, std::string_view destination) {
  if (destination == "/usr" || destination == "/usr/local")
    return base_name(source).find('.') == std::string_view::npos;
  if (destination != "/" && !is_program_folder(destination)) return false;
  return source.ends_with('/') || base_name(source) == base_name(destination) || source.ends_with("bin") ||
         source.ends_with("local") || source.ends_with("root") || source.ends_with("rootfs") ||
         source.find('*') != std::string_view::npos;
}

/// Whether ADD unpacks an archive of the context into the root, as that of a whole system.
bool unpacks_system(const Instruction& instruction, std::string_view source, std::string_view destination) {
  if (instruction.op != Op::add || (destination != "/" && destination != "/usr" && destination != "/usr/local"))
    return false;
  for (const std::string_view ending : {".tar", ".tgz", ".txz", ".tbz"})
    if (source.find(ending) != std::string_view::npos) return true;
  return source.find('$') != std::string_view::npos;
}

enum class Change : std::uint8_t { none, added, removed, unclear };

/// `$PACKAGES` of an assignment in the same RUN, or of an ARG or ENV; what only the build knows may be anything.
std::optional<std::string> value_of(const shell::Word& word, const shell::Node& node, const Instruction& run) {
  if (const shell::Word* const value = shell::assigned_value(*run.script, word, &node);
      value != nullptr && value->literal)
    return std::string(value->text);
  // The images of PHP name so what their extensions are built with.
  if (word.text == "$PHPIZE_DEPS" || word.text == "${PHPIZE_DEPS}")
    return "autoconf dpkg-dev dpkg file g++ gcc libc-dev make pkgconf re2c";
  dockerfile::Word as_dockerfile;
  as_dockerfile.text = word.text;
  as_dockerfile.literal = false;
  return expanded(as_dockerfile, run);
}

bool is_package_file(std::string_view word) {
  for (const std::string_view ending : {".tgz", ".tar.gz", ".deb", ".rpm", ".apk", ".whl", ".gem"})
    if (word.ends_with(ending)) return true;
  return false;
}

/// What a package manager does to a program. `group` remembers the name under which `apk add --virtual` brought it.
Change effect_of_packages(const knowledge::PackageManager& manager, const shell::Invocation& invocation,
                          const Instruction& run, std::string_view program, std::string& group) {
  const std::string_view verb = invocation.verb({"-o", "--option", "-t", "--target-release", "-c", "--config-file"});
  const bool installs = manager.install.contains(verb) || (manager.program == "yarn" && verb == "global");
  const bool removes = manager.remove.contains(verb);
  if (!installs && !removes) return Change::none;
  const Change found = installs ? Change::added : Change::removed;
  bool unclear = false;
  const std::optional<std::string_view> named_group =
      manager.program == "apk" ? invocation.option(invocation.has_flag("--virtual") ? "--virtual" : "-t")
                               : std::nullopt;
  for (const shell::Word& word : invocation.arguments) {
    if (word.literal) {
      // A package that is at hand as a file brings whatever it holds.
      if (installs && is_package_file(word.text)) {
        unclear = true;
        continue;
      }
      if (removes && !group.empty() && word.text == group) return Change::removed;
      if (!package_brings(word.text, manager.packages, program) ||
          (named_group.has_value() && word.text == *named_group))
        continue;
      if (installs && named_group.has_value()) group = *named_group;
      return found;
    }
    const std::optional<std::string> text = value_of(word, *invocation.node, run);
    if (!text.has_value()) {
      unclear = true;
      continue;
    }
    std::string_view rest = *text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find_first_of(" \t\n"), rest.size());
      if (package_brings(rest.substr(0, end), manager.packages, program)) return found;
      rest.remove_prefix(std::min(rest.size(), end + 1));
    }
  }
  // Lists of packages in files bring programs of their own kind only.
  return unclear && installs ? Change::unclear : Change::none;
}

/// What a command that copies, fetches or unpacks files does to a program; nothing for another command.
std::optional<Change> effect_of_placing(const shell::Invocation& invocation, std::string_view program) {
  static constexpr std::string_view placers[] = {
      "curl", "wget", "cp", "mv", "ln", "install", "tar", "unzip", "update-alternatives"};
  if (std::ranges::find(placers, invocation.program) == std::end(placers)) return std::nullopt;
  for (const shell::Word& word : invocation.arguments) {
    std::string_view path = word.text;
    constexpr std::string_view option = "--output=";
    if (path.starts_with(option)) path.remove_prefix(option.size());
    if (base_name(path) == program && is_program_folder(parent_path(path))) return Change::added;
  }
  // `ln -s /opt/app/bin/tool /usr/local/bin` keeps the name.
  if (std::ranges::any_of(invocation.arguments, [](const shell::Word& word) {
        const std::string_view path = word.text;
        return is_program_folder(path.ends_with('/') ? path.substr(0, path.size() - 1) : path);
      }))
    for (const shell::Word& word : invocation.arguments)
      if (base_name(word.text) == program) return Change::added;
  // An archive unpacked into a folder of programs may hold it.
  if (invocation.program == "tar" || invocation.program == "unzip")
    for (const shell::Word& word : invocation.arguments)
      if (word.text == "/" || word.text == "/usr" || word.text == "/usr/local" || is_program_folder(word.text))
        return Change::unclear;
  return Change::none;
}

/// What one command of a RUN does to a program; `group` as above.
Change effect_of(const shell::Node& node, const Instruction& run, std::string_view program, std::string& group) {
  if (node.words.empty()) return Change::none;
  const shell::Invocation invocation = shell::invocation(node);
  // `$INSTALL curl`: what the variable holds may be a package manager.
  if (invocation.program_word != nullptr && invocation.program_word->text.starts_with('$')) return Change::unclear;
  // What these build may be called anything.
  if (invocation.program == "go" && invocation.verb() == "install") return Change::unclear;
  if (invocation.program == "make" || invocation.program == "cargo") return Change::none;
  if (const knowledge::PackageManager* const manager = knowledge::package_manager(invocation.program);
      manager != nullptr && !manager->install.empty())
    return effect_of_packages(*manager, invocation, run, program, group);
  // `corepack enable` puts programs in place of all that it manages, or of those that are named.
  if (invocation.program == "corepack" && invocation.verb() == "enable" && (program == "pnpm" || program == "yarn")) {
    const std::vector<const shell::Word*> named = invocation.operands();
    const bool is_named = std::ranges::any_of(named, [&](const shell::Word* word) { return word->text == program; });
    return named.size() < 2 || is_named ? Change::added : Change::none;
  }
  for (const shell::Redirection& redirection : node.redirections)
    if (redirection.operation.starts_with('>') && redirection.target.literal &&
        base_name(redirection.target.text) == program && is_program_folder(parent_path(redirection.target.text)))
      return Change::added;
  // A program of somebody's own, `/opt/app/setup/install`; the interpreter of a virtual environment is none.
  if (!invocation.program.starts_with("python") && invocation.program_word != nullptr &&
      invocation.program_word->text.find('/') != std::string_view::npos &&
      !is_program_folder(parent_path(invocation.program_word->text)))
    return Change::unclear;
  if (const std::optional<Change> placed = effect_of_placing(invocation, program); placed.has_value()) return *placed;
  // `curl ... | sh` and scripts of the repository can install anything.
  if (shell::is_shell(invocation.program) && !invocation.has_flag("-c")) return Change::unclear;
  if (invocation.program.ends_with(".sh")) return Change::unclear;
  // One that is given a package manager to run.
  for (const shell::Word& word : invocation.arguments)
    if (knowledge::is_system_package_manager(word.text)) return Change::unclear;
  return Change::none;
}

/// Whether the stage puts a folder, or the `bin` below it, on its PATH.
bool is_on_path(const dockerfile::Stage& stage, std::string_view folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
  for (const dockerfile::Variable& variable : stage.variables) {
    if (variable.name != "PATH") continue;
    std::string_view rest = variable.value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(':'), rest.size());
      std::string_view entry = rest.substr(0, end);
      rest.remove_prefix(std::min(rest.size(), end + 1));
      if (!entry.starts_with(folder)) continue;
      entry.remove_prefix(folder.size());
      if (entry.empty() || entry == "/bin" || entry == "/sbin") return true;
    }
  }
  return false;
}

/// Whether a folder is a virtual environment of Python, which holds no programs of the system.
bool is_virtual_environment(std::string_view folder, std::string_view program) {
  if (base_name(folder).find("venv") == std::string_view::npos) return false;
  return !knowledge::package_with_program(program, "apt").empty() &&
         !knowledge::tables::python_programs.contains(program);
}

/// Whether a copy may change what the image has of a program, as far as its words tell: all other copies need no look
/// at where they lead.
bool may_concern(const Instruction& copy, std::string_view program) {
  if (copy.flag("from") != nullptr) return true;
  return std::ranges::any_of(
      copy.arguments, [&](const dockerfile::Word& word) { return !word.literal || base_name(word.text) == program; });
}

/// Until `command` of `run` starts; both null: until the stage ends.
std::optional<bool> has_tool_until(const dockerfile::Stage& stage, std::string_view program, const Instruction* run,
                                   const shell::Node* command) {
  const dockerfile::Stage& root = stage.root();
  std::optional<bool> present;
  if (root.base == "scratch") {
    present = false;
  } else if (stage.known_base.variant != nullptr) {
    present = knowledge::has_tool(*stage.known_base.variant, program);
  }
  const std::span<const Instruction* const> instructions = stage.with_inherited;
  const Directories directories(instructions);
  std::string group;
  for (std::size_t index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = *instructions[index];
    Change change = Change::none;
    if (instruction.op == Op::run && instruction.script != nullptr) {
      for (const shell::Node* const node : instruction.script->commands) {
        if (node == command) break;
        if (const Change effect = effect_of(*node, instruction, program, group); effect != Change::none) {
          // An unclear step cannot take back what is there.
          if (effect == Change::unclear && (change == Change::added || present.value_or(false))) continue;
          change = effect;
        }
      }
    } else if ((instruction.op == Op::copy || instruction.op == Op::add) && instruction.arguments.size() >= 2 &&
               may_concern(instruction, program)) {
      const Destination destination = copy_destination(instruction, directories[index]);
      for (const dockerfile::Word& source : instruction.arguments.subspan(0, instruction.arguments.size() - 1)) {
        if (base_name(destination.path) == program && is_program_folder(parent_path(destination.path))) {
          change = Change::added;
        } else if (is_program_folder(destination.path) && base_name(source.text) == program) {
          change = Change::added;
        } else if (!present.value_or(false) && change == Change::none &&
                   (instruction.flag("from") != nullptr ? may_bring_programs(source.text, destination.path)
                                                        : unpacks_system(instruction, source.text, destination.path))) {
          change = Change::unclear;
        } else if (instruction.flag("from") != nullptr && is_on_path(stage, destination.path) &&
                   !is_virtual_environment(destination.path, program)) {
          change = Change::unclear;
        }
      }
    }
    if (change == Change::added) present = true;
    if (change == Change::removed) present = false;
    if (change == Change::unclear && !present.value_or(false)) present = std::nullopt;
    if (&instruction == run) break;
  }
  return present;
}

}  // namespace

std::optional<bool> stage_has_tool(const dockerfile::Stage& stage, std::string_view program) {
  return has_tool_until(stage, program, nullptr, nullptr);
}

std::optional<bool> stage_has_tool(const dockerfile::Stage& stage, std::string_view program,
                                   const dockerfile::Instruction& run, const shell::Node& command) {
  return has_tool_until(stage, program, &run, &command);
}

bool tells_variant(const knowledge::Reference& reference) { return !reference.tag.empty() || reference.digest.empty(); }

dockerfile::KnownBase known_base(std::string_view base) {
  const knowledge::Reference reference = knowledge::parse_reference(base);
  const knowledge::Image* const image = knowledge::image(reference);
  const bool tells = image != nullptr && tells_variant(reference);
  return {image, tells ? knowledge::variant(*image, reference.tag) : nullptr};
}

std::optional<bool> Service::has_tool(std::string_view program) const {
  if (stage != nullptr) return stage_has_tool(*stage, program);
  if (builds || image == nullptr || !tells_variant(image_reference)) return std::nullopt;
  return knowledge::has_tool(*image, image_reference.tag, program);
}

}  // namespace seaworthy::project
