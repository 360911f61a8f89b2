#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>
#include <vector>

#include "dockerfile/characters.h"
#include "dockerfile/checks.h"
#include "dockerfile/heredoc.h"
#include "dockerfile/suggest.h"
#include "dockerfile/values.h"

namespace seaworthy::dockerfile {
namespace {

/// One use of a stage by another.
struct Use {
  std::uint32_t stage;
  const Instruction* instruction;
  Span span;
};

class StageChecks {
 public:
  explicit StageChecks(Build& build) : build_(build), uses_(build.stages.size()) {
    for (const Stage* const stage : build.stages) {
      if (!stage->name.empty()) names_.push_back(stage->name);
    }
    for (const Instruction* const argument : build.file.global_args) {
      for (const Pair& pair : argument->pairs) global_names_.insert(pair.key.raw);
    }
  }

  void run() {
    for (Stage* const stage : build_.stages) {
      check_base(*stage);
      check_platform(*stage);
      for (const Instruction* const instruction : stage->instructions) check_instruction(*stage, *instruction, false);
    }
    check_cycles();
  }

 private:
  Problem& refuse(std::string_view kind, Span span, std::initializer_list<std::string_view> message,
                  const Instruction& instruction, std::string_view peers) {
    Problem& problem = build_.error(kind, Phase::convert, span, message, &instruction);
    problem.peers = peers;
    return problem;
  }

  void check_instruction(Stage& stage, const Instruction& instruction, bool trigger) {
    if (instruction.trigger != nullptr) {
      check_instruction(stage, *instruction.trigger, true);
      return;
    }
    if (instruction.op == Op::copy) check_copy_from(stage, instruction, trigger);
    if (instruction.op == Op::run) check_mount_sources(stage, instruction, trigger);
    if ((instruction.op == Op::copy || instruction.op == Op::add) && !trigger) {
      check_mode(instruction);
      check_sources(instruction);
    }
  }

  // --- FROM -----------------------------------------------------------------------------------------------------

  void check_base(const Stage& stage) {
    const Instruction& from = *stage.from;
    if (from.arguments.empty()) return;
    const Word& word = from.arguments.front();
    if (stage.parent != nullptr || stage.base == "scratch") return;
    const ReferenceFault fault = image_reference_fault(stage.base);
    if (fault == ReferenceFault::none) return;
    if (!word.literal) {
      depends_on_argument(stage, word, fault);
      return;
    }
    Problem& problem =
        refuse("image-reference-invalid", word.span,
               {"`", stage.base, "` is no name of an image: ", reference_advice(stage.base, fault)}, from,
               fault == ReferenceFault::bad_tag || fault == ReferenceFault::bad_digest
                   ? "buildkit:InvalidDefaultArgInFrom dockerfile-utils:INVALID_REFERENCE_FORMAT"
                   : "buildkit:InvalidDefaultArgInFrom");
    problem.name = stage.base;
    problem.buildkit = build_.joined({"failed to parse stage name \"", stage.base, "\": invalid reference format"});
    if (fault == ReferenceFault::uppercase) {
      problem.replacement = build_.arena.copy(std::string_view(lower_name(stage.base)));
      problem.replace = word.span;
    }
  }

  /// The name in lower case, its tag as it is.
  static std::string lower_name(std::string_view image) {
    const std::size_t slash = image.rfind('/');
    const std::size_t end =
        std::min(image.find_first_of(":@", slash == std::string_view::npos ? 0 : slash), image.size());
    return lower(image.substr(0, end)) + std::string(image.substr(end));
  }

  std::string_view reference_advice(std::string_view image, ReferenceFault fault) {
    switch (fault) {
      case ReferenceFault::uppercase:
        for (const Stage* const other : build_.stages) {
          if (equal_ignoring_case(other->name, image)) {
            return build_.joined({"FROM finds the stage `", other->name, "` under its name in lower case only: `",
                                  lower(other->name), "`"});
          }
        }
        return "it has upper-case letters";
      case ReferenceFault::bad_tag:
        return "its tag is not made of up to 128 letters, digits, `_`, `.` and `-`";
      case ReferenceFault::bad_digest:
        return "its digest is not `sha256:` and 64 hexadecimal digits";
      case ReferenceFault::too_long:
        return "it has more than 255 characters";
      case ReferenceFault::hexadecimal_name:
        return "64 hexadecimal digits would be taken for an id";
      default:
        return "it has other characters than lower-case letters, digits, `.`, `_`, `-` and `/`";
    }
  }

  void depends_on_argument(const Stage& stage, const Word& word, ReferenceFault fault) {
    // With a global ARG the command line can still make it right.
    const Expansion expansion = expand(word.raw, ListedEnvironment(), build_.expand_options());
    const bool declared = std::ranges::any_of(
        expansion.references, [&](const Reference& reference) { return global_names_.contains(reference.name); });
    const bool empty = fault == ReferenceFault::empty;
    Problem& problem = refuse(
        "from-arg-default-invalid", word.span,
        {"Without a build argument `", word.raw, "` is ",
         empty ? std::string_view("empty") : build_.joined({"`", stage.base, "`, no name of an image"}),
         declared ? "; give its ARG a default" : "; declare its ARG with a default before the first FROM"},
        *stage.from,
        empty ? "buildkit:InvalidDefaultArgInFrom buildkit-error:from-blank" : "buildkit:InvalidDefaultArgInFrom");
    problem.confidence = declared ? Confidence::possible : Confidence::certain;
    problem.name = word.raw;
    problem.buildkit =
        empty ? build_.joined({"base name (", word.raw, ") should not be blank"})
              : build_.joined({"failed to parse stage name \"", stage.base, "\": invalid reference format"});
  }

  void check_platform(const Stage& stage) {
    const Flag* const flag = stage.from->flag("platform");
    if (flag == nullptr || !flag->has_value) return;
    if (flag->value.empty()) return;  // As if the flag were not there.
    const bool literal = flag->value.find('$') == std::string_view::npos;
    const std::string_view value = stage.resolved_platform;
    const Platform platform = parse_platform(value);
    if (platform.valid) return;
    const Expansion expansion = expand(flag->value, ListedEnvironment(), build_.expand_options());
    const bool declared = std::ranges::any_of(
        expansion.references, [&](const Reference& reference) { return global_names_.contains(reference.name); });
    Problem& problem = refuse("from-arg-default-invalid", flag->value_span, {}, *stage.from,
                              literal ? "buildkit-error:from-blank hadolint:DL3029 kics:using_platform_with_from "
                                        "semgrep:avoid-platform-with-from"
                                      : "buildkit-error:from-blank");
    if (literal) {
      problem.message = build_.joined({"`", value, "` is no platform; write `linux/amd64` and the like"});
    } else if (value.empty()) {
      problem.message = build_.joined({"Without a build argument `", flag->value, "` is empty; ",
                                       declared ? "give its ARG a default" : "write `$BUILDPLATFORM`, or declare it"});
    } else {
      problem.message =
          build_.joined({"Without a build argument `", flag->value, "` is `", value, "`, which is no platform"});
    }
    problem.name = "platform";
    problem.confidence = declared ? Confidence::possible : Confidence::certain;
  }

  // --- COPY --from and RUN --mount=from= ------------------------------------------------------------------------

  void check_copy_from(Stage& stage, const Instruction& instruction, bool trigger) {
    const Flag* const flag = instruction.flag("from");
    if (flag == nullptr || flag->value.empty()) return;
    const Expansion expansion = expand(flag->value, ListedEnvironment(), build_.expand_options());
    if (!expansion.ok() || expansion.text != flag->value) {
      Problem& problem =
          refuse("copy-from-variable", flag->value_span,
                 {"`--from` takes no variable; add a stage `FROM ", flag->value, " AS name` and copy from that"},
                 instruction, "buildkit-error:copy-from-variable");
      problem.name = flag->value;
      problem.buildkit =
          "variable expansion is not supported for --from, define a new stage with FROM using ARG from global "
          "scope as a workaround";
      if (trigger) defer(problem);
      return;
    }
    std::int64_t number = 0;
    const bool is_number = parse_number(flag->value, number);
    const Stage* source = build_.source_stage(flag->value);
    // What stands for a FROM that the file lacks is no stage to copy from.
    if (source != nullptr && source->from->keyword.empty()) source = nullptr;
    if (trigger) {
      if (source == nullptr && !is_number) unknown_source(instruction, flag->value, flag->value_span, true, true);
      return;
    }
    if (is_number && source == nullptr) {
      Problem& problem =
          refuse("copy-from-unknown-stage", flag->value_span,
                 {"There is no stage ", flag->value, "; the stages are numbered from 0, and there ",
                  stage.from->keyword.empty() ? "is none"
                  : build_.stages.size() == 1 ? "is 1"
                                              : build_.joined({"are ", std::to_string(build_.stages.size())})},
                 instruction, "hadolint:DL3022 buildkit-error:copy-from-later-stage");
      problem.name = flag->value;
      problem.buildkit = build_.joined({"invalid stage index ", flag->value});
      return;
    }
    if (source == nullptr) {
      unknown_source(instruction, flag->value, flag->value_span, true, false);
      return;
    }
    uses_[stage.index].push_back({source->index, &instruction, flag->value_span});
    if (source->index <= stage.index) return;
    Problem& problem =
        refuse("copy-from-unknown-stage", flag->value_span,
               {"The stage `", flag->value, "` comes later; move it above the stage that copies from it"}, instruction,
               "hadolint:DL3022 buildkit-error:copy-from-later-stage");
    problem.name = flag->value;
    problem.other = source->from->span;
    problem.other_says = "The stage begins here";
    problem.buildkit = build_.joined({"cannot copy from stage \"", flag->value,
                                      "\", it needs to be defined before current stage \"", stage.name, "\""});
  }

  void check_mount_sources(Stage& stage, const Instruction& instruction, bool trigger) {
    for (const Mount& mount : instruction.mounts) {
      if (mount.from.empty() || mount.from.find('$') != std::string_view::npos) continue;
      const auto option = std::ranges::find_if(
          mount.options, [](const MountOption& one) { return equal_ignoring_case(one.key, "from"); });
      const Span span = option != mount.options.end() ? instruction.place(option->value, option->span) : mount.span;
      std::int64_t number = 0;
      if (parse_number(mount.from, number) && !trigger) {
        Problem& problem = build_.warning("copy-from-unknown-stage", span,
                                          {"A mount finds stages by name only, so that `", mount.from,
                                           "` is taken for an image; give the stage a name and use it"},
                                          &instruction);
        problem.confidence = Confidence::likely;
        problem.name = mount.from;
        continue;
      }
      const Stage* const source = build_.source_stage(mount.from);
      if (source == nullptr) {
        unknown_source(instruction, mount.from, span, false, trigger);
        continue;
      }
      if (trigger) continue;
      uses_[stage.index].push_back({source->index, &instruction, span});
      if (source->index <= stage.index) continue;
      Problem& problem = refuse("copy-from-unknown-stage", span,
                                {"The stage `", mount.from, "` comes later; move it above the stage that mounts it"},
                                instruction, "buildkit-error:copy-from-later-stage");
      problem.name = mount.from;
      problem.other = source->from->span;
      problem.other_says = "The stage begins here";
      problem.buildkit = build_.joined({"cannot mount from stage \"", mount.from, "\" to \"", mount.target,
                                        "\", stage needs to be defined before current command"});
    }
  }

  static void defer(Problem& problem) {
    problem.fatal = false;
    problem.phase = Phase::lint;
  }

  /// A source that is no stage: an image, a context given on the command line, or a mistake.
  void unknown_source(const Instruction& instruction, std::string_view source, Span span, bool copy, bool trigger) {
    if (source == "scratch" || equal_ignoring_case(source, "context")) return;
    const std::string_view meant = build_.nearest_of(source, names_);
    // hadolint takes every name without a colon for a stage.
    const std::string_view hadolint = copy && source.find(':') == std::string_view::npos ? "hadolint:DL3022" : "";
    const char first = lower(source.front());
    const bool utils = copy && !(first >= 'a' && first <= 'z') && !(first >= '0' && first <= '9');
    const std::string_view peers = build_.joined({hadolint, utils ? " dockerfile-utils:FLAG_INVALID_FROM_VALUE" : ""});
    const std::string_view hint = meant.empty() ? std::string_view() : build_.joined({"; did you mean `", meant, "`?"});
    if (image_reference_fault(source) != ReferenceFault::none) {
      Problem& problem =
          refuse("copy-from-unknown-stage", span,
                 {"`", source, "` is neither a stage of this file nor the name of an image", hint}, instruction, peers);
      finish_unknown(problem, source, meant, span);
      if (trigger) defer(problem);
      return;
    }
    const bool names_image = source.find_first_of(":/@.") != std::string_view::npos;
    if (names_image && meant.empty()) return;
    Problem& problem = build_.warning(
        "copy-from-unknown-stage", span,
        {"`", source, "` is no stage of this file, so that an image of that name is pulled", hint}, &instruction);
    problem.peers = peers;
    problem.confidence = meant.empty() || names_image ? Confidence::possible : Confidence::likely;
    finish_unknown(problem, source, meant, span);
  }

  static void finish_unknown(Problem& problem, std::string_view source, std::string_view meant, Span span) {
    problem.name = source;
    if (meant.empty()) return;
    problem.replacement = meant;
    problem.replace = span;
  }

  // --- cycles ---------------------------------------------------------------------------------------------------

  void check_cycles() {
    enum class Mark : std::uint8_t { none, open, done };
    std::vector<Mark> marks(build_.stages.size(), Mark::none);
    struct Frame {
      std::uint32_t stage;
      std::size_t next;
    };
    for (std::uint32_t root = 0; root < marks.size(); ++root) {
      if (marks[root] != Mark::none) continue;
      std::vector<Frame> path = {{root, 0}};
      marks[root] = Mark::open;
      while (!path.empty()) {
        Frame& frame = path.back();
        if (frame.next == uses_[frame.stage].size()) {
          marks[frame.stage] = Mark::done;
          path.pop_back();
          continue;
        }
        const Use& use = uses_[frame.stage][frame.next++];
        if (marks[use.stage] == Mark::open) {
          std::vector<std::uint32_t> circle;
          for (std::size_t at = path.size(); at-- > 0;) {
            circle.push_back(path[at].stage);
            if (path[at].stage == use.stage) break;
          }
          report_cycle(use, circle);
        } else if (marks[use.stage] == Mark::none) {
          marks[use.stage] = Mark::open;
          path.push_back({use.stage, 0});
        }
      }
    }
  }

  void report_cycle(const Use& use, const std::vector<std::uint32_t>& circle) {
    std::string stages;
    const std::size_t shown = std::min<std::size_t>(circle.size(), 6);
    for (std::size_t index = 0; index < shown; ++index) {
      const Stage& stage = *build_.stages[circle[circle.size() - 1 - index]];
      if (index != 0) stages += " takes from ";
      stages.append("`").append(stage.name.empty() ? std::to_string(stage.index) : std::string(stage.name)).append("`");
    }
    const Stage& first = *build_.stages[circle.back()];
    Problem& problem = refuse("stage-dependency-cycle", use.span,
                              {circle.size() == 1 ? build_.joined({"The stage ", stages, " copies from itself"})
                                                  : build_.joined({"Stages need each other in a circle: ", stages,
                                                                   circle.size() > shown ? " and so on" : ""}),
                               "; break it with a stage of its own for what both need"},
                              *use.instruction, "buildkit-error:stage-cycle tally:tally/circular-stage-deps");
    problem.name = first.name;
    problem.other = first.from->span;
    problem.other_says = "The circle begins at this stage";
    problem.buildkit = build_.joined({"circular dependency detected on stage: ", first.name});
  }

  // --- sources --------------------------------------------------------------------------------------------------

  void check_mode(const Instruction& instruction) {
    const Flag* const flag = instruction.flag("chmod");
    if (flag == nullptr || flag->value.empty() || flag->value.find('$') != std::string_view::npos) return;
    const std::string value = unquoted(flag->value, build_.file.escape);
    if (value.empty() || is_file_mode(value)) return;
    Problem& problem =
        refuse("copy-add-invalid-use", flag->value_span,
               {"`", value, "` is no file mode; write octal digits up to 7777, or `u=rwX,go=rX` and the like"},
               instruction, "buildkit-error:chmod-invalid");
    problem.name = "chmod";
    problem.buildkit =
        build_.joined({"invalid chmod parameter: '", value, "'. it should be octal string and between 0 and 07777"});
  }

  void check_sources(const Instruction& instruction) {
    if (instruction.arguments.size() < 2) return;
    const std::span<const Word> sources = instruction.arguments.first(instruction.arguments.size() - 1);
    int paths = 0;
    const Word* last = nullptr;
    for (const Word& source : sources) {
      const std::string_view written = instruction.form == Form::exec ? source.text : source.raw;
      if (parse_heredoc_word(written, &build_.work_left).is_heredoc) continue;
      ++paths;
      last = &source;
      const bool git = is_git_source(source.value);
      if (git) check_git_source(instruction, source);
      if (instruction.op == Op::add) continue;
      if (!git && !is_http_source(source.value)) continue;
      Problem& problem = refuse(
          "copy-add-invalid-use", source.span,
          {"COPY takes files of the context or of a stage, not ", git ? "a git repository" : "a URL", "; use ADD"},
          instruction, "buildkit-error:copy-remote-source");
      problem.name = source.value;
      problem.confidence = source.known ? Confidence::certain : Confidence::likely;
      problem.buildkit = git ? "source can't be a git ref for COPY" : "source can't be a URL for COPY";
    }
    const Flag* const checksum = instruction.op == Op::add ? instruction.flag("checksum") : nullptr;
    if (checksum == nullptr || checksum->value.empty()) return;
    const auto misuse = [&](std::string_view said, std::initializer_list<std::string_view> message) {
      Problem& problem =
          refuse("copy-add-invalid-use", checksum->span, message, instruction, "buildkit-error:checksum-misuse");
      problem.name = "checksum";
      problem.buildkit = said;
    };
    if (paths != 1) {
      misuse("checksum can't be specified for multiple sources",
             {"`--checksum` goes with exactly one remote source; write one ADD for each"});
    } else if (!last->known) {
      return;
    } else if (!is_http_source(last->value) && !is_git_source(last->value)) {
      misuse("checksum requires HTTP(S) or Git sources",
             {"`--checksum` goes with a URL or a git repository, not with a local file"});
    } else if (is_http_source(last->value) && checksum->value.find('$') == std::string_view::npos &&
               !is_digest(checksum->value)) {
      misuse("", {"`", checksum->value, "` is no checksum; write `sha256:` and 64 hexadecimal digits in lower case"});
    }
  }

  void check_git_source(const Instruction& instruction, const Word& source) {
    const std::string_view option = bad_git_option(source.value);
    if (option.empty()) return;
    Problem& problem =
        refuse("copy-add-invalid-use", source.span,
               {"`", option, "` is no option of a git source, or lacks its value; write `ref=v1` and the like"},
               instruction, "");
    problem.confidence = source.known ? Confidence::certain : Confidence::possible;
    problem.name = option;
  }

  Build& build_;
  std::vector<std::string_view> names_;
  std::unordered_set<std::string_view> global_names_;
  std::vector<std::vector<Use>> uses_;  // By stage index.
};

}  // namespace

void check_stages(Build& build) { StageChecks(build).run(); }

}  // namespace seaworthy::dockerfile
