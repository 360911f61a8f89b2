#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"
#include "yaml/node.h"

namespace seaworthy::rules::remote_steps_go_on_after_failure {

/// A line of what another machine is told to do, without what surrounds it.
struct Line {
  std::string_view text;
  std::size_t at = 0;
};

/// The commands at the top of a text: none of a branch or loop, and of a continued line its beginning.
static std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> found;
  int depth = 0;
  bool continues = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = ascii::trim(text.substr(begin, end - begin));
    const bool was_continued = continues;
    continues = line.ends_with('\\') || line.ends_with("&&") || line.ends_with("||") || line.ends_with('|');
    const std::string_view first = line.substr(0, line.find_first_of(" ;\t"));
    if (is_one_of("fi done esac }", first)) --depth;
    if (depth == 0 && !was_continued && !line.empty() && line.front() != '#' && !is_one_of("fi done esac }", first))
      found.push_back({line, begin + text.substr(begin).find(line)});
    const bool opens = is_one_of("if for while until case", first) || line.ends_with('{');
    const bool closes = contains(line, "; fi") || contains(line, "; done") || contains(line, "esac");
    if (opens && !closes) ++depth;
    begin = end + 1;
  }
  return found;
}

/// Whether a command gets something ready that the next ones work with.
static bool prepares(std::string_view line) {
  if (line.starts_with("sudo ")) line.remove_prefix(5);
  for (const std::string_view sign :
       {"git pull", "git fetch", "git checkout", "git reset", "docker pull ", "docker load", "docker build ", "npm ci",
        "npm install", "npm run build", "pip install", "tar x", "cd "})
    if (line.starts_with(sign)) return true;
  return (line.starts_with("docker compose ") || line.starts_with("docker-compose ")) &&
         (contains(line, " pull") || contains(line, " build")) && !contains(line, " up");
}

/// Whether a command puts something into operation, for which what came before has to be right.
static bool deploys(std::string_view line) {
  return contains(line, "compose") || contains(line, "docker run") || contains(line, "docker service") ||
         contains(line, "docker stack") || contains(line, "systemctl") || contains(line, "pm2 ");
}

/// The first command whose failure goes by before something is put into operation; nothing where there is none or the
/// commands end at the first failure.
static std::optional<Line> passed_over(std::string_view text) {
  const std::vector<Line> lines = lines_of(text);
  for (const Line& line : lines)
    if (line.text.starts_with("set ") &&
        (contains(line.text.substr(0, line.text.find_first_of(" ;&", 4)).substr(4), "e") ||
         contains(line.text, "errexit")))
      return std::nullopt;
  for (std::size_t index = 0; index < lines.size(); ++index) {
    const std::string_view line = lines[index].text;
    if (!prepares(line) || contains(line, "||") || contains(line, "&&")) continue;
    if (std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(index) + 1, lines.end(),
                    [](const Line& later) { return deploys(later.text); }))
      return lines[index];
  }
  return std::nullopt;
}

/// The name of a command as a message shows it: its first words.
static std::string_view command_name(std::string_view line) {
  if (line.starts_with("sudo ")) line.remove_prefix(5);
  std::size_t end = line.find(' ');
  if (end != std::string_view::npos && !line.starts_with("cd ")) end = line.find(' ', end + 1);
  return line.substr(0, end);
}

static void report_line(const Line& line, Span place, Report& report) {
  report.at(place, "A failed `{}` is passed over on the remote machine, and the rest deployed; begin with `set -e`",
            command_name(line.text));
}

static bool check_heredocs(const shell::Script& script, Report& report) {
  bool any = false;
  for (const shell::Node* const node : script.commands) {
    if (node->program != "ssh") continue;
    const bool strict = std::ranges::any_of(node->words, [](const shell::Word& word) {
      return word.text == "-e" || contains(word.text, "bash -e") || contains(word.text, "bash -s -e") ||
             contains(word.text, "sh -e") || contains(word.text, "set -e");
    });
    for (const shell::Redirection& redirection : node->redirections) {
      if (redirection.heredoc == nullptr || strict) continue;
      const MappedText& body = redirection.heredoc->body;
      any = true;
      if (const std::optional<Line> line = passed_over(body.text); line.has_value())
        report_line(
            *line,
            body.span(static_cast<std::uint32_t>(line->at), static_cast<std::uint32_t>(line->at + line->text.size())),
            report);
    }
  }
  return any;
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  if (file.script != nullptr) any = check_heredocs(*file.script, report);
  for (const shell::Script* const script : file.embedded) any = check_heredocs(*script, report) || any;
  for (const CiJob& job : github_jobs(file))
    for (const CiStep& step : job.steps) {
      if (!step.action.ends_with("/ssh-action") || step.text("script_stop") == "true") continue;
      const yaml::Node* const script = step.input("script");
      if (script == nullptr || !script->resolved().is_scalar()) continue;
      any = true;
      const MappedText body = script->resolved().mapped();
      if (const std::optional<Line> line = passed_over(body.text); line.has_value())
        report_line(
            *line,
            body.span(static_cast<std::uint32_t>(line->at), static_cast<std::uint32_t>(line->at + line->text.size())),
            report);
    }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4384",
    .summary = "Deployment over SSH that goes on after a failed command",
    .why =
        "A shell on another machine runs all lines and answers with the status of the last one. When the pull or the "
        "build fails, the old code is started again and the job says that it was deployed.",
    .remedy = "Begin the commands with `set -e` (`set -euo pipefail` in bash), or join them with `&&`.",
    .references = "https://github.com/appleboy/ssh-action https://man7.org/linux/man-pages/man1/set.1p.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "stop deployments over SSH at the first failure",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::remote_steps_go_on_after_failure
