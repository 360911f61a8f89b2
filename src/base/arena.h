#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace seaworthy {

/// Bump allocator for trees that live as long as one run.
///
/// Everything made here is freed at once when the arena dies; destructors never run, hence only trivially destructible
/// types are accepted. Not thread-safe: each worker owns its arena. Memory that was handed out never moves.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&&) noexcept = default;
  Arena& operator=(Arena&&) noexcept = default;

  /// Raw storage of `bytes` bytes, aligned to `alignment` (a power of two, at most 16).
  void* allocate(std::size_t bytes, std::size_t alignment) {
    const std::size_t padding = (alignment - reinterpret_cast<std::uintptr_t>(next_) % alignment) % alignment;
    if (next_ == nullptr || bytes + padding > static_cast<std::size_t>(end_ - next_))
      return allocate_in_new_block(bytes);
    std::byte* const result = next_ + padding;
    next_ = result + bytes;
    return result;
  }

  template <class T, class... Arguments>
  T* make(Arguments&&... arguments) {
    static_assert(std::is_trivially_destructible_v<T>, "arena objects are never destroyed");
    return ::new (allocate(sizeof(T), alignof(T))) T{std::forward<Arguments>(arguments)...};
  }

  /// A copy of `text` that lives as long as the arena.
  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* const storage = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(storage, text.data(), text.size());
    return {storage, text.size()};
  }

  /// A copy of `items` that lives as long as the arena.
  template <class T>
  std::span<T> copy(const std::vector<T>& items) {
    static_assert(std::is_trivially_destructible_v<T> && std::is_trivially_copyable_v<T>);
    if (items.empty()) return {};
    const std::size_t bytes = std::span(items).size_bytes();
    T* const storage = static_cast<T*>(allocate(bytes, alignof(T)));
    std::memcpy(static_cast<void*>(storage), items.data(), bytes);
    return {storage, items.size()};
  }

 private:
  void* allocate_in_new_block(std::size_t bytes);

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* next_ = nullptr;
  std::byte* end_ = nullptr;
  std::size_t reserved_ = 0;
};

}  // namespace seaworthy
