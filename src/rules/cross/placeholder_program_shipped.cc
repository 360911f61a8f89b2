#include <algorithm>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::placeholder_program_shipped {

using dockerfile::Instruction;
using dockerfile::Op;

/// `RUN mkdir src && echo "fn main() {}" > src/main.rs && cargo build --release`
static bool builds_placeholder(std::string_view text) {
  return contains(text, "fn main") && contains(text, "main.rs") && contains(text, "cargo build");
}

/// What makes cargo build the program again: a new time on its source, or its output taken away.
static bool makes_it_new(std::string_view text) {
  for (const std::string_view word : {"touch", "cargo clean", "rm -rf target", "rm -r target", "rm -f target",
                                      "target/release/deps", "target/release/.fingerprint", "cargo install", "find "})
    if (contains(text, word)) return true;
  return false;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const dockerfile::Stage* const stage : dockerfile.parsed->stages) {
    const Instruction* placeholder = nullptr;
    const Instruction* copied = nullptr;
    for (const Instruction* const instruction : stage->instructions) {
      const std::string_view text = report.text(instruction->span);
      if (instruction->op == Op::copy && placeholder != nullptr && instruction->flag("from") == nullptr &&
          !instruction->arguments.empty() &&
          (contains(instruction->arguments.front().text, "src") || instruction->arguments.front().text == "." ||
           instruction->arguments.front().text == "./"))
        copied = instruction;
      if (instruction->op != Op::run) continue;
      if (builds_placeholder(text)) {
        asks = true;
        // What takes the output away in the same step leaves nothing to be taken for new.
        placeholder = makes_it_new(text) ? nullptr : instruction;
        continue;
      }
      if (placeholder == nullptr) continue;
      if (makes_it_new(text)) break;
      if (copied == nullptr || !contains(text, "cargo build")) continue;
      report
          .at(instruction->span,
              "The sources keep their times, which are older than the placeholder, so cargo may ship that; `touch` "
              "them")
          .note(placeholder->span, "The placeholder is built here")
          .note(copied->span, "The sources come here");
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4078",
    .summary = "Placeholder that cargo may take for the program",
    .why =
        "cargo compares times. COPY keeps those of the checkout, which lie before the build of the placeholder, so "
        "that "
        "nothing seems to have changed: the image ships a program that ends at once.",
    .remedy = "Put `touch src/main.rs` before the second build, or plan the dependencies with cargo-chef.",
    .references = "https://doc.rust-lang.org/cargo/faq.html#why-is-cargo-rebuilding-my-code",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::placeholder_program_shipped
