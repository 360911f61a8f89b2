#pragma once

#include <string_view>
#include <vector>

#include "project/model.h"
#include "project/upstreams.h"

/// Addresses of neighbours that the code of a service writes out, and the settings of its framework.
namespace seaworthy::project {

struct CodeAddress {
  Address address;
  std::string_view text;     ///< The whole value: "Server=db,1433;User Id=sa;...", "postgres://app@db/app".
  Span span;                 ///< The value, or the address in it.
  bool is_asked = false;     ///< It is given to a call that asks it, such as `requests.get(...)`.
  bool is_constant = false;  ///< It is the value of a name outside of all functions.
};

/// Those that lead to another service of the stack, or to the host, and that nothing in the container takes the place
/// of, in order of place. Of a folder with several programs only what the service's own program imports.
std::vector<CodeAddress> code_addresses(const Project& project, const Service& service);

/// Those that lead to the container itself (`http://localhost:11434/api`), written out without anything that could take
/// their place. Only of sources that the service's own program is known to import.
std::vector<CodeAddress> loopback_addresses(const Project& project, const Service& service);

/// Host and port of `host=db port=5432 ...` of libpq and `Server=db,1433;...` of .NET; without a host for other texts.
Address address_of_pairs(std::string_view text);

}  // namespace seaworthy::project
