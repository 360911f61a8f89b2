#include <algorithm>

#include "report/sections.h"

namespace seaworthy::report {
namespace {

/// Single quotes where a shell would read the text as anything but one word.
std::string quoted(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '.' ||
           c == '_' || c == '-' || c == '+' || c == '=' || c == ':' || c == '@' || c == ',';
  });
  if (plain && !text.empty()) return std::string(text);
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string compose_command(const project::Stack& stack) {
  std::string command = "docker compose";
  for (const project::File* file : stack.files) command += " -f " + quoted(file->path);
  for (const std::string_view profile : stack.profiles) command += " --profile " + quoted(profile);
  return command;
}

}  // namespace

std::vector<QuickStartStep> build_quick_start(const project::Project& project, const score::Score& score) {
  std::vector<QuickStartStep> steps;
  const auto best = [&](project::Role role) -> const project::Stack* {
    const project::Stack* chosen = nullptr;
    for (const project::Stack& stack : project.stacks) {
      const score::Ladder& ladder = score.ladders[stack.index];
      if (stack.role != role || stack.services.empty()) continue;
      if (ladder.rungs[static_cast<std::size_t>(Rung::load)].status != score::RungStatus::pass) continue;
      if (ladder.rungs[static_cast<std::size_t>(Rung::build)].status == score::RungStatus::fail) continue;
      if (chosen == nullptr || ladder.first_broken > score.ladders[chosen->index].first_broken) chosen = &stack;
    }
    return chosen;
  };
  bool environment_written = false;
  for (const project::Role role : {project::Role::development, project::Role::production, project::Role::unknown}) {
    const project::Stack* const stack = best(role);
    if (stack == nullptr || stack->files.empty()) continue;
    const std::string_view first = stack->files.front()->path;
    const std::string folder(first.substr(0, first.rfind('/') == std::string_view::npos ? 0 : first.rfind('/') + 1));
    if (!environment_written && project.path_state(folder + ".env") == project::PathState::missing) {
      for (const std::string_view name : {".env.example", ".env.template", ".env.sample", "env.example"}) {
        if (project.file(folder + std::string(name)) == nullptr) continue;
        steps.push_back({"Fill in the values before anything is started",
                         "cp " + quoted(folder + std::string(name)) + " " + quoted(folder + ".env")});
        environment_written = true;
        break;
      }
    }
    const std::string command = compose_command(*stack);
    const std::string title =
        role == project::Role::unknown ? std::string("the stack") : std::string(discover::name(role));
    steps.push_back({"Check what Compose makes of the files for " + title, command + " config --quiet"});
    const bool builds =
        std::any_of(stack->services.begin(), stack->services.end(),
                    [](const project::Service* service) { return service->active && service->built_with_stack; });
    const int broken = score.ladders[stack->index].first_broken;
    const bool ends = broken <= static_cast<int>(Rung::healthy);
    steps.push_back({ends ? "Repair what breaks at `" + std::string(seaworthy::name(static_cast<Rung>(broken))) +
                                "` first; then this starts " + title + " and waits until it is healthy"
                          : "Start " + title + " and wait until it is healthy",
                     command + " up -d --wait" + (builds ? " --build" : "")});
  }
  return steps;
}

}  // namespace seaworthy::report
