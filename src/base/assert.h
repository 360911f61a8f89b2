#pragma once

namespace seaworthy {

/// Prints the broken assumption with its place to standard error and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace seaworthy

/// A bug in seaworthy itself, never a property of the input: input mistakes are findings. Checked in every build,
/// since each use is cheap; a release build turns the abort of one file's check into a finding (see cli/pipeline.cc).
#define SW_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::seaworthy::assertion_failed(#condition, __FILE__, __LINE__))
