#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "rules/lib/made_secret.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::env_file_overwritten {

/// Whether a word names an env file with values of its own, not a template.
static bool is_env_file(const shell::Word& word) {
  if (!word.literal) return false;
  const std::string_view name = base_name(word.text);
  if (name != ".env" && !name.starts_with(".env.")) return false;
  for (const std::string_view word_of_templates :
       {"example", "template", "sample", "dist", "bak", "backup", "tmp", "test"})
    if (contains(name, word_of_templates)) return false;
  return true;
}

static bool is_template(std::string_view path) {
  for (const std::string_view word : {"example", "template", "sample", "dist"})
    if (contains(base_name(path), word)) return true;
  return false;
}

/// Whether words of a test ask for a file: this one, or one that only a run can tell.
static bool asks_for_file(std::span<const shell::Word> words, std::string_view name) {
  bool asks = false;
  bool unknown = false;
  for (const shell::Word& word : words) {
    if (base_name(word.text) == name) return true;
    asks = asks || is_one_of("-f -e -s -r", word.text);
    // Of `$folder/tool` the name is written out.
    unknown = unknown || (!word.literal && contains(base_name(word.text), "$"));
  }
  return asks && unknown;
}

/// Whether the script looks whether the file is there, asks a person, or keeps a copy of it.
static bool minds(const shell::Script& script, std::string_view path, const shell::Node& copy) {
  const std::string_view name = base_name(path);
  bool minds = false;
  for_each_node_deep(script, [&](const shell::Node& node) {
    if (minds || &node == &copy) return;
    if (node.kind == shell::NodeKind::condition) minds = asks_for_file(node.words, name);
    if (node.kind != shell::NodeKind::simple) return;
    const shell::Invocation command = shell::invocation(node);
    if (is_one_of("[ test", command.program)) minds = asks_for_file(command.arguments, name);
    // The file is moved away or copied first.
    if (is_one_of("cp mv", command.program) && !command.operands().empty())
      minds = minds || base_name(command.operands().front()->text) == name;
    minds = minds || command.program == "select";
  });
  return minds;
}

/// The secret of an env file that a command writes as a whole and the script has made for it: of `cat > .env <<EOF`
/// with `PASSWORD=$DB_PASS` in it; "" for none.
static std::string_view made_and_written(const shell::Script& script, const shell::Node& node) {
  std::vector<std::string_view> made;
  for (const shell::Node* const command : script.commands)
    if (const MadeSecret secret = made_secret(*command); !secret.name.empty()) made.push_back(secret.name);
  const auto is_made = [&](const shell::Expansion& expansion) {
    return std::ranges::find(made, expansion.name) != made.end();
  };
  const auto secret_in = [&](std::span<const shell::Expansion> expansions) {
    const auto found = std::ranges::find_if(expansions, is_made);
    return found == expansions.end() ? std::string_view() : found->name;
  };
  for (const shell::Redirection& redirection : node.redirections)
    if (redirection.heredoc != nullptr && !secret_in(redirection.heredoc->expansions).empty())
      return secret_in(redirection.heredoc->expansions);
  for (const shell::Word& word : shell::invocation(node).arguments)
    if (!secret_in(word.expansions).empty()) return secret_in(word.expansions);
  return {};
}

/// `cat > .env <<EOF`, `echo ... > .env`
static void check_written(const CommandSubject& subject, Report& report) {
  const shell::Node& node = *subject.invocation.node;
  const auto written = std::ranges::find_if(node.redirections, [](const shell::Redirection& redirection) {
    return is_one_of("> >|", redirection.operation) && is_env_file(redirection.target);
  });
  if (written == node.redirections.end() || node.joined_by == "||") return report.skip();
  const std::string_view secret = made_and_written(*subject.script, node);
  if (secret.empty() || minds(*subject.script, written->target.text, node)) return;
  report
      .at(written->span, "A second run overwrites `{}` with a new `{}`, while what was set up keeps the old one",
          written->target.text, secret)
      .advise("Ask `[ -f .env ]` first, and make secrets only where there is none");
}

static void check(const CommandSubject& subject, Report& report) {
  const bool counts = subject.site == CommandSite::script || subject.site == CommandSite::make;
  if (!counts || subject.file == nullptr) return report.skip();
  // Run once, when the container of a programmer is made.
  if (contains(subject.file->path, ".devcontainer/")) return report.skip();
  if (subject.invocation.program != "cp") return check_written(subject, report);
  const std::vector<const shell::Word*> operands = subject.invocation.operands();
  if (operands.size() != 2 || !is_env_file(*operands[1]) || !is_template(operands[0]->text)) return report.skip();
  const shell::Node& node = *subject.invocation.node;
  // `cp -n` leaves what is there; `test -f .env || cp ...` and a branch decide.
  if (subject.invocation.has_any_flag(
          {"-n", "-i", "-u", "--no-clobber", "--update", "--interactive", "-b", "--backup"}) ||
      node.joined_by == "||" || node.joined_by == "&&")
    return;
  for (std::size_t index = 0; index < subject.file->embedded_places.size(); ++index)
    // Make itself asks whether a file that a target is called after is there.
    if (subject.file->embedded[index] == subject.script &&
        contains(subject.file->embedded_places[index], operands[1]->text))
      return;
  if (minds(*subject.script, operands[1]->text, node)) return;
  report
      .at(node.span, "A second run overwrites `{}`, and with it the values that the stack was set up with",
          operands[1]->text)
      .advise("Copy with `cp -n`, or ask `[ -f .env ]` first");
}

static constexpr std::string_view programs[] = {"cp", "cat", "echo", "printf"};

extern const Rule rule = {
    .code = "SW3108",
    .summary = "Env file that a script overwrites",
    .why =
        "Set-up scripts are run again: after an update, or because something failed. The copy takes the passwords with "
        "which databases and caches were set up, and the stack no longer gets into its own data.",
    .remedy = "Leave a file that is there alone (`cp -n`, `[ -f .env ] ||`), or keep a copy of it.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::env_file_overwritten
