#include "score/ladder.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>

#include "base/path_text.h"
#include "compose/settled.h"
#include "knowledge/served_paths.h"
#include "project/application.h"
#include "project/connections.h"
#include "project/container_files.h"
#include "project/paths.h"
#include "rules/lib/image_tag.h"
#include "rules/lib/port_edit.h"
#include "rules/lib/service_kind.h"

namespace seaworthy::score {
namespace {

/// The limit that a stack reached when nothing else keeps it from loading: Compose may well accept what we did not
/// read. Null for other stacks.
const compose::Problem* only_limit(const compose::Model& model) {
  const compose::Problem* limit = nullptr;
  for (const compose::Problem& problem : model.problems) {
    if (!problem.fatal) continue;
    if (problem.kind != "limit") return nullptr;
    if (limit == nullptr) limit = &problem;
  }
  return limit;
}

/// What could not be read or judged, per rung; "" for nothing.
class Doubts {
 public:
  Doubts(const project::Project& project, const project::Stack& stack) : project_(project) {
    if (stack.model == nullptr) {
      for (std::string& reason : reasons_) reason = "the stack could not be read";
      return;
    }
    if (const compose::Problem* const limit = only_limit(*stack.model); limit != nullptr) {
      raise(Rung::load, "a limit was reached: " + std::string(limit->message));
      return;
    }
    if (!stack.model->loaded && stack.partial.empty()) {
      raise(Rung::build, std::string(does_not_load));
      return;
    }
    const bool lacks_parts = std::ranges::any_of(
        stack.services, [](const project::Service* service) { return service->active && service->is_fragment(); });
    if (stack.partial.empty() && lacks_parts) raise(Rung::build, "a service extends what could not be read");
    if (!stack.partial.empty()) {
      const int last = lacks_parts ? rung_count - 1 : static_cast<int>(Rung::keep);
      for (int rung = 0; rung <= last; ++rung) add(static_cast<Rung>(rung), stack.partial);
    }
    bool any_active = false;
    for (const project::Service* service : stack.services) {
      if (!service->active) continue;
      any_active = true;
      look_at(*service);
    }
    if (!any_active) {
      raise(Rung::build, "no service is active");
      return;
    }
    if (!any_probe_) add(Rung::healthy, "no service has a health check");
    if (!any_address_) add(Rung::connect, "no service names another or publishes a port");
  }

  /// Whether Compose refuses the stack hangs on what is not known.
  void load_is_doubtful() {
    for (std::string& reason : reasons_)
      if (reason == does_not_load) reason = "whether the stack loads is not known";
  }

  /// A fault that is possible but not likely breaks no rung; a pass would be too much to say all the same.
  void perhaps(const Finding& finding) { add(finding.rung, "perhaps: " + finding.message); }

  const std::string& of(int rung) const { return reasons_[static_cast<std::size_t>(rung)]; }

 private:
  void add(Rung rung, const std::string& reason) {
    std::string& known = reasons_[static_cast<std::size_t>(rung)];
    if (known.empty()) known = reason;
  }
  /// From this rung on.
  void raise(Rung first, const std::string& reason) {
    for (int rung = static_cast<int>(first); rung < rung_count; ++rung) add(static_cast<Rung>(rung), reason);
  }

  void look_at(const project::Service& service) {
    const compose::Service& definition = *service.definition;
    const std::string name = "`" + std::string(service.name) + "`";
    if (definition.build) {
      if (!definition.build.local) {
        add(Rung::build, name + " is built from another repository");
      } else if (!definition.build.inside_root) {
        add(Rung::build, name + " is built from outside of the audited folder");
      } else if (service.dockerfile == nullptr && (!compose::is_settled(definition.build.dockerfile.source) ||
                                                   !compose::is_settled(definition.build.context.source))) {
        add(Rung::build, "which Dockerfile " + name + " is built from is left to a variable");
      }
    }
    look_at_image(service, name);
    look_at_probe(service, name);
    look_at_addresses(service);
    for (const project::Project::Unread& unread : project_.unread) {
      if (definition.build && definition.build.local && definition.build.inside_root &&
          is_below(unread.path, definition.build.directory))
        add(Rung::build, unread.path + " could not be read: " + unread.reason);
      for (const compose::EnvFile& file : definition.env_files)
        if (file.resolved == unread.path) add(Rung::start, unread.path + " could not be read: " + unread.reason);
      for (const compose::Mount& mount : definition.mounts)
        if (mount.type == compose::MountType::bind && mount.inside_root && is_below(unread.path, mount.host_path))
          add(Rung::start, unread.path + " could not be read: " + unread.reason);
    }
  }

  /// Of an image that the tables do not know, neither the program that starts nor the paths that it writes are known.
  void look_at_image(const project::Service& service, const std::string& name) {
    if (service.image != nullptr) return;
    std::string_view image = rules::image_in_words(service.definition->image.value);
    if (service.stage != nullptr) {
      const dockerfile::Stage* stage = service.stage;
      while (stage->parent != nullptr) stage = stage->parent;
      if (stage->base == "scratch") return;
      if (stage->base.empty() && service.image_reference.repository.empty())
        return add(Rung::start, "which image " + name + " is built on is left to a variable");
      image = stage->base.empty() ? service.image_reference.repository : stage->base;
    } else if (service.builds) {
      return add(Rung::start, "the image of " + name + " could not be followed to its base");
    }
    add(Rung::start, "nothing is known of the image `" + std::string(image) + "` of " + name);
    add(Rung::keep, "where the image `" + std::string(image) + "` of " + name + " keeps its data is not known");
  }

  /// A probe counts as judged when every program and address of it is known to be there, or known not to be.
  void look_at_probe(const project::Service& service, const std::string& name) {
    // Whether a job is well is told by its end.
    if (!service.probe || rules::runs_once(service)) return;
    any_probe_ = true;
    // A known image's own probe suits its program.
    if (service.probe.from == project::Provenance::base_image) return;
    const project::Connections& known = project::connections(project_, service);
    if (!known.probe.readable) return add(Rung::healthy, "the probe of " + name + " could not be followed");
    for (const project::ProbeCommand& command : known.probe.commands) {
      // Parts of every shell.
      static constexpr std::string_view builtins[] = {"exit", "true", "test", "[",    "echo", "printf",
                                                      "exec", "cd",   "read", "kill", ":",    "command"};
      if (std::ranges::find(builtins, command.program) != std::end(builtins)) continue;
      if (command.written.find('/') != std::string_view::npos &&
          project::container_file(project_, service,
                                  project::container_path(service.working_dir.value, command.written))
                  .state == project::ContainerFile::State::there) {
        if (!knows_own_probe(service, command))
          return add(Rung::healthy, "what `" + std::string(command.written) + "` asks in " + name + " is not known");
        continue;
      }
      if (!service.has_tool(command.program).has_value())
        return add(Rung::healthy,
                   "whether the image of " + name + " has `" + std::string(command.program) + "` is not known");
    }
    for (const project::ProbeRequest& request : known.probe.requests) {
      if (!request.own) continue;
      const project::Listens verdict = project::listens_on(project_, service, known.listening, request.port);
      if (verdict == project::Listens::unknown || verdict == project::Listens::perhaps_not)
        return add(Rung::healthy, "whether " + name + " listens on " + std::to_string(request.port) + " is not known");
      if (request.kind == project::ProbeRequest::Kind::http && !serves(service, request) &&
          project::serves(project_, service, request.path) == code::Program::Serves::unknown)
        return add(Rung::healthy, "whether " + name + " serves `" + request.path + "` is not known");
    }
  }

  /// The service's own program as its probe (`/app healthcheck`): its code must know the word. Any other file of the
  /// image is a script or tool that rules look into.
  bool knows_own_probe(const project::Service& service, const project::ProbeCommand& command) const {
    const std::vector<std::string_view> words = project::program_words(project_, service);
    if (words.empty() || words.front() != command.written) return true;
    const project::Application* const application = project::application(project_, service);
    if (application == nullptr || command.words.size() < 2) return false;
    return application->program.mentions(command.words[1]);
  }

  /// nginx's configuration is judged by rules; of a public image the path that tells health is known. What code of
  /// one's own serves is not.
  bool serves(const project::Service& service, const project::ProbeRequest& request) const {
    if (project::runs_nginx(service) || is_served_file(service, request.path)) return true;
    const auto& pages = project::connections(project_, service).listening.pages;
    if (std::ranges::find(pages, request.path) != pages.end()) return true;
    if (service.image == nullptr || service.image->kind == knowledge::ImageKind::language ||
        service.image->kind == knowledge::ImageKind::distribution)
      return false;
    if (service.image->probe_path.empty()) return true;
    const std::string_view path = std::string_view(request.path).substr(0, request.path.find('?'));
    const auto row = std::ranges::lower_bound(knowledge::tables::served_paths, service.image->name, {},
                                              &knowledge::ServedPaths::image);
    if (row != knowledge::tables::served_paths.end() && row->image == service.image->name &&
        std::ranges::find(row->paths, path) != row->paths.end())
      return true;
    return path == service.image->probe_path &&
           (service.image->probe_port == 0 || request.port == service.image->probe_port ||
            service.command.from == project::Provenance::compose);
  }

  /// A file below the folder that a server of files is given: `httpd -h DIR`, `python -m http.server --directory DIR`.
  bool is_served_file(const project::Service& service, std::string_view path) const {
    const std::vector<std::string_view> words = project::program_words(project_, service);
    if (words.empty()) return false;
    const bool is_python = words.size() > 2 && words[1] == "-m" && words[2] == "http.server";
    if (base_name(words.front()) != "httpd" && !is_python) return false;
    std::string folder = ".";
    for (std::size_t at = 1; at + 1 < words.size(); ++at)
      if (words[at] == "-h" || words[at] == "--directory" || words[at] == "-d") folder = words[at + 1];
    std::string file = folder + std::string(path);
    if (file.ends_with('/')) file += "index.html";
    return project::container_file(project_, service, file).state == project::ContainerFile::State::there;
  }

  void look_at_addresses(const project::Service& service) {
    const project::Connections& known = project::connections(project_, service);
    for (const project::Reference& reference : known.references) {
      if (reference.to == nullptr || reference.to == &service || reference.loopback) continue;
      any_address_ = true;
      if (!reference.to->active || reference.port == 0) continue;
      judge_port(*reference.to, reference.port);
    }
    for (const compose::Port& port : service.definition->ports) {
      any_address_ = true;
      const std::uint16_t number = rules::port_number(port.target);
      if (port.protocol == "tcp" && number > 0) judge_port(service, number);
    }
  }

  void judge_port(const project::Service& target, std::uint16_t port) {
    const project::Listens verdict =
        project::listens_on(project_, target, project::connections(project_, target).listening, port);
    if (verdict == project::Listens::unknown || verdict == project::Listens::perhaps_not)
      add(Rung::connect,
          "whether `" + std::string(target.name) + "` listens on " + std::to_string(port) + " is not known");
  }

  static constexpr std::string_view does_not_load = "the stack does not load";
  bool any_probe_ = false, any_address_ = false;
  const project::Project& project_;
  std::array<std::string, rung_count> reasons_;
};

}  // namespace

std::string_view name(RungStatus status) {
  switch (status) {
    case RungStatus::pass:
      return "pass";
    case RungStatus::fail:
      return "fail";
    case RungStatus::unknown:
      break;
  }
  return "unknown";
}

std::vector<bool> judged_stacks(const project::Project& project) {
  const auto having = [&](discover::Role role) {
    std::vector<bool> stacks;
    stacks.reserve(project.stacks.size());
    for (const project::Stack& stack : project.stacks) stacks.push_back(stack.role == role);
    return stacks;
  };
  // What people copy to deploy stands before what those who work on the repository start.
  using discover::Role;
  for (const Role role : {Role::production, Role::unknown, Role::example, Role::development})
    if (const std::vector<bool> stacks = having(role); std::find(stacks.begin(), stacks.end(), true) != stacks.end())
      return stacks;
  return std::vector<bool>(project.stacks.size(), true);
}

bool breaks_rung(const Finding& finding) {
  const bool is_late = finding.rung == Rung::resist || finding.rung == Rung::operate;
  return finding.confidence >= Confidence::likely && finding.severity >= (is_late ? Severity::medium : Severity::high);
}

bool concerns_verdict(const project::Project& project, const std::vector<bool>& judged, const Finding& finding) {
  if (!finding.stacks.empty())
    return std::any_of(finding.stacks.begin(), finding.stacks.end(),
                       [&](std::uint32_t stack) { return judged[stack]; });
  const project::File* const file = finding.span.valid() ? project.file(finding.span.file) : nullptr;
  if (file == nullptr) return true;
  switch (file->role) {
    case discover::Role::development:
    case discover::Role::test:
    case discover::Role::example:
    case discover::Role::template_file:
      return false;
    default:
      return true;
  }
}

/// Which of the stack's files a finding stands in, in the order in which Compose reads them.
static std::size_t load_position(const project::Stack& stack, const Finding& finding) {
  const auto found = std::ranges::find_if(stack.files, [&](const project::File* file) {
    return finding.span.valid() && file->source == finding.span.file;
  });
  return static_cast<std::size_t>(found - stack.files.begin());
}

Ladder climb(const project::Project& project, const rules::Results& results, const project::Stack& stack,
             std::span<const std::uint32_t> reaching) {
  Ladder ladder;
  Doubts doubts(project, stack);
  const Finding* hesitation = nullptr;  // Why Compose may refuse the stack, where that hangs on what is not known.
  for (const std::uint32_t index : reaching) {
    const Finding& finding = results.findings[index];
    if (finding.rung == Rung::load && finding.confidence == Confidence::possible && hesitation == nullptr)
      hesitation = &finding;
    if (breaks_rung(finding))
      ladder.rungs[static_cast<std::size_t>(finding.rung)].findings.push_back(index);
    else if (finding.severity >= Severity::high)
      doubts.perhaps(finding);
  }
  for (int rung = 0; rung < rung_count; ++rung) {
    RungResult& result = ladder.rungs[static_cast<std::size_t>(rung)];
    std::stable_sort(result.findings.begin(), result.findings.end(), [&](std::uint32_t left, std::uint32_t right) {
      const Finding& a = results.findings[left];
      const Finding& b = results.findings[right];
      // Compose stops at the first file that it cannot take.
      if (rung == static_cast<int>(Rung::load))
        if (const std::size_t first = load_position(stack, a), second = load_position(stack, b); first != second)
          return first < second;
      return std::tie(b.severity, b.confidence) < std::tie(a.severity, a.confidence);
    });
    const bool is_refused = rung == 0 && stack.model != nullptr && !stack.model->loaded && stack.partial.empty() &&
                            only_limit(*stack.model) == nullptr;
    if (is_refused && result.findings.empty() && hesitation != nullptr) {
      result.status = RungStatus::unknown;
      result.reason = "perhaps: " + hesitation->message;
      doubts.load_is_doubtful();
    } else if (!result.findings.empty() || is_refused) {
      result.status = RungStatus::fail;
      if (is_refused && result.findings.empty()) result.reason = "Compose refuses the stack";
      ladder.first_broken = std::min(ladder.first_broken, rung);
    } else if (doubts.of(rung).empty()) {
      result.status = RungStatus::pass;
    } else {
      result.status = RungStatus::unknown;
      result.reason = doubts.of(rung);
    }
  }
  return ladder;
}

}  // namespace seaworthy::score
