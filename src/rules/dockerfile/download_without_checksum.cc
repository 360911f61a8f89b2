#include "rules/rule.h"

#include "rules/lib/download.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::download_without_checksum {

/// Things that verify something else, or are no code.
static bool is_side_file(std::string_view path) {
  constexpr std::string_view ends[] = {
      ".asc",       ".sig",     ".gpg",  ".key",  ".pub",        ".sha256", ".sha512", ".sha1", ".md5", ".pem",
      ".crt",       ".cer",     ".list", ".repo", ".sources",    ".txt",    ".json",   ".yaml", ".yml", ".sha256sum",
      ".sha512sum", ".minisig", ".conf", ".xml",  ".sha256.txt", ".html",   ".md",     ".csv",  ".ttf", ".otf"};
  for (const std::string_view end : ends)
    if (path.ends_with(end)) return true;
  const std::string_view name = base_name(path);
  return contains(name, "SHASUMS") || contains(name, "sha256sums") || contains(name, "checksums") || name == "gpgkey" ||
         contains(path, "/gpg") || contains(name, "signing") || contains(path, "keys");
}

static bool is_archive(std::string_view path) {
  constexpr std::string_view ends[] = {".tar",     ".tar.gz", ".tgz", ".tar.xz",   ".txz", ".tar.bz2", ".tbz2",
                                       ".tar.zst", ".zip",    ".gz",  ".xz",       ".jar", ".phar",    ".whl",
                                       ".bin",     ".run",    ".exe", ".AppImage", ".so",  ".deb",     ".rpm",
                                       ".apk",     ".sh",     ".war", ".py"};
  for (const std::string_view end : ends)
    if (path.ends_with(end)) return true;
  return false;
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  const Download fetched = download(subject.invocation);
  if (!fetched) return report.skip();
  const bool unpacks =
      fetched.piped_to != nullptr && fetched.piped_to->kind == shell::NodeKind::simple &&
      is_one_of("tar bsdtar unzip gunzip gzip xz funzip cpio zcat", shell::invocation(*fetched.piped_to).program);
  if (!fetched.saves && !unpacks) return report.skip();
  for (const shell::Word* url : fetched.urls) {
    const std::string_view host = url_host(url->text);
    if (!host.empty() && is_local_host(host) && !contains(host, "$")) return report.skip();
    const std::string_view path = url_path(url->text);
    const std::string_view saved = fetched.output != nullptr ? fetched.output->text : std::string_view();
    if (is_side_file(path) || (!saved.empty() && is_side_file(saved))) return report.skip();
    const bool is_code = unpacks || is_archive(path) || is_archive(saved) || saved.starts_with("/usr/local/bin/") ||
                         saved.starts_with("/usr/bin/") || saved.starts_with("/bin/") || contains(path, "/releases/");
    if (!is_code) return report.skip();
  }
  if (verifies(*subject.script)) return;
  const shell::Word& url = *fetched.urls.front();
  report.at(url.span, "Nothing compares this download with a checksum; add `sha256sum -c` behind it");
}

extern const Rule rule = {
    .code = "SW1155",
    .summary = "Download without a checksum",
    .why =
        "A release can be replaced after the fact, by its author or by somebody who took the account over; the build "
        "then "
        "ships other code than the one that was tested, and nothing shows.",
    .remedy =
        "Write the checksum into the Dockerfile: `echo \"HASH  FILE\" | sha256sum -c -`, or `ADD "
        "--checksum=sha256:HASH`.",
    .peers = "scorecard:pinned/downloadThenRun",
    .differs =
        "Any verification in the same RUN counts, of checksum or signature. scorecard looks only at files that the "
        "same "
        "RUN executes.",
    .controls = "OWASP Docker Top 10 2018:D08",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(download_programs),
};

}  // namespace seaworthy::rules::download_without_checksum
