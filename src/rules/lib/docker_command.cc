#include "rules/lib/docker_command.h"

#include <algorithm>

#include "rules/lib/words.h"

namespace seaworthy::rules {

/// What the options of a command tell of a word: nothing can be told of `$x`, and `--user=$x` is an option.
static std::string_view told(const shell::Word& word) {
  return word.literal || word.text.starts_with('-') ? word.text : std::string_view();
}

static std::size_t first_operand(const knowledge::ToolOptions* known, std::span<const shell::Word> words) {
  static constexpr knowledge::ToolOptions nothing = {};
  std::vector<std::string_view> texts;
  for (const shell::Word& word : words) texts.push_back(told(word));
  return knowledge::first_operand(known != nullptr ? *known : nothing, texts);
}

std::optional<DockerCommand::Given> DockerCommand::option(char letter, std::string_view long_name) const {
  std::optional<Given> found;
  const Part& part = parts.back();
  if (part.known == nullptr) return found;
  for (std::size_t at = 0; at < part.words.size(); ++at) {
    const shell::Word& word = part.words[at];
    const std::string_view text = word.text;
    if (text.size() < 2 || text[0] != '-') {
      if (part.known->leading) break;
      continue;
    }
    if (text == "--") break;
    const std::string_view next = at + 1 < part.words.size() ? part.words[at + 1].text : std::string_view();
    if (text[1] == '-') {
      const std::string_view given = before(text, '=').substr(2);
      const bool takes_word =
          given.size() + 2 == text.size() &&
          std::ranges::find(part.known->long_with_value, given) != part.known->long_with_value.end();
      if (given == long_name)
        found = Given{&word, takes_word ? next : text.substr(std::min(text.size(), given.size() + 3))};
      if (takes_word) ++at;
      continue;
    }
    for (std::size_t index = 1; index < text.size(); ++index) {
      const bool takes_value = contains(part.known->short_with_value, text.substr(index, 1));
      const std::string_view rest = takes_value ? text.substr(index + 1) : std::string_view();
      if (text[index] == letter) found = Given{&word, takes_value && rest.empty() ? next : rest};
      if (!takes_value) continue;
      if (rest.empty()) ++at;
      break;
    }
  }
  return found;
}

std::optional<DockerCommand> docker_command(const shell::Invocation& invocation) {
  if (!is_one_of("docker docker-compose podman podman-compose", invocation.program)) return std::nullopt;
  DockerCommand command;
  command.name = invocation.program.ends_with("-compose") ? "docker compose" : "docker";
  std::span<const shell::Word> words = invocation.arguments;
  while (knowledge::is_docker_group(command.name)) {
    const knowledge::ToolOptions* const known = knowledge::docker_options(command.name);
    // `docker compose --version --short` takes the options of `docker compose version`.
    if (command.name == "docker compose" && !words.empty() && is_one_of("--version -v", words.front().text)) {
      command.parts.push_back({known, words.first(1)});
      command.verb = "version";
      command.name += " version";
      words = words.subspan(1);
      break;
    }
    const std::size_t at = first_operand(known, words);
    command.parts.push_back({known, words.first(at)});
    if (at >= words.size() || told(words[at]).empty()) {
      command.verb = {};
      return command;
    }
    command.verb = words[at].text;
    command.name += ' ';
    command.name += command.verb;
    words = words.subspan(at + 1);
  }
  const knowledge::ToolOptions* const known = knowledge::docker_options(command.name);
  command.parts.push_back({known, words});
  for (std::size_t at = first_operand(known, words); at < words.size(); at = first_operand(known, words)) {
    command.operands.push_back(&words[at]);
    words = words.subspan(at + 1);
    if (known == nullptr || !known->leading) continue;
    for (const shell::Word& word : words) command.operands.push_back(&word);
    break;
  }
  return command;
}

}  // namespace seaworthy::rules
