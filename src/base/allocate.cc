// Memory for small objects, in place of the general allocator's: a run makes millions of short strings and lists that
// live for a moment, and a seventh of its instructions were spent on keeping account of them.
//
// Sizes are rounded up: to multiples of 16 bytes, from 1 KiB on to quarters of powers of two. Every size has pages of
// its own in one reserved range of addresses, so that an address tells whether it is ours and how large. A thread takes
// from its own free list of the size, else from its own pages; only who needs new pages, or what an ended thread left,
// takes a lock. Larger objects, and everything where no range can be reserved, are the general allocator's.
//
// A page that is touched for the first time costs a thousand instructions and more, in a virtual machine several times
// that. So the beginning of the range is asked for in blocks, and what follows comes in huge pages where the system has
// them. A size gets one page at first and twice as much each time, so that a short run touches little.
//
// Built without sanitizers only, which watch over the general allocator.

#include <malloc.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>
#include <span>

namespace seaworthy {
namespace {

constexpr std::size_t step = 16;
constexpr std::size_t largest_in_steps = 1024;
constexpr std::size_t largest = std::size_t{1} << 18;

/// Which of the sizes an object of so many bytes, 1 to `largest`, gets.
constexpr std::size_t size_index(std::size_t bytes) {
  if (bytes <= largest_in_steps) return (bytes + step - 1) / step;
  const auto width = static_cast<std::size_t>(std::bit_width(bytes - 1));
  const std::size_t doublings = width - std::bit_width(largest_in_steps);
  return largest_in_steps / step + 1 + 4 * doublings + (((bytes - 1) >> (width - 3)) & 3);
}

/// Bytes of that size.
constexpr std::size_t size_of(std::size_t index) {
  if (index <= largest_in_steps / step) return index * step;
  const std::size_t quarters = index - largest_in_steps / step - 1;
  return (5 + quarters % 4) * (largest_in_steps / 4) << quarters / 4;
}

constexpr std::size_t size_count = size_index(largest) + 1;  // The first, of nothing, stays empty.
static_assert(size_of(size_index(1)) == step && size_of(size_index(1025)) == 1280 && size_of(size_index(2049)) == 2560);
static_assert(size_of(size_index(largest)) == largest && size_of(size_index(largest - 1)) == largest);

constexpr std::size_t page_bytes = std::size_t{1} << 12;
/// What a size gets at a time, at most.
constexpr std::size_t most_taken = std::size_t{1} << 16;
constexpr std::size_t range_bytes = std::size_t{1} << 34;
constexpr std::size_t huge_page_bytes = std::size_t{1} << 21;
/// What is asked for beyond need, up to the first huge page.
constexpr std::size_t block_bytes = std::size_t{1} << 16;

/// What lies in memory that is not in use.
struct Free {
  Free* next = nullptr;
  union {
    Free* next_list = nullptr;  ///< Of the first of a list that an ended thread left.
    std::byte* end;             ///< Of the rest of pages that an ended thread left.
  };
};

struct OfSize {
  Free* free = nullptr;
  std::byte* next = nullptr;  ///< The rest of the pages that are being cut up.
  std::byte* end = nullptr;
};

/// What a thread has for itself.
constinit thread_local std::array<OfSize, size_count> own{};

/// What all threads share.
struct Shared {
  std::mutex mutex;
  std::size_t bytes_taken = 0;
  std::size_t bytes_present = 0;                     ///< Of the beginning of the range: what need not be asked for.
  std::array<std::size_t, size_count> next_bytes{};  ///< What a size gets the next time.
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
  void* const reserved = ::mmap(nullptr, range_bytes + huge_page_bytes, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reserved == MAP_FAILED) {
    shared.bytes_taken = range_bytes;
  } else {
    range = (reinterpret_cast<std::uintptr_t>(reserved) + huge_page_bytes - 1) / huge_page_bytes * huge_page_bytes;
    ::madvise(reinterpret_cast<void*>(range + huge_page_bytes), range_bytes - huge_page_bytes, MADV_HUGEPAGE);
  }
  // Large lists grow and go all the time; the system need not be asked for the same memory again.
  ::mallopt(M_TRIM_THRESHOLD, 64 << 20);
  ::mallopt(M_MMAP_THRESHOLD, 16 << 20);
}

/// Pages that nobody has yet, for objects of a size; nothing when the range is used up.
std::span<std::byte> new_pages(std::size_t index) {
  std::size_t& next_bytes = shared.next_bytes[index];
  const std::size_t least = (size_of(index) + page_bytes - 1) / page_bytes * page_bytes;
  const std::size_t bytes = std::max(least, next_bytes);
  if (bytes > range_bytes - shared.bytes_taken) return {};
  next_bytes = std::min(most_taken, 2 * bytes);
  auto* const pages = reinterpret_cast<std::byte*>(range + shared.bytes_taken);
  std::fill_n(shared.size_of_page.begin() + shared.bytes_taken / page_bytes, bytes / page_bytes,
              static_cast<std::uint8_t>(index));
  shared.bytes_taken += bytes;
  if (shared.bytes_taken > shared.bytes_present && shared.bytes_taken <= huge_page_bytes) {
    // Where the system does not know the request the pages come one by one.
    const std::size_t wanted = shared.bytes_taken - shared.bytes_present + block_bytes;
    ::madvise(reinterpret_cast<void*>(range + shared.bytes_present), wanted, MADV_POPULATE_WRITE);
    shared.bytes_present += wanted;
  }
  return {pages, bytes};
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
  if (shared.bytes_taken == 0) reserve_range();
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
    const std::span<std::byte> pages = new_pages(index);
    if (pages.empty()) return from_general(size_of(index));
    mine.next = pages.data();
    mine.end = mine.next + pages.size() / size_of(index) * size_of(index);
  }
  std::byte* const memory = mine.next;
  mine.next += size_of(index);
  return memory;
}

void* allocate(std::size_t bytes) {
  if (bytes > largest || bytes == 0) return from_general(bytes);
  const std::size_t index = size_index(bytes);
  OfSize& mine = own[index];
  if (Free* const memory = mine.free; memory != nullptr) {
    mine.free = memory->next;
    return memory;
  }
  if (mine.next == mine.end) return from_shared(index);
  std::byte* const memory = mine.next;
  mine.next += size_of(index);
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
