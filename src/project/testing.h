#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/fs.h"
#include "discover/walk.h"
#include "project/link.h"

namespace seaworthy::project {

/// Links a tree that a test gives as path -> bytes.
inline std::unique_ptr<const Project> link_files(std::vector<std::pair<std::string, std::string>> files) {
  const std::unique_ptr<FileSystem> disk = in_memory(std::move(files));
  return link(discover::discover(*disk, 1), "test", 1, disk.get());
}

/// Text and place of a span as "path:line: text".
inline std::string quoted(const Project& project, Span span) {
  if (!span.valid()) return "nowhere";
  const Source& source = project.sources[span.file];
  return std::string(source.path()) + ":" + std::to_string(source.place(span.begin).line) + ": " +
         std::string(source.text(span));
}

}  // namespace seaworthy::project
