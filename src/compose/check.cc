#include "compose/check.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "compose/scalars.h"

namespace seaworthy::compose {
namespace {

class Checker {
 public:
  Checker(Context& context, const Model& model, const Activation& activation)
      : context_(context), model_(model), activation_(activation) {
    for (const Service& service : model.services)
      (has_profile(*service.source, activation.requested) ? active_ : inactive_).emplace(service.name, &service);
    for (const Service& service : model.inactive_services) inactive_.emplace(service.name, &service);
    if (const Value* const jobs = model.root != nullptr ? model.root->get("jobs") : nullptr; jobs != nullptr)
      for (const Member& job : jobs->members) jobs_.emplace(job.key, job.key_span);
  }

  void run() {
    for (const Service& service : model_.services) {
      if (!active_.contains(service.name)) continue;
      service_ = &service;
      source();
      build();
      networks();
      probe();
      dependencies();
      references();
      scale();
      limits();
      watch();
      targets();
    }
    service_ = nullptr;
    secrets();
    jobs();
    if (!context_.request.for_list) container_names();
    cycles();
  }

 private:
  bool undefined_service(std::string_view name) const { return !context_.incomplete && !active_.contains(name); }

  Problem& report(std::string_view kind, const Value* at, const std::string& message) {
    return report(kind, at != nullptr && at->origin != nullptr ? at->origin->span : service_->name_span, message,
                  chain_of(at));
  }
  Problem& report(std::string_view kind, Span span, const std::string& message, std::span<const Span> chain = {}) {
    Problem& problem = context_.report(kind, span, message, chain);
    if (service_ != nullptr) problem.service = service_->name;
    return problem;
  }
  std::string subject() const { return "Service `" + std::string(service_->name) + "`"; }
  const Value* at(std::string_view key) const { return service_->source->get(key); }
  const Value* at(std::string_view key, std::string_view inner) const {
    const Value* const value = at(key);
    return value != nullptr ? value->get(inner) : nullptr;
  }

  /// The declared name that was probably meant, "" when none is close.
  template <class Named>
  static std::string_view meant(std::string_view word, std::span<const Named> declared) {
    std::vector<std::string_view> names;
    for (const Named& each : declared) names.push_back(each.name);
    return nearest(word, names);
  }
  std::string_view meant_service(std::string_view word) const {
    std::vector<std::string_view> names;
    names.reserve(active_.size() + inactive_.size());
    for (const auto& [name, service] : active_) names.push_back(name);
    for (const auto& [name, service] : inactive_) names.push_back(name);
    return nearest(word, names);
  }
  static std::string hint(std::string_view name) {
    return name.empty() ? "" : "; did you mean `" + std::string(name) + "`?";
  }

  void source() {
    if (service_->build || service_->image || at("provider") != nullptr || service_->lacks_base || context_.incomplete)
      return;
    // A value that the schema refused may have been the one.
    const Span whole = service_->source->span();
    for (const Problem& problem : context_.problems)
      if (problem.kind == "compose-schema-invalid" && whole.contains(problem.span)) return;
    for (const Span value : context_.unknown_values)
      if (whole.contains(value)) return;
    report("compose-service-no-image-or-build", service_->name_span, subject() + " needs `image` or `build`",
           chain_of(service_->source));
  }

  void build() {
    const Build& build = service_->build;
    if (!build) return;
    if (build.dockerfile_inline && build.dockerfile)
      report("compose-conflicting-options", build.dockerfile.source,
             subject() + " has `dockerfile` and `dockerfile_inline`; keep one");
    for (const Member& member : build.additional_contexts) {
      const std::string_view text = member.value->text;
      if (!text.starts_with("service:")) continue;
      const std::string_view name = text.substr(8);
      const auto active = active_.find(name);
      const auto inactive = inactive_.find(name);
      const Service* const target = active != active_.end()       ? active->second
                                    : inactive != inactive_.end() ? inactive->second
                                                                  : nullptr;
      if (target == nullptr) {
        if (context_.incomplete) continue;
        report("compose-undefined-service", member.value,
               "The context `" + std::string(member.key) + "` names the service `" + std::string(name) +
                   "`, which does not exist" + hint(meant_service(name)));
      } else if (!target->build) {
        report("compose-undefined-service", member.value,
               "The context `" + std::string(member.key) + "` names the service `" + std::string(name) +
                   "`, which builds nothing");
      }
    }
    if (build.platforms.empty() || !service_->platform) return;
    const bool listed = std::any_of(build.platforms.begin(), build.platforms.end(),
                                    [&](const Text& each) { return each.value == service_->platform.value; });
    if (!listed)
      report("compose-platform-mismatch", service_->platform.source,
             "`build.platforms` of service `" + std::string(service_->name) + "` must list its platform `" +
                 std::string(service_->platform.value) + "`");
  }

  void networks() {
    const Value* const attached = at("networks");
    if (service_->network_mode && attached != nullptr && !attached->members.empty())
      report("compose-conflicting-options", service_->network_mode.source,
             subject() + " has `network_mode` and `networks`; keep one");
    if (attached == nullptr || service_->network_mode) return;
    for (const Member& member : attached->members) {
      if (member.key.starts_with("x-")) {
        report("compose-undefined-reference", member.key_span.valid() ? member.key_span : member.value->span(),
               subject() + " cannot use the network `" + std::string(member.key) +
                   "`: what begins with `x-` is an extension here; give the network another name",
               chain_of(member.value));
        continue;
      }
      const bool declared = std::any_of(model_.networks.begin(), model_.networks.end(),
                                        [&](const Network& each) { return each.name == member.key; });
      if (declared) continue;
      undefined(member.key_span, "network", "networks", member.key, meant(member.key, model_.networks), member.value);
    }
  }

  void undefined(Span span, std::string_view what, std::string_view section, std::string_view name,
                 std::string_view close, const Value* value) {
    if (context_.incomplete) return;
    Problem& problem =
        report("compose-undefined-reference", span.valid() ? span : value->span(),
               subject() + " uses the " + std::string(what) + " `" + std::string(name) + "`, which the top-level `" +
                   std::string(section) + "` does not declare" + hint(close),
               chain_of(value));
    problem.replacement = close;
  }

  void probe() {
    const Value* const test = at("healthcheck", "test");
    if (!is_sequence(test) || test->items.empty()) return;
    const std::string_view form = test->items[0]->text;
    if (form == "CMD" || form == "CMD-SHELL" || form == "NONE") return;
    report("compose-healthcheck-test-form", test->items[0],
           "A `healthcheck.test` list must begin with `CMD`, `CMD-SHELL` or `NONE`, not `" + std::string(form) + "`");
  }

  void dependencies() {
    for (const Dependency& dependency : service_->depends_on) {
      const std::string_view name = dependency.service;
      if (active_.contains(name)) continue;
      const Value* const where = dependency.source;
      Span span = where != nullptr ? place_of(where) : Span{};
      if (const Value* const all = at("depends_on"); all != nullptr)
        for (const Member& member : all->members)
          if (member.key == name && member.key_span.valid()) span = member.key_span;
      if (jobs_.contains(name)) {
        report("compose-undefined-service", span, subject() + " cannot depend on the job `" + std::string(name) + "`",
               chain_of(where));
      } else if (const auto found = inactive_.find(name); found != inactive_.end()) {
        if (!dependency.required) continue;
        std::string profiles;
        for (const Text& profile : found->second->profiles)
          profiles += (profiles.empty() ? "`" : ", `") + std::string(profile.value) + "`";
        Problem& problem = report("compose-dependency-behind-profile", span,
                                  subject() + " needs `" + std::string(name) + "`, which only the profile " + profiles +
                                      " activates; set `required: false`, or give both the same profiles",
                                  chain_of(where));
        problem.related = found->second->name_span;
        problem.related_message = "the service behind the profile";
      } else if (!context_.incomplete) {
        const std::string_view close = meant_service(name);
        report("compose-undefined-service", span,
               subject() + " depends on `" + std::string(name) + "`, which does not exist" + hint(close),
               chain_of(where))
            .replacement = span.valid() && span != service_->name_span ? close : std::string_view();
      }
    }
  }

  void references() {
    for (const Mount& mount : service_->mounts) {
      if (mount.type != MountType::volume || mount.source_text.empty()) continue;
      const bool declared = std::any_of(model_.volumes.begin(), model_.volumes.end(),
                                        [&](const Volume& each) { return each.name == mount.source_text; });
      if (!declared) {
        const Value* const source = mount.source->get("source");
        undefined(source->span(), "volume", "volumes", mount.source_text, meant(mount.source_text, model_.volumes),
                  source);
      }
    }
    const auto check = [&](const Value* list, std::string_view what, std::string_view section,
                           std::span<const Secret> declared) {
      if (!is_sequence(list)) return;
      for (const Value* item : list->items) {
        const Value* const source = item->get("source");
        const std::string_view name = source != nullptr ? source->text : std::string_view();
        const bool known =
            std::any_of(declared.begin(), declared.end(), [&](const Secret& each) { return each.name == name; });
        if (!known)
          undefined(source != nullptr ? source->span() : item->span(), what, section, name, meant(name, declared),
                    item);
      }
    };
    check(at("build", "secrets"), "build secret", "secrets", model_.secrets);
    check(at("configs"), "config", "configs", model_.configs);
    check(at("secrets"), "secret", "secrets", model_.secrets);
    const Value* const models = at("models");
    const Value* const declared = model_.root->get("models");
    if (models != nullptr)
      for (const Member& member : models->members)
        if (declared == nullptr || declared->get(member.key) == nullptr)
          undefined(member.key_span, "model", "models", member.key, "", member.value);
  }

  static std::optional<std::int64_t> whole(const Value* value) {
    return value != nullptr ? parse_integer(value->text) : std::nullopt;
  }

  void scale() {
    const Value* const scale = at("scale");
    const Value* const replicas = at("deploy", "replicas");
    const auto scale_count = whole(scale);
    const auto replica_count = whole(replicas);
    if (scale_count && replica_count && *scale_count != *replica_count) {
      Problem& problem =
          report("compose-conflicting-options", scale,
                 "`scale` and `deploy.replicas` of service `" + std::string(service_->name) + "` differ; keep one");
      problem.related = replicas->span();
      problem.related_message = "the other count";
    }
    if (scale_count.value_or(0) < 0) report("compose-bad-replicas", scale, "`scale` must be zero or more");
    if (replica_count.value_or(0) < 0)
      report("compose-bad-replicas", replicas, "`deploy.replicas` must be zero or more");
    const std::int64_t count = scale_count ? *scale_count : replica_count.value_or(1);
    if (count > 1 && service_->container_name) {
      Problem& problem = report("compose-container-name-with-replicas", service_->container_name.source,
                                subject() + " runs " + std::to_string(count) +
                                    " containers, which cannot share one `container_name`; remove it");
      problem.related = (scale_count ? scale : replicas)->span();
      problem.related_message = "the number of containers";
    }
  }

  void limits() {
    const Value* const resources = at("deploy", "resources");
    const Value* const limits = resources != nullptr ? resources->get("limits") : nullptr;
    const Value* const reservations = resources != nullptr ? resources->get("reservations") : nullptr;
    const auto differ = [&](std::string_view key, const Value* group, std::string_view inner, std::string_view path) {
      const Value* const old = at(key);
      if (old == nullptr || group == nullptr) return;
      const Value* const value = group->get(inner);
      const auto left = parse_real(old->text);
      const auto right = value != nullptr ? parse_real(value->text) : std::optional<double>(0.0);
      if (!left || !right || static_cast<float>(*left) == static_cast<float>(*right)) return;
      Problem& problem = report("compose-conflicting-options", old,
                                "`" + std::string(key) + "` and `" + std::string(path) + "." + std::string(inner) +
                                    "` of service `" + std::string(service_->name) + "` differ; keep the latter");
      problem.related = value != nullptr ? value->span() : group->span();
      problem.related_message = "the other limit";
    };
    differ("cpus", limits, "cpus", "deploy.resources.limits");
    differ("mem_limit", limits, "memory", "deploy.resources.limits");
    differ("mem_reservation", reservations, "memory", "deploy.resources.reservations");
    differ("pids_limit", limits, "pids", "deploy.resources.limits");
  }

  void watch() {
    const Value* const rules = at("develop", "watch");
    if (!is_sequence(rules)) return;
    for (const Value* rule : rules->items) {
      const Value* const action = rule->get("action");
      const bool needs_target = action == nullptr || (action->text != "rebuild" && action->text != "restart");
      if (needs_target && rule->get("target") == nullptr)
        report(
            "compose-watch-invalid", rule,
            "A watch rule with the action `" + std::string(action != nullptr ? action->text : "") + "` needs `target`");
    }
  }

  void targets() {
    std::map<std::string_view, const Value*> seen;
    const auto add = [&](std::string_view target, const Value* item) {
      const auto [found, added] = seen.emplace(target, item);
      if (added) return;
      Problem& problem = report("compose-duplicate-mount-target", item,
                                subject() + " mounts two things at `" + std::string(target) + "`");
      problem.related = found->second->span();
      problem.related_message = "the first one is here";
    };
    if (const Value* const tmpfs = at("tmpfs"); is_sequence(tmpfs))
      for (const Value* item : tmpfs->items) add(item->text.substr(0, item->text.find(':')), item);
    if (const Value* const volumes = at("volumes"); is_sequence(volumes)) {
      for (const Value* item : volumes->items) {
        const Value* const target = item->get("target");
        add(target != nullptr ? target->text : std::string_view(), item);
      }
    }
  }

  void secrets() {
    for (const Secret& secret : model_.secrets) {
      if (secret.external.value || secret.file || secret.environment) continue;
      // Without a driver what the file leaves out is reported where single values are checked; what it leaves empty is
      // not in the model any more.
      const Value* const all = model_.normalized->get("secrets");
      const Value* const given = all != nullptr ? all->get(secret.name) : nullptr;
      const bool left_empty = given != nullptr && given->get("file") != nullptr;
      if (!left_empty && secret.source->get("driver") == nullptr) continue;
      report("compose-secret-config-source", secret.name_span,
             "The secret `" + std::string(secret.name) + "` needs `file` or `environment`", chain_of(secret.source));
    }
  }

  void jobs() {
    const Value* const jobs = model_.root->get("jobs");
    if (jobs == nullptr) return;
    for (const Member& job : jobs->members) {
      const auto active = active_.find(job.key);
      const auto inactive = inactive_.find(job.key);
      if (active != active_.end() || inactive != inactive_.end()) {
        Problem& problem = report("compose-conflicting-options", job.key_span,
                                  "`" + std::string(job.key) + "` is a service and a job; rename one");
        problem.related = active != active_.end() ? active->second->name_span : inactive->second->name_span;
        problem.related_message = "the service";
      }
      const Value* const dependencies = job.value->get("depends_on");
      if (dependencies == nullptr || !has_profile(*job.value, activation_.requested)) continue;
      for (const Member& dependency : dependencies->members) {
        const Value* const required = dependency.value->get("required");
        if (!undefined_service(dependency.key) || jobs_.contains(dependency.key)) continue;
        if (inactive_.contains(dependency.key) && required != nullptr && required->text == "false") continue;
        report("compose-undefined-service", dependency.key_span,
               "The job `" + std::string(job.key) + "` depends on `" + std::string(dependency.key) +
                   "`, which does not exist" + hint(meant_service(dependency.key)));
      }
    }
  }

  /// The engine asks for more than the specification: the whole name must fit, not a part of it.
  static bool is_container_name(std::string_view name) {
    const auto letter = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return name.size() > 1 && letter(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || c == '_' || c == '.' || c == '-'; });
  }

  void container_names() {
    std::map<std::string_view, const Service*> seen;
    for (const Service& service : model_.services) {
      if (!service.container_name || (activation_.selected && !activation_.selected->contains(service.name))) continue;
      if (!is_container_name(service.container_name.value)) {
        service_ = &service;
        report("compose-container-name-invalid", service.container_name.source,
               "`" + std::string(service.container_name.value) +
                   "` is no container name: it takes letters, digits, `_`, `.` and `-`, and begins with one of the "
                   "first two")
            .fatal = false;
        service_ = nullptr;
      }
      const auto [found, added] = seen.emplace(service.container_name.value, &service);
      if (added) continue;
      service_ = &service;
      Problem& problem =
          report("compose-duplicate-container-name", service.container_name.source,
                 "The services `" + std::string(found->second->name) + "` and `" + std::string(service.name) +
                     "` both name their container `" + std::string(service.container_name.value) + "`");
      problem.related = found->second->container_name.span();
      problem.related_message = "the first one is here";
      service_ = nullptr;
    }
  }

  // --- cycles -----------------------------------------------------------------------------------------------------

  struct Frame {
    const Service* service = nullptr;
    std::size_t next = 0;
  };

  void cycles() {
    std::set<std::string_view> done;
    for (const auto& [name, service] : active_) {
      if (done.contains(name)) continue;
      std::vector<Frame> path = {{service, 0}};
      std::map<std::string_view, std::size_t> places = {{name, 0}};
      while (!path.empty()) {
        Frame& frame = path.back();
        if (frame.next >= frame.service->depends_on.size()) {
          done.insert(frame.service->name);
          places.erase(frame.service->name);
          path.pop_back();
          continue;
        }
        const Dependency& dependency = frame.service->depends_on[frame.next++];
        const auto target = active_.find(dependency.service);
        if (target == active_.end() || done.contains(dependency.service)) continue;
        if (const auto open = places.find(dependency.service); open != places.end()) {
          cycle(path, open->second, dependency);
          continue;
        }
        places.emplace(dependency.service, path.size());
        path.push_back({target->second, 0});
      }
    }
  }

  void cycle(const std::vector<Frame>& path, std::size_t first, const Dependency& last) {
    std::string text;
    for (std::size_t i = first; i < path.size(); ++i) text += "`" + std::string(path[i].service->name) + "` -> ";
    text += "`" + std::string(last.service) + "`";
    Span span = last.source != nullptr ? place_of(last.source) : Span{};
    const Service& service = *path.back().service;
    if (const Value* const all = service.source->get("depends_on"); all != nullptr)
      for (const Member& member : all->members)
        if (member.key == last.service && member.key_span.valid()) span = member.key_span;
    Problem& problem = report("compose-dependency-cycle", span.valid() ? span : service.name_span,
                              "Services depend on each other in a circle: " + text);
    problem.service = service.name;
  }

  Context& context_;
  const Model& model_;
  const Activation& activation_;
  const Service* service_ = nullptr;
  std::map<std::string_view, const Service*> active_;
  std::map<std::string_view, const Service*> inactive_;
  std::map<std::string_view, Span> jobs_;
};

}  // namespace

void check_consistency(Context& context, const Model& model, const Activation& activation) {
  if (model.root != nullptr) Checker(context, model, activation).run();
}

}  // namespace seaworthy::compose
