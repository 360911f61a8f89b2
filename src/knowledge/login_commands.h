#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/login_commands.yaml.
namespace seaworthy::knowledge {

/// A login that writes what it is given below the home folder.
struct LoginCommand {
  std::string_view program;
  std::span<const std::string_view> operands;  ///< Those that make it a login, in order.
  std::span<const std::string_view> options;   ///< One of them is needed as well; empty: none.
  std::string_view folder;                     ///< Part of the path of what it writes.
  bool known_to_trivy = false;
};

namespace tables {
extern const std::span<const LoginCommand> login_commands;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
