#include "rules/lib/written_files.h"

#include <algorithm>

#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules {

std::string known_part(const shell::Word& word, const shell::Script& script, unsigned depth) {
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

static void add(std::string path, Span span, std::vector<WrittenFile>& written) {
  while (path.starts_with("./")) path.erase(0, 2);
  const std::size_t slash = path.rfind('/');
  WrittenFile file;
  file.span = span;
  file.folder = slash == std::string::npos ? "" : path.substr(0, slash);
  file.name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (!file.name.empty() && file.name != "*" && contains(file.name, ".")) written.push_back(std::move(file));
}

std::vector<WrittenFile> written_by(const shell::Script& script) {
  std::vector<WrittenFile> written;
  for (const shell::Node* const node : script.commands) {
    for (const shell::Redirection& redirection : node->redirections)
      if (redirection.operation.starts_with('>') && !redirection.target.text.starts_with("/dev/"))
        add(known_part(redirection.target, script), redirection.target.span, written);
    if (node->kind != shell::NodeKind::simple || node->words.empty()) continue;
    const shell::Invocation command = shell::invocation(*node);
    for (std::size_t at = 0; at < command.arguments.size(); ++at) {
      const shell::Word& word = command.arguments[at];
      const bool names_next = is_one_of("-f --file -o --output --result-file", word.text) ||
                              (command.program == "tar" && at == 0 && contains(word.text, "f"));
      if (names_next && at + 1 < command.arguments.size())
        add(known_part(command.arguments[at + 1], script), command.arguments[at + 1].span, written);
      for (const std::string_view option : {"--file=", "--archive=", "--output=", "--result-file="})
        if (word.text.starts_with(option)) add(known_part(word, script).substr(option.size()), word.span, written);
    }
    if (is_one_of("gzip pigz zstd xz bzip2", command.program))
      written.push_back({"*", "*.gz", {}}), written.push_back({"*", "*.zst", {}}), written.push_back({"*", "*.xz", {}}),
          written.push_back({"*", "*.bz2", {}});
    if (is_one_of("cp mv gpg openssl split zip 7z rsync age", command.program)) written.push_back({"*", "*", {}});
  }
  return written;
}

}  // namespace seaworthy::rules
