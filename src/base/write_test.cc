#include "base/write.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace seaworthy {
namespace {

namespace disk = std::filesystem;

class ReplaceFiles : public testing::Test {
 protected:
  ReplaceFiles() {
    std::string pattern = (disk::temp_directory_path() / "seaworthy-write-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
    disk::create_directory(root_ / "sub");
    put("a", "old a");
    put("sub/b", "old b");
  }
  ~ReplaceFiles() override { disk::remove_all(root_); }

  void put(const char* path, const char* text) const { std::ofstream(root_ / path) << text; }
  std::string get(const char* path) const {
    std::ifstream stream(root_ / path);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  std::ptrdiff_t entries() const {
    return std::distance(disk::recursive_directory_iterator(root_), disk::recursive_directory_iterator());
  }

  disk::path root_;
};

TEST_F(ReplaceFiles, ReplacesAllAndKeepsTheirModes) {
  disk::permissions(root_ / "a", disk::perms(0751));
  EXPECT_FALSE(replace_files(root_.string(), {{"a", "old a", "new a"}, {"sub/b", "old b", "new b"}}));
  EXPECT_EQ(get("a"), "new a");
  EXPECT_EQ(get("sub/b"), "new b");
  EXPECT_EQ(disk::status(root_ / "a").permissions(), disk::perms(0751));
  EXPECT_EQ(entries(), 3) << "nothing is left behind";
}

TEST_F(ReplaceFiles, ReplacesNothingWhenOneHasChanged) {
  const ReplaceError error = replace_files(root_.string(), {{"a", "old a", "new a"}, {"sub/b", "other", "new b"}});
  EXPECT_EQ(error.path, "sub/b");
  EXPECT_EQ(get("a"), "old a");
  EXPECT_EQ(entries(), 3);
}

TEST_F(ReplaceFiles, RefusesLinksAndWaysOut) {
  disk::create_symlink("a", root_ / "link");
  disk::create_directory_symlink("sub", root_ / "folder");
  for (const char* path : {"link", "folder/b", "../a", "sub/../a", "/a", "", "sub"}) {
    EXPECT_TRUE(replace_files(root_.string(), {{path, "old a", "new"}})) << path;
    EXPECT_TRUE(replace_files(root_.string(), {{path, "old b", "new"}})) << path;
  }
  EXPECT_EQ(get("a"), "old a");
  EXPECT_EQ(get("sub/b"), "old b");
}

}  // namespace
}  // namespace seaworthy
