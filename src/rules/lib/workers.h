#pragma once

#include "project/model.h"

namespace seaworthy::rules {

/// True when the command in force starts a program that serves no HTTP, such as `celery worker`, and no server beside
/// it.
bool runs_worker_alone(const project::Service& service);

}  // namespace seaworthy::rules
