#include "rules/rule.h"

#include "rules/lib/download.h"
#include "rules/lib/script_order.h"
#include "rules/lib/words.h"
#include "shell/parse.h"

namespace seaworthy::rules::download_piped_to_shell {

/// The interpreter that reads the download, if one does: later in the pipeline, without a script of its own.
static const shell::Node* reader(const shell::Node& node) {
  const shell::Node* const pipeline = node.parent;
  if (pipeline == nullptr || pipeline->kind != shell::NodeKind::pipeline) return nullptr;
  bool behind = false;
  for (const shell::Node* child : pipeline->children) {
    if (behind && child->kind == shell::NodeKind::simple) {
      const shell::Invocation command = shell::invocation(*child);
      if (verifies(command)) return nullptr;
      if (is_interpreter(command.program)) {
        // `python -m json.tool`, `perl -ne`, `node -e` read data, not a program.
        if (command.has_any_flag({"-c", "-m", "-e", "-n", "-p", "-r", "-ne", "-pe"}) &&
            !shell::is_shell(command.program))
          return nullptr;
        if (command.has_flag("-c")) return nullptr;
        const std::vector<const shell::Word*> words = command.operands({"-o", "-O"});
        // Behind `--` stand arguments of the program that is read: `php -- --filename=x`.
        for (const shell::Word& word : command.arguments)
          if (word.text == "--") return child;
        if (!command.has_flag("-s") && !words.empty() && words.front()->text != "-" &&
            words.front()->text != "/dev/stdin")
          return nullptr;
        return child;
      }
    }
    behind = behind || child == &node;
  }
  return nullptr;
}

/// semgrep has a rule for curl alone, and another one for `eval`.
static std::string_view peers_of(const shell::Invocation& fetching, std::string_view shell) {
  if (fetching.program != "curl") return "scorecard:pinned/downloadThenRun";
  if (shell == "eval") return "scorecard:pinned/downloadThenRun semgrep:curl-eval";
  return "scorecard:pinned/downloadThenRun semgrep:curl-pipe-bash";
}

static void say(Span span, const shell::Invocation& fetching, std::string_view shell, Report& report) {
  const Download fetched = download(fetching);
  const std::string_view host = url_host(fetched.urls.front()->text);
  Builder finding =
      host.empty() || contains(host, "$")
          ? report.at(span, "`{}` runs whatever the server sends; download, compare a checksum, then run", shell)
          : report.at(span, "`{}` runs whatever {} sends; download, compare a checksum, then run", shell, host);
  finding.peers(peers_of(fetching, shell));
  if (fetched.urls.front()->text.starts_with("http://")) finding.severity(Severity::high);
}

/// A command whose words hold a substitution that downloads: `sh -c "$(curl ...)"`, `bash <(curl ...)`, `eval
/// "$(...)"`.
static void check_substitutions(const shell::Invocation& command, Report& report) {
  if (!is_interpreter(command.program) && !is_one_of("eval source .", command.program)) return;
  for (const shell::Word& word : command.arguments)
    for (const shell::Expansion& expansion : word.expansions) {
      if (expansion.script == nullptr) continue;
      for (const shell::Node* node : expansion.script->commands) {
        const shell::Invocation fetching = shell::invocation(*node);
        if (const Download fetched = download(fetching); fetched && !fetched.saves && reader(*node) == nullptr)
          return say(command.span(), fetching, command.program, report);
      }
    }
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  check_substitutions(subject.invocation, report);
  const Download fetched = download(subject.invocation);
  if (!fetched || fetched.saves) return;
  const shell::Node* const shell = reader(*subject.invocation.node);
  if (shell != nullptr)
    say(join(subject.invocation.span(), shell->span), subject.invocation, shell::invocation(*shell).program, report);
}

static constexpr std::string_view programs[] = {"curl", "wget",   "sh", "bash",   "dash",    "ash",  "zsh",  "ksh",
                                                "eval", "source", ".",  "python", "python3", "perl", "ruby", "node"};

extern const Rule rule = {
    .code = "SW1153",
    .summary = "Download run without a look",
    .why =
        "Whoever controls the server, its domain or one of its releases runs code in your build, with its secrets and "
        "its network; and every build may run another script. A connection that breaks runs half of it.",
    .remedy =
        "Save the script at a fixed version, compare its checksum, then run it; or use the distribution's package or "
        "`COPY --from` the project's image.",
    .peers = "scorecard:pinned/downloadThenRun semgrep:curl-eval semgrep:curl-pipe-bash",
    .differs =
        "Interpreters that only filter (`python -m json.tool`, `perl -ne`) are no hits. scorecard also reports files "
        "that "
        "are saved first; see download-without-checksum.",
    .controls = "OWASP Docker Top 10 2018:D08",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::download_piped_to_shell
