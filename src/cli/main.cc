#include <string_view>
#include <vector>

#include "base/memory.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/pipeline.h"

int main(int count, char** arguments) {
  using namespace seaworthy::cli;
  seaworthy::prepare_memory();
  const std::vector<std::string_view> words(arguments + (count > 0 ? 1 : 0), arguments + count);
  const CommandLine line = parse_command_line(words);
  if (!line.error.empty()) {
    complain(line.error);
    return wrong_usage;
  }
  if (line.version) return print(version_text()) ? success : wrong_usage;
  if (!line.help.empty()) return print(line.help) ? success : wrong_usage;
  switch (line.options.command) {
    case Command::audit:
      return run_audit(line.options);
    case Command::fix:
      return run_fix(line.options);
    case Command::config:
      return run_config(line.options);
    case Command::show:
      return run_show(line.options);
    case Command::explain:
      return run_explain(line.options);
    case Command::rules:
      return run_rules(line.options);
  }
  return wrong_usage;
}
