#pragma once

#include <string_view>

#include "rules/rule.h"

/// Accounts that the steps of an image may add to those of its base.
namespace seaworthy::rules {

/// Whether a step of a stage, or of what it is FROM, may add an account of this name: plainly, by a package of that
/// name, or in a way that cannot be followed.
bool may_add_account(const dockerfile::Stage& stage, std::string_view name, Report& report);

/// Whether a stage certainly has no account of this name: its base is known and has none, and no step adds it.
bool lacks_account(const dockerfile::Stage& stage, std::string_view name, Report& report);

}  // namespace seaworthy::rules
