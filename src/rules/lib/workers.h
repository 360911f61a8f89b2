#pragma once

#include <string_view>

#include "project/model.h"

namespace seaworthy::rules {

/// True when the command in force starts a program that serves no HTTP, such as `celery worker`, and no server beside
/// it.
bool runs_worker_alone(const project::Service& service);
/// True when it starts nothing but a program that puts jobs into a queue by the clock, such as `celery beat`: what the
/// jobs do happens elsewhere.
bool only_plans_jobs(const project::Service& service);

/// True when the command in force is one that ends when its work is done, such as `manage.py migrate`, and nothing
/// else.
bool runs_job_alone(const project::Service& service);

/// What of a command makes it a scheduler of which there may be one: "beat"; "" for none.
std::string_view scheduler_in(std::string_view text);

}  // namespace seaworthy::rules
