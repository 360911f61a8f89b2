#include "dockerfile/directives.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "base/edit_distance.h"
#include "dockerfile/suggest.h"
#include "dockerfile/values.h"

namespace seaworthy::dockerfile {
namespace {

constexpr std::string_view kind = "parser-directive-invalid";
constexpr std::array<std::string_view, 3> known_names = {"check", "escape", "syntax"};

bool is_blank_byte(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\r'; }

std::string_view trimmed_view(std::string_view text) {
  return in(text, trimmed(text, {0, static_cast<std::uint32_t>(text.size())}));
}

}  // namespace

bool Directives::take(Part comment) {
  const std::string_view text = build_.text.text;
  const Part content = trimmed(text, {comment.begin + 1, comment.end});
  std::uint32_t name_end = content.begin;
  while (name_end < content.end && ascii::is_alphanumeric(text[name_end])) ++name_end;
  std::uint32_t equals = name_end;
  while (equals < content.end && is_blank_byte(text[equals])) ++equals;
  const bool has_shape = name_end > content.begin && (text[content.begin] < '0' || text[content.begin] > '9') &&
                         equals < content.end && text[equals] == '=' && equals + 1 < comment.end;
  if (!has_shape) {
    done_ = true;
    return false;
  }
  Part value{equals + 1, comment.end};
  while (value.begin < value.end && is_blank_byte(text[value.begin])) ++value.begin;
  while (value.end > value.begin && is_blank_byte(text[value.end - 1])) --value.end;
  if (value.empty()) value = {comment.end - 1, comment.end};  // Nothing but blanks: the last one is the value.

  Directive directive;
  directive.span = build_.text.span(comment.begin, std::max(content.end, value.end));
  const std::string_view written = in(text, {content.begin, name_end});
  directive.name = build_.arena.copy(std::string_view(lower(written)));
  directive.value = in(text, value);
  directive.value_span = build_.text.span(value.begin, value.end);
  const Span name_span = build_.text.span(content.begin, name_end);

  const bool is_known = std::ranges::find(known_names, directive.name) != known_names.end();
  if (!is_known) {
    const std::string_view meant = done_ || !build_.instructions.empty() ? "" : nearest(written, known_names);
    // One wrong letter in six: other words with `=` are ordinary comments.
    if (!meant.empty() && edit_distance(written, meant, 2, Letters::ignoring_case) <= 2 && written.size() > 3) {
      Problem& problem = build_.warning(
          kind, name_span,
          {"`", written, "` is no parser directive, so that this line is a mere comment; write `", meant, "`"});
      problem.confidence = Confidence::likely;
      problem.name = written;
      problem.replacement = meant;
      problem.replace = name_span;
    }
    done_ = true;
    return false;
  }
  if (done_) {
    misplaced(directive);
    return false;
  }
  for (const Directive& earlier : directives_) {
    if (earlier.name != directive.name) continue;
    Problem& problem = build_.error(kind, Phase::parse, directive.span,
                                    {"The directive `", directive.name, "` is given twice; keep one of them"});
    problem.peers = directive.name == "escape"
                        ? "buildkit-error:escape-directive dockerfile-utils:DUPLICATED_ESCAPE_DIRECTIVE"
                        : "buildkit-error:escape-directive";
    problem.buildkit = build_.joined({"only one ", directive.name, " parser directive can be used"});
    problem.name = directive.name;
    problem.other = earlier.span;
    problem.other_says = "Given here first";
    return true;
  }
  if (written != directive.name) {
    Problem& problem =
        build_.warning(kind, name_span, {"Write the directive's name in lower case: `", directive.name, "`"});
    if (directive.name == "escape") problem.peers = "dockerfile-utils:CASING_DIRECTIVE";
    problem.name = directive.name;
    problem.replacement = directive.name;
    problem.replace = name_span;
    problem.fix_level = Safety::safe;
  }
  if (directive.name == "escape") {
    if (directive.value == "\\" || directive.value == "`") {
      build_.file.escape = directive.value.front();
    } else {
      Problem& problem = build_.error(kind, Phase::parse, directive.value_span,
                                      {"The escape character can be `\\` or a backtick, not `", directive.value, "`"});
      problem.peers = "buildkit-error:escape-directive dockerfile-utils:INVALID_ESCAPE_DIRECTIVE";
      problem.buildkit = build_.joined({"invalid escape token '", directive.value, "' does not match ` or \\"});
      problem.name = directive.name;
    }
  }
  if (directive.name == "syntax") check_frontend(directive);
  if (directive.name == "check") {
    // Only what stands before the first blank is read.
    check_options(directive.value.substr(0, directive.value.find(' ')), directive.value_span);
  }
  directives_.push_back(directive);
  return true;
}

void Directives::check_frontend(const Directive& directive) {
  constexpr std::array<std::string_view, 2> frontends = {"docker/dockerfile", "docker.io/docker/dockerfile"};
  const std::string_view image = directive.value.substr(0, directive.value.find_first_of(" \t"));
  const std::string_view repository = image.substr(0, image.find_first_of(":@"));
  Problem* problem = nullptr;
  if (image.size() != directive.value.size()) {
    problem = &build_.warning(kind, directive.value_span,
                              {"Only `", image, "` is taken for the frontend; what follows the blank is not read"});
  } else if (std::ranges::find(frontends, repository) == frontends.end()) {
    for (const std::string_view frontend : frontends) {
      if (edit_distance(repository, frontend, 3, Letters::ignoring_case) > 3) continue;
      problem = &build_.warning(kind, directive.value_span,
                                {"`", repository, "` is pulled to read this file; did you mean `", frontend, "`?"});
      problem->confidence = Confidence::likely;
      problem->replacement = build_.joined({frontend, image.substr(repository.size())});
      problem->replace = directive.value_span;
      break;
    }
  }
  if (problem == nullptr) return;
  problem->peers = "tally:tally/syntax-directive-typo";
  problem->name = directive.name;
}

void Directives::misplaced(const Directive& directive) {
  // `# check=` above an instruction is a comment with a meaning of its own.
  if (directive.name == "check" || !build_.instructions.empty()) return;
  for (const Directive& earlier : directives_) {
    if (earlier.name == directive.name) return;
  }
  Problem& problem = build_.warning(
      kind, directive.span,
      {"`# ", directive.name, "=` has no effect here: a blank line, a comment or an instruction stands before it"});
  problem.confidence = Confidence::likely;
  problem.name = directive.name;
}

void Directives::check_options(std::string_view value, Span span) {
  const auto refuse = [&](std::string_view option, std::initializer_list<std::string_view> message,
                          std::string_view said) {
    Problem& problem = build_.error(kind, Phase::parse, span, message);
    problem.peers = "buildkit-error:check-directive";
    problem.buildkit = said;
    problem.name = option;
  };
  std::string_view rest = trimmed_view(value);
  if (rest.empty()) return;
  for (int count = 0; count < 3; ++count) {
    const std::size_t semicolon = count == 2 ? std::string_view::npos : rest.find(';');
    const std::string_view option = rest.substr(0, semicolon);
    const std::size_t equals = option.find('=');
    const std::string_view name = trimmed_view(option.substr(0, equals));
    if (equals == std::string_view::npos || (name != "skip" && name != "error" && name != "experimental")) {
      refuse(name,
             {"`", option,
              "` is no option of `# check=`; write `skip=RULE,...`, `error=true` or `experimental=RULE,...`, "
              "joined by `;` without blanks"},
             build_.joined({"failed to parse check options: invalid check option \"", option, "\""}));
      return;
    }
    if (name == "error" && !is_boolean(trimmed_view(option.substr(equals + 1)))) {
      refuse(name, {"`error=` takes `true` or `false`, not `", option.substr(equals + 1), "`"},
             build_.joined({"failed to parse check options: failed to parse check option \"", option, "\""}));
      return;
    }
    if (semicolon == std::string_view::npos) return;
    rest.remove_prefix(semicolon + 1);
  }
}

}  // namespace seaworthy::dockerfile
