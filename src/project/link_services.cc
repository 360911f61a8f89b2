#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <unordered_set>

#include "base/ascii.h"
#include "base/parallel.h"
#include "compose/load.h"
#include "compose/scalars.h"
#include "compose/settled.h"
#include "dockerfile/expand.h"
#include "knowledge/program_settings.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/copy_sources.h"
#include "project/image_files.h"
#include "project/linking.h"
#include "project/names.h"
#include "project/paths.h"
#include "project/stage_names.h"
#include "project/text_of.h"
#include "project/tools.h"
#include "project/user_switch.h"
#include "shell/command.h"
#include "shell/parse.h"

namespace seaworthy::project {
namespace {

using dockerfile::Instruction;
using dockerfile::Stage;
using knowledge::ImageKind;

/// The option behind which a shell is given its script: `-c`, also among others, as in `bash -lc` and `sh -exc`. One
/// with `o` takes a word in between.
bool takes_script(std::string_view option) {
  return option.size() > 1 && option.front() == '-' &&
         option.find_first_not_of("abcdefghijklmnpqrstuvwxyz", 1) == std::string_view::npos &&
         option.find('c') != std::string_view::npos;
}

/// Text of a word of a Dockerfile as a body for the shell parser.
MappedText text_of_word(const dockerfile::Word& word) {
  MappedText text;
  text.text = word.text;
  text.file = word.span.file;
  // A JSON string without escapes stands one byte behind its quote.
  text.base = word.span.begin + (word.span.size() == word.text.size() + 2 ? 1 : 0);
  return text;
}

/// The one folder of the tree whose path differs from this one in capitals alone; "" when there is none.
std::string_view folder_of_other_case(const Project& project, std::string_view path) {
  std::string_view at;
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), name.size() + 1));
    std::string_view found;
    for (const std::string_view child : project.children(at)) {
      const Project::TreePath* const entry = project.entry(child);
      if (entry == nullptr || !entry->directory || !ascii::equal_ignoring_case(base_name(child), name)) continue;
      if (!found.empty()) return {};
      found = child;
    }
    if (found.empty()) return {};
    at = found;
  }
  return at;
}

class ServiceLinker {
 public:
  /// What is made for the service lives in `arena`.
  ServiceLinker(const Linking& linking, Arena& arena, const Stack& stack, const compose::Service& definition,
                bool active)
      : linking_(linking), arena_(arena), project_(linking.project), stack_(stack), definition_(definition) {
    service_.definition = &definition;
    service_.stack = &stack;
    service_.name = definition.name;
    service_.span = definition.name_span;
    service_.active = active;
    service_.build = &definition.build;
    service_.builds = static_cast<bool>(definition.build);
    service_.built_with_stack = service_.builds;
    if (!service_.builds) return;
    service_.built_at = definition.build.source->span();
    take_context_of_other_case();
  }

  /// Of a stage that is built by itself.
  ServiceLinker(const Linking& linking, Arena& arena, const Stack& stack, const compose::Service& definition,
                const Dockerfile& dockerfile, const Stage& stage)
      : ServiceLinker(linking, arena, stack, definition, true) {
    service_.builds = true;
    service_.standalone = true;
    service_.dockerfile = &dockerfile;
    service_.stage = &stage;
  }

  Service link() {
    if (!service_.standalone) find_stage();
    find_image();
    set_user();
    set_working_dir();
    set_commands();
    parse_split_script();
    set_probe();
    set_ports();
    set_kind();
    set_data_paths();
    find_mounted_files();
    follow_entrypoint();
    return std::move(service_);
  }

 private:
  /// A context that is there only in other capitals: systems that do not tell them apart build it, and what follows is
  /// as true of it once the name is put right.
  void take_context_of_other_case() {
    const compose::Build& written = definition_.build;
    if (!written.local || !written.inside_root || project_.path_state(written.directory) != PathState::missing) return;
    const std::string_view folder = folder_of_other_case(project_, written.directory);
    if (folder.empty()) return;
    auto* const meant = arena_.make<compose::Build>(written);
    meant->directory = folder;
    service_.build = meant;
  }

  void find_stage() {
    if (!service_.builds) take_named_build();
    if (!service_.builds) return;
    const compose::Build& build = *service_.build;
    if (service_.dockerfile != nullptr) {
      // A command has told it.
    } else if (build.dockerfile_inline) {
      const auto found = linking_.inline_dockerfiles.find(build.dockerfile_inline.span());
      if (found != linking_.inline_dockerfiles.end()) service_.dockerfile = &project_.dockerfiles[found->second];
    } else if (const std::optional<std::string> path = dockerfile_path(build, project_); path.has_value()) {
      if (const File* const file = project_.file(*path); file != nullptr) service_.dockerfile = file->dockerfile;
    }
    if (service_.dockerfile == nullptr) return;
    const dockerfile::File& parsed = *service_.dockerfile->parsed;
    service_.stage = build.target.value.empty() ? parsed.last_stage() : parsed.stage(build.target.value);
  }

  /// An image that some build of the repository makes under this name.
  void take_named_build() {
    const NamedBuild* const named = linking_.named_builds.find(definition_.image, stack_, project_);
    if (named == nullptr) return;
    service_.builds = true;
    service_.built_with_stack = named->stack == &stack_;
    service_.build = named->build;
    service_.built_at = named->presumed ? definition_.image.span() : named->span;
    service_.presumed = named->presumed;
    service_.dockerfile = named->dockerfile;
  }

  /// The base at the root of what is built, with what the build gives the arguments in it; "" when it is not known.
  std::string_view base_of_build() {
    const Stage& root = service_.stage->root();
    const std::string_view by_default = root.base_known ? root.base : std::string_view();
    if (service_.build->arguments.empty() || root.from == nullptr || root.from->arguments.empty() ||
        root.from->arguments.front().literal || service_.dockerfile == nullptr)
      return by_default;
    std::vector<std::pair<std::string_view, std::string_view>> values;
    for (const Instruction* const argument : service_.dockerfile->parsed->global_args)
      for (const dockerfile::Pair& pair : argument->pairs) {
        if (pair.has_value && pair.value.literal) values.emplace_back(pair.key.text, pair.value.text);
        for (const compose::BuildArgument& given : service_.build->arguments)
          if (given.name == pair.key.text && given.value.has_value() && compose::is_settled(given.source))
            values.emplace_back(given.name, *given.value);
      }
    const dockerfile::Expansion base =
        dockerfile::expand(root.from->arguments.front().text, dockerfile::ListedEnvironment(std::move(values)));
    const bool known = base.ok() && std::ranges::all_of(base.references, [](const dockerfile::Reference& reference) {
                         return reference.set || reference.has_fallback;
                       });
    return known ? arena_.copy(base.text) : by_default;
  }

  /// A tag that whoever deploys fills in is no version: it stays the variable that it is.
  void leave_open_tag() {
    if (definition_.image.source == nullptr || definition_.image.source->origin == nullptr) return;
    for (const compose::Interpolation& part : definition_.image.source->origin->interpolations)
      if (part.source == compose::VariableSource::env_template && part.result == compose::stand_in &&
          service_.image_reference.tag.find(compose::stand_in) != std::string_view::npos)
        service_.image_reference.tag = arena_.copy("$" + std::string(part.variable));
  }

  void find_image() {
    if (!service_.builds) {
      // `shop/web:${RELEASE}` of which nothing gives the tag: whoever deploys chooses one.
      std::string_view name = definition_.image.value;
      if (name.ends_with(':') && !compose::is_settled(definition_.image.source)) name.remove_suffix(1);
      service_.image_reference = knowledge::parse_reference(name);
      service_.image = knowledge::image(name);
      leave_open_tag();
    } else if (service_.stage != nullptr) {
      const std::string_view base = base_of_build();
      if (base.empty()) return;
      service_.image_reference = knowledge::parse_reference(base);
      service_.image = knowledge::image(base);
    }
  }

  /// True for an image that is only a place to run programs in, so that its own start command says nothing.
  bool is_plain_base() const {
    return service_.image == nullptr || service_.image->kind == ImageKind::language ||
           service_.image->kind == ImageKind::distribution;
  }

  const knowledge::ImageVariant* variant() const {
    return service_.image != nullptr && tells_variant(service_.image_reference)
               ? knowledge::variant(*service_.image, service_.image_reference.tag)
               : nullptr;
  }

  /// What a variable stands for that the base image sets: `$APP_UID` of the images of .NET. "" for all others.
  std::string_view value_in_base(std::string_view word) const {
    if (service_.image == nullptr || !word.starts_with('$')) return {};
    std::string_view name = word.substr(1);
    if (name.starts_with('{') && name.ends_with('}')) name = name.substr(1, name.size() - 2);
    for (const knowledge::ImageVariable& variable : service_.image->variables)
      if (variable.name == name) return variable.default_value;
    return {};
  }

  /// Whether a part of a value is what whoever deploys has to fill in, for which no template proposes anything.
  static bool is_stood_in(const compose::Value* value) {
    return value != nullptr && value->origin != nullptr &&
           std::ranges::any_of(value->origin->interpolations, [](const compose::Interpolation& part) {
             return part.source == compose::VariableSource::env_template && part.result == compose::stand_in;
           });
  }

  void set_user() {
    if (definition_.user && !definition_.user.value.empty()) {
      // An account that whoever deploys fills in is nobody's yet.
      if (is_stood_in(definition_.user.source)) return;
      // `${UID}:${GID}` of variables that nobody exports is `:`, and what is left out of an account is root's.
      const bool left_out = definition_.user.value.starts_with(':');
      service_.user = {left_out ? std::string_view("0") : std::string_view(definition_.user.value),
                       definition_.user.span(), Provenance::compose};
      return;
    }
    if (service_.stage != nullptr && service_.stage->user.span.valid()) {
      // What the base image sets is no variable of the Dockerfile, which leaves nothing of it.
      const std::string_view user = service_.stage->user.value.empty()
                                        ? value_in_base(project_.sources.text(service_.stage->user.span))
                                        : service_.stage->user.value;
      if (!user.empty()) {
        service_.user = {user, service_.stage->user.span, Provenance::dockerfile};
        return;
      }
    }
    if (service_.stage != nullptr && !service_.stage->user.value.empty()) {
      service_.user = {service_.stage->user.value, service_.stage->user.span, Provenance::dockerfile};
      return;
    }
    if (service_.builds && service_.stage == nullptr) return;
    if (service_.stage != nullptr && service_.stage->root().base == "scratch") {
      service_.user = {"root", {}, Provenance::default_value};
    } else if (service_.image != nullptr) {
      const knowledge::ImageVariant* const known_variant = variant();
      std::string_view user =
          known_variant != nullptr && !known_variant->user.empty() ? known_variant->user : service_.image->user;
      service_.user = {user.empty() ? "root" : user, {}, Provenance::base_image};
    }
  }

  void set_working_dir() {
    if (definition_.working_dir && !definition_.working_dir.value.empty()) {
      service_.working_dir = {definition_.working_dir.value, definition_.working_dir.span(), Provenance::compose};
    } else if (service_.stage != nullptr && !service_.stage->workdir.value.empty()) {
      service_.working_dir = {service_.stage->workdir.value, service_.stage->workdir.span, Provenance::dockerfile};
    } else if (service_.image != nullptr && !service_.image->working_dir.empty()) {
      service_.working_dir = {service_.image->working_dir, {}, Provenance::base_image};
    } else {
      service_.working_dir = {"/", {}, Provenance::default_value};
    }
  }

  // --- Commands ---

  CommandInForce of_instruction(const Instruction& instruction) {
    CommandInForce command;
    command.from = Provenance::dockerfile;
    command.span = instruction.span;
    if (instruction.form == dockerfile::Form::shell) {
      command.shell_form = true;
      command.script = instruction.script;
      if (instruction.stage != nullptr && !instruction.stage->shell.empty()) {
        command.words.assign(instruction.stage->shell.begin(), instruction.stage->shell.end());
      } else {
        command.words = {"/bin/sh", "-c"};
      }
      command.words.push_back(instruction.body.text);
      return command;
    }
    for (const dockerfile::Word& word : instruction.arguments) command.words.push_back(word.text);
    // HEALTHCHECK CMD ["..."] has CMD for its first argument.
    if (instruction.op == dockerfile::Op::healthcheck && !command.words.empty() && command.words.front() == "CMD")
      command.words.erase(command.words.begin());
    for (std::size_t index = 0; index + 2 < instruction.arguments.size(); ++index)
      if (shell::is_shell(instruction.arguments[index].text) && takes_script(instruction.arguments[index + 1].text))
        command.script = shell::parse(text_of_word(instruction.arguments[index + 2]),
                                      shell::dialect_of_program(instruction.arguments[index].text), arena_);
    return command;
  }

  CommandInForce of_compose(const compose::Command& given) {
    CommandInForce command;
    command.from = Provenance::compose;
    command.span = given.span();
    command.words.assign(given.words.begin(), given.words.end());
    for (std::size_t index = 0; index + 2 < command.words.size(); ++index)
      if (shell::is_shell(command.words[index]) && takes_script(command.words[index + 1])) {
        command.script = shell::parse(text_of_compose_word(given, index + 2),
                                      shell::dialect_of_program(command.words[index]), arena_);
        break;
      }
    return command;
  }

  /// A word of a command that is one string, with the way back to its bytes: both texts are walked side by side, past
  /// quotes, `$$` and what became of a reference. Without pieces where its beginning is not found.
  MappedText part_of(const MappedText& written, std::string_view word) {
    constexpr std::size_t anchor_size = 12;
    MappedText result{.text = word, .file = written.file, .pieces = {}, .base = written.base};
    const std::string_view anchor = word.substr(0, std::min(word.find_first_of("$\"\\"), anchor_size));
    std::size_t from = anchor.size() < 3 ? std::string_view::npos : written.text.find(anchor);
    if (from == std::string_view::npos) return result;
    std::vector<MappedPiece> pieces;
    for (std::size_t to = 0; to < word.size() && from < written.text.size(); ++to) {
      if (word[to] != written.text[from] || written.text.substr(from, 2) == "$$") {
        const std::string_view rest = written.text.substr(from);
        if (rest.starts_with("$$") || (rest.front() == '\\' && rest.substr(1, 1) == word.substr(to, 1))) {
          ++from;
        } else if (rest.starts_with("${") && rest.find('}') != std::string_view::npos) {
          // What stands behind the reference is found again in the word.
          const std::uint32_t place = written.source_offset(static_cast<std::uint32_t>(from));
          from += rest.find('}') + 1;
          const std::string_view behind = written.text.substr(from, 4);
          const std::size_t next = behind.empty() ? std::string_view::npos : word.find(behind, to);
          pieces.push_back({static_cast<std::uint32_t>(to), place});
          if (next == std::string_view::npos) break;
          to = next;
        } else {
          break;
        }
      }
      const auto at = static_cast<std::uint32_t>(to);
      const std::uint32_t place = written.source_offset(static_cast<std::uint32_t>(from++));
      if (pieces.empty() || pieces.back().source_offset + (at - pieces.back().text_offset) != place)
        pieces.push_back({at, place});
    }
    result.pieces = arena_.copy(pieces);
    return result;
  }

  MappedText text_of_compose_word(const compose::Command& given, std::size_t index) {
    const compose::Value& source = *given.source;
    if (given.shell_form && source.node != nullptr && source.node->resolved().is_scalar())
      if (const MappedText text = part_of(source.node->resolved().mapped(), given.words[index]); !text.pieces.empty())
        return text;
    // A list may have lost leading words (CMD of a probe), so the item is found from behind.
    if (source.type == compose::Type::sequence && source.items.size() >= given.words.size()) {
      const compose::Value& item = *source.items[source.items.size() - given.words.size() + index];
      if (item.text == given.words[index]) return text_of(item, arena_);
    }
    MappedText text;
    text.text = given.words[index];
    if (index < given.word_spans.size() && given.word_spans[index].valid()) {
      const Span span = given.word_spans[index];
      text.file = span.file;
      const std::string_view written = project_.sources.text(span);
      const std::size_t inside = written.find(text.text.substr(0, 8));
      text.base = span.begin + static_cast<std::uint32_t>(inside == std::string_view::npos ? 0 : inside);
    } else {
      text.file = given.span().file;
      text.base = given.span().begin;
    }
    return text;
  }

  /// What the engine makes of ENTRYPOINT, CMD and Compose's keys: a Compose entrypoint (also an empty one) replaces the
  /// image's; one with words clears the image's CMD; a Compose command replaces CMD.
  void set_commands() {
    const Stage* const stage = service_.stage;
    const bool replaces_entrypoint = definition_.entrypoint && !definition_.entrypoint.cleared;
    if (replaces_entrypoint) {
      service_.entrypoint = of_compose(definition_.entrypoint);
    } else if (!definition_.entrypoint) {
      if (stage != nullptr && stage->entrypoint != nullptr) {
        service_.entrypoint = of_instruction(*stage->entrypoint);
      } else if (service_.image != nullptr && (!is_plain_base() || !service_.image->entrypoint.empty())) {
        service_.entrypoint.from = Provenance::base_image;
        service_.entrypoint.words.assign(service_.image->entrypoint.begin(), service_.image->entrypoint.end());
      }
    }
    if (definition_.command && !definition_.command.cleared) {
      service_.command = of_compose(definition_.command);
    } else if (!definition_.command && !replaces_entrypoint) {
      if (stage != nullptr && stage->cmd != nullptr) {
        service_.command = of_instruction(*stage->cmd);
      } else if (service_.image != nullptr && !service_.image->command.empty() &&
                 (stage == nullptr || stage->entrypoint == nullptr)) {
        service_.command.from = Provenance::base_image;
        service_.command.words.assign(service_.image->command.begin(), service_.image->command.end());
      }
    }
  }

  /// `entrypoint: [sh]` with `command: [-c, text]`, or `entrypoint: [sh, -c]` with `command: [text]`.
  void parse_split_script() {
    CommandInForce& command = service_.command;
    const CommandInForce& entrypoint = service_.entrypoint;
    if (command.script != nullptr || entrypoint.words.empty() || command.from == Provenance::base_image) return;
    std::size_t index = 0;
    std::string_view program;
    if (shell::is_shell(entrypoint.words.back()) && command.words.size() > 1 && takes_script(command.words[0])) {
      index = 1;
      program = entrypoint.words.back();
    } else if (entrypoint.words.size() > 1 && takes_script(entrypoint.words.back()) && !command.words.empty() &&
               shell::is_shell(entrypoint.words[entrypoint.words.size() - 2])) {
      program = entrypoint.words[entrypoint.words.size() - 2];
    } else {
      return;
    }
    MappedText text;
    if (command.from == Provenance::compose) {
      text = text_of_compose_word(definition_.command, index);
    } else if (service_.stage->cmd->arguments.size() > index) {
      text = text_of_word(service_.stage->cmd->arguments[index]);
    } else {
      return;
    }
    command.script = shell::parse(text, shell::dialect_of_program(program), arena_);
  }

  void set_probe() {
    const compose::Healthcheck& given = definition_.healthcheck;
    ProbeInForce& probe = service_.probe;
    from_image(probe);
    if (!given) return;
    probe.span = given.source->span();
    if (given.disabled) {
      probe.disabled = true;
      probe.from = Provenance::compose;
      probe.span = given.source->span();
      return;
    }
    if (given.interval) probe.interval = given.interval.value;
    if (given.timeout) probe.timeout = given.timeout.value;
    if (given.start_period) probe.start_period = given.start_period.value;
    if (given.retries) probe.retries = static_cast<int>(std::clamp<std::int64_t>(given.retries.value, 0, 1'000'000));
    if (!given.test) {
      // Whoever writes `disable: false` and no more counts on what the image brings. One that a known image is like,
      // such as somebody's build of PostgreSQL, may well have a probe.
      const bool says_no_more = !given.interval && !given.timeout && !given.start_period && !given.retries;
      const bool is_like_known =
          service_.image != nullptr && service_.image->name != service_.image_reference.repository;
      if (probe.from == Provenance::none && service_.stage == nullptr && says_no_more && is_like_known)
        probe.from = Provenance::base_image;
      return;
    }
    probe.from = Provenance::compose;
    probe.disabled = false;
    if (!given.shell) {
      probe.command = of_compose(given.test);
      return;
    }
    probe.command = {};
    probe.command.from = Provenance::compose;
    probe.command.span = given.test.span();
    probe.command.shell_form = true;
    probe.command.words = {"/bin/sh", "-c"};
    if (given.test.words.empty()) return;
    const MappedText text = given.test.words.size() == 1 ? text_of_probe(given.test) : MappedText{};
    probe.command.words.push_back(text.text);
    probe.command.script = shell::parse(text, stage_dialect(), arena_);
  }

  /// A probe given as one string or as ["CMD-SHELL", text].
  MappedText text_of_probe(const compose::Command& test) {
    const compose::Value& source = *test.source;
    if (source.type == compose::Type::sequence) return text_of_compose_word(test, 0);
    return text_of(source, arena_);
  }

  shell::Dialect stage_dialect() const {
    if (service_.stage != nullptr) return service_.stage->dialect;
    const knowledge::ImageVariant* const known_variant = variant();
    if (known_variant == nullptr) return shell::Dialect::posix;
    if (known_variant->shell == "ash") return shell::Dialect::ash;
    return known_variant->shell == "bash" ? shell::Dialect::bash : shell::Dialect::posix;
  }

  void from_image(ProbeInForce& probe) {
    const Stage* const stage = service_.stage;
    if (stage != nullptr && stage->healthcheck != nullptr) {
      const Instruction& instruction = *stage->healthcheck;
      probe.from = Provenance::dockerfile;
      probe.span = instruction.span;
      probe.disabled = instruction.health_none;
      if (instruction.health_none) return;
      probe.command = of_instruction(instruction);
      const auto duration = [&](std::string_view name, std::int64_t& into) {
        if (const dockerfile::Flag* const flag = instruction.flag(name); flag != nullptr)
          into = compose::parse_duration(flag->value).value_or(into);
      };
      duration("interval", probe.interval);
      duration("timeout", probe.timeout);
      duration("start-period", probe.start_period);
      if (const dockerfile::Flag* const flag = instruction.flag("retries"); flag != nullptr)
        std::from_chars(flag->value.data(), flag->value.data() + flag->value.size(), probe.retries);
    } else if (service_.image != nullptr && service_.image->has_probe) {
      probe.from = Provenance::base_image;
    }
  }

  // --- Ports ---

  void add_port(std::string_view text, Span span, Provenance from, std::string_view purpose = {}) {
    std::string_view protocol = "tcp";
    if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
      if (text.substr(slash + 1) == "udp" || text.substr(slash + 1) == "UDP") protocol = "udp";
      text = text.substr(0, slash);
    }
    unsigned first = 0, last = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), first);
    const char* const end = text.data() + text.size();
    if (parsed.ec != std::errc{}) return;
    last = first;
    if (parsed.ptr != end &&
        (*parsed.ptr != '-' || std::from_chars(parsed.ptr + 1, end, last).ec != std::errc{} || last - first > 16))
      last = first;
    for (unsigned number = first; number <= last; ++number) {
      if (number == 0 || number > 65535) continue;
      const auto port = static_cast<std::uint16_t>(number);
      const bool known = std::ranges::any_of(
          service_.ports, [&](const ContainerPort& other) { return other.port == port && other.protocol == protocol; });
      if (!known) service_.ports.push_back({port, protocol, span, from, purpose});
    }
  }

  /// BuildKit takes `EXPOSE 8080:80` for 80, since a Dockerfile cannot map ports.
  static std::string_view container_part(std::string_view exposed) { return exposed.substr(exposed.rfind(':') + 1); }

  /// `SERVER: sql` beside `PORT: 1433`: where to find another service.
  bool is_port_of_neighbour() const {
    if (service_.stack == nullptr || service_.stack->model == nullptr || definition_.build) return false;
    for (const std::string_view name : {"SERVER", "HOST", "DB_HOST", "DATABASE_HOST"})
      if (const compose::EnvironmentEntry* const entry = definition_.variable(name);
          entry != nullptr && entry->value.has_value() && *entry->value != service_.name &&
          service_.stack->model->service(*entry->value) != nullptr)
        return true;
    return false;
  }

  void set_ports() {
    // What whoever deploys fills in is no port yet.
    const auto is_open = [](const compose::EnvironmentEntry& entry) {
      return *entry.value == compose::stand_in && !compose::is_settled(entry.source);
    };
    if (const compose::EnvironmentEntry* const entry = definition_.variable("PORT");
        entry != nullptr && entry->value.has_value() && is_plain_base() && !is_port_of_neighbour() && !is_open(*entry))
      add_port(*entry->value, entry->span, Provenance::compose);
    if (service_.stage != nullptr) {
      for (const dockerfile::Word& word : service_.stage->exposed) {
        if (word.literal) {
          add_port(container_part(word.text), word.span, Provenance::dockerfile);
        } else if (const std::optional<std::string> text = expanded_word(word.text); text.has_value()) {
          add_port(container_part(*text), word.span, Provenance::dockerfile);
        }
      }
      if (definition_.variable("PORT") == nullptr)
        for (const dockerfile::Variable& variable : service_.stage->variables)
          if (variable.name == "PORT" && !variable.is_arg)
            if (const std::optional<std::string_view> value = value_in_build(service_, variable); value.has_value())
              add_port(*value, variable.span, Provenance::dockerfile);
    }
    for (const compose::Text& port : definition_.expose) add_port(port.value, port.span(), Provenance::compose);
    if (service_.image != nullptr && !is_plain_base())
      for (const knowledge::ImagePort& port : service_.image->ports) add_known_port(port);
  }

  void add_known_port(const knowledge::ImagePort& port) {
    for (ContainerPort& known : service_.ports)
      if (known.port == port.port && known.protocol == port.protocol) {
        known.purpose = port.purpose;
        return;
      }
    service_.ports.push_back(
        {port.port, port.protocol.empty() ? "tcp" : port.protocol, {}, Provenance::base_image, port.purpose});
  }

  /// `$PORT` or `${PORT}` of an EXPOSE.
  std::optional<std::string> expanded_word(std::string_view text) const {
    if (!text.starts_with('$')) return std::nullopt;
    std::string_view name = text.substr(1);
    if (name.starts_with('{')) name = name.substr(1, name.find_first_of(":}", 1) - 1);
    for (const dockerfile::Variable& variable : service_.stage->variables)
      if (variable.name == name)
        if (const std::optional<std::string_view> value = value_in_build(service_, variable); value.has_value())
          return std::string(*value);
    return std::nullopt;
  }

  void set_kind() {
    if (service_.image != nullptr && (!service_.builds || !is_plain_base())) {
      service_.kind = service_.image->kind;
    } else if (service_.builds && (!service_.ports.empty() || !definition_.ports.empty())) {
      service_.kind = ImageKind::web_app;
    }
  }

  void set_data_paths() {
    if (service_.image != nullptr) {
      std::array<knowledge::DataPlace, 16> places;
      for (const knowledge::DataPlace& place :
           knowledge::data_places(*service_.image, service_.image_reference.tag, places))
        service_.data_paths.push_back(moved_place(place));
      if (std::vector<std::string_view> paths = data_option_values(); !paths.empty() && !service_.data_paths.empty()) {
        paths.insert(paths.end(), service_.data_paths.begin() + 1, service_.data_paths.end());
        service_.data_paths = std::move(paths);
      }
    }
    if (service_.stage == nullptr) return;
    for (const dockerfile::Word& word : service_.stage->volumes)
      if (word.literal && std::ranges::find(service_.data_paths, word.text) == service_.data_paths.end())
        service_.data_paths.push_back(word.text);
  }

  /// Where an option of the command, or the operands behind a verb, put the data; empty when none does.
  std::vector<std::string_view> data_option_values() const {
    const std::string_view option = knowledge::data_option(service_.image->name);
    if (option.empty() || service_.command.script != nullptr) return {};
    const std::vector<std::string_view>& words = service_.command.words;
    for (std::size_t at = 0; at < words.size(); ++at) {
      if (!option.starts_with('-')) {
        if (words[at] == option) return data_operands(std::span(words).subspan(at + 1));
        continue;
      }
      if (!words[at].starts_with(option)) continue;
      const std::string_view rest = words[at].substr(option.size());
      const std::string_view value = rest.starts_with('=')                   ? rest.substr(1)
                                     : rest.empty() && at + 1 < words.size() ? words[at + 1]
                                                                             : std::string_view();
      if (value.starts_with('/') && value.find('$') == std::string_view::npos) return {value};
    }
    return {};
  }

  /// `minio server /export`, `minio server http://node{1...4}/data{1...2}`: the folders of this node.
  std::vector<std::string_view> data_operands(std::span<const std::string_view> operands) const {
    std::vector<std::string_view> paths;
    for (std::size_t at = 0; at < operands.size(); ++at) {
      std::string_view operand = operands[at];
      if (operand.starts_with('-')) {
        const knowledge::ImageOption* const option = knowledge::option(*service_.image, operand);
        if (option != nullptr && option->takes_value && operand.find('=') == std::string_view::npos) ++at;
        continue;
      }
      if (const std::size_t scheme = operand.find("://"); scheme != std::string_view::npos)
        operand.remove_prefix(std::min(operand.find('/', scheme + 3), operand.size()));
      if (!operand.starts_with('/') || operand.find('$') != std::string_view::npos) continue;
      for (const std::string& path : with_numbers(operand))
        if (std::ranges::find(paths, path) == paths.end()) paths.push_back(arena_.copy(path));
    }
    return paths;
  }

  /// `/data{1...3}`: what the three dots stand for; the text itself without any, or where there are very many.
  static std::vector<std::string> with_numbers(std::string_view text) {
    const std::size_t open = text.find('{'), dots = text.find("...", open), close = text.find('}', dots);
    int first = 0, last = 0;
    if (close == std::string_view::npos || !read_number(text.substr(open + 1, dots - open - 1), first) ||
        !read_number(text.substr(dots + 3, close - dots - 3), last) || last < first || last - first > 15)
      return {std::string(text)};
    std::vector<std::string> result;
    for (int number = first; number <= last; ++number)
      result.push_back(std::string(text.substr(0, open)) + std::to_string(number) +
                       std::string(text.substr(close + 1)));
    return result;
  }
  static bool read_number(std::string_view text, int& number) {
    return std::from_chars(text.data(), text.data() + text.size(), number).ptr == text.data() + text.size() &&
           !text.empty();
  }

  /// The path of a place for state, or where a variable of the service moves it (PGDATA).
  std::string_view moved_place(const knowledge::DataPlace& place) const {
    if (place.variable.empty()) return place.path;
    const compose::EnvironmentEntry* const entry = definition_.variable(place.variable);
    if (entry != nullptr && entry->value.has_value() && entry->value->starts_with('/')) return *entry->value;
    return place.path;
  }

  void find_mounted_files() {
    std::set<const File*> found;
    const auto add = [&](std::string_view path) {
      const File* const file = project_.file(path);
      if (file != nullptr && found.insert(file).second) service_.mounted_files.push_back(file);
    };
    for (const compose::Mount& mount : definition_.mounts) {
      if (mount.type != compose::MountType::bind || !mount.inside_root) continue;
      add(mount.host_path);
      // A mounted folder brings its files, as far as they are files of the deployment.
      if (project_.path_state(mount.host_path) == PathState::directory && !mount.host_path.empty() &&
          !is_source_mount(mount))
        for (const File& file : files_below(project_, mount.host_path)) add(file.path);
    }
    const auto add_granted = [&](std::span<const compose::SecretGrant> grants,
                                 std::span<const compose::Secret> defined) {
      for (const compose::SecretGrant& grant : grants)
        for (const compose::Secret& secret : defined)
          if (secret.name == grant.name && secret.inside_root) add(secret.resolved);
    };
    add_granted(definition_.secrets, stack_.model->secrets);
    add_granted(definition_.configs, stack_.model->configs);
  }

  bool is_source_mount(const compose::Mount& mount) const {
    return service_.builds && service_.build->local && is_below(service_.build->directory, mount.host_path);
  }

  // --- The script that starts it ---

  void follow_entrypoint() {
    std::vector<std::string_view> words;
    if (service_.entrypoint.from != Provenance::base_image) words = service_.entrypoint.words;
    words.insert(words.end(), service_.command.words.begin(), service_.command.words.end());
    for (std::size_t index = 0; index < words.size(); ++index)
      if (is_switch_to_user(base_name(words[index])) && index < 4) service_.drops_root = true;
    std::size_t at = behind_wrappers(words);
    // `sh script.sh` and `/bin/sh -c "exec ./script.sh"` start the script as well.
    if (at + 1 < words.size() && shell::is_shell(words[at])) {
      std::size_t next = at + 1;
      while (next < words.size() && words[next].starts_with('-') && !takes_script(words[next])) ++next;
      if (next < words.size() && !takes_script(words[next])) {
        at = next;
      } else {
        follow_shell_form();
        return;
      }
    }
    if (at < words.size() && service_.command.from != Provenance::base_image) follow(words[at]);
    // A known image that starts as root and switches by itself, unless its own entrypoint was replaced.
    const bool own_entrypoint =
        service_.entrypoint.from == Provenance::base_image || (at < words.size() && is_entrypoint_of_image(words[at]));
    if (own_entrypoint && service_.image != nullptr && !service_.image->runtime_user.empty() &&
        service_.user.from == Provenance::base_image)
      service_.drops_root = true;
  }

  /// Whether a word is the script that a known image starts with, which switches the user whoever calls it. What is
  /// built here may have another one of that name.
  bool is_entrypoint_of_image(std::string_view word) const {
    return !service_.builds && service_.image != nullptr && !service_.image->entrypoint.empty() &&
           base_name(word) == base_name(service_.image->entrypoint.front());
  }

  void follow_shell_form() {
    const shell::Script* script =
        service_.entrypoint.script != nullptr ? service_.entrypoint.script : service_.command.script;
    if (script == nullptr) return;
    for (const shell::Node* const node : script->commands) {
      const shell::Invocation invocation = shell::invocation(*node);
      if (is_entrypoint_of_image(invocation.program) && !service_.image->runtime_user.empty() &&
          service_.user.from == Provenance::base_image)
        service_.drops_root = true;
      if (invocation.program_word == nullptr || !invocation.program_word->literal) continue;
      const std::string_view program = invocation.program_word->text;
      follow(program);
      // `sh start.sh` as what runs last: what comes before it only prepares.
      const bool is_last = node == script->commands.back();
      if (is_last && shell::is_shell(program) && service_.startup == nullptr && !invocation.has_flag("-c"))
        if (const auto operands = invocation.operands(); !operands.empty() && operands.front()->literal)
          follow(operands.front()->text);
      if (service_.startup != nullptr) return;
    }
  }

  /// Folders that the Dockerfile puts in front of those where programs are looked for: `ENV PATH="/scripts:$PATH"`.
  std::vector<std::string_view> own_search_path() const {
    std::vector<std::string_view> folders;
    if (service_.stage == nullptr) return folders;
    for (const dockerfile::Variable& variable : service_.stage->variables) {
      if (variable.name != "PATH" || variable.is_arg) continue;
      for (std::string_view rest = variable.value; !rest.empty();) {
        const std::string_view folder = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
        if (folder.starts_with('/') && folder.find('$') == std::string_view::npos) folders.push_back(folder);
      }
    }
    return folders;
  }

  void follow(std::string_view word) {
    if (word.empty() || word.find('$') != std::string_view::npos) return;
    std::vector<std::string> paths;
    if (word.find('/') != std::string_view::npos) {
      paths.push_back(container_path(service_.working_dir.value, word));
    } else {
      for (const std::string_view folder : own_search_path()) paths.push_back(container_path(folder, word));
      for (const std::string_view folder :
           {"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"})
        paths.push_back(container_path(folder, word));
      // `sh start.sh` looks in the working directory.
      if (word.find('.') != std::string_view::npos) paths.push_back(container_path(service_.working_dir.value, word));
    }
    for (const std::string& path : paths) {
      if (const std::optional<std::string> mounted = mounted_at(path); mounted.has_value()) {
        take(project_.file(*mounted));
        return;
      }
      if (service_.stage == nullptr || service_.dockerfile == nullptr) continue;
      const ImageFile found = image_file({project_, *service_.stage, service_.build->directory}, path);
      if (found.origin == ImageFileOrigin::context_file) {
        take(found.file);
        return;
      }
      if (found.origin == ImageFileOrigin::heredoc) {
        service_.startup =
            found.script != nullptr ? found.script : shell::parse(found.body, shell::Dialect::posix, arena_);
        look_for_user_switch();
        return;
      }
      if (found.origin != ImageFileOrigin::unknown) return;
    }
  }

  std::optional<std::string> mounted_at(std::string_view path) const {
    for (const compose::Mount& mount : definition_.mounts)
      if (mount.type == compose::MountType::bind && mount.inside_root && is_below(path, mount.target)) {
        std::string host(mount.host_path);
        if (path.size() > mount.target.size()) {
          if (!host.empty()) host += '/';
          host += path.substr(mount.target.size() + (mount.target.ends_with('/') ? 0 : 1));
        }
        return host;
      }
    for (const compose::SecretGrant& grant : definition_.configs)
      if (grant.target == path)
        for (const compose::Secret& config : stack_.model->configs)
          if (config.name == grant.name && config.inside_root) return std::string(config.resolved);
    return std::nullopt;
  }

  void take(const File* file) {
    if (file == nullptr || file->script == nullptr) return;
    service_.entrypoint_script = file;
    service_.startup = file->script;
    look_for_user_switch();
  }

  void look_for_user_switch() {
    if (switches_user(*service_.startup)) service_.drops_root = true;
  }

  const Linking& linking_;
  Arena& arena_;
  const Project& project_;
  const Stack& stack_;
  const compose::Service& definition_;
  Service service_;
};

/// The stages that services start with the image's own command, so that they are judged as those services.
std::unordered_set<const Stage*> stages_of_services(const Project& project) {
  std::unordered_set<const Stage*> result;
  for (const Service& service : project.services)
    if (service.stage != nullptr && service.command.from != Provenance::compose &&
        service.entrypoint.from != Provenance::compose)
      result.insert(service.stage);
  return result;
}

/// Whether a stage is an image of its own though nothing of the repository builds it: no other stage needs it, it says
/// what it starts, and its name gives it neither to development nor to tests.
bool stands_alone(const dockerfile::File& parsed, const Stage& stage) {
  if (stage.name.empty() || is_development_stage(stage)) return false;
  const auto starts = [](const dockerfile::Instruction* instruction) {
    return instruction->op == dockerfile::Op::cmd || instruction->op == dockerfile::Op::entrypoint;
  };
  if (std::ranges::none_of(stage.instructions, starts)) return false;
  return std::ranges::none_of(parsed.stages, [&](const Stage* other) {
    return other->parent == &stage || std::ranges::find(other->copies_from, &stage) != other->copies_from.end();
  });
}

/// The stages that somebody ships: the last one, every target of a build command and what stands alone, in order,
/// without those that a service builds and starts as they are (`of_services`).
std::vector<const Stage*> stages_without_service(const Project& project, const Dockerfile& dockerfile,
                                                 const std::unordered_set<const Stage*>& of_services) {
  const dockerfile::File& parsed = *dockerfile.parsed;
  std::vector<bool> ships(parsed.stages.size(), false);
  if (!ships.empty()) ships.back() = true;
  for (const BuildUse& build : dockerfile.builds)
    if (const Stage* const target = build.target.empty() ? parsed.last_stage() : parsed.stage(build.target);
        target != nullptr && target->index < ships.size())
      ships[target->index] = true;
  for (const Stage* const stage : parsed.stages)
    if (stage->index < ships.size() && stands_alone(parsed, *stage)) ships[stage->index] = true;
  std::vector<const Stage*> result;
  for (const Stage* const stage : parsed.stages) {
    if (!ships[stage->index] || of_services.contains(stage) || stage->from == nullptr) continue;
    // What ONBUILD adds is for images that are built on this one: it starts nothing by itself.
    if (std::ranges::any_of(stage->instructions, [](const dockerfile::Instruction* instruction) {
          return instruction->op == dockerfile::Op::onbuild;
        }))
      continue;
    // Where the context is not known, or a guess that lacks something, what the image holds is not known either.
    const BuildContext* const context = build_context_of(project, dockerfile, *stage);
    if (context != nullptr && (context->known || has_all_sources(*context))) result.push_back(stage);
  }
  return result;
}

/// A service that gives nothing but its build.
const compose::Service& bare_definition(Linking& linking, const Dockerfile& dockerfile, const Stage& stage) {
  static const compose::Value nothing{.type = compose::Type::mapping};
  std::string name(dockerfile.path);
  if (&stage != dockerfile.parsed->last_stage()) {
    name += ':';
    name += stage.name;
  }
  auto* const definition = linking.arena().make<compose::Service>();
  definition->name = linking.arena().copy(name);
  definition->name_span = stage.from->span;
  definition->source = &nothing;
  definition->build.directory = build_context_of(linking.project, dockerfile, stage)->context;
  return *definition;
}

}  // namespace

void link_standalone_images(Linking& linking) {
  static const compose::Model no_file;
  Project& project = linking.project;
  struct Alone {
    const Dockerfile* dockerfile;
    const Stage* stage;
  };
  std::vector<Alone> all;
  const std::unordered_set<const Stage*> of_services = stages_of_services(project);
  for (const Dockerfile& dockerfile : project.dockerfiles)
    if (!dockerfile.is_inline)
      for (const Stage* const stage : stages_without_service(project, dockerfile, of_services))
        all.push_back({&dockerfile, stage});
  // Made at once: images and stacks point to each other.
  project.standalone_images.resize(all.size());
  project.standalone_stacks.resize(all.size());
  std::vector<const compose::Service*> definitions;
  definitions.reserve(all.size());
  for (std::size_t index = 0; index < all.size(); ++index) {
    definitions.push_back(&bare_definition(linking, *all[index].dockerfile, *all[index].stage));
    Stack& stack = project.standalone_stacks[index];
    stack.name = definitions.back()->name;
    stack.role = all[index].dockerfile->role;
    stack.partial = "no Compose file builds it; whoever runs it may give it more";
    stack.model = &no_file;
    stack.services.push_back(&project.standalone_images[index]);
  }
  parallel_for(all.size(), linking.threads, [&](std::size_t index, unsigned worker) {
    Service& image = project.standalone_images[index];
    image = ServiceLinker(linking, *project.arenas[worker + 1], project.standalone_stacks[index], *definitions[index],
                          *all[index].dockerfile, *all[index].stage)
                .link();
    image.number = static_cast<std::uint32_t>(project.services.size() + index);
  });
}

void link_services(Linking& linking) {
  Project& project = linking.project;
  struct Defined {
    Stack* stack;
    const compose::Service* definition;
    bool active;
  };
  std::vector<Defined> all;
  for (Stack& stack : project.stacks) {
    for (const compose::Service& definition : stack.model->services) all.push_back({&stack, &definition, true});
    for (const compose::Service& definition : stack.model->inactive_services)
      all.push_back({&stack, &definition, false});
  }
  linking.named_builds = NamedBuilds(project, linking.arena());
  // Made at once: stacks hold pointers into this vector.
  project.services.resize(all.size());
  parallel_for(all.size(), linking.threads, [&](std::size_t index, unsigned worker) {
    const auto& [stack, definition, active] = all[index];
    Service& service = project.services[index];
    service = ServiceLinker(linking, *project.arenas[worker + 1], *stack, *definition, active).link();
    service.number = static_cast<std::uint32_t>(index);
  });
  for (std::size_t index = 0; index < all.size(); ++index)
    all[index].stack->services.push_back(&project.services[index]);
  for (Stack& stack : project.stacks)
    std::ranges::stable_sort(stack.services, {}, [](const Service* service) { return service->name; });
}

}  // namespace seaworthy::project
