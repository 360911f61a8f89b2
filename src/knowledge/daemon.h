#pragma once

#include <span>
#include <string_view>

/// Programs that leave the foreground. Rows of knowledge/daemons.yaml.
namespace seaworthy::knowledge {

struct Daemon {
  std::string_view program;
  std::span<const std::string_view> foreground;  ///< One of these words keeps it in front; `*` stands for any text.
  std::span<const std::string_view> background;  ///< Where given: only with one of these words it leaves.
  std::string_view instead;                      ///< A command that stays in front; "" where the words are the cause.
};

/// The row of a program that is started with these words (the program's own left out) and returns at once; null when it
/// stays in front, or when nothing is known of it. Words that stand in pairs are compared in pairs too.
const Daemon* leaves_foreground(std::string_view program, std::span<const std::string_view> words);

namespace tables {
extern const std::span<const Daemon> daemons;  // by program
}  // namespace tables
}  // namespace seaworthy::knowledge
