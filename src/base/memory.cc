#include "base/memory.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

namespace seaworthy {

void prepare_memory(unsigned threads) {
  // Addresses, not memory: what nobody writes to stays with the system.
  constexpr int reserved = 64 << 20;
  constexpr std::uintptr_t huge_page = std::uintptr_t{1} << 21;
  mallopt(M_TOP_PAD, reserved);
  // Large lists grow and go all the time; the system need not be asked for the same memory again.
  mallopt(M_MMAP_THRESHOLD, 16 << 20);
  mallopt(M_TRIM_THRESHOLD, 2 * reserved);
  // The heap of the main thread is the one whose place is known. Threads keep the small objects that they free, and
  // take trees from arenas, so a few of them seldom meet at its lock.
  constexpr unsigned few = 4;
  if (threads <= few) mallopt(M_ARENA_MAX, 1);
  void* const first = sbrk(0);
  const std::uintptr_t begin = (reinterpret_cast<std::uintptr_t>(first) + huge_page - 1) / huge_page * huge_page;
  // A first request reserves the addresses; the advice has to meet them.
  operator delete(operator new(std::size_t{1} << 20));
  madvise(reinterpret_cast<void*>(begin), static_cast<std::size_t>(reserved) - huge_page, MADV_HUGEPAGE);
}

}  // namespace seaworthy
