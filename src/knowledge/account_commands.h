#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// Rows of knowledge/account_commands.yaml.
namespace seaworthy::knowledge {

/// A command that makes an account of an application.
struct AccountCommand {
  std::string_view program;
  std::span<const std::string_view> operands;  ///< Those that make it one, in order.
  std::span<const std::string_view> options;   ///< Of which one has the password; empty: an operand has it.
  std::int64_t place = 0;                      ///< The number of that operand behind `operands`, from 1.
};

namespace tables {
extern const std::span<const AccountCommand> account_commands;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
