#include <algorithm>

#include "base/ascii.h"
#include "knowledge/knowledge.h"

namespace seaworthy::knowledge {
namespace {

using ascii::is_alphanumeric;
using ascii::is_digit;

bool is_lower_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }

/// path-component := alphanumeric+ ( ("." | "_" | "__" | "-"+) alphanumeric+ )*
bool is_path_component(std::string_view text) {
  if (text.empty() || !is_lower_alphanumeric(text.front()) || !is_lower_alphanumeric(text.back())) return false;
  for (std::size_t i = 0; i < text.size();) {
    if (is_lower_alphanumeric(text[i])) {
      ++i;
      continue;
    }
    const std::size_t start = i;
    while (i < text.size() && text[i] == text[start]) ++i;
    const std::size_t length = i - start;
    const bool separates =
        text[start] == '-' || (text[start] == '_' && length <= 2) || (text[start] == '.' && length == 1);
    if (!separates || !is_lower_alphanumeric(text[i])) return false;  // The last character was checked: i is in range.
  }
  return true;
}

bool is_tag(std::string_view text) {
  if (text.empty() || text.size() > 128 || text.front() == '.' || text.front() == '-') return false;
  return std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '_' || c == '.' || c == '-'; });
}

bool is_digest(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view hex = text.substr(colon + 1);
  if (hex.size() < 32 || (text.starts_with("sha256:") && hex.size() != 64)) return false;
  return std::ranges::all_of(hex,
                             [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
}

/// host [":" port], where the host is a name, an IPv4 address or an IPv6 address in brackets.
bool is_registry(std::string_view text) {
  std::string_view host = text;
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    const std::string_view port = text.substr(colon + 1);
    if (port.empty() || port.size() > 5 || !std::ranges::all_of(port, is_digit)) return false;
    host = text.substr(0, colon);
  }
  if (host.empty()) return false;
  if (host.front() == '[') {
    return host.size() > 2 && host.back() == ']' && std::ranges::all_of(host.substr(1, host.size() - 2), [](char c) {
             return c == ':' || c == '.' || is_alphanumeric(c);
           });
  }
  return is_alphanumeric(host.front()) && is_alphanumeric(host.back()) &&
         std::ranges::all_of(host, [](char c) { return c == '.' || c == '-' || is_alphanumeric(c); });
}

/// The first component names a registry when it could not be a folder of Docker Hub.
bool names_registry(std::string_view component) {
  return component == "localhost" || component.find_first_of(".:") != std::string_view::npos ||
         std::ranges::any_of(component, [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_docker_hub(std::string_view registry) {
  return registry == "docker.io" || registry == "index.docker.io" || registry == "registry-1.docker.io" ||
         registry == "registry.hub.docker.com" || registry == "registry.docker.com";
}

}  // namespace

Reference parse_reference(std::string_view text) {
  Reference result;
  std::string_view rest = text;
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    result.digest = rest.substr(at + 1);
    rest = rest.substr(0, at);
    result.valid = is_digest(result.digest);
  }
  const std::size_t slash = rest.rfind('/');
  const std::size_t colon = rest.rfind(':');
  if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash)) {
    result.tag = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
    result.valid = result.valid && is_tag(result.tag);
  }
  result.repository = rest;
  if (const std::size_t first = rest.find('/');
      first != std::string_view::npos && names_registry(rest.substr(0, first))) {
    result.registry = rest.substr(0, first);
    result.repository = rest.substr(first + 1);
    result.valid = result.valid && is_registry(result.registry);
    if (is_docker_hub(result.registry)) result.registry = {};
  }
  result.valid = result.valid && rest.size() <= 255;
  for (std::string_view path = result.repository; result.valid;) {
    const std::size_t next = path.find('/');
    result.valid = is_path_component(path.substr(0, next));
    if (next == std::string_view::npos) break;
    path.remove_prefix(next + 1);
  }
  if (result.registry.empty() && result.repository.starts_with("library/")) result.repository.remove_prefix(8);
  return result;
}

}  // namespace seaworthy::knowledge
