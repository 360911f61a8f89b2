#include <algorithm>
#include <string>
#include <vector>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::firewall_passed_by_published_port {

static bool has_word(std::span<const shell::Word> words, std::string_view wanted) {
  return std::ranges::any_of(words, [&](const shell::Word& word) { return word.text == wanted; });
}

/// Ports that `ufw allow` opens to everybody: `80/tcp`, `80,443/tcp`, `http`; with `from` it opens them to few.
static void add_allowed(std::span<const shell::Word> words, std::vector<std::string_view>& allowed) {
  const auto from = std::ranges::find(words, "from", &shell::Word::text);
  if (from != words.end() && from + 1 != words.end() && (from + 1)->text != "any") return;
  for (const shell::Word& word : words) {
    std::string_view text = word.text.substr(0, word.text.find('/'));
    if (is_one_of("http Nginx Apache WWW", text)) text = "80";
    if (text == "https") text = "443";
    if (text == "Nginx Full" || text == "Apache Full" || text == "WWW Full")
      allowed.insert(allowed.end(), {"80", "443"});
    while (!text.empty()) {
      const std::size_t comma = std::min(text.find(','), text.size());
      allowed.push_back(text.substr(0, comma));
      text.remove_prefix(std::min(comma + 1, text.size()));
    }
  }
}

/// What the commands of a script let through.
static std::vector<std::string_view> allowed_by(const shell::Script& script) {
  std::vector<std::string_view> allowed;
  for (const shell::Node* const node : script.commands)
    if (node->program == "ufw" && (has_word(node->words, "allow") || has_word(node->words, "limit")))
      add_allowed(node->words, allowed);
  return allowed;
}

/// The stacks that run behind the firewall of a script: those that it starts, else those that go into operation. Of
/// many nobody can say which one shares a host with the script.
static std::vector<const project::Stack*> stacks_behind(const project::Project& project, const project::File& file) {
  std::vector<const project::Stack*> stacks;
  for (const project::ComposeCommand& command : project.compose_commands)
    if (command.file == &file && command.stack >= 0 && is_one_of("up start run create restart", command.verb))
      stacks.push_back(&project.stacks[static_cast<std::size_t>(command.stack)]);
  if (!stacks.empty()) return stacks;
  for (const project::Stack& stack : project.stacks)
    if (stack.role == project::Role::production || stack.role == project::Role::unknown) stacks.push_back(&stack);
  // Of `compose.prod.yaml` beside `compose.yaml` a server runs the first.
  const auto is_named_so = [](const project::Stack* stack) { return contains(stack->name, "prod"); };
  if (std::ranges::any_of(stacks, is_named_so))
    std::erase_if(stacks, [&](const project::Stack* stack) { return !is_named_so(stack); });
  constexpr std::size_t most = 3;
  if (stacks.size() > most) stacks.clear();
  return stacks;
}

/// Ports that stacks publish for everybody, each once.
static std::vector<const compose::Port*> open_ports(const std::vector<const project::Stack*>& stacks,
                                                    std::vector<const project::Service*>& services) {
  std::vector<const compose::Port*> ports;
  for (const project::Stack* const stack : stacks) {
    for (const project::Service* const service : stack->services)
      for (const compose::Port& port : service->definition->ports) {
        if (!service->active || !port.on_all_interfaces() || !is_number(port.published) ||
            std::ranges::any_of(ports, [&](const compose::Port* other) { return other->published == port.published; }))
          continue;
        ports.push_back(&port);
        services.push_back(service);
      }
  }
  return ports;
}

static void check(const CommandSubject& subject, Report& report) {
  const std::span<const shell::Word> words = subject.invocation.arguments;
  if (subject.file == nullptr || subject.script == nullptr || !has_word(words, "deny") || !has_word(words, "default") ||
      has_word(words, "outgoing") || has_word(words, "routed"))
    return report.skip();
  // There are ways to hold containers back as well, and whoever knows one names it.
  const std::string_view text = report.project().sources[subject.file->source].text();
  if (contains(text, "ufw-docker") || contains(text, "DOCKER-USER") || contains(text, "\"iptables\": false") ||
      contains(text, "DOCKER_OPTS"))
    return;
  const std::vector<std::string_view> allowed = allowed_by(*subject.script);
  std::vector<const project::Service*> services;
  const std::vector<const compose::Port*> ports = open_ports(stacks_behind(report.project(), *subject.file), services);
  std::vector<std::size_t> passing;
  for (std::size_t at = 0; at < ports.size(); ++at)
    if (std::ranges::find(allowed, ports[at]->published) == allowed.end()) passing.push_back(at);
  if (passing.empty()) return;
  const compose::Port& first = *ports[passing.front()];
  const std::string others =
      passing.size() == 1 ? std::string() : " and " + std::to_string(passing.size() - 1) + " more";
  Builder finding =
      report.at(subject.invocation.span(),
                "This does not close {} of `{}`{}: the engine lets in what it publishes before `ufw` is asked",
                first.published, services[passing.front()]->name, others);
  constexpr std::size_t most = 4;
  for (std::size_t at = 0; at < std::min(passing.size(), most); ++at)
    finding.note(ports[passing[at]]->span(), "`{}` publishes it on every interface", services[passing[at]]->name);
  finding.reaches(*services[passing.front()]->stack);
  if (subject.site == CommandSite::readme) finding.severity(Severity::low);
}

static constexpr std::string_view programs[] = {"ufw"};

extern const Rule rule = {
    .code = "SW4164",
    .summary = "Firewall that published ports pass by",
    .why =
        "Docker writes its own rules in front of those of ufw, so that a port which the firewall should close is open "
        "to everybody, while its status says that it is not.",
    .remedy = "Publish the port on 127.0.0.1, drop `ports`, or write rules for the chain `DOCKER-USER`.",
    .references = "https://docs.docker.com/engine/network/packet-filtering-firewalls/#docker-and-ufw",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "keep behind their firewall what it should close",
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::firewall_passed_by_published_port
