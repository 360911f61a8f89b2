#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
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

/// Keeps the thread busy for longer than parallel_for() works alone.
void work_hard() {
  const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(200);
  while (std::chrono::steady_clock::now() < end) continue;
}

TEST(Parallel, CallsHelpersForLongWork) {
  for (int round = 0; round < 3; ++round) {
    std::atomic<unsigned> workers_seen{0};
    std::promise<void> helped;
    const std::shared_future<void> help = helped.get_future().share();
    std::atomic<bool> first_help{true};
    parallel_for(4, 4, [&](std::size_t index, unsigned worker) {
      workers_seen |= 1u << worker;
      if (worker > 0 && first_help.exchange(false)) helped.set_value();
      if (index == 0) work_hard();
      // Nobody goes on before a helper is there; that none comes is told after a while.
      if (worker > 0 || index == 0) return;
      EXPECT_EQ(help.wait_for(std::chrono::seconds(60)), std::future_status::ready);
    });
    EXPECT_GT(workers_seen, 1u);
    EXPECT_LT(workers_seen, 16u);
  }
}

/// A helper that calls helpers of its own, while its caller waits for it already: each of both has to be woken.
TEST(Parallel, WorkInsideOfWork) {
  for (int round = 0; round < 50; ++round) {
    std::atomic<int> calls{0};
    std::promise<void> helped;
    const std::future<void> help = helped.get_future();
    parallel_for(3, 3, [&](std::size_t index, unsigned) {
      if (index == 0) return work_hard();
      if (index == 1) return help.wait();
      helped.set_value();
      parallel_for(6, 3, [&](std::size_t, unsigned) {
        ++calls;
        work_hard();
      });
    });
    EXPECT_EQ(calls, 6);
  }
}

TEST(Parallel, EveryWorkerWorksOnce) {
  for (const unsigned threads : {0u, 1u, 2u, 7u}) {
    std::vector<std::atomic<int>> calls(std::max(threads, 1u));
    parallel_workers(threads, [&](unsigned worker) { ++calls[worker]; });
    for (const auto& count : calls) EXPECT_EQ(count, 1);
  }
}

TEST(Parallel, SomeThreadByDefault) { EXPECT_GE(default_threads(), 1u); }

}  // namespace
}  // namespace seaworthy
