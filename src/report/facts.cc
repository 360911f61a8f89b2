#include <algorithm>
#include <map>
#include <set>

#include "base/path_text.h"
#include "knowledge/feature_versions.h"
#include "nginx/ast.h"
#include "project/application.h"
#include "project/connections.h"
#include "project/container_variables.h"
#include "project/promised_variables.h"
#include "report/report.h"
#include "rules/lib/accounts.h"
#include "rules/lib/image_tag.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/start_demands.h"
#include "rules/lib/words.h"

namespace seaworthy::report {
namespace {

using project::Project;
using project::Service;

std::string quoted(std::string_view text) { return "`" + rules::redact(text) + "`"; }

std::string joined(const std::vector<std::string>& parts) {
  std::string result;
  for (const std::string& part : parts) result += (result.empty() ? "" : ", ") + part;
  return result;
}

/// Every definition of a service once, whatever number of stacks loads it, in order of stack and name.
std::vector<const Service*> services_once(const Project& project) {
  std::vector<const Service*> result;
  std::set<Span> seen;
  for (const project::Stack& stack : project.stacks)
    for (const Service* const service : stack.services)
      if (service->active && seen.insert(service->span).second) result.push_back(service);
  return result;
}

/// Rows in order of place, equal ones once.
void settle(FactTable& table) {
  std::sort(table.rows.begin(), table.rows.end());
  table.rows.erase(std::unique(table.rows.begin(), table.rows.end()), table.rows.end());
}

std::string_view describe(project::Provenance from) {
  switch (from) {
    case project::Provenance::compose:
      return "Compose file";
    case project::Provenance::dockerfile:
      return "Dockerfile";
    default:
      return "image";
  }
}

/// Who gives a container a variable that it asks for.
std::string supplier(const Project& project, const Service& service, std::string_view name, Span asked) {
  if (const compose::EnvironmentEntry* const entry = project::expected_variable(project, service, name);
      entry != nullptr) {
    const std::string_view from = entry->from == compose::EnvironmentSource::env_file ? "env file" : "`environment`";
    return std::string(from) + (entry->span.valid() ? " (" + place(project, entry->span) + ")" : "");
  }
  if (const auto given = project::container_variable(service, name); given.has_value())
    return std::string(describe(given->from)) +
           (given->span.valid() ? " (" + place(project, given->span) + ")" : std::string());
  const project::Application* const application = project::application(project, service);
  const bool from_script = service.startup != nullptr && service.startup->span.file == asked.file;
  if (!from_script && application != nullptr && project::is_absent(project, service, *application, name))
    return "nobody";
  if (from_script && project::is_absent_in_container(service, name) &&
      !project::sets_unknown_variables(*service.startup))
    return "nobody";
  return "not told by the files";
}

/// "1m30s"
std::string duration(std::int64_t nanoseconds) {
  const std::int64_t milliseconds = nanoseconds / 1'000'000;
  const std::int64_t minutes = milliseconds / 60'000, rest = milliseconds % 60'000;
  std::string text = minutes > 0 ? std::to_string(minutes) + "m" : std::string();
  if (rest % 1000 == 0 && (rest > 0 || minutes == 0)) text += std::to_string(rest / 1000) + "s";
  if (rest % 1000 != 0) text += std::to_string(rest) + "ms";
  return text;
}

std::string size_of(std::int64_t bytes) {
  constexpr std::int64_t mebibyte = 1024 * 1024;
  return std::to_string(bytes / mebibyte) + " MiB";
}

/// When a probe runs, and who gives it.
std::string describe_probe(const project::ProbeInForce& probe) {
  if (probe.disabled) return "switched off";
  if (!probe) return "none";
  return "every " + duration(probe.interval) + ", timeout " + duration(probe.timeout) + ", " +
         std::to_string(probe.retries) + " retries, " + duration(probe.start_period) + " to start, by the " +
         std::string(describe(probe.from));
}

/// Whose rights a container has when it starts.
std::string describe_user(const Service& service) {
  if (!service.user) return "not known";
  const std::string_view user = service.user.value;
  const bool root = rules::is_one_of("root 0 root:root 0:0", user) || user.empty();
  return (root ? service.drops_root ? std::string("root, which its entrypoint gives up") : std::string("root")
               : quoted(user)) +
         " (" + std::string(describe(service.user.from)) + ")";
}

/// The name of an image; of a digest it is enough that there is one.
std::string describe_image(std::string_view image) {
  const std::size_t at = image.find('@');
  return quoted(image.substr(0, at)) + (at == std::string_view::npos ? "" : " by digest");
}

FactTable services(const Project& project) {
  FactTable table{.name = "services",
                  .title = "What services run with",
                  .introduction = "What is in force for each service, whichever file gives it.",
                  .columns = {"service", "runs", "user", "rights", "limits", "restart", "log_rotation", "health_check"},
                  .rows = {}};
  for (const Service* const service : services_once(project)) {
    const compose::Service& definition = *service->definition;
    std::string runs = definition.image ? describe_image(rules::image_in_words(definition.image.value))
                                        : std::string("an image of its own");
    if (service->dockerfile != nullptr && service->stage != nullptr && service->builds)
      runs = quoted(service->dockerfile->path) +
             (service->stage->name.empty() ? std::string() : ", stage " + quoted(service->stage->name));
    std::vector<std::string> rights;
    if (definition.privileged.value) rights.emplace_back("privileged");
    const auto has = [](std::span<const compose::Text> values, std::string_view word) {
      return std::any_of(values.begin(), values.end(), [&](const compose::Text& value) {
        return rules::equal_ignoring_case(value.value.substr(0, word.size()), word);
      });
    };
    rights.emplace_back(has(definition.cap_drop, "all") ? "all capabilities dropped"
                        : definition.cap_drop.empty()   ? "default capabilities"
                                                        : "some capabilities dropped");
    for (const compose::Text& added : definition.cap_add) rights.push_back("with " + quoted(added.value));
    if (has(definition.security_opt, "no-new-privileges")) rights.emplace_back("no new privileges");
    rights.emplace_back(definition.read_only.value ? "read-only root" : "writable root");
    std::vector<std::string> limits;
    if (definition.limits.memory) limits.push_back(size_of(definition.limits.memory.value));
    if (definition.limits.cpus) {
      std::string cores = std::to_string(definition.limits.cpus.value);
      limits.push_back(cores.substr(0, cores.find('.') + 3) + " CPUs");
    }
    if (definition.limits.pids) limits.push_back(std::to_string(definition.limits.pids.value) + " processes");
    const auto rotates = std::any_of(definition.logging.options.begin(), definition.logging.options.end(),
                                     [](const compose::Member& option) { return option.key == "max-size"; });
    table.rows.push_back({service->span,
                          {quoted(service->name), std::move(runs), describe_user(*service), joined(rights),
                           limits.empty() ? "none" : joined(limits),
                           definition.restart ? std::string(definition.restart.value) : std::string("no"),
                           rotates                     ? "yes"
                           : definition.logging.driver ? "by " + quoted(definition.logging.driver.value)
                                                       : "no",
                           describe_probe(service->probe)}});
  }
  settle(table);
  return table;
}

FactTable dockerfiles(const Project& project) {
  FactTable table{
      .name = "dockerfiles",
      .title = "What Dockerfiles make",
      .introduction = "Without a target, a build makes the last stage; who starts and probes it is told of that one.",
      .columns = {"dockerfile", "stages", "last_stage", "base", "user", "accounts", "health_check", "built_as"},
      .rows = {}};
  for (const project::Dockerfile& dockerfile : project.dockerfiles) {
    const dockerfile::Stage* const last = dockerfile.parsed->last_stage();
    if (last == nullptr) continue;
    std::vector<std::string> accounts;
    for (const rules::Account& account : rules::accounts(*last))
      accounts.push_back(quoted(account.name->text) +
                         (account.uid.empty() ? std::string() : " " + std::string(account.uid)));
    std::vector<std::string> targets;
    for (const project::BuildUse& build : dockerfile.builds) {
      std::string target = build.target.empty() ? std::string("the last stage") : quoted(build.target);
      if (std::find(targets.begin(), targets.end(), target) == targets.end()) targets.push_back(std::move(target));
    }
    std::string probe = "none";
    if (last->healthcheck != nullptr) {
      probe = last->healthcheck->health_none ? "switched off" : "defaults";
      std::vector<std::string> options;
      for (const dockerfile::Flag& flag : last->healthcheck->flags)
        options.push_back(std::string(flag.name) + " " + std::string(flag.value));
      if (!options.empty()) probe = joined(options);
    }
    table.rows.push_back(
        {last->from->span,
         {quoted(dockerfile.path), std::to_string(dockerfile.parsed->stages.size()),
          last->name.empty() ? "without a name" : quoted(last->name), describe_image(last->root().base),
          last->user.value.empty() ? "that of the base" : quoted(last->user.value), joined(accounts), std::move(probe),
          targets.empty() ? "nothing" : joined(targets)}});
  }
  settle(table);
  return table;
}

FactTable required_variables(const Project& project) {
  FactTable table{.name = "required_variables",
                  .title = "Variables that programs require",
                  .introduction = "The program or its start script ends when the variable is missing.",
                  .columns = {"service", "variable", "asked_by", "supplied_by"},
                  .rows = {}};
  for (const Service* const service : services_once(project)) {
    const auto add = [&](std::string_view name, Span asked) {
      table.rows.push_back({service->span,
                            {quoted(service->name), quoted(name), quoted(place(project, asked)),
                             supplier(project, *service, name, asked)}});
    };
    if (const project::Application* const application = project::application(project, *service); application != nullptr)
      for (const code::RequiredVariable& required : application->program.required) add(required.name, required.span);
    if (service->startup != nullptr) {
      const std::string_view line = service->entrypoint_script != nullptr
                                        ? rules::first_line(*service->startup, service->entrypoint_script, project)
                                        : std::string_view();
      std::vector<std::string_view> named;
      for (const rules::DemandedVariable& required : rules::demanded_variables(*service->startup, line)) {
        if (required.name.empty() || rules::is_number(required.name) ||
            std::find(named.begin(), named.end(), required.name) != named.end() ||
            rules::may_set(*service->startup, required.name))
          continue;
        named.push_back(required.name);
        add(required.name, required.span);
      }
    }
  }
  settle(table);
  return table;
}

/// What a location of nginx does with a request.
std::string answer_of(const nginx::Directive& location) {
  for (const nginx::Directive* const child : location.children) {
    if (child->name.ends_with("_pass")) return "forwards to " + quoted(child->parameter(0));
    if (child->name == "return") return "returns " + quoted(child->parameter(0));
    if (child->name == "stub_status") return "status of nginx";
    if (child->name == "deny" && child->parameter(0) == "all" && location.children[0] == child) return "refuses";
  }
  return "files";
}

void add_nginx_routes(const Project& project, const Service& service, FactTable& table) {
  for (const project::File* const file : project::nginx_files(project, service))
    for (const nginx::Directive* const server : file->nginx->directives) {
      if (server->name != "server" || !server->block) continue;
      std::vector<std::string> ports;
      for (const nginx::Directive* const child : server->children) {
        if (child->name != "listen") continue;
        std::string_view port = child->parameter(0);
        if (const std::size_t colon = port.rfind(':'); colon != std::string_view::npos) port.remove_prefix(colon + 1);
        if (std::find(ports.begin(), ports.end(), port) == ports.end()) ports.emplace_back(port);
      }
      const std::string listed = ports.empty() ? "80" : joined(ports);
      for (const nginx::Directive* const child : server->children) {
        if (child->name == "location" && !child->parameters.empty()) {
          std::string path;
          for (const nginx::Word& word : child->parameters) path += (path.empty() ? "" : " ") + std::string(word.text);
          table.rows.push_back(
              {child->name_span, {quoted(service.name), listed, quoted(path), "nginx: " + answer_of(*child)}});
        }
        if (child->name == "return")
          table.rows.push_back(
              {child->name_span,
               {quoted(service.name), listed, "every path", "nginx: returns " + quoted(child->parameter(0))}});
      }
    }
}

FactTable routes(const Project& project) {
  FactTable table{.name = "routes",
                  .title = "Routes and what answers them",
                  .introduction = "What GET requests find, as far as code and proxy configuration tell.",
                  .columns = {"service", "port", "path", "answered_by"},
                  .rows = {}};
  for (const Service* const service : services_once(project)) {
    if (project::runs_nginx(*service)) add_nginx_routes(project, *service, table);
    const project::Application* const application = project::application(project, *service);
    if (application == nullptr) continue;
    const project::ListenPort* const port = project::main_port(project::connections(project, *service).listening);
    for (const code::Route& route : application->program.routes) {
      if (!route.get || !route.span.valid()) continue;
      std::string path = route.path;
      for (std::size_t at = path.find("/:"); at != std::string::npos; at = path.find("/:", at + 1))
        if (at + 2 == path.size() || path[at + 2] == '/') path.replace(at + 1, 1, "{}");
      std::string by(application->program.framework);
      if (route.careless.valid()) by += ", with 200 even when it says that something is down";
      table.rows.push_back({route.span,
                            {quoted(service->name), port != nullptr ? std::to_string(port->port) : "not known",
                             quoted(path), std::move(by)}});
    }
  }
  settle(table);
  return table;
}

FactTable host_ports(const Project& project) {
  struct Published {
    const Service* service;
    const compose::Port* port;
  };
  std::vector<Published> all;
  std::set<Span> seen;
  for (const Service* const service : services_once(project))
    for (const compose::Port& port : service->definition->ports)
      if (!port.published.empty() && seen.insert(port.span()).second) all.push_back({service, &port});
  std::map<std::pair<std::string_view, std::string_view>, std::vector<const Published*>> by_port;
  for (const Published& each : all) by_port[{each.port->published, each.port->protocol}].push_back(&each);
  FactTable table{.name = "host_ports",
                  .title = "Ports of the host",
                  .introduction = "Who takes which port, and whose stack cannot run beside it for that.",
                  .columns = {"port", "address", "service", "container_port", "taken_by_others"},
                  .rows = {}};
  for (const Published& mine : all) {
    std::vector<std::string> others;
    for (const Published* const theirs : by_port[{mine.port->published, mine.port->protocol}]) {
      if (theirs == &mine) continue;
      if (!mine.port->on_all_interfaces() && !theirs->port->on_all_interfaces() &&
          mine.port->host_ip != theirs->port->host_ip)
        continue;
      // One service in several files of one project is the same container.
      if (theirs->service->name == mine.service->name &&
          theirs->service->stack->model->project_name == mine.service->stack->model->project_name &&
          theirs->port->span().file == mine.port->span().file)
        continue;
      if (others.size() == 4) {
        others.emplace_back("...");
        break;
      }
      others.push_back(quoted(theirs->service->name) + " (" + place(project, theirs->port->span()) + ")");
    }
    table.rows.push_back({mine.port->span(),
                          {std::string(mine.port->published) + "/" + std::string(mine.port->protocol),
                           mine.port->on_all_interfaces() ? "every interface" : quoted(mine.port->host_ip),
                           quoted(mine.service->name), std::string(mine.port->target), joined(others)}});
  }
  settle(table);
  return table;
}

FactTable start_order(const Project& project) {
  FactTable table{.name = "start_order",
                  .title = "What waits for what",
                  .introduction = "A wait without an address behind it couples two services for no visible reason.",
                  .columns = {"service", "waits_for", "until", "required", "address_given_by"},
                  .rows = {}};
  for (const Service* const service : services_once(project))
    for (const compose::Dependency& dependency : service->definition->depends_on) {
      std::vector<std::string> named;
      for (const project::Reference& reference : project::connections(project, *service).references) {
        if (reference.to == nullptr || reference.to->name != dependency.service || named.size() == 3) continue;
        std::string by =
            reference.variable.empty() ? std::string(project::name(reference.kind)) : quoted(reference.variable);
        by += " (" + place(project, reference.span) + ")";
        if (std::find(named.begin(), named.end(), by) == named.end()) named.push_back(std::move(by));
      }
      const std::string_view until = dependency.condition == compose::Condition::service_healthy   ? "it is healthy"
                                     : dependency.condition == compose::Condition::service_started ? "it has started"
                                                                                                   : "it has ended";
      table.rows.push_back({dependency.span().valid() ? dependency.span() : service->span,
                            {quoted(service->name), quoted(dependency.service), std::string(until),
                             dependency.required ? "yes" : "no", named.empty() ? "no file" : joined(named)}});
    }
  settle(table);
  return table;
}

FactTable scaling(const Project& project) {
  FactTable table{.name = "scaling",
                  .title = "What keeps services at one container",
                  .introduction = "Services that are not listed can be given more replicas as far as the files tell.",
                  .columns = {"service", "kept_by"},
                  .rows = {}};
  for (const Service* const service : services_once(project)) {
    const compose::Service& definition = *service->definition;
    std::vector<std::string> reasons;
    if (definition.container_name)
      reasons.push_back("`container_name` (" + place(project, definition.container_name.span()) + ")");
    for (const compose::Port& port : definition.ports)
      if (rules::is_number(port.published)) {
        reasons.push_back("port " + std::string(port.published) + " of the host (" + place(project, port.span()) + ")");
        break;
      }
    for (const compose::NetworkAttachment& network : definition.networks)
      if (!network.ipv4_address.empty() || !network.ipv6_address.empty()) {
        reasons.push_back("its own address" +
                          (network.source != nullptr ? " (" + place(project, network.source->span()) + ")" : ""));
        break;
      }
    if (definition.network_mode.value == "host") reasons.emplace_back("the network of the host");
    using Kind = knowledge::ImageKind;
    const bool store = service->kind == Kind::database || service->kind == Kind::cache ||
                       service->kind == Kind::broker || service->kind == Kind::search ||
                       service->kind == Kind::object_store;
    if (store) reasons.emplace_back("its data: a second container would need replication");
    if (!reasons.empty()) table.rows.push_back({service->span, {quoted(service->name), joined(reasons)}});
  }
  settle(table);
  return table;
}

FactTable data_stores(const Project& project) {
  FactTable table{
      .name = "data_stores",
      .title = "Data stores and who asks them",
      .introduction = "A store whose clients all take its address from variables can be moved to a managed service.",
      .columns = {"store", "runs", "asked_by", "address_from"},
      .rows = {}};
  const std::vector<const Service*> services = services_once(project);
  for (const Service* const store : services) {
    using Kind = knowledge::ImageKind;
    if (store->kind != Kind::database && store->kind != Kind::cache && store->kind != Kind::broker &&
        store->kind != Kind::search && store->kind != Kind::object_store)
      continue;
    for (const Service* const client : store->stack->services) {
      if (!client->active) continue;
      for (const project::Reference& reference : project::connections(project, *client).references) {
        if (reference.to == nullptr || reference.to->span != store->span) continue;
        const bool variable = reference.kind == project::ReferenceKind::environment;
        table.rows.push_back(
            {reference.span,
             {quoted(store->name), std::string(store->image != nullptr ? store->image->title : name(store->kind)),
              quoted(client->name),
              variable ? "variable " + quoted(reference.variable)
                       : std::string(project::name(reference.kind)) + ", written into the file"}});
      }
    }
  }
  settle(table);
  return table;
}

/// Words of commands that name images: what `docker push`, `docker tag` and `imagetools create --tag` are given.
void add_tag_commands(const shell::Script& script, FactTable& table) {
  for (const shell::Node* const node : script.commands) {
    if (node->words.size() < 3 || base_name(node->words[0].text) != "docker") continue;
    const std::string_view verb = node->words[1].text;
    std::vector<std::string> names;
    if (verb == "push") names.emplace_back(node->words[2].text);
    if (verb == "tag" && node->words.size() > 3) names.emplace_back(node->words[3].text);
    if (verb == "buildx" && node->words[2].text == "imagetools")
      for (std::size_t at = 3; at + 1 < node->words.size(); ++at)
        if (node->words[at].text == "--tag" || node->words[at].text == "-t")
          names.emplace_back(node->words[at + 1].text);
    for (const std::string& each : names)
      table.rows.push_back(
          {node->span,
           {quoted(each), verb == "push" ? "pushes" : "tags",
            each.find('$') != std::string::npos ? "a variable" : "written out", "those of the image"}});
  }
}

FactTable images_named(const Project& project) {
  FactTable table{
      .name = "image_tags",
      .title = "Images that builds make and push",
      .introduction = "Where each tag comes from; a name without a version is overwritten by the next build.",
      .columns = {"image", "command", "version_from", "platforms"},
      .rows = {}};
  for (const project::BuildCommand& build : project.build_commands) {
    const std::string platforms =
        build.platforms.empty() ? "that of who builds"
                                : joined(std::vector<std::string>(build.platforms.begin(), build.platforms.end()));
    for (const std::string_view tag : build.tags) {
      const bool variable = tag.find('$') != std::string_view::npos;
      const std::size_t colon = tag.rfind(':');
      const bool versioned = colon != std::string_view::npos && tag.find('/', colon) == std::string_view::npos &&
                             tag.substr(colon + 1).find_first_of("0123456789") != std::string_view::npos;
      table.rows.push_back({build.span,
                            {quoted(tag), build.pushes ? "builds and pushes" : "builds",
                             variable    ? "a variable"
                             : versioned ? "written out, or the default of a variable"
                                         : "nothing: the name moves",
                             platforms}});
    }
  }
  for (const project::File& file : project.files) {
    if (file.script != nullptr) add_tag_commands(*file.script, table);
    for (const shell::Script* const script : file.embedded) add_tag_commands(*script, table);
  }
  settle(table);
  return table;
}

/// Places of a Compose file that a path of feature_versions.yaml names.
void find_feature(const yaml::Node& node, std::string_view path, std::vector<Span>& places) {
  constexpr std::size_t most = 200;
  if (places.size() >= most) return;
  const std::size_t end = path.find('.');
  const std::string_view step = path.substr(0, end);
  const std::string_view rest = end == std::string_view::npos ? std::string_view() : path.substr(end + 1);
  if (step == "[]") {
    for (const yaml::Node* const item : node.items) find_feature(item->resolved(), rest, places);
    return;
  }
  for (const yaml::Entry& entry : node.entries) {
    if (entry.key == nullptr || entry.value == nullptr || (step != "*" && entry.key->text != step)) continue;
    if (rest.empty())
      places.push_back(entry.key->span);
    else
      find_feature(entry.value->resolved(), rest, places);
  }
}

/// The first `!override` of a tree; bounded by the depth that the parser allows.
void find_tag(const yaml::Node& node, std::string_view tag, unsigned depth, std::vector<Span>& places) {
  constexpr unsigned deepest = 12;
  if (depth > deepest || !places.empty()) return;
  if (node.tag == tag) return places.push_back(node.span);
  for (const yaml::Node* const item : node.items) find_tag(*item, tag, depth + 1, places);
  for (const yaml::Entry& entry : node.entries)
    if (entry.value != nullptr) find_tag(*entry.value, tag, depth + 1, places);
}

void find_in_dockerfile(const dockerfile::File& file, std::string_view feature, std::vector<Span>& places) {
  const std::size_t blank = feature.find(" --");
  for (const dockerfile::Instruction* const instruction : file.instructions) {
    if (feature == "<<" ? !instruction->heredocs.empty()
                        : blank != std::string_view::npos &&
                              rules::equal_ignoring_case(instruction->keyword, feature.substr(0, blank)) &&
                              instruction->flag(feature.substr(blank + 3)) != nullptr)
      places.push_back(instruction->keyword_span);
  }
}

FactTable minimum_versions(const Project& project) {
  FactTable table{.name = "minimum_versions",
                  .title = "Releases that the files need",
                  .introduction =
                      "The oldest release that knows everything in a file, by the newest thing that is in it; what is "
                      "not listed is older than all of these.",
                  .columns = {"needs", "for"},
                  .rows = {}};
  for (const project::File& file : project.files) {
    std::map<std::string_view, std::pair<const knowledge::FeatureVersion*, Span>> newest;
    for (const knowledge::FeatureVersion& row : knowledge::tables::feature_versions) {
      std::vector<Span> places;
      if (file.dockerfile != nullptr && file.dockerfile->parsed != nullptr) {
        find_in_dockerfile(*file.dockerfile->parsed, row.feature, places);
      } else if (file.kind == project::FileKind::compose && file.yaml != nullptr && file.yaml->root() != nullptr) {
        if (row.feature.starts_with('!'))
          find_tag(*file.yaml->root(), row.feature, 0, places);
        else
          find_feature(file.yaml->root()->resolved(), row.feature, places);
      }
      if (places.empty()) continue;
      auto& best = newest[row.tool];
      if (best.first == nullptr || knowledge::is_older(best.first->version, row.version)) best = {&row, places.front()};
    }
    for (const auto& [tool, best] : newest)
      table.rows.push_back({best.second,
                            {std::string(tool) + " " + std::string(best.first->version),
                             best.first->feature == "<<" ? "a heredoc" : quoted(best.first->feature)}});
  }
  settle(table);
  return table;
}

}  // namespace

std::vector<FactTable> build_facts(const Project& project) {
  std::vector<FactTable> tables;
  for (const auto build : {services, dockerfiles, required_variables, routes, host_ports, start_order, scaling,
                           data_stores, images_named, minimum_versions}) {
    FactTable table = build(project);
    if (!table.rows.empty()) tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace seaworthy::report
