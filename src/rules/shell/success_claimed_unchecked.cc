#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "rules/lib/shell_context.h"
#include "rules/lib/sourced.h"
#include "rules/lib/telling.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::success_claimed_unchecked {

/// A sentence that tells a person that something went well.
static bool claims_success(const shell::Node& node) {
  if (node.kind != shell::NodeKind::simple) return false;
  const shell::Invocation command = shell::invocation(node);
  if (!tells(node)) return false;
  for (const shell::Word& word : command.arguments) {
    std::string text(word.text.substr(0, 300));
    for (char& letter : text) letter = lower(letter);
    // What may come or is asked for is no claim, and neither is a time.
    for (const std::string_view doubt : {"finished at:", "completed at:", "to complete", "will ", "not ", "fail", "if ",
                                         "unsuccess", "?", "...", "error", "waiting", "please", "usage"})
      if (contains(text, doubt)) return false;
    for (const std::string_view claim :
         {"success", "complete", "finished", "is live", "deployed", " passed", "validated", "verified", "is ready",
          "is fine", "all good", "up and running", "is running", "\xe2\x9c\x85", "\xe2\x9c\x93", "\xe2\x9c\x94"})
      if (contains(text, claim)) return true;
    if (text == "ready" || text == "deployed" || text == "done" || text == "restored") return true;
  }
  return false;
}

/// A command whose outcome the claim is about.
static bool does_work(const shell::Node& node) {
  if (node.kind == shell::NodeKind::and_or || node.kind == shell::NodeKind::pipeline)
    return does_work(*node.children.front());
  if (node.kind == shell::NodeKind::for_loop || node.kind == shell::NodeKind::while_loop) {
    for (const shell::Node* child : node.children.back()->children)
      if (does_work(*child)) return true;
    return false;
  }
  if (node.kind != shell::NodeKind::simple) return false;
  const shell::Invocation command = shell::invocation(node);
  constexpr WordList programs =
      "docker docker-compose podman kubectl helm npm yarn pnpm npx make go cargo mvn gradle pytest git rsync scp "
      "ssh psql pg_dump pg_restore mysqldump mysql mongodump certbot openssl curl wget terraform systemctl tar";
  if (!is_one_of(programs, command.program)) return false;
  // A change of owner or mode that may fail is no matter of what is claimed.
  if (std::ranges::any_of(command.arguments,
                          [](const shell::Word& word) { return is_one_of("chown chmod", word.text); }))
    return false;
  // What only shows something, for people to read.
  for (const shell::Word& word : command.arguments)
    for (const std::string_view question : {"\\dt", "\\l", "\\d ", "\\du", "SELECT ", "select ", "SHOW "})
      if (word.text.starts_with(question)) return false;
  const std::vector<const shell::Word*> operands =
      command.operands({"-f", "--file", "--profile", "--env-file", "-p", "-n", "--namespace"});
  for (std::size_t at = 0; at < std::min<std::size_t>(operands.size(), 2); ++at)
    if (is_one_of("ps logs images version info ls services list get describe status top stats inspect history show log "
                  "branch remote",
                  operands[at]->text))
      return false;
  return true;
}

/// Removing what may not be there: its failure is no failure.
static bool clears_away(const shell::Node& node) {
  const shell::Node& last = node.kind == shell::NodeKind::pipeline ? *node.children.back() : node;
  if (last.kind != shell::NodeKind::simple) return false;
  for (const shell::Word& word : shell::invocation(last).arguments)
    if (is_one_of("rm rmi down prune stop kill", word.text)) return true;
  return false;
}

/// Whether what an assignment keeps is read further down.
static bool is_kept(const shell::Node& assigning) {
  bool read = false;
  if (assigning.script->root == nullptr || assigning.assignments.empty()) return false;
  const std::string_view name = assigning.assignments.front().name;
  for_each_node(*assigning.script->root, [&](const shell::Node& node) {
    if (node.span.begin <= assigning.span.begin) return;
    for (const shell::Word& word : node.words)
      for (const shell::Expansion& expansion : word.expansions) read = read || expansion.name == name;
  });
  return read;
}

/// Whether the failure of `node` goes by: nothing stops the script, or `|| ...` lets it go on.
static const shell::Node* unchecked(const shell::Node& node, bool errexit) {
  if (node.background) return nullptr;
  if (node.kind == shell::NodeKind::and_or) {
    const shell::Node& last = *node.children.back();
    if (last.joined_by != "||" || last.kind != shell::NodeKind::simple) return nullptr;
    // `|| STATUS=$?` keeps it for later, if anything asks for it.
    const bool goes_on = last.words.empty()
                             ? !is_kept(last)
                             : last.words.front().text == "true" || last.words.front().text == ":" || tells(last);
    return goes_on && does_work(node) && !clears_away(*node.children.front()) ? &node : nullptr;
  }
  if (!does_work(node)) return nullptr;
  if (node.kind == shell::NodeKind::for_loop || node.kind == shell::NodeKind::while_loop) {
    for (const shell::Node* child : node.children.back()->children)
      if (const shell::Node* const found = unchecked(*child, errexit); found != nullptr) return found;
    return nullptr;
  }
  return errexit ? nullptr : &node;
}

/// Whether a function of the script asks for the status of what ran before it.
static bool asks_for_status(std::string_view name, const shell::Node& root) {
  bool asks = false;
  for_each_node(root, [&](const shell::Node& node) {
    if (asks || node.kind != shell::NodeKind::function || node.name != name) return;
    for_each_node(node, [&](const shell::Node& inner) {
      for (const shell::Word& word : inner.words)
        for (const shell::Expansion& expansion : word.expansions) asks = asks || expansion.name == "?";
      for (const shell::Assignment& assignment : inner.assignments)
        for (const shell::Expansion& expansion : assignment.value.expansions) asks = asks || expansion.name == "?";
    });
  });
  return asks;
}

/// Whether a loop ends the script when its patience does.
static bool gives_up(const shell::Node& loop) {
  bool ends = false;
  for_each_node(loop, [&](const shell::Node& node) {
    ends = ends || (node.kind == shell::NodeKind::simple && is_one_of("exit return", shell::invocation(node).program));
  });
  return ends;
}

/// Whether something between the work and the claim looks at how it went: `if`, a counter, `exit`, a function that
/// does, a loop that gives up.
static bool looks(const shell::Node& node, const shell::Node& root) {
  if (node.kind == shell::NodeKind::if_clause || node.kind == shell::NodeKind::case_clause ||
      node.kind == shell::NodeKind::condition || node.kind == shell::NodeKind::until_loop)
    return true;
  if (node.kind == shell::NodeKind::and_or) return looks(*node.children.front(), root);
  if (node.kind == shell::NodeKind::while_loop) return gives_up(node);
  if (node.kind != shell::NodeKind::simple) return false;
  const std::string_view program = shell::invocation(node).program;
  if (is_one_of("[ test exit wait", program)) return true;
  if (asks_for_status(program, root)) return true;
  for (const shell::Word& word : node.words)
    for (const shell::Expansion& expansion : word.expansions)
      if (expansion.name == "?") return true;
  for (const shell::Assignment& assignment : node.assignments)
    for (const shell::Expansion& expansion : assignment.value.expansions)
      if (expansion.name == "?") return true;
  return false;
}

/// Whether a command starts containers and does not wait until they are well.
static bool starts_detached(const shell::Node& node) {
  if (node.kind != shell::NodeKind::simple) return false;
  const shell::Invocation command = shell::invocation(node);
  if (!is_one_of("docker docker-compose podman", command.program) || command.has_flag("--wait")) return false;
  return command.has_any_flag({"-d", "--detach"}) &&
         std::ranges::any_of(command.arguments, [](const shell::Word& word) { return word.text == "up"; });
}

/// A pause or a list of containers, behind which people believe that they have seen how the start went.
static bool pretends_to_look(const shell::Node& node) {
  if (node.kind != shell::NodeKind::simple) return false;
  const shell::Invocation command = shell::invocation(node);
  return command.program == "sleep" ||
         (is_one_of("docker docker-compose podman", command.program) &&
          std::ranges::any_of(command.arguments, [](const shell::Word& word) { return word.text == "ps"; }));
}

/// Looks through one list: the first piece of work that nothing checks, and a claim behind it.
static bool check_list(const shell::Node& list, const shell::Node& root, bool errexit, Report& report) {
  const shell::Node* work = nullptr;
  const shell::Node* started = nullptr;
  bool paused = false;
  for (const shell::Node* node : list.children) {
    if (looks(*node, root)) {
      work = nullptr;
      started = nullptr;
    }
    if (starts_detached(*node)) {
      started = node;
      paused = false;
    }
    paused = paused || pretends_to_look(*node);
    if (started != nullptr && paused && claims_success(*node) && contains(told_text(*node), "deploy")) {
      report.at(node->span, "This is printed without a look at whether what was started runs")
          .note(started->span, "This returns as soon as the containers are started")
          .severity(Severity::low);
      return true;
    }
    if (claims_success(*node) && work != nullptr) {
      report.at(node->span, "This is printed whether or not what stands before it worked")
          .note(work->span, "Its failure goes by");
      return true;
    }
    const shell::Node* const found = unchecked(*node, errexit);
    if (found != nullptr && work == nullptr && !clears_away(*found)) work = found;
    // What may fail in front of work that ends the script was only to prepare it, and the claim is about the work.
    if (found == nullptr && errexit && node->kind == shell::NodeKind::simple && does_work(*node)) work = nullptr;
  }
  return false;
}

/// Whether a script is there to find something out: what it says is then its result, not a summary of its work.
static bool is_check(std::string_view path) {
  for (const std::string_view word : {"check", "valid", "verify", "audit", "detector"})
    if (contains(base_name(path), word)) return true;
  return false;
}

/// Whether a variable gets what a command prints.
static bool is_asked_for(const shell::Script& script, std::string_view name) {
  return std::ranges::any_of(script.commands, [&](const shell::Node* node) {
    return std::ranges::any_of(node->assignments, [&](const shell::Assignment& assignment) {
      return assignment.name == name &&
             std::ranges::any_of(assignment.value.expansions,
                                 [](const shell::Expansion& expansion) { return expansion.script != nullptr; });
    });
  });
}

/// `echo "OK: $(wc -l < list) entries"`, `echo "Address: $ADDRESS"`: what it says was asked for.
static bool looks_up(const shell::Node& node) {
  return std::ranges::any_of(node.words, [&](const shell::Word& word) {
    return std::ranges::any_of(word.expansions, [&](const shell::Expansion& expansion) {
      return expansion.script != nullptr || is_asked_for(*node.script, expansion.name);
    });
  });
}

/// A command that does something, whatever it is, and does not only speak or prepare.
static bool does_anything(const shell::Node& node) {
  if (does_work(node)) return true;
  if (node.kind != shell::NodeKind::simple || tells(node)) return false;
  const std::string_view program = shell::invocation(node).program;
  return !program.empty() && !is_one_of(
                                 "set cd source . export readonly declare local shopt shift clear date sleep trap "
                                 "umask unset return exit true : [ test",
                                 program);
}

/// Claims with nothing at all before them: `echo "✓ No container runs as root"` one below the other. Where a failure
/// ends the script, what stands behind its work is a summary.
static bool check_bare_claims(const shell::Node& list, bool errexit, const project::File& file, Report& report) {
  const shell::Node* first = nullptr;
  int claims = 0;
  bool worked = false;
  for (const shell::Node* node : list.children) {
    worked = worked || (errexit ? does_anything(*node) : does_work(*node));
    if (worked && errexit && !is_check(file.path)) return false;
    const bool is_claim = claims_success(*node) && contains(report.text(node->span), "\xe2\x9c") && !looks_up(*node);
    if (is_claim) {
      if (first == nullptr) first = node;
      ++claims;
      continue;
    }
    if (claims >= 2) break;
    first = nullptr;
    claims = 0;
  }
  if (claims < 2) return false;
  report.at(first->span, "{} results are printed here and nothing checks them", claims).severity(Severity::high);
  return true;
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr || !concerns_deployment(file, report.project())) {
    const bool checks = contains(file.path, "check") || contains(file.path, "valid") || contains(file.path, "verify") ||
                        contains(file.path, "build") || contains(file.path, "detector");
    if (file.script == nullptr || file.script->root == nullptr || !checks) return report.skip();
  }
  const std::string_view line = first_line(*file.script, &file, report.project());
  const bool errexit = strict_mode(*file.script, line).errexit || mode_of_sourced(file, report.project()).errexit;
  bool any = false;
  bool found = false;
  for_each_node(*file.script->root, [&](const shell::Node& node) {
    any = any || claims_success(node);
    if (node.kind != shell::NodeKind::list || found) return;
    found = check_list(node, *file.script->root, errexit, report) ||
            (&node == file.script->root && check_bare_claims(node, errexit, file, report));
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3033",
    .summary = "Success that is claimed without a check",
    .why =
        "People and pipelines believe the last line. A script that prints it in every case reports a deployment, "
        "backup or audit that did not happen.",
    .remedy =
        "End the script at the first failure (`set -e`), test what was done (`up --wait`, a request, the size of the "
        "file), and print the result of the test.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::success_claimed_unchecked
