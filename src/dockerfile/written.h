#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "dockerfile/ast.h"

namespace seaworthy::dockerfile {

/// Gathers what the instructions of one stage write into files word for word: heredocs of COPY, ADD and RUN, `echo` and
/// `printf` with a redirection or `tee`, one after the other or in `{ ...; } > file`.
///
/// Only what begins with `#!`, has a shell script's name or lies where nginx is configured is kept; what a command
/// nobody can follow wrote is forgotten.
class WrittenFiles {
 public:
  WrittenFiles(FileId file, Arena& arena) : file_(file), arena_(arena) {}
  /// COPY or ADD with heredocs.
  void read_copy(const Instruction& copy);
  /// A RUN whose script was parsed from `text`.
  void read_run(const Instruction& run, const MappedText& text);
  struct Kinds {
    std::span<const WrittenFile> scripts, configurations;
  };
  /// The files of the stage, in the order of their first bytes; the shell scripts are parsed. Empties this object.
  Kinds take();

 private:
  /// Text that is put together byte by byte.
  struct Text {
    std::string text;
    std::vector<MappedPiece> pieces;
    std::vector<std::uint32_t> filled_in;
    void add(char byte, std::uint32_t source);
  };
  struct File {
    std::string_view path;
    Span path_span;
    Text text;
    const Instruction* first = nullptr;
    const Instruction* last = nullptr;
  };
  /// Where a command's output goes.
  struct Target {
    const shell::Word* path = nullptr;
    const void* opened_by = nullptr;  ///< What two commands of one `{ ...; } > file` have in common.
    bool appends = false;
  };

  static Target target_of(const shell::Node& node);
  /// What a command prints; false when only a run can tell.
  bool output_of(const shell::Node& node, const MappedText& script, Text& text) const;
  bool echo(const shell::Node& node, const MappedText& script, Text& text) const;
  bool print_format(const shell::Node& node, const MappedText& script, Text& text) const;
  static bool decode_word(const shell::Word& word, const MappedText& script, Text& text);
  static void add_heredoc(const MappedText& body, bool expands, bool by_shell, Text& text);
  /// Notes what was written to a path; null: something that nobody can follow.
  void put(std::string_view path, Span path_span, bool appends, const Text* text, const Instruction& by);

  FileId file_;
  Arena& arena_;
  std::vector<File> files_;
  std::size_t bytes_ = 0;
};

}  // namespace seaworthy::dockerfile
