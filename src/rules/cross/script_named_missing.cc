#include "rules/rule.h"

#include <algorithm>
#include <optional>

#include "rules/lib/backups.h"
#include "rules/lib/named_paths.h"
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

static bool unpacks_before(const CommandSubject& subject) {
  return subject.script != nullptr && std::ranges::any_of(subject.script->commands, [&](const shell::Node* node) {
           return node->span.begin < subject.invocation.node->span.begin && is_one_of("tar unzip", node->program);
         });
}

static void check(const CommandSubject& subject, Report& report) {
  if (!names_files_of_repository(subject)) return report.skip();
  bool direct = false;
  const shell::Word* const word = script_of(subject.invocation, direct);
  if (word == nullptr) return report.skip();
  const std::optional<MissingPath> missing = missing_path(subject, *word, report.project());
  if (!missing.has_value()) return;
  // A start script finds what its base image has: `./docker-entrypoint.sh nginx`.
  if (direct && missing->elsewhere == nullptr && base_name(word->text) == "docker-entrypoint.sh") return;
  // `tar xzf runner.tar.gz` and `./install.sh`: it comes out of the archive.
  if (direct && word->text.starts_with("./") && missing->elsewhere == nullptr && unpacks_before(subject)) return;
  // A wrapper may be called like what it starts, and is no other place of it.
  Builder finding = missing->elsewhere != nullptr && missing->elsewhere != subject.file
                        ? report.at(word->span, "`{}` does not exist; `{}` does", word->text, missing->elsewhere->path)
                        : report.at(word->span, "`{}` does not exist", word->text);
  if (subject.site == CommandSite::readme)
    finding.severity(missing->elsewhere != nullptr ? Severity::info : Severity::low);
  if (is_about_copies(*subject.file) || is_copies_name(word->text)) finding.rung(Rung::keep);
  finding.confidence(missing->confidence);
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
