#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/tool_options.h"
#include "shell/command.h"

/// Commands of Docker's client and of Podman's, which has the same, read by the options that each of them knows.
namespace seaworthy::rules {

struct DockerCommand {
  /// A name and the words behind it, which its options may stand among: those of `docker compose -f x` before `exec`.
  struct Part {
    const knowledge::ToolOptions* known = nullptr;  ///< Null where nothing is known of them.
    std::span<const shell::Word> words;             ///< Up to the next name; of the last part all that follow.
  };

  std::string name;       ///< "docker compose exec", whichever client it is.
  std::string_view verb;  ///< Its last word; "" where none is given, or only a run can tell it.
  std::vector<Part> parts;
  /// Words of the last part that are neither options nor values of them. Where options end at the first operand, as
  /// for `exec`, all behind it are among them.
  std::vector<const shell::Word*> operands;

  struct Given {
    const shell::Word* word = nullptr;
    std::string_view value;  ///< "" of one that takes none.
  };
  /// The last time that its last part gives an option, by its letter or its name: `-it`, `--tty`, `-u0`, `--user 0`.
  std::optional<Given> option(char letter, std::string_view long_name) const;

  bool is_compose() const { return name.starts_with("docker compose"); }
  /// The words in front of a verb: `compose -f x` of `docker compose -f x exec web ls`.
  std::span<const shell::Word> in_front(const shell::Invocation& invocation) const {
    return invocation.arguments.first(invocation.arguments.size() - parts.back().words.size() - 1);
  }
};

/// Nothing for other programs.
std::optional<DockerCommand> docker_command(const shell::Invocation& invocation);

}  // namespace seaworthy::rules
