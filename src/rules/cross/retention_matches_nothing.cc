#include <algorithm>
#include <string>
#include <vector>

#include "project/model.h"
#include "project/paths.h"
#include "project/script_values.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::retention_matches_nothing {

/// A file that a script writes, as far as its name is known: what only a run can tell is a `*`.
struct Written {
  std::string folder, name;
};

/// What is known of a path: variables that the script sets are put in, the rest becomes `*`.
static std::string known_part(const shell::Word& word, const shell::Script& script, unsigned depth = 0) {
  std::string result;
  std::string_view rest = word.text;
  for (const shell::Expansion& expansion : word.expansions) {
    if (expansion.nested) continue;
    const std::size_t at =
        rest.find(expansion.kind == shell::ExpansionKind::glob ? std::string_view("*") : std::string_view("$"));
    if (at == std::string_view::npos) continue;
    result += rest.substr(0, at);
    std::string value = "*";
    if (expansion.kind == shell::ExpansionKind::parameter && depth < 4) {
      const shell::Word* found = nullptr;
      unsigned times = 0;
      for (const shell::Node* const node : script.commands)
        for (const shell::Assignment& assignment : node->assignments)
          if (assignment.name == expansion.name) found = &assignment.value, ++times;
      if (times == 1) value = known_part(*found, script, depth + 1);
      if (times == 0 && expansion.operation.starts_with(':') && !expansion.argument.empty() &&
          !contains(expansion.argument, "$"))
        value = expansion.argument;
    }
    result += value;
    // Behind the expansion: its text has the length that the source gives it.
    const std::size_t length = expansion.span.end - expansion.span.begin;
    rest.remove_prefix(std::min(at + std::max<std::size_t>(length, 1), rest.size()));
  }
  return result += rest;
}

static void add(std::string path, std::vector<Written>& written) {
  while (path.starts_with("./")) path.erase(0, 2);
  const std::size_t slash = path.rfind('/');
  Written file;
  file.folder = slash == std::string::npos ? "" : path.substr(0, slash);
  file.name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (!file.name.empty() && file.name != "*" && contains(file.name, ".")) written.push_back(std::move(file));
}

/// Files that commands of a script make: redirections, and the options by which dump programs and archivers name one.
static std::vector<Written> written_by(const shell::Script& script) {
  std::vector<Written> written;
  for (const shell::Node* const node : script.commands) {
    for (const shell::Redirection& redirection : node->redirections)
      if (redirection.operation.starts_with('>') && !redirection.target.text.starts_with("/dev/"))
        add(known_part(redirection.target, script), written);
    if (node->kind != shell::NodeKind::simple || node->words.empty()) continue;
    const shell::Invocation command = shell::invocation(*node);
    for (std::size_t at = 0; at < command.arguments.size(); ++at) {
      const shell::Word& word = command.arguments[at];
      const bool names_next = is_one_of("-f --file -o --output --result-file", word.text) ||
                              (command.program == "tar" && at == 0 && contains(word.text, "f"));
      if (names_next && at + 1 < command.arguments.size()) add(known_part(command.arguments[at + 1], script), written);
      for (const std::string_view option : {"--file=", "--archive=", "--output=", "--result-file="})
        if (word.text.starts_with(option)) add(known_part(word, script).substr(option.size()), written);
    }
    if (is_one_of("gzip pigz zstd xz bzip2", command.program))
      written.push_back({"*", "*.gz"}), written.push_back({"*", "*.zst"}), written.push_back({"*", "*.xz"}),
          written.push_back({"*", "*.bz2"});
    if (is_one_of("cp mv gpg openssl split zip 7z rsync age", command.program)) written.push_back({"*", "*"});
  }
  return written;
}

/// Whether some name fits both patterns, judged by what stands before the first and behind the last `*` of each.
static bool may_meet(std::string_view left, std::string_view right) {
  const auto head = [](std::string_view text) { return text.substr(0, text.find_first_of("*?[")); };
  const auto tail = [](std::string_view text) {
    const std::size_t last = text.find_last_of("*?]");
    return last == std::string_view::npos ? text : text.substr(last + 1);
  };
  const std::string_view a = head(left), b = head(right), c = tail(left), d = tail(right);
  return (a.starts_with(b) || b.starts_with(a)) && (c.ends_with(d) || d.ends_with(c));
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || !is_about_copies(file)) return report.skip();
  const std::vector<Written> written = written_by(*file.script);
  bool asks = false;
  for (const shell::Node* const node : file.script->commands) {
    if (node->kind != shell::NodeKind::simple || node->words.empty()) continue;
    const shell::Invocation find = shell::invocation(*node);
    if (find.program != "find" || written.empty()) continue;
    const bool deletes = std::ranges::any_of(
        find.arguments, [](const shell::Word& word) { return word.text == "-delete" || word.text == "rm"; });
    if (!deletes) continue;
    const std::vector<const shell::Word*> operands = find.operands();
    const std::string folder = operands.empty() ? "*" : known_part(*operands.front(), *file.script);
    for (std::size_t at = 0; at + 1 < find.arguments.size(); ++at) {
      if (!is_one_of("-name -iname", find.arguments[at].text)) continue;
      const shell::Word& pattern = find.arguments[at + 1];
      if (pattern.text.empty() || contains(pattern.text, "$") || pattern.text == "*") continue;
      asks = true;
      const auto fits = [&](const Written& each) { return may_meet(each.name, pattern.text); };
      const auto is_near = [&](const Written& each) {
        return each.folder == folder || contains(each.folder, "*") || contains(folder, "*");
      };
      const bool speaks_of_other = std::ranges::none_of(written, is_near);
      if (speaks_of_other || std::ranges::any_of(written, fits)) continue;
      report
          .at(pattern.span, "No file that this script writes is called like `{}`, so that old ones stay for ever",
              pattern.text)
          .subject(file.path);
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4826",
    .summary = "Retention that fits none of the files",
    .why = "Copies are never deleted, until the disk is full and the next copy, and often the database with it, fails.",
    .remedy = "Give `find` the pattern of the names that the script writes.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "delete the copies that they write",
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::retention_matches_nothing
