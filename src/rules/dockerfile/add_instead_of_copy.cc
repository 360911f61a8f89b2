#include "rules/rule.h"

#include "rules/lib/download.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::add_instead_of_copy {

/// Sources for which ADD does what COPY does not.
static bool needs_add(std::string_view text) {
  if (is_url(text) || text.starts_with("git@") || text.starts_with("git://") || text.starts_with("ssh://")) return true;
  constexpr std::string_view archives[] = {".tar",    ".tar.gz", ".tgz", ".tar.bz2", ".tbz",  ".tbz2",     ".tb2",
                                           ".tz2",    ".tar.xz", ".txz", ".tar.zst", ".tzst", ".tar.lzma", ".tlz",
                                           ".tar.lz", ".tar.Z",  ".tZ",  ".gz",      ".bz2",  ".xz",       ".zst",
                                           ".lzma",   ".Z",      ".tpz", ".lz"};
  for (const std::string_view end : archives)
    if (text.ends_with(end)) return true;
  // The base of a hand-made image: an archive under any name.
  return contains(text, "rootfs") || contains(text, ".tar.");
}

/// A target that no archive would be unpacked to.
static bool is_plain_file(std::string_view target) {
  constexpr std::string_view ends[] = {".jar", ".war",  ".ear", ".py",  ".js",   ".json", ".sh",   ".conf",
                                       ".yml", ".yaml", ".xml", ".txt", ".html", ".env",  ".toml", ".ini"};
  for (const std::string_view end : ends)
    if (target.ends_with(end)) return true;
  return false;
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.arguments.size() < 2 && instruction.heredocs.empty()) return report.skip();
  for (const std::string_view flag : {"checksum", "keep-git-dir", "unpack"})
    if (instruction.flag(flag) != nullptr) return report.skip();
  for (std::size_t i = 0; i + 1 < instruction.arguments.size(); ++i) {
    const dockerfile::Word& word = instruction.arguments[i];
    if (needs_add(word.text) || (word.known && needs_add(word.value))) return report.skip();
    // What a variable holds may be an address or an archive, unless the result is named like something else.
    if ((word.text.starts_with('$') || (!word.literal && word.text.find_first_of("/.") == std::string_view::npos)) &&
        !(word.known && !word.value.empty()) && !is_plain_file(instruction.arguments.back().text))
      return report.skip();
  }
  report
      .at(instruction.keyword_span, "`ADD` would unpack and download; `COPY` does what is meant here and nothing else")
      .fix(Safety::safe, "Use `COPY`", instruction.keyword_span, instruction.keyword == "add" ? "copy" : "COPY");
}

extern const Rule rule = {
    .code = "SW1170",
    .summary = "ADD where COPY is meant",
    .why =
        "ADD unpacks archives and fetches addresses. A source that is renamed some day changes what the line does, and "
        "a "
        "reader must look twice.",
    .remedy =
        "Use COPY for files of the build context; keep ADD for archives that must be unpacked and for downloads with a "
        "checksum.",
    .peers =
        "hadolint:DL3020 trivy:DS-0005 kics:add_instead_of_copy checkov:CKV_DOCKER_4 dockle:CIS-DI-0009 "
        "docker-bench:4.9",
    .differs =
        "checkov reports every ADD, kics those of compressed archives too, hadolint those of git addresses and "
        "variables; "
        "these need ADD, or may.",
    .controls = "CIS Docker 1.6:4.9",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .fixes = Fixes::always,
    .check = each_instruction<check, dockerfile::Op::add>(),
};

}  // namespace seaworthy::rules::add_instead_of_copy
