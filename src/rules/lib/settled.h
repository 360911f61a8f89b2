#pragma once

#include "compose/settled.h"

namespace seaworthy::rules {

using compose::is_settled;

}  // namespace seaworthy::rules
