#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "compose/load.h"
#include "yaml/parse.h"

namespace seaworthy::compose {

/// Files in memory, for tests and fuzzing.
class MemoryFiles final : public Files {
 public:
  void add(std::string path, std::string text) {
    const FileId id = sources_.add(path, std::move(text));
    ids_.emplace(std::move(path), id);
  }
  const yaml::Stream* yaml(std::string_view path) const override {
    const auto known = streams_.find(path);
    if (known != streams_.end()) return known->second;
    const Source* const text = source(path);
    const yaml::Stream* const stream = text == nullptr ? nullptr : yaml::parse(MappedText::whole(*text), arena_);
    streams_.emplace(path, stream);
    return stream;
  }
  const Source* source(std::string_view path) const override {
    const auto found = ids_.find(path);
    return found != ids_.end() ? &sources_[found->second] : nullptr;
  }
  bool exists(std::string_view path) const override { return ids_.contains(path); }

  const SourceSet& sources() const { return sources_; }

 private:
  SourceSet sources_;
  std::map<std::string, FileId, std::less<>> ids_;
  mutable std::map<std::string, const yaml::Stream*, std::less<>> streams_;
  mutable Arena arena_;
};

}  // namespace seaworthy::compose
