#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::connection_string_unknown {

constexpr std::string_view section = "ConnectionStrings", prefix = "ConnectionStrings__";

/// A connection string that .NET code asks for by its name.
struct Asked {
  std::string_view name;
  Span span;
};

/// `GetConnectionString("Orders")`, `Configuration["ConnectionStrings:Orders"]`.
static void add_asked(const Source& source, FileId id, std::vector<Asked>& asked) {
  const std::string_view text = source.text();
  for (const std::string_view opening : {"GetConnectionString(\"", "ConnectionStrings:"})
    for (std::size_t at = text.find(opening); at != std::string_view::npos; at = text.find(opening, at + 1)) {
      const std::size_t begin = at + opening.size();
      const std::size_t end = std::min(text.find('"', begin), text.size());
      const std::string_view name = text.substr(begin, end - begin);
      if (name.empty() || name.find_first_of("{}+ :\n") != std::string_view::npos) continue;
      asked.push_back({name, {id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}});
    }
}

static void check(const project::Service& service, Report& report) {
  const project::ReadFolder* const code = project::code_folder(report.project(), service);
  if (!service.builds || code == nullptr || !code->whole) return report.skip();
  std::vector<const compose::EnvironmentEntry*> given;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.name.size() > prefix.size() && equal_ignoring_case(entry.name.substr(0, prefix.size()), prefix))
      given.push_back(&entry);
  if (given.empty()) return report.skip();
  std::vector<Asked> asked;
  for (const FileId id : code->sources)
    if (report.project().sources[id].path().ends_with(".cs")) add_asked(report.project().sources[id], id, asked);
  if (asked.empty()) return report.skip();
  const auto is_given = [&](std::string_view name) {
    if (std::ranges::any_of(given, [&](const compose::EnvironmentEntry* entry) {
          return equal_ignoring_case(entry->name.substr(prefix.size()), name);
        }))
      return true;
    return std::ranges::any_of(code->settings, [&](const project::ConfigurationFile& file) {
      return std::ranges::any_of(file.settings, [&](const project::ConfigurationSetting& setting) {
        const std::string_view key = setting.key;
        return key.starts_with(section) && key.size() == section.size() + 1 + name.size() &&
               equal_ignoring_case(key.substr(section.size() + 1), name) && !setting.value.empty();
      });
    });
  };
  const auto missing = std::ranges::find_if(asked, [&](const Asked& each) { return !is_given(each.name); });
  if (missing == asked.end()) return;
  // One that is given and nobody asks for is what was meant.
  const auto meant = std::ranges::find_if(given, [&](const compose::EnvironmentEntry* entry) {
    return std::ranges::none_of(
        asked, [&](const Asked& each) { return equal_ignoring_case(entry->name.substr(prefix.size()), each.name); });
  });
  if (meant == given.end()) return;
  report
      .at((*meant)->span, "The code of `{}` asks for the connection string `{}`, and `{}` is another one", service.name,
          missing->name, (*meant)->name)
      .note(missing->span, "It is read here; no settings and no variable give it");
}

extern const Rule rule = {
    .code = "SW4073",
    .summary = "Connection string under a name that the code does not ask for",
    .why = ".NET finds no connection string of that name: the program ends at its start, or at its first query.",
    .remedy = "Give it as `ConnectionStrings__NAME`, with the name in the code.",
    .references = "https://learn.microsoft.com/aspnet/core/fundamentals/configuration/#connection-string-prefixes",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::connection_string_unknown
