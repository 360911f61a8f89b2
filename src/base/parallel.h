#pragma once

#include <cstddef>
#include <functional>

namespace seaworthy {

/// Calls `work(index, worker)` for every index below `count`, spread over `threads` workers (at least 1; the caller is
/// worker 0). Indices are taken in ascending order. Results must land by index, never by order of arrival, so that any
/// thread count gives the same bytes. Others are only called in when the caller has worked for a while: what is small
/// is done before a thread has woken.
void parallel_for(std::size_t count, unsigned threads,
                  const std::function<void(std::size_t index, unsigned worker)>& work);

/// Calls `work(worker)` for each of `threads` workers (at least 1), at the same time as far as the system has threads:
/// for work whose parts come up on the way and are handed over by the workers themselves.
void parallel_workers(unsigned threads, const std::function<void(unsigned worker)>& work);

/// Threads to use when none is asked for: the processors this process may run on, at most 16.
unsigned default_threads();

}  // namespace seaworthy
