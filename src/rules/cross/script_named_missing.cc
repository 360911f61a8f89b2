#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/git_ignore.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/backups.h"
#include "rules/lib/ci.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::script_named_missing {

/// The script that a command runs, as written: `./deploy.sh`, `bash scripts/deploy.sh`, `source lib.sh`.
static const shell::Word* script_of(const shell::Invocation& command, bool& direct) {
  direct = false;
  const auto is_script = [](const shell::Word& word) {
    if (!word.literal || word.text.starts_with('/') || word.text.starts_with('~')) return false;
    return word.text.ends_with(".sh") || word.text.ends_with(".bash");
  };
  if (command.program_word != nullptr && is_script(*command.program_word) &&
      contains(command.program_word->text, "/")) {
    direct = true;
    return command.program_word;
  }
  if (!is_one_of("bash sh zsh dash source . chmod", command.program)) return nullptr;
  for (const shell::Word& word : command.arguments) {
    if (word.text.starts_with('-') && word.text != "-c") continue;
    if (word.text == "-c") return nullptr;
    if (is_script(word)) return &word;
    if (command.program != "chmod") return nullptr;
  }
  return nullptr;
}

static bool is_cron_line(const CommandSubject& subject) {
  for (std::size_t index = 0; index < subject.file->embedded_places.size(); ++index)
    if (subject.file->embedded[index] == subject.script) return subject.file->embedded_places[index] == "cron line";
  return false;
}

static bool changes_folder(const shell::Script& script) {
  for (const shell::Node* const node : script.commands)
    if (is_one_of("cd pushd git", shell::invocation(*node).program)) return true;
  return false;
}

/// A name that the script itself writes or fetches.
static bool is_made(const CommandSubject& subject, Report& report, std::string_view name) {
  if (subject.file == nullptr || !subject.file->has_content) return false;
  const std::string_view text = report.project().sources[subject.file->source].text();
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::size_t newline = text.rfind('\n', at);
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    const std::string_view head = text.substr(begin, at - begin);
    for (const std::string_view sign : {">", "curl", "wget", "-o ", "clone", "cp ", "mv ", "if [", "[ -", "test -"})
      if (contains(head, sign)) return true;
  }
  return false;
}

/// A workflow that checks out another repository as well may run what that one has.
static bool checks_out_another(const project::File& file) {
  bool found = false;
  for_each_github_step(file, [&](const yaml::Node& step) {
    const yaml::Node* const with = step.get("with");
    found =
        found || (with != nullptr && with->resolved().is_mapping() && with->resolved().get("repository") != nullptr);
  });
  return found;
}

/// Whether a Dockerfile speaks of the file: it runs in an image, whose folders hold more than the repository.
static bool runs_in_image(const project::File& file, const project::Project& project) {
  return file.kind == project::FileKind::entrypoint ||
         std::ranges::any_of(project.dockerfiles, [&](const project::Dockerfile& dockerfile) {
           return dockerfile.file != nullptr &&
                  contains(project.sources[dockerfile.file->source].text(), base_name(file.path));
         });
}

static void check(const CommandSubject& subject, Report& report) {
  const bool counts = subject.site == CommandSite::script || subject.site == CommandSite::make ||
                      subject.site == CommandSite::ci || subject.site == CommandSite::readme;
  if (!counts || subject.file == nullptr) return report.skip();
  bool direct = false;
  const shell::Word* const word = script_of(subject.invocation, direct);
  if (word == nullptr) return report.skip();
  const project::Project& project = report.project();
  std::string_view path = word->text;
  const std::string_view name = base_name(path);
  // Most are where they are looked for.
  for (const std::string_view folder : {std::string_view(), project::parent_path(subject.file->path)})
    if (const auto place = project::join_path(folder, path);
        place.has_value() && (project.path_state(*place) == project::PathState::file ||
                              // Below a submodule or a folder that was left out nobody knows what there is.
                              project.path_state(*place) == project::PathState::unknown))
      return;
  if (subject.site == CommandSite::ci && checks_out_another(*subject.file)) return;
  if (is_made(subject, report, name) || status_is_asked(*subject.invocation.node)) return;
  const auto joined = project::join_path("", path);
  if (joined.has_value() && project::ignored_if_made(project, *joined) != nullptr) return;
  const bool document = subject.site == CommandSite::readme;
  if (document && (!is_guide(*subject.file) || said_before(subject, path))) return;
  // Anywhere in the tree will do: scripts change folders.
  const project::File* elsewhere = nullptr;
  for (const project::Project::TreePath* const entry : project::paths_named(project, name)) {
    if (entry->directory) continue;
    const std::string_view wanted = path.starts_with("./") ? path.substr(2) : path;
    if (entry->path == wanted || entry->path.ends_with("/" + std::string(wanted)) || wanted.starts_with("..")) return;
    elsewhere = project.file(entry->path);
    if (elsewhere == nullptr) return;
  }
  if (changes_folder(*subject.script) && elsewhere != nullptr) return;
  Builder finding = elsewhere != nullptr
                        ? report.at(word->span, "`{}` does not exist; `{}` does", path, elsewhere->path)
                        : report.at(word->span, "`{}` does not exist", path);
  if (document) finding.severity(elsewhere != nullptr ? Severity::info : Severity::low);
  if (is_about_copies(*subject.file) || is_copies_name(path)) finding.rung(Rung::keep);
  // A line of cron goes to the repository's folder first, and from there to one of its own.
  const bool in_known_folder = is_cron_line(subject) && joined.has_value() && contains(*joined, "/") &&
                               project.path_state(project::parent_path(*joined)) == project::PathState::directory;
  if (elsewhere != nullptr || (subject.site == CommandSite::script && runs_in_image(*subject.file, project)) ||
      (changes_folder(*subject.script) && !in_known_folder))
    finding.confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW4446",
    .summary = "Script that is called and does not exist",
    .why = "The step fails with `No such file or directory`, often the one that matters only in an emergency.",
    .remedy = "Correct the path, or commit the script.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(),
};

}  // namespace seaworthy::rules::script_named_missing
