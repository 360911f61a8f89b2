#include "compose/config.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/sha256.h"
#include "compose/context.h"
#include "compose/emit.h"
#include "compose/interpolate.h"
#include "compose/shape.h"
#include "compose/typed.h"

namespace seaworthy::compose {
namespace {

/// The order of attributes from which the hashes on existing containers were made; later attributes follow by name.
constexpr std::string_view hash_order[] = {"profiles",
                                           "annotations",
                                           "attach",
                                           "build",
                                           "develop",
                                           "blkio_config",
                                           "cap_add",
                                           "cap_drop",
                                           "cgroup_parent",
                                           "cgroup",
                                           "cpu_count",
                                           "cpu_percent",
                                           "cpu_period",
                                           "cpu_quota",
                                           "cpu_rt_period",
                                           "cpu_rt_runtime",
                                           "cpus",
                                           "cpuset",
                                           "cpu_shares",
                                           "command",
                                           "configs",
                                           "container_name",
                                           "credential_spec",
                                           "depends_on",
                                           "deploy",
                                           "device_cgroup_rules",
                                           "devices",
                                           "dns",
                                           "dns_opt",
                                           "dns_search",
                                           "dockerfile",
                                           "domainname",
                                           "entrypoint",
                                           "provider",
                                           "environment",
                                           "env_file",
                                           "expose",
                                           "extends",
                                           "external_links",
                                           "extra_hosts",
                                           "group_add",
                                           "gpus",
                                           "hostname",
                                           "healthcheck",
                                           "image",
                                           "init",
                                           "ipc",
                                           "isolation",
                                           "labels",
                                           "label_file",
                                           "links",
                                           "logging",
                                           "log_driver",
                                           "log_opt",
                                           "mem_limit",
                                           "mem_reservation",
                                           "memswap_limit",
                                           "mem_swappiness",
                                           "mac_address",
                                           "models",
                                           "net",
                                           "network_mode",
                                           "networks",
                                           "oom_kill_disable",
                                           "oom_score_adj",
                                           "pid",
                                           "pids_limit",
                                           "platform",
                                           "ports",
                                           "privileged",
                                           "pull_policy",
                                           "read_only",
                                           "restart",
                                           "runtime",
                                           "scale",
                                           "secrets",
                                           "security_opt",
                                           "shm_size",
                                           "stdin_open",
                                           "stop_grace_period",
                                           "stop_signal",
                                           "storage_opt",
                                           "sysctls",
                                           "tmpfs",
                                           "tty",
                                           "ulimits",
                                           "use_api_socket",
                                           "user",
                                           "userns_mode",
                                           "uts",
                                           "volume_driver",
                                           "volumes",
                                           "volumes_from",
                                           "working_dir",
                                           "pre_start",
                                           "post_start",
                                           "pre_stop"};

class NoFiles : public Files {
 public:
  const yaml::Stream* yaml(std::string_view) const override { return nullptr; }
  const Source* source(std::string_view) const override { return nullptr; }
  bool exists(std::string_view) const override { return false; }
};

class Printer {
 public:
  Printer(const Model& model, const ConfigRequest& request) : model_(model), request_(request) { select(); }

  std::string run() {
    switch (request_.output) {
      case ConfigOutput::model:
        return request_.interpolated ? whole() : uninterpolated();
      case ConfigOutput::services: {
        std::string out;
        for (const Service* service : selected_) line(out, service->name);
        if (!request_.interpolated && model_.normalized != nullptr)
          if (const Value* const services = model_.normalized->get("services"); is_mapping(services))
            for (const Member& service : services->members) line(out, service.key);
        return out;
      }
      case ConfigOutput::images:
        return images();
      case ConfigOutput::volumes:
        return names("volumes");
      case ConfigOutput::networks:
        return names("networks");
      case ConfigOutput::models: {
        std::string out;
        if (const Value* const models = section("models"); models != nullptr)
          for (const Member& member : models->members)
            if (const Value* const name = member.value->get("model"); name != nullptr) line(out, name->text);
        return out;
      }
      case ConfigOutput::profiles:
        return profiles();
      case ConfigOutput::variables:
        return variables();
      case ConfigOutput::hashes:
        return hashes();
      case ConfigOutput::environment: {
        // In the order of the lines, not of the names: `A2=` comes before `A=`.
        std::set<std::string> lines;
        for (const Variable& variable : model_.environment)
          lines.insert(std::string(variable.name) + "=" + std::string(variable.value));
        std::string out;
        for (const std::string& each : lines) line(out, each);
        return out;
      }
    }
    return {};
  }

 private:
  Emission printed_as(const Structure* structure) const {
    Emission emission{.root = request_.root, .relative_to = std::nullopt, .structure = structure};
    if (!request_.paths_resolved) emission.relative_to = model_.project_directory;
    return emission;
  }
  static void line(std::string& out, std::string_view text) { (out += text) += '\n'; }

  // --- selection --------------------------------------------------------------------------------------------------

  void select() {
    if (request_.services.empty() || request_.output == ConfigOutput::hashes) {
      for (const Service& service : model_.services)
        if (request_.services.empty() || wanted(service.name)) selected_.push_back(&service);
      return;
    }
    std::set<std::string_view> names;
    std::vector<std::string_view> open(request_.services.begin(), request_.services.end());
    while (!open.empty()) {
      const std::string_view name = open.back();
      open.pop_back();
      const Service* const service = model_.service(name);
      if (service == nullptr || !names.insert(name).second) continue;
      for (const Dependency& dependency : service->depends_on) open.push_back(dependency.service);
    }
    for (const Service& service : model_.services)
      if (names.contains(service.name)) selected_.push_back(&service);
  }
  bool wanted(std::string_view name) const {
    return std::find(request_.services.begin(), request_.services.end(), name) != request_.services.end();
  }

  // --- model ------------------------------------------------------------------------------------------------------

  /// A service as it is printed: env and label files are part of it, and only they.
  const Value* service(const Service& service) {
    std::vector<Member> members;
    for (const Member& member : service.source->members)
      if (!request_.env_files_read || (member.key != "env_file" && member.key != "environment"))
        members.push_back(member);
    if (request_.env_files_read) {
      std::vector<Member> variables;
      for (const EnvironmentEntry& entry : service.environment) {
        const Value* const value =
            entry.value ? make_text(context_, *entry.value, nullptr) : make_scalar(context_, Type::null, "", nullptr);
        variables.push_back({entry.name, {}, value});
      }
      if (!variables.empty()) members.push_back({"environment", {}, make_mapping(context_, variables, nullptr)});
    }
    for (Member& member : members) {
      if (member.key == "deploy") {
        const Value* const scale = service.source->get("scale");
        if (scale != nullptr) member.value = with_member(context_, *member.value, "replicas", scale);
      }
      if (member.key == "depends_on" && !request_.services.empty()) {
        std::vector<Member> kept;
        for (const Member& dependency : member.value->members)
          if (std::any_of(selected_.begin(), selected_.end(),
                          [&](const Service* each) { return each->name == dependency.key; }))
            kept.push_back(dependency);
        member.value = make_mapping(context_, kept, member.value);
      }
    }
    std::erase_if(members,
                  [](const Member& member) { return member.key == "depends_on" && member.value->members.empty(); });
    return make_mapping(context_, members, service.source);
  }

  const Value* section(std::string_view key) const { return model_.root != nullptr ? model_.root->get(key) : nullptr; }

  /// Names of a section that the printed services use.
  std::set<std::string_view> used(std::string_view key) const {
    std::set<std::string_view> names;
    const auto sources = [&](const Value* list) {
      if (!is_sequence(list)) return;
      for (const Value* item : list->items)
        if (const Value* const source = item->get("source"); source != nullptr) names.insert(source->text);
    };
    for (const Service* service : selected_) {
      const Value& value = *service->source;
      if (key == "networks" || key == "models") {
        if (const Value* const mapping = value.get(key); mapping != nullptr)
          for (const Member& member : mapping->members) names.insert(member.key);
      } else if (key == "volumes") {
        const Value* const volumes = value.get("volumes");
        if (!is_sequence(volumes)) continue;
        for (const Value* item : volumes->items) {
          const Value* const type = item->get("type");
          const Value* const source = item->get("source");
          if (type != nullptr && type->text == "volume" && source != nullptr) names.insert(source->text);
        }
      } else {
        sources(value.get(key));
        if (const Value* const build = value.get("build"); build != nullptr && key == "secrets")
          sources(build->get(key));
      }
    }
    return names;
  }

  const Value* used_section(std::string_view key) {
    const Value* const all = section(key);
    if (all == nullptr) return nullptr;
    const std::set<std::string_view> names = used(key);
    std::vector<Member> members;
    for (const Member& member : all->members) {
      if (!names.contains(member.key)) continue;
      const Value* value = member.value;
      // Content that came from a variable is not the file's.
      if (key == "configs" && value->get("environment") != nullptr) value = without_member(context_, *value, "content");
      members.push_back({member.key, {}, value});
    }
    return members.empty() ? nullptr : make_mapping(context_, members, all);
  }

  const Value* active_jobs(const Value& jobs) {
    std::vector<Member> members;
    for (const Member& member : jobs.members) {
      if (!has_profile(*member.value, model_.profiles)) continue;
      const Value* job = member.value;
      // The reference prints a job's name in YAML, though not a service's.
      if (request_.yaml) job = with_member(context_, *job, "name", make_text(context_, member.key, nullptr));
      members.push_back({member.key, {}, job});
    }
    return members.empty() ? nullptr : make_mapping(context_, members, &jobs);
  }

  std::string whole() {
    if (model_.root == nullptr) return {};
    std::vector<Member> members;
    for (const Member& member : model_.root->members) {
      if (member.key == "services") continue;
      if (member.key == "jobs") {
        if (const Value* const jobs = active_jobs(*member.value); jobs != nullptr)
          members.push_back({"jobs", {}, jobs});
        continue;
      }
      const bool pruned = member.key == "networks" || member.key == "volumes" || member.key == "secrets" ||
                          member.key == "configs" || member.key == "models";
      const Value* const value = pruned ? used_section(member.key) : member.value;
      if (value != nullptr) members.push_back({member.key, {}, value});
    }
    std::vector<Member> services;
    services.reserve(selected_.size());
    for (const Service* each : selected_) services.push_back({each->name, {}, service(*each)});
    members.push_back({"services", {}, make_mapping(context_, services, nullptr)});
    const Value* const root = make_mapping(context_, members, model_.root);
    const Emission emission = printed_as(&project_structure);
    return doubled(request_.yaml ? emit_yaml(*root, emission) : emit_json(*root, emission));
  }

  /// A dollar sign of the result would be interpolated when the output is loaded again.
  static std::string doubled(std::string text) {
    if (text.find('$') == std::string::npos) return text;
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
      out += c;
      if (c == '$') out += c;
    }
    return out;
  }

  std::string uninterpolated() const {
    if (model_.normalized == nullptr) return {};
    const Emission emission = printed_as(nullptr);
    return request_.yaml ? emit_yaml(*model_.normalized, emission) : emit_json(*model_.normalized, emission);
  }

  // --- lists ------------------------------------------------------------------------------------------------------

  std::string names(std::string_view key) {
    std::string out;
    if (const Value* const members = used_section(key); members != nullptr)
      for (const Member& member : members->members) line(out, member.key);
    return out;
  }

  std::string images() const {
    std::string out;
    for (const Service* service : selected_) {
      const std::string name = service->image ? std::string(service->image.value)
                                              : std::string(model_.project_name) + "-" + std::string(service->name);
      line(out, name);
      const Value* const hooks = service->source->get("pre_start");
      if (!is_sequence(hooks)) continue;
      for (const Value* hook : hooks->items)
        if (const Value* const image = hook->get("image"); image != nullptr && image->text != name)
          line(out, image->text);
    }
    return out;
  }

  std::string profiles() const {
    std::set<std::string_view> names;
    for (const std::span<const Service> services : {model_.services, model_.inactive_services})
      for (const Service& service : services)
        for (const Text& profile : service.profiles) names.insert(profile.value);
    std::string out;
    for (const std::string_view name : names) line(out, name);
    return out;
  }

  std::string hashes() {
    std::string out;
    for (const Service* each : selected_) {
      const Value* value = service(*each);
      for (const std::string_view key : {"build", "pull_policy", "scale", "depends_on", "profiles"})
        value = without_member(context_, *value, key);
      if (const Value* const deploy = value->get("deploy"); deploy != nullptr)
        value = with_member(context_, *value, "deploy", without_member(context_, *deploy, "replicas"));
      line(out, std::string(each->name) + " " + sha256(pinned(*value)));
    }
    return out;
  }

  /// The service as one line of JSON in the order of the hashes.
  std::string pinned(const Value& service) const {
    const ShapeField* const services = project_structure.find("services");
    std::map<std::string_view, std::string> parts;
    for (const ShapeField& field : services->type->fields) {
      const Value* const given = service.get(field.name);
      if (given == nullptr && !field.json_null) continue;
      // One attribute at a time, so that the order is ours.
      const Structure single{std::span<const ShapeField>(&field, 1)};
      const Value* const object = given != nullptr ? make_mapping(context_, {{field.name, {}, given}}, nullptr)
                                                   : make_mapping(context_, {}, nullptr);
      Emission emission = printed_as(&single);
      emission.compact = true;
      const std::string text = emit_json(*object, emission);
      parts.emplace(field.name, text.substr(1, text.size() - 2));
    }
    std::string out = "{";
    const auto add = [&](const std::string& part) {
      if (out.size() > 1) out += ',';
      out += part;
    };
    for (const std::string_view key : hash_order) {
      const auto found = parts.find(key);
      if (found == parts.end()) continue;
      add(found->second);
      parts.erase(found);
    }
    for (const auto& [key, part] : parts) add(part);
    return out += '}';
  }

  // --- variables --------------------------------------------------------------------------------------------------

  struct Usage {
    bool required = false;
    std::string default_value;
    std::string presence_value;
  };

  void collect(const Value& value, std::map<std::string, Usage>& usages) const {
    if (value.type == Type::string) collect(value.text, usages);
    for (const Value* item : value.items) collect(*item, usages);
    for (const Member& member : value.members) collect(*member.value, usages);
  }

  void collect(std::string_view text, std::map<std::string, Usage>& usages) const {
    if (text.find('$') == std::string_view::npos) return;
    std::vector<Interpolation> trace;
    std::vector<InterpolationProblem> problems;
    Arena arena;
    // Without variables every reference shows itself, and defaults are looked into as well.
    interpolate(
        {text, FileId::none, {}, 0}, [](std::string_view) -> const Variable* { return nullptr; }, arena, trace,
        problems);
    // A `${` that names nothing counts as a variable without a name.
    for (const InterpolationProblem& each : problems)
      if (each.kind == InterpolationProblem::Kind::invalid) usages.emplace("", Usage{});
    for (const Interpolation& each : trace) {
      const auto [found, added] = usages.emplace(std::string(each.variable), Usage{});
      Usage& usage = found->second;
      if (each.operation.ends_with('?')) usage.required = true;
      if (each.operation.ends_with('-') && usage.default_value.empty()) usage.default_value = each.argument;
      if (each.operation.ends_with('+')) {
        if (usage.presence_value.empty()) usage.presence_value = each.argument;
        collect(each.argument, usages);
      }
    }
  }

  std::string variables() const {
    std::map<std::string, Usage> usages;
    if (model_.normalized != nullptr) collect(*model_.normalized, usages);
    std::string out;
    if (request_.json) {
      out = "{";
      for (const auto& [name, usage] : usages) {
        out += out.size() > 1 ? ",\n" : "\n";
        out += "    " + json_text(name) + ": {\n        \"Name\": " + json_text(name) +
               ",\n        \"DefaultValue\": " + json_text(usage.default_value) +
               ",\n        \"PresenceValue\": " + json_text(usage.presence_value) +
               ",\n        \"Required\": " + (usage.required ? "true" : "false") + "\n    }";
      }
      // The reference ends with an empty line.
      return out += usages.empty() ? "}\n\n" : "\n}\n\n";
    }
    if (request_.yaml) {
      if (usages.empty()) return "{}\n";
      for (const auto& [name, usage] : usages) {
        const auto entry = [&](std::string_view key, const Value* value) {
          return emit_yaml(*make_mapping(context_, {{key, {}, value}}, nullptr), {});
        };
        const std::string head = entry(name, make_boolean(context_, true));
        out += head.substr(0, head.rfind(": true")) + ":\n";
        for (const auto& [key, text] : {std::pair("name", &name), std::pair("defaultvalue", &usage.default_value),
                                        std::pair("presencevalue", &usage.presence_value)})
          out += "    " + entry(key, make_text(context_, *text, nullptr));
        out += std::string("    required: ") + (usage.required ? "true" : "false") + "\n";
      }
      return out;
    }
    std::vector<std::vector<std::string>> rows = {{"NAME", "REQUIRED", "DEFAULT VALUE", "ALTERNATE VALUE"}};
    for (const auto& [name, usage] : usages)
      rows.push_back({name, usage.required ? "true" : "false", usage.default_value, usage.presence_value});
    std::size_t widths[3] = {20, 20, 20};
    for (const auto& row : rows)
      for (std::size_t i = 0; i < 3; ++i) widths[i] = std::max(widths[i], row[i].size() + 3);
    for (const auto& row : rows) {
      for (std::size_t i = 0; i < 3; ++i) out += row[i] + std::string(widths[i] - row[i].size(), ' ');
      line(out, row[3]);
    }
    return out;
  }

  const Model& model_;
  const ConfigRequest& request_;
  mutable Arena arena_;
  NoFiles no_files_;
  Request no_request_;
  mutable Context context_{no_request_, no_files_, arena_};
  std::vector<const Service*> selected_;
};

}  // namespace

std::string config(const Model& model, const ConfigRequest& request) { return Printer(model, request).run(); }

}  // namespace seaworthy::compose
