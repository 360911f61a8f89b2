#include <algorithm>
#include <string>
#include <vector>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::database_prepared_for_other_command {

/// Where the entrypoint that Rails writes asks for `./bin/rails server`, and of which words.
struct Condition {
  Span span;
  bool of_last = false;  ///< Of the last two words of the command; else of the first two.
};

static Condition condition_in(const Source& source) {
  const std::string_view text = source.text();
  if (!contains(text, "db:prepare") && !contains(text, "db:migrate")) return {};
  const std::size_t name = text.find("\"./bin/rails\"");
  if (name == std::string_view::npos) return {};
  const std::size_t begin = text.rfind('\n', name) + 1;
  const std::string_view line = before(text.substr(begin), '\n');
  const bool of_last = contains(line, "${@: -2:1}") || contains(line, "${*: -2:1}");
  const bool of_first = contains(line, "\"${1}\" == ") || contains(line, "\"$1\" == ") || contains(line, "\"$1\" = ");
  if (!of_last && !of_first) return {};
  const std::size_t first = begin + std::min(line.find_first_not_of(" \t"), line.size());
  return {{source.id(), static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(begin + line.size())}, of_last};
}

static bool is_rails_server(const std::vector<std::string_view>& words, std::size_t at) {
  return at + 1 < words.size() && words[at] == "./bin/rails" && words[at + 1] == "server";
}

/// Whether words start Rails' server in whatever form; workers and consoles leave the database to it.
static bool starts_server(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) text += ' ' + std::string(word) + ' ';
  return contains(text, "rails s ") || contains(text, "rails  s ") || contains(text, "rails  server ") ||
         contains(text, "rails server") || contains(text, "rails s -") || contains(text, "puma");
}

static bool prepares(std::string_view text) { return contains(text, "db:prepare") || contains(text, "db:migrate"); }

/// Whether the command of some service of the stack does it on its own.
static bool is_done_by_command(const project::Stack& stack) {
  return std::ranges::any_of(stack.services, [](const project::Service* service) {
    return std::ranges::any_of(service->command.words, prepares) ||
           std::ranges::any_of(service->entrypoint.words, prepares);
  });
}

static void check(const project::Service& service, Report& report) {
  const project::CommandInForce& command = service.command;
  if (service.entrypoint_script == nullptr || !command || !starts_server(command.words)) return report.skip();
  const Condition condition = condition_in(report.project().sources[service.entrypoint_script->source]);
  if (!condition.span.valid()) return report.skip();
  const std::size_t count = command.words.size();
  if (!command.shell_form && count >= 2 && is_rails_server(command.words, condition.of_last ? count - 2 : 0)) return;
  if (is_done_by_command(*service.stack)) return;
  Builder finding = report.at(
      command.span,
      "The entrypoint of `{}` prepares the database for `./bin/rails server` alone, and this command is another; "
      "write it so",
      service.name);
  finding.note(condition.span, condition.of_last ? "It asks for these as the last two words"
                                                 : "It asks for these as the first two words");
  if (service.stack->role == project::Role::development) finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW4968",
    .summary = "Database that is prepared for another command than the one that runs",
    .why =
        "The entrypoint that Rails writes compares words of the command: with `bundle exec rails s`, `bin/rails "
        "server` "
        "or options behind it no migration runs, and a new database stays without tables.",
    .remedy =
        "Start `./bin/rails server` and set the rest by variables (`PORT`, `BINDING`), or prepare the database "
        "without a condition.",
    .references =
        "https://github.com/rails/rails/blob/main/railties/lib/rails/generators/rails/app/templates/"
        "docker-entrypoint.tt",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::database_prepared_for_other_command
