#include <algorithm>
#include <string>

#include "project/code_signs.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::schedule_nobody_runs {

/// Whether a text has one of the words of the command that starts the jobs, between blanks or quotes.
static bool names_runner(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
      const auto is_edge = [](char c) { return std::string_view(" \t\n\"'[],=").find(c) != std::string_view::npos; };
      const std::size_t end = at + word.size();
      if ((at == 0 || is_edge(text[at - 1])) && (end == text.size() || is_edge(text[end]))) return true;
    }
    return false;
  });
}

/// Whether anything of the repository starts the jobs: a service, a script, a cron table, a Dockerfile.
static bool is_run(const project::Project& project, const project::Stack& stack, const knowledge::CodeSign& row) {
  for (const project::Service* const service : stack.services) {
    if (names_runner(command_text(project, *service), row.runner)) return true;
    for (const std::string_view word : project::start_words(*service))
      if (names_runner(word, row.runner)) return true;
  }
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    using project::FileKind;
    if (!file.has_content || file.kind == FileKind::readme || file.kind == FileKind::documentation) return false;
    return names_runner(without_comments(project.sources[file.source].text()), row.runner);
  });
}

static void check(const project::Service& service, Report& report) {
  if (project::code_folder(report.project(), service) == nullptr) return report.skip();
  const std::vector<const code::Sign*> signs =
      signs_that_stay(report.project(), service, knowledge::CodeSign::Kind::schedule);
  if (signs.empty()) return report.skip();
  const code::Sign& first = *signs.front();
  if (is_run(report.project(), *service.stack, *first.row)) return;
  report
      .at(first.span, "Jobs are planned here, and no service of the stack runs {}, which would start them",
          OurWords{first.row->title})
      .severity(severity_there(service, Severity::medium))
      .note(service.span, "`{}` has this code", service.name);
}

extern const Rule rule = {
    .code = "SW4817",
    .summary = "Planned jobs that nobody starts",
    .why = "Reminders, clean-ups and reports are written and never run, and nothing fails that would say so.",
    .remedy = "Add one service that runs the scheduler of the framework, with one replica.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "have a scheduler for the jobs that their code plans",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::schedule_nobody_runs
