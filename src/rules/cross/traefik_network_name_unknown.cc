#include <algorithm>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/settled.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::traefik_network_name_unknown {

/// The network of the stack that is called so in the file and otherwise by the engine: `edge` is `shop_edge` there.
static const compose::Network* renamed(const project::Stack& stack, std::string_view name) {
  const compose::Network* found = nullptr;
  for (const compose::Network& network : stack.model->networks) {
    const std::string_view given = network.external_name.value;
    if (given == name || (network.external.value && network.name == name)) return nullptr;
    if (network.name == name && given.empty()) found = &network;
  }
  return found;
}

/// Whether the engine may have a network of that name for a stack: one that is declared, under its own name or with the
/// project's in front, or one of whose name nothing is known.
static bool may_be_there(const project::Stack& stack, std::string_view name) {
  const bool is_default = name.ends_with("default");
  return is_default || name.find('$') != std::string_view::npos ||
         std::ranges::any_of(stack.model->networks, [&](const compose::Network& network) {
           const std::string_view given = network.external_name.value;
           return network.external.value || given == name || contains(given, "$") || network.name == name ||
                  (given.empty() && name.ends_with(network.name));
         });
}

/// A service that Traefik would choose the wrong address of: it is on a network that Traefik is not on.
static bool may_miss(const project::Service& service, const project::Service& traefik) {
  const auto is_shared = [&](const compose::NetworkAttachment& network) {
    return std::ranges::find(traefik.definition->networks, network.name, &compose::NetworkAttachment::name) !=
           traefik.definition->networks.end();
  };
  return first_router(traefik_labels(service)) != nullptr &&
         std::ranges::any_of(service.definition->networks, is_shared) &&
         !std::ranges::all_of(service.definition->networks, is_shared);
}

static void say(const compose::Network& network, Span place, Report& report) {
  report
      .at(place, "The engine calls no network `{}`, since Compose puts the project's name in front of it", network.name)
      .note(network.name_span, "Give it `name: {}` here", network.name);
}

/// The networks of a stack do not have the name at all.
static void say_unknown(std::string_view name, const project::Service& service, Span place, Report& report) {
  report
      .at(place, "No network of this stack is called `{}`, so Traefik may ask `{}` where it does not reach it", name,
          service.name)
      .note(service.span, "This is asked");
}

static void check(const project::Stack& stack, Report& report) {
  const std::optional<Traefik> traefik = traefik_of(report.project(), stack);
  if (!traefik.has_value() || traefik->service->builds) return report.skip();
  const project::Service& proxy = *traefik->service;
  bool asks = false;
  for (const project::Service* const service : stack.services) {
    if (!service->active || service == &proxy || !may_miss(*service, proxy)) continue;
    asks = true;
    const std::vector<TraefikLabel> labels = traefik_labels(*service);
    const auto own = std::ranges::find_if(labels, [](const TraefikLabel& label) {
      return label.key == "docker.network" || label.key == "swarm.network";
    });
    if (own != labels.end()) {
      if (const compose::Network* const network = own->settled ? renamed(stack, own->value) : nullptr)
        say(*network, own->span, report);
      else if (own->settled && !may_be_there(stack, own->value))
        say_unknown(own->value, *service, own->span, report);
      continue;
    }
    const compose::Command& given = proxy.definition->command;
    for (std::size_t at = 0; at < given.words.size(); ++at) {
      const std::string_view option = before(given.words[at], '=');
      if (ascii::lowered(option) != "--providers.docker.network" || option.size() == given.words[at].size()) continue;
      const std::string_view name = given.words[at].substr(option.size() + 1);
      const Span place = at < given.word_spans.size() ? given.word_spans[at] : given.span();
      if (const compose::Network* const network = renamed(stack, name))
        say(*network, place, report);
      else if (!may_be_there(stack, name))
        say_unknown(name, *service, place, report);
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4761",
    .summary = "Network that Traefik is told by a name which the engine does not have",
    .why =
        "Traefik does not find the network and takes any of the container's addresses: where that one is on a network "
        "of its own, requests end in 504.",
    .remedy = "Give the network a `name:`, or write the name that the engine has, with the project's in front.",
    .references = "https://docs.docker.com/compose/how-tos/networking/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::traefik_network_name_unknown
