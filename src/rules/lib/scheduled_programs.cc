#include "rules/lib/scheduled_programs.h"

#include <algorithm>

#include "project/container_files.h"
#include "rules/lib/cron_table.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

/// The words of a script that are lines of a cron table.
void add_lines(const shell::Script& script, std::vector<ScheduledProgram>& found) {
  for (const shell::Node* const node : script.commands) {
    if (!is_one_of("echo printf", node->program)) continue;
    for (const shell::Word& word : node->words) {
      if (!word.quoted) continue;
      std::string_view text = word.text;
      while (!text.empty()) {
        // Of printf's text the first line break is written as an escape.
        const std::size_t end = std::min({text.find('\n'), text.find("\\n"), text.size()});
        const std::string_view path = program_of_job(job_of_line(text.substr(0, end)));
        if (!path.empty() && !contains(path, "$")) found.push_back({std::string(path), word.span});
        text.remove_prefix(std::min(text.size(), end + (end < text.size() && text[end] == '\n' ? 1 : 2)));
      }
    }
  }
}

}  // namespace

std::vector<ScheduledProgram> scheduled_programs(const project::Project& project, const project::Service& service) {
  std::vector<ScheduledProgram> found;
  std::vector<const shell::Script*> read;
  const auto add = [&](const shell::Script* script) {
    if (script == nullptr || script->root == nullptr || std::ranges::find(read, script) != read.end()) return;
    read.push_back(script);
    const std::string_view text = project.sources[script->root->span.file].text(script->root->span);
    if (contains(text, "cron")) add_lines(*script, found);
  };
  if (service.entrypoint.from == project::Provenance::compose) add(service.entrypoint.script);
  if (service.command.from == project::Provenance::compose) add(service.command.script);
  add(service.startup);
  if (service.stage != nullptr)
    for (const dockerfile::Instruction* const instruction : service.stage->with_inherited)
      if (instruction->op == dockerfile::Op::run) add(instruction->script);
  return found;
}

std::vector<ScheduledProgram> missing_scheduled_programs(const project::Project& project,
                                                         const project::Service& service) {
  std::vector<ScheduledProgram> missing = scheduled_programs(project, service);
  std::erase_if(missing, [&](const ScheduledProgram& program) {
    return project::container_file(project, service, program.path).state != project::ContainerFile::State::absent;
  });
  return missing;
}

}  // namespace seaworthy::rules
