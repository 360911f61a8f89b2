#include "rules/lib/port_edit.h"

#include "yaml/node.h"

namespace seaworthy::rules {

std::uint16_t port_number(std::string_view text) {
  std::uint32_t number = 0;
  for (const char c : text) {
    if (c == '-') break;
    if (c < '0' || c > '9') return 0;
    number = number * 10 + static_cast<std::uint32_t>(c - '0');
    if (number > 65535) return 0;
  }
  return static_cast<std::uint16_t>(number);
}

bool is_of_range(const compose::Service& service, const compose::Port& port) {
  const auto at = static_cast<std::size_t>(&port - service.ports.data());
  const auto is_same = [&](std::size_t other) {
    return service.ports[other].span().valid() && service.ports[other].span() == port.span();
  };
  return (at > 0 && is_same(at - 1)) || (at + 1 < service.ports.size() && is_same(at + 1));
}

std::optional<Insertion> bind_to_loopback(const compose::Port& port, const SourceSet& sources) {
  constexpr std::string_view loopback = "127.0.0.1";
  const yaml::Node* const node = port.source != nullptr ? port.source->node : nullptr;
  if (node == nullptr || node->kind == yaml::Kind::alias || !node->anchor.empty()) return std::nullopt;
  const std::string_view written = sources.text(node->span);
  if (written.find('$') != std::string_view::npos) return std::nullopt;

  if (node->is_scalar()) {
    const bool quoted = node->style == yaml::Style::single_quoted || node->style == yaml::Style::double_quoted;
    const std::string_view text = node->text;
    // "8080" publishes a random port of the host; which one the address would go with cannot be written in short form.
    if (text.find(':') == std::string_view::npos) return std::nullopt;
    std::size_t address = 0;
    for (const std::string_view wildcard : {"0.0.0.0:", "[::]:", "*:"})
      if (text.starts_with(wildcard)) address = wildcard.size();
    std::string replacement(loopback);
    replacement += ':';
    replacement += text.substr(address);
    const char quote = quoted ? written.front() : '"';
    return Insertion{.at = node->span, .text = quote + replacement + quote};
  }
  if (!node->is_mapping() || node->style == yaml::Style::flow || node->entries.empty()) return std::nullopt;
  if (const yaml::Node* const address = node->get("host_ip"))
    return Insertion{.at = address->span, .text = std::string(loopback)};
  const Span first = node->entries.front().key->span;
  const Source& source = sources[first.file];
  const std::uint32_t column = source.place(first.begin).column;
  return Insertion{.at = {first.file, first.begin, first.begin},
                   .text = "host_ip: " + std::string(loopback) + "\n" + std::string(column - 1, ' ')};
}

}  // namespace seaworthy::rules
