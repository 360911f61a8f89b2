#include <string>
#include <vector>

#include <algorithm>

#include "base/edit_distance.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::caddyfile_not_valid {

// https://caddyserver.com/docs/caddyfile/directives
constexpr WordList directives =
    "abort acme_server basic_auth basicauth bind encode error file_server forward_auth fs handle handle_errors "
    "handle_path header import intercept invoke log log_append log_name log_skip map method metrics php_fastcgi push "
    "redir request_body request_header respond reverse_proxy rewrite root route skip_log templates tls tracing "
    "try_files uri vars php_server";
/// Directives of Caddy 1, whose files have another form.
constexpr WordList of_version_1 =
    "browse errors expvar ext fastcgi gzip index internal limits markdown mime pprof proxy shutdown startup status "
    "timeouts websocket";
/// Directives in whose blocks others stand.
constexpr WordList holders = "handle handle_path handle_errors route";

/// Words of a line; quotes keep blanks together, a comment ends it.
static std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == ' ' || line[at] == '\t' || line[at] == '\r') {
      ++at;
      continue;
    }
    if (line[at] == '#') break;
    std::size_t end = at;
    if (line[at] == '"' || line[at] == '`') {
      end = line.find(line[at], at + 1);
      end = end == std::string_view::npos ? line.size() : end + 1;
    } else {
      while (end < line.size() && line[end] != ' ' && line[end] != '\t' && line[end] != '\r') ++end;
    }
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

/// The directive that a misspelt one most probably is; "" for none.
static std::string_view nearest(std::string_view word) {
  constexpr std::size_t shortest = 5;
  if (word.size() < shortest) return {};
  for (std::string_view rest = directives.text(); !rest.empty();) {
    const std::string_view known = before(rest, ' ');
    rest.remove_prefix(std::min(known.size() + 1, rest.size()));
    if (known.size() >= shortest && edit_distance(known, word, 1) <= 1) return known;
  }
  return {};
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::caddy || !file.has_content) return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  // Texts over several lines, and files of another form, are not followed.
  if (contains(text, "<<") || text.starts_with("{\n  \"") || contains(text, "{{")) return;
  struct Block {
    Span opened;
    bool holds_directives = false;
  };
  std::vector<Block> blocks;
  bool any_block = false;
  const auto span_of = [&](std::string_view word) {
    const auto offset = static_cast<std::uint32_t>(word.data() - text.data());
    return Span{file.source, offset, offset + static_cast<std::uint32_t>(word.size())};
  };
  // Caddy discards a byte order mark.
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  for (std::size_t begin = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    const std::vector<std::string_view> words = words_of(line);
    if (words.empty()) continue;
    // A quoted text that goes on in the next line.
    if (words.back().size() > 1 && (words.back().front() == '"' || words.back().front() == '`') &&
        words.back().back() != words.back().front())
      return;
    if (words.front() == "}") {
      if (blocks.empty()) {
        report.at(span_of(words.front()), "This brace closes no block, so Caddy does not load the file");
        return;
      }
      blocks.pop_back();
      if (words.size() > 1) return;
      continue;
    }
    const bool in_site = !blocks.empty() && blocks.back().holds_directives;
    if (in_site && is_one_of(of_version_1, words.front())) return;
    if (in_site && words.front().find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos &&
        !is_one_of(directives, words.front()))
      if (const std::string_view near = nearest(words.front()); !near.empty()) {
        report.at(span_of(words.front()), "Caddy has no directive `{}` and does not load the file; is `{}` meant",
                  words.front(), near);
        return;
      }
    if (words.back() != "{") continue;
    // The first block without a name holds options for all sites.
    const bool options = !any_block && words.size() == 1;
    const bool top = blocks.empty();
    blocks.push_back({span_of(words.back()), (top && !options) || (in_site && is_one_of(holders, words.front()))});
    any_block = true;
  }
  if (!blocks.empty()) report.at(blocks.back().opened, "This block is never closed, so Caddy does not load the file");
}

extern const Rule rule = {
    .code = "SW4893",
    .summary = "Caddyfile that Caddy does not load",
    .why = "Caddy ends at a brace without its other one, and at a directive that it does not know.",
    .remedy = "Close the block, or correct the name; `caddy validate` tells before a start does.",
    .references = "https://caddyserver.com/docs/caddyfile/concepts",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::caddyfile_not_valid
