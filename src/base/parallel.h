#pragma once

#include <cstddef>
#include <functional>

namespace seaworthy {

/// Calls `work(index, worker)` for every index below `count`, spread over `threads` workers (at least 1; the caller is
/// worker 0). Indices are taken in ascending order. Results must land by index, never by order of arrival, so that any
/// thread count gives the same bytes.
void parallel_for(std::size_t count, unsigned threads,
                  const std::function<void(std::size_t index, unsigned worker)>& work);

/// Threads to use when none is asked for: the processors this process may run on, at most 16.
unsigned default_threads();

}  // namespace seaworthy
