#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "base/fs.h"
#include "discover/classify.h"

namespace seaworthy::discover {

/// Every path of the tree, also those that are ignored: the model asks it whether a COPY or bind source exists.
struct TreeEntry {
  std::string_view path;  ///< Relative to the root; lives in Discovered::arenas.
  EntryKind kind = EntryKind::file;
  bool ignored = false;  ///< By a .gitignore, and git does not track it nevertheless.
  /// Of a link to a file inside the root: that file's path. Empty for other links.
  std::string_view target;
};

/// A file of the deployment. A link to one that is found under its own path is none: it is in `tree` with its target.
struct FoundFile {
  std::string path;
  FileKind kind = FileKind::other;
  std::string reason;
  std::string bytes;        ///< Read once, here. Empty for kinds that are listed by name alone (has_content).
  bool executable = false;  ///< Owner's execute bit (scripts only; else false).
  /// Ignored by git, yet on this disk: env files only, since Compose reads them whether git does or not. Their
  /// values serve interpolation; whoever clones the repository does not have them.
  bool ignored = false;
  bool has_content = true;  ///< False: a kind whose name is all that counts, such as a lock file.
};

struct Unread {
  std::string path;
  std::string reason;
};

/// Reason for which a settings file of ours (`.seaworthy.yaml`) is unread.
constexpr std::string_view settings_unread =
    "settings are planned, but this version takes none; nothing of it is in force";

struct Limits {
  std::uint64_t file_bytes = 4u << 20;
  std::uint64_t total_bytes = 512u << 20;
  std::uint32_t entries = 2'000'000;
  std::uint32_t depth = 64;
};

/// What to look at.
struct Scope {
  /// Folders and files, relative to the root; "" is the whole root. What is above or beside them is not entered.
  std::vector<std::string> starts = {""};
  /// Patterns of .gitignore files above the root, outermost first: (the root's path relative to their folder, bytes).
  std::vector<std::pair<std::string, std::string>> outer_ignores;
  /// When the repository's top lies above the root: gives the bytes of its `.git/index`. Asked at most once.
  std::function<std::string()> outer_index;
  std::string path_in_repository;  ///< The root's path relative to that top.
};

struct Discovered {
  std::vector<FoundFile> files;  ///< Sorted by path.
  std::vector<TreeEntry> tree;   ///< Sorted by path; folders included. Folders that were not entered have no children.
  /// Folders whose children are not (all) in `tree`: vendored or ignored ones, links to folders, and, when only a part
  /// of the root is audited, those above it ("" is the root). A path below one that is not in `tree` is unknown.
  std::vector<std::string> not_entered;        ///< Sorted.
  std::vector<Unread> unread;                  ///< Sorted by path.
  std::uint32_t ignored_files = 0;             ///< Deployment files that are left out because git ignores them.
  std::uint32_t source_files = 0;              ///< Of application code; they are in `tree` only.
  std::vector<std::unique_ptr<Arena>> arenas;  ///< What `tree` points into.
};

/// Walks, classifies and reads on `threads` workers.
Discovered discover(const FileSystem& files, unsigned threads, const Limits& limits = {}, const Scope& scope = {});

}  // namespace seaworthy::discover
