#include <algorithm>
#include <string_view>

#include "project/model.h"
#include "rules/lib/image_names.h"
#include "rules/rule.h"

namespace seaworthy::rules::registry_login_not_handed_on {

/// The registry of an image; "" stands for Docker Hub.
static std::string_view registry_of(std::string_view image) {
  const std::string_view first = before(image, '/');
  return first.size() < image.size() && (contains(first, ".") || contains(first, ":") || first == "localhost")
             ? first
             : std::string_view();
}

/// The body of commands around one.
static const shell::Script* body_of(const project::ComposeCommand& command) {
  const auto holds = [&](const shell::Script* script) {
    return script != nullptr && std::ranges::find(script->commands, command.node) != script->commands.end();
  };
  if (holds(command.file->script)) return command.file->script;
  for (const shell::Script* const script : command.file->embedded)
    if (holds(script)) return script;
  return nullptr;
}

/// The last login in front of a deployment, and whether pushes of the same body may be all that it is for.
struct Login {
  const shell::Node* node = nullptr;
  bool pushes = false;
};

static Login login_before(const shell::Script& body, Span deployment) {
  Login login;
  for (const shell::Node* const node : body.commands) {
    if (node->kind != shell::NodeKind::simple || node->words.empty()) continue;
    const shell::Invocation command = shell::invocation(*node);
    if (command.program != "docker") continue;
    login.pushes |= std::ranges::any_of(command.arguments,
                                        [](const shell::Word& word) { return is_one_of("push --push", word.text); });
    if (command.verb() == "login" && node->span.begin < deployment.begin) login.node = node;
  }
  return login;
}

/// Whether a deployment has the option, or a variable of options in which it may be.
static bool hands_login_on(const shell::Node& deployment) {
  return std::ranges::any_of(deployment.words, [](const shell::Word& word) {
    if (contains(word.raw, "with-registry-auth")) return true;
    return contains(word.raw, "$") && (contains(word.raw, "[@]") || contains(word.raw, "OPT") ||
                                       contains(word.raw, "ARG") || contains(word.raw, "FLAG"));
  });
}

static std::string_view registry_of_login(const shell::Node& login) {
  const std::vector<const shell::Word*> operands =
      shell::invocation(login).operands({"-u", "--username", "-p", "--password"});
  return operands.size() > 1 ? operands[1]->text : std::string_view();
}

static void check(const project::Project& project, Report& report) {
  bool any = false;
  for (const project::ComposeCommand& command : project.compose_commands) {
    if (command.verb != "deploy" || command.node == nullptr || command.stack < 0) continue;
    const shell::Script* const body = body_of(command);
    const Login login = body != nullptr ? login_before(*body, command.span) : Login();
    if (login.node == nullptr) continue;
    any = true;
    if (hands_login_on(*command.node)) continue;
    std::string_view registry = before(registry_of_login(*login.node), '/');
    if (is_one_of("docker.io index.docker.io registry.hub.docker.com", registry)) registry = {};
    // Of these everybody may pull what is public.
    if (login.pushes && (!is_known_name(registry) || is_one_of("ghcr.io quay.io public.ecr.aws", registry))) continue;
    const project::Stack& stack = project.stacks[static_cast<std::size_t>(command.stack)];
    const auto service = std::ranges::find_if(stack.services, [&](const project::Service* each) {
      const std::string_view image = each->definition->image.value;
      if (!each->active || image.empty() || (each->image != nullptr && !each->builds)) return false;
      return contains(image, "/") && (!is_known_name(registry) || registry_of(image) == registry);
    });
    if (service == stack.services.end()) continue;
    Builder finding =
        report.at(command.span,
                  "Without `--with-registry-auth` the login stays on this node, and no task may pull the image of `{}`",
                  (*service)->name);
    if (login.pushes) finding.confidence(Confidence::possible);
    finding.note(login.node->span, "This logs in")
        .note((*service)->definition->image.span(), "This is the image")
        .reaches(stack);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4388",
    .summary = "Swarm deployment that keeps the login of its registry to itself",
    .why =
        "The nodes that run the tasks pull the images, and they get the login of whoever deploys only with "
        "`--with-registry-auth`. Without it the tasks of a private image are rejected with `No such image`, at the "
        "latest when they move to another node.",
    .remedy = "Deploy with `docker stack deploy --with-registry-auth`.",
    .references = "https://docs.docker.com/reference/cli/docker/stack/deploy/#with-registry-auth",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "hands the login of its registry to the nodes of the swarm",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::registry_login_not_handed_on
