#include "base/fs.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>

#include <algorithm>
#include <array>
#include <climits>
#include <deque>

#include "base/descriptor.h"

namespace seaworthy {

std::string_view name(FileError error) {
  switch (error) {
    case FileError::none:
      return "no error";
    case FileError::missing:
      return "no such file or folder";
    case FileError::permission:
      return "permission denied";
    case FileError::too_large:
      return "larger than the limit";
    case FileError::not_regular:
      return "not a regular file";
    case FileError::not_directory:
      return "not a folder";
    case FileError::link_out_of_root:
      return "link leads out of the audited folder";
    case FileError::link_loop:
      return "links form a loop";
    case FileError::io:
      return "could not be read";
  }
  return "";
}

namespace {

constexpr int most_links = 40;  // As the kernel's own limit.

FileError error_of(int code) {
  switch (code) {
    case ENOENT:
      return FileError::missing;
    case EACCES:
    case EPERM:
      return FileError::permission;
    case EXDEV:
      return FileError::link_out_of_root;
    case ELOOP:
      return FileError::link_loop;
    case ENXIO:
      return FileError::not_regular;  // A socket, or a device without a driver.
    case ENOTDIR:
      return FileError::not_directory;
    default:
      return FileError::io;
  }
}

EntryKind kind_of_mode(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::file;
  if (S_ISDIR(mode)) return EntryKind::directory;
  if (S_ISLNK(mode)) return EntryKind::link;
  return EntryKind::other;
}

/// A path with the NUL that system calls want, without an allocation.
class PathBuffer {
 public:
  explicit PathBuffer(std::string_view path) {
    if (path.empty()) path = ".";
    fits_ = path.size() < bytes_.size() && path.find('\0') == std::string_view::npos;
    if (!fits_) path = "";
    path.copy(bytes_.data(), path.size());
    bytes_[path.size()] = '\0';
  }
  bool fits() const { return fits_; }
  const char* c_str() const { return bytes_.data(); }

 private:
  std::array<char, PATH_MAX> bytes_;
  bool fits_ = false;
};

/// Splits at `/`, dropping empty parts and `.`; `..` is kept.
void append_parts(std::string_view path, std::deque<std::string>& parts, bool in_front) {
  std::vector<std::string> split;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (!part.empty() && part != ".") split.emplace_back(part);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  parts.insert(in_front ? parts.begin() : parts.end(), split.begin(), split.end());
}

/// Layout of what getdents64 writes.
struct RawEntry {
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t length;
  std::uint8_t type;
  char name[1];
};
constexpr std::size_t raw_name_offset = 19;

class Disk final : public FileSystem {
 public:
  Disk(int root, LinkResolution resolution) : root_(root), whole_machine_(is_top(root)) {
    if (resolution == LinkResolution::by_hand) return;
    const Descriptor probe(open_beneath_kernel(".", O_PATH | O_DIRECTORY | O_CLOEXEC));
    has_openat2_ = static_cast<bool>(probe);
  }

  FileError list(std::string_view directory, Arena& names, std::vector<DirectoryEntry>& entries) const override {
    const Descriptor folder(open_beneath(directory, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC));
    if (!folder) return error_of(errno);
    alignas(RawEntry) std::array<char, std::size_t{32} * 1024> buffer;
    for (;;) {
      const long count = ::syscall(SYS_getdents64, folder.get(), buffer.data(), buffer.size());
      if (count < 0) return error_of(errno);
      if (count == 0) return FileError::none;
      for (long at = 0; at < count;) {
        const char* const record = buffer.data() + at;
        std::uint16_t length = 0;
        std::memcpy(&length, record + offsetof(RawEntry, length), sizeof(length));
        const auto type = static_cast<unsigned char>(record[offsetof(RawEntry, type)]);
        const char* const text = record + raw_name_offset;
        at += length;
        if (text[0] == '.' && (text[1] == '\0' || (text[1] == '.' && text[2] == '\0'))) continue;
        entries.push_back({names.copy(std::string_view(text)), kind_of_type(type, folder.get(), text)});
      }
    }
  }

  ReadResult read(std::string_view path, std::uint64_t limit) const override { return read_up_to(path, limit, false); }
  ReadResult read_head(std::string_view path, std::uint64_t count) const override {
    return read_up_to(path, count, true);
  }

  std::optional<std::uint32_t> mode(std::string_view path) const override {
    struct stat status{};
    if (!status_of(path, status)) return std::nullopt;
    return status.st_mode & 07777;
  }

  std::optional<EntryKind> kind(std::string_view path) const override {
    struct stat status{};
    if (!status_of(path, status)) return std::nullopt;
    return kind_of_mode(status.st_mode);
  }

  std::optional<std::string> resolve_link(std::string_view path) const override {
    std::string resolved;
    if (!resolve(path, resolved)) return std::nullopt;
    const PathBuffer buffer(resolved);
    struct stat status{};
    if (!buffer.fits() || ::fstatat(root_.get(), buffer.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
      return std::nullopt;
    return resolved;
  }

 private:
  static EntryKind kind_of_type(unsigned char type, int folder, const char* text) {
    switch (type) {
      case DT_REG_VALUE:
        return EntryKind::file;
      case DT_DIR_VALUE:
        return EntryKind::directory;
      case DT_LNK_VALUE:
        return EntryKind::link;
      case DT_UNKNOWN_VALUE: {
        // Some file systems do not tell the type with the name.
        struct stat status{};
        if (::fstatat(folder, text, &status, AT_SYMLINK_NOFOLLOW) != 0) return EntryKind::other;
        return kind_of_mode(status.st_mode);
      }
      default:
        return EntryKind::other;
    }
  }
  enum : unsigned char { DT_UNKNOWN_VALUE = 0, DT_DIR_VALUE = 4, DT_REG_VALUE = 8, DT_LNK_VALUE = 10 };

  bool status_of(std::string_view path, struct stat& status) const {
    const Descriptor file(open_beneath(path, O_PATH | O_CLOEXEC));
    return file && ::fstat(file.get(), &status) == 0;
  }

  int open_beneath_kernel(const char* path, int flags) const {
    struct open_how how{};
    how.flags = static_cast<std::uint64_t>(flags);
    // Below `/` nothing leads out, and absolute links lead where they say.
    how.resolve = (whole_machine_ ? RESOLVE_IN_ROOT : RESOLVE_BENEATH) | RESOLVE_NO_MAGICLINKS;
    for (int attempt = 0;; ++attempt) {
      const long result = ::syscall(SYS_openat2, root_.get(), path, &how, sizeof(how));
      // EAGAIN: somebody renamed folders meanwhile, and the kernel could not prove that the path stays inside.
      if (result >= 0 || errno != EAGAIN || attempt == 8) return static_cast<int>(result);
    }
  }

  int open_beneath(std::string_view path, int flags) const {
    if (has_openat2_) {
      const PathBuffer buffer(path);
      if (!buffer.fits()) return errno = ENAMETOOLONG, -1;
      return open_beneath_kernel(buffer.c_str(), flags);
    }
    std::string resolved;
    if (!resolve(path, resolved)) return -1;
    const PathBuffer buffer(resolved);
    if (!buffer.fits()) return errno = ENAMETOOLONG, -1;
    return ::openat(root_.get(), buffer.c_str(), flags | O_NOFOLLOW);
  }

  /// Follows every link of `path` by hand; the result has none. False with errno set as openat2 would.
  bool resolve(std::string_view path, std::string& resolved) const {
    std::deque<std::string> pending;
    append_parts(path, pending, false);
    std::vector<std::size_t> ends;  // Length of `resolved` before each part, to take back a part for `..`.
    int links = 0;
    while (!pending.empty()) {
      const std::string part = std::move(pending.front());
      pending.pop_front();
      if (part == "..") {
        if (ends.empty()) {
          if (whole_machine_) continue;
          return errno = EXDEV, false;
        }
        resolved.resize(ends.back());
        ends.pop_back();
        continue;
      }
      const std::size_t before = resolved.size();
      if (!resolved.empty()) resolved += '/';
      resolved += part;
      const PathBuffer buffer(resolved);
      if (!buffer.fits()) return errno = ENAMETOOLONG, false;
      std::array<char, PATH_MAX> target;
      const ssize_t length = ::readlinkat(root_.get(), buffer.c_str(), target.data(), target.size());
      if (length < 0) {
        if (errno != EINVAL) return false;  // EINVAL: no link.
        ends.push_back(before);
        continue;
      }
      if (++links > most_links) return errno = ELOOP, false;
      const std::string_view text(target.data(), static_cast<std::size_t>(length));
      resolved.resize(before);
      if (text.starts_with('/')) {
        if (!whole_machine_) return errno = EXDEV, false;
        resolved.clear();
        ends.clear();
      }
      append_parts(text, pending, true);
    }
    return true;
  }

  ReadResult read_up_to(std::string_view path, std::uint64_t limit, bool head_only) const {
    ReadResult result;
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    const Descriptor file(open_beneath(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!file) return result.error = error_of(errno), result;
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return result.error = error_of(errno), result;
    if (!S_ISREG(status.st_mode)) return result.error = FileError::not_regular, result;
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (!head_only && size > limit) return result.error = FileError::too_large, result;
    // One byte more than expected tells whether the file has grown meanwhile.
    std::uint64_t room = std::min(size, limit) + 1;
    std::uint64_t filled = 0;
    for (;;) {
      ssize_t count = 0;
      result.bytes.resize_and_overwrite(room, [&](char* data, std::size_t) {
        count = ::read(file.get(), data + filled, room - filled);
        return filled + static_cast<std::size_t>(std::max<ssize_t>(count, 0));
      });
      if (count < 0) {
        if (errno == EINTR) continue;
        result.error = error_of(errno);
        result.bytes.clear();
        return result;
      }
      filled += static_cast<std::uint64_t>(count);
      if (filled > limit) {
        if (!head_only) return result.error = FileError::too_large, result.bytes.clear(), result;
        filled = limit;
        result.bytes.resize(limit);
        break;
      }
      if (count == 0) break;
      if (filled == room) room = std::min(room * 2, limit + 1);
    }
    result.mode = status.st_mode & 07777;
    return result;
  }

  /// The folder above the top of a machine is the top itself.
  static bool is_top(int folder) {
    struct stat here{};
    struct stat above{};
    return ::fstat(folder, &here) == 0 && ::fstatat(folder, "..", &above, 0) == 0 && here.st_ino == above.st_ino &&
           here.st_dev == above.st_dev;
  }

  Descriptor root_;
  bool whole_machine_ = false;
  bool has_openat2_ = false;
};

}  // namespace

std::unique_ptr<FileSystem> open_directory(const std::string& path, FileError& error, LinkResolution resolution) {
  const int root = ::open(path.empty() ? "." : path.c_str(), O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
  if (root < 0) {
    error = error_of(errno);
    return nullptr;
  }
  error = FileError::none;
  return std::make_unique<Disk>(root, resolution);
}

void MemoryFiles::insert(std::string path, Item item) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    items_.try_emplace(path.substr(0, slash), Item{.kind = EntryKind::directory, .bytes = {}, .mode = 0755});
  }
  items_.insert_or_assign(std::move(path), std::move(item));
}

void MemoryFiles::add(std::string path, std::string bytes, std::uint32_t mode) {
  insert(std::move(path), {.kind = EntryKind::file, .bytes = std::move(bytes), .mode = mode});
}
void MemoryFiles::add_link(std::string path, std::string target) {
  insert(std::move(path), {.kind = EntryKind::link, .bytes = std::move(target), .mode = 0777});
}
void MemoryFiles::add_directory(std::string path, FileError error) {
  insert(std::move(path), {.kind = EntryKind::directory, .bytes = {}, .mode = 0755, .error = error});
}
void MemoryFiles::add_unreadable(std::string path, FileError error) {
  const EntryKind kind = error == FileError::not_regular ? EntryKind::other : EntryKind::file;
  insert(std::move(path), {.kind = kind, .bytes = {}, .mode = 0644, .error = error});
}

std::vector<std::string> MemoryFiles::reads() const {
  const std::lock_guard lock(mutex_);
  return {reads_.begin(), reads_.end()};
}

const MemoryFiles::Item* MemoryFiles::find(std::string_view path) const {
  const auto found = items_.find(path);
  return found == items_.end() ? nullptr : &found->second;
}

const MemoryFiles::Item* MemoryFiles::follow(std::string_view path, FileError& error) const {
  const Item* item = find(path);
  for (int links = 0; item != nullptr && item->kind == EntryKind::link; ++links) {
    if (links == most_links) return error = FileError::link_loop, nullptr;
    if (item->bytes.starts_with("../") || item->bytes.starts_with('/')) {
      return error = FileError::link_out_of_root, nullptr;
    }
    item = find(item->bytes);
  }
  if (item == nullptr) return error = FileError::missing, nullptr;
  error = item->error;
  return error == FileError::none ? item : nullptr;
}

FileError MemoryFiles::list(std::string_view directory, Arena& names, std::vector<DirectoryEntry>& entries) const {
  if (!directory.empty()) {
    FileError error = FileError::none;
    const Item* const folder = follow(directory, error);
    if (folder == nullptr) return error;
    if (folder->kind != EntryKind::directory) return FileError::not_directory;
  }
  const std::string prefix = directory.empty() ? std::string() : std::string(directory) + "/";
  for (auto at = items_.lower_bound(prefix); at != items_.end() && at->first.starts_with(prefix); ++at) {
    const std::string_view rest = std::string_view(at->first).substr(prefix.size());
    if (rest.empty() || rest.find('/') != std::string_view::npos) continue;
    entries.push_back({names.copy(rest), at->second.kind});
  }
  return FileError::none;
}

ReadResult MemoryFiles::read(std::string_view path, std::uint64_t limit) const {
  ReadResult result = read_head(path, limit + 1);
  if (result.bytes.size() > limit) result = {.error = FileError::too_large, .bytes = {}};
  return result;
}

ReadResult MemoryFiles::read_head(std::string_view path, std::uint64_t count) const {
  {
    const std::lock_guard lock(mutex_);
    reads_.emplace(path);
  }
  ReadResult result;
  const Item* const item = follow(path, result.error);
  if (item == nullptr) return result;
  if (item->kind != EntryKind::file) return {.error = FileError::not_regular, .bytes = {}};
  result.bytes = item->bytes.substr(0, count);
  result.mode = item->mode;
  return result;
}

std::optional<std::uint32_t> MemoryFiles::mode(std::string_view path) const {
  FileError error = FileError::none;
  const Item* const item = follow(path, error);
  if (item == nullptr) return std::nullopt;
  return item->mode;
}

std::optional<EntryKind> MemoryFiles::kind(std::string_view path) const {
  if (path.empty()) return EntryKind::directory;
  FileError error = FileError::none;
  const Item* const item = follow(path, error);
  if (item == nullptr) return std::nullopt;
  return item->kind;
}

std::optional<std::string> MemoryFiles::resolve_link(std::string_view path) const {
  FileError error = FileError::none;
  if (follow(path, error) == nullptr) return std::nullopt;
  std::string resolved(path);
  for (const Item* item = find(resolved); item != nullptr && item->kind == EntryKind::link; item = find(resolved)) {
    resolved = item->bytes;
  }
  return resolved;
}

std::unique_ptr<FileSystem> in_memory(std::vector<std::pair<std::string, std::string>> files) {
  auto result = std::make_unique<MemoryFiles>();
  for (auto& [path, bytes] : files) result->add(std::move(path), std::move(bytes));
  return result;
}

}  // namespace seaworthy
