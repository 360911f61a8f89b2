#pragma once

#include <span>
#include <string_view>

#include "project/model.h"

/// Whether a repository starts a program of which only a word of its command line is known.
namespace seaworthy::rules {

/// Whether anything starts a command with one of these words: a service of the stack, a script, a cron table, a
/// Dockerfile; documents and manifests do not count. `in_sources`: also when a source has the word.
bool is_started(const project::Project& project, const project::Stack& stack, std::span<const std::string_view> words,
                bool in_sources);

}  // namespace seaworthy::rules
