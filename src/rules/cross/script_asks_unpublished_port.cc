#include <algorithm>
#include <charconv>
#include <string>
#include <unordered_map>
#include <vector>

#include "project/model.h"
#include "rules/lib/client_commands.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::script_asks_unpublished_port {

/// The stacks that the commands of each file are about.
using StacksOfFiles = std::unordered_map<const project::File*, std::vector<const project::Stack*>>;

static StacksOfFiles stacks_of_files(const project::Project& project) {
  StacksOfFiles result;
  for (const project::ComposeCommand& command : project.compose_commands) {
    if (command.stack < 0) continue;
    std::vector<const project::Stack*>& stacks = result[command.file];
    const project::Stack* const stack = &project.stacks[static_cast<std::size_t>(command.stack)];
    if (std::ranges::find(stacks, stack) == stacks.end()) stacks.push_back(stack);
  }
  return result;
}

/// Ports of the host that something of the repository may listen on, as far as numbers tell.
struct HostPorts {
  std::vector<std::uint16_t> published;  ///< Sorted.
  bool known = true;                     ///< False where a port is published that only a run can tell.
};

static HostPorts host_ports(const project::Project& project) {
  HostPorts ports;
  for (const project::Service& service : project.services) {
    const bool on_host = service.definition->network_mode && service.definition->network_mode.value == "host";
    if (on_host)
      for (const project::ContainerPort& port : service.ports) ports.published.push_back(port.port);
    for (const compose::Port& port : service.definition->ports) {
      const std::string_view text = port.published;
      unsigned first = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), first);
      unsigned last = first;
      if (error == std::errc() && end != text.data() + text.size() && *end == '-')
        std::from_chars(end + 1, text.data() + text.size(), last);
      if (error != std::errc() || last < first || last > 65535) {
        ports.known = ports.known && text.empty();
        continue;
      }
      for (unsigned number = first; number <= last; ++number)
        ports.published.push_back(static_cast<std::uint16_t>(number));
    }
  }
  std::ranges::sort(ports.published);
  return ports;
}

/// The port of this machine that a word of a client names: `http://localhost:3100/ready`; 0 for any other.
static std::uint16_t local_port(std::string_view word) {
  for (const std::string_view host : {"//localhost:", "//127.0.0.1:"}) {
    const std::size_t at = word.find(host);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = word.substr(at + host.size());
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), port);
    if (error == std::errc() && (end == rest.data() + rest.size() || *end == '/' || *end == '?')) return port;
  }
  return 0;
}

/// Whether the script itself brings something to ports of this machine.
static bool opens_ports(std::string_view text) {
  for (const std::string_view word :
       {"port-forward", "ssh -L", "ssh -N", "docker run", "podman run", "npm run", "npm start", "pnpm ", "yarn ",
        "uvicorn", "gunicorn", "flask run", "go run", "cargo run", "socat", "compose run", "http.server"})
    if (contains(text, word)) return true;
  return false;
}

/// Whether another command runs it in a container or on another machine: `docker exec db sh -c '...'`.
static bool runs_elsewhere(const shell::Invocation& invocation) {
  if (!invocation.wrappers.empty()) return true;
  for (const shell::Node* at = invocation.node == nullptr ? nullptr : invocation.node->parent; at != nullptr;
       at = at->parent)
    if (at->kind == shell::NodeKind::simple && std::ranges::any_of(at->words, [](const shell::Word& word) {
          return is_one_of("docker docker-compose podman kubectl ssh exec run", word.text);
        }))
      return true;
  return false;
}

static void check(const CommandSubject& subject, Report& report) {
  if ((subject.site != CommandSite::script && subject.site != CommandSite::make) || subject.file == nullptr ||
      subject.instruction != nullptr || runs_elsewhere(subject.invocation))
    return report.skip();
  std::uint16_t port = 0;
  Span place;
  for (const shell::Word& word : subject.invocation.arguments) {
    port = local_port(word.text);
    place = word.span;
    if (port != 0) break;
  }
  if (port == 0)
    if (const auto call = client_call(subject.invocation);
        call.has_value() && call->host && is_one_of("localhost 127.0.0.1", call->host.text)) {
      port = call->port;
      place = call->port_word ? call->port_word.span : call->host.span;
    }
  if (port == 0) return report.skip();
  const StacksOfFiles& all = once<stacks_of_files>(report);
  const auto stacks = all.find(subject.file);
  const HostPorts& ports = once<host_ports>(report);
  if (stacks == all.end() || !ports.known || std::ranges::binary_search(ports.published, port)) return;
  if (opens_ports(report.project().sources[subject.file->source].text())) return;
  for (const project::Stack* const stack : stacks->second)
    for (const project::Service* const service : stack->services) {
      if (!service->active || service->definition->network_mode) continue;
      const auto listens = std::ranges::find_if(
          service->ports, [&](const project::ContainerPort& own) { return own.port == port && own.protocol == "tcp"; });
      if (listens == service->ports.end()) continue;
      const auto published = std::ranges::find_if(service->definition->ports, [&](const compose::Port& own) {
        return own.target == std::to_string(port) && !own.published.empty();
      });
      if (published != service->definition->ports.end()) {
        report
            .at(place, "`{}` listens on {} inside of its network, and on {} of the host, so that nobody answers here",
                service->name, port, published->published)
            .note(published->span(), "It is published here")
            .reaches(*stack);
        return;
      }
      report
          .at(place, "`{}` listens on {} inside of its network alone, so that from the host nobody answers here",
              service->name, port)
          .note(service->span, "Publish the port on 127.0.0.1, or ask with `docker compose exec {}`", service->name)
          .reaches(*stack);
      return;
    }
}

static constexpr std::string_view programs[] = {"curl",      "wget",      "psql",    "pg_dump",   "pg_isready", "mysql",
                                                "mysqldump", "mongodump", "mongosh", "redis-cli", "nc"};

extern const Rule rule = {
    .code = "SW4163",
    .summary = "Script of the host that asks a port which is not published",
    .why =
        "The port is open between the containers alone: the check fails, or the backup ends, on a stack that is in "
        "order.",
    .remedy = "Run the command inside of the container (`docker compose exec`), or publish the port on 127.0.0.1.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "ask ports that are published",
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::script_asks_unpublished_port
