#include "base/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

namespace seaworthy {
namespace {

/// Work in parts that any thread may take.
struct Job {
  std::size_t count = 0;
  const std::function<void(std::size_t, unsigned)>& work;
  std::atomic<std::size_t> next = 0;
  // Guarded by the pool's mutex.
  unsigned wanted = 0;       ///< Helpers that have yet to come.
  unsigned next_worker = 1;  ///< The caller is worker 0.
  unsigned helping = 0;

  bool take_one(unsigned worker) {
    const std::size_t index = next.fetch_add(1, std::memory_order_relaxed);
    if (index < count) work(index, worker);
    return index < count;
  }
};

/// Threads that wait for work until the program ends; made when they are wanted for the first time.
class Pool {
 public:
  /// Lets up to `helpers` threads take parts of the job, together with the caller. Returns when all parts are done.
  void finish(Job& job, unsigned helpers) {
    const bool called = call(job, helpers);
    while (job.take_one(0)) continue;
    if (called) dismiss(job);
  }

 private:
  /// False when the threads are busy with another job; then the caller is on its own.
  bool call(Job& job, unsigned helpers) {
    const std::lock_guard lock(mutex_);
    if (job_ != nullptr) return false;
    try {
      for (; threads_ < helpers; ++threads_) std::thread([this] { help(); }).detach();
    } catch (const std::system_error&) {
      // The system gives no more threads; those that there are do all the work.
    }
    job.wanted = helpers;
    job_ = &job;
    wanted_.notify_all();
    return true;
  }

  /// Nobody may use the job any more when this returns.
  void dismiss(Job& job) {
    std::unique_lock lock(mutex_);
    job_ = nullptr;
    done_.wait(lock, [&job] { return job.helping == 0; });
  }

  [[noreturn]] void help() noexcept {
    std::unique_lock lock(mutex_);
    for (;;) {
      wanted_.wait(lock, [this] { return job_ != nullptr && job_->wanted > 0; });
      Job& job = *job_;
      --job.wanted;
      ++job.helping;
      const unsigned worker = job.next_worker++;
      lock.unlock();
      while (job.take_one(worker)) continue;
      lock.lock();
      // Jobs inside of jobs: several callers may wait, each for its own.
      if (--job.helping == 0) done_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable wanted_, done_;
  Job* job_ = nullptr;
  unsigned threads_ = 0;
};

Pool& pool() {
  // Its threads still wait in it when the program ends.
  static Pool& only = *new Pool;
  return only;
}

}  // namespace

void parallel_for(std::size_t count, unsigned threads, const std::function<void(std::size_t, unsigned)>& work) {
  using Clock = std::chrono::steady_clock;
  // About what it takes until another thread works.
  constexpr auto patience = std::chrono::microseconds(50);
  Job job{.count = count, .work = work};
  const auto helpers = static_cast<unsigned>(std::min<std::size_t>(std::max(threads, 1u), count));
  if (helpers < 2) {
    while (job.take_one(0)) continue;
    return;
  }
  const auto begin = Clock::now();
  do {
    if (!job.take_one(0)) return;
  } while (Clock::now() - begin < patience);
  if (job.next.load(std::memory_order_relaxed) < count) pool().finish(job, helpers - 1);
}

void parallel_workers(unsigned threads, const std::function<void(unsigned)>& work) {
  const std::function<void(std::size_t, unsigned)> by_index = [&work](std::size_t index, unsigned) {
    work(static_cast<unsigned>(index));
  };
  Job job{.count = std::max(threads, 1u), .work = by_index};
  pool().finish(job, std::max(threads, 1u) - 1);
}

unsigned default_threads() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return 1;
  return static_cast<unsigned>(std::clamp(CPU_COUNT(&allowed), 1, 16));
}

}  // namespace seaworthy
