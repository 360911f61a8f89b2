#include <algorithm>
#include <map>

#include "report/sections.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/secret_source.h"

namespace seaworthy::report {
namespace {

/// Where an environment entry's value comes from. A value without interpolation stands in the file itself.
SecretSource source_of(const compose::EnvironmentEntry& entry) {
  if (!entry.value) return SecretSource::environment;
  if (entry.from == compose::EnvironmentSource::env_file) return SecretSource::env_file;
  if (entry.source == nullptr || entry.source->origin == nullptr || entry.source->origin->interpolations.empty())
    return entry.value->empty() ? SecretSource::empty : SecretSource::literal;
  SecretSource worst = SecretSource::environment;
  for (const compose::Interpolation& part : entry.source->origin->interpolations) {
    if (part.operation == ":?" || part.operation == "?") {
      worst = SecretSource::required;
    } else if (((part.operation == ":-" || part.operation == "-") && !part.argument.empty()) ||
               part.source == compose::VariableSource::default_value) {
      // Also where a template names the variable: who leaves it out gets the default without a word.
      return SecretSource::weak_default;
    } else if (part.source == compose::VariableSource::env_file) {
      worst = SecretSource::env_file;
    } else if (part.source == compose::VariableSource::unset) {
      worst = SecretSource::empty;
    }
  }
  return worst;
}

class Collector {
 public:
  explicit Collector(std::vector<SecretUse>& uses) : uses_(uses) {}

  /// One row per stack and place; further readers of the same place join it.
  void add(SecretUse use, std::string_view reader) {
    const auto [known, fresh] = rows_.try_emplace({use.stack, use.span, use.name}, uses_.size());
    if (fresh) uses_.push_back(std::move(use));
    auto& readers = uses_[known->second].readers;
    if (std::find(readers.begin(), readers.end(), reader) == readers.end()) readers.push_back(reader);
  }

 private:
  struct Key {
    std::uint32_t stack;
    Span span;
    std::string_view name;
    auto operator<=>(const Key&) const = default;
  };
  std::vector<SecretUse>& uses_;
  std::map<Key, std::size_t> rows_;
};

}  // namespace

std::vector<SecretUse> build_secrets(const project::Project& project) {
  std::vector<SecretUse> uses;
  Collector collector(uses);
  for (const project::Stack& stack : project.stacks) {
    for (const project::Service* service : stack.services) {
      if (!service->active) continue;
      for (const compose::EnvironmentEntry& entry : service->definition->environment) {
        const bool in_address = entry.value.has_value() && rules::password_of_url(*entry.value).has_value();
        if (!rules::name_is_secret(entry.name) && !in_address) continue;
        collector.add(
            {.stack = stack.index, .name = entry.name, .source = source_of(entry), .span = entry.span, .readers = {}},
            service->name);
      }
      for (const compose::SecretGrant& grant : service->definition->secrets) {
        for (const compose::Secret& secret : stack.model->secrets) {
          if (secret.name != grant.name) continue;
          SecretUse use{.stack = stack.index,
                        .name = secret.name,
                        .source = SecretSource::external,
                        .span = secret.name_span,
                        .readers = {}};
          if (secret.file) {
            const bool there = !secret.inside_root || project.path_state(secret.resolved) == project::PathState::file;
            use.source = there ? SecretSource::file : SecretSource::missing_file;
          } else if (secret.environment) {
            use.source = SecretSource::environment;
          } else if (secret.content) {
            use.source = SecretSource::literal;
          }
          collector.add(std::move(use), service->name);
        }
      }
    }
  }
  return uses;
}

}  // namespace seaworthy::report
