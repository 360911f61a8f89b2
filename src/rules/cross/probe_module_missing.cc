#include <algorithm>
#include <string_view>
#include <vector>

#include "knowledge/package_kinds.h"
#include "project/connections.h"
#include "project/model.h"
#include "project/probe.h"
#include "project/tools.h"
#include "rules/lib/once.h"
#include "rules/lib/probe_outcome.h"
#include "rules/lib/python_installs.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_module_missing {

/// The client that the text of `python -c` imports first; "" for none, and where it is ready to go without.
static std::string_view imported_client(std::string_view code) {
  if (contains(code, "except")) return {};
  for (const std::string_view client : knowledge::tables::http_clients)
    for (const std::string_view way : {"import ", "from "}) {
      const std::size_t at = code.find(std::string(way) + std::string(client));
      if (at == std::string_view::npos) continue;
      const std::string_view rest = code.substr(at + way.size() + client.size());
      if (rest.empty() || std::string_view(" ;,.\n").contains(rest.front())) return client;
    }
  return {};
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.dockerfile == nullptr || !service.probe) return report.skip();
  const project::Probe& probe = project::connections(report.project(), service).probe;
  if (forced_success(service, probe) != nullptr) return;
  const project::ProbeCommand* asking = nullptr;
  std::string_view client;
  std::size_t place = 0;
  for (const project::ProbeCommand& command : probe.commands) {
    if (!command.program.starts_with("python")) continue;
    const auto option = std::ranges::find(command.words, "-c");
    if (option == command.words.end() || option + 1 == command.words.end()) continue;
    client = imported_client(*(option + 1));
    if (client.empty()) continue;
    asking = &command;
    place = static_cast<std::size_t>(option - command.words.begin()) + 1;
    break;
  }
  const knowledge::Image* const base = project::base_image(*service.stage);
  if (asking == nullptr || probe.commands.size() > 2 || base == nullptr || base->name != "python") return report.skip();
  const BuildStep* last = nullptr;
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    const PythonInstalls installs = python_installs(report.project(), step);
    if (!installs.known) return report.skip();
    if (installs.packages.empty()) continue;
    last = &step;
    // With an extra, FastAPI brings clients too.
    if (!std::ranges::all_of(installs.packages, [](const PythonPackage& package) {
          return knowledge::tables::without_http_client.contains(package.name) &&
                 !(package.has_extras && is_one_of("fastapi starlette flask", package.name));
        }))
      return;
  }
  if (last == nullptr) return report.skip();
  const Span at = asking->spans.size() > place && asking->spans[place].valid() ? asking->spans[place] : asking->span;
  Builder finding =
      report.at(at, "The image of `{}` has no module `{}`, so its probe always fails; `urllib.request` is always there",
                service.name, client);
  finding.note(last->invocation.span(), "None of the packages that are installed brings it");
  note_waiting(finding, service);
}

extern const Rule rule = {
    .code = "SW4162",
    .summary = "Health check that imports a module which its image lacks",
    .why =
        "Python ends at the import, and that is all that the probe ever says: the container is unhealthy for ever, and "
        "whoever waits for its health never starts.",
    .remedy = "Ask with `urllib.request` of the standard library, or install the client for the program.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::orchestration,
    .strength = "probe with modules that their image has",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_module_missing
