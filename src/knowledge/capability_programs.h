#pragma once

#include <span>
#include <string_view>

/// Programs that fail without a capability: rows of knowledge/capability_programs.yaml.
namespace seaworthy::knowledge {

/// Names of the capabilities that a program is called for, sorted; empty for any other program.
std::span<const std::string_view> capabilities_of_program(std::string_view program);

namespace tables {

struct CapabilityProgram {
  std::string_view program;
  std::span<const std::string_view> capabilities;
};
extern const std::span<const CapabilityProgram> capability_programs;  // by program

}  // namespace tables
}  // namespace seaworthy::knowledge
