#include "cli/pipeline.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <deque>
#include <utility>

#include "base/parallel.h"
#include "discover/walk.h"
#include "project/link.h"
#include "report/report.h"
#include "rules/registry.h"

// The table of contents of a run: discover -> link -> check -> score -> report. Each phase takes what the one before it
// made and never changes it.

namespace seaworthy::cli {

namespace {

/// Keeps an object until the process ends. Nobody needs its memory before, and to take a model apart piece by piece
/// takes as long as a whole phase.
template <class T>
const T& keep(T object) {
  static auto* const kept = new std::deque<T>;
  return kept->emplace_back(std::move(object));
}

std::string milliseconds(std::chrono::nanoseconds time) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%9.3f ms", std::chrono::duration<double, std::milli>(time).count());
  return text.data();
}

void print_timings(const Progress& progress, const rules::Results& results) {
  std::string text;
  std::chrono::nanoseconds total{};
  for (const Progress::Phase& phase : progress.phases()) {
    text += milliseconds(phase.time) + "  " + std::string(phase.name) + "\n";
    total += phase.time;
  }
  text += milliseconds(total) + "  in all\n\nrules, added up over all threads:\n";
  std::vector<rules::Results::Timing> slowest = results.timings;
  std::stable_sort(slowest.begin(), slowest.end(),
                   [](const auto& left, const auto& right) { return left.time > right.time; });
  for (const rules::Results::Timing& timing : slowest) {
    text += milliseconds(timing.time) + "  " + std::string(rules::registered(timing.rule).name) + "\n";
  }
  std::fwrite(text.data(), 1, text.size(), stderr);
}

/// Files that make a deployment. Without one there is nothing to judge, whatever scripts there are.
bool is_deployment(const project::Project& project, const Input& input) {
  const bool asked_for_files = std::any_of(input.scope.starts.begin(), input.scope.starts.end(),
                                           [&](const std::string& start) { return project.file(start) != nullptr; });
  return asked_for_files || !project.dockerfiles.empty() || !project.stacks.empty() ||
         std::any_of(project.files.begin(), project.files.end(), [](const project::File& file) {
           return file.kind == project::FileKind::bake || file.kind == project::FileKind::compose;
         });
}

std::string nothing_to_audit(const project::Project& project) {
  const auto count = std::count_if(project.tree.begin(), project.tree.end(),
                                   [](const project::Project::TreePath& entry) { return !entry.directory; });
  std::string text = "Nothing to audit: no Dockerfile and no Compose file below `" + project.root_name + "` (";
  text += count == 0 ? "it has no files" : std::to_string(count) + (count == 1 ? " file" : " files") + " looked at";
  if (project.ignored_files > 0) text += ", " + std::to_string(project.ignored_files) + " ignored by git";
  if (!project.not_entered.empty()) text += ", " + std::to_string(project.not_entered.size()) + " folders not entered";
  return text + ").\n";
}

unsigned threads_of(const Options& options) { return options.threads != 0 ? options.threads : default_threads(); }

/// The report in one format. People are told where there is nothing to audit, instead of a grade for nothing.
std::string render(const report::View& view, Format format, const Options& options, bool to_file, bool empty) {
  if (empty && format == Format::terminal) return nothing_to_audit(view.project);
  if (empty && format == Format::markdown) return "# Docker deployment report\n\n" + nothing_to_audit(view.project);
  std::string text;
  switch (format) {
    case Format::terminal: {
      report::TerminalOptions terminal;
      terminal.width = to_file ? 100 : terminal_width();
      terminal.color = !to_file && wants_color(options.color);
      terminal.min_severity = options.min_severity;
      terminal.quiet = options.quiet;
      terminal.threads = threads_of(options);
      report::write_terminal(view, terminal, text);
      break;
    }
    case Format::markdown:
      report::write_markdown(view, text);
      break;
    case Format::json:
      report::write_json(view, text);
      break;
  }
  return text;
}

int exit_status(const Options& options, const project::Project& project, const rules::Results& results) {
  const bool failed =
      options.fail_on && std::any_of(results.findings.begin(), results.findings.end(),
                                     [&](const Finding& finding) { return finding.severity >= *options.fail_on; });
  if (failed) return findings_found;
  const bool unread = !project.unread.empty() || !results.incomplete.empty();
  return unread && !options.allow_unread ? something_unread : success;
}

}  // namespace

bool wants_color(ColorChoice choice) {
  switch (choice) {
    case ColorChoice::always:
      return true;
    case ColorChoice::never:
      return false;
    case ColorChoice::automatic:
      break;
  }
  // https://no-color.org: set and not empty.
  return environment_variable("NO_COLOR").empty() && is_terminal(STDOUT_FILENO);
}

void complain(std::string_view message) {
  std::fprintf(stderr, "seaworthy: %.*s\n", static_cast<int>(message.size()), message.data());
}

bool print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return true;
  complain("cannot write to standard output: " + std::string(std::strerror(errno)));
  return false;
}

bool write_file(const std::string& path, std::string_view text) {
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  bool written = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (file != nullptr) written = std::fclose(file) == 0 && written;
  if (!written) complain("cannot write `" + path + "`: " + std::strerror(errno));
  return written;
}

std::unique_ptr<const project::Project> load(const Input& input, unsigned threads, Progress& progress) {
  // Names, kinds and bytes of the files that matter. After this only sources of what the services start are opened.
  progress.begin("discovering files");
  discover::Discovered discovered = discover::discover(*input.files, threads, {}, input.scope);
  discovered.unread.insert(discovered.unread.end(), input.unread.begin(), input.unread.end());

  // Syntax trees, then the model of what would run. Nothing of it changes any more.
  progress.begin("parsing and linking");
  return project::link(std::move(discovered), input.root_name, threads, input.files.get());
}

void leave_out_project_rules(rules::Selection& selection) {
  if (!selection.only.empty()) return;
  const auto all = rules::registry();
  for (std::size_t index = 0; index < all.size(); ++index) {
    if (all[index].rule->check.altitude == rules::Altitude::project)
      selection.skip.push_back(static_cast<RuleId>(index));
  }
}

rules::Selection select_rules(const Options& options, std::string& error) {
  rules::Selection selection;
  const auto add = [&](const std::vector<std::string>& words, std::vector<RuleId>& ids) {
    for (const std::string& word : words) {
      const std::vector<RuleId> found = rules::find_rules(word);
      ids.insert(ids.end(), found.begin(), found.end());
      if (!found.empty() || !error.empty()) continue;
      error = "no rule is called `" + word + "`";
      const std::string_view near = rules::nearest_rule(word);
      error += near.empty() ? "; `seaworthy rules` lists them" : "; did you mean `" + std::string(near) + "`?";
    }
  };
  add(options.only, selection.only);
  add(options.skip, selection.skip);
  selection.all_rules = options.all_rules;
  return selection;
}

int run_audit(const Options& options) {
  // What is asked for must make sense before anything is read.
  std::string error;
  rules::Selection selection = select_rules(options, error);
  if (!error.empty()) return complain(error), wrong_usage;
  const Input input = open_input(options.arguments);
  if (!input.error.empty()) return complain(input.error), input.is_wrong_usage ? wrong_usage : something_unread;
  if (!input.is_whole()) leave_out_project_rules(selection);
  const unsigned threads = threads_of(options);
  Progress progress(!options.quiet && is_terminal(STDERR_FILENO));

  // Disk -> frozen model.
  const project::Project& project = *keep(load(input, threads, progress));

  // Every rule about every subject. Findings and passes are facts; from here on they are only weighed and shown.
  progress.begin("checking");
  const rules::Results& results =
      keep(rules::run(project, {.selection = selection, .threads = threads, .timings = options.timings}));

  // Facts -> marks: ladders, categories, grade.
  progress.begin("scoring");
  const score::Score& score = keep(score::judge(project, results, threads));

  // One view for all formats, so that no two can disagree.
  progress.begin("reporting");
  const bool all_terminal = options.format == Format::terminal &&
                            std::all_of(options.outputs.begin(), options.outputs.end(),
                                        [](const Output& output) { return output.format == Format::terminal; });
  const report::View& view = keep(report::build_view(project, results, score, SEAWORTHY_VERSION,
                                                     all_terminal ? report::Extent::order : report::Extent::whole));
  const bool empty = !is_deployment(project, input) && project.unread.empty();
  std::string shown;
  // A format that goes to a file is not shown as well.
  const bool show = std::none_of(options.outputs.begin(), options.outputs.end(), [&](const Output& output) {
    return output.format == options.format && options.format != Format::terminal;
  });
  if (show) shown = render(view, options.format, options, false, empty);
  std::vector<std::string> written;
  written.reserve(options.outputs.size());
  for (const Output& output : options.outputs) written.push_back(render(view, output.format, options, true, empty));
  progress.end();

  bool arrived = print(shown);
  for (std::size_t index = 0; index < written.size(); ++index) {
    arrived = write_file(options.outputs[index].path, written[index]) && arrived;
  }
  if (options.timings) print_timings(progress, results);
  if (!arrived) return wrong_usage;
  if (empty) return success;
  return exit_status(options, project, results);
}

}  // namespace seaworthy::cli
