#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "project/model.h"

/// Commands that `docker compose exec` and `docker compose run` start in the container of a service.
namespace seaworthy::rules {

struct CommandInService {
  const project::Stack* stack = nullptr;
  const project::Service* service = nullptr;
  std::span<const std::string_view> words;  ///< What stands behind the service's name.
};

/// `docker compose exec -T db pg_dump shop`; nothing for another verb, or where the stack or the service is not known.
std::optional<CommandInService> command_in_service(const project::Project& project,
                                                   const project::ComposeCommand& command);

}  // namespace seaworthy::rules
