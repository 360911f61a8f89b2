#pragma once

#include <cstdint>
#include <string_view>

#include "knowledge/debuggers.h"

namespace seaworthy::project {

/// A debugger that a command lets in from every address, and the port by which it comes; `row` is null for none.
struct OpenDebugger {
  const knowledge::Debugger* row = nullptr;
  std::uint16_t port = 0;
};
OpenDebugger open_debugger(std::string_view command);

}  // namespace seaworthy::project
