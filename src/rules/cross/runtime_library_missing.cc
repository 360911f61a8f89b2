#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "knowledge/build_facts.h"
#include "knowledge/knowledge.h"
#include "project/application.h"
#include "project/code_signs.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::runtime_library_missing {

/// Whether a file of the repository is among what a build copies.
static bool is_copied(const project::BuildContext& context, std::string_view path) {
  return std::ranges::any_of(context.sources, [&](const project::CopySource& source) {
    return source.state == project::CopyState::present && source.stage == nullptr &&
           (source.matches.empty() ? project::is_below(path, source.path)
                                   : std::ranges::any_of(source.matches, [&](std::string_view match) {
                                       return project::is_below(path, match);
                                     }));
  });
}

/// Whether any instruction of the final stage speaks of what brings the library, or runs what cannot be followed.
static bool may_have(const project::Service& service, const knowledge::RuntimeLibrary& library, Report& report) {
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    const std::string_view text = report.text(instruction->span);
    for (const std::string_view name : library.brought_by)
      if (contains(text, name)) return true;
    if (instruction->op != dockerfile::Op::run) continue;
    if (instruction->script == nullptr) return true;
    for (const shell::Node* const node : instruction->script->commands) {
      const shell::Invocation invocation = shell::invocation(*node);
      if (invocation.program.ends_with(".sh") || is_one_of("make xargs conda mamba", invocation.program)) return true;
      // Lists of packages in variables and files.
      if (knowledge::is_system_package_manager(invocation.program))
        for (const shell::Word& word : invocation.arguments)
          if (!word.literal) return true;
    }
  }
  return false;
}

/// Whether a build that copies the package of a folder along installs it too: it is that of the context, a member of
/// its workspace, or the Dockerfile speaks of the folder. Tools and tests have packages of their own that no image
/// gets.
static bool is_package_of(const project::Project& project, const project::BuildContext& context,
                          const project::Manifest& manifest) {
  if (manifest.folder == context.context) return true;
  const project::Manifest* const root = project::manifest_in(project, context.context, manifest.ecosystem);
  if (root != nullptr && !root->members.empty()) return true;
  return contains(project.sources[context.dockerfile->parsed->source].text(), base_name(manifest.folder));
}

/// Of several lists of requirements in one folder a build installs those that it names, and what they take in.
static bool is_installed(const project::Project& project, const project::BuildContext& context,
                         const project::Manifest& manifest) {
  const project::Dockerfile& dockerfile = *context.dockerfile;
  const std::string_view name = base_name(manifest.file->path);
  if (manifest.ecosystem == project::Ecosystem::node) return is_package_of(project, context, manifest);
  if (!name.ends_with(".txt")) return true;
  const std::string_view steps = project.sources[dockerfile.parsed->source].text();
  if (!contains(steps, ".txt") || contains(steps, name)) return true;
  return std::ranges::any_of(project::manifests(project), [&](const project::Manifest& other) {
    const std::string_view named = base_name(other.file->path);
    return &other != &manifest && named.ends_with(".txt") && contains(steps, named) &&
           contains(project.sources[other.file->source].text(), name);
  });
}

/// A dependency that loads a library.
struct Loader {
  const project::Manifest* manifest = nullptr;
  const project::Dependency* dependency = nullptr;
};

/// Those of all manifests, by index of knowledge::runtime_libraries(); of each manifest the first one.
static std::vector<std::vector<Loader>> find_loaders(const project::Project& project) {
  std::vector<std::vector<Loader>> all;
  for (const knowledge::RuntimeLibrary& library : knowledge::runtime_libraries()) {
    std::vector<Loader>& loaders = all.emplace_back();
    for (const project::Manifest& manifest : project::manifests(project)) {
      if (project::name(manifest.ecosystem) != library.language) continue;
      const auto loads = [&](const project::Dependency& dependency) {
        return !dependency.development &&
               std::ranges::find(library.packages, dependency.name) != library.packages.end();
      };
      const auto found = std::ranges::find_if(manifest.dependencies, loads);
      if (found == manifest.dependencies.end()) continue;
      const std::string_view text = project.sources[manifest.file->source].text();
      if (contains(text, library.having) &&
          std::ranges::none_of(library.unless, [&](std::string_view part) { return contains(text, part); }))
        loaders.push_back({&manifest, &*found});
    }
  }
  return all;
}

/// The dependency that loads the library, in a manifest that the image is built from.
static const project::Dependency* loader(Report& report, const project::BuildContext& context,
                                         const knowledge::RuntimeLibrary& library) {
  const auto index = static_cast<std::size_t>(&library - knowledge::runtime_libraries().data());
  for (const auto& [manifest, dependency] : once<find_loaders>(report)[index])
    if (is_copied(context, manifest->file->path) && is_installed(report.project(), context, *manifest))
      return dependency;
  return nullptr;
}

/// Whether the image runs programs of the language: its base does, or a stage before compiles them.
static bool runs_language(const project::Service& service, std::string_view language, Report& report) {
  const knowledge::Image* const base = project::base_image(*service.stage);
  if (base == nullptr) return false;
  if (language != "rust" && language != "elixir") return base->name == language;
  const std::string_view program = language == "rust" ? "cargo" : "mix";
  const std::string_view verb = language == "rust" ? "build" : "release";
  return base->kind == knowledge::ImageKind::distribution &&
         std::ranges::any_of(once<build_steps>(report, *service.dockerfile), [&](const BuildStep& step) {
           return step.invocation.program == program && step.invocation.verb() == verb;
         });
}

/// Prisma's own engines want OpenSSL; a client without them that no command migrates does not.
static bool is_asked_for(const project::Service& service, const project::Dependency& dependency, Report& report) {
  if (!contains(dependency.name, "prisma")) return true;
  if (service.startup != nullptr && service.startup->span.valid() &&
      contains(report.text(service.startup->span), "prisma"))
    return true;
  const std::size_t digit = dependency.version.find_first_of("0123456789");
  return digit != std::string_view::npos && dependency.version.substr(digit).find('.') == 1 &&
         dependency.version[digit] < '7';
}

/// How code of Python loads a module, the most demanding way last.
enum class Loading : std::uint8_t {
  caught,    ///< Only where it goes on without: in a `try` that catches what the import raises, or for types alone.
  in_use,    ///< In functions, once somebody calls them.
  at_start,  ///< With the file, or in a way that is not read.
};

static std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

static std::size_t indent_of(std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); }

static bool imports(std::string_view line, std::string_view module) {
  line = ascii::trim(line);
  const bool whole = line.starts_with("import ");
  if (!whole && !line.starts_with("from ")) return false;
  line.remove_prefix(whole ? 7 : 5);
  if (!line.starts_with(module)) return false;
  return line.size() == module.size() || (!ascii::is_alphanumeric(line[module.size()]) && line[module.size()] != '_');
}

/// Whether the program goes on when a line of a `try` raises an error: a handler of it catches that one, and neither
/// raises another nor ends the program.
static bool is_caught(const std::vector<std::string_view>& lines, std::size_t at, std::size_t indent,
                      std::string_view error) {
  bool handles = false;
  for (++at; at < lines.size(); ++at) {
    const std::string_view line = ascii::trim(lines[at]);
    if (line.empty() || line.starts_with('#')) continue;
    if (indent_of(lines[at]) > indent || line.starts_with(')')) {
      if (handles && (line.starts_with("raise") || contains(line, "exit("))) return false;
      // A list of errors that goes over several lines.
      handles = handles || line.starts_with(error);
      continue;
    }
    if (handles) return true;
    if (!line.starts_with("except")) return false;
    handles = line.starts_with("except:") || contains(line, error) || contains(line, "Exception");
  }
  return handles;
}

static Loading loading_at(const std::vector<std::string_view>& lines, std::size_t line, std::string_view error) {
  std::size_t indent = indent_of(lines[line]);
  bool in_function = false;
  for (std::size_t at = line; at-- > 0 && indent > 0;) {
    const std::string_view head = ascii::trim(lines[at]);
    if (head.empty() || head.starts_with('#') || indent_of(lines[at]) >= indent) continue;
    indent = indent_of(lines[at]);
    if (head.starts_with("try:") && is_caught(lines, line, indent, error)) return Loading::caught;
    if (head.starts_with("if ") && contains(head, "TYPE_CHECKING")) return Loading::caught;
    in_function = in_function || head.starts_with("def ") || head.starts_with("async def ") || head.starts_with(')');
  }
  return in_function ? Loading::in_use : Loading::at_start;
}

/// How the code of a service loads the module behind which a library stands.
static Loading loading(const project::Service& service, const knowledge::RuntimeLibrary& library, Report& report) {
  const project::ReadFolder* const code = project::code_folder(report.project(), service);
  if (code == nullptr || library.module.empty()) return Loading::at_start;
  constexpr int most_places = 100;
  int places = 0;
  std::optional<Loading> found;
  for (const FileId source : code->sources) {
    const std::string_view text = report.project().sources[source].text();
    if (!contains(text, library.module)) continue;
    const std::vector<std::string_view> lines = lines_of(text);
    for (std::size_t line = 0; line < lines.size(); ++line) {
      if (!imports(lines[line], library.module)) continue;
      if (++places > most_places) return Loading::at_start;
      found = std::max(found.value_or(Loading::caught), loading_at(lines, line, library.error));
    }
  }
  return found.value_or(Loading::at_start);
}

/// Whether the program imports a package's module, and does without it where that fails: `try: import magic`.
static bool does_without(const project::Service& service, const project::Dependency& dependency, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr) return false;
  const auto is_module = [&](std::string_view imported) {
    const knowledge::ImportName* const row = knowledge::import_name("python", before(imported, '.'));
    return row != nullptr && row->packages.front() == dependency.name;
  };
  return application->program.guards_imports && std::ranges::any_of(application->program.modules, is_module) &&
         std::ranges::none_of(application->program.start.imports, is_module, &code::NamedPlace::name);
}

/// Whether all sources were read and none loads the package: it is listed, and never loaded. Prisma and the pictures of
/// Next.js load theirs without being told.
static bool is_never_imported(const project::Service& service, const project::Dependency& dependency,
                              const knowledge::RuntimeLibrary& library, Report& report) {
  const project::Project& project = report.project();
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr || !code->whole || code->sources.empty()) return false;
  if (!library.module.empty())
    return !project::has_text(project, *code, "import " + std::string(library.module)) &&
           !project::has_text(project, *code, "from " + std::string(library.module));
  return library.language == "node" && !contains(dependency.name, "prisma") && dependency.name != "sharp" &&
         !project::has_text(project, *code, dependency.name);
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.dockerfile == nullptr) return report.skip();
  const knowledge::ImageVariant* const variant = project::base_variant(*service.stage);
  const project::BuildContext* const context = project::build_context(report.project(), service);
  if (variant == nullptr || context == nullptr) return report.skip();
  const std::string_view tag = knowledge::parse_reference(service.stage->root().base).tag;
  bool asks = false;
  for (const knowledge::RuntimeLibrary& library : knowledge::runtime_libraries()) {
    if (std::ranges::find(library.bases, variant->base) == library.bases.end() ||
        !runs_language(service, library.language, report) ||
        std::ranges::any_of(library.but_not, [&](std::string_view word) { return contains(tag, word); }))
      continue;
    // The machine itself, which a release brings along, loads it.
    if (library.language == "elixir") {
      asks = true;
      if (may_have(service, library, report)) continue;
      report
          .at(service.stage->from->span, "The Erlang machine of the release loads {}, and no step installs it here",
              library.library)
          .note(image_span(service), "`{}` comes without the library", image_of(service));
      return;
    }
    const project::Dependency* const dependency = loader(report, *context, library);
    if (dependency == nullptr || !is_asked_for(service, *dependency, report) ||
        is_never_imported(service, *dependency, library, report))
      continue;
    asks = true;
    if (may_have(service, library, report)) continue;
    const Loading loaded = loading(service, library, report);
    if (loaded == Loading::caught || (library.module.empty() && does_without(service, *dependency, report))) continue;
    Builder finding = report.at(service.stage->from->span,
                                "`{}` loads {} when it runs, for `{}`, and no step installs it into this image",
                                service.name, library.library, dependency->name);
    finding.note(dependency->span, "It is a dependency here")
        .note(image_span(service), "`{}` comes without the library", image_of(service));
    // The start goes well, and who calls the function meets the error.
    if (loaded == Loading::in_use) finding.confidence(Confidence::possible);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4507",
    .summary = "Image without the shared library that its program loads",
    .why =
        "The package is there, but the library below it is not: the program ends at its first import with `cannot open "
        "shared object file`, however well the stage that built it was equipped.",
    .remedy =
        "Install the library (not its headers) in the stage that is shipped, or take a package that brings its own "
        "copy, such as `psycopg[binary]`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::runtime_library_missing
