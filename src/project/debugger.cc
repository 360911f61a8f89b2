#include "project/debugger.h"

#include <algorithm>

#include "project/upstreams.h"

namespace seaworthy::project {

OpenDebugger open_debugger(std::string_view command) {
  for (const knowledge::Debugger& row : knowledge::tables::debuggers) {
    const std::size_t at = command.find(row.text);
    if (at == std::string_view::npos || command.find(row.also) == std::string_view::npos) continue;
    // Behind an address that is left open stands the port: `--listen=:2345`, `address=*:5005`.
    std::string_view behind = command.substr(at + row.text.size());
    if (behind.starts_with("0.0.0.0")) behind.remove_prefix(7);
    if (!behind.empty() && behind.front() != ':' && behind.front() != ' ') continue;
    std::uint16_t port = row.port;
    if (behind.starts_with(':')) {
      behind.remove_prefix(1);
      const std::size_t digits = std::min(behind.find_first_not_of("0123456789"), behind.size());
      if (digits > 0) port = parse_port(behind.substr(0, digits));
    }
    return {&row, port};
  }
  return {};
}

}  // namespace seaworthy::project
