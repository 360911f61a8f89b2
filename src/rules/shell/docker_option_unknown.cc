#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/edit_distance.h"
#include "knowledge/tool_options.h"
#include "rules/lib/docker_command.h"
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

/// Whether a part of the command refuses one of its own options; reports it.
static bool is_refused(const CommandSubject& subject, const DockerCommand::Part& part, Report& report) {
  if (part.known == nullptr) return false;
  std::vector<std::string_view> words;
  for (const shell::Word& word : part.words) words.push_back(word.literal ? word.text : std::string_view());
  const auto refused = knowledge::refused_option(*part.known, words);
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
  const std::string meant = nearest(*part.known, option);
  const Span place = part.words[refused->word].span;
  Builder finding = meant.empty()
                        ? report.at(place, "`{}` knows no `{}` and ends with an error", part.known->program, option)
                        : report.at(place, "`{}` knows no `{}` and ends with an error; it has `{}`",
                                    part.known->program, option, meant);
  if (subject.site == CommandSite::readme) finding.severity(Severity::medium);
  return true;
}

static void check(const CommandSubject& subject, Report& report) {
  // Prose of a comment in a Compose file goes on behind the command.
  if (subject.file != nullptr && subject.file->kind == project::FileKind::compose && subject.service == nullptr)
    return report.skip();
  const std::optional<DockerCommand> command = docker_command(subject.invocation);
  if (!command.has_value()) return report.skip();
  for (const DockerCommand::Part& part : command->parts)
    if (is_refused(subject, part, report)) return;
  if (command->verb.empty() || command->parts.back().known == nullptr) report.skip();
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
