#pragma once

#include <span>
#include <string_view>

#include "base/word_set.h"

/// Rows of knowledge/log_drivers.yaml.
namespace seaworthy::knowledge {

/// A log driver of the engine.
struct LogDriver {
  std::string_view driver;
  bool built_in = false;     ///< False: a plugin.
  WordSet options;           ///< Those that it knows besides the common ones; empty: not known.
  std::string_view address;  ///< The option that names the server which the engine itself sends to; "" for none.
};

namespace tables {
extern const std::span<const LogDriver> log_drivers;  // in order of the table
extern const WordSet common_log_options;              ///< Every driver takes them.
}  // namespace tables

}  // namespace seaworthy::knowledge
