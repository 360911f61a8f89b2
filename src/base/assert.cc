#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace seaworthy {
namespace {

// Aligned like the sections behind it: mold 1.10, which Debian 12 has, gives a program that does not start where they
// come to lie on the next page.
alignas(64) thread_local int containing_scopes = 0;

}  // namespace

ContainedAssertions::ContainedAssertions() { ++containing_scopes; }
ContainedAssertions::~ContainedAssertions() { --containing_scopes; }

void assertion_failed(const char* condition, const char* file, int line) {
  if (containing_scopes > 0) throw AssertionFailure{condition, file, line};
  std::fprintf(stderr, "seaworthy: internal error at %s:%d: %s\n", file, line, condition);
  std::abort();
}

}  // namespace seaworthy
