#include "rules/lib/migrations.h"

#include "knowledge/migration_tools.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

using knowledge::MigrationTool;

/// The first command of a list of each tool that a text has; "" for none.
static std::string_view command_in(std::string_view text, std::span<const std::string_view> MigrationTool::* commands) {
  for (const MigrationTool& tool : knowledge::tables::migration_tools)
    for (const std::string_view command : tool.*commands)
      if (contains(text, command)) return command;
  return {};
}

std::string_view migration_command(std::string_view text) { return command_in(text, &MigrationTool::steps); }

std::string_view wiping_command(std::string_view text) { return command_in(text, &MigrationTool::wipes); }

}  // namespace seaworthy::rules
