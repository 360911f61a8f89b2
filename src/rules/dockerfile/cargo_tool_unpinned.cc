#include "rules/lib/package_command.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::cargo_tool_unpinned {

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || !command.is("cargo", PackageAction::install)) return report.skip();
  for (const std::string_view flag : {"--version", "--vers", "--git", "--path", "--index", "--registry"})
    if (command.has_flag(flag)) return report.skip();
  const shell::Word* first = nullptr;
  for (const shell::Word* const word : command.packages) {
    if (!word->literal || word->text.empty() || contains(word->text, "@") || word->text.starts_with('.')) continue;
    first = word;
    break;
  }
  if (command.packages.empty()) return report.skip();
  if (first == nullptr) return;
  report.at(first->span, "`{}` has no version, so two builds may get two releases; write `{}@VERSION`", first->text,
            first->text);
}

static constexpr std::string_view programs[] = {"cargo"};

extern const Rule rule = {
    .code = "SW1559",
    .summary = "Tool of Rust without a version",
    .why =
        "Every build takes whatever release is the newest. One that asks for a newer Rust than the image has ends the "
        "build, and `--locked` holds the versions of what the tool depends on, not its own.",
    .remedy = "Write `cargo install --locked tool@1.2.3`.",
    .references = "https://doc.rust-lang.org/cargo/commands/cargo-install.html",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::cargo_tool_unpinned
