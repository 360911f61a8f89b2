#include <string>

#include "base/ascii.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::secret_literal_in_script {

/// Names that say that the value protects nothing.
static bool is_for_show(std::string_view name) {
  const std::string small = ascii::lowered(name);
  for (const std::string_view word : {"test", "mock", "dummy", "example", "fake", "sample"})
    if (contains(small, word)) return true;
  return false;
}

/// Whether a value is the name in another spelling: `KEY_ID_TOKEN_FIELDS="id-token-fields"`.
static bool is_own_name(std::string_view name, std::string_view value) {
  std::string spelled = ascii::lowered(value);
  for (char& letter : spelled) letter = letter == '-' || letter == '.' ? '_' : letter;
  return contains(ascii::lowered(name), spelled);
}

/// Long and without an order: nobody chose it, a program did.
static bool is_random(std::string_view value) {
  if (value.size() < 24 || value.find_first_of(" $/:.{}<>*%|") < value.size() - 1) {
    // Base64 has slashes, and a sign of equality at its end.
    if (value.size() < 40 || value.find_first_of(" $:.{}<>*%|") != std::string_view::npos || value.front() == '/')
      return false;
  }
  // A row of the alphabet is no secret.
  if (value.find("0123456789") != std::string_view::npos || value.find("abcdef") != std::string_view::npos)
    return false;
  bool digit = false, letter = false;
  for (const char each : value) {
    digit = digit || is_digit(each);
    letter = letter || ascii::is_letter(each);
  }
  return digit && letter && entropy(value) >= 3.3;
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr || file.role == project::Role::test) return report.skip();
  bool any = false;
  const auto judge = [&](std::string_view name, std::string_view text, const shell::Word& value) {
    if (!name_is_secret(name) || is_for_show(name)) return;
    any = true;
    if (!value.literal || classify_secret_value(text) != SecretValue::literal || !is_random(text) ||
        is_own_name(name, text))
      return;
    report.at(value.span, "`{}` stands here in full, and in git for ever; whoever can read the repository has it",
              name);
  };
  for_each_node_deep(*file.script, [&](const shell::Node& node) {
    for (const shell::Assignment& assignment : node.assignments)
      if (!assignment.array) judge(assignment.name, assignment.value.text, assignment.value);
    if (node.kind != shell::NodeKind::simple || node.words.empty() || !shell::is_declaration(node.words[0].text))
      return;
    for (const shell::Word& word : node.words.subspan(1))
      if (const std::size_t equals = word.text.find('='); equals != std::string_view::npos)
        judge(word.text.substr(0, equals), word.text.substr(equals + 1), word);
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW6130",
    .summary = "Generated secret that a script holds in full",
    .why =
        "It was made at random to be known to nobody, and the script that installs it shows it to everybody. A secret "
        "that was once in git counts as known.",
    .remedy =
        "Let the script generate the value (`openssl rand -hex 32`) or read it from a secret store, and change what it "
        "has already installed.",
    .controls = "CIS Docker 1.6:4.10; OWASP Docker Top 10 2018:D07; NIST 800-190:4.1.4",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::secret_literal_in_script
