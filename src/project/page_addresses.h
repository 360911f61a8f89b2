#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"

/// Addresses of this machine that stand in the sources of pages, which a build packs for browsers.
namespace seaworthy::project {

struct PageAddress {
  Span span;
  std::string_view text;  ///< "http://localhost:5000/api"
  std::string
      variable;  ///< The one for which it stands in: `import.meta.env.VITE_API || "http://localhost"`; "" for none.
};

/// The addresses in one source, in order of place. Those in comments, those that are compared with what the page was
/// loaded from, and those under a condition on the environment are left out.
std::vector<PageAddress> page_addresses_in(FileId id, std::string_view text);

/// Those of all pages that the image of a service is built of; empty for a service that does not serve what a bundler
/// makes.
std::span<const PageAddress> page_addresses(const Project& project, const Service& service);

}  // namespace seaworthy::project
