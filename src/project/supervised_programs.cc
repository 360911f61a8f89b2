#include "project/supervised_programs.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "project/configuration_settings.h"
#include "project/paths.h"
#include "project/upstreams.h"
#include "shell/command.h"

namespace seaworthy::project {
namespace {

constexpr std::string_view supervisor = "supervisord";
constexpr std::string_view section = "program:";

bool runs_supervisor(const Service& service) {
  for (const CommandInForce* const command : {&service.entrypoint, &service.command})
    if (std::ranges::find(command->words, supervisor, base_name) != command->words.end()) return true;
  for (const shell::Script* const script : {service.entrypoint.script, service.command.script, service.startup})
    if (script != nullptr && std::ranges::any_of(script->commands, [](const shell::Node* node) {
          return base_name(shell::invocation(*node).program) == supervisor;
        }))
      return true;
  return false;
}

/// The words of a command as supervisord splits it: at blanks, with quotes around what belongs together.
std::vector<std::string_view> command_words(std::string_view text) {
  std::vector<std::string_view> words;
  while (!(text = ascii::trim(text)).empty()) {
    const bool quoted = text.front() == '"' || text.front() == '\'';
    const std::size_t begin = quoted ? 1 : 0;
    const std::size_t end = std::min(quoted ? text.find(text.front(), 1) : text.find_first_of(" \t"), text.size());
    words.push_back(text.substr(begin, end - begin));
    text.remove_prefix(std::min(end + begin, text.size()));
  }
  return words;
}

/// The settings of the section that begins at `at`; `at` is moved behind them.
void add_program(const Service& service, std::span<const ConfigurationSetting> settings, std::size_t& at,
                 std::vector<StartedProgram>& result) {
  const std::string prefix = settings[at].key.substr(0, settings[at].key.find('.')) + ".";
  StartedProgram program;
  program.from = service.command.from;
  program.direct = false;
  program.folder = container_path(service.working_dir.value, "");
  bool starts = true;
  for (; at < settings.size() && settings[at].key.starts_with(prefix); ++at) {
    const ConfigurationSetting& setting = settings[at];
    const std::string_view key = std::string_view(setting.key).substr(prefix.size());
    if (key == "directory")
      program.folder = setting.value.starts_with('/') ? std::string(setting.value) : std::string();
    if (key == "user") program.account = setting.value;
    if (key == "autostart") starts = starts && setting.value != "false";
    // Its search path is another one then.
    if (key == "environment") starts = starts && setting.value.find("PATH") == std::string_view::npos;
    if (key != "command") continue;
    std::vector<std::string_view> words = command_words(setting.value);
    if (words.empty() || words.front().find('%') != std::string_view::npos) continue;
    program.word = words.front();
    program.arguments.assign(words.begin() + 1, words.end());
    program.span = setting.span;
  }
  if (starts && !program.word.empty()) result.push_back(std::move(program));
}

}  // namespace

std::vector<StartedProgram> supervised_programs(const Project& project, const Service& service) {
  std::vector<StartedProgram> result;
  if (!runs_supervisor(service)) return result;
  for (const File* const file : configuration_files(project, service)) {
    if (!file->has_content) continue;
    const std::string_view text = project.sources[file->source].text();
    if (text.find("[program:") == std::string_view::npos) continue;
    const std::vector<ConfigurationSetting> settings =
        read_settings(file->source, text, nullptr, knowledge::Notation::sections);
    for (std::size_t at = 0; at < settings.size();)
      if (settings[at].key.starts_with(section) && settings[at].key.find('.') != std::string::npos)
        add_program(service, settings, at, result);
      else
        ++at;
  }
  return result;
}

}  // namespace seaworthy::project
