#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::brace_expansion_in_sh {

/// Whether the `sh` of the container that runs a command of Compose is known to have no brace expansion.
static bool has_plain_sh(const project::Service& service) {
  if (service.image == nullptr) return false;
  const knowledge::ImageVariant* const variant = knowledge::variant(*service.image, service.image_reference.tag);
  return variant != nullptr && is_one_of("alpine debian ubuntu busybox", variant->base);
}

/// What a shell with brace expansion makes of a word with one list: of `/a/{b,c}` `/a/b` and `/a/c`.
static std::vector<std::string> expanded(std::string_view text) {
  std::vector<std::string> words;
  const std::size_t open = text.find('{'), close = text.find('}');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return words;
  for (std::string_view list = text.substr(open + 1, close - open - 1);;) {
    const std::string_view item = before(list, ',');
    words.push_back(std::string(text.substr(0, open)) + std::string(item) + std::string(text.substr(close + 1)));
    if (item.size() == list.size()) return words;
    list.remove_prefix(item.size() + 1);
  }
}

/// Whether a later command of the same RUN needs one of the folders that were meant.
static bool is_needed_later(const shell::Node& node, std::string_view text) {
  const std::vector<std::string> meant = expanded(text);
  return std::ranges::any_of(node.script->commands, [&](const shell::Node* later) {
    if (later->span.begin <= node.span.begin || !is_one_of("chown chmod chgrp cd cp mv ln", later->program))
      return false;
    return std::ranges::any_of(later->words, [&](const shell::Word& word) {
      return std::ranges::find(meant, std::string_view(word.text)) != meant.end();
    });
  });
}

static void check(const CommandSubject& subject, Report& report) {
  const bool by_compose = subject.site == CommandSite::compose_command && subject.service != nullptr;
  const bool fits = subject.site == CommandSite::run || subject.site == CommandSite::script ||
                    (by_compose && has_plain_sh(*subject.service));
  const shell::Node& node = *subject.invocation.node;
  const shell::Dialect dialect = node.script->dialect;
  if (!fits || (dialect != shell::Dialect::posix && dialect != shell::Dialect::ash)) return report.skip();
  // Text for another program, in which braces may be anything.
  if (is_one_of("echo printf grep egrep sed awk jq find curl wget git docker expect", subject.invocation.program) ||
      // These take patterns with braces and look for the files themselves.
      is_one_of(
          "mocha eslint prettier stylelint jest vitest nyc c8 ava tap rimraf del cpx cpy copyfiles biome oxlint tslint "
          "markdownlint lint-staged onchange nodemon chokidar tsup",
          subject.invocation.program))
    return report.skip();
  for (const shell::Word& word : subject.invocation.arguments)
    for (const shell::Expansion& expansion : word.expansions) {
      if (expansion.kind != shell::ExpansionKind::brace) continue;
      // Below any number of folders look only programs of their own.
      if (contains(word.text, "**/")) continue;
      const std::string_view options = first_line(*node.script, subject.file, report.project());
      const std::optional<shell::Dialect> shell = known_shell(*node.script, subject.stage, options);
      const bool makes = is_one_of("mkdir touch install", subject.invocation.program);
      Builder finding =
          makes ? report.at(expansion.span, "`sh` has no brace expansion: this makes one `{}`; write the names out",
                            word.text)
                : report.at(expansion.span,
                            "`sh` has no brace expansion: the braces stay as they are; write the names out");
      if (by_compose)
        finding.confidence(Confidence::likely);
      else if (!shell.has_value())
        finding.confidence(Confidence::possible);
      else if (subject.site == CommandSite::script)
        finding.confidence(Confidence::likely);
      // What is not there is deleted without complaint, and what was meant stays.
      if (subject.invocation.program == "rm" && subject.invocation.has_any_flag({"-f", "--force"})) {
        finding.severity(Severity::low);
        return;
      }
      if (subject.site == CommandSite::run && (!makes || is_needed_later(node, word.text))) finding.rung(Rung::build);
      return;
    }
  report.skip();
}

extern const Rule rule = {
    .code = "SW3021",
    .summary = "Brace expansion in a shell that has none",
    .why =
        "dash and BusyBox take `{a,b}` for plain text. `mkdir -p data/{db,cache}` makes one folder called `{db,cache}` "
        "and reports success.",
    .remedy = "Write the names out, use a loop, or run the script with bash (in a Dockerfile by `SHELL`).",
    .peers = "hadolint-shellcheck:SC2039 hadolint-shellcheck:SC3009",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(),
};

}  // namespace seaworthy::rules::brace_expansion_in_sh
