#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace seaworthy {
namespace {

thread_local int containing_scopes = 0;

}  // namespace

ContainedAssertions::ContainedAssertions() { ++containing_scopes; }
ContainedAssertions::~ContainedAssertions() { --containing_scopes; }

void assertion_failed(const char* condition, const char* file, int line) {
  if (containing_scopes > 0) throw AssertionFailure{condition, file, line};
  std::fprintf(stderr, "seaworthy: internal error at %s:%d: %s\n", file, line, condition);
  std::abort();
}

}  // namespace seaworthy
