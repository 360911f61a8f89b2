#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "project/answers.h"
#include "project/git_ignore.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/made_files.h"
#include "rules/lib/once.h"
#include "rules/lib/settled.h"
#include "rules/lib/vocabulary.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::secret_file_missing {

/// A script that speaks of the file and could make it.
static const project::File* maker_of(const project::Project& project, const project::TextAsked& asked) {
  const std::string_view name = base_name(asked.text);
  const std::string_view stem = before(name, '.');
  for (const project::File& file : project.files) {
    if (file.kind != project::FileKind::script && file.kind != project::FileKind::makefile) continue;
    const std::string_view text = project.sources[file.source].text();
    // The name with its extension, or without it where the script adds one in a loop.
    if (contains(text, name) || (has_word(text, stem) && contains(text, ".txt"))) return &file;
  }
  return nullptr;
}

/// A file that a script writes by a redirection: `> "./secrets/password.txt"`.
struct Written {
  const project::File* script = nullptr;
  std::string_view folder;  ///< The first part of the path.
  std::string name;         ///< What follows it.
  Span span;
};

/// What a loop puts in place of a variable: of `for name in db_password jwt_key; do`, both.
static std::vector<std::string_view> looped_words(std::string_view text, std::string_view variable) {
  std::vector<std::string_view> words;
  const std::string head = "for " + std::string(variable) + " in ";
  const std::size_t at = text.find(head);
  if (at == std::string_view::npos) return words;
  const std::size_t begin = at + head.size();
  std::string_view rest = text.substr(begin, std::min(text.find_first_of(";\n", begin), text.size()) - begin);
  while (!rest.empty()) {
    const std::string_view word = before(rest, ' ');
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

static std::vector<Written> written_files(const project::Project& project) {
  std::vector<Written> result;
  for (const project::File& file : project.files) {
    if (!file.has_content || (file.kind != project::FileKind::script && file.kind != project::FileKind::makefile))
      continue;
    const std::string_view text = project.sources[file.source].text();
    for (std::size_t at = text.find('>'); at != std::string_view::npos; at = text.find('>', at + 1)) {
      const std::size_t begin = text.find_first_not_of(" \"./", at + 1);
      if (begin == std::string_view::npos) break;
      std::size_t end = std::min(text.find_first_of(" \"\n;&|)$", begin), text.size());
      const std::string_view path = text.substr(begin, end - begin);
      const std::size_t slash = path.find('/');
      if (slash == std::string_view::npos) continue;
      if (slash + 1 == path.size()) {
        // `secrets/$name.txt`, `secrets/${name}.txt`
        if (end == text.size() || text[end] != '$') continue;
        const bool braced = text.substr(end + 1).starts_with('{');
        const std::size_t first = end + (braced ? 2 : 1);
        std::size_t last = first;
        while (last < text.size() && is_word_character(text[last])) ++last;
        const std::size_t ending = last + (braced ? 1 : 0);
        end = std::min(text.find_first_of(" \"\n;&|)$", ending), text.size());
        for (const std::string_view word : looped_words(text, text.substr(first, last - first)))
          result.push_back({&file,
                            path.substr(0, slash),
                            std::string(word) + std::string(text.substr(ending, end - ending)),
                            {file.source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}});
        continue;
      }
      result.push_back({&file,
                        path.substr(0, slash),
                        std::string(path.substr(slash + 1)),
                        {file.source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}});
    }
  }
  return result;
}

/// The file that a generator of secrets most probably means for this one: it writes others into the same folder, and
/// one of them under a name that nothing asks for. Null when there is none.
static const Written* written_instead(Report& report, std::string_view path, std::span<const compose::Secret> defined) {
  const std::string_view folder = base_name(project::parent_path(path));
  const project::Project& project = report.project();
  for (const Written& written : once<written_files>(report)) {
    if (written.folder != folder || contains(project.sources[written.script->source].text(), base_name(path))) continue;
    if (std::ranges::none_of(defined,
                             [&](const compose::Secret& secret) { return base_name(secret.resolved) == written.name; }))
      return &written;
  }
  return nullptr;
}

static void check_all(const project::Service& service, std::span<const compose::SecretGrant> grants,
                      std::span<const compose::Secret> defined, std::string_view what, Report& report, bool& asks) {
  for (const compose::SecretGrant& grant : grants)
    for (const compose::Secret& secret : defined) {
      if (secret.name != grant.name || !secret.file || !secret.inside_root) continue;
      // Whoever deploys says where it is.
      if (!is_settled(secret.source)) continue;
      asks = true;
      if (report.project().path_state(secret.resolved) != project::PathState::missing) continue;
      const project::File* const maker =
          project::answer<maker_of>(report.project(), project::TextAsked(secret.resolved));
      Builder finding = report.at(secret.file.span(), "The file `{}` of {} `{}` does not exist", secret.file.value,
                                  what, secret.name);
      finding.note(grant.source != nullptr ? grant.source->span() : service.span, "`{}` cannot start without it",
                   service.name);
      // Secrets do not belong into Git: that the file must be made first is how it should be, as long as something
      // tells.
      const bool expected = what == "secret" && project::ignored_if_made(report.project(), secret.resolved).valid();
      if (maker != nullptr) finding.note({maker->source, 0, 0}, "This script speaks of it");
      // The same holds of a config that Git leaves out, where a guide speaks of it.
      const bool ignored = project::ignored_if_made(report.project(), secret.resolved).valid();
      if (const project::File* const guide = ignored ? guide_on_file(report.project(), secret.resolved) : nullptr;
          guide != nullptr && !expected) {
        finding.severity(Severity::low)
            .confidence(Confidence::possible)
            .note({guide->source, 0, 0}, "This guide speaks of the file, so that making it is a step of setting up");
        continue;
      }
      // Of two scripts that make secrets, the one that speaks of this file is the one that is meant for it.
      if (const Written* const stray = written_instead(report, secret.resolved, defined);
          stray != nullptr && (maker == nullptr || maker == stray->script)) {
        finding.note(stray->span, "This writes `{}` there, which nothing asks for", stray->name)
            .confidence(Confidence::likely);
        continue;
      }
      if (expected || maker != nullptr) finding.severity(Severity::low).confidence(Confidence::possible);
      // Where both hold, nothing is left to do but to run it.
      if (expected && maker != nullptr) finding.severity(Severity::info);
    }
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  check_all(service, service.definition->secrets, service.stack->model->secrets, "secret", report, asks);
  check_all(service, service.definition->configs, service.stack->model->configs, "config", report, asks);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4043",
    .summary = "File of a secret or config that does not exist",
    .why = "Compose mounts the file into the container; without it the service is not created.",
    .remedy = "Add a script that makes the file, or describe in the README how to; keep secrets out of Git.",
    .peers = "compose-cli:secret/file-missing",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::secret_file_missing
