#pragma once

#include <optional>
#include <string_view>

#include "project/model.h"

namespace seaworthy::rules {

/// Who starts a stack, as far as files tell.
struct StartedBy {
  const project::ComposeCommand* swarm = nullptr;    ///< `docker stack deploy`
  const project::ComposeCommand* compose = nullptr;  ///< `docker compose up`, `create`, `run` or `start`
};
/// Whether a service has what Swarm alone acts on, so that it is written for one, whoever starts it: `mode`,
/// `placement`, `endpoint_mode`, `rollback_config` or labels below `deploy`.
bool is_written_for_swarm(const project::Service& service);

/// Whether the stack of a service is one that goes to Swarm (`docker stack deploy`), as its commands or files tell.
bool goes_to_swarm(const project::Service& service);

/// The first command of either kind that starts a stack; null where there is none.
StartedBy started_by(const project::Stack& stack, const project::Project& project);

/// What tells that a stack goes to Swarm.
struct SwarmSign {
  Span span;
  std::string_view note;
};
/// The command that deploys a stack to Swarm; where none is in sight and Compose starts it nowhere, what its files
/// have and Compose cannot do: an external secret or an overlay network that is not attachable, beside services that
/// are written for Swarm. Nothing for other stacks.
std::optional<SwarmSign> swarm_sign(const project::Stack& stack, const project::Project& project);

}  // namespace seaworthy::rules
