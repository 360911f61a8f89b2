#pragma once

#include <string_view>
#include <vector>

#include "project/model.h"

/// Addresses to which web frameworks forward paths, as their configuration says: `rewrites` of Next.js, `routeRules` of
/// Nuxt.
namespace seaworthy::rules {

struct Rewrite {
  Span span;                  ///< The value of `destination` or `proxy`.
  std::string_view variable;  ///< The variable with which it begins; "" for a text.
  std::string_view address;   ///< The text with which it begins, or what stands in for the variable; "" for none.
  bool asked_first = false;   ///< The file looks first whether the variable has a value.
  bool next = false;          ///< Of Next.js, else of Nuxt.
};
/// Those of the code of a service, in order of place.
std::vector<Rewrite> rewrites(const project::Project& project, const project::Service& service);

/// Whether a service starts the framework's server for development, which reads the configuration when it starts. What
/// was built has it inside.
bool reads_rewrites_at_start(const project::Service& service);

}  // namespace seaworthy::rules
