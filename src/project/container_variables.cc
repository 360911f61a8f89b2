#include "project/container_variables.h"

#include "base/name_text.h"

#include <cctype>

namespace seaworthy::project {
namespace {

/// Variables that every container has, or that shells set by themselves.
bool is_always_set(std::string_view name) {
  return name == "PATH" || name == "HOME" || name == "HOSTNAME" || name == "PWD" || name == "SHLVL" || name == "USER" ||
         name == "IFS" || name == "PPID" || name == "RANDOM" || name == "UID" || name == "OLDPWD" || name == "SHELL";
}

/// The value of the ENV that sets a variable last, as it is written; "" when there is none.
std::string_view written_value(const dockerfile::Stage& stage, std::string_view name) {
  std::string_view found;
  for (const dockerfile::Instruction* const instruction : stage.with_inherited) {
    if (instruction->op != dockerfile::Op::env) continue;
    for (const dockerfile::Pair& pair : instruction->pairs)
      if (pair.key.text == name) found = pair.value.text;
  }
  return found;
}

/// Whether a text refers to a variable, and whether it is nothing else.
enum class Mention : std::uint8_t { none, part, whole };
Mention mention_of(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    const bool braced = at + 1 < text.size() && text[at + 1] == '{';
    const std::string_view rest = text.substr(at + (braced ? 2 : 1));
    if (!rest.starts_with(name) || (rest.size() > name.size() && ascii::is_name_character(rest[name.size()]))) continue;
    const std::size_t end = braced ? text.find('}', at) + 1 : at + 1 + name.size();
    return at == 0 && end == text.size() ? Mention::whole : Mention::part;
  }
  return Mention::none;
}

}  // namespace

std::optional<std::string_view> value_in_build(const Service& service, const dockerfile::Variable& variable) {
  const std::span<const compose::BuildArgument> arguments = service.build->arguments;
  if (!arguments.empty() && service.stage != nullptr) {
    const std::string_view written =
        variable.is_arg ? std::string_view{} : written_value(*service.stage, variable.name);
    for (const compose::BuildArgument& argument : arguments) {
      if (variable.is_arg && argument.name == variable.name) return argument.value;
      const Mention mention = mention_of(written, argument.name);
      if (mention == Mention::whole) return argument.value;
      if (mention == Mention::part) return std::nullopt;
    }
  }
  return variable.known ? std::optional(variable.value) : std::nullopt;
}

std::optional<ContainerVariable> container_variable(const Service& service, std::string_view name) {
  if (const compose::EnvironmentEntry* const entry = service.definition->variable(name); entry != nullptr) {
    if (!entry->value.has_value()) return std::nullopt;
    return ContainerVariable{*entry->value, entry->span, Provenance::compose};
  }
  if (service.stage != nullptr)
    for (const dockerfile::Variable& variable : service.stage->variables)
      if (variable.name == name && !variable.is_arg) {
        const std::optional<std::string_view> value = value_in_build(service, variable);
        if (!value.has_value()) return std::nullopt;
        return ContainerVariable{*value, variable.span, Provenance::dockerfile};
      }
  return std::nullopt;
}

VariableState variable_state(const Service& service, std::string_view name) {
  if (const compose::EnvironmentEntry* const entry = service.definition->variable(name); entry != nullptr)
    return entry->value.has_value() ? VariableState::set : VariableState::passed_through;
  if (service.stage != nullptr)
    for (const dockerfile::Variable& variable : service.stage->variables)
      if (variable.name == name && !variable.is_arg) return VariableState::set;
  if (is_always_set(name)) return VariableState::set;
  for (const compose::EnvFile& file : service.definition->env_files)
    if (!file.exists) return VariableState::unknown;
  if (service.builds && service.stage == nullptr) return VariableState::unknown;
  if (service.image == nullptr) return VariableState::unknown;
  // Language images set variables of their own name (PYTHON_VERSION, JAVA_HOME), and so may any image outside of the
  // prefix whose variables are listed.
  const bool listed = service.image->variables_complete && !service.image->variable_prefix.empty() &&
                      name.starts_with(service.image->variable_prefix);
  if (listed) {
    const knowledge::ImageVariable* const known = knowledge::variable(*service.image, name);
    return known == nullptr || known->default_value.empty() ? VariableState::absent : VariableState::unknown;
  }
  return VariableState::unknown;
}

std::optional<std::string> expanded_in_container(std::string_view text, const Service& service) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '`') return std::nullopt;
    if (c != '$' || at + 1 == text.size()) {
      result += c;
      ++at;
      continue;
    }
    ++at;
    std::string_view name, fallback;
    bool has_fallback = false, empty_counts = false;
    if (text[at] == '{') {
      const std::size_t close = text.find('}', at);
      if (close == std::string_view::npos) return std::nullopt;
      std::string_view inside = text.substr(at + 1, close - at - 1);
      at = close + 1;
      std::size_t end = 0;
      while (end < inside.size() && ascii::is_name_character(inside[end])) ++end;
      name = inside.substr(0, end);
      inside.remove_prefix(end);
      if (inside.starts_with(":-") || inside.starts_with("-") || inside.starts_with(":=") || inside.starts_with("=")) {
        empty_counts = !inside.starts_with(':');
        has_fallback = true;
        fallback = inside.substr(empty_counts ? 1 : 2);
        if (fallback.find('$') != std::string_view::npos) return std::nullopt;
      } else if (!inside.empty()) {
        return std::nullopt;
      }
    } else if (ascii::is_name_character(text[at])) {
      std::size_t end = at;
      while (end < text.size() && ascii::is_name_character(text[end])) ++end;
      name = text.substr(at, end - at);
      at = end;
    } else {
      return std::nullopt;
    }
    if (name.empty()) return std::nullopt;
    const std::optional<ContainerVariable> variable = container_variable(service, name);
    if (variable.has_value() && (!variable->value.empty() || !has_fallback || empty_counts)) {
      result += variable->value;
    } else if (has_fallback &&
               (variable.has_value() || variable_state(service, name) != VariableState::passed_through)) {
      result += fallback;
    } else {
      return std::nullopt;
    }
  }
  return result;
}

}  // namespace seaworthy::project
