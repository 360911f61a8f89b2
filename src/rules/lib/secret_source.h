#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compose/model.h"
#include "project/model.h"

/// Where a credential of a service comes from.
namespace seaworthy::rules {

/// True when some `${...}` stands in the value.
bool is_interpolated(const compose::EnvironmentEntry& entry);

/// Development, test and example stacks: their credentials open nothing that matters.
bool is_throwaway(const project::Service& service);

/// The password of `scheme://user:password@host`, when the text has one, as written.
std::optional<std::string_view> password_of_url(std::string_view text);

}  // namespace seaworthy::rules
