#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

namespace seaworthy {
namespace {

struct Block {
  std::unique_ptr<unsigned char[]> bytes;
  std::size_t size = 0;
  unsigned char mark = 0;
};

Block make(std::size_t size, unsigned char mark) {
  Block block{std::make_unique<unsigned char[]>(size), size, mark};
  std::memset(block.bytes.get(), mark, size);
  return block;
}

bool is_whole(const Block& block) {
  for (std::size_t index = 0; index < block.size; ++index)
    if (block.bytes[index] != block.mark) return false;
  return true;
}

TEST(Allocate, GivesEveryObjectMemoryOfItsOwn) {
  std::vector<Block> blocks;
  for (std::size_t round = 0; round < 3; ++round) {
    for (std::size_t size = 1; size < 3000; size += 7)
      blocks.push_back(make(size, static_cast<unsigned char>(blocks.size())));
    for (std::size_t index = round; index < blocks.size(); index += 3)
      blocks[index] = make(blocks[index].size + 1, static_cast<unsigned char>(index + 1));
  }
  for (const Block& block : blocks) {
    EXPECT_TRUE(is_whole(block)) << block.size;
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block.bytes.get()) % 16, 0u);
  }
}

TEST(Allocate, LetsOneThreadFreeWhatAnotherMade) {
  std::vector<std::vector<Block>> made(8);
  for (int round = 0; round < 4; ++round) {
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < made.size(); ++thread)
      threads.emplace_back([&made, thread] {
        for (std::size_t size = 1; size < 1200; size += 5)
          made[thread].push_back(make(size, static_cast<unsigned char>(thread * 31 + size)));
      });
    threads.clear();
    for (std::vector<Block>& blocks : made) {
      for (const Block& block : blocks) ASSERT_TRUE(is_whole(block));
      blocks.resize(blocks.size() / 2);
    }
  }
}

}  // namespace
}  // namespace seaworthy
