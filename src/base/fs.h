#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seaworthy {

enum class EntryKind : std::uint8_t { file, directory, link, other };

/// One entry of a folder.
struct DirectoryEntry {
  std::string name;
  EntryKind kind = EntryKind::file;
};

/// What went wrong with a path, for an `unread` entry.
enum class FileError : std::uint8_t { none, missing, permission, too_large, not_regular, link_out_of_root, io };
std::string_view name(FileError error);

struct ReadResult {
  FileError error = FileError::none;
  std::string bytes;
};

/// The only door to the disk. Real or in memory (tests). All paths are relative to a root that was opened once, `/`
/// separated; no operation follows a symbolic link out of the root, and nothing is ever executed or written.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  /// Entries of a folder in no particular order. Thread-safe.
  virtual FileError list(std::string_view directory, std::vector<DirectoryEntry>& entries) const = 0;
  /// At most `limit` bytes; a larger file is `too_large`. Never blocks on FIFOs or devices (`not_regular`). Thread-safe.
  virtual ReadResult read(std::string_view path, std::uint64_t limit) const = 0;
  /// Permission bits (0755) of a file, through links inside the root.
  virtual std::optional<std::uint32_t> mode(std::string_view path) const = 0;
  /// Where a link leads, relative to the root; nothing when it leads out of the root or nowhere.
  virtual std::optional<std::string> resolve_link(std::string_view path) const = 0;
};

/// A folder on disk. Null with `error` set when it cannot be opened.
std::unique_ptr<FileSystem> open_directory(const std::string& path, FileError& error);

/// Files given by tests: path -> bytes.
std::unique_ptr<FileSystem> in_memory(std::vector<std::pair<std::string, std::string>> files);

}  // namespace seaworthy
