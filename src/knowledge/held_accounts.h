#pragma once

#include <span>
#include <string_view>

#include "knowledge/knowledge.h"

/// Users and groups that an image has from the start, with their numbers. Rows of knowledge/held_accounts.yaml.
namespace seaworthy::knowledge {

struct HeldAccount {
  std::string_view of;                   ///< A public image, or a base (ImageVariant::base).
  bool image = false;                    ///< `of` is a public image.
  std::span<const std::string_view> on;  ///< Bases of that image alone; empty: all of them.
  VersionRange versions;                 ///< Release lines of that image.
  bool group = false;
  std::string_view name;
  std::string_view number;
};

namespace tables {
extern const std::span<const HeldAccount> held_accounts;
}  // namespace tables

inline std::span<const HeldAccount> held_accounts() { return tables::held_accounts; }

}  // namespace seaworthy::knowledge
