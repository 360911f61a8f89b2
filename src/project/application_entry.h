#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "code/program.h"
#include "project/model.h"

/// Which source a service starts: from its command line and from what its build does.
namespace seaworthy::project {

struct ApplicationEntry {
  enum class Kind : std::uint8_t { program, next, nuxt, django, spring, dotnet, rails, laravel, rust, elixir };
  Kind kind = Kind::program;
  /// For kinds other than `program`, `path` is the folder of the project; Django: `object` is the module of settings.
  code::Entry code;
  /// Python: the file itself is run, and with it what it does under `__main__`. Rails: its settings say where it
  /// listens.
  bool is_main = true;

  /// Entries of one key are the same program.
  std::string key() const;
  code::Program read(code::Tree& tree) const;
};

/// Nothing when it is not the repository's code, or when it cannot be told.
std::optional<ApplicationEntry> application_entry(const Project& project, const Service& service);

}  // namespace seaworthy::project
