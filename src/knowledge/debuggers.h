#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// Rows of knowledge/debuggers.yaml.
namespace seaworthy::knowledge {

/// What tells a program to let a debugger of every machine in.
struct Debugger {
  std::string_view text;
  std::uint16_t port = 0;  ///< Where no other stands behind `text`.
  std::string_view title;  ///< Of the language.
  std::string_view also;   ///< Text that the same command has; "" for none.
};

namespace tables {
extern const std::span<const Debugger> debuggers;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
