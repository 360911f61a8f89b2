#include <algorithm>
#include <string_view>

#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::plugin_looked_for_as_program {

static void check(const CommandSubject& subject, Report& report) {
  const shell::Invocation& command = subject.invocation;
  if (command.program_word == nullptr) return report.skip();
  constexpr WordList plugins = "compose buildx";
  const shell::Word* first = nullptr;
  bool fails_for_one = false;
  std::span<const shell::Word> rest = command.arguments;
  if (is_one_of("which type hash", command.program) ||
      (command.program == "command" && command.has_any_flag({"-v", "-V"}))) {
    const auto name = std::ranges::find_if(rest, [](const shell::Word& word) { return !word.text.starts_with('-'); });
    if (name == rest.end()) return report.skip();
    first = &*name;
    rest = rest.subspan(static_cast<std::size_t>(name - rest.begin()) + 1);
    fails_for_one = command.program != "command";
  } else {
    return report.skip();
  }
  if (first->text.starts_with("docker ") && is_one_of(plugins, first->text.substr(7))) {
    report
        .at(first->span, "No program is called `{}`, so this never finds the plugin; ask `{} version`", first->text,
            first->text)
        .severity(Severity::medium);
    return;
  }
  if (first->text != "docker" || rest.empty() || !is_one_of(plugins, rest.front().text)) return report.skip();
  if (fails_for_one) {
    report
        .at(subject.invocation.span(), "`{}` wants a program `{}` as well, and always fails; ask `docker {} version`",
            command.program, rest.front().text, rest.front().text)
        .severity(Severity::medium);
    return;
  }
  report.at(subject.invocation.span(),
            "This succeeds when `docker` is there, with or without the plugin; ask `docker {} version`",
            rest.front().text);
}

extern const Rule rule = {
    .code = "SW3196",
    .summary = "Plugin of Docker that is looked for as a program",
    .why =
        "`docker compose` is no program of the search path. `command -v docker compose` asks for two programs and is "
        "content with one of them, so that the check never notices a missing plugin; `which` and `type` want both, and "
        "never find it.",
    .remedy = "`docker compose version > /dev/null 2>&1`.",
    .severity = Severity::low,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(),
};

}  // namespace seaworthy::rules::plugin_looked_for_as_program
