#include "base/arena.h"

#include <algorithm>

namespace seaworthy {

void* Arena::allocate_in_new_block(std::size_t bytes) {
  // Blocks grow up to 1 MiB with what there is, so that one small file costs one small block and a large tree few large
  // ones; each adds half, so that no more than a third lies idle at the end.
  constexpr std::size_t first_block = 4096;
  constexpr std::size_t largest_block = std::size_t{1} << 20;
  const std::size_t wanted = std::min(largest_block, std::max(first_block, reserved_ / 2));
  const std::size_t size = std::max(wanted, bytes);
  // operator new[] aligns to 16 bytes, the most that allocate() promises.
  blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
  reserved_ += size;
  std::byte* const block = blocks_.back().get();
  if (size - bytes >= static_cast<std::size_t>(end_ - next_)) {
    next_ = block + bytes;
    end_ = block + size;
  }
  return block;
}

}  // namespace seaworthy
