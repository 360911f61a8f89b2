#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>

#include "dockerfile/suggest.h"

// One table says what options there are. CLI11 reads the command line by it and prints --help from it; what is wrong is
// said here, since "did you mean" is more help than a list of what is allowed. CLI11 takes nine seconds to compile, so
// this is the one file that includes it.

namespace seaworthy::cli {

namespace {

constexpr std::uint8_t bit(Command command) { return static_cast<std::uint8_t>(1u << static_cast<unsigned>(command)); }
constexpr std::uint8_t audit = bit(Command::audit), fix = bit(Command::fix), config = bit(Command::config),
                       show = bit(Command::show), rules = bit(Command::rules), every = 0xff;

struct CommandRow {
  Command command;
  std::string_view name, usage, summary, description, examples;
};

constexpr std::array commands = {
    CommandRow{Command::audit, "audit", "[audit] [OPTION]... [PATH]...", "Report on a deployment; the default command",
               "Reads every Dockerfile, Compose file, script and configuration file below PATH (default: the current "
               "folder),\n"
               "links them into what would run, and reports what is good, what is broken and what to repair first.\n"
               "PATH is a folder, a file, or - for a Dockerfile on standard input.",
               "  seaworthy                                report on the current folder\n"
               "  seaworthy audit services/api             report on a part of it\n"
               "  seaworthy --output report.md             write the whole report as Markdown as well\n"
               "  seaworthy --format json > report.json    for other programs\n"
               "  seaworthy --fail-on critical --quiet     in CI: fail on critical findings only\n"
               "  seaworthy --only hadolint:DL3008         one rule, by any tool's name for it\n"
               "  seaworthy - < Dockerfile                 a single Dockerfile"},
    CommandRow{
        Command::fix, "fix", "fix [OPTION]... [PATH]...", "Show, or apply, the repairs that can be made by editing",
        "Shows the difference that all fixes would make. Every fix was applied to a copy in memory first, and is only\n"
        "shown when its finding is gone and nothing is worse. Files change only with --write.",
        "  seaworthy fix                            show what would change\n"
        "  seaworthy fix --write                    change it\n"
        "  seaworthy fix --level review | less      further fixes, which a person should read\n"
        "  seaworthy fix --only compose             fixes for Compose files only"},
    CommandRow{
        Command::config, "config", "config [OPTION]... [SERVICE]...",
        "Print a stack merged and interpolated, as Compose does",
        "Prints what `docker compose config --format json` prints: all files merged, variables replaced, short forms\n"
        "written out. Like Compose it reads `.env` and the environment.",
        "  seaworthy config\n"
        "  seaworthy config -f compose.yaml -f compose.prod.yaml --profile debug"},
    CommandRow{Command::show, "show", "show WHAT [OPTION]... [PATH]",
               "Print what seaworthy understands of a deployment",
               "WHAT is one of\n"
               "  inventory   every file of the deployment, its kind, role and users\n"
               "  model       stacks and services with what is in force for each\n"
               "  graph       services, images, files and networks as a Graphviz graph\n"
               "  facts       required variables, routes, ports of the host and other tables of the report\n"
               "  stages      the stages of Dockerfiles\n"
               "  ast         the tree of a Dockerfile in the notation of BuildKit's parser tests\n"
               "  expand      show expand WORD [NAME=VALUE]...: what BuildKit makes of a word\n"
               "  words       the same for EXPOSE and the like, where blanks of a value divide words; one a line",
               "  seaworthy show inventory\n"
               "  seaworthy show ast docker/Dockerfile\n"
               "  seaworthy show model --origin --service web\n"
               "  seaworthy show graph | dot -Tsvg > graph.svg\n"
               "  seaworthy show expand '${VERSION:-latest}' VERSION=1.2"},
    CommandRow{Command::explain, "explain", "explain RULE", "Print a rule's page; other tools' names work too",
               "RULE is a rule's name, its code, or the id that another tool has for the same problem.",
               "  seaworthy explain privileged\n"
               "  seaworthy explain DL3008\n"
               "  seaworthy explain trivy:DS-0002"},
    CommandRow{Command::rules, "rules", "rules [OPTION]...", "Print the catalogue of rules",
               "Lists all rules, sorted by name.",
               "  seaworthy rules\n"
               "  seaworthy rules --format json"},
};

constexpr std::array<std::string_view, commands.size()> names_of_commands = [] {
  std::array<std::string_view, commands.size()> names;
  for (std::size_t index = 0; index < names.size(); ++index) names[index] = commands[index].name;
  return names;
}();

const CommandRow& row_of(Command command) {
  return *std::find_if(commands.begin(), commands.end(), [&](const CommandRow& row) { return row.command == command; });
}

std::string backticked(std::string_view text) { return "`" + std::string(text) + "`"; }

/// "; did you mean `x`?" or, without a near word, the list of all.
std::string suggestion(std::string_view wrong, std::span<const std::string_view> known, std::string_view what) {
  const std::string_view near = nearest_word(wrong, known);
  if (!near.empty()) return "; did you mean " + backticked(near) + "?";
  return "; " + std::string(what) + " are " + dockerfile::listed(known);
}

/// Sets `target` to the value that `word` names, or says what is wrong.
template <class Value, std::size_t Count>
std::string choose(std::string_view word, std::string_view what, const std::array<std::string_view, Count>& known,
                   const std::array<Value, Count>& values, Value& target) {
  const auto found = std::find(known.begin(), known.end(), word);
  if (found == known.end()) {
    return backticked(word) + " is no " + std::string(what) + suggestion(word, known, std::string(what) + "s");
  }
  target = values[static_cast<std::size_t>(found - known.begin())];
  return {};
}

constexpr std::array<std::string_view, 3> format_names = {"terminal", "markdown", "json"};
constexpr std::array<Format, 3> formats = {Format::terminal, Format::markdown, Format::json};
constexpr std::array<std::string_view, 5> later_formats = {"html", "sarif", "junit", "gitlab", "github"};

std::string not_yet(std::string_view format) {
  return "format " + backticked(format) + " is planned, but this version cannot write it yet; formats are " +
         dockerfile::listed(format_names);
}

std::string set_format(Options& options, std::string_view word) {
  if (std::find(later_formats.begin(), later_formats.end(), word) != later_formats.end()) return not_yet(word);
  return choose(word, "format", format_names, formats, options.format);
}

std::string add_output(Options& options, std::string_view path) {
  struct Suffix {
    std::string_view suffix, format;
  };
  constexpr std::array<Suffix, 9> suffixes = {{{".md", "markdown"},
                                               {".markdown", "markdown"},
                                               {".json", "json"},
                                               {".txt", "terminal"},
                                               {".html", "html"},
                                               {".htm", "html"},
                                               {".sarif", "sarif"},
                                               {".sarif.json", "sarif"},
                                               {".xml", "junit"}}};
  const Suffix* longest = nullptr;
  for (const Suffix& row : suffixes) {
    if (path.ends_with(row.suffix) && (longest == nullptr || row.suffix.size() > longest->suffix.size()))
      longest = &row;
  }
  if (longest == nullptr) {
    return "cannot tell a format from the name " + backticked(path) + "; end it in `.md`, `.json` or `.txt`";
  }
  Options of_file;
  if (std::string error = set_format(of_file, longest->format); !error.empty()) return error;
  options.outputs.push_back({std::string(path), of_file.format});
  return {};
}

constexpr std::array<std::string_view, 5> severity_names = {"critical", "high", "medium", "low", "info"};
constexpr std::array<Severity, 5> severities = {Severity::critical, Severity::high, Severity::medium, Severity::low,
                                                Severity::info};

std::string set_fail_on(Options& options, std::string_view word) {
  if (word == "never") return options.fail_on = std::nullopt, std::string();
  Severity severity{};
  if (std::find(severity_names.begin(), severity_names.end(), word) == severity_names.end()) {
    constexpr std::array<std::string_view, 6> all = {"critical", "high", "medium", "low", "info", "never"};
    return backticked(word) + " is no severity" + suggestion(word, all, "values");
  }
  std::string error = choose(word, "severity", severity_names, severities, severity);
  options.fail_on = severity;
  return error;
}

std::string set_min_severity(Options& options, std::string_view word) {
  return choose(word, "severity", severity_names, severities, options.min_severity);
}

std::string set_threads(Options& options, std::string_view word) {
  unsigned count = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), count);
  if (error != std::errc() || end != word.data() + word.size() || count < 1 || count > 256) {
    return backticked(word) + " is no number of threads; give one from 1 to 256";
  }
  options.threads = count;
  return {};
}

std::string set_color(Options& options, std::string_view word) {
  constexpr std::array<std::string_view, 3> names = {"auto", "always", "never"};
  constexpr std::array<ColorChoice, 3> values = {ColorChoice::automatic, ColorChoice::always, ColorChoice::never};
  return choose(word, "choice of colour", names, values, options.color);
}

std::string set_level(Options& options, std::string_view word) {
  constexpr std::array<std::string_view, 2> names = {"safe", "review"};
  constexpr std::array<Safety, 2> values = {Safety::safe, Safety::review};
  return choose(word, "level", names, values, options.level);
}

/// Adds each word of "a,b" to a list.
void add_words(std::vector<std::string>& list, std::string_view words) {
  while (!words.empty()) {
    const std::size_t comma = words.find(',');
    if (const std::string_view word = words.substr(0, comma); !word.empty()) list.emplace_back(word);
    words = comma == std::string_view::npos ? std::string_view() : words.substr(comma + 1);
  }
}

struct OptionRow {
  std::string_view name;   ///< "--format"
  char letter;             ///< 'f' for `-f`, or 0.
  std::string_view value;  ///< What the help calls its value; empty for a switch.
  std::uint8_t of;         ///< Commands that have it.
  std::string_view help;
  /// Applies a value ("" for a switch); returns what is wrong with it, or "".
  std::string (*apply)(Options& options, std::string_view value);
};

std::string set_config_format(Options& options, std::string_view word) {
  constexpr std::array<std::string_view, 2> names = {"json", "yaml"};
  constexpr std::array<bool, 2> values = {false, true};
  bool yaml = false;
  std::string wrong = choose(word, "format", names, values, yaml);
  if (wrong.empty()) options.as_yaml = yaml;
  return wrong;
}

/// Of several lists the first of these is printed, as Compose does; `ConfigOutput` has them in this order.
void want(Options& options, compose::ConfigOutput output) {
  if (options.config_output == compose::ConfigOutput::model || output < options.config_output)
    options.config_output = output;
}

std::string set_hashed(Options& options, std::string_view value) {
  want(options, compose::ConfigOutput::hashes);
  options.hashed.clear();
  if (value == "*") return {};
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    if (comma > 0) options.hashed.emplace_back(value.substr(0, comma));
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
  return options.hashed.empty() ? "name services, or `*` for all" : "";
}

std::string refuse_digests(Options&, std::string_view) {
  return "digests come from a registry, and seaworthy uses no network";
}

template <bool Options::* Switch>
std::string switch_off(Options& options, std::string_view) {
  options.*Switch = false;
  return {};
}

template <compose::ConfigOutput Wanted>
std::string set_config_output(Options& options, std::string_view) {
  want(options, Wanted);
  return {};
}

constexpr std::array options_table = {
    OptionRow{"--format", 0, "FORMAT", audit | rules, "terminal, markdown or json (default terminal)", set_format},
    OptionRow{"--output", 'o', "FILE", audit,
              "Write the report to FILE as well; .md, .json or .txt picks the format. Repeatable", add_output},
    OptionRow{"--fail-on", 0, "SEVERITY", audit,
              "Exit with 1 from here on: critical, high, medium, low, never (default high)", set_fail_on},
    OptionRow{"--min-severity", 0, "SEVERITY", audit, "List findings on the terminal from here on (default medium)",
              set_min_severity},
    OptionRow{"--level", 0, "LEVEL", fix, "safe: never changes what a correct deployment does (default); review: may",
              set_level},
    OptionRow{"--write", 0, "", fix, "Change the files",
              [](Options& options, std::string_view) {
                options.write = true;
                return std::string();
              }},
    OptionRow{"--only", 0, "RULE", audit | fix,
              "Ask these rules only: a name, code, group or other tool's id. Repeatable",
              [](Options& options, std::string_view value) { return add_words(options.only, value), std::string(); }},
    OptionRow{"--skip", 0, "RULE", audit | fix, "Leave these rules out. Repeatable",
              [](Options& options, std::string_view value) { return add_words(options.skip, value), std::string(); }},
    OptionRow{"--all-rules", 0, "", audit | fix, "Ask those rules too that are off by default",
              [](Options& options, std::string_view) { return options.all_rules = true, std::string(); }},
    OptionRow{"--allow-unread", 0, "", audit, "Do not exit with 3 when something could not be read",
              [](Options& options, std::string_view) { return options.allow_unread = true, std::string(); }},
    OptionRow{
        "--file", 'f', "FILE", config, "A Compose file; the next one is merged over it. Repeatable",
        [](Options& options, std::string_view value) { return options.files.emplace_back(value), std::string(); }},
    OptionRow{
        "--profile", 0, "PROFILE", config, "Enable a profile. Repeatable",
        [](Options& options, std::string_view value) { return options.profiles.emplace_back(value), std::string(); }},
    OptionRow{
        "--env-file", 0, "FILE", config, "Read variables from FILE instead of `.env`. Repeatable",
        [](Options& options, std::string_view value) { return options.env_files.emplace_back(value), std::string(); }},
    OptionRow{"--project-name", 'p', "NAME", config, "Name of the project",
              [](Options& options, std::string_view value) { return options.project_name = value, std::string(); }},
    OptionRow{"--format", 0, "FORMAT", config, "json or yaml (default json)", set_config_format},
    OptionRow{"--output", 'o', "FILE", config, "Write to FILE instead of standard output",
              [](Options& options, std::string_view value) { return options.config_file = value, std::string(); }},
    OptionRow{"--no-interpolate", 0, "", config, "Leave variables as they are written",
              switch_off<&Options::interpolate>},
    OptionRow{"--no-normalize", 0, "", config, "Leave out implicit networks, names and dependencies",
              switch_off<&Options::normalize>},
    OptionRow{"--no-path-resolution", 0, "", config, "Leave relative paths as they are written",
              switch_off<&Options::resolve_paths>},
    OptionRow{"--no-consistency", 0, "", config, "Do not check what services refer to",
              switch_off<&Options::check_references>},
    OptionRow{"--no-env-resolution", 0, "", config, "Leave the services' env files unread",
              switch_off<&Options::read_env_files>},
    OptionRow{"--resolve-image-digests", 0, "", config, "Refused: digests come from a registry", refuse_digests},
    OptionRow{"--lock-image-digests", 0, "", config, "Refused: digests come from a registry", refuse_digests},
    OptionRow{"--services", 0, "", config, "Print the services' names only",
              set_config_output<compose::ConfigOutput::services>},
    OptionRow{"--images", 0, "", config, "Print the images only", set_config_output<compose::ConfigOutput::images>},
    OptionRow{"--volumes", 0, "", config, "Print the volumes' names only",
              set_config_output<compose::ConfigOutput::volumes>},
    OptionRow{"--networks", 0, "", config, "Print the networks' names only",
              set_config_output<compose::ConfigOutput::networks>},
    OptionRow{"--profiles", 0, "", config, "Print the profiles only",
              set_config_output<compose::ConfigOutput::profiles>},
    OptionRow{"--variables", 0, "", config, "Print the variables that the files use",
              set_config_output<compose::ConfigOutput::variables>},
    OptionRow{"--environment", 0, "", config, "Print the environment that variables are taken from",
              set_config_output<compose::ConfigOutput::environment>},
    OptionRow{"--models", 0, "", config, "Print the models only", set_config_output<compose::ConfigOutput::models>},
    OptionRow{"--hash", 0, "SERVICES", config, "Print the hash of each service: names with commas, or `*`", set_hashed},
    OptionRow{
        "--project-directory", 0, "FOLDER", config, "Folder that relative paths start from",
        [](Options& options, std::string_view value) { return options.project_directory = value, std::string(); }},
    OptionRow{"--origin", 0, "", show, "Of model: say for each value of a service where it comes from",
              [](Options& options, std::string_view) { return options.origin = true, std::string(); }},
    OptionRow{
        "--service", 0, "NAME", show, "With --origin: only this service. Repeatable",
        [](Options& options, std::string_view value) { return options.services.emplace_back(value), std::string(); }},
    OptionRow{"--threads", 0, "N", audit | fix | show, "Threads to use (default: one per processor)", set_threads},
    OptionRow{"--timings", 0, "", audit, "Print where time went, per phase and per rule, to standard error",
              [](Options& options, std::string_view) { return options.timings = true, std::string(); }},
    OptionRow{"--color", 0, "WHEN", audit | fix | rules, "auto, always or never (default auto; NO_COLOR is respected)",
              set_color},
    OptionRow{"--quiet", 'q', "", config, "Only tell whether the stack loads",
              [](Options& options, std::string_view) { return options.quiet = true, std::string(); }},
    OptionRow{"--quiet", 'q', "", audit | fix, "Findings only, no progress",
              [](Options& options, std::string_view) { return options.quiet = true, std::string(); }},
    // Every command has these two; that they were given is all that counts.
    OptionRow{"--help", 'h', "", every, "This text", [](Options&, std::string_view) { return std::string(); }},
    OptionRow{"--version", 0, "", every, "Versions of the program, its rules and its knowledge",
              [](Options&, std::string_view) { return std::string(); }},
};

/// Lays --help out: what the command is for, the other commands, its options, examples.
class HelpText : public CLI::Formatter {
 public:
  explicit HelpText(const CommandRow& row) : row_(row) { column_width(32); }

  std::string make_description(const CLI::App*) const override { return {}; }

  std::string make_usage(const CLI::App*, std::string) const override {
    std::ostringstream out;
    out << "Usage: seaworthy " << row_.usage << "\n\n" << row_.description << '\n';
    if (row_.command == Command::audit) {
      out << "\nCommands:\n";
      for (const CommandRow& command : commands) {
        CLI::detail::format_help(out, std::string(command.name), std::string(command.summary), 12);
      }
      out << "`seaworthy COMMAND --help` tells more of each.\n";
    }
    return out.str();
  }

  std::string make_positionals(const CLI::App*) const override { return {}; }

  std::string make_option_name(const CLI::Option* option, bool) const override {
    const std::vector<std::string>& letters = option->get_snames();
    return (letters.empty() ? "    " : "-" + letters.front() + ", ") + "--" + option->get_lnames().front();
  }

  std::string make_option_opts(const CLI::Option* option) const override {
    return option->get_items_expected_max() == 0 ? std::string() : " " + option->get_type_name();
  }

  std::string make_footer(const CLI::App*) const override {
    std::string text = "Examples:\n" + std::string(row_.examples) + "\n";
    if (row_.command == Command::audit) {
      text +=
          "\nExit status: 0 nothing at or above --fail-on, 1 findings at or above it, 2 wrong usage,\n"
          "3 something that belongs to the audit could not be read.\n";
    }
    return text;
  }

 private:
  const CommandRow& row_;
};

/// The option of that name that one of the commands (bits) has; null when there is none.
const OptionRow* find_option(std::string_view name, std::uint8_t of) {
  for (const OptionRow& option : options_table) {
    if ((option.of & of) == 0) continue;
    if (option.name == name) return &option;
    if (option.letter != 0 && name.size() == 2 && name[0] == '-' && name[1] == option.letter) return &option;
  }
  return nullptr;
}

/// Options of the design that this version lacks: who has read of one is told so, not offered another.
constexpr std::array<std::string_view, 4> later_options = {"--baseline", "--config", "--role", "--write-baseline"};

/// What to answer to an argument that looks like an option and is none of the command's.
std::string unknown_option(std::string_view argument, const CommandRow& row) {
  std::string_view name = argument.substr(0, argument.find('='));
  // `-fcompose.yaml`
  if (!name.starts_with("--") && find_option(name.substr(0, 2), every) != nullptr) name = name.substr(0, 2);
  if (std::find(later_options.begin(), later_options.end(), name) != later_options.end()) {
    return "option " + backticked(name) + " is planned, but this version does not have it yet";
  }
  std::vector<std::string_view> known;
  for (const OptionRow& option : options_table) {
    if ((option.of & bit(row.command)) != 0) known.push_back(option.name);
  }
  const std::string_view near = nearest_word(name, known);
  std::string error = backticked(name) + " is no option of `seaworthy " + std::string(row.name) + "`";
  if (const OptionRow* const elsewhere = find_option(name, every); elsewhere != nullptr) {
    for (const CommandRow& other : commands) {
      if ((elsewhere->of & bit(other.command)) != 0)
        return error + ", but of `seaworthy " + std::string(other.name) + "`";
    }
  }
  error += near.empty() ? "; `seaworthy " + std::string(row.name) + " --help` lists them"
                        : "; did you mean " + backticked(near) + "?";
  return error;
}

const CommandRow* find_command(std::string_view name) {
  for (const CommandRow& row : commands) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

/// Leaves CLI11 with what the user is told.
class WrongUsage : public CLI::ParseError {
 public:
  explicit WrongUsage(std::string message)
      : ParseError("WrongUsage", std::move(message), CLI::ExitCodes::InvalidError) {}
};

/// Declares the options of a command; each sets `options` as soon as it is read, so that the first mistake is the one
/// told.
void declare_options(CLI::App& app, const CommandRow& row, Options& options) {
  for (const OptionRow& option : options_table) {
    if ((option.of & bit(row.command)) == 0) continue;
    const auto apply = [&option, &options](const CLI::results_t& values) {
      // A switch without a value of its own arrives as "true".
      if (option.value.empty() && values.back() != "true")
        throw WrongUsage(backticked(option.name) + " takes no value");
      const std::string wrong = option.apply(options, values.back());
      if (!wrong.empty()) throw WrongUsage(std::string(option.name) + ": " + wrong);
      return true;
    };
    std::string names(option.name);
    if (option.letter != 0) names = std::string("-") + option.letter + "," + names;
    CLI::Option* const declared = app.add_option(names, apply, std::string(option.help));
    declared->type_name(std::string(option.value))->expected(option.value.empty() ? 0 : 1);
    declared->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->allow_extra_args(false)->trigger_on_parse();
  }
}

/// Sorts what is no option of the command: paths and other words, as they are written, and options that do not exist.
void take_remaining(const std::vector<std::string>& words, const CommandRow& row, Options& options) {
  bool options_end = false;
  for (const std::string& word : words) {
    if (word == "--" && !options_end) {
      options_end = true;
    } else if (!options_end && word.size() > 1 && word.starts_with('-')) {
      throw WrongUsage(unknown_option(word, row));
    } else {
      options.arguments.push_back(word);
    }
  }
}

/// The arguments last first, as CLI11 takes them, with `--name=` as a name and an empty value, which CLI11 would look
/// for in the next argument.
std::vector<std::string> reversed_words(std::span<const std::string_view> arguments, const CommandRow& row) {
  std::vector<std::string> words;
  words.reserve(arguments.size() + 1);
  for (auto argument = arguments.rbegin(); argument != arguments.rend(); ++argument) {
    const std::string_view name = argument->substr(0, argument->size() - (argument->ends_with('=') ? 1 : 0));
    const OptionRow* const option = name.size() < argument->size() ? find_option(name, bit(row.command)) : nullptr;
    if (option != nullptr && !option->value.empty()) {
      words.emplace_back();
      words.emplace_back(name);
    } else {
      words.emplace_back(*argument);
    }
  }
  return words;
}

CommandLine parse_command(const CommandRow& row, std::span<const std::string_view> arguments) {
  CommandLine result;
  result.options.command = row.command;
  CLI::App app;
  app.formatter(std::make_shared<HelpText>(row));
  app.allow_extras();
  // As options like others: CLI11's own flags leave by an exception, which costs a static program half a millisecond.
  app.set_help_flag();
  declare_options(app, row, result.options);
  try {
    app.parse(reversed_words(arguments, row));
    // Not as CLI11's positional arguments, which would read `[slug]`, a usual name of a folder, as a list.
    if (app.count("--help") > 0) {
      result.help = app.help();
    } else if (app.count("--version") > 0) {
      result.version = true;
    } else {
      take_remaining(app.remaining(), row, result.options);
    }
  } catch (const CLI::ArgumentMismatch&) {
    // The last argument is an option that stands without its value.
    const OptionRow& option = *find_option(arguments.back(), bit(row.command));
    result.error = backticked(option.name) +
                   " wants a value: " + backticked(std::string(option.name) + " " + std::string(option.value));
  } catch (const CLI::ParseError& wrong) {
    result.error = wrong.what();
  }
  return result;
}

}  // namespace

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known) {
  return dockerfile::nearest(word, known);
}

std::span<const std::string_view> command_names() { return names_of_commands; }

CommandLine parse_command_line(std::span<const std::string_view> arguments) {
  const CommandRow* row = &row_of(Command::audit);
  if (arguments.empty()) return parse_command(*row, arguments);
  if (arguments.front() == "help") {
    if (arguments.size() > 1) row = find_command(arguments[1]);
    if (row != nullptr) return parse_command(*row, std::array<std::string_view, 1>{"--help"});
    CommandLine result;
    result.error =
        backticked(arguments[1]) + " is no command" + suggestion(arguments[1], names_of_commands, "commands");
    return result;
  }
  // The command is the first word or none: a folder may be called `config`.
  const CommandRow* const named = find_command(arguments.front());
  return named == nullptr ? parse_command(*row, arguments) : parse_command(*named, arguments.subspan(1));
}

}  // namespace seaworthy::cli
