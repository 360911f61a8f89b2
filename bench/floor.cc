// The least that any audit of a tree must do: list every folder with raw directory reads on two threads, stat nothing,
// and read the files whose names say that they matter. `make bench` holds the audit against it, in the same run.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

bool matters(std::string_view name) {
  static constexpr std::array ends = {
      std::string_view(".yml"), std::string_view(".yaml"), std::string_view(".sh"),  std::string_view(".conf"),
      std::string_view(".env"), std::string_view(".sql"),  std::string_view(".hcl"), std::string_view("ignore"),
  };
  static constexpr std::array begins = {
      std::string_view("Dockerfile"), std::string_view(".env"),         std::string_view("Makefile"),
      std::string_view("README"),     std::string_view("package.json"), std::string_view("requirements"),
      std::string_view("go.mod"),
  };
  for (const std::string_view end : ends) {
    if (name.ends_with(end)) return true;
  }
  for (const std::string_view begin : begins) {
    if (name.starts_with(begin)) return true;
  }
  return false;
}

struct Shared {
  int root = -1;
  std::mutex mutex;
  std::condition_variable arrived;
  std::vector<std::string> folders;
  unsigned waiting = 0, workers = 0;
  bool done = false;
  std::atomic<std::uint64_t> entries{0}, files{0}, bytes{0};
};

void work(Shared& shared) {
  std::vector<std::string> own;
  std::vector<char> listing(std::size_t{64} * 1024), content(std::size_t{1} << 20);
  std::uint64_t entries = 0, files = 0, bytes = 0;
  for (;;) {
    if (own.empty()) {
      std::unique_lock lock(shared.mutex);
      ++shared.waiting;
      if (shared.waiting == shared.workers && shared.folders.empty()) {
        shared.done = true;
        shared.arrived.notify_all();
      }
      shared.arrived.wait(lock, [&] { return shared.done || !shared.folders.empty(); });
      if (shared.folders.empty()) break;
      --shared.waiting;
      own.push_back(std::move(shared.folders.back()));
      shared.folders.pop_back();
    }
    const std::string folder = std::move(own.back());
    own.pop_back();
    const int directory =
        openat(shared.root, folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) continue;
    for (;;) {
      const long count = syscall(SYS_getdents64, directory, listing.data(), listing.size());
      if (count <= 0) break;
      for (long at = 0; at < count;) {
        const char* const record = listing.data() + at;
        std::uint16_t length = 0;
        std::memcpy(&length, record + 16, sizeof(length));
        at += length;
        const auto type = static_cast<unsigned char>(record[18]);
        const std::string_view name(record + 19);
        if (name == "." || name == "..") continue;
        ++entries;
        if (type == 4) {
          own.push_back(folder.empty() ? std::string(name) : folder + "/" + std::string(name));
        } else if (type == 8 && matters(name)) {
          const int file = openat(directory, record + 19, O_RDONLY | O_CLOEXEC);
          if (file < 0) continue;
          ++files;
          for (ssize_t got = 1; got > 0;) {
            got = read(file, content.data(), content.size());
            if (got > 0) bytes += static_cast<std::uint64_t>(got);
          }
          close(file);
        }
      }
    }
    close(directory);
    if (own.size() > 8) {
      const std::lock_guard lock(shared.mutex);
      if (shared.folders.empty()) {
        const auto half = own.begin() + static_cast<std::ptrdiff_t>(own.size() / 2);
        shared.folders.assign(own.begin(), half);
        own.erase(own.begin(), half);
        shared.arrived.notify_one();
      }
    }
  }
  shared.entries += entries;
  shared.files += files;
  shared.bytes += bytes;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fputs("usage: floor FOLDER\n", stderr);
    return 2;
  }
  Shared shared;
  shared.root = open(arguments[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (shared.root < 0) {
    std::perror(arguments[1]);
    return 2;
  }
  shared.workers = 2;
  shared.folders.emplace_back();
  std::thread other(work, std::ref(shared));
  work(shared);
  other.join();
  std::printf("%llu entries, %llu files read, %llu bytes\n", static_cast<unsigned long long>(shared.entries),
              static_cast<unsigned long long>(shared.files), static_cast<unsigned long long>(shared.bytes));
}
