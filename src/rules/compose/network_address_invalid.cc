#include "rules/rule.h"

#include <optional>

#include "project/model.h"
#include "rules/lib/address.h"
#include "rules/lib/settled.h"

namespace seaworthy::rules::network_address_invalid {

static void look_at_pool(const compose::Network& network, const compose::Value& pool, Report& report) {
  const compose::Value* const subnet = pool.get("subnet");
  if (subnet == nullptr || !is_settled(subnet)) return;
  const std::optional<Address> parsed = parse_network(subnet->text);
  if (!parsed) {
    report.at(subnet->span(), "The subnet `{}` of the network `{}` is none; write one such as `172.28.0.0/16`",
              subnet->text, network.name);
    return;
  }
  if (parsed->has_host_bits())
    report.at(subnet->span(), "The subnet `{}` of the network `{}` has bits set behind its prefix", subnet->text,
              network.name);
  for (const std::string_view key : {"gateway", "ip_range"}) {
    const compose::Value* const value = pool.get(key);
    if (value == nullptr || !is_settled(value)) continue;
    const std::optional<Address> inner = key == "gateway" ? parse_address(value->text) : parse_network(value->text);
    if (inner && parsed->contains(*inner)) continue;
    report
        .at(value->span(), "The {} `{}` of the network `{}` is not within `{}`", key, value->text, network.name,
            subnet->text)
        .note(subnet->span(), "The subnet is given here");
  }
}

/// Whether any subnet of the version is declared, and whether one holds the address.
static void look_at_address(const compose::Network& network, const compose::NetworkAttachment& attachment,
                            std::string_view key, const project::Service& service, Report& report) {
  const compose::Value* const value = attachment.source != nullptr ? attachment.source->get(key) : nullptr;
  if (value == nullptr || !is_settled(value)) return;
  const std::optional<Address> address = parse_address(value->text);
  if (!address || address->version6 != (key == "ipv6_address")) {
    report.at(value->span(), "The {} `{}` of `{}` is no address of that kind", key, value->text, service.name);
    return;
  }
  // What an external network has is not known here.
  if (network.external.value) return;
  const compose::Text* declared = nullptr;
  for (const compose::Text& subnet : network.subnets) {
    const std::optional<Address> parsed = parse_network(subnet.value);
    if (!parsed || !is_settled(subnet.source)) return;
    if (parsed->contains(*address)) return;
    if (parsed->version6 == address->version6) declared = &subnet;
  }
  if (declared != nullptr) {
    report
        .at(value->span(), "`{}` asks for the address `{}`, which is not within `{}` of `{}`", service.name,
            value->text, declared->value, network.name)
        .note(declared->span(), "The network's subnet");
  } else {
    report
        .at(value->span(), "`{}` asks for the address `{}` in `{}`, which declares no subnet; the engine refuses it",
            service.name, value->text, network.name)
        .note(network.name_span, "Give it `ipam.config` with a `subnet`");
  }
}

/// A Linux interface has at most 15 bytes of name, and a bridge is created under the name that it is given.
static bool look_at_bridge(const compose::Network& network, Report& report) {
  constexpr std::size_t longest_interface_name = 15;
  const compose::Value* const options = network.source != nullptr ? network.source->get("driver_opts") : nullptr;
  const compose::Value* const bridge = options != nullptr ? options->get("com.docker.network.bridge.name") : nullptr;
  if (bridge == nullptr || network.external.value || !is_settled(bridge)) return false;
  if (bridge->text.size() > longest_interface_name)
    report.at(bridge->span(), "The bridge name `{}` of the network `{}` has {} characters; Linux takes at most {}",
              bridge->text, network.name, bridge->text.size(), longest_interface_name);
  return true;
}

static void check(const project::Stack& stack, Report& report) {
  bool applies = false;
  for (const compose::Network& network : stack.model->networks) {
    applies = look_at_bridge(network, report) || applies;
    const compose::Value* const ipam = network.source != nullptr ? network.source->get("ipam") : nullptr;
    const compose::Value* const pools = ipam != nullptr ? ipam->get("config") : nullptr;
    if (pools != nullptr)
      for (const compose::Value* pool : pools->items) {
        applies = true;
        look_at_pool(network, *pool, report);
      }
    for (const project::Service* service : stack.services) {
      if (!service->active) continue;
      for (const compose::NetworkAttachment& attachment : service->definition->networks) {
        if (attachment.name != network.name) continue;
        applies = applies || !attachment.ipv4_address.empty() || !attachment.ipv6_address.empty();
        look_at_address(network, attachment, "ipv4_address", *service, report);
        look_at_address(network, attachment, "ipv6_address", *service, report);
      }
    }
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW2356",
    .summary = "Network address or bridge name that the engine refuses",
    .why = "The network or the container that asks for the address is not created.",
    .remedy = "Give the network a `subnet`, keep gateways and fixed addresses within it, and a bridge's name short.",
    .peers = "compose-cli:network/address-invalid",
    .references = "https://docs.docker.com/reference/compose-file/networks/#ipam",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::network_address_invalid
