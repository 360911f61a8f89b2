#include "rules/lib/workers.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "knowledge/program_kinds.h"
#include "knowledge/program_settings.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

/// Words of the command in force, of shell text as well.
std::vector<std::string_view> words_of(const project::Service& service) {
  std::vector<std::string_view> words;
  constexpr std::string_view blanks = " \t\n\"';&|";
  for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
    for (const std::string_view text : given->words)
      for (std::size_t at = text.find_first_not_of(blanks); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
        words.push_back(text.substr(at, end - at));
        at = text.find_first_not_of(blanks, end);
      }
  return words;
}

/// Whether a row fits the words.
bool starts(const std::vector<std::string_view>& words, const knowledge::Worker& row) {
  const auto program =
      std::ranges::find_if(words, [&](std::string_view word) { return project::base_name(word) == row.program; });
  return program != words.end() &&
         (row.verb.empty() || std::ranges::find(program, words.end(), row.verb) != words.end());
}

bool is_one_of_rows(std::span<const knowledge::Worker> rows, const std::vector<std::string_view>& words) {
  return std::ranges::any_of(rows, [&](const knowledge::Worker& row) { return starts(words, row); });
}

/// `bin/club eval "Club.Release.migrate"`: a release of Elixir or Erlang that runs one expression and ends.
bool is_task_of_release(const std::vector<std::string_view>& words) {
  for (std::size_t at = 0; at + 1 < words.size(); ++at)
    if (contains(words[at], "bin/") && is_one_of("eval rpc", words[at + 1])) return true;
  return false;
}

bool is_server(std::string_view word) {
  const std::string_view program = project::base_name(word);
  return knowledge::tables::python_servers.contains(program) || is_one_of("flower puma runserver", program);
}

}  // namespace

bool runs_worker_alone(const project::Service& service) {
  const std::vector<std::string_view> words = words_of(service);
  return is_one_of_rows(knowledge::workers(), words) && std::ranges::none_of(words, is_server);
}

bool only_plans_jobs(const project::Service& service) {
  const std::vector<std::string_view> words = words_of(service);
  bool plans = false;
  for (const knowledge::Worker& row : knowledge::workers()) {
    if (!starts(words, row)) continue;
    if (!row.plans) return false;
    plans = true;
  }
  return plans && std::ranges::none_of(words, is_server);
}

bool runs_job_alone(const project::Service& service) {
  if (service.startup != nullptr || service.entrypoint_script != nullptr) return false;
  // One command, without a loop and without another behind it.
  const auto says_more = [](std::string_view word) {
    return word.find_first_of(";&|\n") != std::string_view::npos || contains(word, "while ");
  };
  if (std::ranges::any_of(service.entrypoint.words, says_more) || std::ranges::any_of(service.command.words, says_more))
    return false;
  const std::vector<std::string_view> words = words_of(service);
  return is_one_of_rows(knowledge::jobs(), words) || is_task_of_release(words);
}

std::string_view scheduler_in(std::string_view text) {
  if (contains(text, "celery") && (contains(text, " -B") || contains(text, " --beat"))) return "worker -B";
  if (contains(text, "celery") && contains(text, " beat")) return "beat";
  if (contains(text, "artisan schedule:work")) return "schedule:work";
  if (contains(text, "rqscheduler")) return "rqscheduler";
  return {};
}

}  // namespace seaworthy::rules
