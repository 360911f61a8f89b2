#include "discover/git_index.h"

#include <gtest/gtest.h>

namespace seaworthy::discover {
namespace {

void append_number(std::string& bytes, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
}

/// An index as git writes it.
std::string index_of(std::uint32_t version, const std::vector<std::string>& paths, std::size_t hash_size = 20) {
  std::string bytes = "DIRC";
  append_number(bytes, version);
  append_number(bytes, static_cast<std::uint32_t>(paths.size()));
  std::string before;
  for (const std::string& path : paths) {
    const std::size_t begin = bytes.size();
    bytes.append(40 + hash_size, '\1');
    const bool extended = version == 3;
    bytes += static_cast<char>(extended ? 0x40 : 0);
    bytes += static_cast<char>(path.size());
    if (extended) bytes.append(2, '\0');
    if (version == 4) {
      std::size_t common = 0;
      while (common < before.size() && common < path.size() && before[common] == path[common]) ++common;
      bytes += static_cast<char>(before.size() - common);
      bytes += path.substr(common) + '\0';
      before = path;
    } else {
      bytes += path;
      do bytes += '\0';
      while ((bytes.size() - begin) % 8 != 0);
    }
  }
  return bytes + std::string(hash_size, '\2');
}

TEST(GitIndex, KnowsTrackedPathsInEveryVersion) {
  const std::vector<std::string> paths = {".env", "a/b/c", "a/b/d", "a0", "dist/Dockerfile"};
  for (const std::uint32_t version : {2u, 3u, 4u}) {
    for (const std::size_t hash_size : {20u, 32u}) {
      const GitIndex index(index_of(version, paths, hash_size));
      EXPECT_EQ(index.size(), paths.size()) << version << ' ' << hash_size;
      for (const std::string& path : paths) EXPECT_TRUE(index.tracks(path)) << path;
      EXPECT_FALSE(index.tracks("a/b"));
      EXPECT_TRUE(index.tracks_below("a/b"));
      EXPECT_TRUE(index.tracks_below("dist"));
      EXPECT_FALSE(index.tracks_below("a/b/c"));
      EXPECT_FALSE(index.tracks_below("di"));
    }
  }
}

TEST(GitIndex, WhatIsNoIndexTracksNothing) {
  const std::string whole = index_of(2, {"a", "b"});
  for (std::size_t size = 0; size < whole.size() - 20; ++size) {
    EXPECT_EQ(GitIndex(whole.substr(0, size)).size(), 0u) << size;
  }
  EXPECT_EQ(GitIndex("DIRC\0\0\0\2\xff\xff\xff\xff" + std::string(100, 'x')).size(), 0u);
  EXPECT_EQ(GitIndex(index_of(2, {"b", "a"})).size(), 0u);
}

}  // namespace
}  // namespace seaworthy::discover
