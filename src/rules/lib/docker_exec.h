#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "rules/lib/docker_command.h"

/// `docker exec`, `docker container exec` and `docker compose exec`.
namespace seaworthy::rules {

/// Programs that know `exec`, for each_command().
inline constexpr std::string_view exec_programs[] = {"docker", "docker-compose", "podman"};

/// The words in front of the name of the container or service: what stands behind it belongs to the program that is
/// started inside. Nothing for another command.
inline std::optional<std::span<const shell::Word>> docker_exec_options(const shell::Invocation& invocation) {
  const std::optional<DockerCommand> command = docker_command(invocation);
  if (!command.has_value() || command->verb != "exec") return std::nullopt;
  const std::span<const shell::Word> words = invocation.arguments;
  if (command->operands.empty()) return words;
  return words.first(static_cast<std::size_t>(command->operands.front() - words.data()));
}

}  // namespace seaworthy::rules
