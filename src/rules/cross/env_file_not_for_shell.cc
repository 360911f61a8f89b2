#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::env_file_not_for_shell {

/// How a script takes the lines of an env file in.
enum class Reader : std::uint8_t {
  shell,  ///< `source .env`: every line is a command.
  words,  ///< `export $(cat .env | xargs)`: quotes are taken off, and the rest is split at blanks.
};

/// A line that means something else to the reader than to Compose.
struct Line {
  Span span;
  std::string_view name;
  char sign = 0;
};

static bool is_name(std::string_view text) {
  return !text.empty() && !is_digit(text.front()) && std::ranges::all_of(text, [](char c) {
    return is_digit(c) || c == '_' || (lower(c) >= 'a' && lower(c) <= 'z');
  });
}

/// The first sign that ends the assignment: a blank before more than a comment, or `&` in front of the next word.
static char ends_assignment(std::string_view value, Reader reader) {
  char quote = 0;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const char c = value[at];
    if (c == '\\' && quote != '\'') {
      ++at;
    } else if (quote != 0) {
      if (c == quote) quote = 0;
      // What words are made of has no quotes any more when it is split.
      if (c == ' ' && reader == Reader::words) return c;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '$' && at + 1 < value.size() && (value[at + 1] == '(' || value[at + 1] == '{')) {
      return 0;
    } else if (c == '<' || c == '#') {
      // Something to be put in before the file is used, or a comment.
      return 0;
    } else if (c == '&' && reader == Reader::shell) {
      return c;
    } else if (c == ' ' || c == '\t') {
      const std::size_t next = value.find_first_not_of(" \t", at);
      return next == std::string_view::npos || value[next] == '#' ? '\0' : ' ';
    }
  }
  return 0;
}

static std::vector<Line> faulty_lines(const project::Project& project, const project::File& file, Reader reader) {
  std::vector<Line> lines;
  const std::string_view text = project.sources[file.source].text();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::string_view name = before(line, '=');
    if (name.size() < line.size() && is_name(name))
      if (const char sign = ends_assignment(line.substr(name.size() + 1), reader); sign != 0)
        lines.push_back(
            {{file.source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + name.size())},
             name,
             sign});
    begin = end + 1;
  }
  return lines;
}

/// The path that a word gives, with a variable that the script sets once put in; "" when it is not known.
static std::string_view path_of(const shell::Script& script, const shell::Word& word) {
  if (word.literal) return word.text;
  if (word.expansions.size() != 1 || word.expansions.front().kind != shell::ExpansionKind::parameter) return {};
  const std::string_view name = word.expansions.front().name;
  if (word.text != "$" + std::string(name) && word.text != "${" + std::string(name) + "}") return {};
  std::string_view found;
  for (const shell::Node* const node : script.commands)
    for (const shell::Assignment& assignment : node->assignments) {
      if (assignment.name != name) continue;
      if (!assignment.value.literal || (!found.empty() && found != assignment.value.text)) return {};
      found = assignment.value.text;
    }
  return found;
}

/// The file itself, or those that it may be made from: what the script copies there, or else the templates beside it
/// and the env files that the script speaks of.
static std::vector<const project::File*> contents_of(const project::Project& project, const shell::Script& script,
                                                     std::string_view folder, std::string_view text,
                                                     std::string_view path) {
  const auto find = [&](std::string_view wanted) -> const project::File* {
    if (wanted.starts_with("./")) wanted.remove_prefix(2);
    const auto found = std::ranges::find_if(
        project.files, [&](const project::File& file) { return file.path == wanted && file.has_content; });
    return found != project.files.end() ? &*found : nullptr;
  };
  if (const project::File* const file = find(path)) return {file};
  for (const shell::Node* const node : script.commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program != "cp" && command.program != "mv") continue;
    const std::vector<const shell::Word*> operands = command.operands();
    if (operands.size() == 2 && path_of(script, *operands[1]) == path && operands[0]->literal)
      if (const project::File* const file = find(operands[0]->text)) return {file};
  }
  std::vector<const project::File*> found;
  const auto add_templates = [&](const std::string& start) {
    for (const project::File& file : project.files) {
      if (!file.has_content || !file.path.starts_with(start)) continue;
      const std::string_view rest = std::string_view(file.path).substr(start.size());
      if (is_one_of("example sample template dist", rest) || contains(text, std::string(file.path) + " ") ||
          contains(text, std::string(file.path) + "\""))
        found.push_back(&file);
    }
  };
  // A script that has a template beside it goes into its own folder first.
  if (!folder.empty()) {
    const std::string beside = std::string(folder) + "/" + std::string(path);
    if (const project::File* const file = find(beside)) return {file};
    add_templates(beside + ".");
  }
  if (found.empty()) add_templates(std::string(path) + ".");
  return found;
}

static bool is_env_file(std::string_view path) {
  const std::string_view name = base_name(path);
  return name == ".env" || name.starts_with(".env.") || name.ends_with(".env");
}

/// The env file of `export $(grep -v '^#' .env | xargs)`.
static std::string_view exported_file(const shell::Script& script, const shell::Invocation& invocation) {
  for (const shell::Word& word : invocation.arguments)
    for (const shell::Expansion& expansion : word.expansions) {
      if (expansion.kind != shell::ExpansionKind::command || expansion.script == nullptr || expansion.in_double_quotes)
        continue;
      // `grep -v '^#' .env | grep '^SHOP_' | xargs` hands on lines of some names alone.
      if (std::ranges::any_of(expansion.script->commands, [&](const shell::Node* node) {
            const shell::Invocation filter = shell::invocation(*node);
            const bool reads = std::ranges::any_of(
                filter.arguments, [&](const shell::Word& argument) { return is_env_file(path_of(script, argument)); });
            // `grep ^API_KEY .env` reads one name of it.
            const bool picks = std::ranges::any_of(filter.arguments, [](const shell::Word& argument) {
              return argument.text.size() > 1 && argument.text.front() == '^' && lower(argument.text[1]) >= 'a' &&
                     lower(argument.text[1]) <= 'z';
            });
            return is_one_of("grep egrep awk sed", filter.program) && !filter.has_flag("-v") && (!reads || picks);
          }))
        continue;
      for (const shell::Node* const node : expansion.script->commands)
        for (const shell::Word& argument : shell::invocation(*node).arguments)
          if (const std::string_view path = path_of(script, argument); is_env_file(path)) return path;
    }
  return {};
}

static void check(const CommandSubject& subject, Report& report) {
  if ((subject.site != CommandSite::script && subject.site != CommandSite::make && subject.site != CommandSite::ci) ||
      subject.script == nullptr || subject.file == nullptr)
    return report.skip();
  const Reader reader = subject.invocation.program == "export" ? Reader::words : Reader::shell;
  std::string_view path;
  if (reader == Reader::words)
    path = exported_file(*subject.script, subject.invocation);
  else if (!subject.invocation.arguments.empty())
    path = path_of(*subject.script, subject.invocation.arguments.front());
  if (!is_env_file(path)) return report.skip();
  const project::Project& project = report.project();
  const std::string_view text = project.sources[subject.file->source].text();
  const project::File* file = nullptr;
  std::vector<Line> lines;
  for (const project::File* const candidate :
       contents_of(project, *subject.script, project::parent_path(subject.file->path), text, path)) {
    file = candidate;
    lines = faulty_lines(project, *candidate, reader);
    if (!lines.empty()) break;
  }
  if (file == nullptr) return report.skip();
  if (lines.empty()) return;
  const Line& first = lines.front();
  Builder finding =
      first.sign == '&'
          ? report.at(subject.invocation.span(),
                      "The shell ends `{}` of `{}` at its first `&` and sets nothing; put the value in quotes",
                      first.name, file->path)
          : report.at(subject.invocation.span(), "The blank in `{}` of `{}` ends its value here, and the rest is {}",
                      first.name, file->path, reader == Reader::shell ? "run as a command" : "taken for names");
  for (std::size_t at = 0; at < std::min<std::size_t>(lines.size(), 4); ++at)
    finding.note(lines[at].span, lines[at].sign == '&' ? "Cut at `&`" : "Cut at a blank");
  const StrictMode mode = strict_mode(*subject.script, first_line(*subject.script, subject.file, report.project()));
  if (!mode.errexit) finding.severity(Severity::medium);
  // `source .env 2>/dev/null || true`: somebody knew, and takes what is left.
  if (status_is_asked(*subject.invocation.node)) finding.severity(Severity::low);
}

static constexpr std::string_view programs[] = {"source", ".", "export"};

extern const Rule rule = {
    .code = "SW4765",
    .summary = "Env file that a script reads otherwise than Compose does",
    .why =
        "Compose takes everything up to the end of the line for the value. A shell ends it at a blank or `&`, runs "
        "what follows, and under `set -e` the script ends there.",
    .remedy = "Quote the values, or let `docker compose --env-file` read the file instead of the script.",
    .references = "https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::env_file_not_for_shell
