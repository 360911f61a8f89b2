#pragma once

#include <functional>
#include <string_view>

#include "project/model.h"

/// Schedules in the notation of cron, wherever the repository writes them.
namespace seaworthy::rules {

struct Schedule {
  Span span;  ///< The value that holds it.
  std::string_view text;
  bool saves = false;  ///< What it starts makes copies.
};

/// Calls `visit` for those of cron tables, of scripts that write one, of workflows, and of variables and labels of
/// active services; whether there is a place for any.
bool for_each_schedule(const project::Project& project, const std::function<void(const Schedule&)>& visit);

}  // namespace seaworthy::rules
