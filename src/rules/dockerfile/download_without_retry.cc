#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::download_without_retry {

/// A client, and what gives it a configuration for all calls.
struct Client {
  std::string_view program, variable, file, peer;
};
constexpr Client clients[] = {
    {"curl", "CURL_HOME", "curlrc", "tally:tally/prefer-curl-config"},
    {"wget", "WGETRC", "wgetrc", "tally:tally/prefer-wget-config"},
};

static bool is_configured(const dockerfile::Stage& stage, const Client& client, Report& report) {
  for (const dockerfile::Variable& variable : stage.variables)
    if (variable.name == client.variable) return true;
  return std::ranges::any_of(stage.instructions, [&](const dockerfile::Instruction* instruction) {
    return contains(report.text(instruction->span), client.file);
  });
}

static bool retries(const shell::Invocation& command) {
  return command.has_any_flag({"--retry", "--tries", "-t", "-K", "--config", "--retry-connrefused"});
}

/// The word of a step that installs the client, or calls it without asking for another try. A step that unpacks what it
/// fetches is download-then-extract's.
static const shell::Word* first_use(const dockerfile::Instruction& run, const Client& client) {
  if (run.op != dockerfile::Op::run || run.script == nullptr) return nullptr;
  const shell::Word* called = nullptr;
  bool unpacks = false;
  for (const shell::Node* node : run.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    const PackageCommand package = package_command(command);
    if (package.action == PackageAction::install)
      for (const shell::Word* word : package.packages)
        if (before(word->text, '=') == client.program) return word;
    unpacks = unpacks || is_one_of("tar bsdtar unzip", command.program);
    const bool is_client =
        command.program == client.program ||
        (command.program.ends_with(".exe") && command.program.substr(0, command.program.size() - 4) == client.program);
    if (called == nullptr && is_client && !command.arguments.empty() && !retries(command))
      called = command.program_word;
  }
  return unpacks ? nullptr : called;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  bool any = false;
  for (const Client& client : clients) {
    bool inherited = false;
    for (const dockerfile::Stage* parent = stage.parent; parent != nullptr; parent = parent->parent)
      inherited = inherited || is_configured(*parent, client, report) ||
                  std::ranges::any_of(parent->instructions, [&](const dockerfile::Instruction* instruction) {
                    return first_use(*instruction, client) != nullptr;
                  });
    if (inherited || is_configured(stage, client, report)) continue;
    for (const dockerfile::Instruction* instruction : stage.instructions) {
      const shell::Word* const word = first_use(*instruction, client);
      if (word == nullptr) continue;
      any = true;
      report
          .at(word->span, "One hiccup of the network fails the build; tell `{}` once, in `{}`, to try again",
              client.program, client.program == "curl" ? "$CURL_HOME/.curlrc" : "/etc/wgetrc")
          .peers(client.peer);
      break;
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1158",
    .summary = "Download without a second try",
    .why = "Servers answer 503 now and then, and a long build is lost.",
    .remedy =
        "`--retry 3 --retry-connrefused`, in the file that the client reads, or in each call. Off by default: most "
        "builds "
        "are simply started again.",
    .peers = "tally:tally/prefer-curl-config tally:tally/prefer-wget-config",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::download_without_retry
