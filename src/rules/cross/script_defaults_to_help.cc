#include "rules/rule.h"

#include <string>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::script_defaults_to_help {

static bool is_help(std::string_view word) {
  return contains(word, "help") || contains(word, "usage") || contains(word, "Usage");
}

/// The argument that decides: `$1`, `${1:-help}`, or a variable that was set to one of these.
static const shell::Word* first_argument(const shell::Script& script, const shell::Word& subject,
                                         std::string_view& fallback) {
  const auto reads = [&](const shell::Word& word) {
    for (const shell::Expansion& expansion : word.expansions)
      if (expansion.name == "1") {
        fallback = expansion.operation == ":-" || expansion.operation == "-" ? expansion.argument : std::string_view();
        return true;
      }
    return false;
  };
  if (reads(subject)) return &subject;
  if (subject.expansions.size() != 1) return nullptr;
  for (const shell::Node* const node : script.commands)
    for (const shell::Assignment& assignment : node->assignments)
      if (assignment.name == subject.expansions[0].name && reads(assignment.value)) return &assignment.value;
  return nullptr;
}

/// `echo "usage: $0 start|stop"`
static bool prints_usage(const shell::Node& node) {
  return is_one_of("echo printf", node.words[0].text) && node.words.size() > 1 && is_help(node.words[1].text);
}

/// A list that does nothing but call the help, and does not end with a failure.
static bool only_helps(const shell::Node& item) {
  std::size_t calls = 0;
  bool helps = false;
  const auto walk = [&](const auto& self, const shell::Node& node) -> void {
    if (node.kind == shell::NodeKind::simple && !node.words.empty()) {
      ++calls;
      if (is_help(node.words[0].text) || prints_usage(node)) helps = true;
      if (node.words[0].text == "exit" && node.words.size() > 1 && node.words[1].text != "0") calls = 99;
    }
    for (const shell::Node* const child : node.children) self(self, *child);
  };
  walk(walk, item);
  return helps && calls <= 3;
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr) return report.skip();
  const std::string_view name = base_name(file.path);
  bool acts = false;
  for (const std::string_view word : {"deploy", "backup", "restore", "setup", "install", "update", "migrate", "start",
                                      "release", "rollback", "publish"})
    acts = acts || contains(name, word);
  if (!acts) return report.skip();
  const shell::Node* found = nullptr;
  for (const shell::Node* const child : file.script->root->children)
    if (child->kind == shell::NodeKind::case_clause) found = child;
  if (found == nullptr || found->words.empty()) return report.skip();
  std::string_view fallback;
  const shell::Word* const argument = first_argument(*file.script, found->words[0], fallback);
  if (argument == nullptr) return report.skip();
  // The item that an absent argument falls into.
  const shell::Node* taken = nullptr;
  std::string commands;
  std::size_t count = 0;
  for (const shell::Node* const item : found->children) {
    bool is_plain = false;
    for (const shell::Word& pattern : item->words) {
      if (taken == nullptr && (pattern.text == fallback || pattern.text == "*")) taken = item;
      is_plain = pattern.literal && pattern.text != "*" && !pattern.text.starts_with('-') && !is_help(pattern.text);
    }
    if (is_plain && count < 3) {
      if (count++ > 0) commands += ", ";
      commands += item->words[0].text;
    }
  }
  if (taken == nullptr || !only_helps(*taken) || commands.empty()) return;
  report
      .at(taken->span, "Run without an argument, `{}` prints its help and reports success; name a command such as `{}`",
          name, commands)
      .note(argument->span, "The argument is read here");
}

extern const Rule rule = {
    .code = "SW4558",
    .summary = "Script that does nothing but succeed when its argument is missing",
    .why =
        "Whoever runs it as its name suggests sees no error, and nothing was done: a deployment that never happened, a "
        "backup that was never made.",
    .remedy = "End with a status other than 0 after the help, or do what the name says.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::script_defaults_to_help
