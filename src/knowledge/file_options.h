#pragma once

#include <span>
#include <string_view>

/// Files of a repository that programs are given on their command line. Rows of knowledge/file_options.yaml.
namespace seaworthy::knowledge {

struct FileOptions {
  std::string_view program;
  std::span<const std::string_view> verbs;    ///< Commands of the program that take them; empty: all.
  std::span<const std::string_view> options;  ///< That name a file.
  std::span<const std::string_view> operand;  ///< Endings of operands that are one.
};

namespace tables {
extern const std::span<const FileOptions> file_options;  // sorted by program
}  // namespace tables
}  // namespace seaworthy::knowledge
