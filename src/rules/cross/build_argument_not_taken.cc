#include <algorithm>
#include <vector>

#include "dockerfile/predefined.h"
#include "dockerfile/suggest.h"
#include "project/copy_sources.h"
#include "project/model.h"
#include "rules/lib/build_arguments.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::build_argument_not_taken {

/// Arguments that BuildKit takes without an ARG, and those called like them.
static bool is_predefined(std::string_view name) {
  return dockerfile::is_predefined_argument(name) || name.starts_with("TARGET") || name.starts_with("BUILD");
}

/// The argument of the Dockerfile that is nearest in spelling or differs in case alone.
static const dockerfile::Pair* nearest(const dockerfile::File& file, std::string_view name) {
  for (const dockerfile::Instruction* const instruction : file.instructions)
    if (instruction->op == dockerfile::Op::arg)
      for (const dockerfile::Pair& pair : instruction->pairs)
        if (equal_ignoring_case(pair.key.text, name) ||
            (name.size() > 4 &&
             (contains(pair.key.text, name) || (pair.key.text.size() > 4 && contains(name, pair.key.text)))))
          return &pair;
  std::vector<std::string_view> names;
  std::vector<const dockerfile::Pair*> pairs;
  for (const dockerfile::Instruction* const instruction : file.instructions)
    if (instruction->op == dockerfile::Op::arg)
      for (const dockerfile::Pair& pair : instruction->pairs) names.push_back(pair.key.text), pairs.push_back(&pair);
  const auto at = std::ranges::find(names, dockerfile::nearest(name, names));
  return at == names.end() ? nullptr : pairs[static_cast<std::size_t>(at - names.begin())];
}

/// An argument without a default that the service gives no value, though steps of the build use it: what was meant by
/// the other name. Null when there is none.
static const dockerfile::Pair* left_empty(const project::Service& service, const dockerfile::File& file,
                                          const Report& report) {
  for (const dockerfile::Instruction* const instruction : file.instructions) {
    if (instruction->op != dockerfile::Op::arg) continue;
    for (const dockerfile::Pair& pair : instruction->pairs) {
      const std::string_view name = pair.key.text;
      if (contains(report.text(instruction->span), std::string(name) + "=") || is_predefined(name)) continue;
      const bool is_given =
          std::ranges::find(service.definition->build.arguments, name, &compose::BuildArgument::name) !=
          service.definition->build.arguments.end();
      const bool is_used = std::ranges::any_of(file.instructions, [&](const dockerfile::Instruction* each) {
        const std::string_view text = report.text(each->span);
        // `ENV VITE_API=$VITE_API` hands it on to the steps behind.
        return (each->op == dockerfile::Op::run || each->op == dockerfile::Op::copy ||
                each->op == dockerfile::Op::env) &&
               (contains(text, "${" + std::string(name) + "}") || contains(text, "/$" + std::string(name)) ||
                contains(text, "=$" + std::string(name)));
      });
      if (!is_given && is_used) return &pair;
    }
  }
  return nullptr;
}

/// Whether the same line, through an anchor or `extends`, gives the argument to another service whose Dockerfile takes
/// it: a list for all of them holds what some do not need.
static bool is_taken_elsewhere(const project::Service& service, const compose::BuildArgument& argument) {
  return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
    if (other == &service || other->dockerfile == nullptr) return false;
    return std::ranges::any_of(other->build->arguments, [&](const compose::BuildArgument& same) {
      return same.source != nullptr && same.source->span() == argument.source->span() &&
             takes_argument(*other->dockerfile->parsed, same.name);
    });
  });
}

/// Whether a service in front of this one gives the same argument to a Dockerfile that does not take it either: what is
/// given everywhere for nothing is one mistake.
static bool is_said_already(const project::Service& service, std::string_view name) {
  for (const project::Service* const other : service.stack->services) {
    if (other == &service) return false;
    if (!other->active || !other->builds || other->dockerfile == nullptr ||
        takes_argument(*other->dockerfile->parsed, name))
      continue;
    if (std::ranges::find(other->build->arguments, name, &compose::BuildArgument::name) !=
        other->build->arguments.end())
      return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  const compose::Build& build = service.definition->build;
  if (!service.builds || service.dockerfile == nullptr || build.arguments.empty()) return report.skip();
  const dockerfile::File& file = *service.dockerfile->parsed;
  for (const compose::BuildArgument& argument : build.arguments) {
    if (argument.source == nullptr || is_predefined(argument.name) || takes_argument(file, argument.name)) continue;
    if (is_taken_elsewhere(service, argument) || is_said_already(service, argument.name)) continue;
    if (const dockerfile::Pair* const empty = left_empty(service, file, report); empty != nullptr) {
      report
          .at(argument.source->span(), "`{}` has no ARG `{}`; its `{}`, which steps of the build use, stays empty",
              service.dockerfile->path, argument.name, empty->key.text)
          .note(empty->key.span, "It has no default")
          .severity(Severity::high);
      continue;
    }
    const dockerfile::Pair* const near = nearest(file, argument.name);
    Builder finding =
        near == nullptr
            ? report.at(argument.source->span(), "`{}` has no ARG `{}`, so the value that `{}` gives is lost",
                        service.dockerfile->path, argument.name, service.name)
            : report.at(argument.source->span(),
                        "`{}` has no ARG `{}`, so the value that `{}` gives is lost; it has `{}`",
                        service.dockerfile->path, argument.name, service.name, near->key.text);
    if (near != nullptr) finding.note(near->key.span, "This argument is taken");
    const bool gives_the_other =
        near != nullptr &&
        std::ranges::find(build.arguments, near->key.text, &compose::BuildArgument::name) != build.arguments.end();
    if (near == nullptr || gives_the_other)
      // What nobody takes changes nothing, and was written for another Dockerfile.
      finding.severity(Severity::low);
  }
}

extern const Rule rule = {
    .code = "SW4220",
    .summary = "Build argument that the Dockerfile does not take",
    .why = "The builder warns and goes on without it: the image is built with another value than the stack says.",
    .remedy = "Declare it with ARG in the stage that uses it, or remove it from `args`.",
    .severity = Severity::medium,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "give only build arguments that are taken",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::build_argument_not_taken
