#pragma once

#include <span>
#include <string_view>

/// Tools that report to their makers. Rows of knowledge/telemetry.yaml.
namespace seaworthy::knowledge {

struct Telemetry {
  std::string_view program;
  std::span<const std::string_view> verbs;  ///< First words with which it reports; empty: any.
  std::string_view variable;                ///< Turns it off,
  std::string_view value;                   ///< with this value.
  std::span<const std::string_view> also;   ///< Further variables that do.
};

/// The row of a program that is called with this first word ("" for none) and reports then; null for others.
const Telemetry* telemetry(std::string_view program, std::string_view verb);

namespace tables {
extern const std::span<const Telemetry> telemetry;  // by program
}  // namespace tables
}  // namespace seaworthy::knowledge
