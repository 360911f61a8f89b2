#include "rules/lib/traefik.h"

#include <algorithm>
#include <iterator>

#include "base/ascii.h"
#include "project/service_settings.h"
#include "rules/lib/once.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "yaml/node.h"

namespace seaworthy::rules {
namespace {

void add_label(std::vector<TraefikLabel>& labels, std::string_view key, const compose::Value& value, Span key_span) {
  const std::string small = ascii::lowered(key.substr(0, 8));
  if (small != "traefik.") return;
  TraefikLabel label;
  label.value = value.text;
  label.span = value.span().valid() ? value.span() : key_span;
  label.settled = is_settled(&value);
  std::string_view rest = key.substr(8);
  const std::string whole = ascii::lowered(rest);
  for (const std::string_view kind : {"http.", "tcp.", "udp."}) {
    if (!whole.starts_with(kind)) continue;
    rest.remove_prefix(kind.size());
    const std::size_t dot = rest.find('.');
    if (dot == std::string_view::npos) return;
    label.section = rest.substr(0, dot);
    rest.remove_prefix(dot + 1);
    const std::size_t end = rest.find('.');
    label.name = rest.substr(0, end);
    label.key = end == std::string_view::npos ? std::string() : ascii::lowered(rest.substr(end + 1));
    if (kind != "http.") label.section = {};
    labels.push_back(std::move(label));
    return;
  }
  label.key = whole;
  labels.push_back(std::move(label));
}

std::vector<TraefikLabel> taken_apart(std::span<const compose::Member> members) {
  std::vector<TraefikLabel> labels;
  for (const compose::Member& member : members)
    if (member.value != nullptr) add_label(labels, member.key, *member.value, member.key_span);
  return labels;
}

/// `--entrypoints.web.address=:80` and the like, without the dashes.
void read_setting(Traefik& traefik, std::string_view written, Span span) {
  const std::string name = ascii::lowered(before(written, '='));
  const std::size_t equals = written.find('=');
  const std::string value = equals == std::string_view::npos ? "true" : ascii::lowered(written.substr(equals + 1));
  const auto part = [&](std::string_view prefix) {
    const std::string_view rest = std::string_view(name).substr(prefix.size());
    return std::string(rest.substr(0, rest.find('.')));
  };
  if (name.starts_with("entrypoints.")) traefik.entry_points.insert(part("entrypoints."));
  if (name.starts_with("certificatesresolvers.")) traefik.resolvers.insert(part("certificatesresolvers."));
  if (name == "providers.docker.exposedbydefault" || name == "providers.swarm.exposedbydefault") {
    traefik.exposed_by_default = value == "true";
    traefik.exposed_span = span;
  }
  if (name == "providers.swarm" || name == "providers.docker.swarmmode") traefik.reads_swarm |= value == "true";
  if (name.starts_with("providers.swarm.")) traefik.reads_swarm = true;
}

void read_static_file(Traefik& traefik, const yaml::Node& root) {
  const auto names = [&](std::string_view key, std::set<std::string, std::less<>>& into) {
    const yaml::Node* const node = child_ignoring_case(&root, key);
    if (node == nullptr || !node->resolved().is_mapping()) return;
    for (const yaml::Entry& entry : node->resolved().entries) into.insert(ascii::lowered(entry.key->text));
  };
  names("entryPoints", traefik.entry_points);
  names("certificatesResolvers", traefik.resolvers);
  const yaml::Node* const providers = child_ignoring_case(&root, "providers");
  for (const std::string_view provider : {"docker", "swarm"})
    if (const yaml::Node* const exposed =
            child_ignoring_case(child_ignoring_case(providers, provider), "exposedByDefault");
        exposed != nullptr && exposed->resolved().is_scalar()) {
      traefik.exposed_by_default = equal_ignoring_case(exposed->resolved().text, "true");
      traefik.exposed_span = exposed->resolved().span;
    }
  const yaml::Node* const mode = child_ignoring_case(child_ignoring_case(providers, "docker"), "swarmMode");
  if (child_ignoring_case(providers, "swarm") != nullptr ||
      (mode != nullptr && mode->resolved().is_scalar() && equal_ignoring_case(mode->resolved().text, "true")))
    traefik.reads_swarm = true;
}

/// The same of TOML: `[entryPoints.web]`, `address = ":80"`. Middlewares of `[http.middlewares.NAME]` are taken as
/// well. True when it holds static settings.
bool read_toml(Traefik& traefik, std::string_view text, Span span) {
  std::string section;
  bool is_static = false;
  while (!text.empty()) {
    const std::string_view line = ascii::trim(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.size(), std::min(text.find('\n'), text.size()) + 1));
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '[') {
      section = ascii::lowered(ascii::trim(before(line.substr(line.find_first_not_of('[')), ']')));
      std::erase_if(section, [](char c) { return c == '"' || c == '\''; });
      if (section.starts_with("http.middlewares.")) {
        const std::string_view rest = std::string_view(section).substr(17);
        const std::string_view name = before(rest, '.');
        std::string& kind = traefik.file_middlewares[std::string(name)];
        if (name.size() < rest.size()) kind = before(rest.substr(name.size() + 1), '.');
      }
      is_static = is_static || section.starts_with("entrypoints") || section.starts_with("providers");
      if (!section.ends_with("entrypoints")) read_setting(traefik, section, span);
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || section.starts_with("http.")) continue;
    std::string setting = section.empty() ? std::string() : section + ".";
    setting += ascii::trim(line.substr(0, equals));
    setting += '=';
    setting += before(ascii::trim(line.substr(equals + 1)), '#');
    std::erase_if(setting, [](char c) { return c == '"' || c == ' '; });
    read_setting(traefik, setting, span);
  }
  return is_static;
}

}  // namespace

std::vector<TraefikLabel> container_labels(const project::Service& service) {
  return taken_apart(service.definition->labels);
}

std::vector<TraefikLabel> deploy_labels(const project::Service& service) {
  const compose::Value* const deploy = service.definition->deploy;
  const compose::Value* const labels = deploy != nullptr ? deploy->get("labels") : nullptr;
  return taken_apart(labels != nullptr ? labels->members : std::span<const compose::Member>());
}

std::vector<TraefikLabel> traefik_labels(const project::Service& service) {
  std::vector<TraefikLabel> labels = container_labels(service);
  std::ranges::move(deploy_labels(service), std::back_inserter(labels));
  return labels;
}

const TraefikLabel* first_router(std::span<const TraefikLabel> labels) {
  const auto found = std::ranges::find(labels, "routers", &TraefikLabel::section);
  return found != labels.end() ? &*found : nullptr;
}

std::optional<Traefik> traefik_of(const project::Project& project, const project::Stack& stack) {
  Traefik traefik;
  for (const project::Service* const service : stack.services)
    if (service->active && service->image != nullptr && service->image->title == "Traefik") traefik.service = service;
  if (traefik.service == nullptr) return std::nullopt;
  const project::Service& service = *traefik.service;
  bool file_provider = false, own_config = false;
  if (service.command.from == project::Provenance::compose) {
    traefik.settings = service.command.span;
    for (const std::string_view word : service.command.words) {
      if (!word.starts_with("--")) continue;
      const std::string small = ascii::lowered(word);
      file_provider = file_provider || small.starts_with("--providers.file");
      own_config = own_config || small.starts_with("--configfile");
      read_setting(traefik, word.substr(2), service.command.span);
    }
    traefik.settings_known = !traefik.entry_points.empty() || !own_config;
  }
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.name.starts_with("TRAEFIK_") && entry.value.has_value()) {
      std::string setting(entry.name.substr(8));
      std::ranges::replace(setting, '_', '.');
      setting += '=';
      setting += *entry.value;
      read_setting(traefik, setting, entry.span);
      if (!traefik.settings.valid()) traefik.settings = entry.span;
      traefik.settings_known = true;
    }
  // Settings may stand in an env file that is made where it is deployed.
  bool unknown_file = std::ranges::any_of(service.definition->env_files, [](const compose::EnvFile& file) {
    return !file.exists || file.resolved.empty();
  });
  bool any_dynamic = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !contains(mount.target, "traefik")) continue;
    if (mount.target.ends_with("acme.json") || contains(mount.target, "cert") || contains(mount.target, "log"))
      continue;
    // What is not in the repository is not known.
    if (!mount.inside_root || project.path_state(mount.host_path) == project::PathState::missing ||
        project.path_state(mount.host_path) == project::PathState::unknown)
      unknown_file = true;
  }
  for (const project::File* const file : service.mounted_files) {
    if (file->path.ends_with(".toml")) {
      unknown_file = unknown_file || !file->has_content;
      if (!file->has_content) continue;
      const std::string_view text = project.sources[file->source].text();
      const Span start{file->source, 0, 0};
      if (read_toml(traefik, text, start)) {
        traefik.settings_known = true;
        file_provider = file_provider || contains(text, "providers.file");
        if (!traefik.settings.valid()) traefik.settings = start;
      } else {
        any_dynamic = true;
      }
      continue;
    }
    if (file->yaml == nullptr || file->yaml->root() == nullptr) continue;
    const yaml::Node& root = *file->yaml->root();
    if (child_ignoring_case(&root, "entryPoints") != nullptr || child_ignoring_case(&root, "providers") != nullptr) {
      read_static_file(traefik, root);
      traefik.settings_known = true;
      file_provider = file_provider || child_ignoring_case(child_ignoring_case(&root, "providers"), "file") != nullptr;
      if (!traefik.settings.valid()) traefik.settings = {file->source, 0, 0};
    }
    if (const yaml::Node* const middlewares = child_ignoring_case(child_ignoring_case(&root, "http"), "middlewares");
        middlewares != nullptr && middlewares->resolved().is_mapping())
      for (const yaml::Entry& entry : middlewares->resolved().entries) {
        const std::span<const yaml::Entry> kinds = entry.value->resolved().entries;
        traefik.file_middlewares[ascii::lowered(entry.key->text)] =
            kinds.size() == 1 ? ascii::lowered(kinds.front().key->text) : std::string();
      }
    any_dynamic = any_dynamic || child_ignoring_case(&root, "http") != nullptr;
  }
  // A start script of somebody's own may add settings to the command.
  if (unknown_file || service.builds || service.entrypoint.from == project::Provenance::compose)
    traefik.settings_known = false;
  traefik.reads_files = file_provider;
  traefik.files_known = !unknown_file && !service.builds && (!file_provider || any_dynamic);
  return traefik;
}

namespace {

/// The name that the engine knows a network by, when the file tells it; "" for one that is called after the project.
std::string_view name_on_engine(const compose::Network& network) {
  if (network.external_name) return network.external_name.value;
  return network.external.value ? network.name : std::string_view();
}

bool is_attached(const project::Service& service, std::string_view name_on_the_engine) {
  return std::ranges::any_of(service.definition->networks, [&](const compose::NetworkAttachment& attached) {
    return std::ranges::any_of(service.stack->model->networks, [&](const compose::Network& network) {
      return network.name == attached.name && name_on_engine(network) == name_on_the_engine;
    });
  });
}

std::vector<Traefik> all_traefiks(const project::Project& project) {
  std::vector<Traefik> all;
  for (const project::Stack& stack : project.stacks)
    if (std::optional<Traefik> found = traefik_of(project, stack)) all.push_back(*std::move(found));
  return all;
}

std::map<std::string, std::string, std::less<>> all_middlewares(const project::Project& project) {
  std::map<std::string, std::string, std::less<>> all;
  for (const project::Service& service : project.services)
    for (const TraefikLabel& label : traefik_labels(service)) {
      if (label.section != "middlewares") continue;
      const std::string_view kind = before(label.key, '.');
      const auto [at, is_new] = all.try_emplace(ascii::lowered(label.name), kind);
      // Stacks that disagree say nothing.
      if (!is_new && at->second != kind) at->second.clear();
    }
  return all;
}

/// Static settings of Traefik in lower case, from the one source that it reads.
using Settings = std::map<std::string, std::string, std::less<>>;

Settings settings_of(const project::Project& project, const project::Service& traefik) {
  Settings settings;
  for (const project::SettingsFile& file : project::settings_files(project, traefik))
    for (const project::ConfigurationSetting& setting : project::settings_in(project, file))
      settings.try_emplace(ascii::lowered(setting.key), ascii::lowered(setting.value));
  if (!settings.empty() || traefik.command.from != project::Provenance::compose) return settings;
  for (const std::string_view word : traefik.command.words) {
    if (!word.starts_with("--")) continue;
    const std::size_t equals = word.find('=');
    settings.try_emplace(ascii::lowered(word.substr(2, equals - 2)),
                         equals == std::string_view::npos ? "true" : ascii::lowered(word.substr(equals + 1)));
  }
  return settings;
}

/// Whether `--providers.docker.constraints=Label(`stack`,...)` keeps a service out that has no label of that name:
/// its labels are for another Traefik, such as the one in front of this one.
bool is_kept_out(const project::Project& project, const project::Service& traefik, const project::Service& service) {
  for (const auto& [key, value] : settings_of(project, traefik)) {
    if (!key.ends_with(".constraints") || !value.starts_with("label(`") || value.find("||") != std::string_view::npos ||
        value.find("&&") != std::string_view::npos)
      continue;
    const std::string_view name = before(std::string_view(value).substr(7), '`');
    const compose::Value* const deploy = service.definition->deploy;
    const compose::Value* const labels = deploy != nullptr ? deploy->get("labels") : nullptr;
    const auto is_named = [&](const compose::Member& label) { return equal_ignoring_case(label.key, name); };
    if (!std::ranges::any_of(service.definition->labels, is_named) &&
        (labels == nullptr || !std::ranges::any_of(labels->members, is_named)))
      return true;
  }
  return false;
}

}  // namespace

std::optional<Traefik> traefik_for(Report& report, const project::Service& service) {
  if (std::optional<Traefik> own = traefik_of(report.project(), *service.stack)) {
    if (is_kept_out(report.project(), *own->service, service)) return std::nullopt;
    return own;
  }
  if (!service.stack->partial.empty()) return std::nullopt;
  const Traefik* chosen = nullptr;
  for (const compose::Network& network : service.stack->model->networks) {
    const std::string_view name = network.external.value ? name_on_engine(network) : std::string_view();
    if (name.empty() || !is_attached(service, name)) continue;
    for (const Traefik& traefik : once<all_traefiks>(report)) {
      if (!is_attached(*traefik.service, name)) continue;
      // The same service with and without an override is still one; production's settings are those that are meant.
      const bool is_same = chosen != nullptr && chosen->service->span == traefik.service->span;
      if (chosen != nullptr && !is_same) return std::nullopt;
      if (chosen == nullptr || traefik.service->stack->role == project::Role::production) chosen = &traefik;
    }
  }
  return chosen != nullptr ? std::optional(*chosen) : std::nullopt;
}

const std::string* middleware_of_labels(Report& report, std::string_view name) {
  const auto& all = once<all_middlewares>(report);
  const auto found = all.find(ascii::lowered(name));
  return found != all.end() ? &found->second : nullptr;
}

EntryPoints entry_points_of(const project::Project& project, const project::Service& traefik) {
  EntryPoints result;
  for (const auto& [key, value] : settings_of(project, traefik)) {
    if (!key.starts_with("entrypoints.")) continue;
    const std::string_view rest = std::string_view(key).substr(12);
    const std::string name(before(rest, '.'));
    const std::string_view setting = rest.substr(std::min(rest.size(), name.size() + 1));
    result.encrypted.try_emplace(name, false);
    if (setting.starts_with("http.tls") && value != "false") result.encrypted[name] = true;
    if (setting == "http.redirections.entrypoint.to") result.redirected[name] = value;
    if (setting == "address" && value.ends_with(":443")) result.secure = name;
  }
  return result;
}

bool takes_labels_from_swarm(const project::Project& project, const project::Stack& stack) {
  const std::optional<Traefik> traefik = traefik_of(project, stack);
  if (traefik.has_value() && traefik->settings_known) return traefik->reads_swarm;
  return stack.model != nullptr && stack.model->orchestrator == compose::Orchestrator::swarm;
}

std::vector<std::string_view> listed_names(std::string_view text) {
  std::vector<std::string_view> names;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view name = text.substr(0, comma);
    text.remove_prefix(std::min(text.size(), comma + 1));
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (!name.empty()) names.push_back(name);
  }
  return names;
}

}  // namespace seaworthy::rules
