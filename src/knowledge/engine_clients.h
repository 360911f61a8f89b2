#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/engine_clients.yaml.
namespace seaworthy::knowledge {

/// A program that speaks a version of the engine's API which engines from Docker 29 on refuse.
struct EngineClient {
  std::string_view image;                   ///< As a reference names it, without registry.
  std::string_view speaks;                  ///< "1.24".
  std::span<const std::string_view> fixed;  ///< First releases that ask the engine which one it knows, in order.
  std::string_view variable;                ///< What sets another version; "" for nothing.
};

namespace tables {
extern const std::span<const EngineClient> engine_clients;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
