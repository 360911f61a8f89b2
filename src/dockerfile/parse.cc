#include "dockerfile/parse.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "dockerfile/build.h"
#include "dockerfile/characters.h"
#include "dockerfile/directives.h"
#include "dockerfile/heredoc.h"
#include "dockerfile/json.h"
#include "dockerfile/lines.h"
#include "dockerfile/suggest.h"
#include "dockerfile/words.h"

// The language is read in three steps, as the builder does it. Physical lines are joined to the logical line of one
// instruction: the escape character at the end of a line continues it, comment lines and blank lines in between are
// left out. The logical line is cut into keyword, flags and arguments, with a different cutting rule per instruction.
// For RUN, COPY and ADD the lines that follow may belong to heredocs, which are not subject to any of this.
//
// Where the builder gives up, this parser adds a problem and goes on with the next line.
namespace seaworthy::dockerfile {
namespace {

/// The builder's reader refuses longer lines, their line end included.
constexpr std::uint32_t longest_line = 65536;
/// ONBUILD inside ONBUILD is refused anyhow; deeper ones are not looked into.
constexpr int deepest_trigger = 4;

constexpr std::array<std::string_view, op_count> op_names = {
    "ADD",        "ARG",         "CMD",    "COPY",       "ENTRYPOINT", "ENV", "EXPOSE",
    "FROM",       "HEALTHCHECK", "LABEL",  "MAINTAINER", "ONBUILD",    "RUN", "SHELL",
    "STOPSIGNAL", "USER",        "VOLUME", "WORKDIR",    "",
};

Op op_of(std::string_view keyword) {
  for (int op = 0; op < op_count - 1; ++op) {
    if (equal_ignoring_case(op_names[static_cast<std::size_t>(op)], keyword)) return static_cast<Op>(op);
  }
  return Op::unknown;
}

/// Whether the builder expands variables in the arguments.
bool expands_arguments(Op op) {
  switch (op) {
    case Op::add:
    case Op::arg:
    case Op::copy:
    case Op::env:
    case Op::expose:
    case Op::from:
    case Op::label:
    case Op::stopsignal:
    case Op::user:
    case Op::volume:
    case Op::workdir:
      return true;
    default:
      return false;
  }
}

class Parser {
 public:
  Parser(const MappedText& text, Arena& arena, File& file, BaseLookup lookup)
      : text_(text), build_{text, arena, file, lookup}, arena_(arena), file_(file), reader_(text.text, 0) {}

  void run() {
    if (text_.text.starts_with("\xef\xbb\xbf")) reader_.rewind(3);
    Directives directives(build_);
    while (!reader_.at_end()) {
      const PhysicalLine line = next_line();
      const Part stripped = trimmed(text_.text, line.part());
      if (is_comment(in(text_.text, line.part()))) {
        if (!directives.take({stripped.begin, line.end})) add_comment(line, stripped);
        continue;
      }
      directives.finish();
      if (stripped.empty()) {
        adjacent_comments_.clear();
        continue;
      }
      read_instruction(line, stripped.begin);
    }
    file_.directives = arena_.copy(directives.take_all());
    if (build_.instructions.empty()) {
      const auto end = static_cast<std::uint32_t>(text_.text.size());
      Problem& problem = build_.error("no-from", Phase::parse, text_.span(end, end),
                                      {"The file has no instruction; a Dockerfile begins with `FROM image`"});
      problem.peers =
          "buildkit-error:empty-file dockerfile-utils:NO_SOURCE_IMAGE datadog-iac:should_specify_base_image "
          "tally:tally/require-stages";
      problem.buildkit = "file with no instructions";
    }
    file_.comments = arena_.copy(all_comments_);
    std::vector<const Instruction*> instructions(build_.instructions.begin(), build_.instructions.end());
    file_.instructions = arena_.copy(instructions);
    build_stages(build_);
    validate(build_);
    std::ranges::stable_sort(build_.problems, {}, [](const Problem& problem) { return problem.span; });
    file_.problems = arena_.copy(build_.problems);
  }

 private:
  PhysicalLine next_line() {
    const PhysicalLine line = reader_.next();
    const bool has_end = line.next > line.begin && text_.text[line.next - 1] == '\n';
    if (line.next - line.begin > longest_line - (has_end ? 0 : 1)) {
      Problem& problem = build_.error(
          "dockerfile-parse-error", Phase::parse, text_.span(line.begin, line.end),
          {"The line is longer than the 65535 bytes that the builder reads; break it with a continuation"});
      problem.peers = "hadolint:DL1000 buildkit-error:line-too-long";
      problem.buildkit = "dockerfile line greater than max allowed size of 65535";
    }
    return line;
  }

  Span add_comment_span(Part part) {
    const Span span = text_.span(part.begin, part.end);
    all_comments_.push_back(span);
    return span;
  }

  void add_comment(const PhysicalLine& line, Part stripped) {
    const Span span = add_comment_span(stripped);
    adjacent_comments_.push_back(span);
    // An empty comment cuts the connection between the comments above and the next instruction.
    const bool indented = stripped.begin != line.begin;
    if (!indented && is_blank(in(text_.text, {stripped.begin + 1, stripped.end}))) {
      earlier_comments_.clear();
    } else {
      earlier_comments_.push_back(span);
    }
  }

  /// Reads the instruction that begins on `line`, with its continuations and heredocs.
  void read_instruction(const PhysicalLine& first, std::uint32_t begin) {
    MappedTextBuilder joined(text_);
    PhysicalLine line = first;
    std::uint32_t last_end = first.end;
    Part blank;  // The first run of blank lines inside.
    bool has_blank_line = false;
    MappedText logical;
    std::string_view content = in(text_.text, {begin, first.end});
    std::size_t kept = continued_length(content, file_.escape);
    if (kept == std::string_view::npos) {
      logical = slice(text_, {begin, first.end}, arena_);
    } else {
      joined.append(Part{begin, begin + static_cast<std::uint32_t>(kept)});
      while (kept != std::string_view::npos && !reader_.at_end()) {
        line = next_line();
        content = in(text_.text, line.part());
        if (is_comment(content)) {
          add_comment_span(trimmed(text_.text, line.part()));
          continue;
        }
        if (is_blank(content)) {
          if (!has_blank_line) blank = {line.begin, line.begin};
          has_blank_line = true;
          if (blank.end == line.begin) blank.end = line.next;
          continue;
        }
        last_end = line.end;
        kept = continued_length(content, file_.escape);
        const std::size_t length = kept == std::string_view::npos ? content.size() : kept;
        joined.append(Part{line.begin, line.begin + static_cast<std::uint32_t>(length)});
      }
      logical = joined.take(arena_);
      if (logical.text.empty()) logical.base = text_.source_offset(begin);
      logical.file = text_.file;
    }

    Instruction* const instruction = parse_instruction(logical, 0);
    build_.instructions.push_back(instruction);
    if (has_blank_line) {
      Problem& problem =
          build_.warning("empty-continuation-line", text_.span(blank.begin, blank.end),
                         {"Blank line inside a continued `", instruction->keyword,
                          "`; the builder will refuse it in a future release; remove it or make it a comment"},
                         instruction);
      problem.peers = "buildkit:NoEmptyContinuation dockerfile-utils:EMPTY_CONTINUATION_LINE";
      problem.buildkit = "Empty continuation line";
      problem.replace = problem.span;
      problem.fix_level = Safety::safe;
    }
    if (contains_heredocs(*instruction) && logical.text.find("<<") != std::string_view::npos) {
      last_end = std::max(last_end, read_heredocs(*instruction, logical));
    }
    instruction->span = text_.span(begin, last_end);
    if (instruction->trigger != nullptr) mutable_trigger(*instruction).span.end = instruction->span.end;
    instruction->comments = arena_.copy(adjacent_comments_);
    instruction->earlier_comments = arena_.copy(earlier_comments_);
    adjacent_comments_.clear();
    earlier_comments_.clear();
  }

  /// The trigger was made by this parser, so that it may still be completed.
  Instruction& mutable_trigger(const Instruction& onbuild) { return *triggers_.at(&onbuild); }

  /// Cuts a logical line. Errors are added as problems; the result always stands for the line.
  Instruction* parse_instruction(const MappedText& line, int depth) {
    Instruction* const instruction = arena_.make<Instruction>();
    const std::string_view text = line.text;
    const Part all = trimmed(text, {0, static_cast<std::uint32_t>(text.size())});
    std::uint32_t keyword_end = all.begin;
    while (keyword_end < all.end && !is_separator(text[keyword_end])) ++keyword_end;
    instruction->keyword = in(text, {all.begin, keyword_end});
    instruction->keyword_span = line.span(all.begin, keyword_end);
    instruction->span = line.span(all.begin, all.end);
    instruction->op = op_of(instruction->keyword);
    instruction->line = line;

    Part rest{keyword_end, all.end};
    while (rest.begin < rest.end && is_separator(text[rest.begin])) ++rest.begin;
    std::vector<RawFlag> raw_flags;
    const Part arguments = split_flags(text, rest, file_.escape, raw_flags);
    add_flags(*instruction, line, raw_flags);

    switch (instruction->op) {
      case Op::add:
      case Op::copy:
      case Op::volume:
        if (!read_json(*instruction, line, arguments, {})) {
          add_words(*instruction, line, split_at_separators(text, arguments));
          if (!arguments.empty()) instruction->form = Form::shell;
        }
        break;
      case Op::from:
      case Op::expose:
      case Op::unknown:
        add_words(*instruction, line, split_at_separators(text, arguments));
        break;
      case Op::cmd:
      case Op::entrypoint:
      case Op::run:
      case Op::shell:
        read_command(*instruction, line, arguments, {});
        break;
      case Op::healthcheck:
        read_healthcheck(*instruction, line, arguments);
        break;
      case Op::arg:
        read_arg(*instruction, line, arguments);
        break;
      case Op::env:
      case Op::label:
        read_pairs(*instruction, line, arguments);
        break;
      case Op::onbuild:
        if (!arguments.empty()) {
          add_words(*instruction, line, {arguments});
          if (depth < deepest_trigger) {
            Instruction* const trigger = parse_instruction(slice(line, arguments, arena_), depth + 1);
            instruction->trigger = trigger;
            triggers_[instruction] = trigger;
          }
        }
        break;
      case Op::maintainer:
      case Op::stopsignal:
      case Op::user:
      case Op::workdir:
        if (!arguments.empty()) add_words(*instruction, line, {arguments});
        break;
    }
    return instruction;
  }

  void add_flags(Instruction& instruction, const MappedText& line, const std::vector<RawFlag>& raw_flags) {
    if (raw_flags.empty()) return;
    std::vector<Flag> flags;
    std::vector<Mount> mounts;
    for (const RawFlag& raw : raw_flags) {
      Flag flag;
      const std::string_view text =
          raw.pieces.empty() ? in(line.text, raw.part) : arena_.copy(std::string_view(raw.text));
      flag.span = line.span(raw.part.begin, raw.part.end);
      const std::size_t equals = text.find('=');
      flag.has_value = equals != std::string_view::npos;
      flag.name = text.substr(2, flag.has_value ? equals - 2 : std::string_view::npos);
      if (flag.has_value) {
        const auto value_begin = static_cast<std::uint32_t>(equals) + 1;
        flag.value = text.substr(value_begin);
        flag.value_span = value_begin < text.size() ? line.span(raw.offset(value_begin), raw.part.end)
                                                    : line.span(raw.part.end, raw.part.end);
        if (instruction.op == Op::run && flag.name == "mount") {
          // The options' places are worked out here, where the way back through quotes is known.
          Mount mount;
          mount.span = flag.span;
          std::vector<MountOption> options;
          for (std::uint32_t at = value_begin; at <= text.size();) {
            const auto comma = static_cast<std::uint32_t>(std::min(text.find(',', at), text.size()));
            MountOption option;
            const std::string_view field = text.substr(at, comma - at);
            const std::size_t separator = field.find('=');
            option.key = field.substr(0, separator);
            if (separator != std::string_view::npos) option.value = field.substr(separator + 1);
            option.has_value = separator != std::string_view::npos;
            option.resolved = option.value;
            option.span = comma > at ? line.span(raw.offset(at), raw.offset(comma - 1) + 1)
                                     : line.span(raw.offset(at), raw.offset(at));
            options.push_back(option);
            at = comma + 1;
          }
          mount.options = arena_.copy(options);
          mounts.push_back(mount);
        }
      }
      flags.push_back(flag);
    }
    instruction.flags = arena_.copy(flags);
    instruction.mounts = arena_.copy(mounts);
    if (!mounts.empty()) parse_mounts(instruction, build_);
  }

  Word make_word(const Instruction& instruction, const MappedText& line, Part part) {
    Word word;
    word.span = line.span(part.begin, part.end);
    word.raw = in(line.text, part);
    word.text = word.raw;
    if (expands_arguments(instruction.op)) {
      const bool special = word.raw.find_first_of("'\"$") != std::string_view::npos ||
                           word.raw.find(file_.escape) != std::string_view::npos;
      if (special) {
        ExpandOptions options = build_.expand_options();
        options.keep_variables = true;
        const Expansion expansion = expand(word.raw, ListedEnvironment(), options);
        if (expansion.ok() && expansion.text != word.raw) word.text = arena_.copy(std::string_view(expansion.text));
        word.literal = expansion.references.empty();
      }
    }
    word.value = word.text;
    return word;
  }

  void add_words(Instruction& instruction, const MappedText& line, const std::vector<Part>& parts) {
    std::vector<Word> words;
    words.reserve(parts.size());
    for (const Part part : parts) words.push_back(make_word(instruction, line, part));
    instruction.arguments = arena_.copy(words);
  }

  /// Reads exec form into arguments that follow `leading`; false when the text is no JSON array of strings.
  bool read_json(Instruction& instruction, const MappedText& line, Part part, const std::vector<Word>& leading) {
    std::vector<JsonElement> elements;
    const JsonForm form = parse_json_strings(line.text, part, elements);
    if (form == JsonForm::no_array) return false;
    instruction.form = Form::exec;
    std::vector<Word> words = leading;
    for (const JsonElement& element : elements) {
      Word word;
      word.span = line.span(element.part.begin, element.part.end);
      word.raw = in(line.text, element.part);
      const std::string_view inside = word.raw.substr(1, word.raw.size() - 2);
      word.text = inside == element.text ? inside : arena_.copy(std::string_view(element.text));
      if (expands_arguments(instruction.op)) word.literal = word.text.find('$') == std::string_view::npos;
      word.value = word.text;
      words.push_back(word);
    }
    instruction.arguments = arena_.copy(words);
    if (form == JsonForm::other_elements) {
      build_
          .error("exec-form-invalid-json", Phase::parse, line.span(part.begin, part.end),
                 {"The JSON array of `", instruction.keyword,
                  "` must hold strings only; put each element in double quotes"},
                 &instruction)
          .buildkit = "when using JSON array syntax, arrays must be comprised of strings only";
    }
    return true;
  }

  void read_command(Instruction& instruction, const MappedText& line, Part part, const std::vector<Word>& leading) {
    if (part.empty()) {
      instruction.arguments = arena_.copy(leading);
      return;
    }
    if (read_json(instruction, line, part, leading)) return;
    instruction.form = Form::shell;
    std::vector<Word> words = leading;
    words.push_back(make_word(instruction, line, part));
    instruction.arguments = arena_.copy(words);
    if (instruction.op != Op::shell) instruction.body = slice(line, part, arena_);
  }

  void read_healthcheck(Instruction& instruction, const MappedText& line, Part part) {
    if (part.empty()) return;
    std::uint32_t type_end = part.begin;
    while (type_end < part.end && !is_space_byte(line.text[type_end])) ++type_end;
    std::uint32_t command = type_end;
    while (command < part.end && is_space_byte(line.text[command])) ++command;
    const Word type = make_word(instruction, line, {part.begin, type_end});
    instruction.health_none = equal_ignoring_case(type.raw, "NONE");
    read_command(instruction, line, {command, part.end}, {type});
  }

  /// Cuts `name=value` at the first `=`.
  Pair make_pair(const Instruction& instruction, const MappedText& line, Part part) {
    Pair pair;
    const std::string_view word = in(line.text, part);
    const std::size_t equals = word.find('=');
    const std::uint32_t key_end =
        equals == std::string_view::npos ? part.end : part.begin + static_cast<std::uint32_t>(equals);
    pair.key = make_word(instruction, line, {part.begin, key_end});
    pair.has_value = equals != std::string_view::npos;
    if (pair.has_value) pair.value = make_word(instruction, line, {key_end + 1, part.end});
    return pair;
  }

  void read_arg(Instruction& instruction, const MappedText& line, Part part) {
    const std::vector<Part> words = split_outside_quotes(line.text, part, file_.escape);
    add_words(instruction, line, words);
    std::vector<Pair> pairs;
    pairs.reserve(words.size());
    for (const Part word : words) pairs.push_back(make_pair(instruction, line, word));
    instruction.pairs = arena_.copy(pairs);
  }

  void read_pairs(Instruction& instruction, const MappedText& line, Part part) {
    const std::vector<Part> words = split_outside_quotes(line.text, part, file_.escape);
    if (words.empty()) return;
    std::vector<Pair> pairs;
    const std::string_view name = seaworthy::dockerfile::name(instruction.op);
    if (in(line.text, words.front()).find('=') == std::string_view::npos) {
      // The old form: the first blank ends the key, everything behind it is the value, `=` and quotes included.
      std::uint32_t key_end = part.begin;
      while (key_end < part.end && !is_separator(line.text[key_end])) ++key_end;
      std::uint32_t value = key_end;
      while (value < part.end && is_separator(line.text[value])) ++value;
      Pair pair;
      pair.key = make_word(instruction, line, {part.begin, key_end});
      pair.legacy = true;
      if (key_end == part.end) {
        build_.error("key-value-syntax", Phase::parse, pair.key.span,
                     {"`", name, " ", pair.key.raw, "` gives no value; write `", name, " ", pair.key.raw, "=value`"},
                     &instruction);
        build_.problems.back().peers =
            "hadolint:DL1000 buildkit-error:key-value-syntax dockerfile-utils:ARGUMENT_REQUIRES_TWO";
        build_.problems.back().buildkit = build_.joined({name, " must have two arguments"});
      } else {
        pair.has_value = true;
        pair.value = make_word(instruction, line, {value, part.end});
      }
      pairs.push_back(pair);
      std::vector<Word> arguments = {pair.key};
      if (pair.has_value) arguments.push_back(pair.value);
      instruction.arguments = arena_.copy(arguments);
    } else {
      add_words(instruction, line, words);
      for (const Part word : words) {
        const Pair pair = make_pair(instruction, line, word);
        if (pair.has_value) {
          pairs.push_back(pair);
          continue;
        }
        // The word may be part of a secret, so it is not repeated here.
        build_.error(
            "key-value-syntax", Phase::parse, pair.key.span,
            {"This word has no `=`; write `", name, " name=value`, and put a value with blanks in double quotes"},
            &instruction);
        build_.problems.back().peers =
            "hadolint:DL1000 buildkit-error:key-value-syntax dockerfile-utils:SYNTAX_MISSING_EQUALS";
        build_.problems.back().buildkit =
            build_.joined({"Syntax error - can't find = in \"", pair.key.raw, "\". Must be of the form: name=value"});
      }
    }
    instruction.pairs = arena_.copy(pairs);
  }

  /// Whether heredocs of the line belong to this instruction.
  static bool contains_heredocs(const Instruction& outer) {
    const Instruction& instruction = outer.op == Op::onbuild && outer.trigger != nullptr ? *outer.trigger : outer;
    const bool kind = instruction.op == Op::run || instruction.op == Op::copy || instruction.op == Op::add;
    return kind && instruction.form != Form::exec;
  }

  /// Reads the bodies of the heredocs named on the line; returns where the last one ends.
  std::uint32_t read_heredocs(Instruction& instruction, const MappedText& line) {
    std::vector<Heredoc> heredocs = heredocs_of_line(instruction, line);
    std::uint32_t end = 0;
    for (Heredoc& heredoc : heredocs) end = read_heredoc(instruction, heredoc);
    instruction.heredocs = arena_.copy(heredocs);
    if (instruction.trigger != nullptr) mutable_trigger(instruction).heredocs = instruction.heredocs;
    return end;
  }

  std::vector<Heredoc> heredocs_of_line(const Instruction& instruction, const MappedText& line) {
    std::vector<Heredoc> heredocs;
    // The builder looks for heredocs with `\` as the escape character whatever the file's directive says, and finds
    // none when the line has a quote or a substitution that it cannot read.
    const Expansion words =
        expand(line.text, ListedEnvironment(),
               {.keep_quotes = true, .keep_escapes = true, .keep_unset = true, .work_left = &build_.work_left});
    for (const ExpandedWord& word : words.words) {
      Heredoc heredoc;
      const HeredocWord parsed = parse_heredoc_word(word.text, &build_.work_left);
      if (parsed.fault) {
        build_.error("heredoc-unterminated", Phase::parse, line.span(word.begin, word.end),
                     {"The delimiter of the heredoc cannot be read: `", word.text, "`; write `<<EOF` or `<<\"EOF\"`"},
                     &instruction);
      }
      if (!parsed.is_heredoc) continue;
      heredoc.name = arena_.copy(std::string_view(parsed.name));
      heredoc.expands = parsed.expands;
      heredoc.strips_tabs = parsed.strips_tabs;
      std::uint32_t begin = word.begin;
      while (begin < word.end && line.text[begin] != '<') ++begin;
      heredoc.span = line.span(begin, word.end);
      heredocs.push_back(heredoc);
    }
    return heredocs;
  }

  static Part without_tabs(std::string_view text, Part part) {
    while (part.begin < part.end && text[part.begin] == '\t') ++part.begin;
    return part;
  }

  /// Offsets of the last line of each text, as it stands and without leading tabs: a heredoc whose delimiter does not
  /// come any more is known without reading on, which keeps a file of nothing but open heredocs cheap.
  bool delimiter_follows(const Heredoc& heredoc) {
    if (last_lines_.empty()) {
      LineReader reader(text_.text, reader_.position());
      while (!reader.at_end()) {
        const PhysicalLine line = reader.next();
        last_lines_[in(text_.text, line.part())] = line.begin;
        const Part bare = without_tabs(text_.text, line.part());
        if (bare.begin != line.begin) last_bare_lines_[in(text_.text, bare)] = line.begin;
      }
    }
    const auto follows = [&](const std::unordered_map<std::string_view, std::uint32_t>& lines) {
      const auto found = lines.find(heredoc.name);
      return found != lines.end() && found->second >= reader_.position();
    };
    return follows(last_lines_) || (heredoc.strips_tabs && follows(last_bare_lines_));
  }

  /// Reads up to the delimiter; returns the end of the last line that belongs to the heredoc.
  std::uint32_t read_heredoc(const Instruction& instruction, Heredoc& heredoc) {
    MappedTextBuilder body(text_);
    heredoc.terminated = delimiter_follows(heredoc);
    const std::uint32_t begin = reader_.position();
    std::uint32_t end = begin;
    Span near;  // A line that was probably meant to close it.
    while (!reader_.at_end()) {
      const std::uint32_t line_begin = reader_.position();
      const PhysicalLine line = next_line();
      Part content = line.part();
      if (heredoc.strips_tabs) content = without_tabs(text_.text, content);
      if (in(text_.text, content) == heredoc.name) {
        heredoc.closing = text_.span(content.begin, content.end);
        end = line.end;
        break;
      }
      if (!heredoc.terminated) {
        // Recover at what was probably meant as the end: the delimiter with blanks around it, or the next instruction.
        if (in(text_.text, trimmed(text_.text, line.part())) == heredoc.name) {
          near = text_.span(line.begin, line.end);
          end = line.end;
          break;
        }
        if (looks_like_instruction(in(text_.text, line.part()))) {
          reader_.rewind(line_begin);
          break;
        }
      }
      body.append(Part{content.begin, line.next});
      end = line.end;
    }
    heredoc.body = body.take(arena_);
    if (heredoc.body.text.empty()) heredoc.body.base = text_.source_offset(std::min(begin, end));
    if (!heredoc.terminated) {
      Problem& problem =
          build_.error("heredoc-unterminated", Phase::parse, heredoc.span,
                       {"The heredoc is never closed: no line is exactly `", heredoc.name, "`",
                        heredoc.strips_tabs ? " (leading tabs aside)"
                                            : " (blanks before or behind it count, `<<-` ignores leading tabs)"},
                       &instruction);
      const bool indented = heredoc.strips_tabs && near.valid();
      problem.peers = indented ? "buildkit-error:heredoc-unterminated tally:shellcheck/SC1040"
                               : "buildkit-error:heredoc-unterminated";
      problem.buildkit = "unterminated heredoc";
      problem.name = heredoc.name;
      if (near.valid()) {
        problem.replacement = heredoc.name;
        problem.replace = near;
        problem.other = near;
        problem.other_says = "This line was probably meant to close it";
      }
    }
    return end;
  }

  /// A line that begins with a keyword as most files write it.
  static bool looks_like_instruction(std::string_view line) {
    for (int op = 0; op < op_count - 1; ++op) {
      const std::string_view keyword = op_names[static_cast<std::size_t>(op)];
      if (line.starts_with(keyword) && line.size() > keyword.size() && is_separator(line[keyword.size()])) return true;
    }
    return false;
  }

  const MappedText& text_;
  Build build_;
  Arena& arena_;
  File& file_;
  LineReader reader_;
  std::vector<Span> all_comments_;
  std::vector<Span> adjacent_comments_;
  std::vector<Span> earlier_comments_;
  std::unordered_map<const Instruction*, Instruction*> triggers_;
  std::unordered_map<std::string_view, std::uint32_t> last_lines_;
  std::unordered_map<std::string_view, std::uint32_t> last_bare_lines_;
};

}  // namespace

std::string_view name(Op op) { return op_names[static_cast<std::size_t>(op)]; }

const Stage* File::stage(std::string_view name_or_number) const {
  for (const Stage* const stage : stages) {
    if (!stage->name.empty() && equal_ignoring_case(stage->name, name_or_number)) return stage;
  }
  std::size_t number = 0;
  for (const char c : name_or_number) {
    if (c < '0' || c > '9' || number > stages.size()) return nullptr;
    number = number * 10 + static_cast<std::size_t>(c - '0');
  }
  return !name_or_number.empty() && number < stages.size() ? stages[number] : nullptr;
}

Span Build::whole_lines(Span span) const {
  if (!text.pieces.empty() || text.base != 0) return {};
  const std::string_view all = text.text;
  std::size_t begin = span.begin;
  while (begin > 0 && (all[begin - 1] == ' ' || all[begin - 1] == '\t')) --begin;
  if (begin > 0 && all[begin - 1] != '\n') return {};
  const std::size_t end = all.find('\n', span.end);
  return {span.file, static_cast<std::uint32_t>(begin),
          static_cast<std::uint32_t>(end == std::string_view::npos ? all.size() : end + 1)};
}

std::string_view Build::joined(std::initializer_list<std::string_view> parts) {
  std::string result;
  for (const std::string_view part : parts) result += part;
  return arena.copy(std::string_view(result));
}

std::string_view Build::nearest_of(std::string_view word, std::span<const std::string_view> candidates) {
  constexpr std::size_t comparison = 64;
  const std::size_t work = candidates.size() * comparison;
  if (work > work_left) return {};
  work_left -= work;
  return nearest(word, candidates);
}

Problem& Build::error(std::string_view kind, Phase phase, Span span, std::initializer_list<std::string_view> message,
                      const Instruction* instruction) {
  Problem& problem = problems.emplace_back();
  problem.kind = kind;
  problem.span = span;
  problem.message = joined(message);
  problem.phase = phase;
  problem.instruction = instruction;
  return problem;
}

Problem& Build::warning(std::string_view kind, Span span, std::initializer_list<std::string_view> message,
                        const Instruction* instruction) {
  Problem& problem = error(kind, Phase::lint, span, message, instruction);
  problem.fatal = false;
  return problem;
}

const File* parse(const MappedText& text, Arena& arena, BaseLookup lookup) {
  File* const file = arena.make<File>();
  file->source = text.file;
  file->text = text;
  Parser(file->text, arena, *file, lookup).run();
  return file;
}

}  // namespace seaworthy::dockerfile
