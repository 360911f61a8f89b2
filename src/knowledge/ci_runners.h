#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/ci_runners.yaml.
namespace seaworthy::knowledge {

/// A label of GitHub's own machines that none has any more.
struct RetiredRunner {
  std::string_view label;      ///< "ubuntu-20.04"
  std::string_view ended;      ///< Day on which the last one went.
  std::string_view successor;  ///< A label of today.
};

namespace tables {
extern const std::span<const RetiredRunner> retired_runners;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
