#include "rules/rule.h"

#include "rules/lib/download.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::add_remote_without_checksum {

static bool is_git(std::string_view text) {
  return text.starts_with("git@") || text.starts_with("git://") || text.starts_with("ssh://") ||
         (is_url(text) && url_path(before(text, '#')).ends_with(".git"));
}

static bool is_commit(std::string_view reference) {
  reference = before(reference, ':');
  return reference.size() >= 40 && reference.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  bool remote = false;
  for (std::size_t i = 0; i + 1 < instruction.arguments.size(); ++i) {
    const dockerfile::Word& word = instruction.arguments[i];
    if (is_git(word.text)) {
      remote = true;
      const std::size_t hash = word.text.find('#');
      if (instruction.flag("checksum") != nullptr || contains(word.text, "checksum=")) continue;
      if (hash != std::string_view::npos && is_commit(word.text.substr(hash + 1))) continue;
      report.at(word.span,
                "Nothing fixes what this repository holds; name a full commit behind `#` or add `--checksum`");
    } else if (is_url(word.text)) {
      remote = true;
      if (instruction.flag("checksum") != nullptr) continue;
      Builder finding =
          report.at(word.span, "Nothing compares this download with a checksum; add `--checksum=sha256:`");
      if (word.text.starts_with("http://")) finding.severity(Severity::medium);
      // kics leaves archives alone there.
      if (contains(url_path(word.text), ".tar") || url_path(word.text).ends_with(".gz"))
        finding.peers("kics:curl_or_wget_instead_of_add checkov:CKV_DOCKER_4 semgrep:prefer-copy-over-add");
    }
  }
  if (!remote) report.skip();
}

extern const Rule rule = {
    .code = "SW1166",
    .summary = "Remote ADD without a checksum",
    .why = "The server decides anew in every build what enters the image, and a changed file goes unnoticed.",
    .remedy = "Add `--checksum=sha256:HASH`; the build then fails when the file changes.",
    .peers =
        "kics:add_instead_of_copy kics:curl_or_wget_instead_of_add checkov:CKV_DOCKER_4 semgrep:prefer-copy-over-add",
    .differs =
        "A remote ADD with a checksum is the best way to download a file (kics, checkov and semgrep report it too). "
        "semgrep also reports local archives, which ADD is made for.",
    .controls = "CIS Docker 1.6:4.9",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::add>(),
};

}  // namespace seaworthy::rules::add_remote_without_checksum
