#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/ci_setup_actions.yaml.
namespace seaworthy::knowledge {

/// An action that installs a language for the steps behind it.
struct CiSetupAction {
  std::string_view action;   ///< Without its version: "actions/setup-node".
  std::string_view input;    ///< Asks for a release.
  std::string_view product;  ///< As the end-of-life table calls it.
};

namespace tables {
extern const std::span<const CiSetupAction> ci_setup_actions;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
