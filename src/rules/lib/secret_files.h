#pragma once

#include <algorithm>
#include <string_view>

#include "knowledge/credential_files.h"
#include "rules/lib/words.h"

/// Files whose name says that they hold credentials.
namespace seaworthy::rules {

/// Whether a variable of this name holds the path of a file with credentials.
inline bool names_credentials_file(std::string_view name) {
  return knowledge::tables::credential_file_variables.contains(name);
}

/// What the file holds, in words; "" for other files. Examples and templates hold none.
inline std::string_view secret_file(std::string_view path) {
  const std::string_view name = base_name(path);
  for (const std::string_view sample : {"example", "sample", "template", "dist", "test", ".pub"})
    if (contains(name, sample)) return {};
  if (name.starts_with(".env.") && !name.ends_with(".md") && !name.ends_with(".d")) return "settings with credentials";
  for (const knowledge::CredentialFile& row : knowledge::tables::credential_files) {
    const auto ends_path = [&](std::string_view end) { return path.ends_with(end); };
    const auto ends_name = [&](std::string_view end) { return name.ends_with(end); };
    if (row.names.contains(name) || std::ranges::any_of(row.paths, ends_path) ||
        std::ranges::any_of(row.endings, ends_name))
      return row.holds;
  }
  return {};
}

}  // namespace seaworthy::rules
