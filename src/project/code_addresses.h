#pragma once

#include <string_view>
#include <vector>

#include "project/model.h"
#include "project/upstreams.h"

/// Addresses of neighbours that the code of a service writes out, and the settings of its framework.
namespace seaworthy::project {

struct CodeAddress {
  Address address;
  std::string_view text;  ///< The whole value: "Server=db,1433;User Id=sa;...", "postgres://app@db/app".
  Span span;              ///< The value, or the address in it.
};

/// Those that lead to another service of the stack, or to the host, and that nothing in the container takes the place
/// of, in order of place. Of a folder with several programs only what the service's own program imports.
std::vector<CodeAddress> code_addresses(const Project& project, const Service& service);

/// Host and port of `host=db port=5432 ...` of libpq and `Server=db,1433;...` of .NET; without a host for other texts.
Address address_of_pairs(std::string_view text);

}  // namespace seaworthy::project
