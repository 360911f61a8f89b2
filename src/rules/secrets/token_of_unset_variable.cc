#include <algorithm>
#include <optional>
#include <string_view>

#include "base/name_text.h"
#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::token_of_unset_variable {

/// A variable that a text in the code holds, and what the language writes there where it is absent.
struct Interpolated {
  std::string_view name;
  std::string_view absent;  ///< "undefined", "None"
  std::size_t begin = 0, end = 0;
};

/// How each language puts a variable of the environment into a text.
struct Form {
  std::string_view before, after, absent;
};
constexpr Form forms[] = {{"${process.env.", "}", "undefined"},
                          {"{os.getenv('", "')}", "None"},
                          {"{os.getenv(\"", "\")}", "None"},
                          {"{os.environ.get('", "')}", "None"},
                          {"{os.environ.get(\"", "\")}", "None"}};

/// Whether what stands before a place of a line compares: `header !== \`Bearer `.
static bool is_compared(std::string_view before) {
  const std::size_t quote = before.find_last_of("`'\"");
  if (quote == std::string_view::npos) return false;
  std::string_view rest = before.substr(0, quote);
  while (!rest.empty() && (rest.back() == ' ' || rest.back() == 'f')) rest.remove_suffix(1);
  return rest.ends_with("==") || rest.ends_with("!=");
}

/// The next comparison with a text that holds a variable and nothing else that is secret, from `from` on.
static std::optional<Interpolated> next_comparison(std::string_view text, std::size_t from) {
  std::optional<Interpolated> best;
  for (const Form& form : forms) {
    for (std::size_t at = text.find(form.before, from); at != std::string_view::npos;
         at = text.find(form.before, at + 1)) {
      if (best.has_value() && at >= best->begin) break;
      const std::size_t begin = at + form.before.size();
      const std::size_t end = text.find(form.after, begin);
      if (end == std::string_view::npos) break;
      const std::string_view name = text.substr(begin, end - begin);
      const std::size_t line = text.rfind('\n', at) + 1;
      if (name.empty() || name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != std::string_view::npos ||
          !is_compared(text.substr(line, at - line)))
        continue;
      best = Interpolated{name, form.absent, at, end + form.after.size()};
      break;
    }
  }
  return best;
}

/// Whether the code ends or refuses where the variable is absent: it asks for it elsewhere.
static bool is_asked_for(std::string_view text, std::string_view name) {
  std::size_t mentions = 0;
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) ++mentions;
  return mentions > 1;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr || is_for_programmers(service)) return report.skip();
  bool any = false;
  for (const FileId source : code->sources) {
    const Source& file = project.sources[source];
    for (std::optional<Interpolated> found = next_comparison(file.text(), 0); found.has_value();
         found = next_comparison(file.text(), found->end)) {
      any = true;
      if (is_asked_for(file.text(), found->name) || !project::is_given_nowhere(project, service, found->name) ||
          !may_run_at_start(project, service, file.path()))
        continue;
      report
          .at({source, static_cast<std::uint32_t>(found->begin), static_cast<std::uint32_t>(found->end)},
              "`{}` gets no `{}`, so that the text `{}` stands here and opens what the token guards", service.name,
              found->name, found->absent)
          .note(service.span, "What `{}` gets", service.name);
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW6132",
    .summary = "Token that is compared with a variable which nothing sets",
    .why =
        "A variable that is absent becomes a word in the text that it is put into: whoever sends `Bearer undefined` is "
        "let in.",
    .remedy = "Set the variable from a secret, and let the code refuse everybody while it is empty.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::token_of_unset_variable
