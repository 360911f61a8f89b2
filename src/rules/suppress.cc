#include "rules/suppress.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "base/arena.h"
#include "base/ascii.h"
#include "knowledge/kics.h"
#include "knowledge/knowledge.h"
#include "rules/merge.h"
#include "rules/message.h"
#include "rules/plain_settings.h"
#include "rules/registry.h"
#include "yaml/parse.h"

namespace seaworthy::rules {
namespace {

using Tool = Directive::Tool;
using Reach = Directive::Reach;

bool is_blank(char letter) { return letter == ' ' || letter == '\t'; }

/// Removes `prefix` from the front of `text`, with any spaces behind it.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text = ascii::trim(text.substr(prefix.size()));
  return true;
}

std::vector<std::string> split(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(separators);
    if (const std::string_view part = ascii::trim(text.substr(0, end)); !part.empty()) parts.emplace_back(part);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return parts;
}

bool is_date(std::string_view text) {
  if (text.size() != 10) return false;
  for (std::size_t index = 0; index < text.size(); ++index) {
    const bool is_dash = index == 4 || index == 7;
    if (is_dash ? text[index] != '-' : text[index] < '0' || text[index] > '9') return false;
  }
  return true;
}

// `allow(a, b) reason [until=YYYY-MM-DD]`
bool parse_own(std::string_view text, bool at_top, Directive& directive) {
  if (!take(text, "allow") || !take(text, "(")) return false;
  const std::size_t close = text.find(')');
  if (close == std::string_view::npos) return false;
  directive.tool = Tool::seaworthy;
  directive.reach = at_top ? Reach::file : directive.reach;
  directive.ids = split(text.substr(0, close), ", ");
  std::string_view reason = ascii::trim(text.substr(close + 1));
  if (const std::size_t until = reason.find("until="); until != std::string_view::npos) {
    const std::string_view date = reason.substr(until + 6, 10);
    if (is_date(date)) {
      directive.until = date;
      std::string_view before = reason.substr(0, until);
      std::string_view after = reason.substr(until + 16);
      if (ascii::trim(before).ends_with('[')) before = ascii::trim(before).substr(0, ascii::trim(before).size() - 1);
      if (ascii::trim(after).starts_with(']')) after = ascii::trim(after).substr(1);
      directive.reason = std::string(ascii::trim(before));
      if (!ascii::trim(after).empty())
        directive.reason += (directive.reason.empty() ? "" : " ") + std::string(ascii::trim(after));
      return true;
    }
  }
  while (reason.starts_with(':') || reason.starts_with('-')) reason = ascii::trim(reason.substr(1));
  directive.reason = reason;
  return true;
}

// `ignore=DL3008,SC2086;reason=...` of hadolint and tally, which has `global` and `stage` in front.
bool parse_ignore_list(std::string_view text, Tool tool, Directive& directive) {
  if (take(text, "global")) directive.reach = Reach::file;
  if (!take(text, "ignore") || !take(text, "=")) return false;
  directive.tool = tool;
  const std::size_t end = text.find(';');
  directive.ids = split(text.substr(0, end), ", ");
  if (end != std::string_view::npos) {
    std::string_view rest = ascii::trim(text.substr(end + 1));
    if (take(rest, "reason=")) directive.reason = rest;
  }
  directive.everything = directive.ids.size() == 1 && directive.ids.front() == "all";
  return !directive.ids.empty();
}

// `check=skip=JSONArgsRecommended,StageNameCasing;error=true`; on top of the file it is for all of it, elsewhere for
// the instruction below. What follows a blank is the author's remark.
bool parse_buildkit(std::string_view text, bool at_top, Directive& directive) {
  directive.tool = Tool::buildkit;
  directive.reach = at_top ? Reach::file : Reach::next;
  text = text.substr(0, text.find(' '));
  for (const std::string& part : split(text, ";")) {
    std::string_view value = part;
    if (!take(value, "skip") || !take(value, "=")) continue;
    directive.ids = split(value, ", ");
    directive.everything = directive.ids.size() == 1 && ascii::equal_ignoring_case(directive.ids.front(), "all");
  }
  return !directive.ids.empty();
}

// `DS-0002:exp:2026-01-01`
Directive parse_trivy_entry(std::string_view entry, Directive directive) {
  directive.tool = Tool::trivy;
  const std::vector<std::string> parts = split(entry, ":");
  if (parts.empty()) return directive;
  directive.ids = {parts[0].substr(0, parts[0].find('['))};
  directive.everything = directive.ids.front() == "*";
  for (std::size_t index = 1; index + 1 < parts.size(); ++index)
    if (parts[index] == "exp" && is_date(parts[index + 1])) directive.until = parts[index + 1];
  return directive;
}

// `ignore`, `disable=ID,ID` and `enable=ID,ID` count at the top of a file, the other two where they stand. An id is
// what KICS gave its query, or the query's name.
std::vector<Directive> parse_kics(std::string_view text, bool at_top, Directive directive) {
  directive.tool = Tool::kics;
  if (take(text, "ignore-block")) {
    directive.everything = true;
    return {directive};
  }
  if (take(text, "ignore-line")) {
    directive.everything = true;
    if (directive.reach == Reach::next) directive.reach = Reach::below;
    return {directive};
  }
  if (!at_top) return {};
  directive.reach = Reach::file;
  if (text.starts_with("ignore")) {
    directive.everything = true;
    return {directive};
  }
  directive.all_but = take(text, "enable");
  if ((!directive.all_but && !take(text, "disable")) || !take(text, "=")) return {};
  for (const std::string& id : split(text, ", ")) {
    const std::string_view name = knowledge::kics_query(id);
    directive.ids.push_back(name.empty() ? id : std::string(name));
  }
  return directive.ids.empty() ? std::vector<Directive>() : std::vector{directive};
}

bool parse_dclint(std::string_view text, bool at_top, Directive& directive) {
  directive.tool = Tool::dclint;
  // Written `dclint disable-line`; older files have a hyphen in place of the first space.
  take(text, "-");
  if (take(text, "disable-file")) {
    if (!at_top) return false;
    directive.reach = Reach::file;
    directive.everything = true;
    return true;
  }
  if (take(text, "disable-next-line")) {
    directive.reach = Reach::next;
  } else if (take(text, "disable-line")) {
    // On a line of its own it is meant for the next one, which is what `reach` says already.
  } else if (at_top && take(text, "disable")) {
    directive.reach = Reach::file;
  } else {
    return false;
  }
  directive.ids = split(text, ", ");
  directive.everything = directive.ids.empty() || directive.ids == std::vector<std::string>{"*"};
  if (directive.everything) directive.ids.clear();
  return true;
}

std::string_view tool_name(Tool tool) {
  constexpr std::array<std::string_view, 11> names = {"seaworthy",    "hadolint", "shellcheck", "buildkit",
                                                      "tally",        "trivy",    "checkov",    "kics",
                                                      "compose-lint", "dclint",   "semgrep"};
  return names[static_cast<std::size_t>(tool)];
}

/// Peers under which the rules of a tool are named.
std::vector<std::string_view> peers_of(Tool tool) {
  switch (tool) {
    case Tool::hadolint:
      return {"hadolint", "hadolint-shellcheck", "hadolint-retired"};
    case Tool::shellcheck:
      return {"hadolint-shellcheck"};
    case Tool::tally:
      return {"tally", "buildkit", "hadolint", "hadolint-shellcheck"};
    case Tool::kics:
      return {"kics", "kics-retired"};
    case Tool::seaworthy:
      return {};
    default:
      return {tool_name(tool)};
  }
}

/// What an id is compared by: tools write one rule in several ways.
std::string_view comparable(Tool tool, std::string_view id) {
  switch (tool) {
    case Tool::trivy:  // AVD-DS-0002, DS-0002 and DS002 are one.
      if (id.starts_with("AVD-")) id.remove_prefix(4);
      return id;
    case Tool::tally:  // hadolint/DL3008
      return id.substr(id.rfind('/') + 1);
    case Tool::semgrep:  // dockerfile.security.missing-user.missing-user
      return id.substr(id.rfind('.') + 1);
    default:
      return id;
  }
}

/// "DS002" -> "DS-0002"
std::string without_old_spelling(Tool tool, std::string_view id) {
  if (tool == Tool::trivy && id.size() == 5 && id.starts_with("DS")) return "DS-0" + std::string(id.substr(2));
  return std::string(id);
}

/// Whether a glob pattern matches a path: `*` within a folder, `**` across folders, `?` one letter.
bool matches_glob(std::string_view pattern, std::string_view path) {
  std::size_t at_pattern = 0, at_path = 0;
  std::size_t star_pattern = std::string_view::npos, star_path = 0;
  bool star_crosses = false;
  while (at_path < path.size()) {
    if (at_pattern < pattern.size() && pattern[at_pattern] == '*') {
      star_crosses = pattern.substr(at_pattern).starts_with("**");
      at_pattern += star_crosses ? 2 : 1;
      if (star_crosses && at_pattern < pattern.size() && pattern[at_pattern] == '/') ++at_pattern;
      star_pattern = at_pattern;
      star_path = at_path;
    } else if (at_pattern < pattern.size() && (pattern[at_pattern] == path[at_path] || pattern[at_pattern] == '?')) {
      ++at_pattern;
      ++at_path;
    } else if (star_pattern != std::string_view::npos && (star_crosses || path[star_path] != '/')) {
      at_pattern = star_pattern;
      at_path = ++star_path;
    } else {
      return false;
    }
  }
  while (at_pattern < pattern.size() && pattern[at_pattern] == '*') ++at_pattern;
  return at_pattern == pattern.size();
}

/// The sign that opens a comment in files of a kind; "" where comments are not looked for.
std::string_view comment_sign(project::FileKind kind) {
  using project::FileKind;
  switch (kind) {
    case FileKind::readme:
    case FileKind::documentation:
      return "<!--";
    case FileKind::sql:
      return "--";
    case FileKind::package_json:
    case FileKind::package_lock:
    case FileKind::go_sum:
    case FileKind::python_lock:
    case FileKind::go_mod:
    case FileKind::source:
    case FileKind::secret:
    case FileKind::certificate:
    case FileKind::peer_config:
      return {};
    default:
      return "#";
  }
}

std::size_t indentation(std::string_view line) {
  std::size_t width = 0;
  while (width < line.size() && is_blank(line[width])) ++width;
  return width;
}

/// Lines of one file, with what it takes to tell where the thing after a comment ends.
class Layout {
 public:
  Layout(const project::Project& project, const project::File& file)
      : project_(project), file_(file), source_(project.sources[file.source]), sign_(comment_sign(file.kind)) {}

  /// First and last line of what starts on the next line with content.
  std::pair<std::uint32_t, std::uint32_t> next(std::uint32_t line) const {
    const std::uint32_t count = source_.line_count();
    std::uint32_t first = line + 1;
    while (first <= count &&
           (ascii::trim(source_.line(first)).empty() || ascii::trim(source_.line(first)).starts_with(sign_)))
      ++first;
    if (first > count) return {count + 1, count};
    if (const auto instruction = instruction_at(first)) return *instruction;
    if (file_.yaml != nullptr) return {first, end_of_block(first)};
    std::uint32_t last = first;
    while (last < count && source_.line(last).ends_with('\\')) ++last;
    return {first, last};
  }

 private:
  std::optional<std::pair<std::uint32_t, std::uint32_t>> instruction_at(std::uint32_t line) const {
    for (const project::Dockerfile& dockerfile : project_.dockerfiles) {
      if (dockerfile.file != &file_) continue;
      for (const dockerfile::Instruction* instruction : dockerfile.parsed->instructions) {
        const std::uint32_t first = source_.place(instruction->span.begin).line;
        const std::uint32_t last = source_.place(std::max(instruction->span.end, 1u) - 1).line;
        if (first <= line && line <= last) return std::pair(first, last);
      }
    }
    return std::nullopt;
  }

  /// Of a YAML entry or list item: every deeper line that follows; list items may stand right below their key.
  std::uint32_t end_of_block(std::uint32_t first) const {
    const std::size_t width = indentation(source_.line(first));
    const bool is_item = ascii::trim(source_.line(first)).starts_with('-');
    std::uint32_t last = first;
    for (std::uint32_t line = first + 1; line <= source_.line_count(); ++line) {
      const std::string_view text = source_.line(line);
      const std::string_view content = ascii::trim(text);
      if (content.empty() || content.starts_with('#')) continue;
      const bool is_list_below = !is_item && indentation(text) == width && content.starts_with("- ");
      if (indentation(text) <= width && !is_list_below) break;
      last = line;
    }
    return last;
  }

  const project::Project& project_;
  const project::File& file_;
  const Source& source_;
  std::string_view sign_;
};

void find_in_comments(const project::Project& project, const project::File& file, std::vector<Directive>& found) {
  const std::string_view sign = comment_sign(file.kind);
  if (sign.empty()) return;
  const Source& source = project.sources[file.source];
  const std::string_view text = source.text();
  bool at_top = true;
  std::size_t checked = 0;  // Everything before was looked at for at_top.
  for (std::size_t at = text.find(sign); at != std::string_view::npos; at = text.find(sign, at)) {
    const std::size_t line_begin = text.rfind('\n', at) + 1;
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    // A sign inside a word opens no comment.
    if (at > line_begin && !is_blank(text[at - 1])) {
      ++at;
      continue;
    }
    const std::string_view in_front = ascii::trim(text.substr(line_begin, at - line_begin));
    // The mark that begins a YAML document is no content.
    const bool alone = in_front.empty() || in_front == "---";
    // Only comments and empty lines may stand above; each comment moves `checked` behind itself.
    at_top = at_top && alone &&
             text.substr(checked, std::max(line_begin, checked) - checked).find_first_not_of(" \t\r\n-") ==
                 std::string_view::npos;
    checked = line_end;
    const Span span{file.source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(line_end)};
    std::string_view comment = text.substr(at + sign.size(), line_end - at - sign.size());
    if (const std::size_t close = comment.find("-->"); sign == "<!--" && close != std::string_view::npos)
      comment = comment.substr(0, close);
    for (Directive& directive : parse_comment(comment, span, alone, at_top)) found.push_back(std::move(directive));
    at = line_end;
  }
}

std::string scalar_text(const yaml::Node* node) {
  return node != nullptr && node->resolved().is_scalar() ? std::string(node->resolved().text) : std::string();
}

/// Ids of a list, or of a text with commas.
std::vector<std::string> texts_of(const yaml::Node* node) {
  std::vector<std::string> texts;
  if (node == nullptr) return texts;
  if (node->resolved().is_scalar()) return split(node->resolved().text, ", ");
  for (const yaml::Node* item : node->resolved().items)
    for (std::string& id : split(scalar_text(item), ", ")) texts.push_back(std::move(id));
  return texts;
}

/// `.dclintrc`, `.dclintrc.json`, `.dclintrc.yaml`, `.dclintrc.yml`, and the same without the dot below `.config`.
bool is_dclint_config(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.starts_with(".dclintrc") ||
         (name.starts_with("dclintrc") && path.substr(0, path.size() - name.size()).ends_with(".config/"));
}

/// dclint's settings: rules of level 0 are off, and of the paths that contain a text of `exclude` nothing is reported.
void find_in_dclint_config(const yaml::Node& root, const project::File& file, std::vector<Directive>& found) {
  const auto add = [&](Span span) -> Directive& {
    Directive& directive = found.emplace_back();
    directive.tool = Tool::dclint;
    directive.reach = Reach::folder;
    directive.span = span.valid() ? span : Span{file.source, 0, 0};
    return directive;
  };
  if (const yaml::Node* const rules = root.get("rules"); rules != nullptr && rules->resolved().is_mapping()) {
    for (const yaml::Entry& entry : rules->resolved().entries) {
      const yaml::Node& value = entry.value->resolved();
      const std::string level =
          value.is_sequence() && !value.items.empty() ? scalar_text(value.items.front()) : scalar_text(&value);
      if (level == "0" || level == "off") add(entry.key->span).ids.emplace_back(entry.key->text);
    }
  }
  if (const yaml::Node* const exclude = root.get("exclude"); exclude != nullptr && exclude->resolved().is_sequence()) {
    for (const yaml::Node* const item : exclude->resolved().items) {
      std::string text = scalar_text(item);
      if (text.starts_with("./")) text.erase(0, 2);
      if (text.empty()) continue;
      Directive& directive = add(item->span);
      directive.everything = true;
      directive.paths = {"**" + text + "**"};
    }
  }
}

/// compose-lint's settings: rules with `enabled: false`, and the reason that stands beside it.
template <class Add>
void find_in_compose_lint_config(const yaml::Node& root, const Add& add) {
  const yaml::Node* const rules = root.get("rules");
  if (rules == nullptr || !rules->resolved().is_mapping()) return;
  for (const yaml::Entry& entry : rules->resolved().entries) {
    const yaml::Node& settings = entry.value->resolved();
    if (!settings.is_mapping() || scalar_text(settings.get("enabled")) != "false") continue;
    add(Tool::compose_lint, std::string(entry.key->text), entry.key->span).reason = scalar_text(settings.get("reason"));
  }
}

void find_in_config(const project::Project& project, const project::File& file, std::vector<Directive>& found) {
  const Source& source = project.sources[file.source];
  const std::string_view name = file.path.substr(file.path.rfind('/') + 1);
  const auto add = [&](Tool tool, std::string id, Span span) -> Directive& {
    Directive& directive = found.emplace_back();
    directive.tool = tool;
    directive.reach = Reach::folder;
    directive.ids.push_back(std::move(id));
    directive.span = span.valid() ? span : Span{file.source, 0, 0};
    return directive;
  };
  if (name == ".trivyignore") {
    for (std::uint32_t number = 1; number <= source.line_count(); ++number) {
      const std::string_view line = source.line(number);
      const std::vector<std::string> words = split(line.substr(0, line.find('#')), " \t");
      if (words.empty()) continue;
      const std::uint32_t begin = source.line_start(number);
      Directive& directive =
          add(Tool::trivy, words.front(), {file.source, begin, begin + static_cast<std::uint32_t>(line.size())});
      for (const std::string& word : words)
        if (word.starts_with("exp:") && is_date(word.substr(4))) directive.until = word.substr(4);
    }
    return;
  }
  const auto append = [&](std::vector<Directive> more) {
    found.insert(found.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  };
  if (name == ".semgrepignore") return append(read_semgrepignore(source, file.source));
  if (name == ".shellcheckrc") return append(read_shellcheckrc(source, file.source));
  if (name == ".tally.toml" || name == "tally.toml") return append(read_tally_settings(source, file.source));
  Arena arena;
  const yaml::Stream* const stream = file.yaml != nullptr ? file.yaml : yaml::parse(MappedText::whole(source), arena);
  const yaml::Node* const root = stream->root();
  if (root == nullptr || !root->is_mapping()) return;
  // What a path leads to, and all below it.
  const auto add_skipped = [&](Tool tool, std::string path, const yaml::Node* list) {
    while (path.ends_with('/') || path.ends_with("/**")) path.resize(path.size() - (path.ends_with('/') ? 1 : 3));
    if (path.starts_with("./")) path.erase(0, 2);
    if (path.empty()) return;
    Directive& directive = add(tool, {}, list->span);
    directive.ids.clear();
    directive.everything = true;
    directive.paths = {path, path + "/**"};
  };
  const auto add_skipped_path = [&](Tool tool, std::string path, std::string_view key) {
    add_skipped(tool, std::move(path), root->get(key));
  };
  if (name.starts_with(".hadolint.")) {
    for (const std::string& id : texts_of(root->get("ignored"))) add(Tool::hadolint, id, root->get("ignored")->span);
  } else if (name.starts_with(".checkov.")) {
    for (const std::string& id : texts_of(root->get("skip-check")))
      add(Tool::checkov, id, root->get("skip-check")->span);
    for (const std::string& path : texts_of(root->get("skip-path"))) add_skipped_path(Tool::checkov, path, "skip-path");
  } else if (name == "kics.config") {
    for (const std::string& id : texts_of(root->get("exclude-queries"))) {
      const std::string_view query = knowledge::kics_query(id);
      add(Tool::kics, query.empty() ? id : std::string(query), root->get("exclude-queries")->span);
    }
    for (const std::string& path : texts_of(root->get("exclude-paths")))
      add_skipped_path(Tool::kics, path, "exclude-paths");
  } else if (name.starts_with(".compose-lint.")) {
    find_in_compose_lint_config(*root, add);
  } else if (name == ".trivyignore.yaml") {
    const yaml::Node* const list = root->get("misconfigurations");
    if (list == nullptr || !list->is_sequence()) return;
    for (const yaml::Node* item : list->items) {
      const std::string id = scalar_text(item->resolved().get("id"));
      if (id.empty()) continue;
      Directive& directive = add(Tool::trivy, id, item->span);
      directive.paths = texts_of(item->resolved().get("paths"));
      directive.reason = scalar_text(item->resolved().get("statement"));
      const std::string until = scalar_text(item->resolved().get("expired_at"));
      if (is_date(until)) directive.until = until;
    }
  } else if (name == "trivy.yaml") {
    const yaml::Node* const scan = root->get("scan");
    if (scan == nullptr || !scan->resolved().is_mapping()) return;
    for (const std::string_view key : {"skip-files", "skip-dirs"})
      for (const std::string& path : texts_of(scan->resolved().get(key)))
        add_skipped(Tool::trivy, path, scan->resolved().get(key));
  } else if (is_dclint_config(file.path)) {
    find_in_dclint_config(*root, file, found);
  } else if (file.kind == project::FileKind::package_json) {
    const yaml::Node* const settings = root->get("dclint");
    if (settings != nullptr && settings->resolved().is_mapping())
      find_in_dclint_config(settings->resolved(), file, found);
  }
}

/// A directive made ready to be held against findings.
struct Prepared {
  Directive directive;
  std::vector<std::vector<RuleId>> rules;  // Of ours: what each id means.
  std::vector<bool> used;                  // By id.
  std::uint32_t first_line = 1, last_line = 0xffffffff;
  std::string_view folder;
  bool expired = false;
};

Prepared prepare(const project::Project& project, Directive directive) {
  Prepared prepared;
  const Source& source = project.sources[directive.span.file];
  const std::uint32_t line = source.place(directive.span.begin).line;
  switch (directive.reach) {
    case Reach::line:
      prepared.first_line = prepared.last_line = line;
      break;
    case Reach::below:
      prepared.first_line = prepared.last_line = line + 1;
      break;
    case Reach::next:
      if (const project::File* const file = project.file(directive.span.file); file != nullptr)
        std::tie(prepared.first_line, prepared.last_line) = Layout(project, *file).next(line);
      break;
    case Reach::file:
      break;
    case Reach::folder: {
      const std::size_t slash = source.path().rfind('/');
      prepared.folder = slash == std::string_view::npos ? std::string_view() : source.path().substr(0, slash + 1);
      // What stands in `.config` is for the folder that holds it.
      if (prepared.folder == ".config/" || prepared.folder.ends_with("/.config/"))
        prepared.folder.remove_suffix(std::string_view(".config/").size());
      break;
    }
  }
  if (directive.tool == Tool::seaworthy)
    for (const std::string& id : directive.ids) prepared.rules.push_back(find_rules(id));
  prepared.used.resize(directive.ids.size());
  prepared.expired = !directive.until.empty() && directive.until < knowledge::date();
  prepared.directive = std::move(directive);
  return prepared;
}

bool reaches(const project::Project& project, const Prepared& prepared, const Finding& finding) {
  if (!finding.span.valid()) return false;
  const Source& source = project.sources[finding.span.file];
  if (prepared.directive.reach == Reach::folder) {
    if (!source.path().starts_with(prepared.folder)) return false;
    const std::string_view below = source.path().substr(prepared.folder.size());
    return prepared.directive.paths.empty() ||
           std::any_of(prepared.directive.paths.begin(), prepared.directive.paths.end(),
                       [&](const std::string& pattern) { return matches_glob(pattern, below); });
  }
  if (finding.span.file != prepared.directive.span.file) return false;
  if (prepared.directive.reach == Reach::file) return true;
  const std::uint32_t line = source.place(finding.span.begin).line;
  return prepared.first_line <= line && line <= prepared.last_line;
}

/// "SC3000-SC4000" names the rules from one to the other.
bool is_in_range(std::string_view range, std::string_view rule) {
  const std::size_t dash = range.find('-');
  const std::string_view first = range.substr(0, dash), last = range.substr(dash + 1);
  return first.size() == rule.size() && last.size() == rule.size() && first <= rule && rule <= last;
}

/// The id that tally gives a rule: `hadolint/DL3008`, `shellcheck/SC2086`, `tally/max-lines`.
std::string id_of_tally(std::string_view alias) {
  const std::size_t colon = alias.find(':');
  const std::string_view peer = alias.substr(0, colon);
  const std::string rule(alias.substr(colon + 1));
  if (peer == "tally") return rule;
  return std::string(peer == "hadolint-shellcheck" ? "shellcheck" : peer) + "/" + rule;
}

/// Whether an id, as a tool's users write it, names one of the tool's rules.
bool stands_for(Tool tool, std::string_view id, std::string_view alias) {
  const std::string_view rule = alias.substr(alias.find(':') + 1);
  if (tool == Tool::shellcheck && id.find('-') != std::string_view::npos) return is_in_range(id, rule);
  if (tool == Tool::tally && id.find('*') != std::string_view::npos)
    return matches_glob(id.ends_with("/*") ? std::string(id) + "*" : std::string(id), id_of_tally(alias));
  if (tool == Tool::checkov && id.find('*') != std::string_view::npos) return matches_glob(id, rule);
  return ascii::equal_ignoring_case(without_old_spelling(tool, comparable(tool, id)), comparable(tool, rule));
}

/// Whether a directive names the finding's rule; marks the id that does as used.
bool names(Prepared& prepared, const Finding& finding) {
  const Directive& directive = prepared.directive;
  bool named = false;
  if (directive.tool == Tool::seaworthy) {
    for (std::size_t index = 0; index < directive.ids.size(); ++index) {
      if (!std::binary_search(prepared.rules[index].begin(), prepared.rules[index].end(), finding.rule)) continue;
      prepared.used[index] = true;
      named = true;
    }
    return named;
  }
  const std::vector<std::string_view> peers = peers_of(directive.tool);
  bool of_the_rest = false;
  for (const std::string_view alias : finding.aliases) {
    const std::size_t colon = alias.find(':');
    if (std::find(peers.begin(), peers.end(), alias.substr(0, colon)) == peers.end()) continue;
    if (directive.everything) return true;
    const bool listed = std::ranges::any_of(
        directive.ids, [&](const std::string& id) { return stands_for(directive.tool, id, alias); });
    // What stands for a query that stays on is not accepted.
    if (listed) return !directive.all_but;
    of_the_rest = directive.all_but;
  }
  return of_the_rest;
}

std::string describe(const project::Project& project, const Directive& directive) {
  if (directive.reach != Reach::folder) return std::string(tool_name(directive.tool)) + " comment";
  return on_one_line(project.sources[directive.span.file].path(), 200);
}

/// Makes findings about directives, for rules that only the runner can check.
class Complaints {
 public:
  Complaints(const project::Project& project, const Selection& selection) : project_(project), selection_(selection) {}

  void add(std::string_view slug, Span span, std::string_view format, Arguments arguments) {
    const RegisteredRule* const found = find_rule(slug);
    if (found == nullptr) return;
    const auto id = static_cast<RuleId>(found - registry().data());
    if (!selection_.runs(id)) return;
    const Rule& rule = *found->rule;
    Finding& finding = findings_.emplace_back();
    finding.rule = id;
    finding.severity = finding.base_severity = rule.severity;
    finding.confidence = rule.confidence;
    finding.category = rule.category;
    finding.rung = rule.rung;
    finding.subject = on_one_line(project_.sources[span.file].path(), 200);
    finding.message = format_message(format, arguments);
    finding.span = span;
    for_each_name(rule.peers, [&](std::string_view peer) { finding.aliases.push_back(peer); });
  }
  std::vector<Finding> take() { return std::move(findings_); }

 private:
  const project::Project& project_;
  const Selection& selection_;
  std::vector<Finding> findings_;
};

void complain(const Prepared& prepared, const Selection& selection, Complaints& complaints) {
  const Directive& directive = prepared.directive;
  if (prepared.expired) {
    complaints.add("suppression-expired", directive.span,
                   "This exception ended on {}; repair the cause or set a new date", {directive.until});
    return;
  }
  // Whether another tool's request is needed only that tool can say.
  if (directive.tool != Tool::seaworthy) return;
  if (directive.reason.empty())
    complaints.add("suppression-without-reason", directive.span, "Say behind `allow(...)` why this is accepted", {});
  for (std::size_t index = 0; index < directive.ids.size(); ++index) {
    const std::vector<RuleId>& rules = prepared.rules[index];
    if (rules.empty()) {
      const std::string_view nearest = nearest_rule(directive.ids[index]);
      complaints.add("suppression-unused", directive.span,
                     nearest.empty() ? "No rule is called `{}`" : "No rule is called `{}`; did you mean `{}`?",
                     nearest.empty() ? Arguments{directive.ids[index]} : Arguments{directive.ids[index], nearest});
    } else if (!prepared.used[index] &&
               std::all_of(rules.begin(), rules.end(), [&](RuleId rule) { return selection.runs(rule); })) {
      complaints.add("suppression-unused", directive.span, "`{}` finds nothing here; take it out of the exception",
                     {directive.ids[index]});
    }
  }
}

}  // namespace

std::vector<Directive> parse_comment(std::string_view comment, Span span, bool alone, bool at_top) {
  std::string_view text = ascii::trim(comment);
  Directive directive;
  directive.span = span;
  directive.reach = alone ? Reach::next : Reach::line;
  const auto only = [&](bool parsed) {
    // tally reads the comments of others too, and there each id says whose it is: `hadolint/DL3006`.
    if (std::ranges::any_of(directive.ids,
                            [](std::string_view id) { return id.find('/') != std::string_view::npos; }) &&
        (directive.tool == Directive::Tool::hadolint || directive.tool == Directive::Tool::buildkit))
      directive.tool = Directive::Tool::tally;
    return parsed ? std::vector{directive} : std::vector<Directive>();
  };
  if (take(text, "seaworthy:")) return only(parse_own(text, at_top, directive));
  if (take(text, "hadolint")) return only(parse_ignore_list(text, Tool::hadolint, directive));
  if (take(text, "tally")) return only(parse_ignore_list(text, Tool::tally, directive));
  if (take(text, "check=")) return only(parse_buildkit(text, at_top, directive));
  if (take(text, "shellcheck")) {
    if (!take(text, "disable=")) return {};
    directive.tool = Tool::shellcheck;
    directive.reach = at_top ? Reach::file : directive.reach;
    directive.ids = split(text.substr(0, text.find(' ')), ",");
    directive.everything = directive.ids.size() == 1 && directive.ids.front() == "all";
    return {directive};
  }
  if (text.starts_with("trivy:ignore:") || text.starts_with("tfsec:ignore:")) {
    std::vector<Directive> directives;
    for (const std::string& word : split(text, " #"))
      if (word.starts_with("trivy:ignore:") || word.starts_with("tfsec:ignore:"))
        directives.push_back(parse_trivy_entry(std::string_view(word).substr(13), directive));
    return directives;
  }
  for (const std::string_view owner : {"checkov:", "bridgecrew:", "cortex:"}) {
    if (!take(text, owner)) continue;
    if (!take(text, "skip=")) return {};
    const std::size_t end = text.find(':');
    directive.tool = Tool::checkov;
    directive.reach = Reach::file;
    directive.ids = split(text.substr(0, end), ", ");
    if (end != std::string_view::npos) directive.reason = ascii::trim(text.substr(end + 1));
    return {directive};
  }
  if (take(text, "kics-scan")) return parse_kics(text, at_top, directive);
  if (take(text, "dclint")) return only(parse_dclint(text, at_top, directive));
  if (take(text, "nosemgrep") || take(text, "nosem")) {
    directive.tool = Tool::semgrep;
    if (take(text, ":")) directive.ids = split(text, ", ");
    directive.everything = directive.ids.empty();
    return {directive};
  }
  return {};
}

void apply_severities_of_hadolint(const project::Project& project, Results& results) {
  struct Settings {
    std::string_view folder;
    std::vector<std::pair<std::string, Severity>> severities;
  };
  constexpr std::array<std::pair<std::string_view, Severity>, 4> levels = {
      {{"error", Severity::high}, {"warning", Severity::medium}, {"info", Severity::low}, {"style", Severity::info}}};
  std::vector<Settings> all;
  for (const project::File& file : project.files) {
    const std::string_view name = file.path.substr(file.path.rfind('/') + 1);
    if (file.kind != project::FileKind::peer_config || file.source == FileId::none || !name.starts_with(".hadolint."))
      continue;
    Arena arena;
    const Source& source = project.sources[file.source];
    const yaml::Stream* const stream = file.yaml != nullptr ? file.yaml : yaml::parse(MappedText::whole(source), arena);
    const yaml::Node* const root = stream->root();
    Settings& settings = all.emplace_back();
    settings.folder = file.path.substr(0, file.path.size() - name.size());
    const yaml::Node* const given = root != nullptr && root->is_mapping() ? root->get("override") : nullptr;
    if (given == nullptr || !given->is_mapping()) continue;
    for (const auto& [level, severity] : levels)
      for (std::string& id : texts_of(given->get(level))) settings.severities.emplace_back(std::move(id), severity);
  }
  // hadolint reads one file of settings: the nearest.
  std::ranges::stable_sort(all, std::ranges::greater(), [](const Settings& each) { return each.folder.size(); });
  for (Finding& finding : results.findings) {
    if (all.empty() || !finding.span.valid()) continue;
    const std::string_view path = project.sources[finding.span.file].path();
    const auto nearest = std::ranges::find_if(all, [&](const Settings& each) { return path.starts_with(each.folder); });
    if (nearest == all.end()) continue;
    for (const auto& [id, severity] : nearest->severities)
      if (std::ranges::any_of(finding.aliases, [&](std::string_view alias) {
            return alias.starts_with("hadolint") && alias.substr(alias.find(':') + 1) == id;
          }))
        finding.severity = severity;
  }
}

std::vector<Directive> find_directives(const project::Project& project) {
  std::vector<Directive> found;
  for (const project::File& file : project.files) {
    if (file.source == FileId::none) continue;
    if (file.kind == project::FileKind::peer_config ||
        (file.kind == project::FileKind::package_json && file.yaml != nullptr)) {
      find_in_config(project, file, found);
    } else {
      find_in_comments(project, file, found);
    }
  }
  return found;
}

void apply_suppressions(const project::Project& project, const Selection& selection, Results& results) {
  std::vector<Prepared> directives;
  for (Directive& directive : find_directives(project)) directives.push_back(prepare(project, std::move(directive)));
  if (directives.empty()) return;

  std::vector<Finding> open;
  for (Finding& finding : results.findings) {
    const Prepared* by = nullptr;
    for (Prepared& prepared : directives) {
      // Every directive that would do is used, so that none of two is called superfluous.
      if (prepared.expired || !reaches(project, prepared, finding) || !names(prepared, finding)) continue;
      if (by == nullptr || (by->directive.tool != Tool::seaworthy && prepared.directive.tool == Tool::seaworthy))
        by = &prepared;
    }
    if (by == nullptr) {
      open.push_back(std::move(finding));
      continue;
    }
    finding.suppressed.push_back({describe(project, by->directive), on_one_line(by->directive.reason, 200)});
    results.suppressed.push_back(std::move(finding));
  }
  Complaints complaints(project, selection);
  for (const Prepared& prepared : directives) complain(prepared, selection, complaints);
  std::vector<Finding> more = complaints.take();
  open.insert(open.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  std::stable_sort(open.begin(), open.end(), [](const Finding& left, const Finding& right) {
    return std::tie(left.span, left.rule) < std::tie(right.span, right.rule);
  });
  results.findings = std::move(open);
}

}  // namespace seaworthy::rules
