#include <algorithm>

#include "knowledge/packings.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::restore_ignores_errors {

/// The words of the client that a command runs, itself or in a container; empty for another command.
static std::vector<std::string_view> client_words(const shell::Node& node) {
  std::vector<std::string_view> words;
  for (const shell::Word& word : node.words) words.push_back(word.text);
  const auto found = std::ranges::find(words, std::string_view("psql"));
  return {found, words.end()};
}

/// Whether it reads statements from a file: `-f`, `<`, or the output of a command that prints one.
static bool reads_file(const shell::Node& node, const std::vector<std::string_view>& words) {
  for (const std::string_view word : words)
    if (word == "-f" || word.starts_with("--file")) return true;
  for (const shell::Redirection& redirection : node.redirections)
    if (redirection.operation == "<") return true;
  const shell::Node* const pipeline = node.parent;
  if (pipeline == nullptr || pipeline->kind != shell::NodeKind::pipeline || pipeline->children.empty() ||
      pipeline->children.front() == &node)
    return false;
  const shell::Node& first = *pipeline->children.front();
  if (first.kind != shell::NodeKind::simple) return false;
  const std::string_view program = shell::invocation(first).program;
  return is_one_of("cat lz4 pv age gpg", program) ||
         std::ranges::any_of(knowledge::tables::packings,
                             [&](const knowledge::Packing& packing) { return packing.unpacks.contains(program); });
}

/// Whether the dumps of the repository hold the server's accounts: of such a one some statements always fail, since the
/// account that restores it is there already.
static bool saves_accounts(Report& report) {
  const std::vector<const project::File*>& scripts = once<backup_scripts>(report);
  return std::ranges::any_of(scripts, [&](const project::File* script) {
    return contains(report.project().sources[script->source].text(), "pg_dumpall");
  });
}

static void read(const shell::Script& script, Report& report, bool& any) {
  if (script.root == nullptr) return;
  const std::string_view text = report.text(script.root->span);
  for (const shell::Node* const node : script.commands) {
    if (node->kind != shell::NodeKind::simple || node->words.empty()) continue;
    const std::vector<std::string_view> words = client_words(*node);
    if (words.empty() || !reads_file(*node, words)) continue;
    any = true;
    if (contains(text, "ON_ERROR_STOP") || saves_accounts(report)) continue;
    report.at(node->span, "`psql` goes on after each error here and reports success; add `-v ON_ERROR_STOP=1`");
    return;
  }
}

static void check(const project::File& file, Report& report) {
  if (!is_copies_name(file.path) && !contains(file.path, "restore") && !contains(file.path, "import")) {
    // In a Makefile the target says so.
    bool any = false;
    for (std::size_t index = 0; index < file.embedded.size(); ++index)
      if (file.kind == project::FileKind::makefile && contains(file.embedded_places[index], "restore"))
        read(*file.embedded[index], report, any);
    if (!any) report.skip();
    return;
  }
  bool any = false;
  if (file.script != nullptr) read(*file.script, report, any);
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7134",
    .summary = "Restore that goes on after errors",
    .why =
        "`psql` reports success whatever the statements of a file did: a half empty database passes for a restored "
        "one.",
    .remedy = "Give it `-v ON_ERROR_STOP=1`, and `--single-transaction` with it.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::restore_ignores_errors
