#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "knowledge/knowledge.h"
#include "report/groups.h"
#include "report/layout.h"
#include "report/report.h"
#include "rules/lib/secret_shapes.h"
#include "rules/registry.h"

namespace seaworthy::report {
namespace {

/// Looks, apart from content: every escape sequence of the terminal report stands here.
struct Style {
  std::string_view reset, bold, dim, title, good, bad, doubt, path, accent;
  std::array<std::string_view, 5> severity;
  std::string_view pass_mark, fail_mark, unknown_mark, bar_full, bar_empty, gutter, corner, bullet, separator,
      underline;
};

constexpr Style colourful{
    .reset = "\x1b[0m",
    .bold = "\x1b[1m",
    .dim = "\x1b[2m",
    .title = "\x1b[1;36m",
    .good = "\x1b[32m",
    .bad = "\x1b[1;31m",
    .doubt = "\x1b[33m",
    .path = "\x1b[1;34m",
    .accent = "\x1b[36m",
    .severity = {"\x1b[2m", "\x1b[36m", "\x1b[33m", "\x1b[31m", "\x1b[1;97;41m"},
    .pass_mark = "●",
    .fail_mark = "✗",
    .unknown_mark = "?",
    .bar_full = "█",
    .bar_empty = "░",
    .gutter = "│",
    .corner = "╰",
    .bullet = "•",
    .separator = "·",
    .underline = "━",
};
constexpr Style plain{
    .pass_mark = "pass",
    .fail_mark = "FAIL",
    .unknown_mark = "?",
    .bar_full = "#",
    .bar_empty = ".",
    .gutter = "|",
    .corner = "`",
    .bullet = "-",
    .separator = "-",
    .underline = "^",
};

std::string plural(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

class TerminalReport {
 public:
  TerminalReport(const View& view, const TerminalOptions& options, std::string& out)
      : view_(view),
        options_(options),
        out_(out),
        style_(options.color ? colourful : plain),
        width_(std::max(options.width, 60U)) {}

  void write() {
    if (!options_.quiet) {
      write_header();
      write_ladder();
      write_urgent();
    }
    write_findings();
    if (options_.quiet) return;
    write_scores();
    write_strengths();
    write_rest();
  }

 private:
  template <class... A>
  void line(fmt::format_string<A...> format, A&&... arguments) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<A>(arguments)...);
    out_ += '\n';
  }
  void heading(std::string_view text) { line("\n{}{}{}", style_.title, text, style_.reset); }
  std::string paint(std::string_view colour, std::string_view text) const {
    return fmt::format("{}{}{}", colour, text, style_.reset);
  }
  /// Wraps a paragraph behind an indentation; the first line may have its own lead of the same width.
  void paragraph(std::string_view text, std::size_t indent, std::string_view lead = {}, std::string_view colour = {}) {
    const auto lines = wrap(printable(text), width_ - std::min<std::size_t>(indent, width_ / 2));
    for (std::size_t index = 0; index < lines.size(); ++index) {
      const std::string blank(indent, ' ');
      line("{}{}{}{}", index == 0 && !lead.empty() ? lead : std::string_view(blank), colour, lines[index],
           colour.empty() ? std::string_view() : style_.reset);
    }
  }
  std::string severity_word(Severity severity) const {
    return paint(style_.severity[static_cast<std::size_t>(severity)], name(severity));
  }

  void write_header() {
    const auto& project = view_.project;
    std::map<discover::FileKind, std::size_t> kinds;
    for (const project::File& file : project.files) ++kinds[file.kind];
    std::size_t services = 0;
    for (const project::Service& service : project.services) services += service.active ? 1 : 0;

    const std::string left = fmt::format("seaworthy {}", view_.version);
    const std::string right = fmt::format("facts of {}", knowledge::date());
    const std::size_t gap = width_ > left.size() + right.size() ? width_ - left.size() - right.size() : 1;
    line("{}{}{}{:{}}{}{}{}", style_.bold, left, style_.reset, "", gap, style_.dim, right, style_.reset);
    paragraph(
        fmt::format("{}: {}, {}, {}, {} with {}", project.root_name, plural(project.files.size(), "file", "files"),
                    plural(project.dockerfiles.size(), "Dockerfile", "Dockerfiles"),
                    plural(kinds[discover::FileKind::compose], "Compose file", "Compose files"),
                    plural(project.stacks.size(), "stack", "stacks"), plural(services, "service", "services")),
        0);

    const score::Score& score = view_.score;
    std::string_view verdict;
    std::string_view colour;
    switch (score.verdict) {
      case score::Verdict::seaworthy:
        verdict = "SEAWORTHY";
        colour = style_.good;
        break;
      case score::Verdict::needs_repair:
        verdict = "NEEDS REPAIR";
        colour = style_.doubt;
        break;
      case score::Verdict::not_seaworthy:
        verdict = "NOT SEAWORTHY";
        colour = style_.bad;
        break;
    }
    line("\n  {}{}{}  {}  grade {}{}{}  {:.1f} of 10", colour, verdict, style_.reset, bar(score.total, 20), style_.bold,
         score.grade, style_.reset, score.total);
    if (const std::string only = asked_only(view_); !only.empty()) paragraph(only, 2, {}, style_.dim);
    if (!score.cap.empty()) paragraph(score.cap, 2, {}, style_.dim);
    if (const std::string open = left_open(view_); !open.empty()) paragraph(open, 2, {}, style_.dim);
  }

  std::string bar(double value, std::size_t cells) const {
    const auto full =
        static_cast<std::size_t>(std::lround(std::clamp(value, 0.0, 10.0) / 10 * static_cast<double>(cells)));
    std::string text;
    const std::string_view colour = value >= 8 ? style_.good : value >= 5 ? style_.doubt : style_.bad;
    text += colour;
    for (std::size_t cell = 0; cell < cells; ++cell) {
      if (cell == full) text += style_.dim;
      text += cell < full ? style_.bar_full : style_.bar_empty;
    }
    return text + std::string(style_.reset);
  }

  void write_ladder() {
    if (view_.project.stacks.empty()) return;
    heading("How far each stack gets");
    std::size_t name_width = 5;
    std::size_t role_width = 4;
    for (const project::Stack& stack : view_.project.stacks) {
      name_width = std::max(name_width, columns(stack.name));
      role_width = std::max(role_width, short_name(stack.role).size());
    }
    // A column is as wide as its heading; a narrow terminal gets the first letters.
    const bool narrow = width_ < 96;
    std::array<std::size_t, rung_count> cells{};
    std::size_t cells_width = 0;
    std::string header;
    for (std::size_t rung = 0; rung < cells.size(); ++rung) {
      const std::string_view title = name(static_cast<Rung>(rung));
      cells[rung] = narrow ? 6 : title.size() + 2;
      cells_width += cells[rung];
      header += pad(narrow ? title.substr(0, 5) : title, cells[rung]);
    }
    while (header.ends_with(' ')) header.pop_back();
    name_width = std::min(name_width, width_ - std::min(width_ - 8, 6 + role_width + cells_width));
    line("  {}{}  {}  {}{}", style_.dim, pad("stack", name_width), pad("role", role_width), header, style_.reset);
    std::map<std::string, int> stacks_with_title;
    for (const project::Stack& stack : view_.project.stacks)
      ++stacks_with_title[clip_front(printable(stack.name), name_width)];
    std::vector<bool> told(view_.project.stacks.size());
    std::map<std::string, std::string> first_with;  // What was said of a stack above, and of which.
    const auto remark = [&](const std::string& text, const std::string& stack) {
      if (text.empty()) return;
      const auto [known, fresh] = first_with.try_emplace(text, stack);
      const std::string again = fmt::format("{}: as in `{}`", text.substr(0, text.find(':')), printable(known->second));
      // What fits a line is said again rather than looked up.
      const bool is_short = columns(text) <= std::max(width_ - 6, columns(again));
      paragraph(fresh || is_short ? text : again, 6, fmt::format("    {} ", paint(style_.dim, style_.corner)),
                style_.dim);
    };
    for (const project::Stack& stack : view_.project.stacks) {
      if (told[stack.index]) continue;
      const score::Ladder& ladder = view_.score.ladders[stack.index];
      std::string row;
      for (std::size_t rung = 0; rung < cells.size(); ++rung) row += rung_cell(ladder.rungs[rung], cells[rung]);
      while (row.ends_with(' ')) row.pop_back();
      std::string title = clip_front(printable(stack.name), name_width);
      // Where there is little room, or its end is that of another, a name that would be cut has a line of its own.
      if ((narrow || stacks_with_title[title] > 1) && columns(stack.name) > name_width) {
        line("  {}", clip_middle(printable(stack.name), width_ - 2));
        title.clear();
      }
      line("  {}  {}{}{}  {}", pad(title, name_width), style_.dim, pad(short_name(stack.role), role_width),
           style_.reset, row);
      const std::string why = headline(ladder);
      const std::string doubt = first_doubt(ladder);
      remark(why, stack.name);
      remark(doubt, stack.name);
      // The same files with another profile often get as far for the same reason.
      std::string profiles;
      for (const project::Stack& other : view_.project.stacks) {
        if (other.index <= stack.index || told[other.index] || other.files != stack.files || other.role != stack.role ||
            !same_row(ladder, view_.score.ladders[other.index]) || headline(view_.score.ladders[other.index]) != why ||
            first_doubt(view_.score.ladders[other.index]) != doubt)
          continue;
        told[other.index] = true;
        for (const std::string_view profile : other.profiles)
          profiles += fmt::format("{}`{}`", profiles.empty() ? "" : ", ", printable(profile));
      }
      if (!profiles.empty())
        paragraph(fmt::format("the same with profile {}", profiles), 6,
                  fmt::format("    {} ", paint(style_.dim, style_.corner)), style_.dim);
    }
  }

  /// What could not be judged below the rung that breaks; "" for nothing. What comes after a break follows from it.
  std::string first_doubt(const score::Ladder& ladder) const {
    for (int rung = 0; rung < std::min(ladder.first_broken, static_cast<int>(Rung::resist)); ++rung) {
      const score::RungResult& result = ladder.rungs[static_cast<std::size_t>(rung)];
      if (result.status == score::RungStatus::unknown)
        return fmt::format("{} is unknown: {}", name(static_cast<Rung>(rung)), result.reason);
    }
    return {};
  }

  /// A role as the ladder has room for it.
  static std::string_view short_name(discover::Role role) {
    switch (role) {
      case discover::Role::production:
        return "prod";
      case discover::Role::development:
        return "dev";
      case discover::Role::unknown:
        return "-";
      default:
        return discover::name(role);
    }
  }

  static bool same_row(const score::Ladder& left, const score::Ladder& right) {
    return std::ranges::equal(left.rungs, right.rungs, {}, &score::RungResult::status, &score::RungResult::status);
  }

  /// What keeps a stack from working; "" where nothing does. What hardening and operation lack is listed below.
  std::string headline(const score::Ladder& ladder) const {
    if (ladder.first_broken >= static_cast<int>(Rung::resist)) return {};
    const score::RungResult& broken = ladder.rungs[static_cast<std::size_t>(ladder.first_broken)];
    // A stack that Compose refuses may have no finding of its own, for instance with `--only`.
    std::string why = broken.reason;
    if (!broken.findings.empty()) {
      const Finding& finding = view_.results.findings[broken.findings.front()];
      why = fmt::format("{} ({})", finding.message, place(view_.project, finding.span));
    }
    return fmt::format("{}: {}", name(static_cast<Rung>(ladder.first_broken)), why);
  }

  std::string rung_cell(const score::RungResult& rung, std::size_t width) const {
    std::string text;
    std::string_view colour;
    switch (rung.status) {
      case score::RungStatus::pass:
        text = style_.pass_mark;
        colour = style_.good;
        break;
      case score::RungStatus::unknown:
        text = style_.unknown_mark;
        colour = style_.doubt;
        break;
      case score::RungStatus::fail:
        text = fmt::format("{}{}{}", style_.fail_mark, options_.color ? " " : "",
                           options_.color ? std::to_string(rung.findings.size()) : "");
        colour = style_.bad;
        break;
    }
    const std::size_t used = columns(text);
    return fmt::format("{}{:{}}", paint(colour, text), "", width > used ? width - used : 0);
  }

  void write_urgent() {
    if (view_.score.urgent.empty()) return;
    heading("Repair first");
    std::size_t number = 0;
    for (const std::uint32_t index : view_.score.urgent) {
      if (++number > 3) break;
      const Finding& finding = view_.results.findings[index];
      paragraph(finding.message, 5, fmt::format("  {}{}.{} ", style_.bold, number, style_.reset));
      const std::string where = place(view_.project, finding.span);
      const std::string_view shown = where.empty() ? std::string_view("the repository") : where;
      const std::string_view rule = rules::registered(finding.rule).name;
      const bool fits = 9 + name(finding.severity).size() + columns(shown) + rule.size() <= width_;
      line("     {}  {}{}{}{}{}", severity_word(finding.severity), paint(style_.path, shown), fits ? "  " : "\n     ",
           style_.dim, rule, style_.reset);
      if (!finding.fixes.empty()) {
        paragraph(finding.fixes.front().title, 5, {}, style_.accent);
      } else {
        paragraph(rules::registered(finding.rule).rule->remedy, 5, {}, style_.accent);
      }
    }
  }

  /// Findings by file; within a file those of one rule together, in the order of their first place.
  void write_findings() {
    const auto& findings = view_.results.findings;
    std::map<std::string_view, std::vector<std::uint32_t>> by_file;
    std::size_t shown = 0;
    std::array<std::size_t, 5> hidden{};
    for (std::uint32_t index = 0; index < findings.size(); ++index) {
      const Finding& finding = findings[index];
      if (finding.severity < options_.min_severity) {
        ++hidden[static_cast<std::size_t>(finding.severity)];
        continue;
      }
      ++shown;
      by_file[finding.span.valid() ? view_.project.sources[finding.span.file].path() : std::string_view()].push_back(
          index);
    }
    if (!options_.quiet)
      heading(shown == 0 ? "No findings to list" : fmt::format("{}", plural(shown, "finding", "findings")));
    // Files on all threads, each into a text of its own.
    const std::vector<std::pair<std::string_view, std::vector<std::uint32_t>>> files(by_file.begin(), by_file.end());
    std::vector<std::string> texts(files.size());
    parallel_for(files.size(), options_.threads, [&](std::size_t index, unsigned) {
      TerminalReport(view_, options_, texts[index]).write_file(files[index].first, files[index].second);
    });
    for (const std::string& text : texts) out_ += text;
    std::string rest;
    for (std::size_t severity = 5; severity-- > 0;) {
      if (hidden[severity] == 0) continue;
      rest += fmt::format("{}{} {}", rest.empty() ? "" : ", ", hidden[severity], name(static_cast<Severity>(severity)));
    }
    if (!rest.empty() && !options_.quiet)
      line("\n{}  not listed: {}; `--min-severity info` lists them{}", style_.dim, rest, style_.reset);
  }

  void write_file(std::string_view path, const std::vector<std::uint32_t>& indices) {
    const project::File* const file = path.empty() ? nullptr : view_.project.file(path);
    std::string about;
    if (file != nullptr) {
      about = file->role == discover::Role::unknown || discover::name(file->role) == discover::name(file->kind)
                  ? std::string(discover::name(file->kind))
                  : fmt::format("{} {}", discover::name(file->role), discover::name(file->kind));
    }
    // Code is no file of the inventory, and has no kind.
    if (!about.empty()) about = fmt::format("  {}{}{}", style_.dim, about, style_.reset);
    line("\n{}{}{}{}", style_.path, path.empty() ? "(repository)" : printable(path), style_.reset, about);
    std::vector<Group> groups = group_alike(view_.results, indices);
    // One rule's groups stand together, where the worst of the rule has its place.
    std::map<RuleId, Severity> worst;
    std::map<RuleId, std::size_t> first;
    for (const Group& group : groups) {
      const Finding& finding = view_.results.findings[group.front()];
      Severity& severity = worst[finding.rule];
      severity = std::max(severity, finding.severity);
      first.emplace(finding.rule, group.front());
    }
    std::ranges::stable_sort(groups, [&](const Group& left, const Group& right) {
      const Finding& a = view_.results.findings[left.front()];
      const Finding& b = view_.results.findings[right.front()];
      return std::tuple(worst[b.rule], first[a.rule], b.severity) <
             std::tuple(worst[a.rule], first[b.rule], a.severity);
    });
    for (const Group& group : groups) write_group(group);
  }

  /// The first finding is quoted in full, the others are named by line; fixable or not, sure or not, they differ only
  /// in place and subject.
  void write_group(const Group& group) {
    const Finding& finding = view_.results.findings[group.front()];
    const rules::RegisteredRule& entry = rules::registered(finding.rule);
    const std::string_view sure = finding.confidence == Confidence::certain ? "" : name(finding.confidence);
    const std::string_view fixable = !finding.fixes.empty() && !finding.fixes.front().edits.empty() ? "fixable" : "";
    std::string marks;
    for (const std::string_view mark : {sure, fixable})
      if (!mark.empty()) marks += fmt::format(" {} {}", style_.separator, mark);
    line("  {}  {}{}{} {}{}{}", severity_word(finding.severity), style_.bold, entry.name, style_.reset, style_.dim,
         fmt::format("{}{}", entry.rule->code, marks), style_.reset);
    paragraph(finding.message, 4);
    quote(finding.span, style_.severity[static_cast<std::size_t>(finding.severity)]);
    for (const Note& note : finding.notes) {
      const std::string where = place(view_.project, note.span);
      paragraph(fmt::format("{}{}{}", note.message, where.empty() ? "" : "  ", where), 6,
                fmt::format("    {} ", paint(style_.dim, style_.corner)), style_.dim);
    }
    if (group.size() == 1) return;
    std::string others;
    for (const std::uint32_t index : std::span(group).subspan(1)) {
      const Finding& other = view_.results.findings[index];
      if (!other.span.valid()) continue;
      others += fmt::format("{}{}", others.empty() ? "" : ", ",
                            view_.project.sources[other.span.file].place(other.span.begin).line);
      const std::string names = what_differs(finding.message, other.message);
      if (!names.empty()) others += fmt::format(" ({})", names);
    }
    paragraph(fmt::format("and {} more{}{}", group.size() - 1,
                          others.empty()      ? ""
                          : group.size() == 2 ? " in line "
                                              : " in lines ",
                          others),
              4, {}, style_.dim);
  }

  /// The first line of a span, with its columns underlined. Long lines are cut around the marked part.
  void quote(Span span, std::string_view colour) {
    if (!span.valid()) return;
    const Source& source = view_.project.sources[span.file];
    const Place begin = source.place(span.begin);
    const std::string text = rules::redact(source.line(begin.line));
    const std::size_t from = std::min<std::size_t>(begin.column - 1, text.size());
    const std::size_t length = std::min<std::size_t>(span.size(), text.size() - from);
    const std::string number = std::to_string(begin.line);
    const std::size_t room = width_ - 8 - std::max<std::size_t>(number.size(), 4);
    // Leading blanks tell nothing but nesting; at most eight are kept.
    std::size_t start = 0;
    const std::size_t indentation = std::min(text.find_first_not_of(" \t"), from);
    if (indentation > 8) start = indentation - 8;
    if (columns(std::string_view(text).substr(start, from - start)) + std::min<std::size_t>(length, 20) > room)
      start = from > 20 ? from - 20 : 0;
    // A cut must not fall inside a UTF-8 sequence.
    while (start < from && (static_cast<unsigned char>(text[start]) & 0xc0) == 0x80) ++start;
    const std::string_view line_text = text;
    const bool is_cut = line_text.substr(0, start).find_first_not_of(" \t") != std::string_view::npos;
    const std::string before = (is_cut ? "…" : "") + printable(line_text.substr(start, from - start));
    const std::string marked = printable(line_text.substr(from, length));
    const std::string after = printable(line_text.substr(from + length));
    const std::string shown = clip(fmt::format("{}{}{}", before, marked, after), room);
    line("    {}{:>4} {}{} {}", style_.dim, number, style_.gutter, style_.reset, shown);
    const std::size_t offset = columns(before);
    const std::size_t marks = std::min(std::max<std::size_t>(columns(marked), 1), room > offset ? room - offset : 1);
    std::string under;
    for (std::size_t mark = 0; mark < marks; ++mark) under += style_.underline;
    line("    {}     {}{} {}{}{}{}", style_.dim, style_.gutter, style_.reset, std::string(offset, ' '), colour, under,
         style_.reset);
  }

  void write_scores() {
    heading("Score");
    for (const score::CategoryScore& category : view_.score.categories) {
      if (!category.applicable) continue;
      const std::string lost = lost_summary(category);
      line("  {}  {}  {:>4.1f}{}", pad(name(category.category), 13), bar(category.score, 20), category.score,
           lost.empty() ? lost : "  " + paint(style_.dim, lost));
      if (!category.cap.empty()) paragraph(category.cap, 17, {}, style_.dim);
    }
    line("  {}  {}  {}{:>4.1f}{}  grade {}", pad("total", 13), bar(view_.score.total, 20), style_.bold,
         view_.score.total, style_.reset, view_.score.grade);
  }

  /// The rules that cost most in one category, as far as they fit the line.
  std::string lost_summary(const score::CategoryScore& category) const {
    std::string text;
    const std::size_t room = width_ > 48 ? width_ - 48 : 12;
    for (const LostByRule& lost : lost_by_rule(category, view_.results)) {
      const std::string_view rule = rules::registered(lost.rule).name;
      const std::string next =
          fmt::format("{}-{:.1f} {}", text.empty() ? "" : ", ", lost.points, rule.substr(rule.find('/') + 1));
      if (columns(text) + columns(next) > room) break;
      text += next;
    }
    return text;
  }

  void write_strengths() {
    if (praised(view_).empty()) return;
    heading("What holds");
    std::size_t number = 0;
    for (const score::Strength& strength : praised(view_)) {
      if (++number > 8) break;
      const std::string_view colour = strength.passed == strength.total ? style_.good : style_.doubt;
      paragraph(describe(view_, strength), 4, fmt::format("  {} ", paint(colour, style_.bullet)));
    }
  }

  void write_rest() {
    if (!view_.unread.empty()) {
      heading("Not read");
      std::size_t number = 0;
      for (const auto& unread : view_.unread) {
        if (++number > 10) {
          line("  {}and {} more, all of them in --format json{}", style_.dim, view_.unread.size() - 10, style_.reset);
          break;
        }
        paragraph(fmt::format("{}: {}", unread.path, unread.reason), 4, fmt::format("  {} ", style_.bullet));
      }
    }
    out_ += '\n';
    if (!view_.results.suppressed.empty())
      line("{}{} suppressed by comments and ignore files; --format json lists them{}", style_.dim,
           plural(view_.results.suppressed.size(), "finding", "findings"), style_.reset);
    std::size_t fixable = 0;
    for (const Finding& finding : view_.results.findings)
      fixable += !finding.fixes.empty() && !finding.fixes.front().edits.empty() ? 1 : 0;
    if (fixable > 0)
      line("{}`seaworthy fix` shows the patch for {}{}", style_.dim, plural(fixable, "finding", "findings"),
           style_.reset);
    if (!view_.results.findings.empty())
      paragraph(fmt::format("`seaworthy explain {}` says why; `--output report.md` writes the whole report",
                            rules::registered(view_.results.findings[view_.by_urgency.front()].rule).rule->code),
                0, {}, style_.dim);
  }

  const View& view_;
  const TerminalOptions& options_;
  std::string& out_;
  const Style& style_;
  std::size_t width_;
};

}  // namespace

void write_terminal(const View& view, const TerminalOptions& options, std::string& out) {
  TerminalReport(view, options, out).write();
}

}  // namespace seaworthy::report
