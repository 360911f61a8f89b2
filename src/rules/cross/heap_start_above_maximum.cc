#include <optional>
#include <string>

#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::heap_start_above_maximum {

/// Bytes of "512m", "1g", "65536"; nothing for another notation.
static std::optional<std::uint64_t> bytes_of(std::string_view text) {
  constexpr std::size_t most_digits = 12;
  std::uint64_t number = 0;
  std::size_t at = 0;
  for (; at < text.size() && is_digit(text[at]) && at < most_digits; ++at)
    number = number * 10 + static_cast<std::uint64_t>(text[at] - '0');
  if (at == 0) return std::nullopt;
  const std::string_view unit = text.substr(at);
  if (unit.empty()) return number;
  if (unit.size() != 1) return std::nullopt;
  switch (lower(unit.front())) {
    case 'k':
      return number << 10;
    case 'm':
      return number << 20;
    case 'g':
      return number << 30;
    case 't':
      return number << 40;
    default:
      return std::nullopt;
  }
}

/// The last value of an option such as `-Xmx` in a text, with what may follow left out; "" without one.
static std::string_view last_value(std::string_view text, std::string_view option) {
  std::string_view value;
  for (std::size_t at = text.find(option); at != std::string_view::npos; at = text.find(option, at + 1)) {
    const std::size_t begin = at + option.size();
    value = text.substr(begin, text.find_first_of(" \t\"'", begin) - begin);
  }
  return value;
}

/// Reports options of one text that exclude each other.
static void check_text(const project::Service& service, std::string_view text, Span span, Report& report) {
  const std::string_view start = last_value(text, "-Xms");
  const std::string_view maximum = last_value(text, "-Xmx");
  const std::optional<std::uint64_t> least = bytes_of(start);
  const std::optional<std::uint64_t> most = bytes_of(maximum);
  if (!least.has_value() || !most.has_value() || *least <= *most) return;
  report.at(span, "The heap of `{}` starts with {} and may take {} at most, with which Java does not start",
            service.name, start, maximum);
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  const auto look = [&](std::string_view text, Span span) {
    if (!contains(text, "-Xms")) return;
    asks = true;
    check_text(service, text, span, report);
  };
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.value.has_value()) look(*entry.value, entry.span);
  if (service.stage != nullptr)
    for (const dockerfile::Variable& variable : service.stage->variables)
      if (!variable.is_arg && service.definition->variable(variable.name) == nullptr)
        look(variable.value, variable.span);
  std::string words;
  for (const std::string_view word : project::start_words(service)) words.append(word).append(" ");
  look(words, service.command.span.valid() ? service.command.span : service.span);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4880",
    .summary = "Java heap that starts larger than it may become",
    .why = "Java ends at once: `Initial heap size set to a larger value than the maximum heap size`.",
    .remedy = "Give `-Xms` and `-Xmx` the same value, or `-Xms` the smaller one.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::heap_start_above_maximum
