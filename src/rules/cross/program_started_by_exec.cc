#include <algorithm>
#include <span>
#include <string_view>

#include "project/paths.h"
#include "rules/lib/docker_exec.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::program_started_by_exec {

/// Whether nobody waits for the command: `-d`, `-itd`, `--detach`.
static bool is_detached(std::span<const shell::Word> options) {
  return std::ranges::any_of(options, [](const shell::Word& word) {
    const std::string_view text = word.text;
    if (text == "--detach") return true;
    return text.size() > 1 && text.size() <= 4 && text.starts_with('-') && contains(text, "d") &&
           text.find_first_not_of("-ditT") == std::string_view::npos;
  });
}

/// The word that tells of a program which runs on until it is stopped. Null for what comes to an end or is not known.
static const shell::Word* lasting_program(std::span<const shell::Word> command) {
  if (command.empty()) return nullptr;
  const std::string_view program = base_name(command[0].text);
  const auto says = [&](std::string_view words) {
    return std::ranges::any_of(command, [&](const shell::Word& word) { return is_one_of(words, word.text); });
  };
  if (program == "celery") return says("worker beat flower") ? &command[0] : nullptr;
  if (is_one_of("gunicorn uvicorn hypercorn daphne uwsgi supervisord crond cron sidekiq nodemon", program))
    return &command[0];
  if (is_one_of("python python3 php rails", program))
    return says(
               "celery runserver queue:work queue:listen schedule:work horizon bot runbot qcluster rqworker "
               "run_huey process_tasks server gunicorn uvicorn")
               ? &command[0]
               : nullptr;
  if (is_one_of("npm yarn pnpm", program)) return says("start dev serve") ? &command[0] : nullptr;
  return nullptr;
}

static void check(const CommandSubject& subject, Report& report) {
  const auto options = docker_exec_options(subject.invocation);
  if (!options.has_value() || options->size() >= subject.invocation.arguments.size()) return report.skip();
  if (!is_detached(*options)) return;
  const std::span<const shell::Word> rest = subject.invocation.arguments;
  const shell::Word* const program = lasting_program(rest.subspan(options->size() + 1));
  if (program == nullptr) return;
  report.at(program->span,
            "`{}` is started inside a running container: nothing starts it again, and its output goes nowhere",
            base_name(program->text));
}

extern const Rule rule = {
    .code = "SW4111",
    .summary = "Lasting program started by `docker exec`",
    .why =
        "No restart policy and no health check sees a program that `exec -d` started; it is gone with the next "
        "restart of the container, and its messages reach no log.",
    .remedy = "Give the program a service of its own, with the same image and its own `command`.",
    .references = "https://docs.docker.com/reference/cli/docker/container/exec/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_command<check>(exec_programs),
};

}  // namespace seaworthy::rules::program_started_by_exec
