#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// Rows of knowledge/poolers.yaml.
namespace seaworthy::knowledge {

/// A pooler whose image keeps the password as a hash with which newer servers take no login.
struct Pooler {
  std::string_view image;
  std::string_view variable;                 ///< Chooses the kind of login.
  std::span<const std::string_view> works;   ///< Its values with which the password is kept as it is.
  std::string_view host, url;                ///< Variables that name the server.
  std::string_view configuration;            ///< Folder where a file of one's own takes the place of the variables.
  std::string_view server;                   ///< Image of the server.
  std::uint16_t since = 0;                   ///< Its first release that asks for SCRAM.
  std::span<const std::string_view> unless;  ///< Its variables that choose another login.
};

namespace tables {
extern const std::span<const Pooler> poolers;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
