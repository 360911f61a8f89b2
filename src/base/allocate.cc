// Memory for small objects, in place of the general allocator's: a run makes millions of short strings and lists that
// live for a moment, and a seventh of its instructions were spent on keeping account of them.
//
// Sizes are rounded up to multiples of 16 bytes. Every size has pages of its own in one reserved range of addresses, so
// that an address tells whether it is ours and how large. A thread takes from its own free list of the size, else from
// its own page; only who needs a new page, or what an ended thread left, takes a lock. Larger objects, and everything
// where no range can be reserved, are the general allocator's.
//
// Built without sanitizers only, which watch over the general allocator.

#include <malloc.h>
#include <sys/mman.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>

namespace seaworthy {
namespace {

constexpr std::size_t step = 16;
constexpr std::size_t largest = 1024;
constexpr std::size_t size_count = largest / step + 1;  // The first, of nothing, stays empty.
constexpr std::size_t page_bytes = std::size_t{1} << 16;
constexpr std::size_t range_bytes = std::size_t{1} << 34;

/// What lies in memory that is not in use.
struct Free {
  Free* next = nullptr;
  union {
    Free* next_list = nullptr;  ///< Of the first of a list that an ended thread left.
    std::byte* end;             ///< Of the rest of a page that an ended thread left.
  };
};

struct OfSize {
  Free* free = nullptr;
  std::byte* next = nullptr;  ///< The rest of the page that is being cut up.
  std::byte* end = nullptr;
};

/// What a thread has for itself.
constinit thread_local std::array<OfSize, size_count> own{};

/// What all threads share.
struct Shared {
  std::mutex mutex;
  std::size_t pages_taken = 0;
  std::array<Free*, size_count> lists{};
  std::array<Free*, size_count> rests{};
  std::array<std::uint8_t, range_bytes / page_bytes> size_of_page{};
};
constinit Shared shared;
/// Where the range begins; before there is one, a place from which no address is near.
constinit std::uintptr_t range = std::uintptr_t{1} << 63;

/// Leaves what an ending thread has to those that need it.
struct Legacy {
  ~Legacy() {
    const std::lock_guard lock(shared.mutex);
    for (std::size_t index = 1; index < size_count; ++index) {
      OfSize& left = own[index];
      if (left.free != nullptr) {
        left.free->next_list = shared.lists[index];
        shared.lists[index] = left.free;
      }
      if (left.next != left.end) {
        auto* const rest = ::new (left.next) Free;
        rest->end = left.end;
        rest->next = shared.rests[index];
        shared.rests[index] = rest;
      }
      left = {};
    }
  }
};

void reserve_range() {
  void* const reserved =
      ::mmap(nullptr, range_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reserved == MAP_FAILED) {
    shared.pages_taken = range_bytes / page_bytes;
  } else {
    range = reinterpret_cast<std::uintptr_t>(reserved);
  }
  // Large lists grow and go all the time; the system need not be asked for the same memory again.
  ::mallopt(M_TRIM_THRESHOLD, 64 << 20);
  ::mallopt(M_MMAP_THRESHOLD, 16 << 20);
}

void* from_general(std::size_t bytes) {
  void* const memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void* from_shared(std::size_t index) {
  thread_local Legacy legacy;
  static_cast<void>(legacy);
  const std::lock_guard lock(shared.mutex);
  if (shared.pages_taken == 0) reserve_range();
  OfSize& mine = own[index];
  if (Free* const list = shared.lists[index]; list != nullptr) {
    shared.lists[index] = list->next_list;
    mine.free = list->next;
    return list;
  }
  if (Free* const rest = shared.rests[index]; rest != nullptr) {
    shared.rests[index] = rest->next;
    mine.next = reinterpret_cast<std::byte*>(rest);
    mine.end = rest->end;
  } else {
    if (shared.pages_taken == range_bytes / page_bytes) return from_general(index * step);
    const std::size_t page = shared.pages_taken++;
    shared.size_of_page[page] = static_cast<std::uint8_t>(index);
    mine.next = reinterpret_cast<std::byte*>(range + page * page_bytes);
    mine.end = mine.next + page_bytes / (index * step) * (index * step);
  }
  std::byte* const memory = mine.next;
  mine.next += index * step;
  return memory;
}

void* allocate(std::size_t bytes) {
  if (bytes > largest || bytes == 0) return from_general(bytes);
  const std::size_t index = (bytes + step - 1) / step;
  OfSize& mine = own[index];
  if (Free* const memory = mine.free; memory != nullptr) {
    mine.free = memory->next;
    return memory;
  }
  if (mine.next == mine.end) return from_shared(index);
  std::byte* const memory = mine.next;
  mine.next += index * step;
  return memory;
}

void release(void* memory) noexcept {
  const std::uintptr_t place = reinterpret_cast<std::uintptr_t>(memory) - range;
  if (place >= range_bytes) return std::free(memory);
  OfSize& mine = own[shared.size_of_page[place / page_bytes]];
  auto* const free = ::new (memory) Free;
  free->next = mine.free;
  mine.free = free;
}

}  // namespace
}  // namespace seaworthy

void* operator new(std::size_t bytes) { return seaworthy::allocate(bytes); }
void* operator new[](std::size_t bytes) { return seaworthy::allocate(bytes); }
void operator delete(void* memory) noexcept { seaworthy::release(memory); }
void operator delete[](void* memory) noexcept { seaworthy::release(memory); }
void operator delete(void* memory, std::size_t) noexcept { seaworthy::release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { seaworthy::release(memory); }
