#include "rules/rule.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/leading_words.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::haproxy_backend_undefined {

struct Use {
  std::string_view name;
  Span span;
};

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::haproxy || !file.has_content) return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  std::vector<std::string_view> defined;
  std::vector<Use> used;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const auto words = leading_words<2>(text.substr(begin, end - begin));
    begin = end + 1;
    if (words[0] == "backend" || words[0] == "listen") defined.push_back(words[1]);
    // A name that is put together for each request.
    if ((words[0] != "use_backend" && words[0] != "default_backend") || words[1].empty() || contains(words[1], "%") ||
        contains(words[1], "$") || contains(words[1], "{"))
      continue;
    const auto offset = static_cast<std::uint32_t>(words[1].data() - text.data());
    used.push_back({words[1], {file.source, offset, offset + static_cast<std::uint32_t>(words[1].size())}});
  }
  // A part of a configuration in several files defines less than it uses.
  if (used.empty() || defined.empty()) return report.skip();
  for (const Use& use : used)
    if (std::ranges::find(defined, use.name) == defined.end())
      report.at(use.span, "No section `backend {}` is there, so HAProxy does not start", use.name);
}

extern const Rule rule = {
    .code = "SW4599",
    .summary = "HAProxy backend that is not defined",
    .why = "HAProxy reads its whole configuration first and ends when a name in it leads nowhere.",
    .remedy = "Add the section, or name one that is there.",
    .references = "https://docs.haproxy.org/3.0/configuration.html#4.2-use_backend",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .strength = "name backends that are defined",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::haproxy_backend_undefined
