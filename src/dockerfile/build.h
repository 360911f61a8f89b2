#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "dockerfile/ast.h"
#include "dockerfile/expand.h"

namespace seaworthy::dockerfile {

/// What the passes over one file share: parse.cc fills it, stages.cc links it, validate.cc judges it.
struct Build {
  const MappedText& text;
  Arena& arena;
  File& file;
  BaseLookup lookup = nullptr;             ///< As given to parse().
  std::vector<Instruction*> instructions;  ///< In order; triggers of ONBUILD are reached through their instruction.
  std::vector<Stage*> stages;
  /// By name in lower case; of several with one name the last.
  std::unordered_map<std::string, Stage*> stage_by_name;
  std::vector<Problem> problems;
  /// Characters, pattern steps and comparisons that may still be used on this file.
  std::size_t work_left = std::size_t{1} << 23;

  /// Adds a problem that makes BuildKit refuse the file.
  Problem& error(std::string_view kind, Phase phase, Span span, std::initializer_list<std::string_view> message,
                 const Instruction* instruction = nullptr);
  /// Adds a problem that BuildKit accepts or only warns of.
  Problem& warning(std::string_view kind, Span span, std::initializer_list<std::string_view> message,
                   const Instruction* instruction = nullptr);
  /// The lines that a span covers, with their ends; invalid where other text shares a line with it, and in a text that
  /// is part of another file.
  Span whole_lines(Span span) const;
  std::string_view joined(std::initializer_list<std::string_view> parts);
  /// The stage that `COPY --from=` means: a name in any case or a number. Null: none, so that it is an image.
  Stage* source_stage(std::string_view name) const;
  /// As the free function, until the file's budget is used up; then empty.
  std::string_view nearest_of(std::string_view word, std::span<const std::string_view> candidates);
  ExpandOptions expand_options() { return {.escape = file.escape, .work_left = &work_left}; }
};

/// Parses the fields of the `--mount=` flags of a RUN instruction.
void parse_mounts(Instruction& instruction, Build& build);
/// Builds stages, resolves variables, parses shell bodies.
void build_stages(Build& build);
/// Adds what BuildKit's instruction parser, converter and linter have to say.
void validate(Build& build);

}  // namespace seaworthy::dockerfile
