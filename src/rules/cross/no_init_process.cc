#include "rules/rule.h"

#include "knowledge/program_kinds.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::no_init_process {

static void check(const project::Service& service, Report& report) {
  if (!service.builds || service.stage == nullptr || runs_once(service)) return report.skip();
  const std::vector<std::string_view> words = project::start_words(service);
  if (words.empty()) return report.skip();
  const std::string_view first = base_name(words.front());
  if (service.definition->init.value || knowledge::tables::init_programs.contains(first) ||
      is_one_of("s6-svscan init", first))
    return;
  constexpr WordList programs = "node npm yarn pnpm npx nodemon tsx ts-node";
  // Programs that neither reap children nor end on a signal unless they are told to; `npm start` is one itself.
  const std::vector<std::string_view> program = project::program_words(report.project(), service);
  std::string_view name = program.empty() ? std::string_view() : base_name(program.front());
  // Behind a script it is process 1 where the script gives itself up for its arguments.
  const bool handed_over = !service.command.words.empty() && base_name(service.command.words.front()) == name;
  if (!is_one_of(programs, name) || (service.startup != nullptr && !handed_over)) name = first;
  if (first == "docker-entrypoint.sh" && words.size() > 1 && is_one_of(programs, base_name(words[1])))
    name = base_name(words[1]);
  if (!is_one_of(programs, name)) return report.skip();
  report.at(service.span, "`{}` runs `{}` as process 1, which passes no signal on and reaps no child; set `init: true`",
            service.name, name);
}

extern const Rule rule = {
    .code = "SW4569",
    .summary = "Program as process 1 that was not made for it",
    .why =
        "Processes that it leaves behind stay as zombies, and on `docker stop` it is killed after the grace period in "
        "the "
        "midst of its work unless its code handles the signal.",
    .remedy = "Set `init: true` in Compose, or start it through tini or dumb-init.",
    .severity = Severity::info,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .strength = "run under an init process",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::no_init_process
