#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"
#include "project/upstreams.h"

/// Addresses that bundlers write into what browsers load.
namespace seaworthy::rules {

/// Whether a name has a prefix by which bundlers write a variable into what browsers load; nothing reads it at run
/// time.
bool is_for_browsers(std::string_view name);

/// One address of a variable for browsers: `NEXT_PUBLIC_API_URL=http://localhost:4000`.
struct BrowserAddress {
  std::string_view name;  ///< The variable.
  project::Address address;
  Span span;
  /// The value is written into the bundle for sure; at run time a server of the same image may use it.
  bool built_in = false;
  /// Written out, so that nothing on the machine that builds changes it.
  bool settled = true;
};

/// Those of http and ws that the environment, the build arguments, the Dockerfile and the env files beside the sources
/// of a service give.
std::vector<BrowserAddress> browser_addresses(const project::Project& project, const project::Service& service);

}  // namespace seaworthy::rules
