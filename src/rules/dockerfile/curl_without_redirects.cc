#include "rules/rule.h"

#include <algorithm>

#include "knowledge/https_hosts.h"
#include "rules/lib/download.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::curl_without_redirects {

/// Addresses that always answer with a redirect.
static bool redirects(std::string_view url) {
  const std::string_view host = url_host(url);
  const std::string_view path = url_path(url);
  if (url.starts_with("http://") && knowledge::tables::redirecting_hosts.contains(host)) return true;
  return host == "github.com" &&
         (contains(path, "/releases/") || contains(path, "/archive/") || contains(path, "/raw/") ||
          contains(path, "/tarball/") || contains(path, "/zipball/"));
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  const Download fetched = download(subject.invocation);
  if (!fetched) return report.skip();
  if (subject.invocation.has_any_flag(
          {"-L", "--location", "--location-trusted", "--follow", "-K", "--config", "-I", "--head"}))
    return;
  // `-Lo-`: an option with its value behind it.
  for (const shell::Word& word : subject.invocation.arguments)
    if (word.text.size() > 2 && word.text[0] == '-' && word.text[1] != '-' &&
        contains(before(word.text.substr(1), '-'), "L") && !contains(before(word.text, 'L'), "o"))
      return;
  // Options may stand in a variable or an array, such as "${options[@]}".
  for (const shell::Word& word : subject.invocation.arguments)
    if (std::ranges::any_of(word.expansions, [](const shell::Expansion& expansion) {
          return expansion.subscript == "@" || expansion.subscript == "*";
        }))
      return report.skip();
  for (const shell::Word& word : subject.invocation.arguments)
    if (!word.literal && word.text.starts_with('$') && !contains(word.text, "/") && &word != fetched.urls.front())
      return report.skip();
  const std::string_view method = subject.invocation.option("-X").value_or("GET");
  if (method != "GET" || subject.invocation.has_any_flag({"-d", "--data", "-T", "--upload-file"})) return report.skip();
  bool certain = false, known = true;
  for (const shell::Word* url : fetched.urls) {
    const std::string_view host = url_host(url->text);
    // Other protocols know no redirects.
    if (contains(url->text, "://") && !url->text.starts_with("http")) return report.skip();
    const bool is_known = !host.empty() && !contains(host, "$");
    if (is_known && (is_local_host(host) || host.find_first_not_of("0123456789.") == std::string_view::npos))
      return report.skip();
    certain = certain || redirects(url->text);
    known = known && is_known;
  }
  const shell::Word& program = *subject.invocation.program_word;
  Builder finding =
      certain ? report.at(program.span, "This address always redirects, and `curl` does not follow; add `--location`")
              : report.at(program.span, "`curl` does not follow redirects, and files move; add `--location`");
  if (certain) finding.severity(Severity::medium);
  if (!known) finding.confidence(Confidence::possible);
  finding.fix(Safety::safe, "Add `--location`", {program.span.file, program.span.end, program.span.end}, " --location");
}

static constexpr std::string_view programs[] = {"curl"};

extern const Rule rule = {
    .code = "SW1157",
    .summary = "`curl` does not follow redirects",
    .why = "When the file moves, curl saves the empty body of the redirect and ends with success.",
    .remedy = "Add `--location` (`-L`).",
    .peers = "tally:tally/curl-should-follow-redirects",
    .differs = "An info, medium only where the address is known to redirect; tally warns in both cases.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::always,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::curl_without_redirects
