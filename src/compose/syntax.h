#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compose/context.h"

namespace seaworthy::compose {

/// `source:target:options` of a short volume.
struct ShortMount {
  std::string source;
  std::string target;
  bool bind = false;
  bool read_only = false;
  bool no_copy = false;
  std::string propagation;
  std::string selinux;
};
/// Nothing when the text is no mount; then `error`, if given, says why.
std::optional<ShortMount> parse_mount(std::string_view text, std::string_view* error = nullptr);

struct ShortPort {
  std::string host_ip;
  std::string published;  ///< "", "80" or "8000-8010"
  std::string target;
  std::string protocol;
};
/// One entry for each port of a range, in the order of Compose. Nothing when the text is no port.
std::optional<std::vector<ShortPort>> parse_ports(std::string_view text, std::string* error = nullptr);

/// An address of version 4 or 6, as engines read them.
bool is_ip_address(std::string_view text);

/// `{condition: service_started, required: true}` for an entry of a `depends_on` list.
const Value* started_dependency(Context& context, const Value& name);

}  // namespace seaworthy::compose
