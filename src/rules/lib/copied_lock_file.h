#pragma once

#include <initializer_list>
#include <string_view>

#include "project/model.h"
#include "rules/rule.h"

/// Lock files that a build has when it installs packages.
namespace seaworthy::rules {

/// The instruction in front of a RUN that brings a lock file of one of these names for certain: by name, by a pattern
/// that the context has a file for (`package*.json`), or by a mount of the RUN itself. Null for none.
const dockerfile::Instruction* copied_lock_file(const CommandSubject& subject, const project::Project& project,
                                                std::initializer_list<std::string_view> names);

}  // namespace seaworthy::rules
