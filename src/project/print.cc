#include "project/print.h"

#include <algorithm>

namespace seaworthy::project {
namespace {

class Printer {
 public:
  Printer(const Project& project, MaskText mask) : project_(project), mask_(mask) {}

  std::string stages() {
    for (const Dockerfile& dockerfile : project_.dockerfiles) {
      line(0, dockerfile.path);
      for (const BuildUse& use : dockerfile.builds) {
        std::string text = "built by ";
        text += use.service != nullptr ? "service `" + std::string(use.service->name) + "`" : "a command";
        text += ", context " + (!use.context_known    ? "not known"
                                : use.context.empty() ? "."
                                                      : std::string(use.context));
        if (!use.target.empty()) text += ", target " + std::string(use.target);
        line(1, text + at(use.span));
      }
      for (const dockerfile::Stage* const stage : dockerfile.parsed->stages) print_stage(*stage);
    }
    return std::move(out_);
  }

  std::string model() {
    for (const Stack& stack : project_.stacks) {
      line(0, stack.name);
      line(1, "role " + std::string(discover::name(stack.role)) + ": " + stack.role_reason);
      if (stack.entry.valid()) line(1, "started" + at(stack.entry));
      if (!stack.model->loaded) line(1, "does not load");
      for (const Service* const service : stack.services) print_service(*service);
    }
    return std::move(out_);
  }

  std::string graph() {
    for (const Stack& stack : project_.stacks) {
      line(0, stack.name);
      for (const File* const file : stack.files) line(1, "file " + std::string(file->path));
      for (const Service* const service : stack.services) {
        if (!service->active) continue;
        line(1, "service " + std::string(service->name));
        print_edges(*service);
      }
    }
    return std::move(out_);
  }

 private:
  void line(int depth, std::string_view text) {
    out_.append(static_cast<std::size_t>(depth) * 2, ' ');
    out_ += text;
    out_ += '\n';
  }

  /// " (path:line)", or nothing when no file gave it.
  std::string at(Span span) const {
    if (!span.valid()) return {};
    const Source& source = project_.sources[span.file];
    return " (" + std::string(source.path()) + ":" + std::to_string(source.place(span.begin).line) + ")";
  }

  static std::string_view provenance(Provenance from) {
    switch (from) {
      case Provenance::none:
        return "not known";
      case Provenance::compose:
        return "Compose";
      case Provenance::dockerfile:
        return "Dockerfile";
      case Provenance::base_image:
        return "base image";
      case Provenance::default_value:
        return "default";
    }
    return "";
  }

  static std::string joined(const std::vector<std::string_view>& words) {
    std::string text;
    for (const std::string_view word : words) {
      if (!text.empty()) text += ' ';
      for (const char c : word) {
        if (text.size() > 160) return text + " ...";
        text += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
      }
    }
    return text;
  }

  void command(int depth, std::string_view what, const CommandInForce& given) {
    if (!given) return;
    // Options may carry passwords.
    line(depth, std::string(what) + " " + mask_(joined(given.words)) + ", " + std::string(provenance(given.from)) +
                    at(given.span));
  }

  void print_stage(const dockerfile::Stage& stage) {
    std::string text = "stage " + std::to_string(stage.index);
    if (!stage.name.empty()) text += " " + std::string(stage.name);
    text += " from ";
    text += stage.parent != nullptr && !stage.parent->name.empty() ? "stage " + std::string(stage.parent->name)
                                                                   : std::string(stage.base);
    if (!stage.base_known) text += " (not known)";
    if (!stage.reachable) text += ", not needed by the last stage";
    line(1, text + (stage.from != nullptr ? at(stage.from->keyword_span) : std::string()));
    if (!stage.user.value.empty()) line(2, "user " + std::string(stage.user.value) + at(stage.user.span));
    if (!stage.workdir.value.empty()) line(2, "folder " + std::string(stage.workdir.value) + at(stage.workdir.span));
    for (const dockerfile::Word& word : stage.exposed) line(2, "port " + std::string(word.text) + at(word.span));
    for (const dockerfile::Word& word : stage.volumes) line(2, "volume " + std::string(word.text) + at(word.span));
    if (stage.entrypoint != nullptr) line(2, "entrypoint" + at(stage.entrypoint->span));
    if (stage.cmd != nullptr) line(2, "command" + at(stage.cmd->span));
    if (stage.healthcheck != nullptr) line(2, "probe" + at(stage.healthcheck->span));
    for (const dockerfile::Stage* const other : stage.copies_from)
      line(2, "copies from stage " + (other->name.empty() ? std::to_string(other->index) : std::string(other->name)));
  }

  void print_service(const Service& service) {
    line(1,
         "service " + std::string(service.name) + (service.active ? "" : " (left out by profiles)") + at(service.span));
    if (service.dockerfile != nullptr) {
      std::string text = (service.definition->build || service.standalone ? "builds " : "built from ") +
                         std::string(service.dockerfile->path);
      if (service.stage != nullptr && !service.stage->name.empty())
        text += ", stage " + std::string(service.stage->name);
      line(2, text);
    } else if (service.builds) {
      line(2, "builds a Dockerfile that is not there");
    }
    if (!service.image_reference.repository.empty()) {
      std::string text = service.builds ? "on " : "image ";
      if (!service.image_reference.registry.empty()) text += std::string(service.image_reference.registry) + "/";
      text += service.image_reference.repository;
      if (!service.image_reference.tag.empty()) text += ":" + std::string(service.image_reference.tag);
      if (service.image != nullptr) text += " (" + std::string(service.image->title) + ")";
      line(2, text);
    }
    const std::optional<bool> root = service.runs_as_root();
    line(2, "user " + (service.user ? std::string(service.user.value) : std::string("not known")) +
                (root.has_value() ? *root ? ", root" : ", not root" : "") +
                (service.drops_root ? ", switches by itself" : "") + ", " + std::string(provenance(service.user.from)) +
                at(service.user.span));
    line(2, "folder " + std::string(service.working_dir.value) + ", " +
                std::string(provenance(service.working_dir.from)) + at(service.working_dir.span));
    command(2, "entrypoint", service.entrypoint);
    command(2, "command", service.command);
    if (service.entrypoint_script != nullptr) {
      line(2, "started by script " + std::string(service.entrypoint_script->path));
    } else if (service.startup != nullptr) {
      line(2, "started by a script that the Dockerfile writes" + at(service.startup->span));
    }
    if (service.probe.disabled) {
      line(2, "probe turned off" + at(service.probe.span));
    } else if (service.probe.from == Provenance::base_image) {
      line(2, "probe of the base image");
    } else {
      command(2, "probe", service.probe.command);
    }
    for (const ContainerPort& port : service.ports)
      line(2, "listens on " + std::to_string(port.port) + "/" + std::string(port.protocol) +
                  (port.purpose.empty() ? "" : " " + std::string(port.purpose)) + ", " +
                  std::string(provenance(port.from)) + at(port.span));
    for (const std::string_view path : service.data_paths) line(2, "state in " + std::string(path));
  }

  void print_edges(const Service& service) {
    const compose::Service& definition = *service.definition;
    if (service.dockerfile != nullptr) line(2, "-> Dockerfile " + std::string(service.dockerfile->path));
    if (!service.definition->build && definition.image) line(2, "-> image " + std::string(definition.image.value));
    for (const compose::Dependency& dependency : definition.depends_on) {
      std::string text = "-> service " + std::string(dependency.service);
      if (dependency.condition == compose::Condition::service_healthy) text += " when healthy";
      if (dependency.condition == compose::Condition::service_completed_successfully) text += " when it has ended";
      line(2, text + at(dependency.span()));
    }
    for (const compose::NetworkAttachment& network : definition.networks)
      line(2, "-> network " + std::string(network.name));
    for (const compose::Mount& mount : definition.mounts) {
      const std::string_view source = mount.type == compose::MountType::bind ? mount.host_path : mount.source_text;
      std::string text = mount.type == compose::MountType::bind    ? "-> path "
                         : mount.type == compose::MountType::tmpfs ? "-> memory "
                                                                   : "-> volume ";
      text += source.empty() ? "" : std::string(source) + " ";
      line(2, text + "at " + std::string(mount.target) + (mount.read_only ? " read-only" : ""));
    }
    for (const compose::Port& port : definition.ports)
      line(2, "-> host port " + (port.host_ip.empty() ? "" : std::string(port.host_ip) + ":") +
                  (port.published.empty() ? "any" : std::string(port.published)) + " to " + std::string(port.target));
    for (const compose::SecretGrant& secret : definition.secrets) line(2, "-> secret " + std::string(secret.name));
    for (const compose::EnvFile& file : definition.env_files) line(2, "-> env file " + std::string(file.path));
  }

  const Project& project_;
  MaskText mask_;
  std::string out_;
};

}  // namespace

std::string print_stages(const Project& project) { return Printer(project, nullptr).stages(); }
std::string print_model(const Project& project, MaskText mask) { return Printer(project, mask).model(); }
std::string print_graph(const Project& project) { return Printer(project, nullptr).graph(); }

}  // namespace seaworthy::project
