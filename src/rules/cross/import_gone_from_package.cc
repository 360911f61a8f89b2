#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "knowledge/python_packages.h"
#include "project/application.h"
#include "project/model.h"
#include "rules/lib/once.h"
#include "rules/lib/python_versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::import_gone_from_package {

/// What a statement imports that some release does not have any more, and where.
struct Gone {
  const knowledge::GoneName* row = nullptr;
  Span span;
};

/// Reads on from the first word of the module: `langchain.chat_models import (ChatOpenAI, Other as o)`.
static void read_import(const Source& source, const code::NamedPlace& import, std::vector<Gone>& found) {
  const std::string_view text = source.text();
  std::size_t end = import.span.begin;
  const auto is_part = [](char c) {
    return c == '.' || c == '_' || is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
  };
  const auto skip_blanks = [&] { end = std::min(text.find_first_not_of(" \t", end), text.size()); };
  const auto word = [&] {
    const std::size_t begin = end;
    while (end < text.size() && is_part(text[end])) ++end;
    return text.substr(begin, end - begin);
  };
  const auto span_of = [&](std::string_view part) {
    const auto at = static_cast<std::uint32_t>(part.data() - text.data());
    return Span{import.span.file, at, at + static_cast<std::uint32_t>(part.size())};
  };
  const std::string_view module = word();
  for (std::string_view part = module; !part.empty();
       part = part.substr(0, std::max(part.rfind('.') + 1, std::size_t{1}) - 1))
    if (const knowledge::GoneName* const row = knowledge::gone_name(part, ""))
      return found.push_back({row, span_of(module)});
  skip_blanks();
  if (word() != "import") return;
  skip_blanks();
  const bool bracketed = end < text.size() && text[end] == '(';
  const std::size_t stop = std::min(text.find(bracketed ? ')' : '\n', end), text.size());
  while (end < stop) {
    if (!is_part(text[end])) {
      // Comments stand between the names in brackets.
      end = text[end] == '#' ? std::min(text.find('\n', end), stop) : end + 1;
      continue;
    }
    const std::string_view name = word();
    if (const knowledge::GoneName* const row = knowledge::gone_name(module, name))
      found.push_back({row, span_of(name)});
    skip_blanks();
    if (text.substr(end, 3) != "as ") continue;
    end += 3;
    skip_blanks();
    word();
  }
}

/// What of `from pydantic import BaseSettings` is gone, as a message says it.
static std::string shown(const knowledge::GoneName& gone) {
  return gone.name.empty() ? std::string(gone.module) : std::string(gone.module) + "." + std::string(gone.name);
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.start.imports.empty() || service.dockerfile == nullptr ||
      application->program.sources.empty() || !application->program.sources.front().ends_with(".py"))
    return report.skip();
  const PythonInstalls& installs = once<all_python_installs>(report, *service.dockerfile);
  if (!installs.known || installs.packages.empty()) return report.skip();
  std::vector<Gone> gone;
  for (const code::NamedPlace& import : application->program.start.imports)
    read_import(report.project().sources[import.span.file], import, gone);
  for (const Gone& import : gone) {
    const knowledge::GoneName& row = *import.row;
    // A release that is not asked for by name comes with another package, and may be held back by it.
    const auto asked = std::ranges::find(installs.packages, row.package, &PythonPackage::name);
    if (asked == installs.packages.end() || !may_reach(installs.packages, row.package, row.since)) continue;
    // An older Python gets an older release.
    if (row.python > 0 && service.stage != nullptr && python_of(*service.stage).value_or(row.python) < row.python)
      continue;
    Builder finding =
        row.instead.empty()
            ? report.at(import.span, "`{}` is gone from `{}` since {}, so that `{}` ends when it is loaded", shown(row),
                        row.package, row.since, service.name)
            : report.at(import.span, "`{}` is gone from `{}` since {}, so that `{}` ends when it is loaded; use {}",
                        shown(row), row.package, row.since, service.name, OurWords{row.instead});
    finding.note(asked->span, "This lets the build take such a release");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4133",
    .summary = "Import of a name that the installed release of a package does not have",
    .why = "The program ends with `ImportError` as soon as it is loaded.",
    .remedy = "Write what the newer release has, or pin the release that the code was written for.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::import_gone_from_package
