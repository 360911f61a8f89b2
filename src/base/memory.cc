#include "base/memory.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>

namespace seaworthy {

#ifndef SEAWORTHY_MEMORY_IS_CHECKED

// Small objects. A run makes and frees millions of them, mostly on the same thread and of few sizes. Each thread keeps
// what it frees in lists by size and takes from there, without a lock and without a word of bookkeeping beside an
// object: objects of one size fill pages of their own, and a table knows the size of each page.
namespace {

constexpr std::size_t step = 16;
constexpr std::size_t largest = 512;
constexpr std::size_t sizes = largest / step + 1;
constexpr std::size_t page_bytes = std::size_t{16} << 10;
constexpr std::size_t pages_at_once = 15;
/// Beyond this much memory the system's allocator has all objects.
constexpr std::size_t most_pages = std::size_t{1} << 20;

struct Free {
  Free* next;
};

/// What a thread has at hand.
struct Cache {
  std::array<Free*, sizes> free;
  std::array<std::byte*, sizes> next, end;  ///< The rest of the newest page of each size.
  std::byte *next_page, *end_of_pages;
};
constinit thread_local Cache cache{};

/// For each page of the heap the size of its objects, in steps; 0 where it is none of ours.
struct Pages {
  std::mutex taking;
  std::uintptr_t begin = 0;          ///< Some way before what the heap grows by.
  std::atomic<bool> wanted = false;  ///< There shall be pages, and there is room for more in the table.
  std::array<std::uint8_t, most_pages> size_of{};
};
constinit Pages pages;

std::size_t page_of(const void* place) { return (reinterpret_cast<std::uintptr_t>(place) - pages.begin) / page_bytes; }

/// The size, in steps, of an object of ours; 0 for what the system's allocator gave.
std::size_t size_of(const void* object) {
  const std::size_t page = page_of(object);
  return page < most_pages ? pages.size_of[page] : 0;
}

/// A page for objects of a size; null when there are no more.
std::byte* take_page(std::size_t size) {
  if (cache.next_page == cache.end_of_pages) {
    if (!pages.wanted.load(std::memory_order_relaxed)) return nullptr;
    const std::lock_guard lock(pages.taking);
    void* const taken = std::aligned_alloc(page_bytes, pages_at_once * page_bytes);
    if (taken == nullptr) return nullptr;
    if (page_of(taken) + pages_at_once > most_pages) {
      std::free(taken);
      pages.wanted = false;
      return nullptr;
    }
    cache.next_page = static_cast<std::byte*>(taken);
    cache.end_of_pages = cache.next_page + pages_at_once * page_bytes;
  }
  std::byte* const page = cache.next_page;
  cache.next_page += page_bytes;
  pages.size_of[page_of(page)] = static_cast<std::uint8_t>(size);
  return page;
}

void* from_system(std::size_t bytes) {
  for (;;) {
    if (void* const object = std::malloc(std::max<std::size_t>(bytes, 1)); object != nullptr) return object;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}

[[gnu::noinline]] void* from_page(std::size_t size) {
  const std::size_t bytes = size * step;
  if (static_cast<std::size_t>(cache.end[size] - cache.next[size]) < bytes) {
    std::byte* const page = take_page(size);
    if (page == nullptr) return from_system(bytes);
    cache.next[size] = page;
    cache.end[size] = page + page_bytes;
  }
  std::byte* const object = cache.next[size];
  cache.next[size] += bytes;
  return object;
}

void* allocate(std::size_t bytes) {
  if (bytes > largest) return from_system(bytes);
  const std::size_t size = (std::max<std::size_t>(bytes, 1) + step - 1) / step;
  Free* const object = cache.free[size];
  if (object == nullptr) return from_page(size);
  cache.free[size] = object->next;
  return object;
}

void release(void* object) {
  if (object == nullptr) return;
  const std::size_t size = size_of(object);
  if (size == 0) return std::free(object);
  cache.free[size] = ::new (object) Free{cache.free[size]};
}

/// To be called when the heap ends at `heap`.
void keep_small_objects(std::uintptr_t heap) {
  // The last block before the end grows on, so that a page may begin there.
  constexpr std::uintptr_t before = std::uintptr_t{1} << 20;
  if (pages.begin != 0) return;
  pages.begin = (heap - before) / page_bytes * page_bytes;
  pages.wanted = true;
}

}  // namespace

#else
/// Nobody keeps any.
static void keep_small_objects(std::uintptr_t) {}
#endif

void prepare_memory() {
  // Addresses, not memory: what nobody writes to stays with the system.
  constexpr int reserved = 64 << 20;
  constexpr std::uintptr_t huge_page = std::uintptr_t{1} << 21;
  mallopt(M_TOP_PAD, reserved);
  // Large lists grow and go all the time; the system need not be asked for the same memory again.
  mallopt(M_MMAP_THRESHOLD, 16 << 20);
  mallopt(M_TRIM_THRESHOLD, 2 * reserved);
  // The heap of the main thread is the one whose place is known. What threads ask it for is large or many objects at
  // once, so that they seldom meet at its lock.
  mallopt(M_ARENA_MAX, 1);
  void* const first = sbrk(0);
  const std::uintptr_t begin = (reinterpret_cast<std::uintptr_t>(first) + huge_page - 1) / huge_page * huge_page;
  keep_small_objects(reinterpret_cast<std::uintptr_t>(first));
  // A first request reserves the addresses; the advice has to meet them.
  operator delete(operator new(std::size_t{1} << 20));
  madvise(reinterpret_cast<void*>(begin), static_cast<std::size_t>(reserved) - huge_page, MADV_HUGEPAGE);
}

}  // namespace seaworthy

#ifndef SEAWORTHY_MEMORY_IS_CHECKED

void* operator new(std::size_t bytes) { return seaworthy::allocate(bytes); }
void* operator new[](std::size_t bytes) { return seaworthy::allocate(bytes); }
void operator delete(void* object) noexcept { seaworthy::release(object); }
void operator delete[](void* object) noexcept { seaworthy::release(object); }
void operator delete(void* object, std::size_t) noexcept { seaworthy::release(object); }
void operator delete[](void* object, std::size_t) noexcept { seaworthy::release(object); }

#endif
