#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "dockerfile/characters.h"
#include "dockerfile/checks.h"
#include "dockerfile/heredoc.h"
#include "dockerfile/suggest.h"
#include "dockerfile/values.h"

namespace seaworthy::dockerfile {
namespace {

enum class FlagType : std::uint8_t { boolean, text, repeatable };
struct FlagRule {
  std::string_view name;
  FlagType type;
};

constexpr FlagRule add_flags[] = {{"checksum", FlagType::text},        {"chmod", FlagType::text},
                                  {"chown", FlagType::text},           {"exclude", FlagType::repeatable},
                                  {"keep-git-dir", FlagType::boolean}, {"link", FlagType::boolean},
                                  {"unpack", FlagType::boolean}};
constexpr FlagRule copy_flags[] = {{"chmod", FlagType::text},         {"chown", FlagType::text},
                                   {"exclude", FlagType::repeatable}, {"from", FlagType::text},
                                   {"link", FlagType::boolean},       {"parents", FlagType::boolean}};
constexpr FlagRule from_flags[] = {{"platform", FlagType::text}};
constexpr FlagRule run_flags[] = {{"device", FlagType::repeatable},
                                  {"mount", FlagType::repeatable},
                                  {"network", FlagType::text},
                                  {"security", FlagType::text}};
constexpr FlagRule healthcheck_flags[] = {{"interval", FlagType::text},
                                          {"retries", FlagType::text},
                                          {"start-interval", FlagType::text},
                                          {"start-period", FlagType::text},
                                          {"timeout", FlagType::text}};

std::span<const FlagRule> flags_of(Op op) {
  switch (op) {
    case Op::add:
      return add_flags;
    case Op::copy:
      return copy_flags;
    case Op::from:
      return from_flags;
    case Op::run:
      return run_flags;
    case Op::healthcheck:
      return healthcheck_flags;
    default:
      return {};
  }
}

class InstructionChecks {
 public:
  explicit InstructionChecks(Build& build) : build_(build) {}

  void run() {
    bool has_from = false;
    for (const Instruction* const instruction : build_.instructions) {
      deferred_ = false;
      // Text that is no Dockerfile (a template, the rest of an open heredoc) is one problem, not one a line.
      if (instruction->op == Op::unknown && previous_unknown_ != nullptr) {
        ++unknown_lines_;
        continue;
      }
      finish_unknown();
      check(*instruction);
      if (instruction->op == Op::unknown) {
        previous_unknown_ = instruction;
        unknown_problem_ = build_.problems.size() - 1;
      }
      if (instruction->op == Op::from) has_from = true;
      if (!has_from && instruction->op != Op::arg && instruction->op != Op::from && instruction->op != Op::unknown) {
        before_from(*instruction);
      }
      if (instruction->trigger == nullptr) continue;
      // The builder looks into a trigger only when another build uses the image.
      deferred_ = true;
      check(*instruction->trigger);
    }
    finish_unknown();
    if (!has_from && !build_.instructions.empty() && !reported_before_from_) {
      no_from(*build_.instructions.front());
    }
  }

 private:
  void finish_unknown() {
    if (unknown_lines_ > 0) {
      Problem& problem = build_.problems[unknown_problem_];
      problem.replace = {};  // Another keyword for the first line leaves the others as they are.
      problem.message =
          unknown_lines_ == 1
              ? build_.joined({problem.message, " (and the next line)"})
              : build_.joined({problem.message, " (and the next ", std::to_string(unknown_lines_), " lines)"});
    }
    previous_unknown_ = nullptr;
    unknown_lines_ = 0;
  }

  Problem& refuse(std::string_view kind, Span span, std::initializer_list<std::string_view> message,
                  const Instruction& instruction, std::string_view peers, Phase phase = Phase::instruction) {
    Problem& problem = build_.error(kind, phase, span, message, &instruction);
    problem.peers = peers;
    if (deferred_) {
      problem.fatal = false;
      problem.phase = Phase::lint;
    }
    return problem;
  }

  /// A value that is only known with a build argument or the base image cannot be judged for sure.
  static Confidence confidence(bool known) { return known ? Confidence::certain : Confidence::possible; }

  void before_from(const Instruction& instruction) {
    if (reported_before_from_) return;
    reported_before_from_ = true;
    const bool any_from =
        std::ranges::any_of(build_.instructions, [](const Instruction* other) { return other->op == Op::from; });
    if (!any_from) {
      no_from(instruction);
      return;
    }
    Problem& problem = refuse(
        "instruction-before-from", instruction.keyword_span,
        {"`", instruction.keyword, "` stands before the first FROM, where only ARG may; move it below"}, instruction,
        "hadolint:DL3061 buildkit-error:instruction-before-from "
        "dockerfile-utils:NO_SOURCE_IMAGE datadog-iac:first_instruction_should_be_arg_or_from");
    problem.buildkit = "no build stage in current context";
  }

  void no_from(const Instruction& instruction) {
    const bool only_arguments =
        std::ranges::all_of(build_.instructions, [](const Instruction* other) { return other->op == Op::arg; });
    Problem& problem =
        refuse("no-from", instruction.keyword_span,
               {"The file has no FROM, so that there is nothing to build on; begin with `FROM image`"}, instruction,
               only_arguments
                   ? "buildkit-error:empty-file dockerfile-utils:NO_SOURCE_IMAGE datadog-iac:should_specify_base_image "
                     "tally:tally/require-stages"
                   : "hadolint:DL3061 buildkit-error:instruction-before-from dockerfile-utils:NO_SOURCE_IMAGE "
                     "datadog-iac:should_specify_base_image tally:tally/require-stages");
    problem.buildkit = only_arguments ? "dockerfile contains no stages to build" : "no build stage in current context";
  }

  void check(const Instruction& instruction) {
    if (instruction.op == Op::unknown) {
      unknown(instruction);
      return;
    }
    check_flags(instruction);
    switch (instruction.op) {
      case Op::add:
      case Op::copy:
        check_copy(instruction);
        break;
      case Op::arg:
      case Op::env:
      case Op::label:
        check_pairs(instruction);
        break;
      case Op::cmd:
      case Op::entrypoint:
        check_command(instruction);
        break;
      case Op::expose:
        check_expose(instruction);
        break;
      case Op::from:
        check_from(instruction);
        break;
      case Op::healthcheck:
        check_healthcheck(instruction);
        break;
      case Op::onbuild:
        check_onbuild(instruction);
        break;
      case Op::run:
        check_run(instruction);
        break;
      case Op::shell:
        check_shell(instruction);
        break;
      case Op::stopsignal:
        check_stopsignal(instruction);
        break;
      case Op::user:
        check_user(instruction);
        break;
      case Op::volume:
        check_volume(instruction);
        break;
      case Op::maintainer:
      case Op::workdir:
        if (instruction.arguments.empty())
          missing_arguments(instruction, "exactly one argument", "dockerfile-utils:ARGUMENT_MISSING");
        break;
      case Op::unknown:
        break;
    }
  }

  // --- keywords -------------------------------------------------------------------------------------------------

  void unknown(const Instruction& instruction) {
    std::vector<std::string_view> keywords;
    keywords.reserve(op_count - 1);
    for (int op = 0; op < op_count - 1; ++op) keywords.push_back(name(static_cast<Op>(op)));
    const std::string_view written = instruction.keyword;
    const std::string_view meant = nearest(written, keywords);
    // The first instruction continues nothing.
    std::string_view advice;
    if (&instruction != build_.instructions.front()) advice = "; is a `\\` missing at the end of the line above?";
    if (!meant.empty()) {
      advice = build_.joined({"; did you mean `", meant, "`?"});
    } else if (written.empty()) {
      advice = "; the line continues nothing";
    } else if (std::string_view("&|;<>()").find(written.front()) != std::string_view::npos) {
      advice = build_.joined(
          {"; to continue the line above, end that line with `", std::string_view(&build_.file.escape, 1), "`"});
    } else if (written.starts_with("//") || written.starts_with("/*") || written.starts_with("--")) {
      advice = "; a comment begins with `#`";
    }
    Problem& problem = refuse(
        "unknown-instruction", instruction.keyword_span, {"`", written, "` is no instruction", advice}, instruction,
        deferred_ ? "dockerfile-utils:UNKNOWN_INSTRUCTION tally:tally/invalid-onbuild-trigger"
                  : "hadolint:DL1000 buildkit-error:unknown-instruction dockerfile-utils:UNKNOWN_INSTRUCTION "
                    "tally:tally/unknown-instruction");
    problem.name = written;
    problem.buildkit = build_.joined({"unknown instruction: ", written});
    if (!meant.empty()) {
      problem.replacement = meant;
      problem.replace = instruction.keyword_span;
    }
  }

  void missing_arguments(const Instruction& instruction, std::string_view wanted, std::string_view utils) {
    const std::string_view keyword = name(instruction.op);
    Problem& problem = refuse("wrong-argument-count", instruction.keyword_span,
                              {"`", instruction.keyword, "` has no argument; it takes ", wanted}, instruction,
                              build_.joined({"buildkit-error:wrong-arity ", utils}));
    problem.buildkit =
        build_.joined({keyword, " requires ", wanted == "exactly one argument" ? wanted : "at least one argument"});
  }

  // --- flags ----------------------------------------------------------------------------------------------------

  void check_flags(const Instruction& instruction) {
    if (instruction.flags.empty() || instruction.health_none) return;
    const std::span<const FlagRule> rules = flags_of(instruction.op);
    const std::string_view keyword = name(instruction.op);
    std::vector<std::string_view> names;
    for (const FlagRule& rule : rules) names.push_back(rule.name);
    for (const Flag& flag : instruction.flags) {
      const auto rule = std::ranges::find(rules, flag.name, &FlagRule::name);
      if (rule == rules.end()) {
        unknown_flag(instruction, flag, names);
        continue;
      }
      const auto first = std::ranges::find(instruction.flags, flag.name, &Flag::name);
      if (&*first != &flag && rule->type != FlagType::repeatable) {
        const bool same = first->value == flag.value && first->has_value == flag.has_value;
        Problem& problem = refuse(
            "duplicate-flag", flag.span,
            {"`--", flag.name, "` is given twice; ", same ? "delete this repeat" : "keep one of them"}, instruction,
            instruction.op == Op::from || instruction.op == Op::run
                ? "buildkit-error:duplicate-flag"
                : "buildkit-error:duplicate-flag dockerfile-utils:FLAG_DUPLICATE");
        problem.name = flag.name;
        problem.other = first->span;
        problem.other_says = "Given here first";
        problem.buildkit = build_.joined({"duplicate flag specified: --", flag.name});
        if (same) {
          // With the blank that separates it from the word before.
          problem.replace = {flag.span.file, flag.span.begin - 1, flag.span.end};
          problem.fix_level = Safety::safe;
        }
        continue;
      }
      const bool empty_boolean = rule->type == FlagType::boolean && flag.has_value && flag.value.empty();
      if (empty_boolean || (rule->type != FlagType::boolean && !flag.has_value)) {
        Problem& problem = refuse("flag-missing-value", flag.span,
                                  {"`--", flag.name, "` of ", keyword, " lacks its value; write `--", flag.name, "=",
                                   empty_boolean ? "true" : "value", "`"},
                                  instruction, "buildkit-error:flag-without-value dockerfile-utils:FLAG_MISSING_VALUE");
        problem.name = flag.name;
        problem.buildkit = build_.joined({"missing a value on flag: --", flag.name});
        continue;
      }
      if (rule->type == FlagType::boolean && flag.has_value && !equal_ignoring_case(flag.value, "true") &&
          !equal_ignoring_case(flag.value, "false")) {
        Problem& problem =
            refuse("flag-bad-boolean", flag.value_span,
                   {"`--", flag.name, "` takes `true` or `false`, not `", flag.value, "`"}, instruction,
                   flag.name == "unpack" ? "buildkit-error:flag-not-boolean"
                   : flag.name == "link" ? "buildkit-error:flag-not-boolean dockerfile-utils:FLAG_INVALID_LINK_VALUE "
                                           "dockerfile-utils:FLAG_EXPECTED_BOOLEAN_VALUE"
                                         : "buildkit-error:flag-not-boolean "
                                           "dockerfile-utils:FLAG_EXPECTED_BOOLEAN_VALUE");
        problem.name = flag.name;
        problem.buildkit = build_.joined({"expecting boolean value for flag --", flag.name, ", not: ", flag.value});
      }
    }
  }

  void unknown_flag(const Instruction& instruction, const Flag& flag, std::span<const std::string_view> names) {
    // ARG and STOPSIGNAL never look at their flags.
    const bool ignored = instruction.op == Op::arg || instruction.op == Op::stopsignal;
    const std::string_view meant = nearest(flag.name, names);
    std::string_view advice;
    if (!meant.empty()) {
      advice = build_.joined({"; did you mean `--", meant, "`?"});
    } else if (!names.empty()) {
      std::vector<std::string> dashed;
      for (const std::string_view one : names) dashed.push_back("--" + std::string(one));
      const std::vector<std::string_view> views(dashed.begin(), dashed.end());
      advice = build_.joined({"; it knows ", listed(views)});
    } else if (instruction.op == Op::cmd || instruction.op == Op::entrypoint) {
      advice = build_.joined(
          {"; give arguments of the program in exec form: `", name(instruction.op), " [\"--", flag.name, "\"]`"});
    } else {
      advice = "; it takes no flags";
    }
    std::string_view utils;
    switch (instruction.op) {
      case Op::add:
        utils = flag.name == "unpack" ? "" : " dockerfile-utils:UNKNOWN_ADD_FLAG";
        break;
      case Op::copy:
        utils = " dockerfile-utils:UNKNOWN_COPY_FLAG";
        break;
      case Op::from:
        utils = " dockerfile-utils:UNKNOWN_FROM_FLAG";
        break;
      case Op::healthcheck:
        utils = " dockerfile-utils:UNKNOWN_HEALTHCHECK_FLAG";
        break;
      default:
        break;
    }
    const std::string_view peers =
        ignored
            ? std::string_view()
            : build_.joined(
                  {"hadolint:DL1000 buildkit-error:unknown-flag docker-language-server:buildkit-build-error", utils});
    const std::uint32_t name_begin = flag.span.begin;
    const Span name_span{flag.span.file, name_begin, name_begin + 2 + static_cast<std::uint32_t>(flag.name.size())};
    const bool plain = name_span.end <= flag.span.end && instruction.place(flag.name, {}).valid();
    Problem& problem = refuse("unknown-flag", plain ? name_span : flag.span,
                              {"`", instruction.keyword, "` knows no `--", flag.name, "`", advice}, instruction, peers);
    problem.name = flag.name;
    problem.buildkit = build_.joined({"unknown flag: --", flag.name});
    if (ignored) {
      problem.fatal = false;
      problem.phase = Phase::lint;
    }
    if (!meant.empty() && plain) {
      problem.replacement = build_.joined({"--", meant});
      problem.replace = name_span;
    }
  }

  // --- single instructions --------------------------------------------------------------------------------------

  void check_pairs(const Instruction& instruction) {
    const std::string_view keyword = name(instruction.op);
    if (instruction.arguments.empty()) {
      missing_arguments(instruction, instruction.op == Op::arg ? "`name` or `name=value`" : "`name=value`",
                        "dockerfile-utils:ARGUMENT_MISSING");
      return;
    }
    for (const Pair& pair : instruction.pairs) {
      if (!pair.key.raw.empty()) continue;
      Problem& problem = refuse("key-value-syntax", join(pair.key.span, pair.value.span),
                                {"The name before `=` is missing; write `", keyword, " name=value`"}, instruction,
                                "hadolint:DL1000 buildkit-error:blank-name dockerfile-utils:SYNTAX_MISSING_NAMES");
      problem.buildkit = build_.joined({keyword, " names can not be blank"});
    }
  }

  void check_command(const Instruction& instruction) {
    if (!instruction.arguments.empty() || instruction.form == Form::exec) return;
    Problem& problem = build_.warning(
        "wrong-argument-count", instruction.keyword_span,
        {"`", instruction.keyword, "` has no argument, so that a shell with nothing to do is started; write `",
         name(instruction.op), " [\"program\"]`"},
        &instruction);
    problem.peers = "dockerfile-utils:ARGUMENT_MISSING";
  }

  void check_run(const Instruction& instruction) {
    if (instruction.form == Form::exec && instruction.arguments.empty()) {
      refuse("wrong-argument-count", instruction.span,
             {"`RUN []` names no program; write `RUN [\"program\", \"argument\"]`"}, instruction,
             "buildkit-error:wrong-arity", Phase::convert)
          .buildkit = "arguments are required";
    }
    check_mode(instruction, "network", {"default", "host", "none"});
    check_mode(instruction, "security", {"insecure", "sandbox"});
    for (const Flag& flag : instruction.flags) {
      if (flag.name == "device" && flag.has_value) check_device(instruction, flag);
    }
    for (const Mount& mount : instruction.mounts) check_mount(instruction, mount);
  }

  void check_mode(const Instruction& instruction, std::string_view flag_name, std::vector<std::string_view> modes) {
    const Flag* const flag = instruction.flag(flag_name);
    if (flag == nullptr || !flag->has_value || std::ranges::find(modes, flag->value) != modes.end()) return;
    const std::string_view meant = nearest(flag->value, modes);
    Problem& problem = refuse("run-mode-invalid", flag->value.empty() ? flag->span : flag->value_span,
                              {"`--", flag_name, "` of RUN takes ", listed(modes, "or"), ", not `", flag->value, "`"},
                              instruction, "buildkit-error:run-network-invalid");
    problem.name = flag_name;
    problem.buildkit = flag_name == "network" ? build_.joined({"invalid network mode \"", flag->value, "\""})
                                              : build_.joined({"security \"", flag->value, "\" is not valid"});
    if (!meant.empty()) {
      problem.replacement = meant;
      problem.replace = flag->value_span;
    }
  }

  void check_device(const Instruction& instruction, const Flag& flag) {
    std::string_view device;
    std::string_view rest = flag.value;
    const auto fail = [&](std::initializer_list<std::string_view> message) {
      refuse("run-mount-invalid", flag.value_span, message, instruction, "").name = "device";
    };
    if (rest.empty()) {
      fail({"`--device` names no device; write `--device=vendor.com/class=name`"});
      return;
    }
    for (bool more = true; more;) {
      const std::size_t comma = rest.find(',');
      const std::string_view field = rest.substr(0, comma);
      more = comma != std::string_view::npos;
      if (more) rest.remove_prefix(comma + 1);
      const std::size_t equals = field.find('=');
      const std::string key = lower(field.substr(0, equals));
      const std::string_view value = equals == std::string_view::npos ? std::string_view() : field.substr(equals + 1);
      if (key == "required") {
        if (equals != std::string_view::npos && !is_boolean(value)) {
          fail({"`required` of `--device` takes `true` or `false`, not `", value, "`"});
          return;
        }
      } else if (key == "name" && equals != std::string_view::npos) {
        if (!device.empty()) {
          fail({"`--device` names two devices, `", device, "` and `", value, "`; use the flag twice"});
          return;
        }
        device = value;
      } else if (device.empty()) {
        device = field;
      } else {
        fail({"`--device` knows no option `", field, "`; it knows `name` and `required`"});
        return;
      }
    }
  }

  void check_copy(const Instruction& instruction) {
    const std::string_view keyword = name(instruction.op);
    if (instruction.arguments.size() < 2) {
      Problem& problem = refuse(
          "wrong-argument-count",
          instruction.arguments.empty() ? instruction.keyword_span : instruction.arguments[0].span,
          {"`", instruction.keyword,
           instruction.arguments.empty() ? "` has neither source nor target" : "` has no target",
           "; it takes one source or more and then the target"},
          instruction,
          instruction.arguments.empty() ? "buildkit-error:wrong-arity dockerfile-utils:ARGUMENT_MISSING"
                                        : "buildkit-error:wrong-arity dockerfile-utils:ARGUMENT_REQUIRES_AT_LEAST_TWO");
      problem.buildkit = build_.joined({keyword,
                                        " requires at least two arguments, but only one was provided. "
                                        "Destination could not be determined"});
      return;
    }
    const Word& target = instruction.arguments.back();
    const std::string_view written = instruction.form == Form::exec ? target.text : target.raw;
    if (parse_heredoc_word(written, &build_.work_left).is_heredoc) {
      Problem& problem =
          refuse("copy-add-invalid-use", target.span,
                 {"The heredoc `", written, "` stands where the target belongs; put the target behind it"}, instruction,
                 "buildkit-error:heredoc-destination");
      problem.buildkit = build_.joined({keyword, " cannot accept a heredoc as a destination"});
    }
  }

  void check_from(const Instruction& instruction) {
    const std::span<const Word> words = instruction.arguments;
    const bool names_stage = words.size() == 3 && equal_ignoring_case(words[1].raw, "as");
    if (names_stage) {
      check_stage_name(instruction, words[2]);
      return;
    }
    if (words.size() == 1) return;
    if (words.empty()) {
      refuse("wrong-argument-count", instruction.keyword_span,
             {"`FROM` names no image; write `FROM image` or `FROM image AS name`"}, instruction,
             "buildkit-error:wrong-arity dockerfile-utils:ARGUMENT_MISSING")
          .buildkit = "FROM requires either one or three arguments";
      return;
    }
    const auto comment = std::ranges::find_if(words, [](const Word& word) { return word.raw.starts_with('#'); });
    if (words.size() == 3 && comment == words.end()) {
      Problem& problem =
          refuse("from-syntax", words[1].span, {"`", words[1].raw, "` stands where `AS` belongs: `FROM image AS name`"},
                 instruction, "hadolint:DL1000 buildkit-error:wrong-arity dockerfile-utils:INVALID_AS");
      problem.buildkit = "FROM requires either one or three arguments";
      problem.replacement = instruction.keyword == lower(instruction.keyword) ? "as" : "AS";
      problem.replace = words[1].span;
      return;
    }
    Problem& problem =
        refuse("wrong-argument-count", join(words[1].span, words.back().span),
               {"`FROM` takes an image, or an image, `AS` and a name; ",
                comment != words.end() ? std::string_view("a comment needs a line of its own")
                                       : build_.joined({"`", words[1].raw, "` is too much"})},
               instruction, "buildkit-error:wrong-arity dockerfile-utils:ARGUMENT_REQUIRES_ONE_OR_THREE");
    problem.buildkit = "FROM requires either one or three arguments";
  }

  void check_stage_name(const Instruction& instruction, const Word& word) {
    const std::string stage = lower(word.raw);
    const bool valid = stage.front() >= 'a' && stage.front() <= 'z' && std::ranges::all_of(stage, [](char c) {
                         return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
                       });
    if (valid) return;
    Problem& problem = refuse(
        "invalid-stage-name", word.span,
        {"`", word.raw, "` is no name for a stage; it begins with a letter and has letters, digits, `-`, `_` and `.`"},
        instruction, "buildkit-error:invalid-stage-name dockerfile-utils:INVALID_BUILD_STAGE_NAME");
    problem.name = word.raw;
    problem.buildkit = build_.joined(
        {"invalid name for build stage: \"", word.raw, "\", name can't start with a number or contain symbols"});
  }

  void check_onbuild(const Instruction& instruction) {
    if (instruction.trigger == nullptr) {
      if (instruction.arguments.empty())
        missing_arguments(instruction, "an instruction", "dockerfile-utils:ARGUMENT_MISSING");
      return;
    }
    const Instruction& trigger = *instruction.trigger;
    if (trigger.op != Op::onbuild && trigger.op != Op::from && trigger.op != Op::maintainer) return;
    const bool chained = trigger.op == Op::onbuild;
    Problem& problem = refuse(
        "onbuild-forbidden-trigger", trigger.keyword_span,
        {"`", trigger.keyword, "` cannot be a trigger of ONBUILD", chained ? "; write one ONBUILD" : ""}, instruction,
        chained ? "hadolint:DL3043 buildkit-error:onbuild-trigger dockerfile-utils:ONBUILD_CHAINING_DISALLOWED "
                  "datadog-iac:from_or_maintainer_cannot_be_triggered_within_onbuild"
                : "hadolint:DL3043 buildkit-error:onbuild-trigger dockerfile-utils:ONBUILD_TRIGGER_DISALLOWED "
                  "datadog-iac:from_or_maintainer_cannot_be_triggered_within_onbuild");
    problem.name = trigger.keyword;
    problem.buildkit = chained ? std::string_view("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
                               : build_.joined({name(trigger.op), " isn't allowed as an ONBUILD trigger"});
  }

  void check_shell(const Instruction& instruction) {
    if (instruction.form == Form::none) {
      missing_arguments(instruction, "a JSON array such as `[\"/bin/bash\", \"-c\"]`",
                        "dockerfile-utils:ARGUMENT_MISSING");
      return;
    }
    if (instruction.form == Form::exec) {
      if (!instruction.arguments.empty()) return;
      refuse("shell-not-json", instruction.span, {"`SHELL []` names no shell; write `SHELL [\"/bin/bash\", \"-c\"]`"},
             instruction, "buildkit-error:wrong-arity dockerfile-utils:SHELL_REQUIRES_ONE")
          .buildkit = "SHELL requires at least one argument";
      return;
    }
    const Word& word = instruction.arguments.front();
    Problem& problem = refuse("shell-not-json", word.span,
                              {"`SHELL` takes a JSON array in double quotes, such as `[\"/bin/bash\", \"-c\"]`"},
                              instruction, "buildkit-error:shell-not-json dockerfile-utils:SHELL_JSON_FORM");
    problem.buildkit = build_.joined({"SHELL requires the arguments to be in JSON form"});
  }

  void check_user(const Instruction& instruction) {
    if (instruction.arguments.empty()) {
      missing_arguments(instruction, "exactly one argument", "dockerfile-utils:ARGUMENT_MISSING");
      return;
    }
    const Word& word = instruction.arguments.front();
    if (word.text.find_first_of(" \t") == std::string_view::npos) return;
    Problem& problem = build_.warning("wrong-argument-count", word.span,
                                      {"`USER` takes one name; the builder takes `", word.text,
                                       "` for a name with a blank in it, which no image has"},
                                      &instruction);
    problem.confidence = Confidence::likely;
  }

  void check_volume(const Instruction& instruction) {
    if (instruction.arguments.empty()) {
      missing_arguments(instruction, "one path or more", "dockerfile-utils:ARGUMENT_MISSING");
      return;
    }
    for (const Word& word : instruction.arguments) {
      const std::string_view text = instruction.form == Form::exec ? word.text : word.raw;
      const Part whole{0, static_cast<std::uint32_t>(text.size())};
      const bool blank = trimmed(text, whole).empty();
      if (!blank && !word.value.empty()) continue;
      Problem& problem =
          refuse("volume-empty-path", word.span,
                 {"The path of this volume is empty", blank ? "" : " once its variables are filled in"}, instruction,
                 "buildkit-error:volume-empty", blank ? Phase::instruction : Phase::convert);
      problem.confidence = confidence(word.known);
      problem.buildkit = "VOLUME specified can not be an empty string";
    }
  }

  void check_stopsignal(const Instruction& instruction) {
    if (instruction.arguments.empty()) {
      missing_arguments(instruction, "exactly one argument", "dockerfile-utils:ARGUMENT_MISSING");
      return;
    }
    const Word& word = instruction.arguments.front();
    if (deferred_ && !word.literal) return;
    if (is_signal(word.value)) return;
    if (word.text.find_first_of(" \t") != std::string_view::npos && word.literal) {
      refuse("wrong-argument-count", word.span, {"`STOPSIGNAL` takes one signal, such as `SIGTERM`"}, instruction,
             "buildkit-error:stopsignal-invalid dockerfile-utils:ARGUMENT_EXTRA", Phase::convert)
          .buildkit = build_.joined({"invalid signal: ", word.value});
      return;
    }
    static constexpr std::array<std::string_view, 9> usual = {"SIGTERM", "SIGINT",  "SIGQUIT",  "SIGKILL", "SIGHUP",
                                                              "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGABRT"};
    const std::string with_prefix = "SIG" + std::string(word.value);
    std::string_view meant = word.value.empty() ? std::string_view() : nearest(word.value, usual);
    if (meant.empty() && !word.value.empty()) meant = nearest(with_prefix, usual);
    // dockerfile-utils accepts whatever begins with SIG or is made of digits.
    const bool utils = !word.value.starts_with("SIG") && word.literal &&
                       word.value.find_first_not_of("0123456789") != std::string_view::npos;
    Problem& problem = refuse("stopsignal-invalid", word.span,
                              {"`", word.value, "` is no signal",
                               meant.empty() ? std::string_view("; use a name such as `SIGTERM` or a number above 0")
                                             : build_.joined({"; did you mean `", meant, "`?"})},
                              instruction,
                              utils ? "buildkit-error:stopsignal-invalid dockerfile-utils:INVALID_SIGNAL"
                                    : "buildkit-error:stopsignal-invalid",
                              Phase::convert);
    problem.confidence = confidence(word.known);
    problem.name = word.value;
    problem.buildkit = build_.joined({"invalid signal: ", word.value});
    if (!meant.empty() && word.literal) {
      problem.replacement = meant;
      problem.replace = word.span;
    }
  }

  // --- EXPOSE ---------------------------------------------------------------------------------------------------

  void check_expose(const Instruction& instruction) {
    if (instruction.arguments.empty()) {
      missing_arguments(instruction, "one port or more", "dockerfile-utils:ARGUMENT_MISSING");
      return;
    }
    for (const Word& word : instruction.arguments) {
      if (deferred_ && !word.literal) continue;
      // A variable may hold several ports.
      std::string_view rest = word.value;
      while (!rest.empty()) {
        const std::size_t begin = rest.find_first_not_of(" \t");
        if (begin == std::string_view::npos) break;
        const std::size_t end = std::min(rest.find_first_of(" \t", begin), rest.size());
        check_port(instruction, word, rest.substr(begin, end - begin));
        rest.remove_prefix(end);
      }
    }
  }

  void check_port(const Instruction& instruction, const Word& word, std::string_view text) {
    const Port port = parse_port(text);
    const Span span = word.literal ? instruction.place(port.wrong, word.span) : word.span;
    if (port.fault != PortFault::none) {
      std::string_view message;
      std::string_view peers = "buildkit-error:expose-port dockerfile-utils:INVALID_PORT";
      switch (port.fault) {
        case PortFault::missing:
          message = build_.joined({"`", text, "` has no port"});
          break;
        case PortFault::not_a_number: {
          const bool comma = port.wrong.find(',') != std::string_view::npos;
          message = build_.joined({"`", port.wrong, "` is no port number", comma ? "; separate ports by blanks" : ""});
          break;
        }
        case PortFault::out_of_range:
          message = build_.joined({"`", port.wrong, "` is no port; ports end at 65535"});
          // Ranges and mappings are not understood by most peers.
          peers = text.find_first_of("-:") != std::string_view::npos
                      ? "hadolint:DL3011 buildkit-error:expose-port"
                      : "hadolint:DL3011 buildkit-error:expose-port trivy:DS-0008 kics:unix_ports_out_of_range "
                        "semgrep:invalid-port";
          break;
        case PortFault::reversed_range:
          message = build_.joined({"The range `", port.wrong, "` ends before it begins"});
          peers = "buildkit-error:expose-port";
          break;
        case PortFault::unequal_ranges:
          message = build_.joined({"The two ranges of `", text, "` differ in length"});
          peers = "buildkit-error:expose-port";
          break;
        case PortFault::unknown_protocol:
          message = build_.joined({"`", port.wrong, "` is no protocol; use `tcp`, `udp` or `sctp`"});
          peers = "buildkit-error:expose-port dockerfile-utils:INVALID_PROTO";
          break;
        default:
          message = build_.joined(
              {"`", port.wrong, "` is no address, and EXPOSE takes none; write the container's port alone"});
          break;
      }
      Problem& problem = refuse("expose-port-out-of-range", span, {message}, instruction, peers, Phase::convert);
      problem.confidence = confidence(word.known);
      problem.name = text;
      return;
    }
    const std::string protocol = lower(port.protocol);
    if (protocol != port.protocol) {
      const Span place = word.literal ? instruction.place(port.protocol, word.span) : word.span;
      Problem& problem = build_.warning("expose-proto-casing", place,
                                        {"Write the protocol in lower case: `", protocol, "`"}, &instruction);
      problem.peers = "buildkit:ExposeProtoCasing";
      if (word.literal) {
        problem.replacement = build_.arena.copy(std::string_view(protocol));
        problem.replace = place;
        problem.fix_level = Safety::safe;
      }
    }
    if (!port.host.empty()) {
      const Span place = word.literal ? instruction.place(port.host, word.span) : word.span;
      Problem& problem =
          build_.warning("expose-host-mapping", place,
                         {"EXPOSE cannot map `", text,
                          "` to the host; expose the container's port alone, and publish it when it is run"},
                         &instruction);
      problem.peers = "buildkit:ExposeInvalidFormat";
      if (word.literal) problem.replace = place;
      problem.fix_title = "Keep the container's port alone";
    }
  }

  // --- HEALTHCHECK ----------------------------------------------------------------------------------------------

  void check_healthcheck(const Instruction& instruction) {
    const std::span<const Word> words = instruction.arguments;
    if (words.empty()) {
      missing_arguments(instruction, "`NONE` or `CMD` and a command",
                        "dockerfile-utils:ARGUMENT_REQUIRES_AT_LEAST_ONE");
      return;
    }
    const Word& type = words.front();
    if (instruction.health_none) {
      if (words.size() > 1) {
        Problem& problem =
            refuse("healthcheck-syntax", join(words[1].span, words.back().span),
                   {"`HEALTHCHECK NONE` takes nothing behind it"}, instruction,
                   "hadolint:DL1000 buildkit-error:healthcheck-none-arguments dockerfile-utils:ARGUMENT_UNNECESSARY");
        problem.buildkit = "HEALTHCHECK NONE takes no arguments";
        problem.replace = {type.span.file, type.span.end, words.back().span.end};
      }
      return;
    }
    if (!equal_ignoring_case(type.raw, "CMD")) {
      static constexpr std::array<std::string_view, 2> types = {"CMD", "NONE"};
      const std::string_view meant = type.raw.size() >= 3 ? nearest(type.raw, types) : std::string_view();
      Problem& problem =
          refuse("healthcheck-syntax", type.span,
                 {"`", type.raw, "` stands where `CMD` or `NONE` belongs",
                  meant.empty() ? std::string_view("; put `CMD` before the command") : std::string_view()},
                 instruction, "hadolint:DL1000 buildkit-error:healthcheck-unknown-type dockerfile-utils:UNKNOWN_TYPE");
      problem.name = type.raw;
      problem.buildkit = build_.joined({"Unknown type \"", upper(type.raw), "\" in HEALTHCHECK (try CMD)"});
      problem.replacement = meant.empty() ? "CMD " : meant;
      problem.replace = meant.empty() ? Span{type.span.file, type.span.begin, type.span.begin} : type.span;
    } else if (words.size() < 2) {
      Problem& problem = refuse("healthcheck-syntax", type.span, {"`HEALTHCHECK CMD` has no command"}, instruction,
                                "hadolint:DL1000 buildkit-error:healthcheck-missing-command "
                                "dockerfile-utils:HEALTHCHECK_CMD_ARGUMENT_MISSING");
      problem.buildkit = "Missing command after HEALTHCHECK CMD";
    }
    for (const std::string_view option : {"interval", "timeout", "start-period", "start-interval"}) {
      check_duration(instruction, instruction.flag(option));
    }
    check_retries(instruction, instruction.flag("retries"));
  }

  void check_duration(const Instruction& instruction, const Flag* flag) {
    if (flag == nullptr || !flag->has_value) return;
    std::string_view message;
    std::string_view peers;
    std::string_view replacement;
    switch (duration_fault(flag->value)) {
      case DurationFault::none:
        return;
      case DurationFault::not_a_duration:
        message =
            build_.joined({"`", flag->value, "` is no duration; write a number and a unit, such as `30s` or `1m30s`"});
        peers = "buildkit-error:healthcheck-duration dockerfile-utils:FLAG_INVALID_DURATION";
        break;
      case DurationFault::missing_unit:
        replacement = build_.joined({flag->value, "s"});
        message = build_.joined(
            {"`--", flag->name, "=", flag->value, "` lacks a unit; write `", replacement, "` for seconds"});
        peers = "buildkit-error:healthcheck-duration dockerfile-utils:FLAG_MISSING_DURATION";
        break;
      case DurationFault::unknown_unit:
        message = build_.joined(
            {"`", flag->value, "` has an unknown unit; the units are `h`, `m`, `s`, `ms`, `us` and `ns`"});
        peers = "buildkit-error:healthcheck-duration dockerfile-utils:FLAG_UNKNOWN_UNIT";
        break;
      case DurationFault::below_a_millisecond:
        message = build_.joined(
            {"`--", flag->name, "=", flag->value, "` is below one millisecond, the least that is accepted"});
        peers = "buildkit-error:healthcheck-duration dockerfile-utils:FLAG_LESS_THAN_1MS";
        break;
    }
    Problem& problem = refuse("healthcheck-bad-option", flag->value_span, {message}, instruction, peers);
    problem.name = flag->name;
    const bool whole_number = flag->value.find_first_not_of("0123456789") == std::string_view::npos;
    if (!replacement.empty() && whole_number) {
      problem.replacement = replacement;
      problem.replace = flag->value_span;
    }
  }

  void check_retries(const Instruction& instruction, const Flag* flag) {
    if (flag == nullptr || !flag->has_value || flag->value.empty()) return;
    std::int64_t retries = 0;
    if (!parse_number(flag->value, retries) || retries > 2147483647 || retries < -2147483648LL) {
      refuse("healthcheck-bad-option", flag->value_span,
             {"`--retries` takes a whole number from 1 on, not `", flag->value, "`"}, instruction,
             "buildkit-error:healthcheck-retries dockerfile-utils:INVALID_SYNTAX")
          .name = flag->name;
    } else if (retries < 0) {
      Problem& problem = refuse("healthcheck-bad-option", flag->value_span, {"`--retries` cannot be negative"},
                                instruction, "buildkit-error:healthcheck-retries dockerfile-utils:FLAG_AT_LEAST_ONE");
      problem.name = flag->name;
      problem.buildkit = build_.joined({"--retries cannot be negative (", flag->value, ")"});
    } else if (retries == 0) {
      Problem& problem =
          build_.warning("healthcheck-bad-option", flag->value_span,
                         {"`--retries=0` means the default of 3; write the number that is meant"}, &instruction);
      problem.name = flag->name;
      problem.peers = "dockerfile-utils:FLAG_AT_LEAST_ONE";
    }
  }

  // --- RUN --mount ----------------------------------------------------------------------------------------------

  static constexpr std::array<std::string_view, 5> mount_types = {"bind", "cache", "secret", "ssh", "tmpfs"};

  void check_mount(const Instruction& instruction, const Mount& mount) {
    const auto fail = [&](Span span, std::initializer_list<std::string_view> message, std::string_view key,
                          Phase phase = Phase::convert) -> Problem& {
      Problem& problem =
          refuse("run-mount-invalid", span, message, instruction, "buildkit-error:run-mount-invalid", phase);
      problem.name = key;
      return problem;
    };
    static constexpr std::array<std::string_view, 19> keys = {
        "type", "from", "source", "target", "readonly",    "id", "sharing", "required",  "size", "mode",
        "uid",  "gid",  "src",    "dst",    "destination", "ro", "rw",      "readwrite", "env"};
    const Flag* flag = nullptr;
    for (const Flag& candidate : instruction.flags) {
      if (candidate.span == mount.span) flag = &candidate;
    }
    if (flag != nullptr && flag->value.empty()) {
      fail(mount.span, {"`--mount` says nothing; write `--mount=type=...,target=/path`"}, "mount", Phase::instruction);
      return;
    }
    bool known = true;  // Whether every value up to here is.
    bool wrong = false;
    const MountOption* mode_option = nullptr;
    const MountOption* target_option = nullptr;
    std::string_view sharing;
    std::string_view type = "bind";
    // A value from a variable that only the build knows is judged by what it is without that.
    const auto complain = [&](std::initializer_list<std::string_view> message, const MountOption& option) -> Problem& {
      wrong = true;
      Problem& problem = fail(option.span, message, option.key);
      problem.confidence = confidence(known);
      return problem;
    };
    const auto of_other_type = [&](const MountOption& option, std::string_view right) {
      complain({"`", option.key, "` is no option of a ", type, " mount; it belongs to ", right,
                ", whose `type=` must come first"},
               option);
    };
    const auto suggest = [&](Problem& problem, std::string_view meant, std::string_view written) {
      const Span place = instruction.place(written, {});
      if (meant.empty() || !place.valid()) return;
      problem.replacement = meant;
      problem.replace = place;
    };
    for (const MountOption& option : mount.options) {
      const std::string key = lower(option.key);
      const bool is_key = std::ranges::find(keys, key) != keys.end();
      if (option.key.find('"') != std::string_view::npos || option.value.find('"') != std::string_view::npos) {
        fail(option.span, {"A quote inside `--mount` cannot be read; leave the quotes out"}, option.key,
             Phase::instruction);
        return;
      }
      const std::string_view meant_key = is_key ? std::string_view() : nearest(key, keys);
      if (!option.has_value) {
        if (key == "readonly" || key == "ro" || key == "readwrite" || key == "rw") continue;
        if (key == "required") {
          if (type != "secret" && type != "ssh") of_other_type(option, "secret or ssh");
        } else if (is_key) {
          complain({"`", option.key, "` of `--mount` lacks its value; write `", option.key, "=value`"}, option);
        } else {
          suggest(
              complain({"`", option.key, "` is no option of `--mount`",
                        meant_key.empty() ? std::string_view() : build_.joined({"; did you mean `", meant_key, "`?"})},
                       option),
              meant_key, option.key);
        }
        continue;
      }
      const std::size_t dollar = option.value.find('$');
      if (key == "from" && dollar != std::string_view::npos && dollar + 1 != option.value.size()) {
        wrong = true;
        fail(option.span,
             {"`from` of `--mount` takes no variable; add a stage `FROM ", option.value, " AS name` and use its name"},
             "from", Phase::instruction)
            .buildkit = "'from' doesn't support variable expansion, define alias stage instead";
        continue;
      }
      if (!is_key) {
        Problem& problem = complain(
            {"`--mount` knows no `", option.key, "`",
             meant_key.empty()
                 ? std::string_view("; it knows `type`, `target`, `source`, `from`, `id`, `readonly`, `sharing`, "
                                    "`required`, `env`, `size`, `mode`, `uid` and `gid`")
                 : build_.joined({"; did you mean `", meant_key, "`?"})},
            option);
        problem.buildkit = build_.joined({"unexpected key '", key, "' in '", option.key, "=", option.value, "'"});
        suggest(problem, meant_key, option.key);
        continue;
      }
      if (deferred_ && dollar != std::string_view::npos) return;  // Known only where the trigger runs.
      if (!option.known) known = false;
      const std::string_view value = option.resolved;
      if (key == "type") {
        const std::string lower_value = lower(value);
        const auto* const found = std::ranges::find(mount_types, lower_value);
        if (found == mount_types.end()) {
          const std::string_view meant = nearest(lower_value, mount_types);
          Problem& problem =
              complain({"`", value, "` is no type of mount; the types are ", listed(mount_types)}, option);
          problem.buildkit = build_.joined({"unsupported mount type \"", value, "\""});
          suggest(problem, meant, option.value);
          return;
        }
        type = *found;
      } else if (key == "target" || key == "dst" || key == "destination") {
        target_option = &option;
      } else if (key == "sharing") {
        static constexpr std::array<std::string_view, 3> modes = {"locked", "private", "shared"};
        sharing = value;
        if (std::ranges::find(modes, lower(value)) == modes.end()) {
          const std::string_view meant = nearest(value, modes);
          suggest(complain({"`", value, "` is no way of sharing; use ", listed(modes, "or")}, option), meant,
                  option.value);
        }
      } else if (key == "mode" || key == "uid" || key == "gid") {
        mode_option = &option;
        const bool octal = key == "mode";
        if (octal ? !is_octal(value, 0xffffffff) : !is_unsigned_number(value)) {
          complain({"`", option.key, "` takes ", octal ? "an octal number" : "a number", ", not `", value, "`"},
                   option);
        }
      } else if (key == "size") {
        if (type != "tmpfs") {
          of_other_type(option, "tmpfs");
        } else if (!is_size(value)) {
          complain({"`", value, "` is no size; write a number and a unit, such as `512m`"}, option);
        }
      } else if (key == "required" || key == "readonly" || key == "ro" || key == "readwrite" || key == "rw") {
        if (key == "required" && type != "secret" && type != "ssh") {
          of_other_type(option, "secret or ssh");
        } else if (!is_boolean(value)) {
          complain({"`", option.key, "` takes `true` or `false`, not `", value, "`"}, option);
        }
      }
    }
    if (!wrong) check_combination(instruction, mount, known, type, sharing, mode_option, target_option);
  }

  void check_combination(const Instruction& instruction, const Mount& mount, bool known, std::string_view type,
                         std::string_view sharing, const MountOption* mode_option, const MountOption* target_option) {
    const auto fail = [&](Span span, std::initializer_list<std::string_view> message,
                          std::string_view key) -> Problem& {
      Problem& problem =
          refuse("run-mount-invalid", span, message, instruction, "buildkit-error:run-mount-invalid", Phase::convert);
      problem.name = key;
      problem.confidence = confidence(known);
      return problem;
    };
    const bool secret = type == "secret";
    if (mode_option != nullptr && (type == "bind" || type == "tmpfs")) {
      fail(mode_option->span,
           {"`", mode_option->key, "` is no option of a ", type, " mount; cache, secret and ssh have it"},
           mode_option->key);
    }
    if (secret && !mount.from.empty()) {
      fail(mount.span, {"A secret comes from the build's command line; a secret mount has no `from`"}, "from");
    }
    if (!sharing.empty() && type != "cache") {
      fail(mount.span, {"`sharing` is an option of cache mounts, not of a ", type, " mount"}, "sharing");
    }
    if (secret && mount.source.empty() && mount.target.empty() && mount.id.empty()) {
      fail(mount.span, {"This secret mount names no secret; add `id=name`"}, "id");
    }
    if (secret && !mount.source.empty() && !mount.id.empty()) {
      fail(mount.span, {"`id` and `source` of a secret mount mean the same; keep one"}, "source");
    }
    if (type == "ssh" && !mount.source.empty()) {
      fail(mount.span, {"An ssh mount has no `source`; name the agent by `id`"}, "source");
    }
    if (secret || type == "ssh") return;
    const std::string_view workdir =
        instruction.in_force != nullptr ? instruction.in_force->workdir.value : std::string_view();
    const bool absolute = mount.target.starts_with('/');
    const std::string target =
        cleaned_path(absolute ? std::string(mount.target) : std::string(workdir) + "/" + std::string(mount.target));
    if (target != "/") return;
    if (absolute) {
      fail(target_option != nullptr ? target_option->span : mount.span,
           {"A mount cannot cover the whole root; name a folder as its target"}, "target")
          .buildkit = "invalid mount target \"/\"";
      return;
    }
    Problem& problem =
        fail(mount.span, {"This mount has no target, and the working directory is `/`; add `target=/path`"}, "target");
    if (workdir.empty() && known) problem.confidence = Confidence::likely;
  }

  Build& build_;
  const Instruction* previous_unknown_ = nullptr;
  std::size_t unknown_problem_ = 0;  // Its index.
  int unknown_lines_ = 0;            // Further ones right behind it.
  bool deferred_ = false;
  bool reported_before_from_ = false;
};

}  // namespace

void check_instructions(Build& build) { InstructionChecks(build).run(); }

}  // namespace seaworthy::dockerfile
