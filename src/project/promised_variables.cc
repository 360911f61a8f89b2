#include "project/promised_variables.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/parallel.h"
#include "compose/dotenv.h"
#include "project/environment_words.h"
#include "project/linking.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

/// How well a template suits a stack, by the words of its name; more is better.
int suits(const Stack* stack, std::string_view path) {
  const std::string_view environment = environment_of(path);
  const bool develops = stack != nullptr && stack->role == Role::development;
  const bool produces = stack != nullptr && stack->role == Role::production;
  if (environment == "production" || environment == "staging") return produces ? 3 : 0;
  if (!environment.empty()) return develops ? 3 : 0;
  return 2;
}

/// The template that an env file is made from: the one beside it whose name begins like the file's own (`prod.env` and
/// `prod.env.example`), else the only one. Of several that begin so, the one for the kind of stack. Null where that is
/// not clear.
const File* template_of(const Project& project, const Service& service, std::string_view path) {
  const File* only = nullptr;
  const File* best = nullptr;
  std::size_t count = 0;
  for (const std::string_view sibling : project.children(parent_path(path))) {
    const File* const file = project.file(sibling);
    if (file == nullptr || file->kind != FileKind::env_template || !file->has_content) continue;
    if (file->path.starts_with(path) &&
        (best == nullptr || suits(service.stack, file->path) > suits(service.stack, best->path)))
      best = file;
    only = file;
    ++count;
  }
  if (best != nullptr) return best;
  return count == 1 ? only : nullptr;
}

/// Values are copied to `arena`.
std::vector<compose::EnvironmentEntry> read_templates(const Project& project, const Service& service, Arena& arena) {
  std::vector<compose::EnvironmentEntry> promised;
  const compose::Lookup nothing = [](std::string_view) -> const compose::Variable* { return nullptr; };
  for (const compose::EnvFile& missing : service.definition->env_files) {
    if (missing.exists || missing.resolved.empty()) continue;
    const File* const from = template_of(project, service, missing.resolved);
    if (from == nullptr) continue;
    std::vector<compose::DotenvEntry> entries;
    std::vector<compose::DotenvProblem> problems;
    compose::read_dotenv(project.sources[from->source], nothing, arena, entries, problems);
    for (const compose::DotenvEntry& entry : entries) {
      if (service.definition->variable(entry.name) != nullptr) continue;
      promised.push_back({.name = entry.name,
                          .value = entry.value,
                          .from = compose::EnvironmentSource::env_file,
                          .span = entry.span,
                          .value_span = entry.value_span});
    }
  }
  return promised;
}

}  // namespace

void find_promised_variables(Linking& linking) {
  auto table = std::make_shared<PromisedTable>();
  table->of_services.resize(linking.project.services.size());
  parallel_for(table->of_services.size(), linking.threads, [&](std::size_t index, unsigned worker) {
    table->of_services[index] =
        read_templates(linking.project, linking.project.services[index], *linking.project.arenas[worker + 1]);
  });
  linking.project.promised = std::move(table);
}

const std::vector<compose::EnvironmentEntry>& promised_variables(const Project& project, const Service& service) {
  static const std::vector<compose::EnvironmentEntry> none;
  // A project that a test puts together by hand was not linked, and a standalone image has no env files.
  if (project.promised == nullptr || service.number >= project.promised->of_services.size()) return none;
  return project.promised->of_services[service.number];
}

const compose::EnvironmentEntry* expected_variable(const Project& project, const Service& service,
                                                   std::string_view name) {
  if (const compose::EnvironmentEntry* const entry = service.definition->variable(name); entry != nullptr) return entry;
  const std::vector<compose::EnvironmentEntry>& promised = promised_variables(project, service);
  const auto found = std::ranges::find(promised, name, &compose::EnvironmentEntry::name);
  return found != promised.end() ? &*found : nullptr;
}

bool has_unknown_variables(const Project& project, const Service& service) {
  // A program fills the file in, and what it writes there is not known.
  if (service.stack != nullptr && service.stack->from_template) return true;
  return std::ranges::any_of(service.definition->env_files, [&](const compose::EnvFile& file) {
    // Outside of the repository, or there under a name by which nobody takes it for an env file: it was not read.
    if (file.exists) return file.resolved.empty() || project.file(file.resolved) == nullptr;
    return file.resolved.empty() || template_of(project, service, file.resolved) == nullptr;
  });
}

}  // namespace seaworthy::project
