#include "base/write.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/descriptor.h"

namespace seaworthy {
namespace {

std::string system_error() { return std::strerror(errno); }

/// A file whose new bytes stand beside it.
struct Prepared {
  Descriptor folder;
  std::string name;
  std::string temporary;
};

/// Opens the folder of a path below `root`, one step at a time and never through a link.
Descriptor open_folder(int root, std::string_view path, std::string& name) {
  Descriptor folder(::fcntl(root, F_DUPFD_CLOEXEC, 0));
  while (folder) {
    const std::size_t slash = path.find('/');
    const std::string step(path.substr(0, slash));
    if (step.empty() || step == "." || step == "..") {
      errno = EINVAL;
      return Descriptor();
    }
    if (slash == std::string_view::npos) {
      name = step;
      return folder;
    }
    folder = Descriptor(::openat(folder.get(), step.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    path.remove_prefix(slash + 1);
  }
  return folder;
}

bool read_all(int file, std::string& bytes) {
  char buffer[65536];
  for (;;) {
    const ssize_t count = ::read(file, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    if (count == 0) return true;
    bytes.append(buffer, static_cast<std::size_t>(count));
  }
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

/// Writes the new bytes beside the file. The reason why not, or "".
std::string prepare(int root, const Replacement& replacement, Prepared& prepared) {
  prepared.folder = open_folder(root, replacement.path, prepared.name);
  if (!prepared.folder) return system_error();
  const Descriptor old(
      ::openat(prepared.folder.get(), prepared.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!old) return errno == ELOOP ? "it is a symbolic link" : system_error();
  struct stat status{};
  if (::fstat(old.get(), &status) != 0) return system_error();
  if (!S_ISREG(status.st_mode)) return "it is no regular file";
  std::string bytes;
  if (!read_all(old.get(), bytes)) return system_error();
  if (bytes != replacement.before) return "it has changed since it was read";

  const std::string temporary = "." + prepared.name + ".seaworthy-" + std::to_string(::getpid());
  const Descriptor fresh(
      ::openat(prepared.folder.get(), temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fresh) return system_error();
  prepared.temporary = temporary;
  if (!write_all(fresh.get(), replacement.after)) return system_error();
  // An owner that cannot be kept (another user's file in a shared folder) would silently become ours.
  if ((status.st_uid != ::geteuid() || status.st_gid != ::getegid()) &&
      ::fchown(fresh.get(), status.st_uid, status.st_gid) != 0)
    return "its owner could not be kept: " + system_error();
  if (::fchmod(fresh.get(), status.st_mode & 07777) != 0 || ::fsync(fresh.get()) != 0) return system_error();
  return {};
}

}  // namespace

ReplaceError replace_files(const std::string& root, const std::vector<Replacement>& replacements) {
  const Descriptor folder(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return {root, system_error()};
  std::vector<Prepared> prepared(replacements.size());
  ReplaceError error;
  for (std::size_t index = 0; index < replacements.size() && !error; ++index)
    if (std::string reason = prepare(folder.get(), replacements[index], prepared[index]); !reason.empty())
      error = {replacements[index].path, std::move(reason)};
  for (std::size_t index = 0; index < replacements.size() && !error; ++index) {
    Prepared& file = prepared[index];
    if (::renameat(file.folder.get(), file.temporary.c_str(), file.folder.get(), file.name.c_str()) != 0)
      error = {replacements[index].path, system_error()};
    else
      file.temporary.clear();
  }
  for (const Prepared& file : prepared)
    if (!file.temporary.empty()) ::unlinkat(file.folder.get(), file.temporary.c_str(), 0);
  return error;
}

}  // namespace seaworthy
