#include "compose/typed.h"

#include <algorithm>
#include <map>

#include "base/path_text.h"
#include "compose/dotenv.h"
#include "compose/path.h"
#include "compose/scalars.h"
#include "compose/stack_file.h"

namespace seaworthy::compose {
namespace {

class ServiceReader {
 public:
  ServiceReader(Context& context, const Environment& environment) : context_(context), environment_(environment) {}

  Service read(const Member& member, bool active) {
    source_ = member.value;
    Service service;
    service.name = member.key;
    service.name_span = member.key_span;
    service.source = source_;
    service.lacks_base = context_.without_base.contains(member.key);
    if (context_.request.orchestrator == Orchestrator::swarm) source_ = what_swarm_reads(*source_);
    texts_and_flags(service);
    service.build = build(source_->get("build"));
    service.command = command(source_->get("command"));
    service.entrypoint = command(source_->get("entrypoint"));
    service.env_files = env_files(active);
    service.environment = environment_entries(service.env_files, active);
    service.ports = ports();
    service.mounts = mounts();
    service.secrets = grants("secrets", "/run/secrets/");
    service.configs = grants("configs", "/");
    service.networks = networks();
    service.depends_on = dependencies();
    service.healthcheck = healthcheck();
    resources(service);
    logging(service.logging);
    service.ulimits = ulimits();
    service.deploy = source_->get("deploy");
    return service;
  }

  /// The service without what has no effect on Swarm. `build` and `depends_on` stay: they say where an image comes from
  /// and who needs whom.
  const Value* what_swarm_reads(const Value& service) {
    std::vector<Member> members;
    for (const Member& member : service.members)
      if (!is_ignored_by_swarm(member.key) || member.key == "build" || member.key == "depends_on")
        members.push_back(member);
    return members.size() == service.members.size() ? &service : make_mapping(context_, members, &service);
  }

  /// A `pre_start` hook with its env files read into `environment`.
  const Value* hook(const Value& hook) {
    const Value* const files = hook.get("env_file");
    const Value* const given = hook.get("environment");
    const Value* result = with_labels(hook);
    if (files == nullptr && given == nullptr) return result;
    source_ = &hook;
    const std::span<const EnvFile> env_files = this->env_files(true);
    std::vector<Member> members;
    for (const EnvironmentEntry& entry : environment_entries(env_files, true)) {
      const Value* value = entry.source;
      if (entry.value && (value == nullptr || is_null(value))) value = make_text(context_, *entry.value, value);
      members.push_back({entry.name, {}, value});
    }
    result = without_member(context_, *result, "env_file");
    return members.empty() ? result
                           : with_member(context_, *result, "environment", make_mapping(context_, members, given));
  }

  /// A container with its label files read into `labels`.
  const Value* with_labels(const Value& container) {
    const Value* const files = container.get("label_file");
    if (!is_sequence(files)) return &container;
    std::map<std::string_view, Member> labels;
    std::map<std::string_view, Variable> read;
    const Lookup lookup = [&](std::string_view name) -> const Variable* {
      const auto found = read.find(name);
      return found != read.end() ? &found->second : nullptr;
    };
    for (const Value* path : files->items) {
      const Source* const source = context_.files.source(located(*path));
      if (source == nullptr) {
        const std::string_view shown = path->written.empty() ? path->text : path->written;
        if (!is_there(located(*path)))
          context_.report("compose-env-file-missing", path->span(),
                          "The label file `" + std::string(shown) + "` does not exist", chain_of(path));
        continue;
      }
      context_.env_files.push_back(source->id());
      std::vector<DotenvEntry> entries;
      std::vector<DotenvProblem> problems;
      read_dotenv(*source, lookup, context_.arena, entries, problems);
      report(problems);
      for (const DotenvEntry& entry : entries) {
        Origin* const origin = context_.arena.make<Origin>();
        origin->span = entry.value_span;
        origin->key_span = entry.name_span;
        Value* const value = context_.arena.make<Value>();
        value->type = Type::string;
        value->text = entry.value;
        value->origin = origin;
        labels[entry.name] = {entry.name, entry.name_span, value};
        read[entry.name] = {entry.name, entry.value, VariableSource::env_file, entry.span};
      }
    }
    const Value* const own = container.get("labels");
    if (is_mapping(own))
      for (const Member& member : own->members) labels[member.key] = member;
    std::vector<Member> members;
    members.reserve(labels.size());
    for (const auto& [name, member] : labels) members.push_back(member);
    if (members.empty()) return &container;
    return with_member(context_, container, "labels", make_mapping(context_, members, own));
  }

 private:
  /// Where the file is that a value names.
  std::string located(const Value& path) const {
    const Request& request = context_.request;
    if (request.resolve_paths || path.root_relative) return std::string(path.text);
    return join_path(request.working_directory, path.text);
  }

  void report(const std::vector<DotenvProblem>& problems) {
    for (const DotenvProblem& problem : problems) {
      if (problem.warning) {
        context_.warn("compose-variable-unset", problem.span, problem.message);
      } else {
        context_.report("dotenv-syntax", problem.span, problem.message);
      }
    }
  }

  Text text(std::string_view key) const { return text_in(source_, key); }
  static Text text_in(const Value* mapping, std::string_view key) {
    const Value* const value = mapping != nullptr ? mapping->get(key) : nullptr;
    if (!is_scalar(value)) return {};
    return {value->text, value};
  }
  Flag flag(std::string_view key) const {
    const Value* const value = source_->get(key);
    return is_scalar(value) ? Flag{value->text == "true", value} : Flag{};
  }
  static Field<std::int64_t> integer_in(const Value* mapping, std::string_view key) {
    const Value* const value = mapping != nullptr ? mapping->get(key) : nullptr;
    const auto number = is_scalar(value) ? parse_integer(value->text) : std::nullopt;
    return number ? Field<std::int64_t>{*number, value} : Field<std::int64_t>{};
  }
  static Field<std::int64_t> duration_in(const Value* mapping, std::string_view key) {
    const Value* const value = mapping != nullptr ? mapping->get(key) : nullptr;
    const auto duration = is_scalar(value) ? parse_duration(value->text) : std::nullopt;
    return duration ? Field<std::int64_t>{*duration, value} : Field<std::int64_t>{};
  }
  std::span<const Text> list(std::string_view key) const { return list_in(source_, key); }
  std::span<const Text> list_in(const Value* mapping, std::string_view key) const {
    const Value* const value = mapping != nullptr ? mapping->get(key) : nullptr;
    std::vector<Text> items;
    if (is_sequence(value))
      for (const Value* item : value->items) items.push_back({item->text, item});
    return context_.arena.copy(items);
  }
  std::span<const Member> members(std::string_view key) const {
    const Value* const value = source_->get(key);
    return is_mapping(value) ? value->members : std::span<const Member>();
  }

  void texts_and_flags(Service& service) const {
    service.image = text("image");
    service.container_name = text("container_name");
    service.hostname = text("hostname");
    service.user = text("user");
    service.working_dir = text("working_dir");
    service.restart = text("restart");
    service.platform = text("platform");
    service.pull_policy = text("pull_policy");
    service.network_mode = text("network_mode");
    service.pid = text("pid");
    service.ipc = text("ipc");
    service.uts = text("uts");
    service.userns_mode = text("userns_mode");
    service.cgroup = text("cgroup");
    service.cgroup_parent = text("cgroup_parent");
    service.stop_signal = text("stop_signal");
    service.runtime = text("runtime");
    service.stop_grace_period = duration_in(source_, "stop_grace_period");
    service.expose = list("expose");
    service.cap_add = list("cap_add");
    service.cap_drop = list("cap_drop");
    service.security_opt = list("security_opt");
    service.dns = list("dns");
    service.extra_hosts = list("extra_hosts");
    service.profiles = list("profiles");
    service.group_add = list("group_add");
    service.links = list("links");
    service.labels = members("labels");
    service.sysctls = members("sysctls");
    service.privileged = flag("privileged");
    service.read_only = flag("read_only");
    service.init = flag("init");
    service.tty = flag("tty");
    service.stdin_open = flag("stdin_open");
    service.shm_size = integer_in(source_, "shm_size");
    std::vector<Text> devices;
    if (const Value* const value = source_->get("devices"); is_sequence(value))
      for (const Value* item : value->items) {
        const Value* const source = item->get("source");
        devices.push_back({source != nullptr ? source->text : std::string_view(), item});
      }
    service.devices = context_.arena.copy(devices);
  }

  Build build(const Value* value) const {
    Build build;
    build.source = value;
    if (!is_mapping(value)) {
      build.source = nullptr;
      return build;
    }
    build.context = text_in(value, "context");
    const Value* const context = build.context.source;
    if (context != nullptr) {
      if (!context->written.empty()) build.context.value = context->written;
      build.local = !context->written.empty() || context->text == "." || context->root_relative;
      if (build.local) {
        const std::string_view path = context->text;
        build.inside_root = context->root_relative && !leads_out(path);
        if (build.inside_root) build.directory = path;
      } else {
        build.inside_root = false;
      }
    }
    build.dockerfile = text_in(value, "dockerfile");
    build.dockerfile_inline = text_in(value, "dockerfile_inline");
    build.target = text_in(value, "target");
    build.platforms = list_in(value, "platforms");
    if (const Value* const contexts = value->get("additional_contexts"); is_mapping(contexts))
      build.additional_contexts = contexts->members;
    std::vector<BuildArgument> arguments;
    if (const Value* const args = value->get("args"); is_mapping(args)) {
      for (const Member& member : args->members) {
        BuildArgument argument;
        argument.name = member.key;
        argument.source = member.value;
        if (!is_null(member.value)) argument.value = member.value->text;
        arguments.push_back(argument);
      }
    }
    build.arguments = context_.arena.copy(arguments);
    return build;
  }

  Command command(const Value* value) const {
    Command command;
    if (!is_sequence(value)) return command;
    command.source = value;
    command.shell_form = value->node != nullptr && value->node->is_scalar();
    command.cleared = value->items.empty();
    std::vector<std::string_view> words;
    std::vector<Span> spans;
    for (const Value* item : value->items) {
      words.push_back(item->text);
      spans.push_back(item->span());
    }
    command.words = context_.arena.copy(words);
    command.word_spans = context_.arena.copy(spans);
    return command;
  }

  // --- environment ------------------------------------------------------------------------------------------------

  /// How whoever deploys gets an env file: from a template beside it, or as the request says; "" where nothing tells,
  /// and outside of an audit.
  std::string promise_of(std::string_view path) const {
    if (!context_.request.templates_are_followed) return {};
    for (const auto& [promised, how] : context_.request.promised_files)
      if (promised == path) return how;
    for (const std::string_view ending : {".example", ".sample", ".template", ".dist", ".tmpl"}) {
      std::string candidate = std::string(path) + std::string(ending);
      if (context_.files.source(candidate) != nullptr) return "has to be made from `" + candidate + "` first";
    }
    // Names that templates of a plain `.env` go by.
    if (base_name(path) != ".env") return {};
    for (const std::string_view name :
         {"env.example", "example.env", "sample.env", "env.sample", "template.env", ".env-example", ".env_example",
          ".env.development.example", ".env.dev.example", ".env.production.example", ".env.prod.example",
          ".env.local.example", ".env.docker.example"}) {
      std::string candidate = join_path(folder_of(path), name);
      if (context_.files.source(candidate) != nullptr) return "has to be made from `" + candidate + "` first";
    }
    return {};
  }

  /// An audit reads the env files that discovery knows by their names; others are there, whatever they say.
  bool is_there(const std::string& path) const {
    return !context_.files.sees(path) || context_.files.source(path) != nullptr ||
           (context_.request.templates_are_followed && context_.files.exists(path));
  }

  std::span<const EnvFile> env_files(bool active) {
    std::vector<EnvFile> files;
    const Value* const value = source_->get("env_file");
    if (!is_sequence(value)) return {};
    for (const Value* item : value->items) {
      const Value* const path = item->get("path");
      const Value* const required = item->get("required");
      EnvFile file;
      file.source = item;
      file.required = required == nullptr || required->text != "false";
      if (path == nullptr) {
        if (file.required && active)
          context_.report("compose-env-file-missing", item->span(), "The name of the env file is empty",
                          chain_of(item));
        continue;
      }
      file.path = !path->written.empty() ? path->written : path->text;
      const bool inside = path->root_relative && !leads_out(path->text);
      if (inside) file.resolved = path->text;
      file.exists = is_there(located(*path));
      if (!file.exists && file.required && active) {
        if (const std::string promise = promise_of(path->text); !promise.empty()) {
          context_.warn("compose-env-file-missing", path->span(),
                        "The env file `" + std::string(file.path) + "` " + promise);
        } else {
          context_.report(
              "compose-env-file-missing", path->span(),
              "The env file `" + std::string(file.path) + "` does not exist; add it, or set `required: false`",
              chain_of(path));
        }
      }
      files.push_back(file);
    }
    return context_.arena.copy(files);
  }

  static Span entry_span(const Value& value) {
    if (value.origin == nullptr) return {};
    const Span key = value.origin->key_span;
    return key.valid() && key.file == value.origin->span.file ? join(key, value.origin->span) : value.origin->span;
  }

  /// Where the value stands in `NAME=value` of a list.
  static Span value_span(const Value& value) {
    if (value.origin == nullptr) return {};
    if (value.origin->key_span.valid() || value.node == nullptr) return value.origin->span;
    const std::size_t equals = value.node->text.find('=');
    if (!value.node->is_scalar() || equals == std::string_view::npos) return value.origin->span;
    const MappedText mapped = value.node->mapped();
    return mapped.span(static_cast<std::uint32_t>(equals + 1), static_cast<std::uint32_t>(mapped.text.size()));
  }

  std::span<const EnvironmentEntry> environment_entries(std::span<const EnvFile> files, bool active) {
    std::map<std::string_view, EnvironmentEntry> entries;
    std::map<std::string_view, Variable> values;
    const Value* const given = source_->get("environment");
    if (is_mapping(given)) {
      for (const Member& member : given->members) {
        EnvironmentEntry entry;
        entry.name = member.key;
        entry.source = member.value;
        entry.span = entry_span(*member.value);
        entry.value_span = value_span(*member.value);
        if (!is_null(member.value)) {
          entry.value = member.value->text;
        } else if (const Variable* const variable = environment_.find(member.key); variable != nullptr) {
          entry.value = variable->value;
        }
        if (entry.value) values[entry.name] = {entry.name, *entry.value, VariableSource::environment, entry.span};
        entries[entry.name] = entry;
      }
    }
    for (const EnvFile& file : files) read_env_file(file, entries, values, active);
    std::vector<EnvironmentEntry> sorted;
    sorted.reserve(entries.size());
    for (const auto& [name, entry] : entries) sorted.push_back(entry);
    return context_.arena.copy(sorted);
  }

  void read_env_file(const EnvFile& file, std::map<std::string_view, EnvironmentEntry>& entries,
                     std::map<std::string_view, Variable>& values, bool active) {
    const Value* const path = file.source->get("path");
    const Source* const source = context_.files.source(located(*path));
    if (source == nullptr) return;
    context_.env_files.push_back(source->id());
    const Value* const format = file.source->get("format");
    std::vector<DotenvEntry> read;
    std::vector<DotenvProblem> problems;
    const Lookup lookup = [&](std::string_view name) -> const Variable* {
      if (const Variable* const variable = environment_.find(name); variable != nullptr) return variable;
      const auto found = values.find(name);
      return found != values.end() ? &found->second : nullptr;
    };
    if (format != nullptr && format->text == "raw") {
      read_raw(*source, lookup, read, problems);
    } else if (format != nullptr && !format->text.empty()) {
      context_.report("compose-schema-invalid", format->span(),
                      "`" + std::string(format->text) + "` is no format of an env file; leave it out, or write `raw`",
                      chain_of(format));
      return;
    } else {
      read_dotenv(*source, lookup, context_.arena, read, problems);
    }
    if (active) report(problems);
    for (const DotenvEntry& each : read) {
      const auto known = entries.find(each.name);
      values[each.name] = {each.name, each.value, VariableSource::env_file, each.span};
      if (known != entries.end() && known->second.from == EnvironmentSource::inline_value) continue;
      EnvironmentEntry entry;
      entry.name = each.name;
      entry.value = each.value;
      entry.from = EnvironmentSource::env_file;
      entry.span = each.span;
      entry.value_span = each.value_span;
      entries[entry.name] = entry;
    }
  }

  /// `format: raw`: NAME=value, a line each, nothing quoted or replaced; NAME alone is what `lookup` says.
  static void read_raw(const Source& source, const Lookup& lookup, std::vector<DotenvEntry>& entries,
                       std::vector<DotenvProblem>& problems) {
    const std::string_view text = source.text();
    std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
    while (at < text.size()) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      std::string_view line = text.substr(at, end - at);
      if (line.ends_with('\r')) line.remove_suffix(1);
      const auto span = [&](std::size_t from, std::size_t to) {
        return Span{source.id(), static_cast<std::uint32_t>(at + from), static_cast<std::uint32_t>(at + to)};
      };
      const std::size_t begin = line.find_first_not_of(" \t\v\f\r");
      if (begin != std::string_view::npos && line[begin] != '#') {
        const std::size_t equals = std::min(line.find('='), line.size());
        const std::string_view name = line.substr(begin, equals - begin);
        const Span whole = span(begin, line.size());
        if (name.empty()) {
          problems.push_back({whole, "A line of a raw env file must begin with the name of a variable"});
        } else if (name.find_first_of(" \t") != std::string_view::npos) {
          problems.push_back(
              {whole, "A name in a raw env file cannot contain blanks, and `export` is no keyword there"});
        } else if (equals < line.size()) {
          entries.push_back({name, line.substr(equals + 1), span(begin, equals), span(equals + 1, line.size()), whole});
        } else if (const Variable* const variable = lookup(name); variable != nullptr) {
          entries.push_back({name, variable->value, whole, whole, whole, true});
        }
      }
      at = end + 1;
    }
  }

  // --- lists of objects -------------------------------------------------------------------------------------------

  std::span<const Port> ports() const {
    std::vector<Port> ports;
    if (const Value* const value = source_->get("ports"); is_sequence(value)) {
      for (const Value* item : value->items) {
        Port port;
        port.source = item;
        port.host_ip = text_in(item, "host_ip").value;
        port.published = text_in(item, "published").value;
        port.target = text_in(item, "target").value;
        port.mode = text_in(item, "mode").value;
        if (const Text protocol = text_in(item, "protocol")) port.protocol = protocol.value;
        ports.push_back(port);
      }
    }
    return context_.arena.copy(ports);
  }

  std::span<const Mount> mounts() const {
    std::vector<Mount> mounts;
    if (const Value* const value = source_->get("volumes"); is_sequence(value))
      for (const Value* item : value->items) mounts.push_back(mount(*item));
    if (const Value* const value = source_->get("tmpfs"); is_sequence(value)) {
      for (const Value* item : value->items) {
        Mount mount;
        mount.type = MountType::tmpfs;
        mount.source = item;
        mount.target = item->text.substr(0, item->text.find(':'));
        mounts.push_back(mount);
      }
    }
    return context_.arena.copy(mounts);
  }

  Mount mount(const Value& item) const {
    Mount mount;
    mount.source = &item;
    const std::string_view type = text_in(&item, "type").value;
    mount.type = type == "bind"      ? MountType::bind
                 : type == "tmpfs"   ? MountType::tmpfs
                 : type == "npipe"   ? MountType::npipe
                 : type == "cluster" ? MountType::cluster
                 : type == "image"   ? MountType::image
                                     : MountType::volume;
    mount.long_syntax = item.node == nullptr || item.node->is_mapping();
    mount.target = text_in(&item, "target").value;
    const Value* const read_only = item.get("read_only");
    mount.read_only = read_only != nullptr && read_only->text == "true";
    if (const Value* const source = item.get("source"); source != nullptr) {
      mount.source_text = !source->written.empty() ? source->written : source->text;
      if (mount.type == MountType::bind) {
        mount.host_path = source->text;
        mount.inside_root = source->root_relative && !leads_out(source->text);
      }
    }
    if (const Value* const bind = item.get("bind"); bind != nullptr) {
      mount.propagation = text_in(bind, "propagation").value;
      mount.selinux = text_in(bind, "selinux").value;
      const Value* const create = bind->get("create_host_path");
      mount.create_host_path = create == nullptr || create->text != "false";
    } else if (mount.long_syntax) {
      mount.create_host_path = false;
    }
    return mount;
  }

  std::span<const SecretGrant> grants(std::string_view key, std::string_view folder) const {
    std::vector<SecretGrant> grants;
    if (const Value* const value = source_->get(key); is_sequence(value)) {
      for (const Value* item : value->items) {
        SecretGrant grant;
        grant.source = item;
        grant.name = text_in(item, "source").value;
        grant.target = text_in(item, "target").value;
        if (grant.target.empty()) grant.target = context_.arena.copy(std::string(folder) + std::string(grant.name));
        grant.uid = text_in(item, "uid").value;
        grant.gid = text_in(item, "gid").value;
        grant.mode = text_in(item, "mode").value;
        grants.push_back(grant);
      }
    }
    return context_.arena.copy(grants);
  }

  std::span<const NetworkAttachment> networks() const {
    std::vector<NetworkAttachment> networks;
    if (const Value* const value = source_->get("networks"); is_mapping(value)) {
      for (const Member& member : value->members) {
        NetworkAttachment network;
        network.name = member.key;
        network.source = member.value->origin != nullptr ? member.value : nullptr;
        network.ipv4_address = text_in(member.value, "ipv4_address").value;
        network.ipv6_address = text_in(member.value, "ipv6_address").value;
        std::vector<std::string_view> aliases;
        if (const Value* const list = member.value->get("aliases"); is_sequence(list))
          for (const Value* alias : list->items) aliases.push_back(alias->text);
        network.aliases = context_.arena.copy(aliases);
        networks.push_back(network);
      }
    }
    return context_.arena.copy(networks);
  }

  std::span<const Dependency> dependencies() const {
    std::vector<Dependency> dependencies;
    if (const Value* const value = source_->get("depends_on"); is_mapping(value)) {
      for (const Member& member : value->members) {
        Dependency dependency;
        dependency.service = member.key;
        dependency.source = member.value;
        dependency.implicit = !member.key_span.valid();
        const std::string_view condition = text_in(member.value, "condition").value;
        dependency.condition = condition == "service_healthy" ? Condition::service_healthy
                               : condition == "service_completed_successfully"
                                   ? Condition::service_completed_successfully
                                   : Condition::service_started;
        dependency.required = text_in(member.value, "required").value != "false";
        dependency.restart = text_in(member.value, "restart").value == "true";
        dependencies.push_back(dependency);
      }
    }
    return context_.arena.copy(dependencies);
  }

  Healthcheck healthcheck() const {
    Healthcheck check;
    const Value* const value = source_->get("healthcheck");
    if (!is_mapping(value)) return check;
    check.source = value;
    check.interval = duration_in(value, "interval");
    check.timeout = duration_in(value, "timeout");
    check.start_period = duration_in(value, "start_period");
    check.start_interval = duration_in(value, "start_interval");
    check.retries = integer_in(value, "retries");
    const Value* const disable = value->get("disable");
    check.disabled = disable != nullptr && disable->text == "true";
    Command test = command(value->get("test"));
    if (!test.words.empty()) {
      const std::string_view form = test.words.front();
      check.disabled = check.disabled || form == "NONE";
      check.shell = form == "CMD-SHELL";
      if (form == "CMD" || form == "CMD-SHELL" || form == "NONE") {
        test.words = test.words.subspan(1);
        test.word_spans = test.word_spans.subspan(1);
      }
    }
    check.test = test;
    return check;
  }

  static Field<double> real_in(const Value* mapping, std::string_view key) {
    const Value* const value = mapping != nullptr ? mapping->get(key) : nullptr;
    const auto number = is_scalar(value) ? parse_real(value->text) : std::nullopt;
    return number ? Field<double>{*number, value} : Field<double>{};
  }

  void resources(Service& service) const {
    const Value* const deploy = source_->get("deploy");
    const Value* const resources = deploy != nullptr ? deploy->get("resources") : nullptr;
    const Value* const limits = resources != nullptr ? resources->get("limits") : nullptr;
    const Value* const reservations = resources != nullptr ? resources->get("reservations") : nullptr;
    const auto first = [](auto preferred, auto other) { return preferred ? preferred : other; };
    service.limits.cpus = first(real_in(limits, "cpus"), real_in(source_, "cpus"));
    service.limits.memory = first(integer_in(limits, "memory"), integer_in(source_, "mem_limit"));
    service.limits.pids = first(integer_in(limits, "pids"), integer_in(source_, "pids_limit"));
    service.reservations.cpus = real_in(reservations, "cpus");
    service.reservations.memory = first(integer_in(reservations, "memory"), integer_in(source_, "mem_reservation"));
    service.reservations.pids = integer_in(reservations, "pids");
    service.replicas = first(integer_in(source_, "scale"), integer_in(deploy, "replicas"));
  }

  void logging(Logging& logging) const {
    const Value* const value = source_->get("logging");
    if (!is_mapping(value)) return;
    logging.source = value;
    logging.driver = text_in(value, "driver");
    if (const Value* const options = value->get("options"); is_mapping(options)) logging.options = options->members;
  }

  std::span<const Ulimit> ulimits() const {
    std::vector<Ulimit> ulimits;
    if (const Value* const value = source_->get("ulimits"); is_mapping(value)) {
      for (const Member& member : value->members) {
        Ulimit limit;
        limit.name = member.key;
        limit.source = member.value;
        if (is_mapping(member.value)) {
          limit.soft = integer_in(member.value, "soft").value;
          limit.hard = integer_in(member.value, "hard").value;
        } else {
          limit.soft = limit.hard = parse_integer(member.value->text).value_or(0);
        }
        ulimits.push_back(limit);
      }
    }
    return context_.arena.copy(ulimits);
  }

  Context& context_;
  const Environment& environment_;
  const Value* source_ = nullptr;
};

Text text_in(const Value& mapping, std::string_view key) {
  const Value* const value = mapping.get(key);
  return is_scalar(value) ? Text{value->text, value} : Text{};
}
Flag flag_in(const Value& mapping, std::string_view key) {
  const Value* const value = mapping.get(key);
  return is_scalar(value) ? Flag{value->text == "true", value} : Flag{};
}

/// The name that an external resource has outside; for others Compose made it from the project's name.
Text external_name(const Value& mapping) {
  const Text name = text_in(mapping, "name");
  return name && name.source->origin != nullptr ? name : Text{};
}

std::span<const Member> members_of(const Value& root, std::string_view key) {
  const Value* const value = root.get(key);
  return is_mapping(value) ? value->members : std::span<const Member>();
}

std::span<const Secret> secrets(Context& context, const Value& root, std::string_view key) {
  std::vector<Secret> result;
  for (const Member& member : members_of(root, key)) {
    Secret secret;
    secret.name = member.key;
    secret.name_span = member.key_span;
    secret.source = member.value;
    secret.file = text_in(*member.value, "file");
    secret.environment = text_in(*member.value, "environment");
    secret.content = text_in(*member.value, "content");
    secret.external = flag_in(*member.value, "external");
    if (secret.file) {
      const Value& file = *secret.file.source;
      secret.inside_root = file.root_relative && !leads_out(file.text);
      if (secret.inside_root) secret.resolved = file.text;
      if (!file.written.empty()) secret.file.value = file.written;
    }
    result.push_back(secret);
  }
  return context.arena.copy(result);
}

}  // namespace

bool has_profile(const Value& service, std::span<const std::string_view> profiles) {
  const Value* const own = service.get("profiles");
  if (!is_sequence(own) || own->items.empty()) return true;
  // Without any profile, the one with the empty name is active.
  if (profiles.empty())
    return std::any_of(own->items.begin(), own->items.end(), [](const Value* item) { return item->text.empty(); });
  for (const std::string_view profile : profiles) {
    if (profile == "*") return true;
    for (const Value* item : own->items)
      if (item->text == profile) return true;
  }
  return false;
}

const Value* resolve_files(Context& context, const Value& root, const Environment& environment,
                           const Activation& activation) {
  ServiceReader reader(context, environment);
  std::vector<Member> services;
  bool changed = false;
  for (const Member& member : members_of(root, "services")) {
    services.push_back(member);
    const bool requested = has_profile(*member.value, activation.requested);
    if (!requested && (context.request.for_list || !has_profile(*member.value, activation.all))) continue;
    const Value* service = requested ? reader.with_labels(*member.value) : member.value;
    if (const Value* const hooks = service->get("pre_start"); is_sequence(hooks)) {
      std::vector<const Value*> items;
      for (const Value* hook : hooks->items) items.push_back(reader.hook(*hook));
      service = with_member(context, *service, "pre_start", make_sequence(context, items, hooks));
    }
    changed = changed || service != member.value;
    services.back().value = service;
  }
  if (!changed) return &root;
  return with_member(context, root, "services", make_mapping(context, services, root.get("services")));
}

void read_services(Context& context, const Value& root, const Environment& environment, const Activation& activation,
                   std::vector<Service>& active, std::vector<Service>& inactive) {
  const Request& request = context.request;
  ServiceReader reader(context, environment);
  for (const Member& member : members_of(root, "services")) {
    const bool enabled = has_profile(*member.value, activation.all);
    const bool asked_for = !activation.selected || activation.selected->contains(member.key);
    const bool judged = request.with_dependencies
                            ? has_profile(*member.value, activation.requested) || (asked_for && !request.for_list)
                            : asked_for;
    (enabled ? active : inactive).push_back(reader.read(member, enabled && request.read_env_files && judged));
  }
}

void read_resources(Context& context, const Value& root, Model& model) {
  std::vector<Network> networks;
  for (const Member& member : members_of(root, "networks")) {
    const Value& value = *member.value;
    Network network;
    network.name = member.key;
    network.name_span = member.key_span;
    network.source = member.value;
    network.driver = text_in(value, "driver");
    network.external_name = external_name(value);
    network.internal = flag_in(value, "internal");
    network.external = flag_in(value, "external");
    network.attachable = flag_in(value, "attachable");
    network.enable_ipv6 = flag_in(value, "enable_ipv6");
    network.implicit = member.key == "default" && !member.key_span.valid();
    std::vector<Text> subnets;
    const Value* const ipam = value.get("ipam");
    const Value* const pools = ipam != nullptr ? ipam->get("config") : nullptr;
    if (is_sequence(pools))
      for (const Value* pool : pools->items)
        if (const Text subnet = text_in(*pool, "subnet")) subnets.push_back(subnet);
    network.subnets = context.arena.copy(subnets);
    networks.push_back(network);
  }
  model.networks = context.arena.copy(networks);

  std::vector<Volume> volumes;
  for (const Member& member : members_of(root, "volumes")) {
    const Value& value = *member.value;
    Volume volume;
    volume.name = member.key;
    volume.name_span = member.key_span;
    volume.source = member.value;
    volume.driver = text_in(value, "driver");
    volume.external_name = external_name(value);
    volume.external = flag_in(value, "external");
    if (const Value* const options = value.get("driver_opts"); is_mapping(options)) {
      volume.driver_options = options->members;
      const Text mode = text_in(*options, "o");
      const bool is_local = volume.driver.value.empty() || volume.driver.value == "local";
      // `o` is a list of mount options; to the engine's own driver `bind` among them makes the device a host path.
      if (is_local && mode && ("," + std::string(mode.value) + ",").find("bind,") != std::string::npos) {
        volume.bind_device = text_in(*options, "device");
        if (volume.bind_device && !volume.bind_device.source->written.empty())
          volume.bind_device.value = volume.bind_device.source->written;
      }
    }
    volumes.push_back(volume);
  }
  model.volumes = context.arena.copy(volumes);
  model.secrets = secrets(context, root, "secrets");
  model.configs = secrets(context, root, "configs");
}

}  // namespace seaworthy::compose
