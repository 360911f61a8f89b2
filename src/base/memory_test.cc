#include "base/memory.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

namespace seaworthy {
namespace {

struct Block {
  std::unique_ptr<std::byte[]> bytes;
  std::size_t size = 0;
};

std::vector<Block> make_blocks(unsigned seed) {
  std::vector<Block> blocks;
  for (std::size_t index = 0; index < 4000; ++index) {
    const std::size_t size = index * 7 % 700;
    blocks.push_back({std::make_unique_for_overwrite<std::byte[]>(size), size});
    if (size > 0) std::memset(blocks.back().bytes.get(), static_cast<int>((index + seed) % 251), size);
  }
  return blocks;
}

void expect_kept(const std::vector<Block>& blocks, unsigned seed) {
  for (std::size_t index = 0; index < blocks.size(); ++index)
    for (std::size_t at = 0; at < blocks[index].size; ++at)
      ASSERT_EQ(blocks[index].bytes[at], static_cast<std::byte>((index + seed) % 251));
}

TEST(Memory, KeepsObjectsApart) {
  prepare_memory();
  std::vector<Block> first = make_blocks(1);
  for (std::size_t index = 0; index < first.size(); index += 2) first[index] = {};
  const std::vector<Block> second = make_blocks(2);
  for (std::size_t index = 1; index < first.size(); index += 2)
    for (std::size_t at = 0; at < first[index].size; ++at)
      ASSERT_EQ(first[index].bytes[at], static_cast<std::byte>((index + 1) % 251));
  expect_kept(second, 2);
}

TEST(Memory, TakesBackWhatAnotherThreadHasMade) {
  prepare_memory();
  std::vector<Block> made;
  std::thread([&] { made = make_blocks(3); }).join();
  expect_kept(made, 3);
  made.clear();
  const std::vector<Block> again = make_blocks(4);
  std::vector<Block> elsewhere;
  std::thread([&] { elsewhere = make_blocks(5); }).join();
  expect_kept(again, 4);
  expect_kept(elsewhere, 5);
}

TEST(Memory, AlignsObjects) {
  prepare_memory();
  std::vector<std::unique_ptr<std::byte[]>> kept;
  for (std::size_t size = 1; size < 600; ++size) {
    kept.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(kept.back().get()) % __STDCPP_DEFAULT_NEW_ALIGNMENT__, 0u) << size;
  }
}

}  // namespace
}  // namespace seaworthy
