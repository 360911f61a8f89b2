#include "rules/rule.h"

#include <charconv>
#include <optional>

#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::stop_grace_shorter_than_shutdown {

constexpr std::int64_t second = 1'000'000'000;

/// How long a program is told to take over its end.
struct Shutdown {
  std::string_view setting;
  std::int64_t seconds = 0;
  Span span;
};

/// Seconds of "60", "60s", "2m".
static std::optional<std::int64_t> seconds_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number <= 0 || number > 86400) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "m" || unit == "min") return number * 60;
  if (unit == "ms") return number / 1000;
  if (unit.empty() || unit == "s" || unit == "sec") return number;
  return std::nullopt;
}

static std::optional<Shutdown> shutdown_of(const project::Project& project, const project::Service& service) {
  const std::vector<std::string_view> words = project::program_words(project, service);
  const auto program = [&](std::string_view name) {
    return !words.empty() && (base_name(words.front()) == name || (words.size() > 2 && words[2] == name));
  };
  const Span span = service.command.span.valid() ? service.command.span : service.span;
  for (const auto& [name, option] : {std::pair<std::string_view, std::string_view>{"gunicorn", "--graceful-timeout"},
                                     {"uvicorn", "--timeout-graceful-shutdown"},
                                     {"hypercorn", "--graceful-timeout"},
                                     {"sidekiq", "-t"},
                                     {"waitress-serve", "--channel-timeout"}}) {
    if (!program(name)) continue;
    if (const auto given = given_option(service, option); given.has_value())
      if (const auto seconds = seconds_in(given->value); seconds.has_value()) return Shutdown{option, *seconds, span};
  }
  // Sidekiq gives its jobs 25 s unless it is told otherwise.
  if (program("sidekiq") && service.definition->stop_grace_period) return Shutdown{"timeout", 25, span};
  for (const std::string_view name :
       {"SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", "SHUTDOWN_TIMEOUT", "GRACEFUL_TIMEOUT",
        "GRACEFUL_SHUTDOWN_TIMEOUT", "SHUTDOWN_GRACE_PERIOD", "SHUTDOWN_TIMEOUT_SECONDS", "TERMINATION_GRACE_PERIOD"})
    if (const compose::EnvironmentEntry* const entry = service.definition->variable(name);
        entry != nullptr && entry->value.has_value())
      if (const auto seconds = seconds_in(*entry->value); seconds.has_value())
        return Shutdown{name, *seconds, entry->span};
  return std::nullopt;
}

static void check(const project::Service& service, Report& report) {
  const std::optional<Shutdown> shutdown = shutdown_of(report.project(), service);
  const auto& grace = service.definition->stop_grace_period;
  // A server that is killed while it writes its memory to disk starts with a recovery, if it starts.
  const bool store = service.kind == knowledge::ImageKind::database && !service.builds && keeps_state(service);
  if (store && grace && grace.value < 10 * second) {
    report.at(grace.entry_span(), "`{}` is killed after {} s, before a database has written what it holds to disk",
              service.name, grace.value / second);
    return;
  }
  if (!shutdown.has_value()) return report.skip();
  const std::int64_t given = grace ? grace.value / second : 10;
  if (given >= shutdown->seconds) return;
  Builder finding = report.at(shutdown->span, "`{}` takes up to {} s to end (`{}`), and the engine kills it after {}",
                              service.name, shutdown->seconds, shutdown->setting, given);
  if (grace)
    finding.note(grace.entry_span(), "The time that it has");
  else
    finding.note(service.span, "Without `stop_grace_period` it has 10 s");
}

extern const Rule rule = {
    .code = "SW4595",
    .summary = "Less time to stop than the program takes",
    .why = "Each deployment kills requests and jobs that the program was about to finish.",
    .remedy = "Set `stop_grace_period` above the program's own time, or shorten that.",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .strength = "have the time to end in order",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::stop_grace_shorter_than_shutdown
