#pragma once

#include <string>
#include <vector>

namespace seaworthy {

/// New bytes for a file that exists.
struct Replacement {
  std::string path;    ///< Relative to the root, `/` separated.
  std::string before;  ///< What the file must still hold.
  std::string after;
};

/// Why files were not replaced.
struct ReplaceError {
  std::string path;    ///< The file (or root) that stopped it.
  std::string reason;  ///< Empty: nothing went wrong.
  explicit operator bool() const { return !reason.empty(); }
};

/// Replaces files below a folder, each in one step, so that nobody ever reads half a file. All new files are written
/// beside the old ones first, and nothing is replaced when one of them cannot be, or when a file has changed since it
/// was read. Mode and owner stay. Neither the files nor the folders on their way may be symbolic links.
///
/// This is the only place of the program that writes below an audited root.
ReplaceError replace_files(const std::string& root, const std::vector<Replacement>& replacements);

}  // namespace seaworthy
