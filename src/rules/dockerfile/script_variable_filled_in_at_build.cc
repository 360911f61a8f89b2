#include <algorithm>
#include <string>
#include <vector>

#include "base/name_text.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::script_variable_filled_in_at_build {

/// The name behind `$` or `${` at an offset; "" for anything else.
static std::string_view name_at(std::string_view text, std::size_t at) {
  if (text[at] != '$') return {};
  std::size_t begin = at + 1;
  if (begin < text.size() && text[begin] == '{') ++begin;
  if (begin >= text.size()) return {};
  if (std::string_view("@*#?").find(text[begin]) != std::string_view::npos || is_digit(text[begin]))
    return text.substr(begin, 1);
  std::size_t end = begin;
  while (end < text.size() && ascii::is_name_character(text[end])) ++end;
  return text.substr(begin, end - begin);
}

/// Arguments and statuses that only a run has.
static bool is_of_the_run(std::string_view name) { return is_one_of("@ * # ? 1 2 3 4 5 6 7 8 9", name); }

/// Names that the script gives values to.
static std::vector<std::string_view> set_by(const shell::Script& script) {
  std::vector<std::string_view> names;
  for_each_node_deep(script, [&](const shell::Node& node) {
    for (const shell::Assignment& assignment : node.assignments) names.push_back(assignment.name);
    if (node.kind == shell::NodeKind::for_loop) names.push_back(node.name);
    if (node.words.empty()) return;
    if (is_one_of("read local export declare", node.words.front().text))
      for (const shell::Word& word : node.words.subspan(1)) names.push_back(before(word.text, '='));
  });
  return names;
}

static bool is_declared(const dockerfile::Stage& stage, std::string_view name) {
  return std::ranges::any_of(stage.variables,
                             [name](const dockerfile::Variable& variable) { return variable.name == name; });
}

/// Whether the RUN that writes the file gives the variable its value.
static bool is_set_in_run(const dockerfile::Instruction& instruction, std::string_view name) {
  if (instruction.op != dockerfile::Op::run || instruction.script == nullptr) return false;
  const std::vector<std::string_view> names = set_by(*instruction.script);
  return std::ranges::find(names, name) != names.end();
}

static bool is_started(const dockerfile::Stage& stage, std::string_view path) {
  const auto names = [path](const dockerfile::Instruction* start) {
    return start != nullptr && std::ranges::any_of(start->arguments, [path](const dockerfile::Word& word) {
             return base_name(word.text) == base_name(path);
           });
  };
  return names(stage.entrypoint) || names(stage.cmd);
}

static void judge(const dockerfile::Stage& stage, const dockerfile::WrittenFile& written, Report& report) {
  const std::string_view text = written.text.text;
  const std::vector<std::string_view> own = set_by(*written.script);
  for (const std::uint32_t at : written.filled_in) {
    const std::string_view name = name_at(text, at);
    if (name.empty()) continue;
    const bool of_the_run = is_of_the_run(name);
    if (!of_the_run &&
        (std::ranges::find(own, name) == own.end() || is_declared(stage, name) || is_set_in_run(*written.first, name)))
      continue;
    const std::size_t brace = at + 1 < text.size() && text[at + 1] == '{' ? 1 : 0;
    const auto end = static_cast<std::uint32_t>(at + 1 + brace + name.size());
    const bool by_shell = written.first->op == dockerfile::Op::run;
    Builder finding = report.at(written.text.span(at, end),
                                of_the_run ? "`${}` is filled in when the image is built, not when `{}` runs; write "
                                             "`\\${}`, or quote what is written"
                                           : "`${}` is filled in when the image is built, where it has no value yet, "
                                             "and not when `{}` runs; write `\\${}`, or quote what is written",
                                name, base_name(written.path), name);
    finding.note(written.path_span, "The script is written here");
    if (by_shell) finding.confidence(Confidence::likely);
    if (!is_started(stage, written.path)) finding.severity(Severity::medium).rung(Rung::operate);
    return;
  }
}

/// nginx's own variables are written small; what is written large may well be meant for the build.
static bool is_of_nginx(std::string_view name) {
  return name.size() > 1 && std::ranges::all_of(name, [](char c) { return c == '_' || is_digit(c) || lower(c) == c; });
}

static void judge_configuration(const dockerfile::Stage& stage, const dockerfile::WrittenFile& written,
                                Report& report) {
  const std::string_view text = written.text.text;
  for (const std::uint32_t at : written.filled_in) {
    const std::string_view name = name_at(text, at);
    if (!is_of_nginx(name) || is_declared(stage, name) || is_set_in_run(*written.first, name)) continue;
    const auto end = static_cast<std::uint32_t>(at + 1 + name.size());
    Builder finding = report.at(written.text.span(at, end),
                                "`${}` is filled in when the image is built, where it has no value, and nginx never "
                                "sees it; write `\\${}`, or quote what is written",
                                name, name);
    finding.note(written.path_span, "The configuration is written here");
    if (written.first->op == dockerfile::Op::run) finding.confidence(Confidence::likely);
    return;
  }
}

static void check(const dockerfile::Stage& stage, Report& report) {
  bool any = !stage.configurations.empty();
  for (const dockerfile::WrittenFile& written : stage.configurations) judge_configuration(stage, written, report);
  for (const dockerfile::WrittenFile& written : stage.written) {
    if (written.script->root == nullptr) continue;
    any = true;
    judge(stage, written, report);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1460",
    .summary = "Script or configuration that is written with its variables already filled in",
    .why =
        "In a heredoc without quotes around its delimiter, and between double quotes, the builder or the shell of the "
        "build puts the values in. `exec \"$@\"` becomes `exec \"\"`, a loop variable becomes nothing, and the script "
        "that ends up in the image does something else than what stands in the Dockerfile. Of a configuration of nginx "
        "`$host` "
        "and `$uri` are gone.",
    .remedy = "Quote the delimiter (`<<'EOF'`), use single quotes, or escape the `$` of what the run is to fill in.",
    .references = "https://docs.docker.com/reference/dockerfile/#here-documents",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::script_variable_filled_in_at_build
