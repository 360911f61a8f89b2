#include <algorithm>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/promised_variables.h"
#include "rules/lib/database_server.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/start_demands.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::init_script_variable_missing {

/// NEXTCLOUD_DB_PASSWORD: what people pass on from outside; names in small letters are a script's own.
static bool is_setting(std::string_view name) {
  return name.size() > 2 && ascii::is_letter(name.front()) &&
         std::ranges::all_of(name, [](char c) { return (c >= 'A' && c <= 'Z') || ascii::is_digit(c) || c == '_'; });
}

/// Whether nothing gives the container a variable.
static bool is_absent(const project::Project& project, const project::Service& service, std::string_view name) {
  if (service.builds || service.image == nullptr || project::has_unknown_variables(project, service) ||
      project::expected_variable(project, service, name) != nullptr)
    return false;
  return std::ranges::none_of(service.image->variables,
                              [&](const knowledge::ImageVariable& known) { return known.name == name; });
}

/// Calls `visit` for each script of the first start that the image would run, and the mount that brings it.
template <class Visit>
static void for_each_init_script(const project::Service& service, const knowledge::DatabaseServer& server,
                                 const Visit& visit) {
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root || !server.is_setup(mount.target)) continue;
    for (const project::File* const file : service.mounted_files)
      if (file->has_content && (file->path == mount.host_path ? server.runs(base_name(mount.target))
                                                              : project::parent_path(file->path) == mount.host_path &&
                                                                    server.runs(base_name(file->path))))
        visit(*file, mount);
  }
}

/// The first `${NAME}` in the statements of a SQL file; what stands in comments and in the bodies of functions, which
/// are quoted by dollars, is left out.
static std::string_view shell_variable_in(std::string_view sql) {
  for (std::size_t begin = 0; begin < sql.size();) {
    const std::size_t end = std::min(sql.find('\n', begin), sql.size());
    std::string_view line = sql.substr(begin, end - begin);
    begin = end + 1;
    line = line.substr(0, line.find("--"));
    const std::size_t at = line.find("${");
    if (at == std::string_view::npos) continue;
    const std::size_t close = line.find('}', at);
    if (close == std::string_view::npos) continue;
    const std::string_view inside = line.substr(at + 2, close - at - 2);
    if (is_setting(inside.substr(0, inside.find(':')))) return line.substr(at, close - at + 1);
  }
  return {};
}

static void check_sql(const project::Service& service, const project::File& file, const compose::Mount& mount,
                      Report& report) {
  const std::string_view text = report.project().sources[file.source].text();
  const std::string_view found = shell_variable_in(text);
  if (found.empty()) return;
  const std::uint32_t at = static_cast<std::uint32_t>(found.data() - text.data());
  report
      .at({file.source, at, at + static_cast<std::uint32_t>(found.size())},
          "`{}` takes this as it stands: nothing fills in a variable of the shell in a SQL file", service.name)
      .note(mount.span(), "The image runs the file at its first start")
      .advise("Make it a script that passes the text to the client in a heredoc");
}

static void check_script(const project::Service& service, const project::File& file, const compose::Mount& mount,
                         Report& report) {
  bool told = false;
  for_each_node_deep(*file.script, [&](const shell::Node& node) {
    const auto look = [&](std::span<const shell::Expansion> expansions) {
      for (const shell::Expansion& expansion : expansions) {
        if (told || expansion.kind != shell::ExpansionKind::parameter || !is_setting(expansion.name) ||
            !is_one_of(":- -", expansion.operation) || expansion.argument.empty() ||
            contains(expansion.argument, "$") || !contains(expansion.name, "PASS"))
          continue;
        if (!is_absent(report.project(), service, expansion.name) || may_set(*file.script, expansion.name)) continue;
        told = true;
        report
            .at(expansion.span,
                "`{}` gets no `{}`, so that the account gets the password that stands here; set it in `environment`",
                service.name, expansion.name)
            .note(mount.span(), "The image runs the script at its first start");
      }
    };
    for (const shell::Word& word : node.words) look(word.expansions);
    for (const shell::Assignment& assignment : node.assignments) look(assignment.value.expansions);
    for (const shell::Redirection& redirection : node.redirections)
      if (redirection.heredoc != nullptr) look(redirection.heredoc->expansions);
  });
}

static void check(const project::Service& service, Report& report) {
  const knowledge::DatabaseServer* const server = known_server(service);
  if (server == nullptr || !server->runs_scripts()) return report.skip();
  bool any = false;
  for_each_init_script(service, *server, [&](const project::File& file, const compose::Mount& mount) {
    any = true;
    if (file.path.ends_with(".sql")) check_sql(service, file, mount, report);
    if (file.script != nullptr && file.script->root != nullptr) check_script(service, file, mount, report);
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4152",
    .summary = "Script of a database's first start without the variable that it reads",
    .why =
        "The accounts are made with the text in the script, which everybody can read, while the programs log in with "
        "the password of the env file, and are refused.",
    .remedy =
        "Hand the variable to the database's container as well. SQL files are not filled in at all: write a `.sh` that "
        "gives the statements to the client.",
    .references = "https://hub.docker.com/_/postgres https://hub.docker.com/_/mariadb",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .strength = "hand their scripts of the first start what they read",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::init_script_variable_missing
