#pragma once

#include <span>
#include <string_view>

/// knowledge/request_calls.yaml: parts of lines of code that ask the address behind them.
namespace seaworthy::knowledge::tables {

extern const std::span<const std::string_view> request_calls;  ///< Of web servers.
extern const std::span<const std::string_view> store_calls;    ///< Of data stores, brokers and model servers.

}  // namespace seaworthy::knowledge::tables
