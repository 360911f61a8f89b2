#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "project/application.h"
#include "project/code_signs.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::program_ends_without_env_file {

/// A call that loads a file of variables, and after which the program ends when there is none.
struct Demand {
  Span span;
  std::string_view file = ".env";
};

/// The braces that are open at a place, counted from the function that it stands in.
static int depth_in_function(std::string_view text, std::size_t at, std::string_view function) {
  const std::size_t begin = text.rfind(function, at);
  if (begin == std::string_view::npos) return 0;
  int depth = 0;
  for (const char letter : text.substr(begin, at - begin)) depth += letter == '{' ? 1 : letter == '}' ? -1 : 0;
  return depth;
}

/// Where the line of a place begins with a comment.
static bool is_comment(std::string_view text, std::size_t at) {
  const std::size_t line = text.rfind('\n', at) + 1;  // Of the first line 0.
  return contains(text.substr(line, at - line), "//");
}

/// What stands between the quotes of the first argument; `.env` without an argument, "" where it is no text.
static std::string_view named_file(std::string_view arguments) {
  if (arguments.starts_with(')')) return ".env";
  if (!arguments.starts_with('"')) return {};
  const std::string_view rest = arguments.substr(1);
  const std::size_t end = rest.find('"');
  return end == std::string_view::npos || !rest.substr(end).starts_with("\")") ? std::string_view()
                                                                               : rest.substr(0, end);
}

/// `if err := godotenv.Load(); err != nil { log.Fatal(err) }`, with or without the assignment in the condition.
static std::optional<Demand> demand_of_go(FileId source, std::string_view text) {
  constexpr std::string_view call = "godotenv.Load(";
  const std::size_t at = text.find(call);
  // A second call may be the one that counts, and a condition around it may leave it out where it would fail.
  if (at == std::string_view::npos || text.find(call, at + 1) != std::string_view::npos || is_comment(text, at) ||
      depth_in_function(text, at, "\nfunc ") != 1)
    return std::nullopt;
  // `_ = godotenv.Load()` goes on, whatever the condition below it is about.
  const std::string_view before_call = text.substr(0, at);
  if ((!before_call.ends_with(" := ") && !before_call.ends_with(" = ")) || before_call.ends_with("_ = "))
    return std::nullopt;
  const std::string_view file = named_file(text.substr(at + call.size()));
  constexpr std::size_t farthest = 90;
  const std::size_t block = text.find('{', at);
  if (file.empty() || block == std::string_view::npos || block > at + farthest ||
      !contains(text.substr(at, block - at), "!= nil") || contains(text.substr(at, block - at), "&&") ||
      contains(text.substr(at, block - at), " = ") || contains(text.substr(at, block - at), ":="))
    return std::nullopt;
  const std::size_t end = text.find('}', block);
  const std::string_view body = text.substr(block, std::min(end, text.size()) - block);
  if (std::ranges::none_of(std::array{"log.Fatal", "panic(", "os.Exit(", ".Fatal(", ".Fatalf(", ".Panic("},
                           [&](std::string_view word) { return contains(body, word); }) ||
      contains(body, "if "))
    return std::nullopt;
  return Demand{{source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + call.size() - 1)}, file};
}

/// `dotenvy::dotenv().expect("...")`, `dotenv().unwrap()`
static std::optional<Demand> demand_of_rust(FileId source, std::string_view text) {
  constexpr std::string_view call = "dotenv()";
  for (std::size_t at = text.find(call); at != std::string_view::npos; at = text.find(call, at + 1)) {
    const std::string_view rest = text.substr(at + call.size());
    std::string_view after = rest;
    while (after.starts_with(' ') || after.starts_with('\n')) after.remove_prefix(1);
    if (is_comment(text, at) || depth_in_function(text, at, "fn ") != 1 ||
        (!after.starts_with(".expect(") && !after.starts_with(".unwrap()")))
      continue;
    return Demand{{source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + call.size())}};
  }
  return std::nullopt;
}

static std::optional<Demand> demand_of(const project::Project& project, const project::Service& service) {
  std::vector<FileId> sources;
  if (const project::Application* const application = project::application(project, service);
      application != nullptr && !application->program.sources.empty() &&
      application->program.sources.front().ends_with(".go")) {
    for (const std::string_view path : application->program.sources)
      if (const project::File* const file = project.file(path); file != nullptr && file->has_content)
        sources.push_back(file->source);
  }
  if (const project::ReadFolder* const code = project::code_folder(project, service);
      sources.empty() && code != nullptr)
    sources = code->sources;
  for (const FileId source : sources) {
    const std::string_view path = project.sources[source].path();
    const std::string_view text = project.sources[source].text();
    std::optional<Demand> found;
    if (path.ends_with(".go") && !path.ends_with("_test.go")) found = demand_of_go(source, text);
    if (path.ends_with("src/main.rs") || path.ends_with("src/config.rs")) found = demand_of_rust(source, text);
    if (found.has_value()) return found;
  }
  return std::nullopt;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (!service.builds || service.stage == nullptr) return report.skip();
  const std::optional<Demand> demand = demand_of(project, service);
  if (!demand.has_value()) return report.skip();
  const project::ContainerFile file = project::container_file(project, service, demand->file);
  if (file.state != project::ContainerFile::State::absent || file.mount != nullptr) return;
  report
      .at(demand->span, "`{}` ends here unless there is a `{}` in its image, and none is copied or mounted",
          service.name, demand->file)
      .note(service.working_dir.span.valid() ? service.working_dir.span : service.span, "It is looked for in `{}`",
            service.working_dir.value.empty() ? std::string_view("/") : service.working_dir.value)
      .advise("Go on when the file is missing: in a container the variables come from outside");
}

extern const Rule rule = {
    .code = "SW5501",
    .summary = "Program that ends where there is no env file",
    .why =
        "On the machine of a programmer the file lies beside the code. In a container variables come from Compose or "
        "the platform, and the call that only wants to read the file ends the program before it looks at them.",
    .remedy = "Take the error of the call for a remark, or ask for each variable that is needed instead.",
    .references = "https://github.com/joho/godotenv https://docs.rs/dotenvy",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::program_ends_without_env_file
