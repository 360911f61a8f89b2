#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/vocabulary.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::generated_secret_breaks_url {

/// Whether a filter takes out, or keeps to, characters: `tr -d '\n'` alone leaves what breaks an address.
static bool takes_signs_out(const shell::Invocation& filter) {
  if (is_one_of("jq xxd hexdump od", filter.program)) return true;
  if (filter.program == "cut") return false;
  for (const shell::Word& word : filter.arguments) {
    if (!word.expansions.empty()) return true;
    if (word.text.starts_with("-c") || word.text.starts_with("-dc") || word.text.starts_with("-C") ||
        contains(word.text, "/") || contains(word.text, "+") || contains(word.text, "alnum") ||
        contains(word.text, "A-Z"))
      return true;
  }
  return false;
}

/// Whether the output is changed to characters that an address can hold.
static bool is_filtered(const shell::Node& node) {
  for (const shell::Node* at = &node; at->parent != nullptr; at = at->parent) {
    if (at->parent->kind != shell::NodeKind::pipeline) continue;
    for (const shell::Node* const part : at->parent->children) {
      const shell::Invocation command = shell::invocation(*part);
      if (is_one_of("tr sed cut jq xxd hexdump od", command.program) && part != at && takes_signs_out(command))
        return true;
    }
  }
  return false;
}

/// The name that a command's output goes to: of the assignment around it, or of the function it stands in.
static std::string_view assigned_name(const shell::Node& node, const shell::Node*& where) {
  for (const shell::Node* at = node.parent; at != nullptr; at = at->parent) {
    for (const shell::Assignment& assignment : at->assignments)
      for (const shell::Expansion& expansion : assignment.value.expansions)
        if (expansion.script != nullptr && node.script == expansion.script) {
          where = at;
          return assignment.name;
        }
    if (at->kind == shell::NodeKind::function) {
      where = at;
      return at->name;
    }
  }
  return {};
}

/// The name in front of the substitution that a command stands in: of `echo "PASSWORD=$(...)"`, PASSWORD.
static std::string_view written_name(const shell::Node& node) {
  const shell::Node* const root = node.script != nullptr ? node.script->root : nullptr;
  const shell::Node* const holder = root != nullptr ? root->parent : nullptr;
  if (holder == nullptr) return {};
  const auto name_in = [&](std::string_view text, const shell::Expansion& expansion,
                           std::string_view raw) -> std::string_view {
    const std::size_t at = raw.find(expansion.argument);
    if (at == std::string_view::npos || at < 3) return {};
    const std::size_t equals = raw.rfind('=', at);
    if (equals == std::string_view::npos || raw.find_first_of(" \n", equals) < at) return {};
    std::size_t begin = equals;
    while (begin > 0 && (is_digit(raw[begin - 1]) || raw[begin - 1] == '_' ||
                         (lower(raw[begin - 1]) >= 'a' && lower(raw[begin - 1]) <= 'z')))
      --begin;
    return text.empty() ? std::string_view() : raw.substr(begin, equals - begin);
  };
  for (const shell::Word& word : holder->words)
    for (const shell::Expansion& expansion : word.expansions)
      if (expansion.script == node.script) return name_in(word.text, expansion, word.raw);
  for (const shell::Redirection& redirection : holder->redirections) {
    if (redirection.heredoc == nullptr) continue;
    for (const shell::Expansion& expansion : redirection.heredoc->expansions)
      if (expansion.script == node.script)
        return name_in(redirection.heredoc->body.text, expansion, redirection.heredoc->body.text);
  }
  return {};
}

/// The address of a Compose file that takes a variable as its password, when there is one.
static Span address_of_stack(const project::Project& project, std::string_view name) {
  for (const project::Stack& stack : project.stacks)
    for (const compose::VariableUse& use : stack.model->variables) {
      if (use.name != name || !use.span.valid()) continue;
      const std::string_view text = project.sources[use.span.file].text();
      const std::size_t line_begin = text.rfind('\n', use.span.begin) + 1;
      const std::string_view before_it = text.substr(line_begin, use.span.begin - line_begin);
      const std::string_view behind = text.substr(use.span.end, text.find('\n', use.span.end) - use.span.end);
      const std::size_t scheme = before_it.rfind("://");
      if (scheme == std::string_view::npos || before_it.find_first_of(" ,@", scheme) != std::string_view::npos)
        continue;
      if (!behind.starts_with('@')) continue;
      return use.span;
    }
  return {};
}

/// An address with a credential in the text that uses the name: `postgresql://app:${DB_PASSWORD}@db`.
static std::size_t address_with(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
    const std::string_view rest = text.substr(at, std::min(text.find('\n', at), text.size()) - at);
    const std::size_t sign = rest.find('@');
    if (sign == std::string_view::npos) continue;
    const std::string_view credentials = rest.substr(0, sign);
    for (const std::string& form : {"${" + std::string(name) + "}", "$" + std::string(name)})
      if (contains(credentials, form)) return at;
  }
  return std::string_view::npos;
}

/// A command of a stack that puts the file of a secret into the password of an address, `://app:$(cat
/// /run/secrets/db_password)@db`, where the script makes that secret. Its name; "" for none.
static std::string_view secret_in_address(const project::Project& project, std::string_view script, Span& place) {
  constexpr std::string_view folder = "/run/secrets/";
  for (const project::Service& service : project.services)
    for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
      for (const std::string_view word : given->words) {
        const std::size_t at = word.find(folder);
        if (at == std::string_view::npos) continue;
        const std::size_t begin = at + folder.size();
        const std::size_t end = std::min(word.find_first_of(")`\" ", begin), word.size());
        const std::size_t scheme = word.rfind("://", at);
        const std::string_view name = word.substr(begin, end - begin);
        if (scheme == std::string_view::npos || contains(word.substr(scheme, at - scheme), "@") ||
            !contains(word.substr(end, 3), "@") || !has_word(script, name))
          continue;
        place = given->span;
        return name;
      }
  return {};
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.invocation.verb() != "rand" || !subject.invocation.has_flag("-base64") || subject.file == nullptr)
    return report.skip();
  if (subject.site != CommandSite::script && subject.site != CommandSite::make) return report.skip();
  if (is_filtered(*subject.invocation.node)) return;
  const shell::Node* where = nullptr;
  std::string_view name = assigned_name(*subject.invocation.node, where);
  if (const std::string_view written = written_name(*subject.invocation.node); !written.empty()) name = written;
  if (name.empty()) {
    Span place;
    const std::string_view secret =
        secret_in_address(report.project(), report.project().sources[subject.file->source].text(), place);
    if (secret.empty()) return;
    report
        .at(subject.invocation.span(),
            "Base64 may hold `/`, `+` and `=`, which break the address that `{}` goes into; use `-hex`", secret)
        .note(place, "The address");
    return;
  }
  if (const Span used = address_of_stack(report.project(), name); used.valid()) {
    report
        .at(subject.invocation.span(),
            "Base64 may hold `/`, `+` and `=`, which break the address that `{}` goes into; use `-hex`", name)
        .note(used, "The address");
    return;
  }
  const Source& source = report.project().sources[subject.file->source];
  const std::string_view text = source.text();
  std::string used(name);
  std::size_t at = address_with(text, used);
  if (at == std::string_view::npos && where != nullptr && where->kind == shell::NodeKind::function) {
    // `password=$(generate)`: the variables that get what the function prints.
    const std::string call = "=$(" + std::string(name);
    const std::string quoted = "=\"$(" + std::string(name);
    for (const std::string& form : {call, quoted})
      for (std::size_t found = text.find(form); found != std::string_view::npos && at == std::string_view::npos;
           found = text.find(form, found + 1)) {
        std::size_t begin = found;
        while (begin > 0 && (is_digit(text[begin - 1]) || text[begin - 1] == '_' ||
                             (lower(text[begin - 1]) >= 'a' && lower(text[begin - 1]) <= 'z')))
          --begin;
        used = text.substr(begin, found - begin);
        if (!used.empty()) at = address_with(text, used);
      }
  }
  if (at == std::string_view::npos) return;
  const auto begin = static_cast<std::uint32_t>(at);
  report
      .at(subject.invocation.span(),
          "Base64 may hold `/`, `+` and `=`, which break the address that `{}` goes into; use `-hex`", used)
      .note({subject.file->source, begin, begin + 3}, "The address");
}

static constexpr std::string_view programs[] = {"openssl"};

extern const Rule rule = {
    .code = "SW6100",
    .summary = "Generated credential that breaks an address",
    .why = "One start in two fails, depending on what was generated: `/` ends the password and begins the path.",
    .remedy = "Generate with `openssl rand -hex 32`, or encode the value where it is put into the address.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::generated_secret_breaks_url
