#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/edit_distance.h"
#include "dockerfile/build.h"
#include "dockerfile/characters.h"
#include "dockerfile/heredoc.h"
#include "dockerfile/lines.h"
#include "dockerfile/suggest.h"
#include "dockerfile/values.h"
#include "dockerfile/written.h"
#include "shell/parse.h"

// The builder runs the instructions of each stage from top to bottom on a state that begins as a copy of the state at
// the end of the stage it builds on. This file does the same with what can be known from the file alone: which stage is
// which, what is in force where, and what each word is once its variables are filled in.
namespace seaworthy::dockerfile {
namespace {

/// Copies of inherited variables, ports and volumes, over all stages of a file; a hostile file stops inheriting there.
constexpr std::size_t most_inherited = 1 << 17;

struct PlatformArgument {
  std::string_view name;
  std::string_view value;
};
/// Set in FROM, and inside a stage once declared there. The values are those of the most common build.
constexpr std::array<PlatformArgument, 11> platform_arguments = {{
    {"BUILDPLATFORM", "linux/amd64"},
    {"BUILDOS", "linux"},
    {"BUILDOSVERSION", ""},
    {"BUILDARCH", "amd64"},
    {"BUILDVARIANT", ""},
    {"TARGETPLATFORM", "linux/amd64"},
    {"TARGETOS", "linux"},
    {"TARGETOSVERSION", ""},
    {"TARGETARCH", "amd64"},
    {"TARGETVARIANT", ""},
    {"TARGETSTAGE", "default"},
}};

/// The variables at one point of the file.
class Scope final : public Environment {
 public:
  const std::string_view* find(std::string_view name) const override {
    const Slot* const slot = look_up(name);
    return slot != nullptr && slot->set ? &slot->variable.value : nullptr;
  }
  const Variable* variable(std::string_view name) const {
    const Slot* const slot = look_up(name);
    return slot != nullptr ? &slot->variable : nullptr;
  }
  bool declared(std::string_view name) const { return look_up(name) != nullptr; }
  /// Sets a variable, or only declares an ARG without a value.
  void put(const Variable& variable, bool set) {
    const auto [place, is_new] = index_.try_emplace(variable.name, slots_.size());
    if (is_new) {
      slots_.push_back({variable, set});
      return;
    }
    Slot& slot = slots_[place->second];
    if (!set && slot.set) return;  // `ARG X` without a value leaves an X that is set alone.
    slot = {variable, set};
  }
  std::size_t size() const { return slots_.size(); }
  std::vector<Variable> variables() const {
    std::vector<Variable> result;
    result.reserve(slots_.size());
    for (const Slot& slot : slots_) result.push_back(slot.variable);
    return result;
  }
  std::vector<std::string_view> names() const {
    std::vector<std::string_view> result;
    result.reserve(slots_.size());
    for (const Slot& slot : slots_) result.push_back(slot.variable.name);
    return result;
  }

 private:
  struct Slot {
    Variable variable;
    bool set = false;
  };
  const Slot* look_up(std::string_view name) const {
    const auto found = index_.find(name);
    return found == index_.end() ? nullptr : &slots_[found->second];
  }

  std::vector<Slot> slots_;
  std::unordered_map<std::string_view, std::size_t> index_;
};

/// What a stage has come to.
struct State {
  Scope scope;
  InForce in_force;
  Given stop_signal;
  const Instruction* entrypoint = nullptr;
  const Instruction* cmd = nullptr;
  const Instruction* healthcheck = nullptr;
  bool cmd_is_of_this_stage = false;
  std::vector<Word> exposed;
  std::vector<Word> volumes;
  std::vector<Instruction*> triggers;  ///< ONBUILD of this stage, for the stages built on it.
  bool bare = false;                   ///< The base sets no variable but PATH and starts in `/`.
  shell::Dialect default_dialect = shell::Dialect::posix;
};

bool is_absolute(std::string_view path) {
  if (path.starts_with('/') || path.starts_with('\\')) return true;
  return path.size() >= 3 && path[1] == ':' && (path[2] == '\\' || path[2] == '/');
}

struct ImageParts {
  std::string_view repository;
  std::string_view tag;
};
ImageParts image_parts(std::string_view image) {
  image = image.substr(0, image.find('@'));
  const std::size_t slash = image.rfind('/');
  const std::size_t colon = image.rfind(':');
  if (colon == std::string_view::npos || (slash != std::string_view::npos && colon < slash)) return {image, {}};
  return {image.substr(0, colon), image.substr(colon + 1)};
}

/// Images of bare systems, whose configuration holds a command and PATH.
bool is_bare(std::string_view image) {
  std::string_view name = image_parts(image).repository;
  for (const std::string_view prefix : {"docker.io/", "library/"}) {
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  }
  return name == "scratch" || name == "alpine" || name == "debian" || name == "ubuntu" || name == "busybox";
}

/// Whether an image of this name may well set the variable itself: `NODE_VERSION` of `node`.
bool may_be_set_by(std::string_view image, std::string_view variable) {
  const std::string_view repository = image_parts(image).repository;
  const std::string name = lower(repository.substr(repository.rfind('/') + 1));
  const std::string prefix = lower(variable.substr(0, variable.find('_')));
  return prefix.size() < variable.size() &&
         (name.find(prefix) != std::string::npos || prefix == "java" || prefix == "pg");
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Systems whose /bin/sh is bash.
bool is_bash_system(std::string_view word) {
  static constexpr std::string_view systems[] = {
      "centos", "fedora", "rockylinux", "almalinux", "amazonlinux", "oraclelinux", "redhat",     "ubi7",
      "ubi8",   "ubi9",   "ubi10",      "archlinux", "opensuse",    "leap",        "tumbleweed", "photon"};
  return std::ranges::find(systems, word) != std::end(systems);
}

/// What `/bin/sh` (on Windows: the command processor) of an image is, as far as its name tells.
shell::Dialect default_dialect(std::string_view image, std::string_view platform) {
  const ImageParts parts = image_parts(image);
  const std::string_view name = parts.repository.substr(parts.repository.rfind('/') + 1);
  const bool windows = platform.starts_with("windows") || contains(image, "windowsservercore") ||
                       contains(image, "nanoserver") || contains(parts.repository, "/windows") ||
                       contains(parts.tag, "ltsc20");
  if (windows) return shell::Dialect::cmd;
  for (const std::string_view ash : {"alpine", "busybox"}) {
    if (contains(name, ash) || contains(parts.tag, ash)) return shell::Dialect::ash;
  }
  if (name == "bash") return shell::Dialect::ash;  // Built on Alpine: bash is there, but not as /bin/sh.
  // `rockylinux`, `ubi9-minimal`, or a folder of the repository: `opensuse/leap`.
  if (is_bash_system(name.substr(0, name.find('-')))) return shell::Dialect::bash;
  std::string_view rest = parts.repository;
  for (std::size_t slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
    if (is_bash_system(rest.substr(0, slash))) return shell::Dialect::bash;
    rest.remove_prefix(slash + 1);
  }
  return shell::Dialect::posix;
}

class StageBuilder {
 public:
  explicit StageBuilder(Build& build) : build_(build), arena_(build.arena), written_(build.text.file, build.arena) {}

  void run() {
    for (const PlatformArgument& argument : platform_arguments) {
      global_.put({argument.name, argument.value, {}, true, false}, true);
    }
    Scope before_first;
    InForce* const none = arena_.make<InForce>();
    std::vector<const Instruction*> global_arguments;
    const bool has_from = std::ranges::any_of(
        build_.instructions, [](const Instruction* instruction) { return instruction->op == Op::from; });
    for (Instruction* const instruction : build_.instructions) {
      // A file without any FROM is refused; the rest of it is judged as a stage on an image that is not known.
      if (!has_from && stage_ == nullptr && instruction->op != Op::arg) open_stage(*missing_from(*instruction));
      if (instruction->op == Op::from) {
        finish_stage();
        open_stage(*instruction);
        continue;
      }
      if (stage_ == nullptr) {
        if (instruction->op == Op::arg) {
          global_arguments.push_back(instruction);
          apply_global_argument(*instruction);
        } else {
          parse_body(*instruction, none->dialect);
          if (instruction->trigger != nullptr) parse_body(mutable_instruction(instruction->trigger), none->dialect);
        }
        continue;
      }
      instruction->stage = stage_;
      instruction->in_force = in_force_copy();
      stage_instructions_.push_back(instruction);
      apply(*instruction, true);
    }
    finish_stage();
    build_.file.global_args = arena_.copy(global_arguments);
    std::vector<const Stage*> stages(build_.stages.begin(), build_.stages.end());
    build_.file.stages = arena_.copy(stages);
    found_by_.assign(build_.stages.size(), 0xffffffff);
    for (Stage* const stage : build_.stages) find_sources(*stage);
    mark_reachable();
  }

 private:
  /// Instructions were made by the parser that runs this builder; the tree only becomes read-only at its end.
  static Instruction& mutable_instruction(const Instruction* instruction) {
    return *const_cast<Instruction*>(instruction);
  }
  static std::span<Word> mutable_words(std::span<const Word> words) {
    return {const_cast<Word*>(words.data()), words.size()};
  }
  static std::span<Pair> mutable_pairs(std::span<const Pair> pairs) {
    return {const_cast<Pair*>(pairs.data()), pairs.size()};
  }

  State& state() { return states_.back(); }

  const InForce* in_force_copy() {
    if (last_in_force_ == nullptr) last_in_force_ = arena_.make<InForce>(state().in_force);
    return last_in_force_;
  }
  void in_force_changed() { last_in_force_ = nullptr; }

  /// Stands for the FROM that the file lacks, right before `first`.
  Instruction* missing_from(const Instruction& first) {
    Instruction* const from = arena_.make<Instruction>();
    from->op = Op::from;
    from->span = from->keyword_span = {first.span.file, first.span.begin, first.span.begin};
    return from;
  }

  void open_stage(Instruction& from) {
    Stage* const stage = arena_.make<Stage>();
    stage->index = static_cast<std::uint32_t>(build_.stages.size());
    stage->from = &from;
    from.stage = stage;
    State next;
    const std::span<Word> words = mutable_words(from.arguments);
    stage->base_known = !words.empty();
    if (const Flag* const platform = from.flag("platform")) stage->platform = platform->value;
    stage->resolved_platform = resolve_platform(from);
    if (!words.empty()) {
      Word& base = words.front();
      resolve(base, global_, from, Undefined::in_from);
      stage->base = base.value;
      stage->base_span = base.span;
      stage->base_known = base.known;
    }
    if (words.size() >= 3 && equal_ignoring_case(words[1].raw, "as")) {
      stage->name = words[2].raw;
      stage->name_span = words[2].span;
    }
    const auto parent = build_.stage_by_name.find(std::string(stage->base));
    if (parent != build_.stage_by_name.end() && !stage->base.empty()) {
      stage->parent = parent->second;
      stage->known_base = parent->second->known_base;
      inherit(next, states_[parent->second->index]);
    } else {
      if (stage->base_known && build_.lookup != nullptr) stage->known_base = build_.lookup(stage->base);
      next.bare = is_bare(stage->base);
      next.default_dialect = default_dialect(stage->base, stage->resolved_platform);
      next.in_force.dialect = next.default_dialect;
    }
    std::vector<Instruction*> inherited_triggers;
    if (stage->parent != nullptr) {
      constexpr std::size_t cost_of_a_trigger = 16;
      const std::vector<Instruction*>& triggers = states_[stage->parent->index].triggers;
      inherited_ += triggers.size() * cost_of_a_trigger;
      if (inherited_ <= most_inherited) inherited_triggers = triggers;
    }
    states_.push_back(std::move(next));
    build_.stages.push_back(stage);
    if (!stage->name.empty()) build_.stage_by_name[lower(stage->name)] = stage;
    stage_ = stage;
    in_force_changed();
    from.in_force = in_force_copy();
    for (Instruction* const trigger : inherited_triggers) apply(*trigger, false);
  }

  /// The platform with the values of the common build filled in.
  std::string_view resolve_platform(const Instruction& from) {
    const Flag* const platform = from.flag("platform");
    if (platform == nullptr || platform->value.empty()) return {};
    const Expansion expansion = expand(platform->value, global_, build_.expand_options());
    report_references(expansion, platform->value, platform->value_span, global_, from, Undefined::in_from);
    report_fault(expansion, platform->value, platform->value_span, from);
    return expansion.ok() ? arena_.copy(std::string_view(expansion.text)) : std::string_view();
  }

  void inherit(State& next, const State& parent) {
    const std::size_t copies = parent.scope.size() + parent.exposed.size() + parent.volumes.size();
    next.in_force = parent.in_force;
    next.stop_signal = parent.stop_signal;
    next.entrypoint = parent.entrypoint;
    next.cmd = parent.cmd;
    next.healthcheck = parent.healthcheck;
    next.bare = parent.bare;
    next.default_dialect = parent.default_dialect;
    if (inherited_ + copies > most_inherited) return;
    inherited_ += copies;
    next.scope = parent.scope;
    next.exposed = parent.exposed;
    next.volumes = parent.volumes;
  }

  void finish_stage() {
    if (stage_ == nullptr) return;
    const State& end = state();
    std::vector<const Instruction*> instructions(stage_instructions_.begin(), stage_instructions_.end());
    stage_->instructions = arena_.copy(instructions);
    stage_->with_inherited = with_inherited(*stage_);
    stage_instructions_.clear();
    stage_->user = end.in_force.user;
    stage_->workdir = end.in_force.workdir;
    stage_->stop_signal = end.stop_signal;
    stage_->shell = end.in_force.shell;
    stage_->shell_span = end.in_force.shell_span;
    stage_->dialect = end.in_force.dialect;
    stage_->entrypoint = end.entrypoint;
    stage_->cmd = end.cmd;
    stage_->healthcheck = end.healthcheck;
    stage_->variables = arena_.copy(end.scope.variables());
    stage_->exposed = arena_.copy(end.exposed);
    stage_->volumes = arena_.copy(end.volumes);
    const WrittenFiles::Kinds written = written_.take();
    stage_->written = written.scripts;
    stage_->configurations = written.configurations;
  }

  std::span<const Instruction* const> with_inherited(const Stage& stage) {
    std::span<const Instruction* const> own = stage.instructions;
    std::span<const Instruction* const> before;
    if (stage.parent != nullptr) before = stage.parent->with_inherited;
    inherited_ += before.size();
    if (before.empty() || inherited_ > most_inherited)
      return own.first(std::min(own.size(), Stage::most_with_inherited));
    std::vector<const Instruction*> all(before.begin(), before.end());
    all.insert(all.end(), own.begin(), own.end());
    if (all.size() > Stage::most_with_inherited) all.resize(Stage::most_with_inherited);
    return arena_.copy(all);
  }

  void apply_global_argument(Instruction& instruction) {
    for (Pair& pair : mutable_pairs(instruction.pairs)) {
      if (pair.has_value) resolve(pair.value, global_, instruction, Undefined::silent);
      global_.put({pair.key.raw, pair.value.value, pair.key.span, true, pair.has_value && pair.value.known},
                  pair.has_value);
      global_names_.push_back(pair.key.raw);
    }
  }

  /// Where a variable that is not set is worth a word.
  enum class Undefined : std::uint8_t { silent, in_from, in_stage };

  /// Fills in `value` and `known` of a word.
  Expansion resolve(Word& word, const Scope& scope, const Instruction& instruction, Undefined undefined) {
    const bool is_json = instruction.form == Form::exec;
    const std::string_view source = is_json ? word.text : word.raw;
    Expansion expansion;
    const bool special = source.find_first_of("'\"$") != std::string_view::npos ||
                         source.find(build_.file.escape) != std::string_view::npos;
    if (!special) return expansion;
    expansion = expand(source, scope, build_.expand_options());
    report_fault(expansion, source, word.span, instruction);
    report_references(expansion, source, word.span, scope, instruction, undefined);
    if (!expansion.ok()) {
      word.known = expansion.references.empty();
      return expansion;
    }
    word.value = expansion.text == word.text ? word.text : arena_.copy(std::string_view(expansion.text));
    word.known = is_known(expansion, scope);
    return expansion;
  }

  /// Whether a result depends on nothing but this file.
  bool is_known(const Expansion& expansion, const Scope& scope) const {
    for (const Reference& reference : expansion.references) {
      const Variable* const variable = scope.variable(reference.name);
      if (reference.set) {
        if (!variable->known) return false;
      } else if (variable == nullptr) {
        // The base image may set it; before the first stage there is none.
        if (&scope != &global_ && !states_.back().bare) return false;
      } else if (!reference.has_fallback) {
        return false;  // An ARG that only the command line can give.
      }
    }
    return true;
  }

  static std::string_view fault_kind(const Expansion& expansion, const Instruction& instruction) {
    const bool quote =
        expansion.fault == ExpansionFault::open_single_quote || expansion.fault == ExpansionFault::open_double_quote;
    if (expansion.fault == ExpansionFault::required_unset) return "required-variable-unset";
    if (quote && (instruction.op == Op::env || instruction.op == Op::label || instruction.op == Op::arg)) {
      return "key-value-syntax";
    }
    return "variable-substitution-syntax";
  }

  void report_fault(const Expansion& expansion, std::string_view source, Span fallback,
                    const Instruction& instruction) {
    if (expansion.ok() || expansion.fault == ExpansionFault::too_large) return;
    const std::string_view wrong = source.substr(expansion.fault_begin, expansion.fault_end - expansion.fault_begin);
    const Span span = instruction.place(wrong, fallback);
    std::string_view message;
    std::string_view peers = "buildkit-error:variable-substitution";
    switch (expansion.fault) {
      case ExpansionFault::open_single_quote:
      case ExpansionFault::open_double_quote: {
        const bool single = expansion.fault == ExpansionFault::open_single_quote;
        // The word may hold a secret, so it is not repeated here.
        message =
            build_.joined({"This ", single ? "single" : "double", " quote is never closed; close it, or escape it as `",
                           std::string_view(&build_.file.escape, 1), single ? "'" : "\"", "`"});
        if (fault_kind(expansion, instruction) == "key-value-syntax") {
          peers = single ? "buildkit-error:variable-substitution dockerfile-utils:SYNTAX_MISSING_SINGLE_QUOTE"
                         : "buildkit-error:variable-substitution dockerfile-utils:SYNTAX_MISSING_DOUBLE_QUOTE";
        }
        break;
      }
      case ExpansionFault::missing_brace:
        message = build_.joined({"`", wrong, "` has no closing `}`"});
        break;
      case ExpansionFault::missing_slash:
        message =
            build_.joined({"`", wrong, "` lacks its replacement; write `${", expansion.name, "/pattern/replacement}`"});
        break;
      case ExpansionFault::bad_substitution:
        message = build_.joined({"`", wrong, "` names no variable; write `${name}`"});
        break;
      case ExpansionFault::unsupported_modifier:
        message = build_.joined({"`${", expansion.name, expansion.detail,
                                 "` has a modifier that the builder does not know; it knows ",
                                 "`:-`, `:+`, `:?`, `#`, `%` and `/`"});
        peers = "buildkit-error:variable-substitution dockerfile-utils:UNSUPPORTED_MODIFIER";
        break;
      case ExpansionFault::invalid_pattern:
        message = build_.joined({"The pattern in `", wrong, "` has the escape `", expansion.detail,
                                 "`; only `\\*`, `\\?`, `\\\\`, `\\/` and `\\}` are known"});
        break;
      case ExpansionFault::required_unset:
        message = build_.joined({"`", expansion.name, "` is required here but not set: ", expansion.detail});
        peers = "buildkit-error:required-variable";
        break;
      default:
        return;
    }
    Problem& problem = build_.error(fault_kind(expansion, instruction), Phase::convert, span, {message}, &instruction);
    problem.peers = peers;
    problem.name = arena_.copy(expansion.name);
    problem.buildkit = build_.joined({"failed to process \"", source, "\": ", expansion.buildkit_message()});
    if (expansion.fault == ExpansionFault::required_unset) {
      const bool only_argument =
          stage_ == nullptr || global_.declared(expansion.name) || state().scope.declared(expansion.name);
      // A build argument, or the base image, may set it.
      problem.confidence = only_argument || !state().bare ? Confidence::possible : Confidence::certain;
    }
  }

  void report_references(const Expansion& expansion, std::string_view source, Span fallback, const Scope& scope,
                         const Instruction& instruction, Undefined undefined) {
    if (undefined == Undefined::silent) return;
    std::vector<std::string_view> reported;
    for (const Reference& reference : expansion.references) {
      if (reference.set || scope.declared(reference.name)) continue;
      if (std::ranges::find(reported, reference.name) != reported.end()) continue;
      reported.push_back(reference.name);
      const Span span = instruction.place(source.substr(reference.begin, reference.end - reference.begin), fallback);
      if (undefined == Undefined::in_from) {
        report_undeclared_in_from(reference, span, scope, instruction);
      } else {
        report_undefined(reference, span, scope, instruction);
      }
    }
  }

  std::string_view nearest_variable(std::string_view name, const Scope& scope) {
    if (scope.size() * 64 > build_.work_left) return {};  // Not worth making the list.
    return build_.nearest_of(name, scope.names());
  }

  void report_undeclared_in_from(const Reference& reference, Span span, const Scope& scope,
                                 const Instruction& instruction) {
    const std::string_view meant = nearest_variable(reference.name, scope);
    Problem& problem =
        build_.warning("undefined-arg-in-from", span,
                       {"`", reference.name, "` is not declared before the first FROM",
                        meant.empty() ? std::string_view("; add `ARG ") : std::string_view("; did you mean `"),
                        meant.empty() ? reference.name : meant,
                        meant.empty() ? std::string_view("=value` above it") : std::string_view("`?")},
                       &instruction);
    problem.name = arena_.copy(reference.name);
    problem.peers = "buildkit:UndefinedArgInFrom";
    problem.buildkit = build_.joined({"FROM argument '", reference.name, "' is not declared"});
    propose(problem, meant, span, reference);
  }

  void report_undefined(const Reference& reference, Span span, const Scope& scope, const Instruction& instruction) {
    static constexpr std::array<std::string_view, 3> always_set = {"PATH", "BUILDKIT_SBOM_SCAN_CONTEXT",
                                                                   "BUILDKIT_SBOM_SCAN_STAGE"};
    if (std::ranges::find(always_set, reference.name) != always_set.end()) return;
    std::string_view meant = nearest_variable(reference.name, scope);
    const unsigned distance = meant.empty() ? 3 : edit_distance(reference.name, meant, 2, Letters::ignoring_case);
    if (distance > 2) meant = {};
    const bool is_global = std::ranges::find(global_names_, reference.name) != global_names_.end();
    const bool elsewhere = declared_names().contains(reference.name);
    Problem& problem = build_.warning("undefined-variable", span, {}, &instruction);
    if (is_global) {
      problem.message = build_.joined({"`", reference.name,
                                       "` is declared before the first FROM only and empty in this stage; "
                                       "repeat `ARG ",
                                       reference.name, "` in the stage"});
    } else if (!meant.empty()) {
      problem.message = build_.joined({"`", reference.name, "` is not defined; did you mean `", meant, "`?"});
    } else {
      problem.message = build_.joined({"`", reference.name, "` is not defined by any ARG or ENV of this stage"});
    }
    problem.name = arena_.copy(reference.name);
    // The builder's linter does not look at EXPOSE, where such a variable makes the port vanish.
    if (instruction.op != Op::expose) problem.peers = "buildkit:UndefinedVar";
    problem.buildkit = build_.joined({"Usage of undefined variable '$", reference.name, "'"});
    // The base image may set it, which is unlikely for a name that the file itself declares, or nearly.
    const bool typing_error = distance == 1 && reference.name.size() >= 5;
    const bool likely = (is_global || elsewhere || typing_error) && !may_be_set_by(stage_->root().base, reference.name);
    problem.confidence = state().bare ? Confidence::certain : likely ? Confidence::likely : Confidence::possible;
    propose(problem, meant, span, reference);
  }

  /// Proposes another name in the place of that of `$name` or `${name...}`.
  void propose(Problem& problem, std::string_view meant, Span reference_span, const Reference& reference) {
    const std::uint32_t length = reference.end - reference.begin;
    const auto name_length = static_cast<std::uint32_t>(reference.name.size());
    // A continuation inside the reference, or a word that had to be decoded, leaves no place for the name.
    if (meant.empty() || reference_span.size() != length || length <= name_length) return;
    const std::uint32_t begin = reference_span.begin + (length == name_length + 1 ? 1 : 2);
    problem.replacement = meant;
    problem.replace = {reference_span.file, begin, begin + name_length};
  }

  /// Names that any ARG or ENV of the file declares.
  const std::unordered_set<std::string_view>& declared_names() {
    if (declared_names_.empty()) {
      for (const Instruction* const instruction : build_.instructions) {
        if (instruction->op != Op::arg && instruction->op != Op::env) continue;
        for (const Pair& pair : instruction->pairs) declared_names_.insert(pair.key.raw);
      }
    }
    return declared_names_;
  }

  void apply(Instruction& instruction, bool own) {
    State& now = state();
    const Undefined undefined = Undefined::in_stage;
    const std::span<Word> words = mutable_words(instruction.arguments);
    // Triggers run in another stage than the one they are written in: their words keep no value of it.
    const auto resolved = [&](Word& word) {
      if (own) {
        resolve(word, now.scope, instruction, undefined);
        return word;
      }
      Word copy = word;
      const Expansion expansion =
          expand(instruction.form == Form::exec ? word.text : word.raw, now.scope, build_.expand_options());
      if (expansion.ok()) {
        copy.value = arena_.copy(std::string_view(expansion.text));
        copy.known = is_known(expansion, now.scope);
      }
      return copy;
    };
    switch (instruction.op) {
      case Op::env: {
        // All values of one instruction see the variables from before it.
        std::vector<Variable> changes;
        for (Pair& pair : mutable_pairs(instruction.pairs)) {
          const Word key = resolved(pair.key);
          const Word value = pair.has_value ? resolved(pair.value) : Word{};
          changes.push_back({key.value, value.value, pair.key.span, false, value.known});
        }
        for (const Variable& change : changes) now.scope.put(change, true);
        break;
      }
      case Op::label:
        for (Pair& pair : mutable_pairs(instruction.pairs)) {
          resolved(pair.key);
          if (pair.has_value) resolved(pair.value);
        }
        break;
      case Op::arg:
        for (Pair& pair : mutable_pairs(instruction.pairs)) apply_argument(pair, resolved);
        break;
      case Op::add:
      case Op::copy:
        for (const std::string_view name : {"chown", "chmod", "checksum"}) {
          if (own) resolve_flag(instruction, name);
        }
        for (std::size_t index = 0; index < words.size(); ++index) {
          // Heredocs among the sources are not expanded; a target is, whatever it looks like.
          const bool heredoc = index + 1 < words.size() && !instruction.heredocs.empty() &&
                               parse_heredoc_word(words[index].raw, &build_.work_left).is_heredoc;
          if (!heredoc) resolved(words[index]);
        }
        if (own) resolve_heredocs(instruction);
        if (own && !instruction.heredocs.empty()) written_.read_copy(instruction);
        break;
      case Op::expose:
        for (Word& word : words) now.exposed.push_back(resolved(word));
        break;
      case Op::volume:
        for (Word& word : words) now.volumes.push_back(resolved(word));
        break;
      case Op::stopsignal:
        if (!words.empty()) {
          const Word word = resolved(words.front());
          now.stop_signal = {word.value, word.span};
        }
        break;
      case Op::user:
        if (!words.empty()) {
          const Word word = resolved(words.front());
          now.in_force.user = {word.value, word.span};
          in_force_changed();
        }
        break;
      case Op::workdir:
        if (!words.empty()) change_workdir(resolved(words.front()));
        break;
      case Op::shell:
        change_shell(instruction);
        break;
      case Op::entrypoint:
        parse_body(instruction, now.in_force.dialect);
        now.entrypoint = &instruction;
        if (!now.cmd_is_of_this_stage) now.cmd = nullptr;
        break;
      case Op::cmd:
        parse_body(instruction, now.in_force.dialect);
        now.cmd = &instruction;
        now.cmd_is_of_this_stage = true;
        break;
      case Op::healthcheck:
        parse_body(instruction, now.in_force.dialect);
        now.healthcheck = &instruction;
        break;
      case Op::run:
        if (own) resolve_mounts(instruction);
        parse_body(instruction, now.in_force.dialect);
        if (own) written_.read_run(instruction, script_text_);
        break;
      case Op::onbuild:
        if (own && instruction.trigger != nullptr) {
          Instruction& trigger = mutable_instruction(instruction.trigger);
          trigger.stage = stage_;
          trigger.in_force = instruction.in_force;
          parse_body(trigger, now.in_force.dialect);
          now.triggers.push_back(&trigger);
        }
        break;
      case Op::from:
      case Op::maintainer:
      case Op::unknown:
        break;
    }
  }

  template <class Resolve>
  void apply_argument(Pair& pair, const Resolve& resolved) {
    State& now = state();
    const std::string_view name = pair.key.raw;
    if (pair.has_value) {
      const Word value = resolved(pair.value);
      now.scope.put({name, value.value, pair.key.span, true, value.known}, true);
      return;
    }
    // Without a default it takes the value of the argument of that name before the first FROM.
    const std::string_view* const inherited = global_.find(name);
    const Variable* const global = global_.variable(name);
    now.scope.put({name, inherited != nullptr ? *inherited : std::string_view(), pair.key.span, true,
                   inherited != nullptr && global->known},
                  inherited != nullptr);
  }

  void resolve_flag(const Instruction& instruction, std::string_view name) {
    const Flag* const flag = instruction.flag(name);
    if (flag == nullptr || !flag->has_value) return;
    const Expansion expansion = expand(flag->value, state().scope, build_.expand_options());
    report_fault(expansion, flag->value, flag->value_span, instruction);
    report_references(expansion, flag->value, flag->value_span, state().scope, instruction, Undefined::in_stage);
  }

  void resolve_mounts(Instruction& instruction) {
    bool changed = false;
    for (const Mount& mount : instruction.mounts) {
      for (const MountOption& given : mount.options) {
        const std::string_view value = given.value;
        const bool special = value.find_first_of("'\"$") != std::string_view::npos ||
                             value.find(build_.file.escape) != std::string_view::npos;
        if (!special) continue;
        const Expansion expansion = expand(value, state().scope, build_.expand_options());
        report_fault(expansion, value, given.span, instruction);
        report_references(expansion, value, given.span, state().scope, instruction, Undefined::in_stage);
        if (!expansion.ok()) continue;
        MountOption& option = const_cast<MountOption&>(given);
        option.resolved = arena_.copy(std::string_view(expansion.text));
        option.known = is_known(expansion, state().scope);
        changed = true;
      }
    }
    if (changed) parse_mounts(instruction, build_);
  }

  void resolve_heredocs(const Instruction& instruction) {
    for (const Heredoc& heredoc : instruction.heredocs) {
      if (!heredoc.expands) continue;
      ExpandOptions options = build_.expand_options();
      options.escape = '\\';
      options.ignore_quotes = true;
      const Expansion expansion = expand(heredoc.body.text, state().scope, options);
      if (!expansion.ok()) {
        const Span span = heredoc.body.span(expansion.fault_begin, expansion.fault_end);
        report_fault(expansion, heredoc.body.text, span, instruction);
      }
      std::vector<std::string_view> reported;
      for (const Reference& reference : expansion.references) {
        if (reference.set || state().scope.declared(reference.name)) continue;
        if (std::ranges::find(reported, reference.name) != reported.end()) continue;
        reported.push_back(reference.name);
        report_undefined(reference, heredoc.body.span(reference.begin, reference.end), state().scope, instruction);
      }
    }
  }

  void change_workdir(const Word& word) {
    Given& workdir = state().in_force.workdir;
    std::string_view& folder = state().in_force.folder;
    std::string_view path = word.value;
    if (!word.known || (folder.empty() && !path.starts_with('/'))) {
      folder = {};
    } else {
      std::string start = path.starts_with('/') ? std::string() : std::string(folder) + "/";
      folder = arena_.copy(std::string_view(cleaned_path(start.append(path))));
    }
    if (is_absolute(path)) {
      if (path.starts_with('/') && word.known) path = arena_.copy(std::string_view(cleaned_path(path)));
    } else if (word.known && (is_absolute(workdir.value) || state().bare)) {
      std::string whole(workdir.value);
      path = arena_.copy(std::string_view(cleaned_path(whole.append("/").append(path))));
    }
    workdir = {path, word.span};
    in_force_changed();
  }

  void change_shell(const Instruction& instruction) {
    if (instruction.form != Form::exec || instruction.arguments.empty()) return;
    std::vector<std::string_view> words;
    for (const Word& word : instruction.arguments) words.push_back(word.text);
    InForce& now = state().in_force;
    now.shell = arena_.copy(words);
    now.shell_span = instruction.span;
    now.dialect = shell::dialect_of_program(words.front());
    const std::string_view program = words.front().substr(words.front().rfind('/') + 1);
    if (program == "sh") now.dialect = state().default_dialect;
    in_force_changed();
  }

  /// Parses the shell text of an instruction, once.
  void parse_body(Instruction& instruction, shell::Dialect dialect) {
    if (instruction.script == nullptr && instruction.op == Op::run && instruction.form == Form::exec)
      parse_text(instruction, command_of_words(instruction), shell::Dialect::posix);
    if (instruction.script != nullptr || instruction.form != Form::shell || instruction.body.text.empty()) return;
    // The call operator of PowerShell begins no command of any other shell.
    if (instruction.body.text.starts_with("& ") && dialect != shell::Dialect::cmd) dialect = shell::Dialect::powershell;
    if (instruction.op != Op::run || instruction.heredocs.empty()) {
      parse_text(instruction, instruction.body, dialect);
      return;
    }
    const bool whole = parse_heredoc_word(instruction.body.text, &build_.work_left).is_heredoc;
    if (whole) {
      // `RUN <<EOF` alone: the body is the script, for the shell or for the interpreter that its first line names.
      const MappedText& body = instruction.heredocs.front().body;
      const std::string_view first_line = body.text.substr(0, body.text.find('\n'));
      const bool has_interpreter = first_line.starts_with("#!") && dialect != shell::Dialect::cmd;
      parse_text(instruction, body, has_interpreter ? shell::dialect_of_shebang(first_line, dialect) : dialect);
      return;
    }
    // `RUN cat <<EOF | sh`: the shell sees the line and the heredocs behind it.
    MappedTextBuilder script(build_.text);
    script.append(instruction.body);
    std::uint32_t end = instruction.body.span().end;
    for (const Heredoc& heredoc : instruction.heredocs) {
      script.append("\n", end);
      script.append(heredoc.body);
      if (!heredoc.terminated) break;
      script.append(heredoc.name, heredoc.closing.begin);
      end = heredoc.closing.end;
    }
    parse_text(instruction, script.take(arena_), dialect);
  }

  void parse_text(Instruction& instruction, const MappedText& text, shell::Dialect dialect) {
    script_text_ = text;
    instruction.script = shell::parse(text, dialect, arena_);
  }

  /// The words of the exec form as a shell would have to be given them, so that what asks for commands finds this one,
  /// and the script of `["sh", "-c", "..."]`, like any other.
  MappedText command_of_words(const Instruction& instruction) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+,";
    MappedTextBuilder command(build_.text);
    for (const Word& word : instruction.arguments) {
      const std::uint32_t begin = word.span.begin;
      if (&word != instruction.arguments.data()) command.append(" ", begin);
      const char* const line = instruction.line.text.data();
      const bool is_part =
          word.text.data() >= line && word.text.data() + word.text.size() <= line + instruction.line.text.size();
      // Text that JSON's escapes were taken out of stands at the word as a whole.
      const auto place = [&](std::string_view part) {
        return is_part ? instruction.line.source_offset(static_cast<std::uint32_t>(part.data() - line)) : begin;
      };
      const auto append = [&](std::string_view part) {
        if (!part.empty()) command.append(part, place(part));
      };
      // The first word is quoted always: `time` and `if` are programs here.
      const bool bare = &word != instruction.arguments.data() && !word.text.empty() &&
                        word.text.find_first_not_of(plain) == std::string_view::npos;
      if (bare) {
        append(word.text);
        continue;
      }
      // What is quoted stands between JSON's own quotes.
      command.append("'", begin);
      std::string_view rest = word.text;
      for (std::size_t quote = rest.find('\''); quote != std::string_view::npos; quote = rest.find('\'')) {
        append(rest.substr(0, quote));
        command.append("'\\''", place(rest.substr(quote)));
        rest.remove_prefix(quote + 1);
      }
      append(rest);
      command.append("'", word.span.end > begin ? word.span.end - 1 : begin);
    }
    return command.take(arena_);
  }

  void find_sources(Stage& stage) {
    std::vector<const Stage*> sources;
    const auto add = [&](std::string_view name, bool numbers) {
      if (!numbers && !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos) return;
      Stage* const source = build_.source_stage(name);
      if (source == nullptr || found_by_[source->index] == stage.index) return;
      found_by_[source->index] = stage.index;
      sources.push_back(source);
    };
    const auto look_at = [&](const Instruction& instruction) {
      if (instruction.op == Op::copy) {
        if (const Flag* const from = instruction.flag("from")) add(from->value, true);
      }
      // Mounts know names only, no numbers.
      for (const Mount& mount : instruction.mounts) {
        if (!mount.from.empty()) add(mount.from, false);
      }
    };
    if (stage.parent != nullptr) {
      for (const Instruction* const trigger : states_[stage.parent->index].triggers) look_at(*trigger);
    }
    for (const Instruction* const instruction : stage.instructions) look_at(*instruction);
    stage.copies_from = arena_.copy(sources);
  }

  void mark_reachable() {
    if (build_.stages.empty()) return;
    std::vector<Stage*> open = {build_.stages.back()};
    while (!open.empty()) {
      Stage* const stage = open.back();
      open.pop_back();
      if (stage->reachable) continue;
      stage->reachable = true;
      if (stage->parent != nullptr) open.push_back(build_.stages[stage->parent->index]);
      for (const Stage* const source : stage->copies_from) open.push_back(build_.stages[source->index]);
    }
  }

  Build& build_;
  Arena& arena_;
  Scope global_;
  std::vector<std::string_view> global_names_;
  std::unordered_set<std::string_view> declared_names_;
  std::vector<State> states_;  // By stage index.
  Stage* stage_ = nullptr;
  std::vector<Instruction*> stage_instructions_;
  const InForce* last_in_force_ = nullptr;
  std::size_t inherited_ = 0;
  WrittenFiles written_;                 // Of the stage that is open.
  MappedText script_text_;               // What the script that was read last stands in.
  std::vector<std::uint32_t> found_by_;  // By stage index: the last stage that was seen to take from it.
};

}  // namespace

Stage* Build::source_stage(std::string_view name) const {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error == std::errc() && end == name.data() + name.size()) {
    return number < stages.size() ? stages[number] : nullptr;
  }
  const auto found = stage_by_name.find(lower(name));
  return found == stage_by_name.end() ? nullptr : found->second;
}

void build_stages(Build& build) { StageBuilder(build).run(); }

}  // namespace seaworthy::dockerfile
