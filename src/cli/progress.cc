#include "cli/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>
#include <cstdio>
#include <cstdlib>

#include <system_error>

namespace seaworthy::cli {

Progress::Progress(bool visible) {
  if (!visible) return;
  try {
    viewer_ = std::thread([this] { show(); });
  } catch (const std::system_error&) {
    // No thread, no view; the work itself goes on.
  }
}

Progress::~Progress() { end(); }

void Progress::begin(std::string_view name) {
  const Clock::time_point now = Clock::now();
  if (!phases_.empty()) phases_.back().time = now - phase_start_;
  phase_start_ = now;
  phases_.push_back({.name = name, .time = {}});
  const std::lock_guard lock(mutex_);
  current_ = name;
}

void Progress::end() {
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    ended_ = true;
  }
  if (!phases_.empty()) phases_.back().time = Clock::now() - phase_start_;
  changed_.notify_one();
  if (viewer_.joinable()) viewer_.join();
  if (on_screen_) std::fputs("\r\033[K", stderr);
}

void Progress::show() {
  std::unique_lock lock(mutex_);
  auto wake = start_ + std::chrono::seconds(1);
  while (!changed_.wait_until(lock, wake, [this] { return ended_; })) {
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    std::fprintf(stderr, "\r\033[Kseaworthy: %.*s, %.1f s", static_cast<int>(current_.size()), current_.data(),
                 seconds);
    std::fflush(stderr);
    on_screen_ = true;
    wake += std::chrono::milliseconds(200);
  }
}

std::string_view environment_variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1 && environment_variable("TERM") != "dumb"; }

unsigned terminal_width() {
  struct winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 100;
}

}  // namespace seaworthy::cli
