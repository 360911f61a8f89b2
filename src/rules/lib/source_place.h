#pragma once

#include <string>
#include <string_view>

#include "project/model.h"

namespace seaworthy::rules {

/// The absolute path at which the container of a service has a source file of the repository; "" when that cannot be
/// told.
std::string place_in_container(const project::Project& project, const project::Service& service,
                               std::string_view source);

}  // namespace seaworthy::rules
