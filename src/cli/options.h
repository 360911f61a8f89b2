#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compose/config.h"
#include "diag/severity.h"

namespace seaworthy::cli {

enum class Command : std::uint8_t { audit, fix, config, show, explain, rules };
enum class Format : std::uint8_t { terminal, markdown, json };
enum class ColorChoice : std::uint8_t { automatic, always, never };

/// A report that goes to a file.
struct Output {
  std::string path;
  Format format = Format::terminal;
};

/// What the command line asks for. An option that a command does not have keeps its default.
struct Options {
  Command command = Command::audit;
  std::vector<std::string> arguments;  ///< Paths; of `show` and `explain` what their usage says.
  Format format = Format::terminal;    ///< Of what goes to standard output.
  std::vector<Output> outputs;
  std::optional<Severity> fail_on = Severity::high;  ///< Nothing: never.
  Severity min_severity = Severity::medium;
  std::vector<std::string> only, skip;  ///< Rules as the user named them.
  bool all_rules = false;
  unsigned threads = 0;  ///< 0: as many as there are processors.
  bool timings = false;
  bool quiet = false;
  bool allow_unread = false;
  ColorChoice color = ColorChoice::automatic;
  bool write = false;
  Safety level = Safety::safe;
  std::vector<std::string> files, profiles, env_files;  ///< From here on of `config`.
  std::string project_name, project_directory;
  compose::ConfigOutput config_output = compose::ConfigOutput::model;
  std::vector<std::string> hashed;  ///< Services of `--hash`; none: all.
  std::optional<bool> as_yaml;      ///< `--format`; nothing: not given.
  std::string config_file;          ///< `--output`: where the result goes instead of standard output.
  bool interpolate = true;
  bool normalize = true;
  bool resolve_paths = true;
  bool check_references = true;
  bool origin = false;                ///< From here on of `show model`.
  std::vector<std::string> services;  ///< None: all.
  bool read_env_files = true;
};

/// The outcome of reading a command line: options, or something to print and leave with.
struct CommandLine {
  Options options;
  bool version = false;  ///< Print the version and leave.
  std::string help;      ///< Not empty: print it and leave with status 0.
  std::string error;     ///< Not empty: wrong usage; says what is wrong and what would be right.
};

/// `arguments` without the program's name. A mistake is answered with the nearest command, option or value that exists.
CommandLine parse_command_line(std::span<const std::string_view> arguments);

/// The known word that `word` was probably meant to be; "" when none is near.
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known);

/// All commands' names, for suggestions.
std::span<const std::string_view> command_names();

}  // namespace seaworthy::cli
