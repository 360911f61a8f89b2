#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::image_option_unknown {

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->options.empty() || service.builds) return report.skip();
  if (service.command.from != project::Provenance::compose || service.command.words.empty() ||
      service.command.script != nullptr)
    return report.skip();
  if (service.entrypoint.from == project::Provenance::compose) return report.skip();
  const compose::Command& given = service.definition->command;
  // An option may hold a path of its own.
  const bool is_option = given.words.front().starts_with('-');
  const std::string_view first = is_option ? given.words.front() : base_name(given.words.front());
  std::size_t at = 0;
  if (first == service.image->program ||
      (!service.image->command.empty() && first == base_name(service.image->command.front())))
    at = 1;
  else if (!first.starts_with('-') || !service.image->command_is_options)
    return report.skip();
  for (; at < given.words.size(); ++at) {
    const std::string_view word = given.words[at];
    if (!word.starts_with('-') || word == "-" || word == "--" || contains(word, "$")) continue;
    // A PostgreSQL setting stands in the word behind `-c`.
    std::string both;
    std::string_view option = word;
    if (word == "-c" && at + 1 < given.words.size()) {
      both = "-c " + std::string(given.words[++at]);
      option = both;
    }
    const std::optional<bool> accepted = knowledge::accepts_option(*service.image, service.image_reference.tag, option);
    // Of a table that is not complete, what is one letter from a known option is still a slip.
    const bool is_slip = !accepted.has_value() && !service.image->options_complete &&
                         knowledge::option(*service.image, option) == nullptr && option.starts_with("--") &&
                         !knowledge::nearest_option(*service.image, option).empty();
    if (accepted.value_or(true) && !is_slip) continue;
    const Span place =
        at < given.word_spans.size() && given.word_spans[at].valid() ? given.word_spans[at] : given.span();
    const std::string_view shown = before(option, '=');
    std::string_view near = knowledge::nearest_option(*service.image, option);
    // The option itself, of another release line, is no advice.
    if (equal_ignoring_case(near, shown)) near = {};
    Builder finding =
        near.empty() ? report.at(place, "{} has no option `{}` and ends with an error", service.image->title, shown)
                     : report.at(place, "{} has no option `{}` and ends with an error; it has `{}`",
                                 service.image->title, shown, near);
    finding.confidence(is_slip ? Confidence::likely : Confidence::certain);
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
