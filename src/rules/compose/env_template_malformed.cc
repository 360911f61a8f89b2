#include <algorithm>
#include <map>
#include <vector>

#include "base/arena.h"
#include "compose/dotenv.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/once.h"
#include "rules/rule.h"

namespace seaworthy::rules::env_template_malformed {

/// The folders in which services are given env files, with one of these services each.
using Readers = std::map<std::string_view, const project::Service*>;
static Readers readers_by_folder(const project::Project& project) {
  Readers readers;
  for (const project::Stack& stack : project.stacks)
    for (const project::Service* const service : stack.services)
      for (const compose::EnvFile& file : service->definition->env_files)
        if (!file.resolved.empty()) readers.emplace(project::parent_path(file.resolved), service);
  return readers;
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::env_template || !file.has_content) return report.skip();
  const Readers& readers = once<readers_by_folder>(report);
  const auto reader = readers.find(project::parent_path(file.path));
  if (reader == readers.end()) return report.skip();
  Arena arena;
  std::vector<compose::DotenvEntry> entries;
  std::vector<compose::DotenvProblem> problems;
  compose::read_dotenv(report.project().sources[file.source], {}, arena, entries, problems);
  const auto found = std::ranges::find(problems, false, &compose::DotenvProblem::warning);
  if (found == problems.end()) return;
  report.at(found->span, "Compose refuses an env file that is made of this at this place; write `NAME=value`")
      .note(reader->second->span, "`{}` is given such a file", reader->second->name);
}

extern const Rule rule = {
    .code = "SW2472",
    .summary = "Template of an env file that Compose cannot read",
    .why = "Whoever copies the template, as the instructions say, gets a stack that Compose refuses at that line.",
    .remedy = "Write `NAME=value`, with quotes closed and no spaces or signs in the name.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::env_template_malformed
