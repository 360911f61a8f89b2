#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "project/linking.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

struct Judgement {
  Role role = Role::unknown;
  std::string reason;
};

bool is_environment(Role role) { return role != Role::unknown && role != Role::template_file; }

/// Role from a word as people write it in profiles, targets, variables and script names.
Role role_of_word(std::string_view word) {
  std::string path(word);
  for (char& c : path)
    if (c == ':' || c == ' ' || c == '/') c = '-';
  return discover::role_of_path(path);
}

Judgement by_files(const Stack& stack) {
  // The file that is laid over the others says what the combination is for.
  for (auto file = stack.files.rbegin(); file != stack.files.rend(); ++file) {
    const discover::RoleOfPath role = discover::explain_role((*file)->path);
    if (!is_environment(role.role)) continue;
    std::string reason = "`";
    reason += role.word;
    reason += role.in_folder ? "` in the path of `" : "` in the name of `";
    reason += (*file)->path;
    reason += '`';
    return {role.role, std::move(reason)};
  }
  return {};
}

Judgement by_profiles(const Stack& stack) {
  for (const std::string_view profile : stack.profiles)
    if (const Role role = role_of_word(profile); is_environment(role))
      return {role, "profile `" + std::string(profile) + "`"};
  return {};
}

/// Whether the comment at the head of a script says that it deploys for production: `# Production deployment script`.
bool deploys_for_production(std::string_view text) {
  constexpr int most_lines = 8;
  for (int line_number = 0; line_number < most_lines && !text.empty(); ++line_number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = ascii::trim(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
    if (line.empty() || line.starts_with("#!")) continue;
    if (!line.starts_with('#')) return false;
    std::string words(line.substr(1));
    std::ranges::replace_if(words, [](char c) { return !ascii::is_alphanumeric(c); }, ' ');
    if (ascii::contains_ignoring_case(words, "deploy") && !ascii::contains_ignoring_case(words, " not ") &&
        role_of_word(words) == Role::production)
      return true;
  }
  return false;
}

/// What one caller says: a Makefile target `deploy-prod`, a CI job `test`, a script `start-dev.sh`. With `weakly`, a
/// script that is called `deploy` counts for production.
Judgement by_caller(const Project& project, const ComposeCommand& command, bool weakly) {
  const std::size_t quote = command.place.find('`');
  if (quote != std::string_view::npos) {
    const std::string_view name = command.place.substr(quote + 1, command.place.size() - quote - 2);
    if (const Role role = role_of_word(name); is_environment(role))
      return {role, "started by " + std::string(command.place) + " of `" + std::string(command.file->path) + "`"};
  }
  if (command.file->kind != FileKind::script && command.file->kind != FileKind::entrypoint) return {};
  const std::string_view name = base_name(command.file->path);
  Role role = role_of_word(name);
  if (!is_environment(role) && deploys_for_production(project.sources[command.file->source].text()))
    return {Role::production, "started by `" + std::string(command.file->path) +
                                  "`, which says that it deploys for "
                                  "production"};
  if (weakly && !is_environment(role) && name.find("deploy") != std::string_view::npos) role = Role::production;
  if (!is_environment(role)) return {};
  return {role, "started by `" + std::string(command.file->path) + "`"};
}

/// A job of CI that starts the default Compose file tries what is there; that makes no test of it.
bool only_tries(const ComposeCommand& command, const Stack& stack, const Judgement& judgement) {
  if (command.file->kind != FileKind::ci || (judgement.role != Role::test && judgement.role != Role::ci)) return false;
  const std::string_view name = stack.files.empty() ? std::string_view() : base_name(stack.files.front()->path);
  return name.starts_with("compose.y") || name.starts_with("docker-compose.y");
}

/// `dev`, a helper that starts whatever it is asked to, says nothing of what it starts.
bool starts_several(const Project& project, const ComposeCommand& command) {
  const std::string_view name = base_name(command.file->path);
  if (name != "dev" && name != "dev.sh") return false;
  return std::ranges::any_of(project.compose_commands, [&](const ComposeCommand& other) {
    return other.file == command.file && other.stack >= 0 && other.stack != command.stack;
  });
}

/// Who starts it, when all that do agree.
Judgement by_callers(const Project& project, const Stack& stack, bool weakly) {
  Judgement judgement;
  for (const ComposeCommand& command : project.compose_commands) {
    if (command.stack != static_cast<std::int32_t>(stack.index) || command.node == nullptr) continue;
    if (command.verb != "up" && command.verb != "deploy" && command.verb != "run") continue;
    if (starts_several(project, command)) continue;
    Judgement one = by_caller(project, command, weakly);
    if (only_tries(command, stack, one)) continue;
    if (weakly && one.role == Role::unknown) continue;
    if (one.role == Role::unknown || (judgement.role != Role::unknown && judgement.role != one.role)) return {};
    if (judgement.role == Role::unknown) judgement = std::move(one);
  }
  return judgement;
}

/// The words of a guide under which a command stands, nearest first: a comment in its block, headings from the inner to
/// the outer one. The title of the whole guide is none.
std::vector<std::string_view> labels_above(std::string_view text, std::size_t place) {
  constexpr std::size_t deepest = 7;
  std::array<std::string_view, deepest> headings;
  std::string_view comment;
  bool in_block = false;
  for (std::size_t begin = 0; begin < place;) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = ascii::trim(text.substr(begin, end - begin));
    begin = end + 1;
    if (line.starts_with("```") || line.starts_with("~~~")) {
      in_block = !in_block;
      comment = {};
      continue;
    }
    const std::size_t level = std::min(line.find_first_not_of('#'), line.size());
    if (level == 0 || level >= deepest) continue;
    const std::string_view words = ascii::trim(line.substr(level));
    if (in_block) {
      comment = words;
      continue;
    }
    headings[level] = words;
    std::fill(headings.begin() + static_cast<std::ptrdiff_t>(level) + 1, headings.end(), std::string_view());
  }
  std::vector<std::string_view> labels{comment};
  for (std::size_t level = deepest - 1; level > 1; --level) labels.push_back(headings[level]);
  return labels;
}

/// A guide that starts the stack under the heading of production: "## Production deployment", `# Production: docker
/// compose up -d` in the Compose file itself. For development people say so where they name files of their own.
Judgement by_guides(const Project& project, const Stack& stack) {
  for (const ComposeCommand& command : project.compose_commands) {
    if (command.stack != static_cast<std::int32_t>(stack.index) || (command.verb != "up" && command.verb != "deploy"))
      continue;
    const std::string_view text = project.sources[command.file->source].text();
    std::vector<std::string_view> labels;
    if (command.place == usage_comment) {
      const std::size_t line = text.rfind('\n', command.span.begin) + 1;
      labels.push_back(text.substr(line, command.span.begin - line));
    } else if (command.file->kind == FileKind::readme || command.file->kind == FileKind::documentation) {
      labels = labels_above(text, command.span.begin);
    }
    for (const std::string_view label : labels) {
      std::string words(label);
      std::ranges::replace_if(words, [](char c) { return !ascii::is_alphanumeric(c); }, ' ');
      const Role role = ascii::contains_ignoring_case(words, "not ") ? Role::unknown : role_of_word(words);
      if (!is_environment(role)) continue;
      if (role == Role::production)
        return {role, "started for production by " + std::string(command.place) + " of `" +
                          std::string(command.file->path) + "`"};
      break;
    }
  }
  return {};
}

constexpr std::array mode_variables = {"NODE_ENV",    "APP_ENV",           "RAILS_ENV", "RACK_ENV",
                                       "FLASK_ENV",   "DJANGO_ENV",        "MIX_ENV",   "ASPNETCORE_ENVIRONMENT",
                                       "GO_ENV",      "ENVIRONMENT",       "GIN_MODE",  "SPRING_PROFILES_ACTIVE",
                                       "SYMFONY_ENV", "DOTNET_ENVIRONMENT"};

Role role_of_mode(std::string_view value) {
  if (value == "release") return Role::production;
  if (value == "debug") return Role::development;
  return role_of_word(value);
}

/// A server that looks for changes of what is built into its image, and is to run for ever: nobody develops so.
bool reloads_in_vain(const compose::Service& service) {
  return service.build && (service.restart.value == "always" || service.restart.value == "unless-stopped") &&
         std::ranges::none_of(service.mounts, [](const compose::Mount& mount) {
           return mount.type == compose::MountType::bind && mount.inside_root;
         });
}

bool reloads(const compose::Service& service) {
  if (reloads_in_vain(service)) return false;
  for (const std::string_view word : service.command.words) {
    if (word == "--reload" || word == "nodemon" || word == "air" || word == "--watch" || word == "watch" ||
        word == "dev" || word == "start:dev" || word == "runserver" || word == "ts-node-dev" || word == "tsx")
      return true;
    if (word.find("run dev") != std::string_view::npos || word.find("--reload") != std::string_view::npos ||
        word.find("nodemon") != std::string_view::npos)
      return true;
  }
  return false;
}

/// The build context, or a folder below it, mounted into the container. What goes to `/etc` is configuration that lies
/// beside the Dockerfile.
bool mounts_own_source(const compose::Service& service) {
  if (!service.build || !service.build.local || !service.build.inside_root) return false;
  return std::ranges::any_of(service.mounts, [&](const compose::Mount& mount) {
    if (mount.type != compose::MountType::bind || !mount.inside_root || mount.read_only ||
        is_below(mount.target, "/etc"))
      return false;
    if (mount.host_path == service.build.directory) return true;
    const std::string_view name = base_name(mount.host_path);
    return (name == "src" || name == "app") && is_below(mount.host_path, service.build.directory);
  });
}

/// What the services are told: the stage that they build, the mode that they run in.
Judgement by_settings(std::span<const compose::Service> services) {
  for (const compose::Service& service : services)
    if (service.build.target)
      if (const Role role = role_of_word(service.build.target.value); is_environment(role))
        return {role, "service `" + std::string(service.name) + "` builds the stage `" +
                          std::string(service.build.target.value) + "`"};
  for (const compose::Service& service : services)
    for (const std::string_view name : mode_variables) {
      const compose::EnvironmentEntry* const entry = service.variable(name);
      if (entry == nullptr || !entry->value.has_value()) continue;
      if (const Role role = role_of_mode(*entry->value); is_environment(role))
        return {role, "service `" + std::string(service.name) + "` runs with " + std::string(name) + "=" +
                          std::string(*entry->value)};
    }
  return {};
}

/// Certificates of a public authority, which the host renews.
bool takes_public_certificates(const compose::Service& service) {
  return std::ranges::any_of(service.mounts, [](const compose::Mount& mount) {
    return mount.type == compose::MountType::bind && mount.host_path.starts_with("/etc/letsencrypt");
  });
}

/// Further signs in the services themselves. Each kind of sign counts once for the first service that shows it.
Judgement by_content(std::span<const compose::Service> services) {
  for (const compose::Service& service : services)
    if (takes_public_certificates(service))
      return {Role::production, "service `" + std::string(service.name) + "` has certificates of Let's Encrypt"};
  for (const compose::Service& service : services) {
    if (mounts_own_source(service))
      return {Role::development, "service `" + std::string(service.name) + "` mounts its own source"};
    if (reloads(service))
      return {Role::development, "service `" + std::string(service.name) + "` is started with reloading on change"};
  }
  for (const compose::Service& service : services) {
    if (service.build.dockerfile)
      if (const Role role = role_of_word(service.build.dockerfile.value); is_environment(role))
        return {role, "service `" + std::string(service.name) + "` builds `" +
                          std::string(service.build.dockerfile.value) + "`"};
    if (std::ranges::any_of(service.ports, [](const compose::Port& port) { return port.published == "443"; }))
      return {Role::production, "service `" + std::string(service.name) + "` publishes port 443"};
  }
  return {};
}

/// Whether another file beside that of a stack is the one for this role, by its name, and is no part of the same stack.
bool has_sibling_for(const Project& project, const Stack& stack, Role role) {
  if (stack.files.size() != 1) return false;
  const File* const own = stack.files.front();
  return std::ranges::any_of(project.stacks, [&](const Stack& other) {
    return std::ranges::find(other.files, own) == other.files.end() && !other.files.empty() &&
           parent_path(other.files.front()->path) == parent_path(own->path) && by_files(other).role == role;
  });
}

/// Signs of development in a stack beside which another one is for production by its name.
Judgement beside_production(const Project& project, const Stack& stack) {
  if (!has_sibling_for(project, stack, Role::production)) return {};
  Judgement judgement = by_content(stack.model->services);
  return judgement.role == Role::development ? judgement : Judgement{};
}

/// A profile that no command starts, of files among which is the override that every start loads: where they are for
/// development, so is what the profile adds.
void follow_override(Project& project) {
  for (Stack& stack : project.stacks) {
    if (stack.profiles.empty() || stack.entry.valid() || stack.files.size() < 2 ||
        base_name(stack.files.back()->path).find(".override.") == std::string_view::npos)
      continue;
    const auto plain = std::ranges::find_if(project.stacks, [&](const Stack& other) {
      return other.profiles.empty() && other.files == stack.files && other.role == Role::development;
    });
    if (plain == project.stacks.end() || stack.role != Role::production) continue;
    stack.role = plain->role;
    stack.role_reason = plain->role_reason;
  }
}

}  // namespace

void give_roles(Linking& linking) {
  Project& project = linking.project;
  for (Stack& stack : project.stacks) {
    Judgement judgement = by_files(stack);
    // What is filled in for tests or as an example stays one.
    if (stack.from_template && judgement.role != Role::test && judgement.role != Role::example)
      judgement = {Role::template_file, stack.partial};
    if (judgement.role == Role::unknown) judgement = by_profiles(stack);
    if (judgement.role == Role::unknown) judgement = beside_production(project, stack);
    if (judgement.role == Role::unknown) judgement = by_callers(project, stack, false);
    if (judgement.role == Role::unknown) judgement = by_settings(stack.model->services);
    if (judgement.role == Role::unknown) judgement = by_settings(stack.model->inactive_services);
    if (judgement.role == Role::unknown) judgement = by_guides(project, stack);
    for (const auto& services : {std::span(stack.model->services), std::span(stack.model->inactive_services)}) {
      if (judgement.role != Role::unknown) break;
      judgement = by_content(services);
      // A working copy that is mounted here is an oversight then.
      if (judgement.role == Role::development && has_sibling_for(project, stack, Role::development)) judgement = {};
    }
    if (judgement.role == Role::unknown) judgement = by_callers(project, stack, true);
    if (judgement.role == Role::unknown) judgement.reason = "nothing says what it is for";
    stack.role = judgement.role;
    stack.role_reason =
        stack.role_reason.empty() ? std::move(judgement.reason) : judgement.reason + "; " + stack.role_reason;
  }
  follow_override(project);
  for (File& file : project.files) {
    const discover::RoleOfPath role = discover::explain_role(file.path);
    file.role = role.role;
    if (role.role != Role::unknown) {
      file.role_reason = role.in_folder ? "in folder `" : "`";
      file.role_reason += role.word;
      file.role_reason += role.in_folder ? "`" : "` in its name";
    }
  }
  // A Compose file whose name tells nothing has the role of the stacks that it is part of, when they agree.
  for (const Stack& stack : project.stacks)
    for (const File* const part : stack.files) {
      File& file = project.files[static_cast<std::size_t>(part->source)];
      if (file.role != Role::unknown || stack.role == Role::unknown) continue;
      const bool agree = std::ranges::all_of(project.stacks, [&](const Stack& other) {
        return other.role == stack.role || other.role == Role::unknown ||
               std::ranges::find(other.files, part) == other.files.end();
      });
      if (!agree) continue;
      file.role = stack.role;
      file.role_reason = stack.role_reason;
    }
}

}  // namespace seaworthy::project
