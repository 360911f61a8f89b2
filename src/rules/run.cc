// One walk over the model, and every rule is called for the subjects that it declared.
//
// The walk is cut into units: a Dockerfile, a file, a service, a stack, a rule of the altitude `project`. What a unit
// produces lands in its own bag, and bags are joined in the order of the units. That order depends on the project
// alone, hence the same bytes at any number of threads.
//
// Workers take units in batches of neighbours. Each rule is called for all of a batch before the next one is, since the
// code of a thousand rules is far larger than what a processor keeps at hand: the more subjects a rule is called for at
// once, the less often its code has to be fetched again.
//
// A bug in a rule is contained: whatever a check throws (a broken SW_ASSERT throws in release builds) ends that call
// alone and becomes an entry of Results::incomplete, which a report lists beside unreadable files. Debug builds and
// tests let it through.
#include "rules/run.h"

#include <time.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "base/assert.h"
#include "base/parallel.h"
#include "project/copy_sources.h"
#include "rules/give_way.h"
#include "rules/lib/announced.h"
#include "rules/lib/once.h"
#include "rules/merge.h"
#include "rules/message.h"
#include "rules/registry.h"
#include "rules/suppress.h"

namespace seaworthy::rules {
namespace {

// A rule that reports more than this about one unit is cut off, so that a hostile file cannot fill the memory.
constexpr std::uint32_t most_findings_per_rule_and_unit = 500;
constexpr std::size_t longest_name = 200;
// Units that are walked together at most, and the number of batches of a kind that each thread shall find at least, so
// that none waits long for another one.
constexpr std::size_t most_in_batch = 256;
constexpr std::size_t batches_per_thread = 2;

/// Index into SubjectTable::subjects, which become Results::subjects.
enum class SubjectId : std::uint32_t {};
constexpr SubjectId repository{0};

std::uint64_t nanoseconds_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

/// Who asks to be called for what.
struct Dispatch {
  std::vector<const Rule*> rules;  // By RuleId; null when it does not run.
  std::vector<RuleId> by_operation[dockerfile::op_count];
  std::unordered_map<std::string_view, std::vector<RuleId>> by_program;
  std::vector<RuleId> every_command, stage, final_stage, dockerfile, dockerfile_problem, service, container, stack,
      compose_problem, script, file, nginx_file, project;
  bool wants_commands = false;

  explicit Dispatch(const Selection& selection) {
    const std::span<const RegisteredRule> all = registry();
    rules.resize(all.size());
    for (std::size_t index = 0; index < all.size(); ++index) {
      const auto id = static_cast<RuleId>(index);
      if (!selection.runs(id) || all[index].rule->check.run == nullptr) continue;
      rules[index] = all[index].rule;
      add(id, all[index].rule->check);
    }
  }

 private:
  void add(RuleId id, const Check& check) {
    switch (check.altitude) {
      case Altitude::instruction:
        for (int operation = 0; operation < dockerfile::op_count; ++operation)
          if ((check.operations & (std::uint32_t{1} << operation)) != 0) by_operation[operation].push_back(id);
        return;
      case Altitude::command:
        wants_commands = true;
        if (check.programs.empty()) every_command.push_back(id);
        for (const std::string_view program : check.programs) by_program[program].push_back(id);
        return;
      case Altitude::stage:
        stage.push_back(id);
        return;
      case Altitude::final_stage:
        final_stage.push_back(id);
        return;
      case Altitude::dockerfile:
        dockerfile.push_back(id);
        return;
      case Altitude::dockerfile_problem:
        dockerfile_problem.push_back(id);
        return;
      case Altitude::service:
        service.push_back(id);
        return;
      case Altitude::container:
        service.push_back(id);
        container.push_back(id);
        return;
      case Altitude::stack:
        stack.push_back(id);
        return;
      case Altitude::compose_problem:
        compose_problem.push_back(id);
        return;
      case Altitude::script:
        script.push_back(id);
        return;
      case Altitude::file:
        file.push_back(id);
        return;
      case Altitude::nginx_file:
        nginx_file.push_back(id);
        return;
      case Altitude::project:
        project.push_back(id);
        return;
      case Altitude::runner:
        return;
    }
  }
};

/// Which stacks build each stage, by Dockerfile and stage: those with an active service whose target needs it.
std::vector<std::vector<std::vector<std::uint32_t>>> stacks_of_stages(const project::Project& project) {
  std::vector<std::vector<std::vector<std::uint32_t>>> all(project.dockerfiles.size());
  for (std::size_t index = 0; index < all.size(); ++index)
    all[index].resize(project.dockerfiles[index].parsed->stages.size());
  for (const project::Service& service : project.services) {
    if (service.dockerfile == nullptr || !service.active || service.stack == nullptr) continue;
    const dockerfile::File& file = *service.dockerfile->parsed;
    const dockerfile::Stage* const target = service.stage != nullptr ? service.stage : file.last_stage();
    if (target == nullptr) continue;
    auto& stages = all[static_cast<std::size_t>(service.dockerfile - project.dockerfiles.data())];
    for (const dockerfile::Stage* const stage : project::needed_stages(file, *target))
      stages[stage->index].push_back(service.stack->index);
  }
  for (auto& stages : all)
    for (std::vector<std::uint32_t>& list : stages) {
      std::ranges::sort(list);
      list.erase(std::unique(list.begin(), list.end()), list.end());
    }
  return all;
}

/// Every subject of the project, and where each object's subject is in the list.
struct SubjectTable {
  std::vector<Subject> subjects;
  std::size_t first_file = 0, first_dockerfile = 0, first_stack = 0;
  std::vector<std::size_t> first_stage;    // By Dockerfile.
  std::vector<SubjectId> service_subject;  // By service; two stacks that load one definition share its subject.

  SubjectId file(std::size_t index) const { return static_cast<SubjectId>(first_file + index); }
  SubjectId dockerfile(std::size_t index) const { return static_cast<SubjectId>(first_dockerfile + index); }
  SubjectId stage(std::size_t dockerfile, std::size_t index) const {
    return static_cast<SubjectId>(first_stage[dockerfile] + index);
  }
  SubjectId stack(std::size_t index) const { return static_cast<SubjectId>(first_stack + index); }
};

std::string quoted(std::string_view kind, std::string_view name) {
  return format_message(kind.empty() ? "`{}`" : "{} `{}`", kind.empty() ? Arguments{name} : Arguments{kind, name});
}

std::string stage_name(const dockerfile::Stage& stage) {
  return stage.name.empty() ? format_message("stage {}", {stage.index}) : quoted("stage", stage.name);
}

SubjectTable tabulate(const project::Project& project) {
  SubjectTable table;
  std::vector<Subject>& subjects = table.subjects;
  subjects.push_back({"the repository", {}, {}});
  table.first_file = subjects.size();
  for (const project::File& file : project.files)
    subjects.push_back({on_one_line(file.path, longest_name), {file.source, 0, 0}, file.stacks});
  table.first_dockerfile = subjects.size();
  for (const project::Dockerfile& dockerfile : project.dockerfiles)
    subjects.push_back(
        {on_one_line(dockerfile.path, longest_name), dockerfile.parsed->text.span(0, 0), dockerfile.stacks});
  const auto of_stages = stacks_of_stages(project);
  for (const project::Dockerfile& dockerfile : project.dockerfiles) {
    table.first_stage.push_back(subjects.size());
    const auto& stacks = of_stages[static_cast<std::size_t>(&dockerfile - project.dockerfiles.data())];
    for (std::size_t index = 0; index < stacks.size(); ++index) {
      const dockerfile::Stage& stage = *dockerfile.parsed->stages[index];
      const std::string path = on_one_line(dockerfile.path, longest_name);
      subjects.push_back({stacks.size() == 1 ? path : stage_name(stage) + " of " + path,
                          stage.from != nullptr ? stage.from->span : Span{}, stacks[index]});
    }
  }
  // Two stacks that load one definition share its subject.
  std::map<std::tuple<Span, std::string_view>, SubjectId> by_definition;
  for (const project::Service& service : project.services) {
    const auto [found, is_new] =
        by_definition.try_emplace(std::tuple(service.span, service.name), static_cast<SubjectId>(subjects.size()));
    if (is_new) subjects.push_back({quoted("service", service.name), service.span, {}});
    std::vector<std::uint32_t>& stacks = subjects[static_cast<std::size_t>(found->second)].stacks;
    if (service.active && service.stack != nullptr &&
        std::find(stacks.begin(), stacks.end(), service.stack->index) == stacks.end()) {
      stacks.push_back(service.stack->index);
      std::sort(stacks.begin(), stacks.end());
    }
    table.service_subject.push_back(found->second);
  }
  table.first_stack = subjects.size();
  for (const project::Stack& stack : project.stacks) {
    const Span span = stack.files.empty() ? Span{} : Span{stack.files.front()->source, 0, 0};
    subjects.push_back({quoted("stack", stack.name), span, {stack.index}});
  }
  return table;
}

/// A rule looked at a subject.
struct Looked {
  RuleId rule;
  SubjectId subject;
};

/// What one unit produces.
struct Bag {
  std::vector<RawFinding> findings;
  std::vector<Looked> looked;
  std::vector<Results::Incomplete> incomplete;
  std::unordered_map<RuleId, std::uint32_t> reported;  ///< How often each rule did.
};

/// Neighbouring units of one kind, which a worker walks together.
struct Batch {
  std::size_t first = 0;  ///< The place of the first one in the list of its kind.
  std::span<Bag> bags;    ///< One for each.
};

/// What a check is called about.
struct Context {
  SubjectId subject{};
  std::string_view finding_subject;  ///< Finding::subject, where it is not the subject's name.
  std::string_view service;          ///< Name of the service or the standalone image, for merging.
  bool standalone = false;
  const std::vector<std::uint32_t>* stacks = nullptr;
  /// Of a check of a whole Dockerfile, by stage: a fault of one stage concerns those who build it.
  const project::Dockerfile* dockerfile = nullptr;
  std::span<const std::vector<std::uint32_t>* const> stacks_of_stage;
  /// Key of a service of which only a fragment is here. What is reported there is that something is absent, which
  /// nobody can say of a fragment. Invalid for all else.
  Span fragment;
  /// Inside of what a Dockerfile writes, where the quotes and the line ends of a shell may stand around.
  bool written = false;

  const std::vector<std::uint32_t>* stacks_at(Span span) const {
    if (dockerfile == nullptr || !span.valid() || span.file != dockerfile->file->source) return stacks;
    const std::vector<std::uint32_t>* found = stacks;
    for (const dockerfile::Stage* const stage : dockerfile->parsed->stages)
      if (stage->from != nullptr && stage->from->span.begin <= span.begin) found = stacks_of_stage[stage->index];
    return found;
  }
};

struct Timing {
  std::uint64_t calls = 0;
  std::uint64_t nanoseconds = 0;
};

#ifndef NDEBUG
void assert_style(std::string_view whose, std::string_view text) {
  const std::string_view fault = style_fault(text);
  if (!fault.empty())
    std::fprintf(stderr, "%s: \"%s\" %s\n", std::string(whose).c_str(), std::string(text).c_str(),
                 std::string(fault).c_str());
  SW_ASSERT(fault.empty());
}
#endif

/// One thread's Report.
class Worker final : public Report {
 public:
  Worker(const project::Project& project, const Dispatch& dispatch, const SubjectTable& table, bool timed)
      : project_(project), dispatch_(dispatch), table_(table) {
    if (timed) timings_.resize(dispatch.rules.size());
  }

  /// Forgets what was worked out for the batch before.
  void start_batch() { slots_.clear(); }
  /// From here on what is called belongs to the unit of a bag.
  void enter(Bag& bag) { bag_ = &bag; }

  std::shared_ptr<const void>& slot(const void* key, const void* subject) { return slots_[{key, subject}]; }

  /// Calls one check. True when it looked at the subject, false when it skipped it.
  bool call(RuleId id, const void* subject, const Context& context) {
    rule_ = id;
    context_ = &context;
    reported_ = skipped_ = false;
    if (timings_.empty()) {
      contain(id, subject);
    } else {
      const std::uint64_t begin = nanoseconds_now();
      contain(id, subject);
      Timing& timing = timings_[static_cast<std::size_t>(id)];
      timing.nanoseconds += nanoseconds_now() - begin;
      ++timing.calls;
    }
    context_ = nullptr;
    return reported_ || !skipped_;
  }

  /// Calls one check for a unit, and counts the subject unless it is skipped.
  void ask(RuleId id, const void* subject, const Context& context, Bag& bag) {
    enter(bag);
    if (call(id, subject, context)) looked_at(id, context.subject);
  }
  void looked_at(RuleId id, SubjectId subject) { bag_->looked.push_back({id, subject}); }

  const project::Project& linked() const { return project_; }
  const std::vector<Timing>& timings() const { return timings_; }

  // What Report and Builder ask for.
  bool open_finding(Span span, std::string_view format, Arguments arguments);
  void mark_skipped() { skipped_ = true; }
  std::optional<std::string> edit_text(Span span, std::string_view replacement) const;
  Finding& last() { return bag_->findings.back().finding; }

 private:
  void contain(RuleId id, const void* subject) {
    const Check& check = dispatch_.rules[static_cast<std::size_t>(id)]->check;
#ifdef NDEBUG
    const std::size_t findings_before = bag_->findings.size();
    try {
      const ContainedAssertions scope;
      check.run(subject, *this);
    } catch (...) {
      // Half a finding would be worse than none.
      bag_->findings.resize(findings_before);
      skipped_ = true;
      reported_ = false;
      bag_->incomplete.push_back({id, table_.subjects[static_cast<std::size_t>(context_->subject)].name,
                                  "this check broke down, which is a bug of seaworthy"});
    }
#else
    check.run(subject, *this);
#endif
  }

  const project::Project& project_;
  const Dispatch& dispatch_;
  const SubjectTable& table_;
  std::vector<Timing> timings_;
  struct SlotKey {
    const void* key = nullptr;
    const void* subject = nullptr;
    bool operator==(const SlotKey&) const = default;
  };
  struct SlotHash {
    std::size_t operator()(const SlotKey& slot) const {
      // Neither of the two addresses says much in its lowest bits.
      const auto key = std::bit_cast<std::uintptr_t>(slot.key), subject = std::bit_cast<std::uintptr_t>(slot.subject);
      return (key >> 3) * 31 + (subject >> 4);
    }
  };
  // While one result is worked out, others may be asked for: none of them moves.
  using Slots = std::unordered_map<SlotKey, std::shared_ptr<const void>, SlotHash>;
  Slots slots_;  ///< Of the subjects of a batch.
  Bag* bag_ = nullptr;
  RuleId rule_{};
  const Context* context_ = nullptr;
  bool reported_ = false;
  bool skipped_ = false;

  bool is_in_exec_form(Span span) const;
};

bool Worker::open_finding(Span span, std::string_view format, Arguments arguments) {
  if (context_->fragment.valid() && span == context_->fragment) {
    skipped_ = true;
    return false;
  }
  reported_ = true;
  const std::string& subject_name = table_.subjects[static_cast<std::size_t>(context_->subject)].name;
  std::uint32_t& reported = bag_->reported[rule_];
  if (++reported > most_findings_per_rule_and_unit) {
    if (reported == most_findings_per_rule_and_unit + 1)
      bag_->incomplete.push_back(
          {rule_, subject_name, "this check found more than 500 faults; the rest is not listed"});
    return false;
  }
#ifndef NDEBUG
  assert_style(registered(rule_).name, format);
#endif
  const Rule& declared = *dispatch_.rules[static_cast<std::size_t>(rule_)];
  RawFinding& raw = bag_->findings.emplace_back();
  raw.service = context_->service;
  raw.standalone = context_->standalone;
  Finding& finding = raw.finding;
  finding.rule = rule_;
  finding.severity = finding.base_severity = declared.severity;
  finding.confidence = declared.confidence;
  finding.category = declared.category;
  finding.rung = declared.rung;
  finding.subject = context_->finding_subject.empty() ? subject_name : std::string(context_->finding_subject);
  finding.message = format_message(format, arguments);
  finding.span = span;
  // Becomes an index into the rule's own subjects once these are known.
  finding.failed_subjects.push_back(static_cast<std::uint32_t>(context_->subject));
  if (const auto* const stacks = context_->stacks_at(span); stacks != nullptr) finding.stacks = *stacks;
  for_each_name(declared.peers, [&](std::string_view peer) { finding.aliases.push_back(peer); });
  return true;
}

/// The text of an edit that was thought for a shell command, as RUN's exec form has to be given it: words of their own
/// become elements. Nothing where the edit would spoil the form.
std::optional<std::string> Worker::edit_text(Span span, std::string_view replacement) const {
  if (context_->written && replacement.find_first_of("\n\"'\\$`") != std::string_view::npos) return std::nullopt;
  if (!is_in_exec_form(span)) return std::string(replacement);
  const auto is_plain = [](std::string_view text) {
    return !text.empty() && text.find_first_of("\t\r\n\"'\\,[]$&|;<>*?") == std::string_view::npos;
  };
  const bool inserts = span.begin == span.end && replacement.starts_with(' ') && span.begin > 0;
  if (inserts && is_plain(replacement) && replacement.find("  ") == std::string_view::npos &&
      !replacement.ends_with(' ')) {
    // Behind a word that is known by its text alone the element is still open.
    const bool open = text({span.file, span.begin - 1, span.begin}) != "\"";
    std::string result = open ? "\"" : "";
    for (const char c : replacement.substr(1)) {
      if (result.size() <= 1) result += ", \"";
      if (c == ' ')
        result += "\", \"";
      else
        result += c;
    }
    return open ? result : result + "\"";
  }
  const std::string_view replaced = text(span);
  if (!is_plain(replacement) || replacement.find(' ') != std::string_view::npos) return std::nullopt;
  if (replaced.size() > 2 && replaced.starts_with('"') && replaced.ends_with('"'))
    return "\"" + std::string(replacement) + "\"";
  if (!is_plain(replaced) || replaced.find(' ') != std::string_view::npos) return std::nullopt;
  return std::string(replacement);
}

bool Worker::is_in_exec_form(Span span) const {
  const auto holds = [&](const project::Dockerfile& dockerfile) {
    if (dockerfile.parsed->source != span.file) return false;
    const std::span<const dockerfile::Instruction* const> all = dockerfile.parsed->instructions;
    const auto behind = std::upper_bound(
        all.begin(), all.end(), span.begin,
        [](std::uint32_t at, const dockerfile::Instruction* instruction) { return at < instruction->span.begin; });
    if (behind == all.begin()) return false;
    const dockerfile::Instruction& outer = **std::prev(behind);
    const dockerfile::Instruction& inner = outer.trigger != nullptr ? *outer.trigger : outer;
    if (inner.op != dockerfile::Op::run || inner.form != dockerfile::Form::exec || inner.arguments.empty())
      return false;
    return (span.end > inner.arguments.front().span.begin && span.begin < inner.arguments.back().span.end) ||
           (span.end == span.begin && span.begin == inner.arguments.back().span.end);
  };
  const project::File* const file = project_.file(span.file);
  if (file != nullptr && file->dockerfile != nullptr) return holds(*file->dockerfile);
  return std::any_of(project_.dockerfiles.begin(), project_.dockerfiles.end(),
                     [&](const project::Dockerfile& dockerfile) { return dockerfile.is_inline && holds(dockerfile); });
}

/// Collects what rules that are counted per file saw in many places of it.
class Tally {
 public:
  explicit Tally(std::size_t rules) : looked_((rules + bits - 1) / bits) {}
  void add(RuleId id) {
    const auto index = static_cast<std::size_t>(id);
    looked_[index / bits] |= std::uint64_t{1} << (index % bits);
  }
  void count(Worker& worker, SubjectId subject) const {
    for (std::size_t index = 0; index < looked_.size(); ++index)
      for (std::uint64_t left = looked_[index]; left != 0; left &= left - 1)
        worker.looked_at(static_cast<RuleId>(index * bits + static_cast<std::size_t>(std::countr_zero(left))), subject);
  }

 private:
  static constexpr std::size_t bits = 64;
  std::vector<std::uint64_t> looked_;  ///< A bit for each rule.
};

/// A unit of a batch while it is walked. Others point into it.
struct Walked {
  Bag* bag = nullptr;
  Context context;  ///< Of the unit's own subject.
  std::vector<std::uint32_t> stacks;
  Tally tally;

  Walked(Bag& own, std::size_t rules) : bag(&own), tally(rules) {}
};

/// The commands of a batch, and what they are called with.
class Commands {
 public:
  explicit Commands(const Dispatch& dispatch) : dispatch_(dispatch) {}

  /// Adds those of a body. `context` and `unit` must outlive this.
  void add(const shell::Script* script, CommandSubject subject, const Context& context, Bag& bag, Tally& tally) {
    if (script == nullptr || !dispatch_.wants_commands) return;
    subject.script = script;
    for (const shell::Node* const node : script->commands) {
      subject.invocation = shell::invocation(*node);
      all_.push_back({subject, &context, &bag, &tally});
    }
  }

  /// Calls the command rules for all of them.
  void walk(Worker& worker) const {
    for (const RuleId id : dispatch_.every_command)
      for (const Command& command : all_) call(worker, id, command);
    for (const Command& command : all_) {
      const auto asked = dispatch_.by_program.find(command.subject.invocation.program);
      if (asked == dispatch_.by_program.end()) continue;
      for (const RuleId id : asked->second) call(worker, id, command);
    }
  }

 private:
  struct Command {
    CommandSubject subject;
    const Context* context = nullptr;
    Bag* bag = nullptr;
    Tally* tally = nullptr;
  };

  static void call(Worker& worker, RuleId id, const Command& command) {
    worker.enter(*command.bag);
    if (worker.call(id, &command.subject, *command.context)) command.tally->add(id);
  }

  const Dispatch& dispatch_;
  std::vector<Command> all_;
};

CommandSite site_of(const dockerfile::Instruction& instruction) {
  switch (instruction.op) {
    case dockerfile::Op::run:
      return CommandSite::run;
    case dockerfile::Op::healthcheck:
      return CommandSite::probe;
    default:
      return CommandSite::image_command;
  }
}

/// A Dockerfile of a batch.
struct WalkedDockerfile : Walked {
  const project::Dockerfile* dockerfile = nullptr;
  Context by_stage;  ///< Of checks of the whole file.
  std::vector<const std::vector<std::uint32_t>*> stacks_of_stage;
  std::vector<std::string> stage_names;
  std::vector<Context> of_stage;  ///< Findings belong to the file, and concern a stage.
  std::vector<Context> stages;    ///< Findings belong to the stage.
  std::vector<bool> shipped;      ///< By stage: something runs it.

  using Walked::Walked;

  /// The context of what stands in a stage, or in front of all.
  const Context& context_at(const dockerfile::Stage* stage) const {
    return stage != nullptr && stage->index < of_stage.size() ? of_stage[stage->index] : context;
  }
};

/// Fills in what is asked of a Dockerfile; it must not move after this.
void prepare(WalkedDockerfile& walked, const SubjectTable& table, const project::Dockerfile& dockerfile,
             std::size_t index) {
  const dockerfile::File& parsed = *dockerfile.parsed;
  const std::size_t count = parsed.stages.size();
  walked.dockerfile = &dockerfile;
  walked.context = {.subject = table.dockerfile(index), .stacks = &dockerfile.stacks};
  for (const dockerfile::Stage* const stage : parsed.stages) {
    walked.stacks_of_stage.push_back(
        &table.subjects[static_cast<std::size_t>(table.stage(index, stage->index))].stacks);
    walked.stage_names.push_back(stage->name.empty() ? std::string() : stage_name(*stage));
  }
  for (std::size_t stage = 0; stage < count; ++stage) {
    Context context = walked.context;
    context.finding_subject = walked.stage_names[stage];
    context.stacks = walked.stacks_of_stage[stage];
    walked.of_stage.push_back(context);
    context.subject = table.stage(index, stage);
    walked.stages.push_back(context);
  }
  walked.by_stage = walked.context;
  walked.by_stage.dockerfile = &dockerfile;
  walked.by_stage.stacks_of_stage = walked.stacks_of_stage;

  walked.shipped.resize(count);
  if (count > 0) walked.shipped.back() = true;
  for (const project::BuildUse& build : dockerfile.builds) {
    const dockerfile::Stage* const target = build.target.empty() ? nullptr : parsed.stage(build.target);
    if (target != nullptr && target->index < count) walked.shipped[target->index] = true;
  }
}

void walk_problems(Worker& worker, const Dispatch& dispatch, WalkedDockerfile& walked) {
  worker.enter(*walked.bag);
  for (const RuleId id : dispatch.dockerfile_problem) {
    bool looked = true;
    for (const dockerfile::Problem& problem : walked.dockerfile->parsed->problems) {
      if (problem.kind != dispatch.rules[static_cast<std::size_t>(id)]->check.problem) continue;
      const dockerfile::Stage* const stage = problem.instruction == nullptr ? nullptr : problem.instruction->stage;
      Context context = walked.context_at(stage);
      // What keeps the file from being read at all reaches whoever builds any stage of it.
      if (problem.fatal && problem.phase != dockerfile::Phase::convert) context.stacks = walked.context.stacks;
      looked = worker.call(id, &problem, context) && looked;
    }
    if (looked) walked.tally.add(id);
  }
}

void walk_instructions(Worker& worker, const Dispatch& dispatch, std::span<WalkedDockerfile> batch) {
  struct Asked {
    WalkedDockerfile* in = nullptr;
    const dockerfile::Instruction* instruction = nullptr;
    const Context* context = nullptr;
  };
  std::vector<Asked> by_operation[dockerfile::op_count];
  Commands commands(dispatch);
  for (WalkedDockerfile& walked : batch) {
    for (const dockerfile::Instruction* const outer : walked.dockerfile->parsed->instructions) {
      const Context& context = walked.context_at(outer->stage);
      for (const dockerfile::Instruction* instruction = outer; instruction != nullptr;
           instruction = instruction->op == dockerfile::Op::onbuild ? instruction->trigger : nullptr) {
        by_operation[static_cast<std::size_t>(instruction->op)].push_back({&walked, instruction, &context});
        commands.add(instruction->script,
                     {.site = site_of(*instruction),
                      .instruction = instruction,
                      .stage = instruction->stage,
                      .file = walked.dockerfile->file},
                     context, *walked.bag, walked.tally);
      }
    }
    for (const dockerfile::Stage* const stage : walked.dockerfile->parsed->stages)
      for (const dockerfile::WrittenFile& written : stage->written)
        commands.add(written.script,
                     {.site = CommandSite::script,
                      .instruction = written.first,
                      .stage = stage,
                      .file = walked.dockerfile->file},
                     walked.of_stage[stage->index], *walked.bag, walked.tally);
  }
  for (int operation = 0; operation < dockerfile::op_count; ++operation)
    for (const RuleId id : dispatch.by_operation[operation])
      for (const Asked& asked : by_operation[operation]) {
        worker.enter(*asked.in->bag);
        if (worker.call(id, asked.instruction, *asked.context)) asked.in->tally.add(id);
      }
  commands.walk(worker);
}

void walk_dockerfiles(Worker& worker, const Dispatch& dispatch, const SubjectTable& table, const Batch& units) {
  std::vector<WalkedDockerfile> batch;
  batch.reserve(units.bags.size());
  for (std::size_t at = 0; at < units.bags.size(); ++at)
    prepare(batch.emplace_back(units.bags[at], dispatch.rules.size()), table,
            worker.linked().dockerfiles[units.first + at], units.first + at);

  for (const RuleId id : dispatch.dockerfile)
    for (WalkedDockerfile& walked : batch) worker.ask(id, walked.dockerfile, walked.by_stage, *walked.bag);
  for (WalkedDockerfile& walked : batch) walk_problems(worker, dispatch, walked);
  walk_instructions(worker, dispatch, batch);
  for (WalkedDockerfile& walked : batch) {
    worker.enter(*walked.bag);
    walked.tally.count(worker, walked.context.subject);
  }
  const auto walk_stages = [&](const std::vector<RuleId>& rules, bool shipped_alone) {
    for (const RuleId id : rules)
      for (WalkedDockerfile& walked : batch)
        for (std::size_t stage = 0; stage < walked.stages.size(); ++stage)
          if (!shipped_alone || walked.shipped[stage])
            worker.ask(id, walked.dockerfile->parsed->stages[stage], walked.stages[stage], *walked.bag);
  };
  walk_stages(dispatch.stage, false);
  walk_stages(dispatch.final_stage, true);
}

CommandSite site_of(const project::File& file) {
  switch (file.kind) {
    case project::FileKind::makefile:
      return CommandSite::make;
    case project::FileKind::ci:
      return CommandSite::ci;
    case project::FileKind::readme:
    case project::FileKind::documentation:
      return CommandSite::readme;
    default:
      return CommandSite::script;
  }
}

void walk_files(Worker& worker, const Dispatch& dispatch, const SubjectTable& table, const Batch& units) {
  std::vector<Walked> batch;
  batch.reserve(units.bags.size());
  const std::span<const project::File> files(&worker.linked().files[units.first], units.bags.size());
  Commands commands(dispatch);
  for (std::size_t at = 0; at < files.size(); ++at) {
    Walked& walked = batch.emplace_back(units.bags[at], dispatch.rules.size());
    walked.context = {.subject = table.file(units.first + at), .stacks = &files[at].stacks};
    const CommandSubject subject{.site = site_of(files[at]), .file = &files[at]};
    commands.add(files[at].script, subject, walked.context, *walked.bag, walked.tally);
    for (const shell::Script* const script : files[at].embedded)
      commands.add(script, subject, walked.context, *walked.bag, walked.tally);
  }
  for (const RuleId id : dispatch.file)
    for (std::size_t at = 0; at < files.size(); ++at) worker.ask(id, &files[at], batch[at].context, *batch[at].bag);
  for (const RuleId id : dispatch.nginx_file)
    for (std::size_t at = 0; at < files.size(); ++at) {
      if (files[at].nginx != nullptr) worker.ask(id, &files[at], batch[at].context, *batch[at].bag);
      if (files[at].written.empty()) continue;
      Context context = batch[at].context;
      context.written = true;
      for (const project::File* const file : files[at].written) worker.ask(id, file, context, *batch[at].bag);
    }
  for (const RuleId id : dispatch.script)
    for (std::size_t at = 0; at < files.size(); ++at)
      if (files[at].kind == project::FileKind::script || files[at].kind == project::FileKind::entrypoint)
        worker.ask(id, &files[at], batch[at].context, *batch[at].bag);
  commands.walk(worker);
  for (const Walked& walked : batch) {
    worker.enter(*walked.bag);
    walked.tally.count(worker, walked.context.subject);
  }
}

/// A service of a batch.
struct WalkedService : Walked {
  const project::Service* service = nullptr;
  /// Of the file that gives entrypoint, command or probe; deque, since commands point to them.
  struct InFile {
    Context context;
    Tally tally;
  };
  std::deque<InFile> in_files;

  using Walked::Walked;
};

void walk_services(Worker& worker, const Dispatch& dispatch, const SubjectTable& table, const Batch& units) {
  std::vector<WalkedService> batch;
  batch.reserve(units.bags.size());
  Commands commands(dispatch);
  for (std::size_t at = 0; at < units.bags.size(); ++at) {
    const project::Service& service = worker.linked().services[units.first + at];
    if (!service.active) continue;
    WalkedService& walked = batch.emplace_back(units.bags[at], dispatch.rules.size());
    walked.service = &service;
    if (service.stack != nullptr) walked.stacks.push_back(service.stack->index);
    walked.context = {
        .subject = table.service_subject[units.first + at], .service = service.name, .stacks = &walked.stacks};
    if (service.is_fragment()) walked.context.fragment = service.span;

    // Commands that a Dockerfile gives are walked there.
    const std::string& service_name = table.subjects[static_cast<std::size_t>(walked.context.subject)].name;
    const auto add = [&](const project::CommandInForce& command, CommandSite site) {
      if (command.script == nullptr || command.from != project::Provenance::compose || !command.span.valid()) return;
      const project::File* const file = worker.linked().file(command.span.file);
      if (file == nullptr) return;
      const auto file_index = static_cast<std::size_t>(file - worker.linked().files.data());
      WalkedService::InFile& in_file = walked.in_files.emplace_back(Context{.subject = table.file(file_index),
                                                                            .finding_subject = service_name,
                                                                            .service = service.name,
                                                                            .stacks = &walked.stacks},
                                                                    Tally(dispatch.rules.size()));
      commands.add(command.script, {.site = site, .service = &service, .file = file}, in_file.context, *walked.bag,
                   in_file.tally);
    };
    add(service.entrypoint, CommandSite::compose_command);
    add(service.command, CommandSite::compose_command);
    if (service.probe.from == project::Provenance::compose) add(service.probe.command, CommandSite::probe);
  }
  for (const RuleId id : dispatch.service)
    for (const WalkedService& walked : batch) worker.ask(id, walked.service, walked.context, *walked.bag);
  commands.walk(worker);
  for (const WalkedService& walked : batch) {
    worker.enter(*walked.bag);
    for (const WalkedService::InFile& in_file : walked.in_files) in_file.tally.count(worker, in_file.context.subject);
  }
}

/// What a Dockerfile says of itself is walked there; here it is judged as what it starts.
void walk_standalone_images(Worker& worker, const Dispatch& dispatch, const SubjectTable& table, const Batch& units) {
  const project::Project& project = worker.linked();
  const std::vector<std::uint32_t> no_stacks;
  std::vector<Context> contexts;
  for (std::size_t at = 0; at < units.bags.size(); ++at) {
    const project::Service& image = project.standalone_images[units.first + at];
    const auto dockerfile = static_cast<std::size_t>(image.dockerfile - project.dockerfiles.data());
    contexts.push_back({.subject = table.stage(dockerfile, image.stage->index),
                        .service = image.name,
                        .standalone = true,
                        .stacks = &no_stacks});
  }
  for (const RuleId id : dispatch.container)
    for (std::size_t at = 0; at < contexts.size(); ++at)
      worker.ask(id, &project.standalone_images[units.first + at], contexts[at], units.bags[at]);
}

void walk_stacks(Worker& worker, const Dispatch& dispatch, const SubjectTable& table, const Batch& units) {
  std::vector<Walked> batch;
  batch.reserve(units.bags.size());
  const std::span<const project::Stack> stacks(&worker.linked().stacks[units.first], units.bags.size());
  for (std::size_t at = 0; at < stacks.size(); ++at) {
    Walked& walked = batch.emplace_back(units.bags[at], dispatch.rules.size());
    walked.stacks.push_back(stacks[at].index);
    walked.context = {.subject = table.stack(units.first + at), .stacks = &walked.stacks};
  }
  for (const RuleId id : dispatch.stack)
    for (std::size_t at = 0; at < stacks.size(); ++at) worker.ask(id, &stacks[at], batch[at].context, *batch[at].bag);
  for (std::size_t at = 0; at < stacks.size(); ++at) {
    if (stacks[at].model == nullptr) continue;
    worker.enter(*batch[at].bag);
    for (const RuleId id : dispatch.compose_problem) {
      bool looked = true;
      for (const compose::Problem& problem : stacks[at].model->problems) {
        if (problem.kind != dispatch.rules[static_cast<std::size_t>(id)]->check.problem) continue;
        Context of_problem = batch[at].context;
        std::string service;
        if (!problem.service.empty()) {
          service = quoted("service", problem.service);
          of_problem.finding_subject = service;
        }
        looked = worker.call(id, &problem, of_problem) && looked;
      }
      if (looked) worker.looked_at(id, batch[at].context.subject);
    }
  }
}

void walk_project(Worker& worker, const Dispatch& dispatch, const SubjectTable&, const Batch& units) {
  for (std::size_t at = 0; at < units.bags.size(); ++at)
    worker.ask(dispatch.project[units.first + at], &worker.linked(), Context{.subject = repository}, units.bags[at]);
}

/// The places of all subjects when they are sorted by span, then name.
struct Ranks {
  std::vector<std::uint32_t> of_subject, subject_at;

  explicit Ranks(const std::vector<Subject>& subjects) : of_subject(subjects.size()), subject_at(subjects.size()) {
    std::iota(subject_at.begin(), subject_at.end(), 0u);
    std::sort(subject_at.begin(), subject_at.end(), [&](std::uint32_t left, std::uint32_t right) {
      return std::tie(subjects[left].span, subjects[left].name, left) <
             std::tie(subjects[right].span, subjects[right].name, right);
    });
    for (std::uint32_t rank = 0; rank < subject_at.size(); ++rank) of_subject[subject_at[rank]] = rank;
  }
};

void sort_unique(std::vector<std::uint32_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

/// Joins what the rules looked at with what they found; subjects of what other rules tell count as skipped. Turns
/// Finding::failed_subjects from SubjectIds into indices of the rule's subjects.
std::vector<RuleResult> count(const std::vector<Bag>& bags, const std::vector<Finding>& told_elsewhere,
                              Results& results, unsigned threads) {
  /// Ranks of one rule's subjects.
  struct OfRule {
    std::vector<std::uint32_t> looked, failed, excused;
  };
  const Ranks ranks(results.subjects);
  std::vector<OfRule> of_rules(registry().size());
  for (const Bag& bag : bags)
    for (const Looked& item : bag.looked)
      of_rules[static_cast<std::size_t>(item.rule)].looked.push_back(
          ranks.of_subject[static_cast<std::size_t>(item.subject)]);
  const auto add_failures = [&](const std::vector<Finding>& findings, std::vector<std::uint32_t> OfRule::* list) {
    for (const Finding& finding : findings)
      for (const std::uint32_t subject : finding.failed_subjects)
        (of_rules[static_cast<std::size_t>(finding.rule)].*list).push_back(ranks.of_subject[subject]);
  };
  add_failures(results.findings, &OfRule::failed);
  add_failures(results.suppressed, &OfRule::excused);
  add_failures(told_elsewhere, &OfRule::excused);

  std::vector<RuleResult> of_all(of_rules.size());
  parallel_for(of_rules.size(), threads, [&](std::size_t index, unsigned) {
    auto& [looked, failed, excused] = of_rules[index];
    looked.insert(looked.end(), failed.begin(), failed.end());
    for (std::vector<std::uint32_t>* const list : {&looked, &failed, &excused}) sort_unique(*list);
    std::erase_if(looked, [&](std::uint32_t rank) {
      return std::binary_search(excused.begin(), excused.end(), rank) &&
             !std::binary_search(failed.begin(), failed.end(), rank);
    });
    of_all[index].rule = static_cast<RuleId>(index);
    of_all[index].subjects.reserve(looked.size());
    for (const std::uint32_t rank : looked)
      of_all[index].subjects.push_back(
          {ranks.subject_at[rank], !std::binary_search(failed.begin(), failed.end(), rank)});
  });

  for (Finding& finding : results.findings) {
    const std::vector<std::uint32_t>& looked = of_rules[static_cast<std::size_t>(finding.rule)].looked;
    for (std::uint32_t& subject : finding.failed_subjects)
      subject = static_cast<std::uint32_t>(std::lower_bound(looked.begin(), looked.end(), ranks.of_subject[subject]) -
                                           looked.begin());
    std::sort(finding.failed_subjects.begin(), finding.failed_subjects.end());
  }
  for (Finding& finding : results.suppressed) finding.failed_subjects.clear();
  std::erase_if(of_all, [](const RuleResult& result) { return result.subjects.empty(); });
  return of_all;
}

}  // namespace

/// What waits for a service that cannot be built or started: a consequence names its cause in a note there and is no
/// finding of its own. `service_started` is reached by a container that ends at once, but not without its image.
static void note_dependents(const project::Service& service, Finding& finding) {
  constexpr std::size_t most_named = 3;
  const bool stops = (finding.rung == Rung::build || finding.rung == Rung::start) &&
                     finding.severity >= Severity::high && finding.confidence >= Confidence::likely;
  if (!stops || !service.active || service.stack == nullptr ||
      std::find(finding.stacks.begin(), finding.stacks.end(), service.stack->index) == finding.stacks.end())
    return;
  std::size_t named = 0;
  for (const project::Service* const other : service.stack->services) {
    if (!other->active) continue;
    for (const compose::Dependency& dependency : other->definition->depends_on) {
      if (dependency.service != service.name || !dependency.required || !dependency.span().valid()) continue;
      const bool waits = dependency.condition != compose::Condition::service_started;
      if (!waits && finding.rung != Rung::build) continue;
      // The rule itself may have named the place.
      if (std::any_of(finding.notes.begin(), finding.notes.end(),
                      [&](const Note& note) { return note.span == dependency.span(); }))
        continue;
      if (++named > most_named) return;
      finding.notes.push_back(
          {dependency.span(), quoted("", other->name) + " waits for it here and is not started either"});
    }
  }
}

constexpr std::string_view unparsed = "compose-yaml-invalid";
constexpr std::string_view outside_schema = "compose-schema-invalid";

/// How much of a stack is there.
enum class Extent : std::uint8_t {
  whole,
  part,     ///< Its files are a part of what will be loaded: project::Stack::partial.
  cut_off,  ///< A syntax error or a limit cut one of its files off, so that what is absent may stand in the rest.
};

static std::vector<Extent> extents_of(const project::Project& project) {
  std::vector<Extent> extents(project.stacks.size(), Extent::whole);
  for (const project::Stack& stack : project.stacks) {
    if (!stack.partial.empty()) extents[stack.index] = Extent::part;
    if (stack.model != nullptr &&
        std::any_of(stack.model->problems.begin(), stack.model->problems.end(), [](const compose::Problem& each) {
          return each.kind == unparsed || (each.kind == "limit" && each.fatal);
        }))
      extents[stack.index] = Extent::cut_off;
  }
  return extents;
}

/// Nothing but the syntax error itself is sure of a stack that is cut off; of a part of one, what a service is allowed
/// is, and that no other file mends what the schema refuses. A credential is one wherever it stands.
static void doubt_if_not_whole(const project::Project& project, const std::vector<Extent>& extents, Finding& finding) {
  const RegisteredRule& rule = registered(finding.rule);
  const std::string_view problem = rule.rule->check.problem;
  if (finding.stacks.empty() || problem == unparsed || rule.name.starts_with("secrets/")) return;
  const bool stays_in_part = finding.rung > Rung::keep || problem == outside_schema;
  if (std::all_of(finding.stacks.begin(), finding.stacks.end(), [&](std::uint32_t stack) {
        const bool may_be_filled_in = problem == outside_schema && project.stacks[stack].from_template;
        return extents[stack] == Extent::cut_off ||
               (extents[stack] == Extent::part && (!stays_in_part || may_be_filled_in));
      }))
    finding.confidence = std::min(finding.confidence, Confidence::possible);
}

/// What stands in a folder for things that are put away is started by nobody; a credential in it still opens what it
/// opens.
static void belittle_if_put_away(const project::Project& project, Finding& finding) {
  const project::File* const file = project.file(finding.span.file);
  if (file == nullptr || finding.severity <= Severity::low || registered(finding.rule).name.starts_with("secrets/"))
    return;
  std::string_view rest = file->path;
  for (std::size_t slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
    const std::string_view folder = rest.substr(0, slash);
    if (folder == "archive" || folder == "archived" || folder == "_archive" || folder == "deprecated") {
      finding.severity = Severity::low;
      return;
    }
    rest.remove_prefix(slash + 1);
  }
}

bool Selection::runs(RuleId id) const {
  if (std::find(skip.begin(), skip.end(), id) != skip.end()) return false;
  if (!only.empty()) return std::find(only.begin(), only.end(), id) != only.end();
  return all_rules || registered(id).rule->on;
}

Results run(const project::Project& project, const Options& options) {
  const Dispatch dispatch(options.selection);
  SubjectTable table = tabulate(project);
  const unsigned threads = std::max(1u, options.threads);

  using Walk = void (*)(Worker&, const Dispatch&, const SubjectTable&, const Batch&);
  struct Unit {
    Walk walk;
    std::size_t index;
  };
  std::vector<Unit> units;
  struct Task {
    Walk walk;
    std::size_t first_unit, size;
  };
  std::vector<Task> tasks;
  const auto plan = [&](Walk walk, std::size_t count, std::size_t most_together) {
    const std::size_t together = std::clamp<std::size_t>(count / (batches_per_thread * threads), 1, most_together);
    for (std::size_t index = 0; index < count; ++index) {
      if (index % together == 0) tasks.push_back({walk, units.size(), std::min(together, count - index)});
      units.push_back({walk, index});
    }
  };
  plan(walk_project, dispatch.project.size(), 1);
  plan(walk_dockerfiles, project.dockerfiles.size(), most_in_batch);
  plan(walk_stacks, project.stacks.size(), most_in_batch);
  plan(walk_services, project.services.size(), most_in_batch);
  plan(walk_standalone_images, project.standalone_images.size(), most_in_batch);
  plan(walk_files, project.files.size(), most_in_batch);

  std::vector<Bag> bags(units.size());
  std::vector<std::unique_ptr<Worker>> workers;
  for (unsigned index = 0; index < threads; ++index)
    workers.push_back(std::make_unique<Worker>(project, dispatch, table, options.timings));
  parallel_for(tasks.size(), threads, [&](std::size_t index, unsigned worker) {
    const Task& task = tasks[index];
    workers[worker]->start_batch();
    task.walk(*workers[worker], dispatch, table,
              {units[task.first_unit].index, std::span(bags).subspan(task.first_unit, task.size)});
  });

  Results results;
  results.only = options.selection.only.size();
  std::vector<RawFinding> findings;
  std::size_t found = 0;
  for (const Bag& bag : bags) found += bag.findings.size();
  findings.reserve(found);
  const std::vector<Extent> extents = extents_of(project);
  for (std::size_t index = 0; index < bags.size(); ++index) {
    Bag& bag = bags[index];
    for (RawFinding& finding : bag.findings) {
      // What a Dockerfile or a script says of itself does not depend on who uses it.
      if (units[index].walk != walk_dockerfiles && units[index].walk != walk_files)
        doubt_if_not_whole(project, extents, finding.finding);
      // Whoever runs it gives it a command, files or a user of their own, perhaps.
      if (finding.standalone || (units[index].walk == walk_services && project.services[units[index].index].presumed))
        finding.finding.confidence = std::min(finding.finding.confidence, Confidence::likely);
      if (units[index].walk == walk_services)
        note_dependents(project.services[units[index].index], finding.finding);
      else if (units[index].walk == walk_dockerfiles)
        for (const project::BuildUse& use : project.dockerfiles[units[index].index].builds)
          if (use.service != nullptr) note_dependents(*use.service, finding.finding);
      belittle_if_put_away(project, finding.finding);
      findings.push_back(std::move(finding));
    }
    for (Results::Incomplete& entry : bag.incomplete) results.incomplete.push_back(std::move(entry));
  }
  results.findings = merge(std::move(findings));
  if (options.honour_suppressions) {
    apply_severities_of_hadolint(project, results);
    apply_suppressions(project, options.selection, results);
  }
  const std::vector<Finding> told_elsewhere = give_way(results);
  results.subjects = std::move(table.subjects);
  results.rules = count(bags, told_elsewhere, results, threads);
  if (options.timings) {
    for (std::size_t index = 0; index < dispatch.rules.size(); ++index) {
      Timing sum;
      for (const std::unique_ptr<Worker>& worker : workers) {
        sum.calls += worker->timings()[index].calls;
        sum.nanoseconds += worker->timings()[index].nanoseconds;
      }
      if (sum.calls > 0)
        results.timings.push_back({static_cast<RuleId>(index), std::chrono::nanoseconds(sum.nanoseconds)});
    }
  }
  return results;
}

Builder open_problem(const dockerfile::Problem& problem, Report& report) {
  Builder builder = report.at(problem.span, "{}", problem.message);
  builder.confidence(problem.confidence).peers(problem.peers);
  if (problem.fatal) builder.rung(Rung::build);
  if (problem.fatal && problem.confidence >= Confidence::likely) builder.at_least(Severity::high);
  if (problem.other.valid()) builder.note(problem.other, "{}", problem.other_says);
  const std::string title = problem.replacement.empty() ? std::string("Delete it")
                            : problem.replace.begin == problem.replace.end
                                ? format_message("Insert `{}`", {problem.replacement})
                                : format_message("Write `{}`", {problem.replacement});
  return builder.fix(problem.fix_level, problem.fix_title.empty() ? title : problem.fix_title, problem.replace,
                     problem.replacement);
}

void report_problem(const dockerfile::Problem& problem, Report& report) { open_problem(problem, report); }

void report_refusal(const dockerfile::Problem& problem, Report& report) {
  Builder builder = open_problem(problem, report);
  if (!problem.fatal) builder.severity(Severity::medium);
}

namespace {

/// Whether a value is written with a variable that has no default: what is wrong with it may be that nobody has set it.
bool hangs_on_variable(std::string_view text) {
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at)) {
    ++at;
    if (at == text.size()) return false;
    if (text[at] == '$') {
      ++at;
      continue;
    }
    if (text[at] != '{') return true;
    const std::string_view inner = text.substr(at + 1, text.find('}', at) - at - 1);
    if (inner.find_first_of(":-+?") == std::string_view::npos) return true;
    // `${DATA:?where?}` has no value either, only a reason.
    const std::size_t operation = inner.find_first_of(":-+?");
    if (inner.substr(operation).starts_with('?') || inner.substr(operation).starts_with(":?")) return true;
  }
  return false;
}

/// Whether a file is a template that another program fills in before Compose reads it.
bool is_template(const compose::Problem& problem, const Report& report) {
  const project::File* const file = report.project().file(problem.span.file);
  if (file == nullptr) return false;
  if (file->path.find("{{") != std::string_view::npos) return true;
  // `apps/{{ name }}:/data`, and a value that a program gives to each copy of the template.
  if (report.text(problem.span).find("{{ ") != std::string_view::npos) return true;
  if (problem.kind == "compose-interpolation-invalid" &&
      (file->path.starts_with("templates/") || file->path.find("/templates/") != std::string_view::npos))
    return true;
  if (problem.kind == "compose-yaml-invalid" || problem.kind == "compose-schema-invalid") {
    const std::string_view text = report.project().sources[file->source].text();
    return text.find(": {{ ") != std::string_view::npos || text.find("{% ") != std::string_view::npos;
  }
  return false;
}

}  // namespace

/// The variable of `${NAME:?...}`, `${NAME}` and `$NAME`; "" for other texts.
static std::string_view variable_named_in(std::string_view text) {
  if (!text.starts_with('$')) return {};
  text.remove_prefix(text.starts_with("${") ? 2 : 1);
  return text.substr(0, text.find_first_of(":?}"));
}

void report_problem(const compose::Problem& problem, Report& report) {
  Builder builder = report.at(problem.span, "{}", problem.message);
  const bool about_variables = problem.kind == "compose-variable-unset" ||
                               problem.kind == "compose-required-variable-unset" ||
                               problem.kind == "compose-interpolation-invalid";
  // The variable itself is reported for its own sake; with a value, or with the rest, this may be right.
  if ((!about_variables && hangs_on_variable(report.text(problem.span))) || is_template(problem, report))
    builder.severity(Severity::low).confidence(Confidence::possible);
  // It is there to be asked for, and whoever deploys is told of it.
  if (problem.kind == "compose-required-variable-unset") {
    if (is_announced(report.project(), variable_named_in(report.text(problem.span))))
      builder.severity(Severity::low).confidence(Confidence::possible);
    else if (!is_beside_template(report.project(), problem.span))
      builder.severity(Severity::medium).confidence(Confidence::possible);
  }
  // A script or a document says how it gets its value.
  if (problem.kind == "compose-variable-unset" &&
      is_announced(report.project(), variable_named_in(report.text(problem.span))))
    builder.confidence(Confidence::possible);
  // A path as Windows writes it is a name elsewhere.
  if (problem.kind == "compose-undefined-reference" && problem.message.find('\\') != std::string_view::npos)
    builder.confidence(Confidence::possible);
  for (const Span& link : problem.chain) builder.note(link, "Loaded from here");
}

Builder Report::open(Span span, std::string_view format, Arguments arguments) {
  return Builder(static_cast<Worker*>(this)->open_finding(span, format, arguments) ? this : nullptr);
}

std::shared_ptr<const void>& slot_of(Report& report, const void* key, const void* subject) {
  return static_cast<Worker&>(report).slot(key, subject);
}

void Report::skip() { static_cast<Worker*>(this)->mark_skipped(); }

const project::Project& Report::project() const { return static_cast<const Worker*>(this)->linked(); }

std::string_view Report::text(Span span) const {
  return span.valid() ? project().sources.text(span) : std::string_view();
}

Builder& Builder::add_note(Span span, std::string_view format, Arguments arguments) {
  if (report_ == nullptr) return *this;
#ifndef NDEBUG
  SW_ASSERT(!format.ends_with('.') && format.find('\n') == std::string_view::npos);
#endif
  static_cast<Worker*>(report_)->last().notes.push_back({span, format_message(format, arguments)});
  return *this;
}

Builder& Builder::severity(Severity severity) {
  if (report_ != nullptr) static_cast<Worker*>(report_)->last().severity = severity;
  return *this;
}

Builder& Builder::at_least(Severity severity) {
  if (report_ == nullptr) return *this;
  Finding& finding = static_cast<Worker*>(report_)->last();
  finding.severity = std::max(finding.severity, severity);
  return *this;
}

Builder& Builder::confidence(Confidence confidence) {
  if (report_ != nullptr) static_cast<Worker*>(report_)->last().confidence = confidence;
  return *this;
}

Builder& Builder::rung(Rung rung) {
  if (report_ != nullptr) static_cast<Worker*>(report_)->last().rung = rung;
  return *this;
}

Builder& Builder::category(Category category) {
  if (report_ != nullptr) static_cast<Worker*>(report_)->last().category = category;
  return *this;
}

Builder& Builder::subject(std::string_view text) {
  if (report_ != nullptr) static_cast<Worker*>(report_)->last().subject = on_one_line(text, 200);
  return *this;
}

Builder& Builder::reaches(const project::Stack& stack) {
  if (report_ == nullptr) return *this;
  std::vector<std::uint32_t>& stacks = static_cast<Worker*>(report_)->last().stacks;
  const auto place = std::lower_bound(stacks.begin(), stacks.end(), stack.index);
  if (place == stacks.end() || *place != stack.index) stacks.insert(place, stack.index);
  return *this;
}

Builder& Builder::spares(std::uint32_t stack) {
  if (report_ != nullptr) std::erase(static_cast<Worker*>(report_)->last().stacks, stack);
  return *this;
}

Builder& Builder::peers(std::string_view peers) {
  if (report_ == nullptr) return *this;
  std::vector<std::string_view>& aliases = static_cast<Worker*>(report_)->last().aliases;
  aliases.clear();
  for_each_name(peers, [&](std::string_view peer) { aliases.push_back(peer); });
  return *this;
}

Builder& Builder::also_peers(std::string_view peers) {
  if (report_ == nullptr) return *this;
  std::vector<std::string_view>& aliases = static_cast<Worker*>(report_)->last().aliases;
  for_each_name(peers, [&](std::string_view peer) { aliases.push_back(peer); });
  return *this;
}

Builder& Builder::fix(Safety level, std::string_view title, Span span, std::string_view replacement) {
  if (report_ == nullptr || !span.valid()) return *this;
#ifndef NDEBUG
  assert_style("a fix", title);
#endif
  Worker& worker = *static_cast<Worker*>(report_);
  std::vector<Fix>& fixes = worker.last().fixes;
  SW_ASSERT(fixes.empty());
  std::optional<std::string> edit = worker.edit_text(span, replacement);
  if (!edit.has_value()) return *this;
  fixes.push_back({level, format_message("{}", {title}), {{span, std::move(*edit)}}});
  return *this;
}

Builder& Builder::and_edit(Span span, std::string_view replacement) {
  if (report_ == nullptr) return *this;
  Worker& worker = *static_cast<Worker*>(report_);
  std::vector<Fix>& fixes = worker.last().fixes;
  // Without its first edit (whose place no file gave) the fix is none.
  if (fixes.empty()) return *this;
  std::optional<std::string> edit = span.valid() ? worker.edit_text(span, replacement) : std::nullopt;
  if (!edit.has_value()) {
    fixes.clear();
  } else {
    fixes.front().edits.push_back({span, std::move(*edit)});
  }
  return *this;
}

Builder& Builder::advise(std::string_view title) {
  if (report_ == nullptr) return *this;
#ifndef NDEBUG
  assert_style("a fix", title);
#endif
  std::vector<Fix>& fixes = static_cast<Worker*>(report_)->last().fixes;
  SW_ASSERT(fixes.empty());
  fixes.push_back({Safety::manual, format_message("{}", {title}), {}});
  return *this;
}

}  // namespace seaworthy::rules
