#include <algorithm>
#include <string>

#include "knowledge/configuration_settings.h"
#include "knowledge/program_limits.h"
#include "project/container_files.h"
#include "project/git_ignore.h"
#include "project/model.h"
#include "rules/lib/made_files.h"
#include "rules/lib/service_files.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::configuration_path_not_in_container {

/// The file that an option of the command names, and the option; "" for another word.
static std::string_view file_of(const std::vector<std::string_view>& words, std::size_t at, std::string_view& option) {
  for (const std::string_view name : {"config.file", "config", "config-file", "configfile", "configFile"}) {
    std::string_view word = words[at];
    if (!word.starts_with('-')) return {};
    word.remove_prefix(word.starts_with("--") ? 2 : 1);
    if (!word.starts_with(name)) continue;
    option = name;
    word.remove_prefix(name.size());
    if (word.starts_with('=')) return word.substr(1);
    if (word.empty() && at + 1 < words.size()) return words[at + 1];
  }
  return {};
}

/// The path that the image's own command gives the option; "" when it gives none.
static std::string_view default_of(const knowledge::Image& image, std::string_view option) {
  for (const std::span<const std::string_view> part : {image.entrypoint, image.command}) {
    const std::vector<std::string_view> words(part.begin(), part.end());
    for (std::size_t at = 0; at < words.size(); ++at) {
      std::string_view own;
      if (const std::string_view path = file_of(words, at, own); !path.empty() && own == option) return path;
    }
  }
  return {};
}

/// `redis-server /etc/redis.conf` without such a file, which the image does not bring.
static void check_operand(const project::Service& service, std::string_view program, Report& report) {
  const std::span<const std::string_view> words = service.definition->command.words;
  // A sentinel is the same program under another name.
  const bool is_program =
      !words.empty() && (base_name(words[0]) == program || (base_name(words[0]).ends_with("-sentinel") &&
                                                            before(base_name(words[0]), '-') == before(program, '-')));
  if (words.size() < 2 || !is_program || !words[1].starts_with('/') || contains(words[1], "$")) return;
  if (project::mount_over(service, words[1]) != nullptr || !service.definition->configs.empty() ||
      !service.definition->secrets.empty())
    return;
  const std::span<const Span> spans = service.definition->command.word_spans;
  report.at(spans.size() > 1 && spans[1].valid() ? spans[1] : service.definition->command.span(),
            "`{}` reads `{}`, where nothing is mounted and its image has no file", service.name, words[1]);
}

/// A folder of the repository that covers the image's own and lacks the file, or is not there itself.
static void check_folder(const project::Service& service, std::string_view path, Report& report) {
  const compose::Mount* const mount = project::mount_over(service, path);
  if (mount == nullptr || mount->type != compose::MountType::bind || !mount->inside_root || mount->target == path)
    return;
  const project::PathState folder = report.project().path_state(mount->host_path);
  const bool is_missing = folder == project::PathState::missing && is_settled(mount->source) &&
                          !mount->host_path.empty() && (!mount->long_syntax || mount->create_host_path) &&
                          written_from_root(report.project(), *mount).empty();
  if (!is_missing &&
      (folder != project::PathState::directory ||
       project::container_file(report.project(), service, path).state != project::ContainerFile::State::absent))
    return;
  // What is made on the spot, or from a template beside it, is no fault of the repository.
  const std::string source = std::string(mount->host_path) + std::string(path.substr(mount->target.size()));
  const bool has_template = std::ranges::any_of(report.project().tree, [&](const project::Project::TreePath& entry) {
    return entry.path.starts_with(source + ".") || entry.path.starts_with(source + "-");
  });
  if (has_template || project::ignored_if_made(report.project(), source).valid() ||
      steps_on_file(report.project(), source).made.valid())
    return;
  if (is_missing)
    report.at(mount->span(), "`{}` reads `{}`, which this mount covers, and `{}` is not in the repository",
              service.name, path, mount->host_path);
  else
    report.at(mount->span(), "`{}` reads `{}`, which this mount covers, and the folder `{}` has no such file",
              service.name, path, mount->host_path);
}

/// The file that an option of the image's own names: `-c /etc/nats.conf`. Its places are rows of knowledge/.
static void check_option(const project::Service& service, const knowledge::SettingsFile& row, Report& report) {
  const compose::Command& given = service.definition->command;
  for (std::size_t at = 0; at < given.words.size(); ++at)
    for (const std::string_view option : row.options) {
      if (option.empty() || option.starts_with("--") || !option.starts_with('-')) continue;
      std::string_view path;
      std::size_t where = at;
      if (given.words[at] == option && at + 1 < given.words.size())
        path = given.words[where = at + 1];
      else if (given.words[at].starts_with(option) && given.words[at].substr(option.size()).starts_with('='))
        path = given.words[at].substr(option.size() + 1);
      if (!path.starts_with('/') || contains(path, "$") || std::ranges::find(row.at, path) != row.at.end()) continue;
      if (project::mount_over(service, path) != nullptr) {
        check_folder(service, path, report);
        continue;
      }
      if (!service.definition->configs.empty() || !service.definition->secrets.empty()) continue;
      const Span place =
          where < given.word_spans.size() && given.word_spans[where].valid() ? given.word_spans[where] : given.span();
      report.at(place, "`{}` reads `{}`, where nothing is mounted and its image has no file", service.name, path);
    }
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.builds || service.command.script != nullptr ||
      service.entrypoint.from == project::Provenance::compose || !service.stack->partial.empty())
    return report.skip();
  if (const auto* const place = knowledge::configuration_place(service.image->name); place != nullptr) {
    if (!place->operand_of.empty()) check_operand(service, place->operand_of, report);
    if (!place->path.empty() && service.command.from != project::Provenance::compose)
      check_folder(service, place->path, report);
  }
  if (service.command.from != project::Provenance::compose) return;
  for (const knowledge::SettingsFile& row : knowledge::settings_files())
    if (row.image == service.image->name && default_of(*service.image, "config.file").empty())
      check_option(service, row, report);
  const compose::Command& given = service.definition->command;
  const std::vector<std::string_view> words(given.words.begin(), given.words.end());
  bool asks = false;
  for (std::size_t at = 0; at < words.size(); ++at) {
    std::string_view option;
    const std::string_view path = file_of(words, at, option);
    if (!path.starts_with('/') || contains(path, "$")) continue;
    const std::string_view usual = default_of(*service.image, option);
    if (usual.empty()) continue;
    asks = true;
    if (project::mount_over(service, path) != nullptr) {
      check_folder(service, path, report);
      continue;
    }
    if (path == usual) continue;
    const auto is_there = [&](const compose::SecretGrant& grant) { return grant.target == path || grant.name == path; };
    if (std::ranges::any_of(service.definition->configs, is_there) ||
        std::ranges::any_of(service.definition->secrets, is_there) || path.starts_with("/run/secrets/"))
      continue;
    const Span place =
        at < given.word_spans.size() && given.word_spans[at].valid() ? given.word_spans[at] : given.span();
    Builder finding = report.at(place, "`{}` reads `{}`, where nothing is mounted; its image has `{}` only",
                                service.name, path, usual);
    for (const compose::Mount& mount : service.definition->mounts)
      if (contains(mount.target, ".y") || contains(mount.target, "conf"))
        return void(finding.note(mount.span(), "This is mounted at `{}`", mount.target));
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4484",
    .summary = "Configuration file that is not where the command says",
    .why = "The program ends at once: it cannot open the file that its option names.",
    .remedy = "Mount the file at the path that the command names, or name the path where it is mounted.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::configuration_path_not_in_container
