#include <set>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "nginx/ast.h"
#include "project/linking.h"

namespace seaworthy::project {
namespace {

/// Collects the places at which a limit ended the reading of a file, each once.
class CutOff {
 public:
  explicit CutOff(Project& project) : project_(project) {}

  void add(const Span& span, std::string_view message) {
    const Source& source = project_.sources[span.file];
    std::string reason = "line " + std::to_string(source.place(span.begin).line) + ": ";
    reason += ascii::to_lower(message.front());
    reason += message.substr(1);
    if (seen_.emplace(source.path(), reason).second)
      project_.unread.push_back({std::string(source.path()), std::move(reason)});
  }

  void add(const shell::Script* script) {
    if (script == nullptr) return;
    for (const shell::SyntaxError& error : script->errors)
      if (error.is_limit) add(error.span, error.message);
  }

 private:
  Project& project_;
  std::set<std::pair<std::string_view, std::string>> seen_;
};

}  // namespace

void list_cut_off(Linking& linking) {
  CutOff cut_off(linking.project);
  for (std::size_t index = 0; index < linking.project.files.size(); ++index) {
    const File& file = linking.project.files[index];
    if (file.yaml != nullptr)
      for (const yaml::Problem& problem : file.yaml->problems)
        if (problem.kind == "limit") cut_off.add(problem.span, problem.message);
    if (file.nginx != nullptr)
      for (const nginx::Problem& problem : file.nginx->problems)
        if (problem.is_limit) cut_off.add(problem.span, problem.message);
    for (const EmbeddedScript& script : linking.scripts[index]) cut_off.add(script.script);
    if (linking.parsed_dockerfiles[index] == nullptr) continue;
    for (const dockerfile::Instruction* outer : linking.parsed_dockerfiles[index]->instructions)
      for (const dockerfile::Instruction* each = outer; each != nullptr; each = each->trigger)
        cut_off.add(each->script);
  }
  for (const Stack& stack : linking.project.stacks)
    for (const compose::Problem& problem : stack.model->problems)
      if (problem.kind == "limit") cut_off.add(problem.span, problem.message);
}

}  // namespace seaworthy::project
