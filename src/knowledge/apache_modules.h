#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/apache_modules.yaml.
namespace seaworthy::knowledge {

/// A directive of Apache, and the module without which it does nothing or is not known.
struct ApacheDirective {
  std::string_view directive;
  std::string_view scheme;  ///< Only with an address of it; "" for the directive alone.
  std::string_view module;  ///< As `LoadModule` names it.
  std::string_view debian;  ///< As `a2enmod` names it where Debian's Apache does not load it of itself; "" elsewhere.
};

namespace tables {
extern const std::span<const ApacheDirective> apache_directives;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
