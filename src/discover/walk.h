#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fs.h"
#include "discover/classify.h"

namespace seaworthy::discover {

/// Every path of the tree, also those that are ignored: the model asks it whether a COPY or bind source exists.
struct TreeEntry {
  std::string path;          ///< Relative to the root.
  EntryKind kind = EntryKind::file;
  bool ignored = false;      ///< By a .gitignore, or below a vendored folder.
};

/// A file of the deployment.
struct FoundFile {
  std::string path;
  FileKind kind = FileKind::other;
  std::string reason;
  std::string bytes;         ///< Read once, here.
  bool executable = false;   ///< Owner's execute bit (scripts only; else false).
};

struct Unread {
  std::string path;
  std::string reason;
};

struct Limits {
  std::uint64_t file_bytes = 4u << 20;
  std::uint64_t total_bytes = 512u << 20;
  std::uint32_t entries = 2'000'000;
  std::uint32_t depth = 64;
};

struct Discovered {
  std::vector<FoundFile> files;    ///< Sorted by path.
  std::vector<TreeEntry> tree;     ///< Sorted by path; folders included. Folders that were not entered have no children.
  std::vector<std::string> not_entered;  ///< Vendored or ignored folders: node_modules, .git, vendor ...
  std::vector<Unread> unread;      ///< Sorted by path.
  std::uint32_t ignored_files = 0;
};

/// Walks, classifies and reads on `threads` workers.
Discovered discover(const FileSystem& files, unsigned threads, const Limits& limits = {});

}  // namespace seaworthy::discover
