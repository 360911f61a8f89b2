#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "shell/command.h"

/// `docker exec`, `docker container exec` and `docker compose exec`.
namespace seaworthy::rules {

/// Programs that know `exec`, for each_command().
inline constexpr std::string_view exec_programs[] = {"docker", "docker-compose", "podman"};

/// The words in front of the name of the container or service: what stands behind it belongs to the program that is
/// started inside. Nothing for another command.
inline std::optional<std::span<const shell::Word>> docker_exec_options(const shell::Invocation& invocation) {
  const std::vector<const shell::Word*> operands = invocation.operands(
      {"-u", "--user", "-e", "--env", "-w", "--workdir", "--env-file", "-f", "--file", "-p", "--profile"});
  const bool has_group = !operands.empty() && (operands[0]->text == "compose" || operands[0]->text == "container");
  const std::size_t verb = has_group ? 1 : 0;
  if (operands.size() <= verb || operands[verb]->text != "exec") return std::nullopt;
  const std::span<const shell::Word> words = invocation.arguments;
  if (operands.size() == verb + 1) return words;
  const auto name =
      std::ranges::find(words, operands[verb + 1]->span.begin, [](const shell::Word& word) { return word.span.begin; });
  return words.first(static_cast<std::size_t>(name - words.begin()));
}

}  // namespace seaworthy::rules
