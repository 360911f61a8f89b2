#include "compose/syntax.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "compose/path.h"

namespace seaworthy::compose {
namespace {

bool names_a_path(std::string_view source) {
  if (source.empty()) return false;
  if (source[0] == '.' || source[0] == '/' || source[0] == '~') return true;
  return source.starts_with("\\\\") || (source.size() > 1 && source[1] == ':' && ascii::is_letter(source[0]));
}

struct Range {
  unsigned begin = 0;
  unsigned end = 0;
};

std::optional<unsigned> parse_port(std::string_view text) {
  unsigned value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || stop != text.data() + text.size() || value > 65535) return std::nullopt;
  return value;
}

std::optional<Range> parse_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto begin = parse_port(text.substr(0, dash));
  if (!begin) return std::nullopt;
  if (dash == std::string_view::npos) return Range{*begin, *begin};
  const std::string_view rest = text.substr(dash + 1);
  const auto end = parse_port(rest.substr(0, rest.find('-')));
  if (!end || *end < *begin) return std::nullopt;
  return Range{*begin, *end};
}

bool is_ip4(std::string_view text) {
  int parts = 0;
  while (true) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    const std::string_view part = text.substr(0, dot);
    unsigned value = 0;
    const auto [stop, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (part.empty() || part.size() > 3 || error != std::errc() || stop != part.data() + part.size() || value > 255 ||
        (part.size() > 1 && part[0] == '0'))
      return false;
    ++parts;
    if (dot == text.size()) return parts == 4;
    text.remove_prefix(dot + 1);
  }
}

bool is_ip6(std::string_view text) {
  text = text.substr(0, text.find('%'));
  int groups = 0;
  bool gap = false;
  if (text.starts_with("::")) {
    gap = true;
    text.remove_prefix(2);
    if (text.empty()) return true;
  }
  while (true) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string_view group = text.substr(0, colon);
    if (colon == text.size() && group.find('.') != std::string_view::npos) {
      groups += 2;
      return is_ip4(group) && (gap ? groups < 8 : groups == 8);
    }
    const bool hexadecimal = std::all_of(group.begin(), group.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
    if (group.empty() || group.size() > 4 || !hexadecimal) return false;
    ++groups;
    if (colon == text.size()) return gap ? groups < 8 : groups == 8;
    text.remove_prefix(colon + 1);
    if (text.starts_with(':')) {
      if (gap) return false;
      gap = true;
      text.remove_prefix(1);
      if (text.empty()) return groups < 8;
    }
  }
}

}  // namespace

bool is_ip_address(std::string_view text) {
  return text.find(':') != std::string_view::npos ? is_ip6(text) : is_ip4(text);
}

std::optional<ShortMount> parse_mount(std::string_view text, std::string_view* error) {
  const auto failed = [&](std::string_view why) -> std::optional<ShortMount> {
    if (error != nullptr) *error = why;
    return std::nullopt;
  };
  ShortMount mount;
  if (text.empty()) return failed("is empty");
  if (text.size() <= 2) {
    mount.target = text;
    return mount;
  }
  // Cut at colons, but not at that of a drive letter nor inside `${...}`.
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  int braces = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size()) {
      if (text[i] == '$' && i + 1 < text.size() && text[i + 1] == '{') ++braces;
      if (text[i] == '}' && braces > 0) --braces;
      if (text[i] != ':' || braces > 0 || (i == begin + 1 && ascii::is_letter(text[begin]))) continue;
    }
    if (i == begin) return failed("has an empty part between its colons");
    parts.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  if (parts.size() > 3) return failed("has too many colons");
  if (parts.size() == 1) {
    mount.target = parts[0];
  } else {
    mount.source = parts[0];
    mount.target = parts[1];
  }
  if (parts.size() == 3) {
    std::string_view options = parts[2];
    while (true) {
      const std::size_t comma = std::min(options.find(','), options.size());
      const std::string_view option = options.substr(0, comma);
      if (option == "ro") {
        mount.read_only = true;
      } else if (option == "rw") {
        mount.read_only = false;
      } else if (option == "nocopy") {
        mount.no_copy = true;
      } else if (option == "z" || option == "Z") {
        mount.selinux = option;
      } else if (option == "private" || option == "rprivate" || option == "shared" || option == "rshared" ||
                 option == "slave" || option == "rslave") {
        mount.propagation = option;
      }
      if (comma == options.size()) break;
      options.remove_prefix(comma + 1);
    }
  }
  mount.bind = names_a_path(mount.source);
  return mount;
}

std::optional<std::vector<ShortPort>> parse_ports(std::string_view text, std::string* error) {
  const auto failed = [&](std::string why) -> std::optional<std::vector<ShortPort>> {
    if (error != nullptr) *error = std::move(why);
    return std::nullopt;
  };
  std::string_view ip;
  std::string_view host;
  std::string_view container = text;
  const std::size_t last = text.rfind(':');
  if (last != std::string_view::npos) {
    container = text.substr(last + 1);
    host = text.substr(0, last);
    const std::size_t before = host.rfind(':');
    if (before != std::string_view::npos) {
      ip = host.substr(0, before);
      host = host.substr(before + 1);
    }
  }
  std::string protocol = "tcp";
  const std::size_t slash = container.find('/');
  if (slash != std::string_view::npos) {
    std::string_view written = container.substr(slash + 1);
    written = written.substr(0, written.find('/'));
    if (!written.empty()) protocol = written;
    container = container.substr(0, slash);
    if (container.empty()) protocol.clear();
  }
  for (char& c : protocol) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (ip.starts_with('[') && ip.ends_with(']')) {
    ip = ip.substr(1, ip.size() - 2);
  }
  if (!ip.empty() && !is_ip_address(ip)) return failed("`" + std::string(ip) + "` is no IP address");
  if (container.empty()) return failed("it names no container port");
  const auto target = parse_range(container);
  if (!target) return failed("the container port must be a number up to 65535 or a range");
  if (target->begin == 0) return failed("there is no container port 0");
  std::optional<Range> published;
  if (!host.empty()) {
    published = parse_range(host);
    if (!published) return failed("the host port must be a number up to 65535 or a range");
    if (target->end != target->begin && published->end - published->begin != target->end - target->begin)
      return failed("the two ranges have different lengths");
  }
  if (protocol != "tcp" && protocol != "udp" && protocol != "sctp")
    return failed("the protocol must be tcp, udp or sctp");
  std::vector<ShortPort> ports;
  for (unsigned i = 0; i <= target->end - target->begin; ++i) {
    ShortPort port{std::string(ip), "", std::to_string(target->begin + i), protocol};
    if (published) {
      port.published = std::to_string(published->begin + i);
      if (target->begin == target->end && published->begin != published->end)
        port.published += "-" + std::to_string(published->end);
    }
    ports.push_back(std::move(port));
  }
  // Compose orders the ports of a range as text.
  std::sort(ports.begin(), ports.end(), [](const ShortPort& left, const ShortPort& right) {
    return left.target + "/" + left.protocol < right.target + "/" + right.protocol;
  });
  return ports;
}

const Value* started_dependency(Context& context, const Value& name) {
  return make_mapping(context,
                      {{"condition", {}, make_text(context, "service_started", nullptr)},
                       {"required", {}, make_boolean(context, true)}},
                      &name);
}

}  // namespace seaworthy::compose
