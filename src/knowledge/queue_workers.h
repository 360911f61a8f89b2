#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/queue_workers.yaml.
namespace seaworthy::knowledge {

/// A worker of a queue, and the setting with which the program puts nothing into it.
struct QueueWorker {
  std::string_view command;  ///< Part of the worker's command.
  std::string_view variable;
  std::span<const std::string_view> values;
  std::string_view reads;  ///< What it takes its jobs from, for a sentence: "the queue".
};

namespace tables {
extern const std::span<const QueueWorker> queue_workers;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
