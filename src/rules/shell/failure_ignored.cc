#include "knowledge/program_kinds.h"
#include "rules/lib/backups.h"
#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "rules/lib/ci_jobs.h"
#include "rules/lib/migrations.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::failure_ignored {

/// What somebody wants to know the outcome of.
enum class Matter { none, work, gate, backup, migration };

/// `docker compose exec -T api php artisan migrate --force`
static bool migrates_inside(const shell::Invocation& command, const shell::Word& verb) {
  std::string words;
  for (const shell::Word& word : command.arguments)
    if (word.span.begin > verb.span.begin) (words += word.text) += ' ';
  return !migration_command(words).empty() && !contains(words, " migrate:");
}

static Matter matter_of(const shell::Invocation& command) {
  const std::string_view program = command.program;
  if (is_one_of("php python python3 rails rake bundle alembic flask console", program) ||
      is_one_of("npx dotnet goose diesel sqlx", program)) {
    std::string words(program);
    for (const shell::Word& word : command.arguments) words += ' ' + std::string(word.text);
    // `artisan migrate:status` and others look, or go back.
    if (!migration_command(words).empty() && !contains(words, " migrate:")) return Matter::migration;
    // Without its list of files the server answers every page with an error.
    for (const std::string_view step : {" collectstatic", " assets:precompile", " asset-map:compile"})
      if (contains(words, step)) return Matter::work;
    if (!is_one_of("npx dotnet", program)) return Matter::none;
  }
  // What prunes, unlocks or lists leaves the copy as it is.
  if (program == "rclone")
    return is_one_of("copy copyto sync move moveto", command.verb()) ? Matter::backup : Matter::none;
  if (program == "restic") return command.verb() == "backup" ? Matter::backup : Matter::none;
  if (program == "borg") return command.verb() == "create" ? Matter::backup : Matter::none;
  if (saves_server(program) || program == "pg_restore") return Matter::backup;
  if (is_one_of("cp tar rsync", program)) return Matter::backup;
  if (knowledge::tables::test_runners.contains(program) ||
      is_one_of("trivy grype snyk hadolint eslint shellcheck tsc gitleaks semgrep checkov", program))
    return Matter::gate;
  if (is_one_of("npm yarn pnpm npx", program)) {
    // `npm audit fix` repairs what it can, and fails as long as anything is left.
    if (command.operands().size() > 1 && command.verb() == "audit" && command.operands()[1]->text == "fix")
      return Matter::none;
    for (const shell::Word* word : command.operands()) {
      const std::string_view text = word->text;
      if (contains(text, "test") || contains(text, "lint") || contains(text, "audit") || contains(text, "type-check") ||
          contains(text, "typecheck") || contains(text, "coverage"))
        return Matter::gate;
      if (contains(text, "build") || contains(text, "migrate") || text == "ci" || text == "install")
        return Matter::work;
    }
    return Matter::none;
  }
  // `pip install --upgrade pip` and single packages may be a convenience.
  if (is_one_of("pip pip3", program))
    return command.verb() == "install" && command.has_any_flag({"-r", "--requirement"}) ? Matter::work : Matter::none;
  if (is_one_of("composer poetry uv", program))
    return is_one_of("install sync", command.verb()) ? Matter::work : Matter::none;
  if (is_one_of("go cargo mvn gradle dotnet make", program)) {
    const std::string_view verb = command.verb();
    if (is_one_of("test vet clippy check lint verify", verb)) return Matter::gate;
    return is_one_of("build install package publish", verb) ? Matter::work : Matter::none;
  }
  if (!is_one_of("docker docker-compose podman", program)) return Matter::none;
  for (const shell::Word* word : command.operands({"-f", "--file", "-p", "--profile", "--env-file", "-t", "--tag"})) {
    const std::string_view text = word->text;
    if (text == "config") return Matter::gate;
    if (text == "cp") return Matter::backup;
    if (is_one_of("build push up pull deploy", text)) return Matter::work;
    // What a container is told to do is as much worth as what the script does itself.
    if (is_one_of("exec run", text)) return migrates_inside(command, *word) ? Matter::migration : Matter::none;
    if (is_one_of("rm stop down ps network volume kill inspect image images logs system login restart", text))
      return Matter::none;
  }
  return Matter::none;
}

/// What stands behind `||` and lets the script go on as if nothing had been.
static bool passes_over(const shell::Node& node) {
  if (node.kind != shell::NodeKind::simple || node.words.empty()) return false;
  return is_one_of("true : echo printf", shell::invocation(node).program);
}

/// `docker pull app:latest || true`, which fills a cache: what needs the image pulls it again, and fails then. Compose
/// starts the image that is there.
static bool is_pull_for_cache(const CommandSubject& subject) {
  const std::vector<const shell::Word*> operands = subject.invocation.operands();
  return is_one_of("docker podman", subject.invocation.program) && !operands.empty() &&
         operands.front()->text == "pull" &&
         std::ranges::none_of(subject.script->commands, [](const shell::Node* node) {
           const shell::Invocation other = shell::invocation(*node);
           return is_one_of("docker podman", other.program) && other.verb() == "run";
         });
}

/// `docker compose pull || true` in front of `up --build` or `up --pull always`, which fetch what they need and fail.
static bool is_pull_for_start(const CommandSubject& subject) {
  const auto has = [](const shell::Invocation& command, std::string_view word) {
    return std::ranges::any_of(command.arguments, [&](const shell::Word& each) { return each.text == word; });
  };
  return has(subject.invocation, "pull") && !has(subject.invocation, "up") &&
         std::ranges::any_of(subject.script->commands, [&](const shell::Node* node) {
           const shell::Invocation other = shell::invocation(*node);
           return node->span.begin > subject.invocation.node->span.begin &&
                  other.program == subject.invocation.program && has(other, "up") &&
                  (has(other, "--build") || has(other, "--pull"));
         });
}

/// `npm audit || true` for readers, and `$(npm audit --json)` for what decides; or `npm run lint -- --output-file=x ||
/// true`, and something behind it that reads `x`.
static bool is_judged_later(const shell::Node& node, const CommandSubject& subject, Report& report) {
  const auto operands = subject.invocation.operands();
  const shell::Node* const root = subject.script->root;
  if (operands.empty() || root == nullptr) return false;
  std::string_view written;
  for (const shell::Word& word : subject.invocation.arguments)
    for (const std::string_view option : {"--output-file=", "--outputFile=", "--output=", "--json-report-file="})
      if (word.text.starts_with(option)) written = word.text.substr(option.size());
  const std::string_view rest =
      report.text({root->span.file, std::min(node.parent->span.end, root->span.end), root->span.end});
  if (!written.empty() && contains(rest, base_name(written))) return true;
  bool again = false;
  for_each_own_node(*subject.script, [&](const shell::Node& other) {
    if (other.span.begin <= node.span.begin || other.script == subject.script) return;
    const shell::Invocation command = shell::invocation(other);
    again = again || (command.program == subject.invocation.program && command.verb() == operands.front()->text);
  });
  return again;
}

/// `command -v gosec || go install ... || true`: whoever calls the program fails without it.
static bool is_optional_tool(const shell::Node& node) {
  return node.parent != nullptr &&
         std::ranges::any_of(node.parent->children,
                             [&](const shell::Node* member) {
                               if (member->span.begin >= node.span.begin) return false;
                               if (member->kind == shell::NodeKind::condition) return true;
                               return member->kind == shell::NodeKind::simple &&
                                      is_one_of("command which type hash [ test", shell::invocation(*member).program);
                             }) &&
         node.joined_by == "||";
}

/// `up -d || echo "::warning::..."` of a script that looks later whether what it started is well, and ends if not.
static bool is_looked_at_later(const CommandSubject& subject, const shell::Node& otherwise) {
  if (!is_one_of("echo printf", shell::invocation(otherwise).program)) return false;
  bool looks = false;
  bool ends = false;
  for (const shell::Node* const later : subject.script->commands) {
    if (later->span.begin < otherwise.span.end) continue;
    const shell::Invocation command = shell::invocation(*later);
    looks = looks || is_one_of("curl wget", command.program) ||
            (is_one_of("docker docker-compose podman", command.program) &&
             std::ranges::any_of(command.arguments,
                                 [](const shell::Word& word) { return is_one_of("inspect ps", word.text); }));
    ends = ends ||
           (looks && command.program == "exit" && !command.arguments.empty() && command.arguments.front().text != "0");
  }
  return looks && ends;
}

/// `$(npm test && echo passed || echo failed)`: the outcome itself is what the text is made of.
static bool is_told_as_text(const shell::Node& node, const CommandSubject& subject) {
  if (node.script == subject.script || node.parent == nullptr) return false;
  return std::ranges::any_of(node.parent->children, [](const shell::Node* member) {
    return member->joined_by == "&&" && member->kind == shell::NodeKind::simple && !member->words.empty() &&
           is_one_of("echo printf", shell::invocation(*member).program);
  });
}

/// `trivy image app > report.txt || true`: what it finds is kept for readers, and is to decide nothing.
static bool writes_report(const shell::Node& node) {
  return std::ranges::any_of(node.redirections, [](const shell::Redirection& redirection) {
    return redirection.operation.starts_with('>') && !redirection.target.text.starts_with("/dev/") &&
           !redirection.target.text.starts_with('&');
  });
}

/// Whether the shell of a container's start is told to end at a failure: `sh -ec`.
static bool ends_at_failure(const CommandSubject& subject, Report& report) {
  if (subject.service == nullptr)
    return subject.instruction == nullptr || contains(report.text(subject.instruction->span), "-e");
  for (const project::CommandInForce* const part : {&subject.service->entrypoint, &subject.service->command})
    for (const std::string_view word : part->words)
      if (word.size() < 6 && word.starts_with('-') && contains(word, "e")) return true;
  return false;
}

/// Whether what comes behind a command of a container's start runs however it went: `migrate; serve`.
static bool is_followed_regardless(const CommandSubject& subject, const shell::Node& node, Report& report) {
  if (subject.site != CommandSite::compose_command && subject.site != CommandSite::image_command) return false;
  if (status_is_asked(node) || next_in_list(node) == nullptr) return false;
  return !strict_mode(*subject.script, {}, &node).errexit && !ends_at_failure(subject, report);
}

/// What a command of a Makefile or CI file belongs to: "target `backup`".
static std::string_view place_of(const CommandSubject& subject) {
  for (std::size_t index = 0; index < subject.file->embedded_places.size(); ++index)
    if (subject.file->embedded[index] == subject.script) return subject.file->embedded_places[index];
  return {};
}

static void check(const CommandSubject& subject, Report& report) {
  if (!concerns_deployment(subject, report.project())) return report.skip();
  if (subject.site == CommandSite::probe || subject.site == CommandSite::readme) return report.skip();
  const Matter matter = matter_of(subject.invocation);
  if (matter == Matter::none) return report.skip();
  // A test fails by itself where its tables do not fit.
  const bool is_inside = is_one_of("docker docker-compose podman", subject.invocation.program);
  if (matter == Matter::migration &&
      ((subject.site == CommandSite::ci && !is_inside) || subject.file->role == project::Role::test))
    return report.skip();
  const shell::Node& node = *subject.invocation.node;
  if (matter == Matter::migration && is_followed_regardless(subject, node, report)) {
    report.at(node.span, "A failed migration is passed over, since what follows runs all the same; join them by `&&`");
    return;
  }
  const shell::Node* const otherwise = caught_by(node);
  if (otherwise == nullptr || !passes_over(*otherwise)) return;
  // Of tests that stop no deployment another rule tells.
  if (subject.site == CommandSite::ci && runs_tests(node) &&
      workflow_deploys(report.project().sources[subject.file->source].text()))
    return;
  // The first build has no image yet whose layers it could take.
  if (is_pull_for_cache(subject) || is_told_as_text(node, subject) || is_judged_later(node, subject, report)) return;
  if (matter == Matter::work && (is_optional_tool(node) || is_pull_for_start(subject))) return;
  if (matter == Matter::work && is_looked_at_later(subject, *otherwise)) return;
  // `$(npm audit --json || true)`: what it prints decides, not its status.
  if (matter == Matter::gate && (writes_report(node) || node.script != subject.script)) return;
  // `a && b || true` is reported once, at its first command of weight.
  for (const shell::Node* member : node.parent->children) {
    if (member == &node) break;
    if (member->kind == shell::NodeKind::simple && matter_of(shell::invocation(*member)) != Matter::none) return;
  }
  // `docker cp ... || true` right before something is only worth a word in a backup.
  const bool in_backup =
      subject.file != nullptr && (contains(subject.file->path, "backup") || contains(place_of(subject), "backup"));
  const bool is_copy =
      matter == Matter::backup && is_one_of("docker podman docker-compose cp tar rsync", subject.invocation.program);
  if (is_copy && !in_backup) return report.skip();
  // `cp ... 2>/dev/null || true`: both say that the file need not be there.
  if (subject.invocation.program == "cp" && is_one_of("true :", shell::invocation(*otherwise).program) &&
      std::ranges::any_of(node.redirections, [](const shell::Redirection& redirection) {
        return redirection.target.text == "/dev/null" && redirection.descriptor == 2;
      }))
    return;
  // `|| echo "No uploads"`: what is not there need not be copied.
  if (is_copy && (contains(report.text(otherwise->span), "No ") || contains(report.text(otherwise->span), "no ")))
    return;
  // A second attempt with other words (`npm ci || npm install`) is no passing over; a message alone is.
  const Span span{node.span.file, node.span.begin, otherwise->span.end};
  switch (matter) {
    case Matter::gate:
      report.at(span, "`{}` can fail without a consequence: the check decides nothing", subject.invocation.program);
      break;
    case Matter::backup:
      report.at(span, "A failed `{}` is passed over, and the copy is incomplete", subject.invocation.program)
          .confidence(is_one_of("cp tar rsync", subject.invocation.program) ? Confidence::likely : Confidence::certain)
          .rung(Rung::keep);
      break;
    case Matter::migration:
      report.at(span, "A failed migration is passed over, and the program goes on with tables that do not fit it");
      break;
    default: {
      // A message, and nothing behind it: whoever reads it knows, and only a script that calls this one does not.
      const bool is_told = subject.invocation.program != "docker" &&
                           is_one_of("echo printf", shell::invocation(*otherwise).program) &&
                           next_in_list(node) == nullptr;
      if (is_told)
        report
            .at(span, "A failed `{}` leaves a message and counts as a success; end with its status",
                subject.invocation.program)
            .severity(Severity::low);
      else
        report.at(span, "A failed `{}` is passed over, and what follows works on what is left",
                  subject.invocation.program);
      break;
    }
  }
}

static constexpr std::string_view programs[] = {
    "pg_dump",    "pg_dumpall", "mysqldump", "mariadb-dump", "mongodump", "restic",   "borg",
    "pg_restore", "rclone",     "trivy",     "grype",        "snyk",      "hadolint", "eslint",
    "shellcheck", "pytest",     "tsc",       "gitleaks",     "semgrep",   "checkov",  "phpunit",
    "vitest",     "jest",       "npm",       "yarn",         "pnpm",      "npx",      "go",
    "cargo",      "mvn",        "gradle",    "dotnet",       "make",      "docker",   "docker-compose",
    "podman",     "cp",         "tar",       "rsync",        "php",       "python",   "python3",
    "rails",      "rake",       "bundle",    "alembic",      "flask",     "console",  "goose",
    "diesel",     "sqlx",       "composer",  "pip",          "pip3",      "poetry",   "uv"};

extern const Rule rule = {
    .code = "SW3032",
    .summary = "Failure that is passed over",
    .why =
        "`|| true` turns a failed test, build, scan or backup into a success. The pipeline stays green, and whoever "
        "relies on it is the last to know.",
    .remedy = "Let the failure end the script, or record it and end with its status when everything has run.",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::failure_ignored
