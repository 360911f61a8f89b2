#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "diag/severity.h"
#include "shell/ast.h"
#include "text/mapped.h"
#include "text/source.h"

namespace seaworthy::knowledge {
struct Image;
struct ImageVariant;
}  // namespace seaworthy::knowledge

namespace seaworthy::dockerfile {

enum class Op : std::uint8_t {
  add,
  arg,
  cmd,
  copy,
  entrypoint,
  env,
  expose,
  from,
  healthcheck,
  label,
  maintainer,
  onbuild,
  run,
  shell,
  stopsignal,
  user,
  volume,
  workdir,
  unknown,
};
inline constexpr int op_count = 19;
std::string_view name(Op op);  ///< Upper case: "RUN"; "" for unknown.

/// One argument word of an instruction.
struct Word {
  Span span;              ///< As written, quotes included.
  std::string_view raw;   ///< As written, continuations removed.
  std::string_view text;  ///< Quotes and escapes removed, variables not expanded.
  bool literal = true;    ///< No variable in it that the builder would expand.
  /// Where the builder expands this instruction: the result with the values known at this place; else `text`.
  std::string_view value;
  /// False: `value` depends on a build argument without a default, on the platform or on the base image's environment.
  bool known = true;
};

/// `--name=value` in front of the arguments.
struct Flag {
  Span span;
  std::string_view name;  ///< Without the dashes.
  std::string_view value;
  Span value_span;
  bool has_value = false;
};

/// A pair of ENV, LABEL or ARG. ARG without a default has no value.
struct Pair {
  Word key;
  Word value;
  bool has_value = false;
  bool legacy = false;  ///< `ENV key value`
};

struct Heredoc {
  Span span;              ///< From `<<` to the delimiter on the instruction's line.
  std::string_view name;  ///< Delimiter without quotes; the file name for COPY and ADD.
  bool expands = true;
  bool strips_tabs = false;
  bool terminated = true;
  MappedText body;  ///< Without the closing delimiter line; tabs stripped for `<<-`.
  Span closing;     ///< The closing delimiter; invalid when it never comes.
};

/// One key=value of a `--mount=` flag of RUN.
struct MountOption {
  std::string_view key;
  std::string_view value;
  Span span;
  bool has_value = false;     ///< `readonly` and the like stand alone.
  std::string_view resolved;  ///< `value` with its variables filled in.
  bool known = true;          ///< As Word::known, for `resolved`.
};
struct Mount {
  Span span;
  std::string_view type;                      ///< "bind" when not given.
  std::string_view target, source, from, id;  ///< With variables filled in.
  bool read_only = false, required = false;
  std::span<const MountOption> options;
};

/// How a command is written. The empty form is a missing command.
enum class Form : std::uint8_t { none, exec, shell };

struct Instruction;

/// A file that instructions of a stage write word for word: a heredoc of COPY, ADD or RUN, or the output of `echo` and
/// `printf`. Scripts alone, which begin with `#!` or have a shell script's name, and what lies where nginx is
/// configured.
struct WrittenFile {
  std::string_view path;  ///< As the instruction names it, quotes removed; a variable may stand in it.
  Span path_span;
  MappedText text;  ///< What the file holds; words that somebody fills in on the way stand as written.
  /// Offsets into `text` of the `$` and "`" that the builder (COPY, ADD) or the shell of the build (RUN) fills in.
  std::span<const std::uint32_t> filled_in;
  /// Of a script, never null, and without a tree where its interpreter is no shell.
  const shell::Script* script = nullptr;
  const Instruction* first = nullptr;  ///< Begins it.
  const Instruction* last = nullptr;   ///< Ends it; another one when it is appended to.
};

struct Stage;

/// What is known of an image that stages are built on. The tables stand above this folder, which only hands them
/// through.
struct KnownBase {
  const knowledge::Image* image = nullptr;           ///< Null: unknown, or named by an argument without a value.
  const knowledge::ImageVariant* variant = nullptr;  ///< Null: the reference does not tell which one it is.
};
using BaseLookup = KnownBase (*)(std::string_view base);

/// A value with the place that gave it; `span` is invalid when nothing in this file gave it.
struct Given {
  std::string_view value;
  Span span;
};

/// What is in force where an instruction runs, set by earlier instructions of the stage or of the stages it builds on.
struct InForce {
  Given user;
  Given workdir;  ///< Absolute where it can be known.
  /// The working directory as an absolute path, that of an unknown base image taken for `/`; empty where it hangs on
  /// what only a build knows.
  std::string_view folder = "/";
  std::span<const std::string_view> shell;  ///< Empty: the default shell.
  Span shell_span;
  shell::Dialect dialect = shell::Dialect::posix;  ///< What a RUN in shell form is written in.
};

/// One instruction. Members that an instruction kind does not use stay empty.
struct Instruction {
  Op op = Op::unknown;
  Span span;  ///< First byte of the keyword to the last byte of the last line, heredocs included.
  Span keyword_span;
  std::string_view keyword;  ///< As written.
  /// The whole instruction on one line: continuations, comments and blank lines inside and heredoc bodies left out.
  /// All words, flags and keys are views into its text unless something had to be decoded.
  MappedText line;
  std::span<const Flag> flags;
  /// Arguments after the flags, split as BuildKit splits them for this instruction. For shell form commands one word
  /// with the whole text; for exec form the elements.
  std::span<const Word> arguments;
  std::span<const Pair> pairs;        ///< ENV, LABEL, ARG
  std::span<const Heredoc> heredocs;  ///< RUN, COPY, ADD
  std::span<const Mount> mounts;      ///< RUN
  Form form = Form::none;             ///< RUN, CMD, ENTRYPOINT, HEALTHCHECK CMD, SHELL, VOLUME; COPY and ADD in JSON
  MappedText body;                    ///< Shell form: the command text without flags; else empty.
  const shell::Script* script = nullptr;  ///< Of the shell form, RUN's heredoc, or RUN's exec form as one command.
  const Instruction* trigger = nullptr;   ///< ONBUILD: what it wraps.
  bool health_none = false;               ///< HEALTHCHECK NONE
  const Stage* stage = nullptr;           ///< Null before the first FROM, and in a file without one.
  const InForce* in_force = nullptr;      ///< Before this instruction takes effect; null where `stage` is.
  std::span<const Span> comments;         ///< Comment lines directly above, oldest first.
  /// What BuildKit takes for this instruction's comments: those since the instruction before, blank lines between or
  /// not, from the last empty comment on.
  std::span<const Span> earlier_comments;

  const Flag* flag(std::string_view name) const {
    for (const Flag& flag : flags)
      if (flag.name == name) return &flag;
    return nullptr;
  }
  /// Place of a view into the line's text; `fallback` for a text that had to be decoded.
  Span place(std::string_view part, Span fallback) const {
    const char* const begin = line.text.data();
    if (begin == nullptr || part.data() < begin || part.data() + part.size() > begin + line.text.size())
      return fallback;
    const auto offset = static_cast<std::uint32_t>(part.data() - begin);
    return line.span(offset, offset + static_cast<std::uint32_t>(part.size()));
  }
};

/// `# syntax=`, `# escape=`, `# check=`.
struct Directive {
  Span span;
  std::string_view name;  ///< Lower case.
  std::string_view value;
  Span value_span;
};

/// Where BuildKit would notice a problem. A build reports the first one of the earliest phase alone.
enum class Phase : std::uint8_t {
  parse,        ///< Reading lines and words: nothing of the file is understood.
  instruction,  ///< Arguments and flags of one instruction.
  convert,      ///< Stages, variables, sources.
  lint,         ///< Never stops a build.
};

/// Something that BuildKit refuses or warns about, found while parsing or converting; turned into findings by rules.
/// `kind` is the slug of a group of shared problems ("unknown-instruction", "wrong-argument-count", ...), so that one
/// rule file per problem picks up its own.
struct Problem {
  std::string_view kind;
  Span span;
  std::string_view message;   ///< Our words: what is wrong and what would be right.
  std::string_view buildkit;  ///< What BuildKit says, for `show ast` of a file that it rejects; may be empty.
  bool fatal = true;          ///< BuildKit refuses the file.
  Phase phase = Phase::lint;
  Confidence confidence = Confidence::certain;
  std::string_view peers;  ///< Which peer rules say this very thing here: "hadolint:DL3061 buildkit-error:..."
  const Instruction* instruction = nullptr;  ///< Where it stands; null for the file or a directive.
  std::string_view name;                     ///< The flag, variable, stage or key that it is about; may be empty.
  /// What should stand at `replace` instead; `replace` is invalid when there is no proposal.
  std::string_view replacement;
  Span replace;
  Safety fix_level = Safety::review;
  std::string_view fix_title;  ///< What the proposal does, in the imperative, where "Write `...`" says too little.
  Span other;  ///< Another place that explains it (the first definition of a duplicate); may be invalid.
  std::string_view other_says;  ///< What stands at `other`: "Given here first".
};

/// A variable visible at the end of a stage.
struct Variable {
  std::string_view name;
  std::string_view value;  ///< Expanded as far as literal values reach.
  Span span;
  bool is_arg = false;  ///< ARG (build time only) or ENV.
  bool known = true;    ///< False: the value depends on a build argument without a default or on the base image.
};

/// A stage: what is in force at its end, inherited through `FROM stage`.
struct Stage {
  std::uint32_t index = 0;
  std::string_view name;  ///< As written after AS; empty without one.
  Span name_span;
  const Instruction* from = nullptr;
  std::string_view base;  ///< Image or stage, variables expanded from global ARG defaults.
  Span base_span;
  bool base_known = true;              ///< False: depends on an ARG without a default.
  std::string_view platform;           ///< Value of --platform as written.
  std::string_view resolved_platform;  ///< The same with its variables filled in, for a build on linux/amd64.
  const Stage* parent = nullptr;       ///< `FROM other-stage`.
  std::span<const Instruction* const> instructions;  ///< After FROM, in order.
  /// The same behind those of the stages that it is built on, at most `most_with_inherited`: rules look at all of them
  /// several times, and a longer Dockerfile is hostile.
  std::span<const Instruction* const> with_inherited;
  static constexpr std::size_t most_with_inherited = 2000;
  KnownBase known_base;                       ///< What the lookup given to parse() says of the base of root().
  std::span<const Stage* const> copies_from;  ///< Stages that COPY/ADD/RUN --mount takes from.
  bool reachable = false;                     ///< Needed by the last stage.

  // In force at the end of the stage; `span` invalid: inherited from the base image or never set.
  Given user;
  Given workdir;  ///< Absolute where it can be known.
  Given stop_signal;
  std::span<const std::string_view> shell;  ///< SHELL in force; empty: the default.
  Span shell_span;
  const Instruction* entrypoint = nullptr;  ///< Last one, possibly of a parent stage.
  const Instruction* cmd = nullptr;         ///< Null also when an ENTRYPOINT of this stage cleared an inherited one.
  const Instruction* healthcheck = nullptr;
  std::span<const Variable> variables;  ///< ENV and ARG at the end.
  std::span<const Word> exposed;        ///< EXPOSE arguments, inherited ones first.
  std::span<const Word> volumes;        ///< VOLUME arguments, inherited ones first.
  shell::Dialect dialect = shell::Dialect::posix;
  std::span<const WrittenFile> written;         ///< Scripts, by its own instructions.
  std::span<const WrittenFile> configurations;  ///< Of nginx, by its own instructions.

  /// The stage at the root of the `FROM stage` chain; its `base` is an image.
  const Stage& root() const {
    const Stage* stage = this;
    while (stage->parent != nullptr) stage = stage->parent;
    return *stage;
  }
};

/// A parsed Dockerfile with its stage graph. Never absent: an unreadable part is in `problems`.
struct File {
  FileId source = FileId::none;
  /// Whole text: the file, or the value of `dockerfile_inline` mapped into a Compose file.
  MappedText text;
  char escape = '\\';
  std::span<const Directive> directives;
  std::span<const Instruction* const> instructions;  ///< All, in order; unknown ones included.
  std::span<const Instruction* const> global_args;   ///< ARG before the first FROM.
  std::span<const Stage* const> stages;
  std::span<const Problem> problems;
  std::span<const Span> comments;  ///< Every comment line.

  const Stage* last_stage() const { return stages.empty() ? nullptr : stages.back(); }
  /// By name (case-insensitive) or number, as `--target` takes it; null when there is none.
  const Stage* stage(std::string_view name_or_number) const;
};

}  // namespace seaworthy::dockerfile
