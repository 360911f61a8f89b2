#include "rules/lib/written_files.h"

#include <algorithm>

#include "knowledge/packings.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules {

namespace {

constexpr unsigned deepest = 4;
constexpr std::size_t most_readings = 8;

std::vector<std::string> known_parts(const shell::Word& word, const shell::Script& script, unsigned depth);

/// What a variable may hold, one reading for each place that sets it.
std::vector<std::string> values_of(const shell::Expansion& expansion, const shell::Script& script, unsigned depth) {
  std::vector<std::string> values;
  if (expansion.kind != shell::ExpansionKind::parameter || depth >= deepest) return {"*"};
  for (const shell::Node* const node : script.commands)
    for (const shell::Assignment& assignment : node->assignments)
      if (assignment.name == expansion.name)
        for (std::string& value : known_parts(assignment.value, script, depth + 1))
          if (std::ranges::find(values, value) == values.end()) values.push_back(std::move(value));
  if (values.empty() && expansion.operation.starts_with(':') && !expansion.argument.empty() &&
      !contains(expansion.argument, "$"))
    return {std::string(expansion.argument)};
  if (values.empty() || values.size() > most_readings) return {"*"};
  return values;
}

std::vector<std::string> known_parts(const shell::Word& word, const shell::Script& script, unsigned depth) {
  std::vector<std::string> readings = {""};
  const auto append = [&](std::string_view text) {
    for (std::string& reading : readings) reading += text;
  };
  std::string_view rest = word.text;
  for (const shell::Expansion& expansion : word.expansions) {
    if (expansion.nested) continue;
    const std::size_t at =
        rest.find(expansion.kind == shell::ExpansionKind::glob ? std::string_view("*") : std::string_view("$"));
    if (at == std::string_view::npos) continue;
    append(rest.substr(0, at));
    const std::vector<std::string> values = values_of(expansion, script, depth);
    std::vector<std::string> longer;
    for (const std::string& reading : readings)
      for (const std::string& value : values) longer.push_back(reading + value);
    if (longer.size() > most_readings)
      append("*");
    else
      readings = std::move(longer);
    // Behind the expansion: its text has the length that the source gives it.
    const std::size_t length = expansion.span.end - expansion.span.begin;
    rest.remove_prefix(std::min(at + std::max<std::size_t>(length, 1), rest.size()));
  }
  append(rest);
  return readings;
}

void add(std::string path, Span span, std::vector<WrittenFile>& written) {
  while (path.starts_with("./")) path.erase(0, 2);
  const std::size_t slash = path.rfind('/');
  WrittenFile file;
  file.span = span;
  file.folder = slash == std::string::npos ? "" : path.substr(0, slash);
  file.name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (!file.name.empty() && file.name != "*" && contains(file.name, ".")) written.push_back(std::move(file));
}

}  // namespace

std::vector<std::string> known_parts(const shell::Word& word, const shell::Script& script) {
  return known_parts(word, script, 0);
}

std::vector<WrittenFile> written_by(const shell::Script& script) {
  std::vector<WrittenFile> written;
  const auto add_each = [&](const shell::Word& word, std::size_t skipped = 0) {
    for (const std::string& path : known_parts(word, script)) add(path.substr(skipped), word.span, written);
  };
  for (const shell::Node* const node : script.commands) {
    for (const shell::Redirection& redirection : node->redirections)
      if (redirection.operation.starts_with('>') && !redirection.target.text.starts_with("/dev/"))
        add_each(redirection.target);
    if (node->kind != shell::NodeKind::simple || node->words.empty()) continue;
    const shell::Invocation command = shell::invocation(*node);
    if (command.program == "tee")
      for (const shell::Word* const operand : command.operands()) add_each(*operand);
    for (std::size_t at = 0; at < command.arguments.size(); ++at) {
      const shell::Word& word = command.arguments[at];
      const bool names_next = is_one_of("-f --file -o --output --result-file", word.text) ||
                              (command.program == "tar" && at == 0 && contains(word.text, "f"));
      if (names_next && at + 1 < command.arguments.size()) add_each(command.arguments[at + 1]);
      for (const std::string_view option : {"--file=", "--archive=", "--output=", "--result-file="})
        if (word.text.starts_with(option)) add_each(word, option.size());
    }
    for (const knowledge::Packing& packing : knowledge::tables::packings)
      if (packing.packs.contains(command.program)) written.push_back({"*", "*" + std::string(packing.ending), {}});
    if (is_one_of("cp mv gpg openssl split zip 7z rsync age", command.program)) written.push_back({"*", "*", {}});
  }
  return written;
}

}  // namespace seaworthy::rules
