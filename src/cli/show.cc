// `show`: what discovery, the parsers and the linker made of a tree, in a form to read and to compare.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/parallel.h"
#include "cli/commands.h"
#include "cli/pipeline.h"
#include "compose/explain.h"
#include "dockerfile/expand.h"
#include "dockerfile/print.h"
#include "dockerfile/suggest.h"
#include "project/application.h"
#include "report/report.h"
#include "rules/lib/secret_shapes.h"

namespace seaworthy::cli {

namespace {

using project::Project;

/// Rows of words, printed with every column as wide as its widest word; the last one is free.
class Table {
 public:
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  std::string text(std::size_t indent = 0) const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows_) {
      widths.resize(std::max(widths.size(), row.size()));
      for (std::size_t column = 0; column + 1 < row.size(); ++column) {
        widths[column] = std::max(widths[column], row[column].size());
      }
    }
    std::string result;
    for (const auto& row : rows_) {
      std::string line(indent, ' ');
      for (std::size_t column = 0; column < row.size(); ++column) {
        line += row[column];
        if (column + 1 < row.size()) line.append(widths[column] - row[column].size() + 2, ' ');
      }
      line.erase(line.find_last_not_of(' ') + 1);
      result += line + "\n";
    }
    return result;
  }

 private:
  std::vector<std::vector<std::string>> rows_;
};

std::string inventory_of(const Project& project) {
  Table table;
  for (const project::File& file : project.files) {
    std::string users;
    for (const project::Use& use : file.used_by)
      users += (users.empty() ? "" : ", ") + std::string(use.how) + " " + use.by;
    if (!users.empty()) users = "used: " + users;
    table.add({std::string(file.path), std::string(name(file.kind)), std::string(name(file.role)),
               std::string(file.kind_reason) + (file.ignored ? ", ignored by git" : ""), users});
  }
  std::string text = table.text();
  for (const Project::Unread& unread : project.unread) text += unread.path + "  not read: " + unread.reason + "\n";
  return text;
}

std::string place_suffix(const Project& project, Span span) {
  return span.valid() ? "  (" + report::place(project, span) + ")" : std::string();
}

std::string words_of(const project::CommandInForce& command) {
  std::string text;
  for (const std::string_view word : command.words) {
    const bool plain = !word.empty() && word.find_first_of(" \t\n\"'\\$") == std::string_view::npos;
    text += (text.empty() ? "" : " ") + (plain ? std::string(word) : "'" + std::string(word) + "'");
  }
  text = rules::redact(text);
  // A script of many lines is shown by its beginning.
  const std::size_t newline = text.find('\n');
  constexpr std::size_t widest = 100;
  if (newline == std::string::npos && text.size() <= widest) return text;
  text.resize(std::min(newline, widest));
  return text + " ...";
}

std::string_view describe(project::Provenance from) {
  switch (from) {
    case project::Provenance::none:
      return "not known";
    case project::Provenance::compose:
      return "Compose";
    case project::Provenance::dockerfile:
      return "Dockerfile";
    case project::Provenance::base_image:
      return "image";
    case project::Provenance::default_value:
      return "default";
  }
  return "";
}

void add_value(Table& table, const Project& project, std::string_view what, std::string value, Span span,
               project::Provenance from) {
  if (from == project::Provenance::none) return;
  table.add(
      {std::string(what), std::move(value) + "  [" + std::string(describe(from)) + "]" + place_suffix(project, span)});
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// What was read of the program's own source: where it begins, its framework, and how much of its routing is known.
std::string words_of_code(const project::Application& code) {
  const code::Program& program = code.program;
  std::string text = code.entry;
  if (program.framework.empty()) return text;
  text += " (" + std::string(program.framework) + ", " + std::to_string(program.routes.size()) +
          (program.routes.size() == 1 ? " route" : " routes");
  if (!program.doubt.empty()) text += " and perhaps others: " + program.doubt;
  return text + ")";
}

std::string model_of_service(const Project& project, const project::Service& service) {
  std::string text = "  service " + std::string(service.name) + (service.active ? "" : " (left out by profiles)") +
                     place_suffix(project, service.span) + "\n";
  Table table;
  if (service.dockerfile != nullptr) {
    std::string built(service.dockerfile->path);
    if (service.stage != nullptr && !service.stage->name.empty())
      built += ", stage " + std::string(service.stage->name);
    table.add({service.definition->build ? "builds" : "built from", built});
  } else if (service.builds) {
    table.add({"builds", "a Dockerfile that is not found"});
  }
  if (service.definition->image) {
    const compose::Text& image = service.definition->image;
    table.add({"image", std::string(image.value) + place_suffix(project, image.span())});
  }
  if (service.image != nullptr) table.add({"known as", std::string(service.image->title)});
  add_value(table, project, "user", service.user.value.empty() ? "root" : std::string(service.user.value),
            service.user.span, service.user.from);
  add_value(table, project, "folder", std::string(service.working_dir.value), service.working_dir.span,
            service.working_dir.from);
  add_value(table, project, "entrypoint", words_of(service.entrypoint), service.entrypoint.span,
            service.entrypoint.from);
  add_value(table, project, "command", words_of(service.command), service.command.span, service.command.from);
  if (service.probe.disabled) {
    add_value(table, project, "probe", "turned off", service.probe.span, service.probe.from);
  } else {
    add_value(table, project, "probe", words_of(service.probe.command), service.probe.span, service.probe.from);
  }
  if (const project::Application* const code = project::application(project, service); code != nullptr)
    table.add({"code", words_of_code(*code)});
  std::vector<std::string> listens, published, mounts, networks, waits, files;
  for (const project::ContainerPort& port : service.ports) {
    listens.push_back(std::to_string(port.port) + "/" + std::string(port.protocol));
  }
  for (const compose::Port& port : service.definition->ports) {
    published.push_back((port.host_ip.empty() ? "" : std::string(port.host_ip) + ":") + std::string(port.published) +
                        "->" + std::string(port.target) + "/" + std::string(port.protocol));
  }
  for (const compose::Mount& mount : service.definition->mounts) {
    mounts.push_back((mount.source_text.empty() ? "" : std::string(mount.source_text) + ":") +
                     std::string(mount.target) + (mount.read_only ? ":ro" : ""));
  }
  for (const compose::NetworkAttachment& network : service.definition->networks) networks.emplace_back(network.name);
  for (const compose::Dependency& dependency : service.definition->depends_on) waits.emplace_back(dependency.service);
  for (const project::File* const file : service.mounted_files) files.emplace_back(file->path);
  const std::pair<std::string_view, std::string> lists[] = {
      {"listens", join(listens)},   {"published", join(published)}, {"mounts", join(mounts)},
      {"networks", join(networks)}, {"waits for", join(waits)},     {"reads", join(files)},
  };
  for (const auto& [what, list] : lists) {
    if (!list.empty()) table.add({std::string(what), list});
  }
  return text + table.text(4);
}

std::string heading_of(const Project& project, const project::Stack& stack) {
  std::string text = "stack " + stack.name + " (" + std::string(name(stack.role));
  if (!stack.role_reason.empty()) text += ": " + stack.role_reason;
  return text + ")" + place_suffix(project, stack.entry) + "\n";
}

std::string model_of(const Project& project) {
  std::string text;
  for (const project::Stack& stack : project.stacks) {
    if (!text.empty()) text += "\n";
    text += heading_of(project, stack);
    for (const project::Service* const service : stack.services) text += model_of_service(project, *service);
  }
  return text.empty() ? "No stacks.\n" : text;
}

/// A value as it may be shown: not at all where its name says that it is a credential.
std::string masked(std::string_view name, std::string_view value) {
  using rules::SecretValue;
  if (rules::name_is_secret(name)) {
    const SecretValue kind = rules::classify_secret_value(value);
    if (kind != SecretValue::empty && kind != SecretValue::reference)
      return "(" + std::to_string(value.size()) +
             (value.size() == 1 ? " character, not shown)" : " characters, not shown)");
  }
  return rules::redact(value);
}

/// For each value of each service the place that gave it.
std::string origins_of(const Project& project, const std::vector<std::string>& services) {
  std::string text;
  for (const project::Stack& stack : project.stacks) {
    const bool any = std::any_of(stack.services.begin(), stack.services.end(), [&](const project::Service* each) {
      return services.empty() || std::find(services.begin(), services.end(), each->name) != services.end();
    });
    if (!any || stack.model == nullptr) continue;
    if (!text.empty()) text += "\n";
    text += heading_of(project, stack) + compose::explain(*stack.model, project.sources, masked, services);
  }
  return text.empty() ? "No such services.\n" : text;
}

std::string stages_of(const Project& project) {
  std::string text;
  for (const project::Dockerfile& dockerfile : project.dockerfiles) {
    if (!text.empty()) text += "\n";
    text += std::string(dockerfile.path) + "\n";
    Table table;
    for (const dockerfile::Stage* const stage : dockerfile.parsed->stages) {
      std::string from =
          stage->parent != nullptr ? "stage " + std::to_string(stage->parent->index) : std::string(stage->base);
      if (stage->from->arguments.empty()) {
        from = "nothing";
      } else if (!stage->base_known) {
        from += " (depends on a build argument)";
      }
      std::vector<std::string> facts;
      if (stage->user.span.valid()) facts.push_back("user " + std::string(stage->user.value));
      if (stage->workdir.span.valid()) facts.push_back("in " + std::string(stage->workdir.value));
      if (stage->healthcheck != nullptr)
        facts.emplace_back(stage->healthcheck->health_none ? "probe turned off" : "has a probe");
      for (const dockerfile::Word& port : stage->exposed) facts.push_back("listens on " + std::string(port.value));
      for (const dockerfile::Word& volume : stage->volumes) facts.push_back("volume " + std::string(volume.value));
      for (const dockerfile::Stage* const source : stage->copies_from) {
        facts.push_back("copies from stage " + std::to_string(source->index));
      }
      if (!stage->reachable) facts.emplace_back("not needed by the last stage");
      table.add({std::to_string(stage->index), stage->name.empty() ? "-" : std::string(stage->name), "from " + from,
                 join(facts)});
    }
    text += table.text(2);
  }
  return text.empty() ? "No Dockerfiles.\n" : text;
}

/// Trees of all Dockerfiles; false when BuildKit would refuse one.
bool append_trees(const Project& project, std::string& text) {
  bool accepted = true;
  const bool titles = project.dockerfiles.size() != 1;
  for (const project::Dockerfile& dockerfile : project.dockerfiles) {
    if (titles) text += "# " + std::string(dockerfile.path) + "\n";
    text += dockerfile::print(*dockerfile.parsed);
    if (const dockerfile::Problem* const problem = dockerfile::parse_failure(*dockerfile.parsed)) {
      accepted = false;
      complain(report::place(project, problem->span) + ": " +
               std::string(problem->buildkit.empty() ? problem->message : problem->buildkit));
    }
  }
  return accepted;
}

std::string dot_quoted(std::string_view text) {
  std::string result = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') result += '\\';
    result += character == '\n' ? ' ' : character;
  }
  return result + "\"";
}

std::string graph_of(const Project& project) {
  std::string text = "digraph deployment {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n";
  for (const project::Stack& stack : project.stacks) {
    const std::string prefix = std::to_string(stack.index) + "/";
    text += "  subgraph \"cluster_" + std::to_string(stack.index) + "\" {\n    label=" + dot_quoted(stack.name) + ";\n";
    for (const project::Service* const service : stack.services) {
      if (!service->active) continue;
      text += "    " + dot_quoted(prefix + std::string(service->name)) + " [label=" + dot_quoted(service->name) +
              ", shape=box" + (service->published() ? ", penwidth=2" : "") + "];\n";
    }
    text += "  }\n";
    for (const project::Service* const service : stack.services) {
      if (!service->active) continue;
      const std::string node = dot_quoted(prefix + std::string(service->name));
      for (const compose::Dependency& dependency : service->definition->depends_on) {
        text += "  " + node + " -> " + dot_quoted(prefix + std::string(dependency.service)) + ";\n";
      }
      for (const compose::NetworkAttachment& network : service->definition->networks) {
        const std::string id = dot_quoted(prefix + "network " + std::string(network.name));
        text += "  " + id + " [label=" + dot_quoted(network.name) + ", shape=ellipse];\n  " + node + " -> " + id +
                " [dir=none, style=dotted];\n";
      }
      if (service->dockerfile != nullptr) {
        text += "  " + node + " -> " + dot_quoted(service->dockerfile->path) + " [label=\"builds\", style=dashed];\n";
      }
      for (const project::File* const file : service->mounted_files) {
        text += "  " + node + " -> " + dot_quoted(file->path) + " [label=\"mounts\", style=dashed];\n";
      }
    }
  }
  return text + "}\n";
}

/// `show expand` prints what one word becomes, `show words` the words that instructions of lists make of it, one a
/// line.
int expand_word(const Options& options) {
  const std::string& what = options.arguments.front();
  if (options.arguments.size() < 2) {
    complain("expand what? `seaworthy show " + what + " WORD [NAME=VALUE]...`");
    return wrong_usage;
  }
  std::vector<std::pair<std::string_view, std::string_view>> variables;
  for (std::size_t index = 2; index < options.arguments.size(); ++index) {
    const std::string_view argument = options.arguments[index];
    const std::size_t equals = argument.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      complain("`" + options.arguments[index] + "` is no `NAME=VALUE`");
      return wrong_usage;
    }
    variables.emplace_back(argument.substr(0, equals), argument.substr(equals + 1));
  }
  const dockerfile::ListedEnvironment environment(std::move(variables));
  const dockerfile::Expansion expansion = dockerfile::expand(options.arguments[1], environment);
  if (!expansion.ok()) {
    complain(expansion.buildkit_message());
    return findings_found;
  }
  std::string text;
  if (what == "words") {
    for (const dockerfile::ExpandedWord& word : expansion.words) text += word.text + "\n";
  } else {
    text = expansion.text + "\n";
  }
  return print(text) ? success : wrong_usage;
}

std::string facts_of(const Project& project) {
  std::string text;
  for (const report::FactTable& facts : report::build_facts(project)) {
    text += (text.empty() ? "" : "\n") + std::string(facts.name) + "  " + std::string(facts.title) + "\n";
    Table table;
    std::vector<std::string> head(facts.columns.begin(), facts.columns.end());
    head.emplace_back("place");
    table.add(std::move(head));
    for (const report::FactTable::Row& row : facts.rows) {
      std::vector<std::string> cells = row.cells;
      cells.push_back(report::place(project, row.span));
      table.add(std::move(cells));
    }
    text += table.text(2);
  }
  return text;
}

constexpr std::array<std::string_view, 8> subjects = {"inventory", "model", "facts",  "graph",
                                                      "stages",    "ast",   "expand", "words"};

}  // namespace

int run_show(const Options& options) {
  const std::string_view what =
      options.arguments.empty() ? std::string_view() : std::string_view(options.arguments.front());
  if (std::find(subjects.begin(), subjects.end(), what) == subjects.end()) {
    const std::string_view near = nearest_word(what, subjects);
    const std::string list = dockerfile::listed(subjects, "or");
    complain(what.empty() ? "show what? Give " + list
                          : "cannot show `" + std::string(what) + "`; " +
                                (near.empty() ? "give " + list : "did you mean `" + std::string(near) + "`?"));
    return wrong_usage;
  }
  if (what == "expand" || what == "words") return expand_word(options);

  const Input input = open_input(std::span(options.arguments).subspan(1));
  if (!input.error.empty()) return complain(input.error), input.is_wrong_usage ? wrong_usage : something_unread;
  Progress progress(is_terminal(STDERR_FILENO));
  const auto project = load(input, options.threads != 0 ? options.threads : default_threads(), progress);
  progress.end();

  std::string text;
  bool accepted = true;
  if (what == "inventory") text = inventory_of(*project);
  if (what == "model") text = options.origin ? origins_of(*project, options.services) : model_of(*project);
  if (what == "facts") text = facts_of(*project);
  if (what == "graph") text = graph_of(*project);
  if (what == "stages") text = stages_of(*project);
  if (what == "ast") accepted = append_trees(*project, text);
  if (!print(text)) return wrong_usage;
  if (!accepted) return findings_found;
  return project->unread.empty() ? success : something_unread;
}

}  // namespace seaworthy::cli
