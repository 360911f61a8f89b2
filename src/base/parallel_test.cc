#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
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

TEST(Parallel, HelpersComeWhenThereIsMuchToDo) {
  for (int round = 0; round < 3; ++round) {
    std::atomic<unsigned> workers_seen{0};
    parallel_for(2'000, 4, [&](std::size_t, unsigned worker) {
      workers_seen |= 1u << worker;
      std::this_thread::sleep_for(std::chrono::microseconds(20));
    });
    EXPECT_GT(workers_seen, 1u);
    EXPECT_LT(workers_seen, 16u);
  }
}

TEST(Parallel, WorkInsideOfWork) {
  std::atomic<int> calls{0};
  parallel_for(50, 3, [&](std::size_t, unsigned) {
    parallel_for(20, 3, [&](std::size_t, unsigned) {
      ++calls;
      std::this_thread::sleep_for(std::chrono::microseconds(5));
    });
  });
  EXPECT_EQ(calls, 1'000);
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
