#pragma once

#include <string_view>
#include <vector>

#include "project/model.h"

/// Every command that runs when a container starts.
namespace seaworthy::rules {

struct StartCommand {
  std::vector<std::string_view> words;  ///< The program first.
  Span span;
};
/// The main program, the programs of a supervisor, and the commands of the text or script that starts the container.
std::vector<StartCommand> start_commands(const project::Project& project, const project::Service& service);

}  // namespace seaworthy::rules
