#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "dockerfile/characters.h"
#include "dockerfile/checks.h"
#include "dockerfile/values.h"

namespace seaworthy::dockerfile {
namespace {

bool is_lower_case(std::string_view text) { return lower(text) == text; }
bool is_upper_case(std::string_view text) { return upper(text) == text; }

class StyleChecks {
 public:
  explicit StyleChecks(Build& build) : build_(build) {}

  void run() {
    check_keyword_case();
    for (const Instruction* const instruction : build_.instructions) check_instruction(*instruction);
    for (const Stage* const stage : build_.stages) {
      check_stage_name(*stage);
      check_platform(*stage);
      check_repeats(*stage);
    }
  }

 private:
  Problem& warn(std::string_view kind, Span span, std::initializer_list<std::string_view> message,
                const Instruction& instruction, std::string_view peers) {
    Problem& problem = build_.warning(kind, span, message, &instruction);
    problem.peers = peers;
    return problem;
  }

  /// Keywords vote: the case of the majority should be the case of all; mixed case has no vote and loses.
  void check_keyword_case() {
    std::size_t lower_count = 0;
    std::size_t upper_count = 0;
    const auto counts = [](const Instruction& instruction) {
      return instruction.stage != nullptr && instruction.op != Op::unknown;
    };
    for (const Instruction* const instruction : build_.instructions) {
      if (!counts(*instruction)) continue;
      if (is_lower_case(instruction->keyword)) {
        ++lower_count;
      } else if (is_upper_case(instruction->keyword)) {
        ++upper_count;
      }
    }
    const bool majority_is_lower = lower_count > upper_count;
    for (const Instruction* const instruction : build_.instructions) {
      if (!counts(*instruction)) continue;
      const std::string wanted = majority_is_lower ? lower(instruction->keyword) : upper(instruction->keyword);
      if (wanted == instruction->keyword) continue;
      Problem& problem = warn(
          "instruction-casing", instruction->keyword_span,
          {"`", instruction->keyword, "` differs in case from most instructions of the file; write `", wanted, "`"},
          *instruction,
          majority_is_lower && is_upper_case(instruction->keyword)
              ? "buildkit:ConsistentInstructionCasing"
              : "buildkit:ConsistentInstructionCasing dockerfile-utils:CASING_INSTRUCTION");
      problem.name = instruction->keyword;
      problem.buildkit =
          build_.joined({"Command '", instruction->keyword, "' should match the case of the command majority (",
                         majority_is_lower ? "lowercase" : "uppercase", ")"});
      problem.replacement = build_.arena.copy(std::string_view(wanted));
      problem.replace = instruction->keyword_span;
      problem.fix_level = Safety::safe;
    }
  }

  void check_instruction(const Instruction& instruction) {
    check_broken_json(instruction);
    if (instruction.trigger != nullptr) check_broken_json(*instruction.trigger);
    switch (instruction.op) {
      case Op::maintainer:
        check_maintainer(instruction);
        break;
      case Op::env:
      case Op::label:
        check_legacy(instruction);
        break;
      case Op::arg: {
        std::vector<std::string_view> names;
        for (const Pair& pair : instruction.pairs) names.push_back(pair.key.raw);
        check_description(instruction, names);
        break;
      }
      case Op::from:
        check_from(instruction);
        break;
      default:
        break;
    }
  }

  void check_maintainer(const Instruction& instruction) {
    Problem& problem =
        warn("maintainer-deprecated", instruction.keyword_span,
             {"MAINTAINER is deprecated; write `LABEL org.opencontainers.image.authors=\"...\"`"}, instruction,
             "hadolint:DL4000 buildkit:MaintainerDeprecated dockerfile-utils:DEPRECATED_MAINTAINER trivy:DS-0022 "
             "kics:maintainer_instruction_being_used checkov:CKV_DOCKER_6 semgrep:maintainer-is-deprecated");
    problem.buildkit = "Maintainer instruction is deprecated in favor of using label";
    if (instruction.arguments.empty()) return;
    std::string_view author = instruction.arguments.front().raw;
    if (author.size() > 2 && author.front() == '"' && author.back() == '"')
      author = author.substr(1, author.size() - 2);
    if (author.empty() || author.find_first_of("\"$`\\") != std::string_view::npos) return;
    problem.replacement = build_.joined(
        {is_lower_case(instruction.keyword) ? "label" : "LABEL", " org.opencontainers.image.authors=\"", author, "\""});
    problem.replace = instruction.span;
    problem.fix_level = Safety::safe;
    problem.fix_title = "Turn it into a LABEL";
  }

  /// Arguments that are meant as a JSON array but are none are taken for shell text, or for words, without a warning.
  void check_broken_json(const Instruction& instruction) {
    if (instruction.form != Form::shell) return;
    const std::size_t leading = instruction.op == Op::healthcheck ? 1 : 0;
    if (instruction.arguments.size() <= leading) return;
    const char* const begin = instruction.arguments[leading].raw.data();
    const Word& last = instruction.arguments.back();
    const std::string_view text(begin, static_cast<std::size_t>(last.raw.data() + last.raw.size() - begin));
    if (!text.starts_with('[')) return;
    if (!text.ends_with(']'))
      return check_unclosed_json(instruction, text, join(instruction.arguments[leading].span, last.span));
    const std::vector<Part> elements = array_elements(text);
    const std::string_view inside = text.substr(1, text.size() - 2);
    // `[ -f x ]` is a test of the shell.
    const bool looks_like_array = elements.size() > 1 || instruction.op != Op::run ||
                                  (elements.size() == 1 && in(text, elements[0]).find(' ') == std::string_view::npos);
    if (elements.empty() || !looks_like_array || text.starts_with("[[")) return;
    const bool single_quotes = inside.find('\'') != std::string_view::npos;
    const bool bare = inside.find_first_of("'\"") == std::string_view::npos;
    const bool command = is_command(instruction);
    const bool last_stage = instruction.stage != nullptr && instruction.stage == build_.stages.back();
    std::string peers = "tally:tally/invalid-json-form";
    if (single_quotes) peers += " dockerfile-utils:JSON_IN_SINGLE_QUOTES";
    if (command) peers += " hadolint:DL3025 buildkit:JSONArgsRecommended semgrep:prefer-json-notation";
    if (command && last_stage)
      peers +=
          " kics:not_using_json_in_cmd_and_entrypoint_arguments "
          "kics:not_using_proper_exec_form_in_cmd_and_entrypoint_arguments";
    const Span span = join(instruction.arguments[leading].span, last.span);
    Problem& problem = warn("exec-form-invalid-json", span,
                            {"This is no JSON array, so that ", takes_it_for(instruction.op), "; ",
                             single_quotes ? "use double quotes"
                             : bare        ? "put each element in double quotes"
                                           : "check commas, quotes and backslashes"},
                            instruction, build_.arena.copy(std::string_view(peers)));
    const std::string json = as_json(text, elements);
    if (json.empty()) return;
    problem.replacement = build_.arena.copy(std::string_view(json));
    problem.replace = span;
  }

  /// `["a", "b"` and `["a", "b"] more`. A command of the shell does not begin with a bracket and a quote.
  void check_unclosed_json(const Instruction& instruction, std::string_view text, Span span) {
    if (!text.starts_with("[\"") && !text.starts_with("['")) return;
    warn("exec-form-invalid-json", span,
         {"This is no JSON array, so that ", takes_it_for(instruction.op), "; ",
          text.find(']') == std::string_view::npos ? "close it with `]`" : "nothing may stand behind its `]`"},
         instruction,
         is_command(instruction)
             ? "tally:tally/invalid-json-form hadolint:DL3025 buildkit:JSONArgsRecommended semgrep:prefer-json-notation"
             : "tally:tally/invalid-json-form");
  }

  static bool is_command(const Instruction& instruction) {
    return instruction.op == Op::cmd || instruction.op == Op::entrypoint;
  }

  static std::string_view takes_it_for(Op op) {
    switch (op) {
      case Op::add:
      case Op::copy:
      case Op::volume:
        return "its words are taken for paths, brackets included";
      case Op::shell:
        return "SHELL refuses it";
      default:
        return "a shell gets it as its command";
    }
  }

  /// Parts of `[a, "b", 'c']` between the commas that are not quoted.
  static std::vector<Part> array_elements(std::string_view text) {
    std::vector<Part> elements;
    const auto end = static_cast<std::uint32_t>(text.size()) - 1;
    std::uint32_t begin = 1;
    char quote = '\0';
    for (std::uint32_t at = 1; at <= end; ++at) {
      const char c = text[at];
      if (at < end && quote != '\0') {
        if (c == quote) quote = '\0';
        continue;
      }
      if (at < end && (c == '\'' || c == '"')) quote = c;
      if (at < end && c != ',') continue;
      const Part element = trimmed(text, {begin, at});
      if (!element.empty()) elements.push_back(element);
      begin = at + 1;
    }
    return elements;
  }

  /// The array in JSON; empty when it cannot be told what was meant.
  static std::string as_json(std::string_view text, const std::vector<Part>& elements) {
    std::string json = "[";
    for (const Part part : elements) {
      std::string_view element = in(text, part);
      const bool quoted = element.size() >= 2 && (element.front() == '"' || element.front() == '\'') &&
                          element.back() == element.front();
      if (quoted) element = element.substr(1, element.size() - 2);
      if (element.find_first_of("\"'\\") != std::string_view::npos) return {};
      if (json.size() > 1) json += ", ";
      json.append("\"").append(element).append("\"");
    }
    return json + "]";
  }

  void check_legacy(const Instruction& instruction) {
    if (instruction.stage == nullptr) return;
    for (const Pair& pair : instruction.pairs) {
      if (!pair.legacy || !pair.has_value) continue;
      const std::string_view keyword = name(instruction.op);
      Problem& problem =
          warn("legacy-key-value", join(pair.key.span, pair.value.span),
               {"`", keyword, " name value` is the deprecated form; write `", keyword, " ", pair.key.raw, "=...`"},
               instruction, "buildkit:LegacyKeyValueFormat");
      problem.name = pair.key.raw;
      problem.buildkit = build_.joined({"\"", instruction.keyword, " key=value\" should be used instead of legacy \"",
                                        instruction.keyword, " key value\" format"});
      problem.fix_title = "Write `name=value`";
      // The blank between them becomes `=`; a value with blanks that is not quoted as a whole needs quotes as well.
      const std::string_view raw = pair.value.raw;
      const bool quoted = raw.size() >= 2 && raw.front() == '"' && raw.back() == '"' &&
                          raw.substr(1, raw.size() - 2).find_first_of("\"\\`") == std::string_view::npos;
      const bool plain = quoted || raw.find_first_of(" \t\"'") == std::string_view::npos;
      if (plain) {
        problem.replacement = "=";
        problem.replace = {pair.key.span.file, pair.key.span.end, pair.value.span.begin};
        problem.fix_level = Safety::safe;
      } else if (pair.value.raw.find_first_of("\"'\\`") == std::string_view::npos) {
        problem.replacement = build_.joined({"=\"", pair.value.raw, "\""});
        problem.replace = {pair.key.span.file, pair.key.span.end, pair.value.span.end};
        problem.fix_level = Safety::safe;
      }
    }
  }

  void check_from(const Instruction& instruction) {
    const std::span<const Word> words = instruction.arguments;
    if (words.size() < 3) return;
    if (words.size() == 3 && !is_lower_case(words[2].raw)) {
      const std::string wanted = lower(words[2].raw);
      Problem& problem = warn("stage-name-casing", words[2].span,
                              {"Write the stage's name in lower case, as the builder compares it: `", wanted, "`"},
                              instruction, "buildkit:StageNameCasing");
      problem.name = words[2].raw;
      problem.buildkit = build_.joined({"Stage name '", words[2].raw, "' should be lowercase"});
      problem.replacement = build_.arena.copy(std::string_view(wanted));
      problem.replace = words[2].span;
      problem.fix_level = Safety::safe;
    }
    const bool from_is_lower = is_lower_case(instruction.keyword);
    const bool mismatch = from_is_lower ? !is_lower_case(words[1].raw)
                                        : is_upper_case(instruction.keyword) && !is_upper_case(words[1].raw);
    if (mismatch && equal_ignoring_case(words[1].raw, "as")) {
      Problem& problem = warn("from-as-casing", words[1].span,
                              {"`", words[1].raw, "` differs in case from `", instruction.keyword, "`; write `",
                               from_is_lower ? "as" : "AS", "`"},
                              instruction, "buildkit:FromAsCasing");
      problem.buildkit =
          build_.joined({"'", words[1].raw, "' and '", instruction.keyword, "' keywords' casing do not match"});
      problem.replacement = from_is_lower ? "as" : "AS";
      problem.replace = words[1].span;
      problem.fix_level = Safety::safe;
    }
    if (words.size() == 3 && equal_ignoring_case(words[1].raw, "as")) {
      const std::string stage = lower(words[2].raw);
      check_description(instruction, {stage});
    }
  }

  /// A comment right above a stage or an argument is shown as its description when it begins with the name.
  void check_description(const Instruction& instruction, const std::vector<std::string_view>& names) {
    if (instruction.earlier_comments.empty() || names.empty()) return;
    const Span comment = instruction.earlier_comments.back();
    const std::string_view text = text_of(comment);
    const Part whole = trimmed(text, {1, static_cast<std::uint32_t>(text.size())});
    const std::string_view first = in(text, whole).substr(0, in(text, whole).find(' '));
    if (std::ranges::find(names, first) != names.end()) return;
    const std::string_view wanted = names.size() == 1 ? build_.arena.copy(names.front()) : std::string_view("name");
    Problem& problem = warn("definition-comment-format", instruction.keyword_span,
                            {"The comment above is shown as the description of `", wanted,
                             "`; begin it with the name, or leave an empty comment between"},
                            instruction, "buildkit:InvalidDefinitionDescription");
    problem.name = wanted;
    problem.buildkit = build_.joined(
        {"Comment for ", name(instruction.op), " should follow the format: `# ", wanted, " <description>`"});
  }

  /// Text of a span of a comment, which never has removed bytes inside.
  std::string_view text_of(Span span) const {
    const MappedText& text = build_.text;
    if (text.pieces.empty()) return text.text.substr(span.begin - text.base, span.size());
    for (std::size_t index = 0; index < text.pieces.size(); ++index) {
      const MappedPiece& piece = text.pieces[index];
      const std::size_t end = index + 1 < text.pieces.size() ? text.pieces[index + 1].text_offset : text.text.size();
      const std::size_t length = end - piece.text_offset;
      if (span.begin < piece.source_offset || span.begin >= piece.source_offset + length) continue;
      const std::size_t offset = piece.text_offset + (span.begin - piece.source_offset);
      return text.text.substr(offset, std::min<std::size_t>(span.size(), end - offset));
    }
    return {};
  }

  void check_stage_name(const Stage& stage) {
    if (stage.name.empty()) return;
    const std::string key = lower(stage.name);
    if (key == "scratch" || key == "context") {
      warn("reserved-stage-name", stage.name_span,
           {"`", stage.name, "` means something else to the builder (",
            key == "scratch" ? "the empty image" : "the build context", "); name the stage differently"},
           *stage.from, "hadolint:DL3063 buildkit:ReservedStageName")
          .buildkit = build_.joined({"Stage name should not use the same name as reserved stage \"", key, "\""});
    }
    const auto [first, is_new] = names_.try_emplace(key, &stage);
    if (is_new) return;
    // hadolint and the plain text searches compare the case.
    const bool same_case = first->second->name == stage.name;
    Problem& problem =
        warn("duplicate-stage-name", stage.name_span,
             {"The stage name `", stage.name,
              "` is used before, and later references mean the last one; give it a name of its own"},
             *stage.from,
             same_case ? "hadolint:DL3024 buildkit:DuplicateStageName dockerfile-utils:DUPLICATE_BUILD_STAGE_NAME "
                         "trivy:DS-0012 kics:same_alias_in_different_froms checkov:CKV_DOCKER_11 "
                         "semgrep:alias-must-be-unique"
                       : "buildkit:DuplicateStageName dockerfile-utils:DUPLICATE_BUILD_STAGE_NAME trivy:DS-0012");
    problem.name = stage.name;
    problem.other = first->second->name_span;
    problem.other_says = "Used here first";
    problem.buildkit = build_.joined({"Duplicate stage name \"", key, "\", stage names should be unique"});
  }

  void check_platform(const Stage& stage) {
    const Flag* const flag = stage.from->flag("platform");
    if (flag == nullptr || flag->value.empty()) return;
    // BuildKit always sets TARGETPLATFORM, so that a fallback for it is never taken.
    const auto expand_for = [&](std::string_view target) {
      return expand(flag->value, ListedEnvironment({{"TARGETPLATFORM", target}}), build_.expand_options());
    };
    static constexpr std::string_view target = "linux/amd64";
    static constexpr std::string_view other_target = "linux/arm64";
    const Expansion expansion = expand_for(target);
    if (!expansion.ok()) return;
    if (expansion.references.empty()) {
      const Platform platform = parse_platform(expansion.text);
      const std::string key = lower(stage.name);
      if (!platform.valid) return;
      const bool named_after =
          (!platform.system.empty() && key.find(platform.system) != std::string::npos) ||
          (!platform.architecture.empty() && key.find(platform.architecture) != std::string::npos) ||
          (platform.system.empty() && key.find("linux") != std::string::npos) ||
          (platform.architecture.empty() && key.find("amd64") != std::string::npos);
      Problem& problem =
          warn("from-constant-platform", flag->span,
               {"`--platform=", flag->value,
                "` fixes the platform whatever the build asks for; leave it out, or use `$BUILDPLATFORM`"},
               *stage.from,
               named_after ? "hadolint:DL3029 kics:using_platform_with_from semgrep:avoid-platform-with-from"
                           : "hadolint:DL3029 buildkit:FromPlatformFlagConstDisallowed kics:using_platform_with_from "
                             "semgrep:avoid-platform-with-from");
      problem.name = flag->value;
      problem.confidence = named_after ? Confidence::possible : Confidence::certain;
      problem.buildkit = build_.joined({"FROM --platform flag should not use constant value \"", expansion.text, "\""});
      return;
    }
    // `${TARGETPLATFORM:+linux/amd64}` is what the build asks for on that platform alone.
    const bool follows =
        std::ranges::all_of(expansion.references, [](const Reference& one) { return one.name == "TARGETPLATFORM"; }) &&
        expansion.text == target && expand_for(other_target).text == other_target;
    if (!follows) return;
    const bool exact = flag->value == "$TARGETPLATFORM" || flag->value == "${TARGETPLATFORM}";
    const std::string_view peers =
        exact ? "hadolint:DL3065 buildkit:RedundantTargetPlatform" : "buildkit:RedundantTargetPlatform";
    if (const Pair* const fixed = default_of_target_platform()) {
      // Both tools call this redundant, and it is not: without the flag the stage would be what the build asks for.
      Problem& problem = warn("from-constant-platform", flag->span,
                              {"`ARG ", fixed->key.raw,
                               "` has a default, which wins over what the build asks for, so `--platform=", flag->value,
                               "` fixes the platform; leave both out"},
                              *stage.from, peers);
      problem.name = flag->value;
      problem.other = fixed->key.span;
      problem.other_says = "The default";
      return;
    }
    Problem& problem =
        warn("redundant-target-platform", flag->span,
             {"`--platform=", flag->value, "` is what FROM does anyway; leave it out"}, *stage.from, peers);
    problem.buildkit = build_.joined(
        {"Setting platform to predefined ", flag->value, " in FROM is redundant as this is the default behavior"});
    problem.replace = flag->span;
    ++problem.replace.end;  // With the blank behind it.
    // The builder before BuildKit knows no TARGETPLATFORM and takes the fallback.
    problem.fix_level = exact ? Safety::safe : Safety::review;
  }

  /// Where an ARG in front of the first FROM gives TARGETPLATFORM a default, which only `--build-arg` changes.
  const Pair* default_of_target_platform() const {
    for (const Instruction* const argument : build_.file.global_args)
      for (const Pair& pair : argument->pairs)
        if (pair.key.raw == "TARGETPLATFORM" && pair.has_value) return &pair;
    return nullptr;
  }

  void check_repeats(const Stage& stage) {
    check_repeat(
        stage, Op::cmd, "multiple-cmd",
        "hadolint:DL4003 buildkit:MultipleInstructionsDisallowed dockerfile-utils:MULTIPLE_INSTRUCTIONS trivy:DS-0016 "
        "semgrep:multiple-cmd-instructions",
        "kics:multiple_cmd_instructions_listed");
    check_repeat(
        stage, Op::entrypoint, "multiple-entrypoint",
        "hadolint:DL4004 buildkit:MultipleInstructionsDisallowed dockerfile-utils:MULTIPLE_INSTRUCTIONS trivy:DS-0007 "
        "semgrep:multiple-entrypoint-instructions",
        "kics:multiple_entrypoint_instructions_listed");
    check_repeat(
        stage, Op::healthcheck, "multiple-healthcheck",
        "hadolint:DL3012 buildkit:MultipleInstructionsDisallowed dockerfile-utils:MULTIPLE_INSTRUCTIONS trivy:DS-0023 "
        "datadog-iac:do_not_use_multiple_healthcheck",
        "");
  }

  /// Every one but the last is lost; the finding stands at the one that is lost.
  void check_repeat(const Stage& stage, Op op, std::string_view kind, std::string_view peers,
                    std::string_view last_stage_peer) {
    const bool last_stage = &stage == build_.stages.back();
    const Instruction* last = nullptr;
    for (const Instruction* const instruction : stage.instructions) {
      if (instruction->op != op) continue;
      if (last != nullptr) {
        Problem& problem =
            warn(kind, last->span,
                 {"This ", name(op), " has no effect: a later one of the same stage takes its place; delete it"}, *last,
                 last_stage && !last_stage_peer.empty() ? build_.joined({peers, " ", last_stage_peer}) : peers);
        problem.other = instruction->keyword_span;
        problem.other_says = "This one takes its place";
        problem.replace = build_.whole_lines(last->span);
        problem.fix_title = "Delete the instruction that has no effect";
        problem.buildkit = build_.joined({"Multiple ", last->keyword,
                                          " instructions should not be used in the same stage because "
                                          "only the last one will be used"});
      }
      last = instruction;
    }
  }

  Build& build_;
  std::unordered_map<std::string, const Stage*> names_;
};

}  // namespace

void check_style(Build& build) { StyleChecks(build).run(); }

}  // namespace seaworthy::dockerfile
