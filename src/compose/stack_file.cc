#include "compose/stack_file.h"

#include <algorithm>
#include <array>
#include <optional>

#include "compose/read.h"
#include "compose/scalars.h"
#include "compose/schema.h"

namespace seaworthy::compose {
namespace {

/// The version 3.x of files that give none, or just "3".
constexpr int latest_minor = 13;

/// 7 for "3.7"; nothing for what is no version of the format.
std::optional<int> minor_of(std::string_view version) {
  if (version.empty() || version == "3") return latest_minor;
  if (!version.starts_with("3.")) return std::nullopt;
  const auto minor = parse_integer(version.substr(2));
  if (!minor || *minor < 0 || *minor > latest_minor) return std::nullopt;
  return static_cast<int>(*minor);
}

void refuse(Context& context, Span span, const Value& value, const std::string& message) {
  Problem& problem = context.report("stack-file-refused", span, message, chain_of(&value));
  problem.related = context.request.deployed_at;
  if (problem.related.valid()) problem.related_message = "The stack is deployed to Swarm here";
}

bool is_set(const Value& mapping, std::string_view key) {
  const Value* const value = mapping.get(key);
  return value != nullptr && !is_null(value);
}

void check_service(Context& context, const Member& service) {
  const Value& body = *service.value;
  const std::string name(service.key);
  // A variable that names the image is set by whoever deploys.
  const Value* const image = body.get("image");
  const bool is_variable = image != nullptr && image->origin != nullptr && !image->origin->interpolations.empty();
  if (image == nullptr || (is_text(image) && image->text.empty() && !is_variable))
    refuse(context, service.key_span, body,
           "`docker stack deploy` builds nothing, and `" + name + "` has no `image`; push one and name it");
  const Value* const deploy = body.get("deploy");
  if (is_mapping(deploy)) {
    const Value* const mode = deploy->get("mode");
    static constexpr std::array modes = {"replicated", "global", "replicated-job", "global-job"};
    if (is_text(mode) && !mode->text.empty() && std::ranges::find(modes, mode->text) == modes.end())
      refuse(context, mode->span(), *mode,
             "`deploy.mode` must be `replicated`, `global`, `replicated-job` or `global-job`, not `" +
                 std::string(mode->text) + "`");
    if (is_text(mode) && mode->text.starts_with("global") && is_set(*deploy, "replicas"))
      refuse(context, place_of(deploy->get("replicas")), *mode,
             "A service of mode `" + std::string(mode->text) + "` has no `replicas`; drop one of the two");
  }
  if (const Value* const restart = body.get("restart");
      is_text(restart) && (!is_mapping(deploy) || !is_set(*deploy, "restart_policy"))) {
    static constexpr std::array policies = {"", "no", "always", "unless-stopped", "on-failure"};
    if (std::ranges::find(policies, restart->text.substr(0, restart->text.find(':'))) == policies.end())
      refuse(context, restart->span(), *restart,
             "`restart` must be `no`, `always`, `unless-stopped` or `on-failure`, not `" + std::string(restart->text) +
                 "`");
  }
}

void check_external_volume(Context& context, const Member& volume) {
  const Value* const external = volume.value->get("external");
  if (external == nullptr || (external->type == Type::boolean && external->text != "true")) return;
  for (const std::string_view key : {"driver", "driver_opts", "labels"})
    if (const Value* const value = volume.value->get(key); value != nullptr && !is_null(value))
      refuse(context, place_of(value), *value,
             "The volume `" + std::string(volume.key) + "` is external, so it has no `" + std::string(key) + "`");
}

}  // namespace

void check_stack_file(Context& context, const yaml::Node& document, const Environment& environment,
                      std::string& first_version) {
  std::vector<ResetPath> resets;
  const std::size_t before = context.problems.size();
  const Value* const root =
      read_document(context, document, {environment, context.request.interpolate, {}, true}, resets);
  if (root == nullptr) return;
  const Value* const given = root->get("version");
  const std::string version = is_scalar(given) ? std::string(given->text) : std::string();
  const std::optional<int> minor = minor_of(version);
  const std::string normal = minor ? std::to_string(*minor) : version;
  if (first_version.empty()) first_version = normal;
  if (!minor) {
    refuse(context, place_of(given), *given,
           "`docker stack deploy` reads versions 3.0 to 3.13 of the format, not `" + version + "`");
  } else if (normal != first_version) {
    refuse(context, given != nullptr ? place_of(given) : root->span(), *root,
           "All files of a stack must have the same `version`; the first one has another");
  } else {
    validate_stack_file_schema(context, root, *minor);
  }
  for (std::size_t at = before; at < context.problems.size(); ++at) {
    Problem& problem = context.problems[at];
    if (problem.related.valid() || problem.kind != "stack-file-refused") continue;
    problem.related = context.request.deployed_at;
    if (problem.related.valid()) problem.related_message = "The stack is deployed to Swarm here";
  }
}

void check_stack(Context& context, const Value& root) {
  if (const Value* const services = root.get("services"); is_mapping(services))
    for (const Member& service : services->members)
      if (is_mapping(service.value)) check_service(context, service);
  if (const Value* const volumes = root.get("volumes"); is_mapping(volumes))
    for (const Member& volume : volumes->members)
      if (is_mapping(volume.value)) check_external_volume(context, volume);
}

bool concerns_stack_files(const Problem& problem) {
  static constexpr std::array kinds = {
      "stack-file-refused",     "stack-file-interpolation",    "compose-interpolation-invalid",
      "compose-yaml-invalid",   "compose-duplicate-yaml-key",  "limit",
      "compose-file-missing",   "compose-undefined-reference", "compose-port-invalid",
      "compose-volume-invalid", "compose-env-file-missing",    "compose-required-variable-unset",
      "compose-variable-unset",
  };
  return std::ranges::find(kinds, problem.kind) != kinds.end();
}

bool is_ignored_by_swarm(std::string_view service_key) {
  static constexpr std::array keys = {
      "build",      "cgroup_parent",  "cgroupns_mode", "container_name", "depends_on",  "devices",
      "domainname", "external_links", "ipc",           "links",          "mac_address", "network_mode",
      "pid",        "privileged",     "security_opt",  "shm_size",       "tmpfs",       "userns_mode",
  };
  return std::ranges::find(keys, service_key) != keys.end();
}

}  // namespace seaworthy::compose
