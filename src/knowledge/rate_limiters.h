#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/rate_limiters.yaml.
namespace seaworthy::knowledge {

/// A package that limits requests by the address of whoever connects, which behind a proxy is the proxy's.
struct RateLimiter {
  std::string_view language;                    ///< As project::name() calls its ecosystem: "node".
  std::string_view package;                     ///< As manifests name it.
  std::span<const std::string_view> signs;      ///< Texts in code that trusts a proxy, or counts by something else.
  std::span<const std::string_view> blind;      ///< Texts in code that believes whoever asks, proxy or not.
  std::span<const std::string_view> options;    ///< Beginnings of words of the command that do the same.
  std::span<const std::string_view> variables;  ///< And names of variables.
  std::string_view remedy;                      ///< What to write.
};

namespace tables {
extern const std::span<const RateLimiter> rate_limiters;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
