#include "rules/lib/migrations.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/phrases.h"
#include "knowledge/migration_tools.h"

namespace seaworthy::rules {

using knowledge::MigrationTool;

/// The commands of a list of all tools.
static Phrases commands_of_all(std::span<const std::string_view> MigrationTool::* commands) {
  std::vector<std::string_view> all;
  for (const MigrationTool& tool : knowledge::tables::migration_tools)
    all.insert(all.end(), (tool.*commands).begin(), (tool.*commands).end());
  return Phrases(std::move(all));
}

std::string_view migration_command(std::string_view text) {
  static const Phrases commands = commands_of_all(&MigrationTool::steps);
  return commands.first_in(text);
}

bool migration_takes_lock(std::string_view command) {
  return std::ranges::any_of(knowledge::tables::migration_tools, [&](const MigrationTool& tool) {
    return tool.locks && std::ranges::find(tool.steps, command) != tool.steps.end();
  });
}

std::string_view migration_making_command(std::string_view text) {
  static const Phrases commands = commands_of_all(&MigrationTool::makes);
  return commands.first_in(text);
}

std::string_view seeding_command(std::string_view text) {
  static const Phrases commands = commands_of_all(&MigrationTool::seeds);
  return commands.first_in(text);
}

std::string_view wiping_command(std::string_view text) {
  static const Phrases commands = commands_of_all(&MigrationTool::wipes);
  return commands.first_in(text);
}

}  // namespace seaworthy::rules
