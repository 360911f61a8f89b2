#include <algorithm>
#include <string>
#include <vector>

#include "knowledge/server.h"
#include "project/connections.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "project/names.h"
#include "rules/lib/connect.h"
#include "rules/lib/port_edit.h"
#include "rules/lib/published.h"
#include "rules/lib/start_commands.h"
#include "rules/rule.h"

namespace seaworthy::rules::server_without_login {

/// Whether an option of the command or a variable of the container is given, whatever its value.
static bool is_given(const project::Service& service, std::span<const std::string_view> arguments,
                     std::string_view setting) {
  if (!setting.starts_with('-'))
    return service.definition->variable(setting) != nullptr ||
           project::container_variable(service, setting).has_value();
  return std::ranges::any_of(arguments, [&](std::string_view word) {
    return word.starts_with(setting) && (word.size() == setting.size() || word[setting.size()] == '=');
  });
}

/// A command of a start, the server that it is, and where that listens when nothing else is known of the container.
struct Started {
  const knowledge::Server* server = nullptr;
  std::span<const std::string_view> arguments;
  Span span;
  std::uint16_t port = 0;
};

/// The main program, else the first such server among the commands of the start script.
static Started started_server(const project::Service& service, const std::vector<std::string_view>& words,
                              const std::vector<StartCommand>& commands) {
  Started started;
  started.server = knowledge::server(words, started.arguments);
  started.span = service.command.span.valid() ? service.command.span : service.span;
  if (started.server != nullptr && !started.server->gives_away.empty()) return started;
  if (service.startup == nullptr && service.command.script == nullptr) return {};
  for (const StartCommand& command : commands) {
    started.server = knowledge::server(command.words, started.arguments);
    if (started.server == nullptr || started.server->gives_away.empty() || started.server->host != "0.0.0.0") continue;
    started.span = command.span;
    started.port = started.server->port;
    for (std::size_t at = 0; at < started.arguments.size(); ++at)
      for (const std::string_view option : started.server->port_options)
        if (const auto value = knowledge::option_value(started.arguments, at, option); value.has_value()) {
          if (const std::uint16_t port = port_number(*value); port != 0) started.port = port;
          break;
        }
    return started;
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  if (service.definition->ports.empty()) return report.skip();
  const std::vector<std::string_view> words = project::program_words(report.project(), service);
  const std::vector<StartCommand> commands = start_commands(report.project(), service);
  const Started started = started_server(service, words, commands);
  const knowledge::Server* const server = started.server;
  if (server == nullptr || server->gives_away.empty()) return report.skip();
  // An image that is known is judged by its row.
  if (!service.builds && service.image != nullptr &&
      service.image->authentication != knowledge::Authentication::unknown)
    return report.skip();
  const auto given = [&](std::string_view setting) { return is_given(service, started.arguments, setting); };
  if (std::ranges::any_of(server->login_settings, given) || std::ranges::any_of(server->config_options, given)) return;
  if (!server->config.empty() && !project::paths_named(report.project(), server->config).empty()) return;
  const project::Listening& listening = project::connections(report.project(), service).listening;
  for (const compose::Port& port : service.definition->ports) {
    if (!port.on_all_interfaces() || port.published.empty() ||
        (listening.port(port_number(port.target)) == nullptr && port_number(port.target) != started.port))
      continue;
    Builder finding = report.at(port.span(), "`{}` shows {} to whoever asks, without a login: {}", service.name,
                                OurWords{server->title}, OurWords{server->gives_away});
    if (!may_be_production(*service.stack)) finding.severity(Severity::medium);
    finding.note(started.span, "It is started here");
    offer_loopback(finding, port, report);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4134",
    .summary = "Tool without a login published to everybody",
    .why = "Such a tool is made for the people who run the system; it trusts whoever reaches its port.",
    .remedy = "Publish it on 127.0.0.1, put a proxy with a login in front, or switch its own login on.",
    .controls = "CIS Docker 1.6:5.14; OWASP Docker:5",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::security,
    .fixes = Fixes::sometimes,
    .strength = "keep tools without a login off the open network",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::server_without_login
