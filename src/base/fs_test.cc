#include "base/fs.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace seaworthy {
namespace {

namespace stdfs = std::filesystem;

/// A folder `root` inside a temporary one, so that links can lead out of it.
class DiskTest : public testing::TestWithParam<LinkResolution> {
 protected:
  DiskTest() {
    std::string pattern = stdfs::temp_directory_path() / "seaworthy-fs-XXXXXX";
    outside_ = ::mkdtemp(pattern.data());
    root_ = outside_ / "root";
    stdfs::create_directories(root_ / "a/b");
    write("a/b/file", "content");
    write("../secret", "outside");
    FileError error = FileError::io;
    files_ = open_directory(root_, error, GetParam());
    EXPECT_EQ(error, FileError::none);
  }
  ~DiskTest() override { stdfs::remove_all(outside_); }

  void write(const std::string& path, const std::string& bytes) const { std::ofstream(root_ / path) << bytes; }
  void link(const std::string& target, const std::string& path) const { stdfs::create_symlink(target, root_ / path); }

  stdfs::path outside_, root_;
  std::unique_ptr<FileSystem> files_;
};

std::vector<std::string> names_of(const FileSystem& files, std::string_view directory) {
  Arena arena;
  std::vector<DirectoryEntry> entries;
  EXPECT_EQ(files.list(directory, arena, entries), FileError::none);
  std::vector<std::string> names;
  for (const DirectoryEntry& entry : entries) names.emplace_back(entry.name);
  std::sort(names.begin(), names.end());
  return names;
}

TEST_P(DiskTest, ListsNamesWithTheirKinds) {
  link("b", "a/link");
  ASSERT_EQ(::mkfifo((root_ / "a/pipe").c_str(), 0600), 0);
  write("a/.hidden", "");
  Arena arena;
  std::vector<DirectoryEntry> entries;
  ASSERT_EQ(files_->list("a", arena, entries), FileError::none);
  std::sort(entries.begin(), entries.end(), [](const auto& left, const auto& right) { return left.name < right.name; });
  ASSERT_EQ(entries.size(), 4u);
  EXPECT_EQ(entries[0].name, ".hidden");
  EXPECT_EQ(entries[0].kind, EntryKind::file);
  EXPECT_EQ(entries[1].kind, EntryKind::directory);
  EXPECT_EQ(entries[2].kind, EntryKind::link);
  EXPECT_EQ(entries[3].kind, EntryKind::other);
  EXPECT_EQ(names_of(*files_, ""), std::vector<std::string>{"a"});
}

TEST_P(DiskTest, ListsAFolderThatNeedsSeveralReads) {
  for (int index = 0; index < 2000; ++index) write("a/b/a_rather_long_name_for_a_file_" + std::to_string(index), "");
  EXPECT_EQ(names_of(*files_, "a/b").size(), 2001u);
}

TEST_P(DiskTest, ReadsUpToTheLimit) {
  EXPECT_EQ(files_->read("a/b/file", 7).bytes, "content");
  EXPECT_EQ(files_->read("a/b/file", 6).error, FileError::too_large);
  EXPECT_EQ(files_->read_head("a/b/file", 3).bytes, "con");
  EXPECT_EQ(files_->read_head("a/b/file", 100).bytes, "content");
  write("empty", "");
  EXPECT_EQ(files_->read("empty", 0).error, FileError::none);
}

TEST_P(DiskTest, SaysWhatIsWrongWithAPath) {
  EXPECT_EQ(files_->read("none", 9).error, FileError::missing);
  EXPECT_EQ(files_->read("a", 9).error, FileError::not_regular);
  EXPECT_EQ(files_->read(std::string("a/b/file\0x", 10), 9).error, FileError::io);
  EXPECT_EQ(files_->read(std::string(5000, 'x'), 9).error, FileError::io);
  Arena arena;
  std::vector<DirectoryEntry> entries;
  EXPECT_EQ(files_->list("a/b/file", arena, entries), FileError::not_directory);
}

TEST_P(DiskTest, NeverWaitsForAPipe) {
  ASSERT_EQ(::mkfifo((root_ / "Dockerfile").c_str(), 0600), 0);
  EXPECT_EQ(files_->read("Dockerfile", 9).error, FileError::not_regular);
}

TEST_P(DiskTest, BelowTheTopOfTheMachineEveryLinkLeadsSomewhere) {
  FileError error = FileError::none;
  const auto machine = open_directory("/", error, GetParam());
  ASSERT_NE(machine, nullptr);
  const std::string here = std::filesystem::canonical(root_).string().substr(1);
  link("/" + here + "/a/b/file", "absolute");
  link("../../../../../../../../../../../../../" + here + "/a/b/file", "upwards");
  EXPECT_EQ(machine->read(here + "/absolute", 9).bytes, "content");
  EXPECT_EQ(machine->read(here + "/upwards", 9).bytes, "content");
}

TEST_P(DiskTest, FollowsLinksInsideTheRootOnly) {
  link("a/b/file", "inside");
  link("../root/a/b/file", "through_the_outside");
  link("../secret", "outside");
  link("/etc/hostname", "absolute");
  link("loop", "loop");
  link("..", "a/up");
  EXPECT_EQ(files_->read("inside", 9).bytes, "content");
  EXPECT_EQ(files_->read("a/up/inside", 9).bytes, "content");
  EXPECT_EQ(files_->read("through_the_outside", 9).error, FileError::link_out_of_root);
  EXPECT_EQ(files_->read("outside", 9).error, FileError::link_out_of_root);
  EXPECT_EQ(files_->read("absolute", 999).error, FileError::link_out_of_root);
  EXPECT_EQ(files_->read("../secret", 9).error, FileError::link_out_of_root);
  EXPECT_EQ(files_->read("loop", 9).error, FileError::link_loop);
  EXPECT_EQ(files_->resolve_link("inside"), "a/b/file");
  EXPECT_EQ(files_->resolve_link("a/up/inside"), "a/b/file");
  EXPECT_EQ(files_->resolve_link("outside"), std::nullopt);
  EXPECT_EQ(files_->resolve_link("absolute"), std::nullopt);
  EXPECT_EQ(files_->resolve_link("loop"), std::nullopt);
  EXPECT_EQ(files_->kind("a/up"), EntryKind::directory);
  EXPECT_EQ(files_->kind("outside"), std::nullopt);
}

TEST_P(DiskTest, TellsPermissions) {
  ASSERT_EQ(::chmod((root_ / "a/b/file").c_str(), 0750), 0);
  EXPECT_EQ(files_->mode("a/b/file"), 0750u);
  EXPECT_EQ(files_->read("a/b/file", 9).mode, 0750u);
  if (::geteuid() == 0) GTEST_SKIP() << "nothing is unreadable for root";
  ASSERT_EQ(::chmod((root_ / "a/b/file").c_str(), 0), 0);
  EXPECT_EQ(files_->read("a/b/file", 9).error, FileError::permission);
}

INSTANTIATE_TEST_SUITE_P(Disk, DiskTest, testing::Values(LinkResolution::automatic, LinkResolution::by_hand));

TEST(Disk, NoSuchFolder) {
  FileError error = FileError::none;
  EXPECT_EQ(open_directory("/no/such/folder", error), nullptr);
  EXPECT_EQ(error, FileError::missing);
}

TEST(MemoryFiles, BehavesAsADiskAndRemembersReads) {
  MemoryFiles files;
  files.add("a/b/file", "content", 0755);
  files.add_link("inside", "a/b/file");
  files.add_link("outside", "../secret");
  files.add_unreadable("locked", FileError::permission);
  EXPECT_EQ(names_of(files, ""), (std::vector<std::string>{"a", "inside", "locked", "outside"}));
  EXPECT_EQ(names_of(files, "a"), std::vector<std::string>{"b"});
  EXPECT_EQ(files.read("inside", 9).bytes, "content");
  EXPECT_EQ(files.read("inside", 3).error, FileError::too_large);
  EXPECT_EQ(files.read("outside", 9).error, FileError::link_out_of_root);
  EXPECT_EQ(files.read("locked", 9).error, FileError::permission);
  EXPECT_EQ(files.mode("a/b/file"), 0755u);
  EXPECT_EQ(files.reads(), (std::vector<std::string>{"inside", "locked", "outside"}));
}

}  // namespace
}  // namespace seaworthy
