#pragma once

#include "project/model.h"

namespace seaworthy::rules {

/// Who starts a stack, as far as files tell.
struct StartedBy {
  const project::ComposeCommand* swarm = nullptr;    ///< `docker stack deploy`
  const project::ComposeCommand* compose = nullptr;  ///< `docker compose up`, `create`, `run` or `start`
};
StartedBy started_by(const project::Stack& stack, const project::Project& project);

}  // namespace seaworthy::rules
