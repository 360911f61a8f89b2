#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace seaworthy::cli {

/// Notes when each phase of a run begins, and shows on standard error what the program is at when that takes longer
/// than a second and somebody watches.
class Progress {
 public:
  struct Phase {
    std::string_view name;
    std::chrono::nanoseconds time{};
  };

  /// `visible`: somebody may be watching, and wants to.
  explicit Progress(bool visible);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  /// Ends the phase before and begins another. `name` is static text: "checking".
  void begin(std::string_view name);
  /// Ends the last phase and takes the line off the screen; must come before anything is printed.
  void end();
  /// Phases so far with their times.
  const std::vector<Phase>& phases() const { return phases_; }

 private:
  void show();

  using Clock = std::chrono::steady_clock;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point phase_start_ = start_;
  std::vector<Phase> phases_;

  std::mutex mutex_;  ///< Guards what follows, which the thread that shows also uses.
  std::condition_variable changed_;
  std::string_view current_;
  bool ended_ = false;
  bool on_screen_ = false;
  std::thread viewer_;
};

/// Whether a descriptor is a terminal that understands escapes.
bool is_terminal(int descriptor);
/// Columns of the terminal on standard output; 100 without one.
unsigned terminal_width();
/// Value of an environment variable, "" when it is not set.
std::string_view environment_variable(const char* name);

}  // namespace seaworthy::cli
