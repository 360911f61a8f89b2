#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "knowledge/knowledge.h"
#include "report/groups.h"
#include "report/layout.h"
#include "report/report.h"
#include "rules/lib/secret_shapes.h"
#include "rules/registry.h"
#include "score/ladder.h"
#include "text/edit.h"

namespace seaworthy::report {
namespace {

/// From how many findings on a report leaves out what only repeats itself.
constexpr std::size_t large_report = 200;

constexpr std::array<std::string_view, 3> phase_titles{"Now", "This week", "This month"};

/// Text from the repository inside a Markdown table or sentence: code spans stay, markup that could break the table or
/// inject HTML does not.
std::string escape(std::string_view text) {
  std::string result;
  bool code = false;
  for (const char c : printable(text)) {
    if (c == '`') code = !code;
    if (c == '|')
      result += "\\|";
    else if (!code && c == '<')
      result += "&lt;";
    else if (!code && (c == '*' || c == '_'))
      (result += '\\') += c;
    else
      result += c;
  }
  return result;
}

/// Text as a code span, whatever backticks it contains.
std::string code(std::string_view text) {
  std::string clean = printable(text);
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : clean) longest = std::max(longest, run = c == '`' ? run + 1 : 0);
  const std::string fence(longest + 1, '`');
  std::string escaped;
  for (const char c : clean) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return longest == 0 ? fence + escaped + fence : fence + " " + escaped + " " + fence;
}

std::string bytes(std::int64_t amount) {
  constexpr std::int64_t mebi = 1 << 20;
  if (amount >= 1024 * mebi) return fmt::format("{:.1f} GiB", static_cast<double>(amount) / (1024.0 * mebi));
  return fmt::format("{} MiB", (amount + mebi / 2) / mebi);
}

class MarkdownReport {
 public:
  MarkdownReport(const View& view, std::string& out) : view_(view), out_(out) {}

  void write() {
    write_summary();
    write_inventory();
    write_strengths();
    write_findings();
    write_components();
    write_graph();
    write_resources();
    write_secrets();
    write_facts();
    write_compliance();
    write_scores();
    write_roadmap();
    write_recommendations();
    write_quick_start();
    write_hardened();
    write_rest();
  }

 private:
  template <class... A>
  void line(fmt::format_string<A...> format, A&&... arguments) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<A>(arguments)...);
    out_ += '\n';
  }
  const Finding& finding(std::uint32_t index) const { return view_.results.findings[index]; }
  const rules::RegisteredRule& rule_of(const Finding& finding) const { return rules::registered(finding.rule); }
  std::string where(Span span) const {
    const std::string text = place(view_.project, span);
    return text.empty() ? "the repository" : code(text);
  }
  std::string stack_name(std::uint32_t index) const { return view_.project.stacks[index].name; }

  void write_summary() {
    line("# Docker deployment report: {}\n", escape(view_.project.root_name));
    line(
        "Written by seaworthy {} from the repository's files alone; facts about images and end-of-life dates are of "
        "{}.\n",
        view_.version, knowledge::date());
    line("## Summary\n");
    std::string_view verdict;
    switch (view_.score.verdict) {
      case score::Verdict::seaworthy:
        verdict = "Seaworthy";
        break;
      case score::Verdict::needs_repair:
        verdict = "Needs repair";
        break;
      case score::Verdict::not_seaworthy:
        verdict = "Not seaworthy";
        break;
    }
    line("**{}**, grade **{}**, {:.1f} of 10{}{}.\n", verdict, view_.score.grade, view_.score.total,
         view_.score.cap.empty() ? "" : "; ", escape(view_.score.cap));
    if (const std::string only = asked_only(view_); !only.empty()) line("The {}.\n", only);
    if (const std::string open = left_open(view_); !open.empty()) line("This holds {}.\n", open);
    if (!view_.project.stacks.empty()) {
      line("How far each stack gets; the number is how many findings break the rung:\n");
      std::string header = "| stack | role |";
      std::string rule = "|---|---|";
      for (int rung = 0; rung < rung_count; ++rung) {
        header += fmt::format(" {} |", name(static_cast<Rung>(rung)));
        rule += "---|";
      }
      line("{}\n{}", header, rule);
      for (const project::Stack& stack : view_.project.stacks) {
        std::string cells;
        for (const score::RungResult& rung : view_.score.ladders[stack.index].rungs) {
          switch (rung.status) {
            case score::RungStatus::pass:
              cells += " pass |";
              break;
            case score::RungStatus::unknown:
              cells += " unknown |";
              break;
            case score::RungStatus::fail:
              cells += fmt::format(" **fail** ({}) |", rung.findings.size());
              break;
          }
        }
        line("| {} | {} |{}", escape(stack.name), discover::name(stack.role), cells);
      }
      line("");
      // Profiles of a file often break at the same place.
      std::vector<std::pair<std::string, std::vector<std::string>>> broken_at;
      for (const project::Stack& stack : view_.project.stacks) {
        const score::Ladder& ladder = view_.score.ladders[stack.index];
        if (ladder.first_broken == rung_count) continue;
        const score::RungResult& broken = ladder.rungs[static_cast<std::size_t>(ladder.first_broken)];
        // A stack that Compose refuses may have no finding of its own, for instance with `--only`.
        std::string why = escape(broken.reason);
        if (!broken.findings.empty()) {
          const Finding& first = finding(broken.findings.front());
          why = fmt::format("{} ({})", escape(first.message), where(first.span));
        }
        why = fmt::format("at **{}**: {}", name(static_cast<Rung>(ladder.first_broken)), why);
        const auto known =
            std::find_if(broken_at.begin(), broken_at.end(), [&](const auto& other) { return other.first == why; });
        if (known != broken_at.end())
          known->second.push_back(stack.name);
        else
          broken_at.push_back({why, {stack.name}});
      }
      for (const auto& [why, names] : broken_at) {
        std::string listed;
        for (std::size_t index = 0; index < names.size() && index < 3; ++index)
          listed += (index > 0 ? ", " : "") + escape(names[index]);
        if (names.size() > 3) listed += fmt::format(" and {} more", names.size() - 3);
        line("- {} {} {}", listed, names.size() == 1 ? "breaks" : "break", why);
      }
      line("");
    }
    if (!view_.score.urgent.empty()) {
      line("The most urgent repairs:\n");
      for (std::size_t index = 0; index < view_.score.urgent.size() && index < 3; ++index) {
        const Finding& urgent = finding(view_.score.urgent[index]);
        line("{}. {} ({}, {})", index + 1, escape(urgent.message), name(urgent.severity), where(urgent.span));
      }
      line("");
    }
  }

  void write_inventory() {
    line("## Inventory\n");
    std::map<discover::FileKind, std::size_t> kinds;
    for (const project::File& file : view_.project.files) ++kinds[file.kind];
    std::string counts;
    for (const auto& [kind, count] : kinds)
      counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, discover::name(kind));
    line("{} files belong to the deployment: {}. {} ignored files were left out.\n", view_.project.files.size(), counts,
         view_.project.ignored_files);
    std::map<std::string_view, const score::ComponentScore*> scores;
    for (const score::ComponentScore& component : view_.score.components) scores[component.path] = &component;
    line("| file | kind | role | used by | verdict |\n|---|---|---|---|---|");
    for (const project::File& file : view_.project.files) {
      std::string users;
      std::set<std::string_view> named;
      for (const project::Use& use : file.used_by) {
        if (!named.insert(use.by).second) continue;
        if (named.size() > 3) continue;
        users += fmt::format("{}{}", users.empty() ? "" : ", ", escape(use.by));
      }
      if (named.size() > 3) users += fmt::format(" and {} more", named.size() - 3);
      const auto scored = scores.find(file.path);
      line("| {} | {} | {} | {} | {} |", code(file.path), discover::name(file.kind), discover::name(file.role), users,
           scored == scores.end()
               ? std::string()
               : fmt::format("{:.1f} {}", scored->second->score, score::name(scored->second->verdict)));
    }
    line("");
  }

  void write_strengths() {
    line("## Strengths\n");
    if (praised(view_).empty()) line("None of the checked good practices is in place.\n");
    for (const score::Strength& strength : praised(view_)) {
      std::string evidence;
      std::size_t number = 0;
      for (const rules::Subject* subject : passed_subjects(view_, strength)) {
        if (++number > 4) continue;
        const std::string at = place(view_.project, subject->span);
        if (at.empty()) continue;
        evidence += fmt::format("{}{}", evidence.empty() ? "" : ", ", code(at));
      }
      if (number > 4) evidence += fmt::format(" and {} more", number - 4);
      line("- {}{}{}", describe(view_, strength), evidence.empty() ? "" : ": ", evidence);
    }
    line("");
  }

  /// In a large report, findings of low severity stand without quoted lines and patches.
  bool is_large() const { return view_.results.findings.size() > large_report; }

  void write_findings() {
    line("## Findings\n");
    if (view_.by_urgency.empty()) line("None.\n");
    if (is_large())
      line(
          "Of {} findings each rule is shown once for each phase, with its other places below it; those of low "
          "severity "
          "without quoted lines and patches. `--format json` has every one, `seaworthy fix` every patch.\n",
          view_.results.findings.size());
    const std::vector<Group> groups = group_alike(view_.results, view_.by_urgency);
    // A rule's groups of one phase stand together, at the place of the most urgent one.
    std::vector<std::vector<const Group*>> sections;
    std::map<std::pair<int, RuleId>, std::size_t> known;
    for (const Group& group : groups) {
      const Finding& first = finding(group.front());
      const auto [at, fresh] = known.try_emplace({score::phase(first, view_.score), first.rule}, sections.size());
      if (fresh) sections.emplace_back();
      sections[at->second].push_back(&group);
    }
    int phase = -1;
    std::set<RuleId> explained;
    for (const std::vector<const Group*>& section : sections) {
      const Group& group = *section.front();
      const Finding& first = finding(group.front());
      const int now = score::phase(first, view_.score);
      if (now != phase) {
        phase = now;
        line("### {}\n", phase_titles[static_cast<std::size_t>(phase)]);
      }
      const bool whole = !is_large() || first.severity >= Severity::medium;
      const rules::RegisteredRule& entry = rule_of(first);
      line("#### {} — {}, {}\n", escape(entry.rule->summary), name(first.severity), where(first.span));
      line("{}\n", escape(first.message));
      if (whole) quote(first.span);
      for (const Note& note : first.notes)
        line("- {} {}", escape(note.message), note.span.valid() ? where(note.span) : "");
      if (!first.notes.empty()) line("");
      write_others(group);
      write_further(section);
      // Said once; the next file with the same fault needs only its places.
      if (explained.insert(first.rule).second) line("{} {}\n", entry.rule->why, entry.rule->remedy);
      if (whole && !first.fixes.empty()) patch(first.fixes.front());
      std::string names;
      for (const std::string_view alias : first.aliases) names += fmt::format(", {}", code(alias));
      line("{} {}, {}{}{}\n", code(entry.name), entry.rule->code, name(first.confidence),
           first.stacks.empty() ? std::string() : fmt::format(", reaches {}", stack_names(first.stacks)), names);
    }
  }

  /// The other groups of a rule: each in a line.
  void write_further(const std::vector<const Group*>& section) {
    if (section.size() == 1) return;
    constexpr std::size_t most = 12;
    line("Further:\n");
    for (std::size_t index = 1; index < std::min(section.size(), most + 1); ++index) {
      const Finding& other = finding(section[index]->front());
      const std::size_t more = section[index]->size() - 1;
      line("- {}, {}: {}{}", name(other.severity), where(other.span), escape(other.message),
           more > 0 ? fmt::format(" ({} more like it in this file)", more) : std::string());
    }
    if (section.size() > most + 1)
      line("- and {} more; `--format json --only {}` has them all", section.size() - most - 1,
           rule_of(finding(section.front()->front())).name);
    line("");
  }

  void write_others(const Group& group) {
    if (group.size() == 1) return;
    constexpr std::size_t most = 12;
    std::string others;
    for (const std::uint32_t index : std::span(group).subspan(1, std::min(group.size() - 1, most))) {
      const std::string names = what_differs(finding(group.front()).message, finding(index).message);
      others += fmt::format("{}{}{}", others.empty() ? "" : ", ", where(finding(index).span),
                            names.empty() ? std::string() : fmt::format(" ({})", escape(names)));
    }
    const std::size_t left = group.size() - 1 > most ? group.size() - 1 - most : 0;
    line("The same at {}{}.\n", others, left > 0 ? fmt::format(" and {} more places", left) : "");
  }

  std::string stack_names(const std::vector<std::uint32_t>& stacks) const {
    std::string names;
    for (std::size_t index = 0; index < stacks.size() && index < 4; ++index)
      names += fmt::format("{}{}", names.empty() ? "" : ", ", escape(stack_name(stacks[index])));
    if (stacks.size() > 4) names += fmt::format(" and {} more stacks", stacks.size() - 4);
    return names;
  }

  void quote(Span span) {
    if (!span.valid()) return;
    const Source& source = view_.project.sources[span.file];
    const std::uint32_t first = source.place(span.begin).line;
    const std::uint32_t last = std::min(source.place(span.end > span.begin ? span.end - 1 : span.end).line, first + 5);
    line("```");
    for (std::uint32_t number = first; number <= last; ++number)
      line("{:>4}  {}", number, clip(printable(rules::redact(source.line(number))), 160));
    line("```\n");
  }

  void patch(const Fix& fix) {
    line("Fix ({}): {}\n", name(fix.level), escape(fix.title));
    if (fix.edits.empty()) return;
    EditSet edits;
    if (!edits.add(fix.edits)) return;
    std::set<FileId> files;
    for (const Edit& edit : fix.edits) files.insert(edit.span.file);
    line("```diff");
    for (const FileId file : files) {
      const Source& source = view_.project.sources[file];
      write_redacted(unified_diff(source.path(), source.text(), edits.apply(source)));
    }
    line("```\n");
  }

  void write_redacted(std::string_view diff) {
    while (!diff.empty()) {
      const std::string_view text = diff.substr(0, diff.find('\n'));
      line("{}", valid_utf8(rules::redact(text)));
      diff.remove_prefix(std::min(diff.size(), text.size() + 1));
    }
  }

  void write_components() {
    line("## Components\n");
    for (const score::ComponentScore& component : view_.score.components) {
      line("### {} — {:.1f} of 10, {}\n", code(component.path), component.score, score::name(component.verdict));
      for (const RuleId rule : component.strengths) line("- holds: {}", describe_strength_of(rule));
      std::map<RuleId, std::vector<std::uint32_t>> by_rule;
      for (const std::uint32_t index : component.findings) by_rule[finding(index).rule].push_back(index);
      std::size_t minor = 0;
      for (const auto& [rule, indices] : by_rule) {
        const Finding& first = finding(indices.front());
        if (is_large() && first.severity < Severity::medium) {
          minor += indices.size();
          continue;
        }
        line("- {}: {}{} ({})", name(first.severity), escape(rules::registered(rule).rule->summary),
             indices.size() > 1 ? fmt::format(", {} places", indices.size()) : std::string(), where(first.span));
      }
      if (minor > 0) line("- {} of low severity", minor);
      line("");
    }
  }

  /// Mermaid identifiers take no punctuation.
  static std::string identifier(std::string_view prefix, std::string_view name) {
    std::string result(prefix);
    for (const char c : name) {
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
        result += c;
      } else {
        result += fmt::format("_{:02x}", static_cast<unsigned char>(c));
      }
    }
    return result;
  }

  void write_graph() {
    line("## Dependencies and networks\n");
    for (const project::Stack& stack : view_.project.stacks) {
      if (stack.services.empty()) continue;
      line("### {}\n\n```mermaid\nflowchart LR", escape(stack.name));
      for (const project::Service* service : stack.services) {
        if (!service->active) continue;
        line("  {}[\"{}\"]", identifier("s_", service->name), printable(service->name));
      }
      for (const project::Service* service : stack.services) {
        if (!service->active) continue;
        for (const compose::Dependency& dependency : service->definition->depends_on) {
          const std::string_view label = dependency.condition == compose::Condition::service_healthy   ? "|healthy|"
                                         : dependency.condition == compose::Condition::service_started ? ""
                                                                                                       : "|completed|";
          line("  {} -->{} {}", identifier("s_", service->name), label, identifier("s_", dependency.service));
        }
      }
      line("```\n\n| network | internal | services |\n|---|---|---|");
      std::map<std::string_view, std::string> members;
      for (const project::Service* service : stack.services) {
        if (!service->active) continue;
        for (const compose::NetworkAttachment& network : service->definition->networks) {
          std::string& names = members[network.name];
          names += fmt::format("{}{}", names.empty() ? "" : ", ", escape(service->name));
        }
      }
      for (const auto& [network, services] : members) {
        bool internal = false;
        for (const compose::Network& declared : stack.model->networks)
          if (declared.name == network) internal = declared.internal.value;
        line("| {} | {} | {} |", escape(network), internal ? "yes" : "no", services);
      }
      line("");
    }
  }

  void write_resources() {
    line(
        "## Resources\n\n| stack | containers | memory reserved | memory limit | CPUs reserved | CPU limit | without a "
        "memory limit |\n"
        "|---|---|---|---|---|---|---|");
    for (const Resources& sum : view_.resources) {
      std::string without;
      for (const std::string_view service : sum.without_memory_limit)
        without += fmt::format("{}{}", without.empty() ? "" : ", ", escape(service));
      line("| {} | {} | {} | {} | {:.2f} | {:.2f} | {} |", escape(stack_name(sum.stack)), sum.services,
           bytes(sum.memory_reserved), bytes(sum.memory_limit), sum.cpu_reserved, sum.cpu_limit,
           without.empty() ? "none" : without);
    }
    line("");
  }

  void write_secrets() {
    line("## Secrets\n");
    if (view_.secrets.empty()) {
      line("No variable or secret file that looks like a credential.\n");
      return;
    }
    // One row per place: most stacks of a file share its secrets.
    struct Row {
      const SecretUse* first;
      std::vector<std::string_view> readers;
      std::vector<std::uint32_t> stacks;
    };
    std::vector<Row> rows;
    std::map<std::tuple<Span, std::string_view, SecretSource>, std::size_t> known;
    for (const SecretUse& secret : view_.secrets) {
      const auto [at, fresh] = known.try_emplace({secret.span, secret.name, secret.source}, rows.size());
      if (fresh) rows.push_back({&secret, {}, {}});
      Row& row = rows[at->second];
      row.stacks.push_back(secret.stack);
      for (const std::string_view reader : secret.readers)
        if (std::find(row.readers.begin(), row.readers.end(), reader) == row.readers.end())
          row.readers.push_back(reader);
    }
    line("| secret | source | place | read by | stack |\n|---|---|---|---|---|");
    for (const Row& row : rows) {
      std::string readers;
      for (const std::string_view reader : row.readers)
        readers += fmt::format("{}{}", readers.empty() ? "" : ", ", escape(reader));
      std::string stacks = escape(stack_name(row.stacks.front()));
      if (row.stacks.size() > 1) stacks += fmt::format(" and {} more", row.stacks.size() - 1);
      line("| {} | {} | {} | {} | {} |", code(row.first->name), escape(describe(row.first->source)),
           where(row.first->span), readers, stacks);
    }
    line("");
  }

  void write_facts() {
    constexpr std::size_t most_rows = 60;
    for (const FactTable& table : view_.facts) {
      line("## {}\n\n{}\n", table.title, table.introduction);
      std::string header = "|", rule = "|";
      for (const std::string_view column : table.columns) {
        std::string words(column);
        std::replace(words.begin(), words.end(), '_', ' ');
        header += fmt::format(" {} |", words);
        rule += "---|";
      }
      line("{} place |\n{}---|", header, rule);
      for (std::size_t index = 0; index < std::min(table.rows.size(), most_rows); ++index) {
        std::string cells = "|";
        for (const std::string& cell : table.rows[index].cells) cells += fmt::format(" {} |", escape(cell));
        line("{} {} |", cells, table.rows[index].span.valid() ? where(table.rows[index].span) : "");
      }
      line("");
      if (table.rows.size() > most_rows)
        line("{} more rows are under `facts` of the JSON report.\n", table.rows.size() - most_rows);
    }
  }

  void write_compliance() {
    line("## Compliance\n");
    for (const Compliance& standard : view_.compliance) {
      const std::size_t decided = standard.passed + standard.failed;
      line("### {} {}\n\nFiles decide {} of {} items here; {} of them pass.\n", standard.standard, standard.version,
           decided, standard.items.size(), standard.passed);
      line("| item | title | status | note | evidence |\n|---|---|---|---|---|");
      for (const ComplianceItem& item : standard.items) {
        std::string evidence;
        for (std::size_t index = 0; index < item.findings.size() && index < 3; ++index)
          evidence += fmt::format("{}{}", evidence.empty() ? "" : ", ", where(finding(item.findings[index]).span));
        if (item.findings.size() > 3) evidence += fmt::format(" and {} more", item.findings.size() - 3);
        line("| {} | {} | {} | {} | {} |", item.id, escape(item.title), name(item.status), escape(item.note), evidence);
      }
      line("");
    }
  }

  void write_scores() {
    line("## Score\n\n| category | score | weight | lost points |\n|---|---|---|---|");
    for (const score::CategoryScore& category : view_.score.categories) {
      if (!category.applicable) continue;
      std::string lost;
      for (const LostByRule& row : lost_by_rule(category, view_.results))
        lost +=
            fmt::format("{}{:.1f} {}{}", lost.empty() ? "" : ", ", row.points, code(rules::registered(row.rule).name),
                        row.findings > 1 ? fmt::format(" ({} findings)", row.findings) : std::string());
      line("| {} | {:.1f} | {:.2f} | {}{} |", name(category.category), category.score, category.weight,
           category.cap.empty() ? "" : escape(category.cap) + "; ", lost);
    }
    line("| **total** | **{:.1f}** | | grade {} |\n", view_.score.total, view_.score.grade);
    if (std::ranges::any_of(view_.score.categories, [](const auto& category) { return !category.lost.empty(); })) {
      line("<details><summary>What each finding costs</summary>\n\n| category | points | rule | place | id |");
      line("|---|---|---|---|---|");
      std::size_t left_out = 0;
      for (const score::CategoryScore& category : view_.score.categories)
        for (const score::LostPoints& lost : category.lost) {
          // What rounds to nothing tells nothing.
          if (is_large() && lost.points < 0.005) {
            ++left_out;
            continue;
          }
          line("| {} | {:.2f} | {} | {} | {} |", name(category.category), lost.points,
               rule_of(finding(lost.finding)).name, where(finding(lost.finding).span), view_.ids[lost.finding]);
        }
      if (left_out > 0) line("\n{} findings cost less than 0.005 points each.", left_out);
      line("\n</details>\n");
    }
    line("How it is computed:\n");
    for (const std::string& text : score::explain_formula()) line("- {}", text);
    line("");
  }

  void write_roadmap() {
    line("## Roadmap\n");
    double before = view_.score.total;
    for (std::size_t phase = 0; phase < phase_titles.size(); ++phase) {
      std::map<RuleId, std::pair<std::size_t, std::uint32_t>> steps;
      std::vector<RuleId> order;
      for (const std::uint32_t index : view_.by_urgency) {
        if (score::phase(finding(index), view_.score) != static_cast<int>(phase)) continue;
        auto [step, fresh] = steps.try_emplace(finding(index).rule, 0U, index);
        ++step->second.first;
        if (fresh) order.push_back(finding(index).rule);
      }
      if (order.empty()) continue;
      line("### {}: {:.1f} → {:.1f}\n", phase_titles[phase], before, view_.score.after_phase[phase]);
      before = view_.score.after_phase[phase];
      for (const RuleId rule : order) {
        const auto& [count, index] = steps[rule];
        line("- [ ] {} ({}{})", escape(rules::registered(rule).rule->summary), where(finding(index).span),
             count > 1 ? fmt::format(" and {} more", count - 1) : std::string());
      }
      line("");
    }
  }

  /// What keeps a file from being used comes before what makes it worse, and the first rung that breaks before others.
  static bool weighs_more(const Finding& left, const Finding& right) {
    const auto stops = [](const Finding& finding) {
      return score::breaks_rung(finding) && finding.rung <= Rung::start;
    };
    if (stops(left) != stops(right)) return stops(left);
    if (stops(left) && left.rung != right.rung) return left.rung < right.rung;
    return left.severity > right.severity;
  }

  void write_recommendations() {
    line("## Recommended and not recommended files\n\n| file | advice | because |\n|---|---|---|");
    for (const score::ComponentScore& component : view_.score.components) {
      if (component.kind != discover::FileKind::compose && component.kind != discover::FileKind::dockerfile) continue;
      std::string_view advice = "use";
      if (component.verdict == score::Verdict::needs_repair) advice = "use after repair";
      if (component.verdict == score::Verdict::not_seaworthy) advice = "do not use as it is";
      std::string because;
      std::uint32_t worst = 0;
      bool found = false;
      for (const std::uint32_t index : component.findings) {
        if (!found || weighs_more(finding(index), finding(worst))) worst = index;
        found = true;
      }
      if (found) because = fmt::format("{} ({})", escape(finding(worst).message), where(finding(worst).span));
      line("| {} | {} | {} |", code(component.path), advice, because);
    }
    line("");
  }

  void write_quick_start() {
    line("## Quick start\n");
    if (view_.quick_start.empty()) {
      line("No stack loads as it is, so there is no command that would work; see the first repairs above.\n");
      return;
    }
    line("Checked against the files: every path exists and the stack loads.\n\n```sh");
    for (const QuickStartStep& step : view_.quick_start)
      line("# {}\n{}", printable(step.comment), printable(step.command));
    line("```\n");
  }

  void write_hardened() {
    if (view_.hardened.empty()) return;
    line(
        "## Hardened settings\n\nWhat each service lacks, with the exceptions that its image needs; put it into an "
        "override file and try it.\n");
    // One fragment for all services that it fits, of whatever stack.
    std::vector<std::vector<const HardenedService*>> alike;
    std::map<std::pair<std::string, std::vector<std::string>>, std::size_t> known;
    for (const HardenedService& hardened : view_.hardened) {
      const auto [at, fresh] = known.try_emplace({hardened.yaml, hardened.reasons}, alike.size());
      if (fresh) alike.emplace_back();
      alike[at->second].push_back(&hardened);
    }
    for (const std::vector<const HardenedService*>& services : alike) {
      const HardenedService& hardened = *services.front();
      std::string stacks = escape(hardened.service->stack->name);
      for (std::size_t index = 1; index < services.size(); ++index)
        stacks += fmt::format(", {}", escape(services[index]->service->stack->name));
      line("### {} in {}\n\n```yaml", escape(hardened.service->name), stacks);
      out_ += hardened.yaml;
      line("```\n");
      for (const std::string& reason : hardened.reasons) line("- {}", escape(reason));
      if (!hardened.reasons.empty()) line("");
    }
  }

  void write_rest() {
    line("## What was not judged\n");
    line(
        "Nothing was built, pulled or started: how large images become, what registries and other hosts hold, and how "
        "fast anything is, no file can show.\n");
    const auto manifests = std::ranges::count(view_.project.files, project::FileKind::kubernetes, &project::File::kind);
    if (manifests > 0)
      line(
          "Of Kubernetes the inventory lists {} {}, which nobody here looked into: this report is about what Docker "
          "and "
          "Compose build and start.\n",
          manifests, manifests == 1 ? "manifest" : "manifests");
    if (view_.unread.empty()) line("Every {}file of the deployment was read.\n", manifests > 0 ? "other " : "");
    for (const auto& unread : view_.unread) line("- {}: {}", code(unread.path), escape(unread.reason));
    if (!view_.unread.empty()) line("");
    if (!view_.results.suppressed.empty()) {
      line("Suppressed findings:\n\n| rule | place | by | reason |\n|---|---|---|---|");
      for (const Finding& hidden : view_.results.suppressed)
        line("| {} | {} | {} | {} |", rule_of(hidden).name, where(hidden.span), escape(hidden.suppressed.front().by),
             escape(hidden.suppressed.front().reason));
      line("");
    }
  }

  const View& view_;
  std::string& out_;
};

}  // namespace

void write_markdown(const View& view, std::string& out) { MarkdownReport(view, out).write(); }

}  // namespace seaworthy::report
