#include <algorithm>
#include <cstdint>
#include <string_view>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::file_input_read_again {

/// The text without what stands behind `#`, byte for byte.
static std::string without_comments_of_lines(std::string_view text) {
  std::string kept(text);
  bool in_comment = false, in_quotes = false;
  for (char& c : kept) {
    if (c == '\n') in_comment = in_quotes = false;
    if (c == '"' && !in_comment) in_quotes = !in_quotes;
    if (c == '#' && !in_quotes) in_comment = true;
    if (in_comment && c != '\n') c = ' ';
  }
  return kept;
}

static bool runs_logstash(const project::Service& service) {
  return service.image != nullptr && service.image->title == "Logstash";
}

static void check(const project::Service& service, Report& report) {
  if (!runs_logstash(service)) return report.skip();
  bool any = false;
  for (const project::File* const file : service.mounted_files) {
    if (!file->has_content || !file->path.ends_with(".conf")) continue;
    const std::string text = without_comments_of_lines(report.project().sources[file->source].text());
    any = true;
    // What carries a number of its own is written over, not added, and what is deleted is not read again.
    if (contains(text, "document_id") || contains(text, "file_completed_action") || !contains(text, "elasticsearch"))
      continue;
    for (const std::string_view nowhere : {"\"/dev/null\"", "'/dev/null'", "\"NUL\""}) {
      const std::size_t at = text.find(nowhere);
      if (at == std::string::npos) continue;
      const std::size_t line = text.rfind('\n', at) == std::string::npos ? 0 : text.rfind('\n', at) + 1;
      if (!contains(std::string_view(text).substr(line, at - line), "sincedb_path")) continue;
      const auto begin = static_cast<std::uint32_t>(at);
      report.at({file->source, begin, begin + static_cast<std::uint32_t>(nowhere.size())},
                "Logstash forgets here what it has read, so each start sends all files to Elasticsearch again");
      return;
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4195",
    .summary = "Files that Logstash reads again at each start",
    .why =
        "With `sincedb_path => \"/dev/null\"` Logstash keeps no note of how far it has read. After every restart each "
        "line is in the index once more, and counts and sums are wrong.",
    .remedy =
        "Keep the file on a volume (`sincedb_path => \"/usr/share/logstash/data/sincedb\"`), or give every event a "
        "`document_id`.",
    .references = "https://www.elastic.co/guide/en/logstash/current/plugins-inputs-file.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::file_input_read_again
