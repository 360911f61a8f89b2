#include "rules/rule.h"

#include "knowledge/image_kinds.h"
#include "knowledge/knowledge.h"
#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/run_commands.h"
#include "rules/lib/script_order.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::build_tools_in_final_stage {

/// Images that exist to compile, of languages whose result runs without them.
static std::string_view compiler_image(std::string_view base) {
  const knowledge::Reference reference = knowledge::parse_reference(base);
  if (knowledge::tables::compiler_images.contains(reference.repository)) return reference.repository;
  if (contains(reference.repository, "dotnet/sdk")) return "dotnet/sdk";
  return {};
}

/// Whether the RUN removes what it installed: by virtual name, by package, or by autoremove.
static bool is_removed(const shell::Script& script, const PackageCommand& install, const shell::Node* after) {
  bool behind = false;
  std::string_view group;
  for (std::size_t i = 0; i + 1 < install.arguments.size(); ++i)
    if (install.arguments[i].text == "-t" || install.arguments[i].text == "--virtual")
      group = install.arguments[i + 1].text;
  for (const shell::Word& word : install.arguments)
    if (word.text.starts_with("--virtual=")) group = word.text.substr(10);
  for (const shell::Node* node : script.commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (behind) {
      const std::string_view verb = command.verb();
      if (command.program == "apk" && verb == "del") {
        for (const shell::Word& word : command.arguments)
          if (!group.empty() ? word.text == group : !word.literal || is_one_of("build-base gcc g++ make", word.text))
            return true;
        if (group.empty() && command.arguments.size() > 1) return true;
      }
      if (command.program != "apk" && knowledge::is_system_package_manager(command.program) &&
          (verb == "autopurge" || knowledge::package_manager(command.program)->remove.contains(verb)))
        return true;
    }
    behind = behind || node == after;
  }
  return false;
}

/// Whether the stage builds a program, rather than being a place to build others in.
static bool compiles(const dockerfile::Stage& stage, Report& report) {
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions)
      if (instruction->op == dockerfile::Op::run)
        for (const std::string_view command :
             {"go build", "go install .", "go install -", "cargo build", "cargo install --path", "mvn ", "mvnw",
              "gradle ", "gradlew", "make", "gcc ", "dotnet publish", "dotnet build", "swift build", "cabal ", "stack ",
              "dart compile"})
          if (contains(report.text(instruction->span), command)) return true;
  return false;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  if (is_development_stage(stage) || is_windows_stage(stage)) return report.skip();
  const dockerfile::Instruction* const start = stage.entrypoint != nullptr ? stage.entrypoint : stage.cmd;
  if (const std::string_view image = compiler_image(stage.root().base);
      !image.empty() && stage.root().base_known && start != nullptr) {
    // A tool around the compiler is meant to ship it.
    if (!compiles(stage, report)) return report.skip();
    const std::string_view text = report.text(start->span);
    const bool needs_it = contains(text, "mvn") || contains(text, "gradle") || contains(text, "\"go\"") ||
                          contains(text, "go run") || contains(text, "cargo") ||
                          contains(text, "\"dotnet\", \"run\"") || contains(text, "dotnet watch") ||
                          contains(text, "air") || contains(text, "bash") || contains(text, "go test");
    Builder finding =
        report.at(stage.root().base_span,
                  "The image ships the whole compiler of `{}`; copy the result into a small last stage", image);
    // Without a port to serve the image may well be one to build packages in.
    if (stage.exposed.empty()) finding.severity(Severity::low).confidence(Confidence::likely);
    if (needs_it) finding.severity(Severity::low).confidence(Confidence::possible);
    return;
  }
  const shell::Word* first = nullptr;
  int others = 0;
  each_run_command(stage, [&](const dockerfile::Instruction& run, const shell::Node& node) {
    const PackageCommand command = package_command(shell::invocation(node));
    if (!command.installs_for_system() || is_removed(*run.script, command, &node)) return;
    for (const shell::Word* const word : command.packages) {
      const std::string_view package = word->text.substr(0, word->text.find_first_of("=~<>"));
      if (knowledge::package_class(package) != knowledge::PackageClass::compiler) continue;
      if (first == nullptr)
        first = word;
      else
        ++others;
    }
  });
  if (first == nullptr) return;
  if (others == 0) {
    report.at(first->span, "`{}` stays in the shipped image; build in another stage and copy the result", first->text)
        .severity(Severity::low)
        .confidence(Confidence::likely);
  } else {
    report
        .at(first->span,
            "`{}` and {} more build tools stay in the shipped image; build in another stage and copy the result",
            first->text, others)
        .severity(Severity::low)
        .confidence(Confidence::likely);
  }
}

extern const Rule rule = {
    .code = "SW1213",
    .summary = "Build tools in the shipped image",
    .why =
        "Compilers and their packages are hundreds of megabytes to pull, scan and patch, and they are what an attacker "
        "would bring along.",
    .remedy =
        "Build in a first stage and copy the result into a last one from a small base; or remove the tools in the RUN "
        "that installed them.",
    .differs =
        "tally scores single-stage files; here the shipped stage is judged, with what it inherits, and packages that "
        "are removed in the "
        "same RUN do not count.",
    .controls = "CIS Docker 1.6:4.3; NIST 800-190:4.1.2",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::resist,
    .category = Category::architecture,
    .strength = "ship no compiler",
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::build_tools_in_final_stage
