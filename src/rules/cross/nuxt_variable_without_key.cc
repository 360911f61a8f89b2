#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "code/token.h"
#include "project/code_signs.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/rewrites.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::nuxt_variable_without_key {

/// The variable that takes the place of a key of `runtimeConfig`: of `public.apiBase`, NUXT_PUBLIC_API_BASE.
static std::string variable_of(const std::vector<std::string_view>& path) {
  std::string name = "NUXT";
  for (const std::string_view key : path) {
    name += '_';
    for (std::size_t at = 0; at < key.size(); ++at) {
      const char c = key[at];
      if (at > 0 && c >= 'A' && c <= 'Z' && !(key[at - 1] >= 'A' && key[at - 1] <= 'Z')) name += '_';
      name += c == '-' || c == '.' ? '_' : ascii::to_upper(c);
    }
  }
  return name;
}

/// The variables that keys of a configuration take; `whole` is false where there may be more keys than are written.
struct Keys {
  std::vector<std::string> variables;
  std::size_t begin = 0, end = 0;  ///< Of the word `runtimeConfig`.
  bool whole = false;
};

static Keys keys_of(const Source& source) {
  Keys keys;
  const std::vector<code::Token> tokens = code::tokens(source.text(), code::Language::javascript);
  for (std::size_t at = 0; at + 2 < tokens.size(); ++at) {
    if (!tokens[at].is("runtimeConfig") || !tokens[at + 1].is(":") || !tokens[at + 2].is("{")) continue;
    keys.begin = tokens[at].begin;
    keys.end = tokens[at].end;
    keys.whole = true;
    std::vector<std::string_view> path;
    int other = 0;  // Brackets of values.
    for (std::size_t place = at + 3; place < tokens.size(); ++place) {
      const code::Token& token = tokens[place];
      if (token.is("...")) keys.whole = false;
      if (other > 0 || token.is("(") || token.is("[")) {
        if (token.is("(") || token.is("[") || token.is("{")) ++other;
        if (token.is(")") || token.is("]") || token.is("}")) --other;
        continue;
      }
      if (token.is("}")) {
        if (path.empty()) return keys;
        path.pop_back();
        continue;
      }
      const bool is_key = (token.kind == code::TokenKind::name || token.kind == code::TokenKind::string) &&
                          (tokens[place - 1].is("{") || tokens[place - 1].is(",")) && place + 1 < tokens.size();
      if (!is_key) continue;
      path.push_back(token.text);
      keys.variables.push_back(variable_of(path));
      // `{ apiBase }` and values that are no object end with their key.
      if (place + 2 < tokens.size() && tokens[place + 1].is(":") && tokens[place + 2].is("{"))
        place += 2;
      else
        path.pop_back();
    }
  }
  return keys;
}

/// Whether the framework or a module reads a variable: those have keys of their own.
static bool is_of_others(const project::Manifest& manifest, std::string_view name) {
  std::string_view rest = name.substr(std::string_view("NUXT_").size());
  if (rest.starts_with("PUBLIC_")) rest.remove_prefix(7);
  const std::string word = ascii::lowered(before(rest, '_'));
  if (is_one_of("app host port nitro telemetry ssl socket content image ui site i18n og gtag hub session oauth", word))
    return true;
  return std::ranges::any_of(manifest.dependencies, [&](const project::Dependency& dependency) {
    return contains(dependency.name, "nuxt") && contains(dependency.name, word);
  });
}

/// Whether sources other than the configuration read a variable themselves.
static bool is_read_by_code(const project::Project& project, const project::ReadFolder& code, std::string_view name) {
  return std::ranges::any_of(code.sources, [&](FileId id) {
    const Source& source = project.sources[id];
    return !base_name(source.path()).starts_with("nuxt.config.") && contains(source.text(), name);
  });
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr || !code->whole || !service.builds || reads_rewrites_at_start(service)) return report.skip();
  const project::Manifest* const manifest = project::manifest_in(project, code->path, project::Ecosystem::node);
  if (manifest == nullptr || manifest->dependency("nuxt") == nullptr) return report.skip();
  const auto configuration = std::ranges::find_if(
      code->sources, [&](FileId id) { return base_name(project.sources[id].path()).starts_with("nuxt.config."); });
  if (configuration == code->sources.end()) return report.skip();
  const Keys keys = keys_of(project.sources[*configuration]);
  if (!keys.whole) return report.skip();
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.name.starts_with("NUXT_") || entry.from != compose::EnvironmentSource::inline_value ||
        std::ranges::find(keys.variables, entry.name) != keys.variables.end() || is_of_others(*manifest, entry.name) ||
        is_read_by_code(project, *code, entry.name))
      continue;
    report
        .at(entry.span, "`{}` has no key in `runtimeConfig`, so that what `{}` gets here changes nothing", entry.name,
            service.name)
        .note({*configuration, static_cast<std::uint32_t>(keys.begin), static_cast<std::uint32_t>(keys.end)},
              "A key of the same words takes its place when the server starts");
  }
}

extern const Rule rule = {
    .code = "SW4299",
    .summary = "Variable of Nuxt for which `runtimeConfig` has no key",
    .why =
        "A server that Nuxt has built reads only those variables whose words are the words of a key in "
        "`runtimeConfig`: `NUXT_PUBLIC_API_BASE` for `public.apiBase`. Any other stays unread, and what the build put "
        "in is in force.",
    .remedy = "Call the key as the variable is called, or the variable as the key.",
    .references = "https://nuxt.com/docs/guide/going-further/runtime-config",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::nuxt_variable_without_key
