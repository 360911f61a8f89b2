#include "rules/lib/planned_jobs.h"

#include <algorithm>
#include <vector>

#include "project/facts.h"
#include "project/names.h"
#include "rules/lib/cron_table.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

/// The jobs that stand in a text, also inside quotes and behind comment signs.
static void add_jobs(const Source& source, std::vector<PlannedJob>& jobs) {
  // Whatever else it says, a schedule leaves two columns next to each other open.
  constexpr std::string_view sign = "* * ";
  const std::string_view text = source.text();
  for (std::size_t at = text.find(sign); at != std::string_view::npos;) {
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    const std::size_t other = text.find_last_not_of("0123456789*/,- \t", at);
    const std::size_t begin = text.find_first_not_of(" \t-", other == std::string_view::npos ? 0 : other + 1);
    const std::size_t end = std::min(text.find_first_of("\"'\n`", at), line_end);
    const std::string_view job = job_of_line(text.substr(begin, end - begin));
    std::string_view command = job;
    const bool changes_folder = command.starts_with("cd ");
    // `cd /srv/shop && ./scripts/backup.sh`
    if (const std::size_t joined = command.find("&& "); changes_folder && joined != std::string_view::npos)
      command.remove_prefix(joined + 3);
    std::string_view program = program_of_job(command);
    if (program.empty()) program = command.substr(0, command.find_first_of(" \t;&|<>"));
    if (contains(program, "/"))
      jobs.push_back(
          {program, changes_folder, {source.id(), static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}});
    at = text.find(sign, line_end);
  }
}

static std::vector<PlannedJob> find_planned_jobs(const project::Project& project) {
  using Kind = project::FileKind;
  std::vector<PlannedJob> jobs;
  for (const project::File& file : project.files) {
    if (!file.has_content) continue;
    const bool plans = file.kind == Kind::readme || file.kind == Kind::documentation || file.kind == Kind::script ||
                       file.kind == Kind::makefile || contains(file.path, "cron");
    if (plans) add_jobs(project.sources[file.source], jobs);
  }
  return jobs;
}

const std::vector<PlannedJob>& planned_jobs(const project::Project& project) {
  return project::fact<find_planned_jobs>(project);
}

const PlannedJob* planned_job(const project::Project& project, const project::File& script) {
  for (const PlannedJob& job : planned_jobs(project)) {
    if (base_name(job.program) != base_name(script.path)) continue;
    const bool same_path =
        job.program.ends_with(script.path) &&
        (job.program.size() == script.path.size() || job.program[job.program.size() - script.path.size() - 1] == '/');
    if (same_path || project::paths_named(project, base_name(script.path)).size() == 1) return &job;
  }
  return nullptr;
}

}  // namespace seaworthy::rules
