#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/edit_distance.h"
#include "knowledge/tool_options.h"
#include "rules/lib/shell_context.h"
#include "rules/rule.h"

namespace seaworthy::rules::docker_option_unknown {

/// The option that is meant by a misspelt long one; "" when none is near.
static std::string nearest(const knowledge::ToolOptions& known, std::string_view option) {
  constexpr std::size_t most_edits = 2;
  if (!option.starts_with("--") || option.size() < 5) return {};
  std::string_view best;
  std::size_t least = most_edits + 1;
  for (const auto list : {known.long_options, known.long_with_value})
    for (const std::string_view each : list) {
      const std::size_t edits = edit_distance(each, option.substr(2), most_edits);
      if (edits < least) {
        least = edits;
        best = each;
      }
    }
  return best.empty() ? std::string() : "--" + std::string(best);
}

/// `docker exec <container> ...` of a manual: what the reader puts in was read as a redirection.
static bool has_hole(const CommandSubject& subject, const Report& report) {
  const std::string_view text = report.text(subject.invocation.node->span);
  const std::size_t open = text.find('<');
  return open != std::string_view::npos && open + 1 < text.size() && lower(text[open + 1]) >= 'a' &&
         lower(text[open + 1]) <= 'z' && text.find('>', open) != std::string_view::npos;
}

/// `if out=$(docker tag -f a b)`: whether it works is what the script wants to know.
static bool is_only_tried(const shell::Node& node) {
  for (const shell::Node* at = &node; at != nullptr;
       at = at->script != nullptr && at->script->root != nullptr ? at->script->root->parent : nullptr)
    if (status_is_asked(*at)) return true;
  return false;
}

/// Whether the command refuses one of its own options; reports it.
static bool is_refused(const CommandSubject& subject, const knowledge::ToolOptions& known, std::size_t first,
                       std::span<const std::string_view> words, Report& report) {
  const auto refused = knowledge::refused_option(known, words);
  if (!refused.has_value()) return false;
  // An older or newer engine may know it: the script has another way at hand.
  if (caught_by(*subject.invocation.node) != nullptr || is_only_tried(*subject.invocation.node)) return true;
  if (subject.site == CommandSite::readme && has_hole(subject, report)) return true;
  // The name may stand for another program.
  if (subject.file != nullptr && subject.file->has_content &&
      contains(report.project().sources[subject.file->source].text(), "alias docker="))
    return true;
  const std::string option =
      refused->letter == '\0' ? std::string(refused->option) : std::string("-") + refused->letter;
  // Every command knows these.
  if (option == "--help" || option == "-h") return true;
  const std::string meant = nearest(known, option);
  const Span place = subject.invocation.arguments[first + refused->word].span;
  Builder finding = meant.empty() ? report.at(place, "`{}` knows no `{}` and ends with an error", known.program, option)
                                  : report.at(place, "`{}` knows no `{}` and ends with an error; it has `{}`",
                                              known.program, option, meant);
  if (subject.site == CommandSite::readme) finding.severity(Severity::medium);
  return true;
}

static void check(const CommandSubject& subject, Report& report) {
  std::vector<std::string_view> words;
  for (const shell::Word& word : subject.invocation.arguments)
    words.push_back(word.literal ? word.text : std::string_view());
  std::string command = subject.invocation.program == "docker-compose" ? "docker compose" : "docker";
  std::size_t at = 0;
  // Programs that take the name of a command, with options of their own before it.
  while (command == "docker" || command == "docker compose" || command == "docker buildx") {
    if (const knowledge::ToolOptions* const known = knowledge::docker_options(command); known != nullptr) {
      const std::size_t operand = knowledge::first_operand(*known, std::span(words).subspan(at));
      if (is_refused(subject, *known, at, std::span(words).subspan(at, operand), report)) return;
      at += operand;
    }
    if (at >= words.size() || words[at].empty() || words[at].starts_with('-')) return report.skip();
    command += ' ';
    command += words[at++];
  }
  // `docker network create`: the name is two words long.
  if (knowledge::docker_options(command) == nullptr && at < words.size() && !words[at].empty()) {
    command += ' ';
    command += words[at++];
  }
  const knowledge::ToolOptions* const known = knowledge::docker_options(command);
  if (known == nullptr) return report.skip();
  is_refused(subject, *known, at, std::span(words).subspan(at), report);
}

static constexpr std::string_view programs[] = {"docker", "docker-compose"};

extern const Rule rule = {
    .code = "SW3131",
    .summary = "Option that Docker's command line does not know",
    .why = "Docker ends with `unknown flag` before it does anything, and what the script is for does not happen.",
    .remedy = "Use the options that `docker COMMAND --help` lists.",
    .references = "https://docs.docker.com/reference/cli/docker/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::docker_option_unknown
