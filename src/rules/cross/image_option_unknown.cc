#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::image_option_unknown {

/// An option that the program does not have.
struct Unknown {
  Span place;
  std::string option;
  std::string_view near;  ///< What may be meant, or "".
  bool is_slip = false;   ///< The table of options is not complete, but this is one letter from a known one.
};

/// Where the program's own options begin among the words of the command; nothing when they are another program's.
static std::optional<std::size_t> first_option(const project::Service& service) {
  const compose::Command& given = service.definition->command;
  // An option may hold a path of its own.
  const bool is_option = given.words.front().starts_with('-');
  const std::string_view first = is_option ? given.words.front() : base_name(given.words.front());
  if (first == service.image->program ||
      (!service.image->command.empty() && first == base_name(service.image->command.front())))
    return 1;
  if (!is_option || !service.image->command_is_options) return std::nullopt;
  return 0;
}

/// `--providers.file=true` beside `--providers.file.directory=...`: switches a section on whose options are given.
static bool is_section(const compose::Command& given, std::string_view option) {
  const std::string_view name = before(option, '=');
  if (!option.ends_with("=true")) return false;
  return std::ranges::any_of(given.words, [&](std::string_view word) {
    return word.starts_with(name) && word.size() > name.size() && word[name.size()] == '.';
  });
}

static std::vector<Unknown> unknown_options(const project::Service& service, std::size_t at) {
  std::vector<Unknown> found;
  const compose::Command& given = service.definition->command;
  for (; at < given.words.size(); ++at) {
    const std::string_view word = given.words[at];
    if (!word.starts_with('-') || word == "-" || word == "--" || contains(word, "$")) continue;
    // A PostgreSQL setting stands in the word behind `-c`.
    std::string both;
    std::string_view option = word;
    if (word == "-c" && at + 1 < given.words.size()) {
      both = "-c " + std::string(given.words[++at]);
      option = both;
    } else if (contains(word, " ")) {
      // One item of a list for both, `- --loglevel warning`, which programs take apart themselves.
      option = before(word, ' ');
    }
    if (is_section(given, option)) continue;
    const std::optional<bool> accepted = knowledge::accepts_option(*service.image, service.image_reference.tag, option);
    // Of a table that is not complete, what is one letter from a known option is still a slip.
    const bool is_slip = !accepted.has_value() && !service.image->options_complete &&
                         knowledge::option(*service.image, option) == nullptr && option.starts_with("--") &&
                         !knowledge::nearest_option(*service.image, option).empty();
    if (accepted.value_or(true) && !is_slip) continue;
    const Span place =
        at < given.word_spans.size() && given.word_spans[at].valid() ? given.word_spans[at] : given.span();
    std::string_view near = knowledge::nearest_option(*service.image, option);
    // The option itself, of another release line, is no advice.
    if (equal_ignoring_case(near, before(option, '='))) near = {};
    found.push_back({place, std::string(before(option, '=')), near, is_slip});
  }
  return found;
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->options.empty() || service.builds) return report.skip();
  if (service.command.from != project::Provenance::compose || service.command.words.empty() ||
      service.command.script != nullptr || service.entrypoint.from == project::Provenance::compose)
    return report.skip();
  const std::optional<std::size_t> first = first_option(service);
  if (!first.has_value()) return report.skip();
  const std::vector<Unknown> unknown = unknown_options(service, *first);
  // Many at once are another release line's: one fault, not one for each.
  if (unknown.size() > 4) {
    report
        .at(unknown.front().place, "{} has no option `{}` and ends with an error, nor has it {} others of this command",
            service.image->title, unknown.front().option, unknown.size() - 1)
        .note(service.definition->image.span(), "Name the version here that they are for");
    return;
  }
  for (const Unknown& each : unknown) {
    Builder finding =
        each.near.empty()
            ? report.at(each.place, "{} has no option `{}` and ends with an error", service.image->title, each.option)
            : report.at(each.place, "{} has no option `{}` and ends with an error; it has `{}`", service.image->title,
                        each.option, each.near);
    finding.confidence(each.is_slip ? Confidence::likely : Confidence::certain);
  }
}

extern const Rule rule = {
    .code = "SW4038",
    .summary = "Known image with an option that it does not have",
    .why = "The program stops at an option that it does not know, and with it everything that waits for it.",
    .remedy = "Use an option of the image's version; its manual lists them.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "use only options that their program has",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::image_option_unknown
