#pragma once

#include <optional>
#include <span>
#include <string_view>

/// Options that one implementation of a program knows and others do not: rows of knowledge/tool_options.yaml and
/// knowledge/docker_options.yaml.
namespace seaworthy::knowledge {

struct ToolOptions {
  std::string_view program;
  std::span<const std::string_view> bases;            ///< ImageVariant::base of images that have it; empty: everywhere.
  std::string_view short_options;                     ///< All letters that it knows.
  std::string_view short_with_value;                  ///< Those of them that take what follows.
  std::span<const std::string_view> long_options;     ///< All that it knows, without dashes.
  std::span<const std::string_view> long_with_value;  ///< Further ones, which take a word.
  std::span<const std::string_view> refuses;          ///< With their dashes; where it is filled, others are not known.
  std::span<const std::string_view> replaced_by;      ///< System packages that bring another implementation.
  std::string_view instead;                           ///< A clause.
  bool predicates = false;                            ///< Long options begin with one dash.
  bool exact = false;                                 ///< Long options are written in full.
  bool leading = false;                               ///< Options end at the first operand.
};

/// The row of a program in images of a base (a key of bases.yaml, "" not known); null where nothing is known.
const ToolOptions* tool_options(std::string_view program, std::string_view base);

/// An option of a command line that the program refuses.
struct RefusedOption {
  std::size_t word = 0;     ///< Index of its word.
  std::string_view option;  ///< With its dashes, alone: "-P" of "-oP", "--timeout" of "--timeout=3".
  char letter = '\0';       ///< Of a short one; `option` is the whole cluster then.
};
/// The first option that an implementation refuses; nothing when it knows all. `words` follow the program; what only a
/// run can tell is "".
std::optional<RefusedOption> refused_option(const ToolOptions& known, std::span<const std::string_view> words);

/// The row of a command of Docker ("docker", "docker compose up"); null for one that is not known. A command of
/// containers is known by its long name too: "docker container stop".
const ToolOptions* docker_options(std::string_view command);
/// Whether the name of a further command follows: "docker", "docker compose", "docker network".
bool is_docker_group(std::string_view command);
/// Index of the first word that is neither an option nor the value of one; the number of words where all are.
std::size_t first_operand(const ToolOptions& known, std::span<const std::string_view> words);

namespace tables {

extern const std::span<const ToolOptions> tool_options;
extern const std::span<const ToolOptions> docker_options;

}  // namespace tables
}  // namespace seaworthy::knowledge
