#include <algorithm>
#include <vector>

#include "knowledge/program_settings.h"
#include "project/connections.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::server_probe_on_worker {

/// Words of the command in force, of shell text as well.
static std::vector<std::string_view> words_of(const project::Service& service) {
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

static bool is_worker(const std::vector<std::string_view>& words) {
  return std::ranges::any_of(knowledge::workers(), [&](const knowledge::Worker& row) {
    const auto program =
        std::ranges::find_if(words, [&](std::string_view word) { return project::base_name(word) == row.program; });
    return program != words.end() &&
           (row.verb.empty() || std::ranges::find(program, words.end(), row.verb) != words.end());
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.probe.from != project::Provenance::dockerfile || service.command.from != project::Provenance::compose)
    return report.skip();
  const std::vector<std::string_view> words = words_of(service);
  if (!is_worker(words)) return report.skip();
  const auto serves = [&](std::string_view word) {
    // A server that is started beside the worker.
    return is_one_of("gunicorn uvicorn hypercorn daphne flower puma runserver", project::base_name(word));
  };
  if (std::ranges::any_of(words, serves)) return;
  // `|| exit 0`: whatever it asks, it passes, which is another rule's matter.
  const std::vector<project::ProbeCommand>& commands = project::connections(report.project(), service).probe.commands;
  if (!commands.empty() && commands.back().node != nullptr && commands.back().node->joined_by == "||" &&
      (commands.back().program == "true" ||
       (commands.back().program == "exit" && commands.back().words.size() > 1 && commands.back().words[1] == "0")))
    return;
  for (const project::ProbeRequest& request : project::connections(report.project(), service).probe.requests) {
    if (!request.own || !request.fails_on_error) continue;
    Builder finding =
        report.at(service.command.span,
                  "`{}` serves nothing on port {}, which the probe of its image asks; give it one of its own",
                  service.name, request.port);
    finding.note(request.span, "The probe is made for the server of the same image");
    note_waiting(finding, service);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4910",
    .summary = "Worker with the probe of the server that its image is made for",
    .why =
        "A command of Compose replaces the program, and the image's `HEALTHCHECK` stays: it asks a server that does "
        "not "
        "run, so that the worker is never healthy and whoever waits for it never starts.",
    .remedy = "Give the service a `healthcheck` that asks the worker, or `disable: true`.",
    .references = "https://docs.docker.com/reference/compose-file/services/#healthcheck",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::server_probe_on_worker
