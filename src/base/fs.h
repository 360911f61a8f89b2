#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"

namespace seaworthy {

enum class EntryKind : std::uint8_t { file, directory, link, other };

/// One entry of a folder.
struct DirectoryEntry {
  std::string_view name;
  EntryKind kind = EntryKind::file;
};

/// What went wrong with a path, for an `unread` entry.
enum class FileError : std::uint8_t {
  none,
  missing,
  permission,
  too_large,
  not_regular,
  not_directory,
  link_out_of_root,
  link_loop,
  io,
};
/// The error in words, as a report prints it: "permission denied".
std::string_view name(FileError error);

struct ReadResult {
  FileError error = FileError::none;
  std::string bytes;
  std::uint32_t mode = 0;  ///< Permission bits (0755); 0 with an error.
};

/// The only door to the disk. Real or in memory (tests). All paths are relative to a root that was opened once, `/`
/// separated; "" is the root itself. No operation follows a symbolic link out of the root, and nothing is ever executed
/// or written. Every operation may be called from any thread.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  /// Entries of a folder in no particular order, without `.` and `..`; their names are copied to `names`.
  virtual FileError list(std::string_view directory, Arena& names, std::vector<DirectoryEntry>& entries) const = 0;
  /// A whole file of at most `limit` bytes; a larger one is `too_large`. Never blocks on FIFOs or devices
  /// (`not_regular`).
  virtual ReadResult read(std::string_view path, std::uint64_t limit) const = 0;
  /// The first `count` bytes of a file, fewer when it is shorter.
  virtual ReadResult read_head(std::string_view path, std::uint64_t count) const = 0;
  /// Permission bits (0755) of a file, through links inside the root.
  virtual std::optional<std::uint32_t> mode(std::string_view path) const = 0;
  /// What a path is, through links inside the root; nothing when it is not there or leads out of the root.
  virtual std::optional<EntryKind> kind(std::string_view path) const = 0;
  /// Where a link leads, relative to the root; nothing when it leads out of the root or nowhere.
  virtual std::optional<std::string> resolve_link(std::string_view path) const = 0;
};

/// Who follows links: the kernel (openat2), or, where old kernels and the filters of container engines do not offer
/// that, this program step by step. `automatic` asks the kernel whether it can.
enum class LinkResolution : std::uint8_t { automatic, by_hand };

/// A folder on disk. Null with `error` set when it cannot be opened.
std::unique_ptr<FileSystem> open_directory(const std::string& path, FileError& error,
                                           LinkResolution resolution = LinkResolution::automatic);

/// A disk for tests and for standard input: holds what it is given and remembers what was read from it.
class MemoryFiles final : public FileSystem {
 public:
  void add(std::string path, std::string bytes, std::uint32_t mode = 0644);
  /// A link; `target` is relative to the root, or starts with `../` to lead out of it.
  void add_link(std::string path, std::string target);
  /// An empty folder, or one whose listing fails.
  void add_directory(std::string path, FileError error = FileError::none);
  /// A file or pipe that cannot be read.
  void add_unreadable(std::string path, FileError error);
  /// Paths of all read() and read_head() calls so far, sorted, each once.
  std::vector<std::string> reads() const;

  FileError list(std::string_view directory, Arena& names, std::vector<DirectoryEntry>& entries) const override;
  ReadResult read(std::string_view path, std::uint64_t limit) const override;
  ReadResult read_head(std::string_view path, std::uint64_t count) const override;
  std::optional<std::uint32_t> mode(std::string_view path) const override;
  std::optional<EntryKind> kind(std::string_view path) const override;
  std::optional<std::string> resolve_link(std::string_view path) const override;

 private:
  struct Item {
    EntryKind kind = EntryKind::file;
    std::string bytes;  ///< Link: its target.
    std::uint32_t mode = 0644;
    FileError error = FileError::none;
  };
  void insert(std::string path, Item item);
  const Item* find(std::string_view path) const;
  const Item* follow(std::string_view path, FileError& error) const;

  std::map<std::string, Item, std::less<>> items_;
  mutable std::mutex mutex_;
  mutable std::set<std::string, std::less<>> reads_;
};

/// Files given by tests: path -> bytes.
std::unique_ptr<FileSystem> in_memory(std::vector<std::pair<std::string, std::string>> files);

}  // namespace seaworthy
