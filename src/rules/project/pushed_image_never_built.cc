#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "knowledge/program_kinds.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::pushed_image_never_built {

struct Name {
  std::string text;
  Span span;
};

/// What a file builds, tags, loads and pushes, in the words of its commands.
struct Names {
  std::vector<Name> made, pushed;
  bool known = true;
};

static std::string with_tag(std::string_view name) {
  std::string result(name);
  std::erase(result, '{');
  std::erase(result, '}');
  const std::size_t slash = result.rfind('/');
  if (result.find(':', slash == std::string::npos ? 0 : slash) == std::string::npos) result += ":latest";
  return result;
}

static void read(const shell::Script& script, Names& names) {
  for (const shell::Node* const node : script.commands) {
    if (node->kind != shell::NodeKind::simple || node->words.empty()) continue;
    const shell::Invocation command = shell::invocation(*node);
    if (knowledge::tables::image_movers.contains(command.program)) names.known = false;
    if (command.program != "docker" && command.program != "podman") continue;
    std::vector<const shell::Word*> operands =
        command.operands({"-t", "--tag", "-f", "--file", "--build-arg", "--target", "--platform", "--config", "-c",
                          "--cache-from", "--cache-to", "--label", "--secret", "--network"});
    if (!operands.empty() && (operands.front()->text == "image" || operands.front()->text == "buildx"))
      operands.erase(operands.begin());
    if (operands.empty()) continue;
    const std::string_view verb = operands.front()->text;
    const bool composes = verb == "compose" && std::ranges::any_of(operands, [](const shell::Word* word) {
                            return word->text == "build" || word->text == "push";
                          });
    if (composes || verb == "load" || verb == "import" || verb == "commit" || verb == "bake") names.known = false;
    if (verb == "build") {
      bool any = false;
      for (std::size_t at = 0; at < command.arguments.size(); ++at) {
        const std::string_view text = command.arguments[at].text;
        if ((text == "-t" || text == "--tag") && at + 1 < command.arguments.size())
          names.made.push_back({with_tag(command.arguments[at + 1].text), command.arguments[at + 1].span}), any = true;
        else if (text.starts_with("--tag="))
          names.made.push_back({with_tag(text.substr(6)), command.arguments[at].span}), any = true;
        else if (text.starts_with("-t") && text.size() > 2)
          names.made.push_back({with_tag(text.substr(2)), command.arguments[at].span}), any = true;
        // Options that a variable holds may name more.
        const bool is_value = at > 0 && command.arguments[at - 1].text.starts_with('-');
        if (text.starts_with("$") && !is_value) names.known = false;
      }
      if (!any) names.known = false;
    }
    if (verb == "tag" && operands.size() > 2) names.made.push_back({with_tag(operands[2]->text), operands[2]->span});
    if (verb == "pull" && operands.size() > 1) names.made.push_back({with_tag(operands[1]->text), operands[1]->span});
    if (verb == "push" && operands.size() > 1) {
      if (command.has_flag("--all-tags") || command.has_flag("-a")) continue;
      names.pushed.push_back({with_tag(operands[1]->text), operands[1]->span});
    }
  }
}

/// The plain values that a Makefile gives its variables, the first of each.
static std::map<std::string, std::string, std::less<>> make_variables(std::string_view text) {
  std::map<std::string, std::string, std::less<>> values;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    const std::size_t equals = line.find('=');
    if (line.starts_with('\t') || equals == std::string_view::npos || equals == 0) continue;
    std::string_view name = line.substr(0, equals);
    while (!name.empty() && contains(":?!+ ", name.substr(name.size() - 1))) name.remove_suffix(1);
    const std::string_view value = ascii::trim(line.substr(equals + 1));
    if (name.empty() || contains(name, " ") || value.empty() || value.find_first_of("$( #") != std::string_view::npos)
      continue;
    values.emplace(name, value);
  }
  return values;
}

/// Puts them into a name, where braces were taken off: `shop/api:$API_VERSION`.
static void put_in(std::string& text, const std::map<std::string, std::string, std::less<>>& values) {
  for (std::size_t at = text.find('$'); at != std::string::npos; at = text.find('$', at + 1)) {
    std::size_t end = at + 1;
    while (end < text.size() && (text[end] == '_' || std::isalnum(static_cast<unsigned char>(text[end])) != 0)) ++end;
    const auto found = values.find(std::string_view(text).substr(at + 1, end - at - 1));
    if (found != values.end()) text.replace(at, end - at, found->second);
  }
}

static void check(const project::File& file, Report& report) {
  if (file.kind == project::FileKind::readme || file.kind == project::FileKind::documentation) return report.skip();
  Names names;
  if (file.script != nullptr) read(*file.script, names);
  for (const shell::Script* const script : file.embedded) read(*script, names);
  if (names.pushed.empty() || names.made.empty() || !names.known) return report.skip();
  if (file.kind == project::FileKind::makefile) {
    const auto values = make_variables(report.project().sources[file.source].text());
    for (Name& name : names.made) put_in(name.text, values);
    for (Name& name : names.pushed) put_in(name.text, values);
  }
  // A variable for the whole name may hold any of those that are pushed.
  for (const Name& made : names.made)
    if (made.text.starts_with('$') && made.text.ends_with(":latest") && !contains(made.text, "/")) return report.skip();
  for (const Name& pushed : names.pushed) {
    if (std::ranges::any_of(names.made, [&](const Name& made) { return made.text == pushed.text; })) continue;
    // Two variables may hold the same.
    const auto literal = [](std::string_view text) { return !contains(text, "$"); };
    const std::string_view repository = std::string_view(pushed.text).substr(0, pushed.text.rfind(':'));
    const Name* near = nullptr;
    for (const Name& made : names.made)
      if (std::string_view(made.text).substr(0, made.text.rfind(':')) == repository) near = &made;
    if (near == nullptr && !(literal(pushed.text) &&
                             std::ranges::all_of(names.made, [&](const Name& made) { return literal(made.text); })))
      continue;
    report.at(pushed.span, "Nothing here builds or tags `{}`", pushed.text)
        .note((near != nullptr ? *near : names.made.front()).span, "This is what is built");
  }
}

extern const Rule rule = {
    .code = "SW7133",
    .summary = "Image that is pushed under a name which nothing builds",
    .why = "The push fails for an image that is not there, or sends one of an earlier run.",
    .remedy = "Push the name and the tag that the build gives.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::pushed_image_never_built
