#include "rules/rule.h"

#include <string>

#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::style_stopsignal_name {

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.arguments.empty() || (instruction.stage != nullptr && is_windows_stage(*instruction.stage)))
    return report.skip();
  const dockerfile::Word& word = instruction.arguments.front();
  if (!word.literal) return report.skip();
  std::string name;
  for (const char c : word.text) name.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  if (is_number(name)) {
    name = name == "15"  ? "SIGTERM"
           : name == "3" ? "SIGQUIT"
           : name == "2" ? "SIGINT"
           : name == "1" ? "SIGHUP"
           : name == "9" ? "SIGKILL"
                         : "";
    if (name.empty()) return;
  } else if (!name.starts_with("SIG")) {
    name.insert(0, "SIG");
  }
  if (report.text(word.span) == name) return;
  report.at(word.span, "The usual spelling is `{}`", name).fix(Safety::safe, "Use the usual spelling", word.span, name);
}

extern const Rule rule = {
    .code = "SW1304",
    .summary = "Unusual spelling of a signal",
    .why = "A reader must look the number up.",
    .remedy = "Write the name with SIG, in capitals.",
    .peers = "tally:tally/prefer-canonical-stopsignal",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .fixes = Fixes::always,
    .on = false,
    .check = each_instruction<check, dockerfile::Op::stopsignal>(),
};

}  // namespace seaworthy::rules::style_stopsignal_name
