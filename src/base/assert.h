#pragma once

namespace seaworthy {

/// Prints the broken assumption with its place to standard error and aborts; throws AssertionFailure instead while a
/// ContainedAssertions of this thread is alive.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

/// Thrown by a contained assertion.
struct AssertionFailure {
  const char* condition;
  const char* file;
  int line;
};

/// While it lives, a broken assumption on this thread ends the current check instead of the program. Used by release
/// builds around each check of each rule, so that one bug costs one finding and not the report.
class ContainedAssertions {
 public:
  ContainedAssertions();
  ~ContainedAssertions();
  ContainedAssertions(const ContainedAssertions&) = delete;
  ContainedAssertions& operator=(const ContainedAssertions&) = delete;
};

}  // namespace seaworthy

/// A bug in seaworthy itself, never a property of the input: input mistakes are findings. Checked in every build,
/// since each use is cheap; a release build contains one that breaks inside a rule (see rules/run.cc).
#define SW_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::seaworthy::assertion_failed(#condition, __FILE__, __LINE__))
