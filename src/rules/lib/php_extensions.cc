#include "rules/lib/php_extensions.h"

#include <algorithm>

#include "knowledge/built_in_modules.h"
#include "rules/lib/words.h"
#include "shell/command.h"
#include "shell/parse.h"

namespace seaworthy::rules {

/// Whether only a run can tell which extensions a step installs: a variable stands among their names.
static bool installs_unknown(std::string_view text) {
  bool installs = false;
  for (const std::string_view word : {"ext-install", "php-extensions", "ext-enable", "pecl", "pie ", "phpize"})
    installs = installs || contains(text, word);
  if (!installs) return false;
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    const std::string_view rest = text.substr(at + 1);
    const bool harmless = rest.starts_with("(nproc)") || rest.starts_with("(getconf") ||
                          rest.starts_with("PHPIZE_DEPS") || rest.starts_with("{PHPIZE_DEPS}");
    if (!harmless) return true;
  }
  return false;
}

/// Whether a step runs a script or a Makefile, which may install anything.
static bool runs_script(const dockerfile::Instruction& instruction) {
  if (instruction.script == nullptr || instruction.script->root == nullptr) return true;
  return std::ranges::any_of(instruction.script->commands, [](const shell::Node* node) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program.empty() ? !node->words.empty() : command.program == "make" || command.program.ends_with(".sh"))
      return true;
    return shell::is_shell(command.program) &&
           std::ranges::any_of(command.arguments, [](const shell::Word& word) { return contains(word.text, ".sh"); });
  });
}

bool may_bring_extension(const dockerfile::Stage& stage, std::string_view extension,
                         const dockerfile::Instruction* before) {
  for (const dockerfile::Instruction* const instruction : stage.with_inherited) {
    const std::string_view text = instruction->line.text;
    if (instruction->op == dockerfile::Op::copy || instruction->op == dockerfile::Op::add) {
      // Extensions that another stage has built.
      if (contains(text, "extensions") || contains(text, "/usr/local ")) return true;
    } else if (instruction->op == dockerfile::Op::run) {
      const auto may_bring = [&](std::string_view part) { return contains(part, extension) || installs_unknown(part); };
      if (runs_script(*instruction) || may_bring(text) ||
          std::ranges::any_of(instruction->heredocs,
                              [&](const dockerfile::Heredoc& heredoc) { return may_bring(heredoc.body.text); }))
        return true;
    }
    if (instruction == before) break;
  }
  return false;
}

bool lacks_extension(const project::Service& service, std::string_view extension) {
  if (knowledge::tables::extensions_of_php.contains(extension)) return false;
  for (const project::CommandInForce* const command : {&service.entrypoint, &service.command})
    if (std::ranges::any_of(command->words, [&](std::string_view word) { return contains(word, extension); }))
      return false;
  if (service.builds) return service.stage != nullptr && !may_bring_extension(*service.stage, extension, nullptr);
  // A folder of settings may load what another mount brings.
  return std::ranges::none_of(service.definition->mounts, [](const compose::Mount& mount) {
    return contains(mount.target, "extensions") || mount.target.ends_with("/conf.d");
  });
}

std::vector<LockedExtension> locked_extensions(const code::SourceFile& lock) {
  // Composer writes one value a line, and four blanks for each level.
  enum class Block : std::uint8_t { none, required, provided };
  std::vector<LockedExtension> found;
  std::vector<std::string_view> provided;
  std::string_view package;
  bool development = false;
  Block block = Block::none;
  for (std::size_t at = 0; at < lock.text.size();) {
    const std::size_t end = std::min(lock.text.find('\n', at), lock.text.size());
    const std::string_view line = lock.text.substr(at, end - at);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    const std::string_view text = line.substr(indent);
    if (indent == 4 && text.starts_with("\"packages-dev\"")) development = true;
    if (indent <= 12) block = Block::none;
    if (indent == 12 && text.starts_with("\"name\": \"")) package = before(text.substr(9), '"');
    if (indent == 12 && text.starts_with("\"require\": {")) block = Block::required;
    if ((indent == 12 && (text.starts_with("\"provide\": {") || text.starts_with("\"replace\": {"))) ||
        (indent == 4 && text.starts_with("\"platform-overrides\": {")))
      block = Block::provided;
    if (text.starts_with("\"ext-") && block != Block::none) {
      const std::string_view extension = before(text.substr(5), '"');
      const auto begin = static_cast<std::uint32_t>(at + indent);
      if (block == Block::provided)
        provided.push_back(extension);
      else
        found.push_back({extension,
                         package,
                         {lock.id, begin, begin + static_cast<std::uint32_t>(extension.size()) + 6},
                         development});
    }
    at = end + 1;
  }
  std::erase_if(
      found, [&](const LockedExtension& one) { return std::ranges::find(provided, one.extension) != provided.end(); });
  return found;
}

}  // namespace seaworthy::rules
