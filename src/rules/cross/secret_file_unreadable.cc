#include <algorithm>
#include <optional>
#include <string>

#include "project/answers.h"
#include "project/model.h"
#include "rules/lib/made_files.h"
#include "rules/lib/vocabulary.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::secret_file_unreadable {

/// The number of the user that reads the secret; nothing when it is root or not known.
static std::optional<std::string_view> reader(const project::Service& service) {
  if (service.runs_as_root().value_or(true)) return std::nullopt;
  const std::string_view user = before(service.user.value, ':');
  if (is_number(user)) return user;
  // An account of the base whose number its row gives.
  if (service.image != nullptr && !service.builds)
    if (const knowledge::ImageVariant* const variant = knowledge::variant(*service.image, service.image_reference.tag);
        variant != nullptr && !variant->runtime_uid.empty() && variant->runtime_uid != "0")
      return variant->runtime_uid;
  if (user == "node" && service.image != nullptr && service.image->name == "node") return "1000";
  return std::nullopt;
}

/// A script that writes the file among others through a function, and takes everything from group and others:
/// `create_secret db_password ...` with `chmod 600 "$file"`. Where the mode is set; invalid for none.
static Span closed_by_generator(const project::Project& project, const project::TextAsked& secret) {
  const std::string_view name = base_name(secret.text);
  const std::string_view folder = std::string_view(secret.text).substr(0, secret.text.size() - name.size());
  if (folder.size() < 2) return {};
  for (const project::File& file : project.files) {
    if (file.script == nullptr || !file.has_content) continue;
    const std::string_view text = project.sources[file.source].text();
    // A script that goes into its own folder first writes the rest of the path.
    const std::string_view inner = base_name(folder.substr(0, folder.size() - 1));
    if (!contains(text, inner) || contains(text, "chown")) continue;
    // `for name in db_password ...; do ... > "secrets/$name.txt"` has name and ending apart.
    const std::string_view stem = before(name, '.');
    bool is_named = contains(text, "for ") && has_word(text, stem) && contains(text, name.substr(stem.size()));
    const shell::Node* closing = nullptr;
    for (const shell::Node* const node : file.script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      for (const shell::Word& word : command.arguments) is_named = is_named || word.text == name;
      if (command.program != "chmod" || command.arguments.size() != 2) continue;
      const std::string_view mode = command.arguments[0].text;
      // A file by a variable; a folder gets the right to be entered.
      if (is_one_of("600 400 0600 0400 go-rwx", mode) && !command.arguments[1].literal) closing = node;
      const shell::Word& target = command.arguments[1];
      if (target.literal && base_name(target.text) == inner) continue;
      if (is_number(mode) && opens_to_others(mode)) return {};
    }
    if (is_named && closing != nullptr) return closing->span;
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  if (service.definition->secrets.empty() || service.stack->model == nullptr) return report.skip();
  // Switching to another user happens after the entrypoint, as root, has read it.
  if (service.drops_root) return report.skip();
  const std::optional<std::string_view> uid = reader(service);
  if (!uid.has_value()) return report.skip();
  for (const compose::SecretGrant& grant : service.definition->secrets)
    for (const compose::Secret& secret : service.stack->model->secrets) {
      if (secret.name != grant.name || !secret.file || !secret.inside_root) continue;
      // Whoever sets a host up is root or its first user, and seldom another one.
      const Span closed =
          *uid == "1000" ? Span{}
                         : project::answer<closed_by_generator>(report.project(), project::TextAsked(secret.resolved));
      if (closed.valid()) {
        report
            .at(grant.source != nullptr ? grant.source->span() : service.span,
                "`{}` runs as user {}, who cannot read the secret `{}`: its file is for the user alone who made it",
                service.name, *uid, grant.name)
            .note(closed, "The mode is set here; give the files to {} as well", *uid);
        return;
      }
      const FileSteps steps = steps_on_file(report.project(), secret.resolved);
      if (!steps.mode_span.valid() || steps.mode.size() < 3 || !is_number(steps.mode) || opens_to_others(steps.mode))
        continue;
      const std::string_view owner = before(steps.owner, ':');
      const bool by_root = owner == "root" || owner == "0";
      if (!by_root) continue;
      report
          .at(grant.source != nullptr ? grant.source->span() : service.span,
              "`{}` runs as user {}, who cannot read the secret `{}`: its file belongs to root with mode {}",
              service.name, *uid, grant.name, steps.mode)
          .note(steps.mode_span, "The mode is set here")
          .note(steps.owner_span, "It is given to root here; give it to {}", *uid);
      return;
    }
}

extern const Rule rule = {
    .code = "SW4487",
    .summary = "Secret file that the container's user cannot read",
    .why =
        "Compose mounts the file of a secret with the owner and mode that it has on the host: a program without root "
        "gets `permission denied`.",
    .remedy = "Give the file to the number of the container's user, or let its group read it.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::secret_file_unreadable
