#include "rules/lib/state.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "knowledge/program_settings.h"
#include "project/container_files.h"
#include "project/upstreams.h"
#include "rules/lib/backups.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules {
namespace {

bool is_memory_volume(const compose::Volume& volume) {
  for (const compose::Member& option : volume.driver_options)
    if (option.key == "type" && option.value->text == "tmpfs") return true;
  return false;
}

/// Whether a cache is told to write what it holds to disk.
bool writes_to_disk(const project::Service& service) {
  if (const auto append = given_option(service, "--appendonly"); append.has_value() && append->value == "yes")
    return true;
  const auto save = given_option(service, "--save");
  return save.has_value() && !save->value.empty();
}

/// Whether a script starts the program or hands it to an entrypoint.
bool runs_program(const shell::Script& script, std::string_view program) {
  return std::ranges::any_of(script.commands, [&](const shell::Node* node) {
    if (node->words.empty()) return false;
    const std::string_view started = base_name(shell::invocation(*node).program);
    return contains(started, "docker-entrypoint") || contains(started, program) ||
           std::ranges::any_of(node->words, [&](const shell::Word& word) {
             return contains(word.text, "docker-entrypoint") || base_name(word.text) == program;
           });
  });
}

std::optional<GivenSetting> option_in(std::span<const std::string_view> words, std::span<const Span> spans, Span whole,
                                      std::string_view name) {
  std::optional<GivenSetting> found;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (!word.starts_with(name)) continue;
    const std::string_view rest = word.substr(name.size());
    const std::size_t place = rest.empty() ? at + 1 : at;
    if (rest.empty() ? at + 1 >= words.size() : rest.front() != '=') continue;
    const Span span = place < spans.size() && spans[place].valid() ? spans[place] : whole;
    found = GivenSetting{rest.empty() ? words[at + 1] : rest.substr(1), span};
  }
  return found;
}

/// Whether the program is given a word, in a command of the image, of the Compose file or of a shell.
bool has_command_word(const project::Service& service, std::string_view word) {
  if (std::ranges::find(service.command.words, word) != service.command.words.end()) return true;
  return service.command.script != nullptr &&
         std::ranges::any_of(service.command.script->commands, [&](const shell::Node* node) {
           return std::ranges::any_of(node->words, [&](const shell::Word& each) { return each.text == word; });
         });
}

/// Whether the program is started in a mode that writes nothing to disk, as `-dev` of Vault and Consul is.
bool runs_in_memory(const project::Service& service) {
  return service.image != nullptr && std::ranges::any_of(service.image->hazards, [&](const knowledge::Hazard& hazard) {
           return hazard.in_memory && !hazard.option.empty() && has_command_word(service, hazard.option);
         });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '"')) text.remove_prefix(1);
  while (!text.empty() && is_one_of("\r \" \t", text.substr(text.size() - 1))) text.remove_suffix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

const compose::Volume* volume_of(const project::Service& service, const compose::Mount& mount) {
  if (mount.type != compose::MountType::volume || mount.source_text.empty()) return nullptr;
  for (const compose::Volume& volume : service.stack->model->volumes)
    if (volume.name == mount.source_text) return &volume;
  return nullptr;
}

StatePlace state_place(const project::Service& service, std::string_view path) {
  StatePlace place{.path = path};
  place.mount = project::mount_over(service, path);
  if (place.mount == nullptr) return place;
  switch (place.mount->type) {
    case compose::MountType::tmpfs:
      place.keeper = Keeper::memory;
      break;
    case compose::MountType::volume: {
      if (place.mount->source_text.empty()) break;
      const compose::Volume* const volume = volume_of(service, *place.mount);
      place.keeper = volume != nullptr && is_memory_volume(*volume) ? Keeper::memory : Keeper::volume;
      break;
    }
    case compose::MountType::bind:
    case compose::MountType::npipe:
    case compose::MountType::cluster:
    case compose::MountType::image:
      place.keeper = Keeper::bind;
      break;
  }
  return place;
}

std::vector<StatePlace> state_places(const project::Service& service) {
  std::vector<StatePlace> places;
  for (const std::string_view path : service.data_paths) places.push_back(state_place(service, path));
  return places;
}

bool runs_image_program(const project::Service& service) {
  if (service.image == nullptr) return false;
  const bool own_entrypoint = service.entrypoint.from == project::Provenance::compose ||
                              service.entrypoint.from == project::Provenance::dockerfile;
  const bool own_command =
      service.command.from == project::Provenance::compose || service.command.from == project::Provenance::dockerfile;
  if (!own_entrypoint && !own_command) return true;
  // `server /data`, in front of which the entrypoint puts the program.
  const std::string_view verb = knowledge::data_option(service.image->name);
  if (!own_entrypoint && !verb.empty() && !verb.starts_with('-') && !service.command.words.empty() &&
      service.command.words.front() == verb)
    return true;
  const std::string_view program = !service.image->program.empty()   ? service.image->program
                                   : !service.image->command.empty() ? base_name(service.image->command.front())
                                                                     : std::string_view();
  if (!own_entrypoint && !service.command.words.empty() && service.command.words.front().starts_with('-')) return true;
  // Images whose program is in their entrypoint take any words as its arguments.
  if (!own_entrypoint && service.image->command.empty() && !service.image->entrypoint.empty() &&
      !is_one_of("docker-entrypoint.sh entrypoint.sh", base_name(service.image->entrypoint.front())))
    return true;
  if (program.empty()) return !own_entrypoint;
  for (const project::CommandInForce* const part : {&service.entrypoint, &service.command}) {
    if (part->from == project::Provenance::base_image) continue;
    // Of a text for a shell the programs count: clients name the server as well.
    if (part->script != nullptr && runs_program(*part->script, program)) return true;
    if (part->script != nullptr) continue;
    for (const std::string_view word : part->words)
      if ((contains(word, program) && !is_backup_name(base_name(word))) || contains(word, "docker-entrypoint"))
        return true;
  }
  return false;
}

/// Whether the settings that move the state of an image to another server are all there.
static bool is_kept_by_another(const project::Service& service) {
  if (service.image == nullptr || service.image->state_elsewhere.empty()) return false;
  for (std::string_view rest = service.image->state_elsewhere; !rest.empty();) {
    const std::string_view wanted = before(rest, ' ');
    rest.remove_prefix(std::min(rest.size(), wanted.size() + 1));
    const std::string_view name = before(wanted, '=');
    const compose::EnvironmentEntry* const entry = service.definition->variable(name);
    if (entry == nullptr) return false;
    bool holds = name.size() == wanted.size();
    for (std::string_view values = wanted.substr(std::min(wanted.size(), name.size() + 1)); !values.empty();) {
      const std::string_view value = before(values, '|');
      values.remove_prefix(std::min(values.size(), value.size() + 1));
      holds = holds || (entry->value.has_value() && *entry->value == value);
    }
    if (!holds) return false;
  }
  return true;
}

bool keeps_state(const project::Service& service) {
  using Kind = knowledge::ImageKind;
  if (is_kept_by_another(service)) return false;
  if (service.data_paths.empty() || !runs_image_program(service)) return false;
  if (runs_in_memory(service)) return false;
  switch (service.kind) {
    case Kind::cache:
      return writes_to_disk(service);
    case Kind::proxy:
      // Those that get certificates keep them with their data.
      return std::ranges::any_of(service.definition->ports,
                                 [](const compose::Port& port) { return port.target == "443"; });
    case Kind::ci_runner:
      // A server keeps jobs and histories; a runner fetches what it needs.
      return !service.image->ports.empty();
    case Kind::logging:
    case Kind::language:
    case Kind::distribution:
    case Kind::socket_proxy:
      return false;
    default:
      return true;
  }
}

bool is_short_lived(const project::Stack& stack) {
  return stack.role == project::Role::test || stack.role == project::Role::ci || stack.role == project::Role::example;
}

std::optional<GivenSetting> given_option(const project::Service& service, std::string_view name) {
  const project::CommandInForce& command = service.command;
  if (command.script != nullptr) {
    std::optional<GivenSetting> found;
    for (const shell::Node* const node : command.script->commands) {
      std::vector<std::string_view> words;
      std::vector<Span> spans;
      for (const shell::Word& word : node->words) {
        words.push_back(word.text);
        spans.push_back(word.span);
      }
      if (auto here = option_in(words, spans, node->span, name); here.has_value()) found = here;
    }
    return found;
  }
  const compose::Command& given = service.definition->command;
  const bool from_compose = command.from == project::Provenance::compose && given.words.size() == command.words.size();
  return option_in(command.words, from_compose ? given.word_spans : std::span<const Span>(), command.span, name);
}

std::optional<GivenSetting> configured(const project::Project& project, const project::Service& service,
                                       std::string_view name) {
  for (const project::File* const file : project::configuration_files(project, service)) {
    if (!file->has_content || file->yaml != nullptr || file->script != nullptr) continue;
    const std::string_view text = project.sources[file->source].text();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      std::string_view line = text.substr(begin, end - begin);
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
      if (line.starts_with(name) && line.size() > name.size() &&
          (line[name.size()] == ' ' || line[name.size()] == '\t'))
        return GivenSetting{trimmed(line.substr(name.size())),
                            {file->source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}};
      begin = end + 1;
    }
  }
  return std::nullopt;
}

std::optional<std::int64_t> size_in_bytes(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0 || number > 1e15) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  if (unit.empty()) return static_cast<std::int64_t>(number);
  const std::string_view rest = unit.substr(1);
  if (!rest.empty() && !equal_ignoring_case(rest, "b") && !equal_ignoring_case(rest, "ib")) return std::nullopt;
  double factor = 0;
  switch (lower(unit.front())) {
    case 'b':
      factor = 1;
      break;
    case 'k':
      factor = 1024.0;
      break;
    case 'm':
      factor = 1024.0 * 1024;
      break;
    case 'g':
      factor = 1024.0 * 1024 * 1024;
      break;
    case 't':
      factor = 1024.0 * 1024 * 1024 * 1024;
      break;
    default:
      return std::nullopt;
  }
  const double bytes = number * factor;
  if (bytes > 9e18) return std::nullopt;
  return static_cast<std::int64_t>(bytes);
}

std::string readable_size(std::int64_t bytes) {
  constexpr std::array units = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto number = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (number >= 1024 && unit + 1 < units.size()) {
    number /= 1024;
    ++unit;
  }
  const auto tenths = static_cast<std::int64_t>(number * 10 + 0.5);
  std::string text = std::to_string(tenths / 10);
  if (tenths % 10 != 0) text += '.' + std::to_string(tenths % 10);
  return text + ' ' + units[unit];
}

}  // namespace seaworthy::rules
