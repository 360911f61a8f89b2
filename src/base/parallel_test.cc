#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace seaworthy {
namespace {

TEST(Parallel, CallsEveryIndexOnceAtAnyThreadCount) {
  for (const unsigned threads : {0u, 1u, 2u, 7u}) {
    std::vector<std::atomic<int>> calls(100);
    std::atomic<unsigned> highest_worker{0};
    parallel_for(calls.size(), threads, [&](std::size_t index, unsigned worker) {
      ++calls[index];
      unsigned seen = highest_worker;
      while (worker > seen && !highest_worker.compare_exchange_weak(seen, worker)) continue;
    });
    for (const auto& count : calls) EXPECT_EQ(count, 1);
    EXPECT_LT(highest_worker, std::max(threads, 1u));
  }
}

TEST(Parallel, NothingToDo) {
  parallel_for(0, 4, [](std::size_t, unsigned) { FAIL(); });
}

TEST(Parallel, SomeThreadByDefault) { EXPECT_GE(default_threads(), 1u); }

}  // namespace
}  // namespace seaworthy
