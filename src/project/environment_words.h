#pragma once

#include <string_view>

namespace seaworthy::project {

/// The surroundings that a file is for, by a word of its name: "production" of `.env.prod.example`, "staging",
/// "development" or "test"; "" for a name that says nothing of it.
std::string_view environment_of(std::string_view path);

}  // namespace seaworthy::project
