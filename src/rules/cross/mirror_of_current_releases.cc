#include <string>

#include "base/ascii.h"
#include "knowledge/moved_sources.h"
#include "rules/lib/download.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::mirror_of_current_releases {

/// The row of the host of an address that names a release; null for others, and for what stays where it is.
static const knowledge::Mirror* mirror_of(std::string_view url) {
  if (!is_url(url)) return nullptr;
  const knowledge::Mirror* const mirror = knowledge::mirror_of_current_releases(url_host(url));
  if (mirror == nullptr) return nullptr;
  const std::string_view path = url_path(url);
  const bool names_release = path.find_first_of("0123456789$") != std::string_view::npos;
  return names_release && !path.ends_with("/KEYS") ? mirror : nullptr;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  bool asks = false;
  const auto judge = [&](Span span, std::string_view url, std::string_view around) {
    const knowledge::Mirror* const mirror = mirror_of(url);
    if (mirror == nullptr) return;
    asks = true;
    // A second address takes over.
    if (contains(around, before(mirror->archive, '/'))) return;
    report
        .at(span, "`{}` drops a release as soon as the next one is out, and this fails then; take it from `{}`",
            mirror->host, mirror->archive)
        .subject(stage.name);
  };
  for (const dockerfile::Instruction* const instruction : stage.instructions) {
    const std::string_view around = report.text(instruction->span);
    for (const dockerfile::Pair& pair : instruction->pairs) judge(pair.value.span, pair.value.text, around);
    if (instruction->op == dockerfile::Op::add)
      for (const dockerfile::Word& word : instruction->arguments) judge(word.span, word.text, around);
    if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
    for (const shell::Node* const node : instruction->script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      for (const shell::Word* const url : download(command).urls) judge(url->span, url->text, around);
      for (const shell::Assignment& assignment : node->assignments)
        judge(assignment.value.span, assignment.value.text, around);
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4103",
    .summary = "Download from a mirror that keeps current releases alone",
    .why =
        "The address ends in 404 on the day on which the next release comes out, and so does every build from then "
        "on, also that of an old commit.",
    .remedy = "Take the file from the project's archive, and compare its checksum.",
    .references = "https://infra.apache.org/release-download-pages.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::mirror_of_current_releases
