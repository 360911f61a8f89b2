#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::file_too_long {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  constexpr int most = 50;
  const MappedText& text = dockerfile.parsed->text;
  int lines = 0;
  std::size_t over = 0;
  for (std::size_t begin = 0; begin < text.text.size();) {
    const std::size_t end = std::min(text.text.find('\n', begin), text.text.size());
    const std::size_t first = text.text.find_first_not_of(" \t\r", begin);
    if (first < end && text.text[first] != '#' && ++lines == most + 1) over = begin;
    begin = end + 1;
  }
  if (lines <= most) return;
  const auto at = static_cast<std::uint32_t>(over);
  report.at(text.span(at, at + 1),
            "This file has {} lines without comments; move scripts and stages into files of their own", lines);
}

extern const Rule rule = {
    .code = "SW1300",
    .summary = "Long Dockerfile",
    .why = "Nobody reads it whole, and a change in one stage is made without knowing the others.",
    .remedy =
        "Move scripts into files that are copied in, and build parts as images of their own. Fifty lines without "
        "comments and blank lines are the limit.",
    .peers = "tally:tally/max-lines",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .on = false,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::file_too_long
