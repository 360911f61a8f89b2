#include <string>
#include <string_view>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::runtime_installed_end_of_life {

/// The major release in `deb.nodesource.com/setup_20.x` or `node_20.x`; "" where there is none, or a variable.
static std::string_view release_in(std::string_view text, std::size_t& at) {
  for (const std::string_view sign : {"nodesource.com/setup_", "nodesource.com/node_"}) {
    const std::size_t found = text.find(sign);
    if (found == std::string_view::npos) continue;
    at = found + sign.size();
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    return text.substr(at, end - at);
  }
  return {};
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  const std::string_view text = report.text(instruction.span);
  std::size_t at = 0;
  const std::string_view release = release_in(text, at);
  if (release.empty()) return report.skip();
  const knowledge::Cycle* const cycle = knowledge::cycle("node", release);
  if (cycle == nullptr || !cycle->ended_by(knowledge::date())) return;
  const auto begin = instruction.span.begin + static_cast<std::uint32_t>(at);
  report.at({instruction.span.file, begin, begin + static_cast<std::uint32_t>(release.size())},
            "Node.js {} gets no fixes since {}; install a supported release such as {}", release, cycle->end_of_life,
            cycle->latest);
}

extern const Rule rule = {
    .code = "SW4377",
    .summary = "Runtime that is installed after its end of life",
    .why = "Holes in the runtime that are found from now on stay open in the image.",
    .remedy = "Name a supported release in the address, or take Node.js from its official image.",
    .references = "https://nodejs.org/en/about/previous-releases",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "install runtimes that still get fixes",
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::runtime_installed_end_of_life
