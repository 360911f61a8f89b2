#pragma once

#include "project/model.h"

namespace seaworthy::rules {

/// Whether a service runs PHP's process manager: its image is one of PHP with it, or is built on one.
bool is_php_fpm(const project::Service& service);

}  // namespace seaworthy::rules
