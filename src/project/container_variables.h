#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "project/model.h"

/// Variables as a process of the container sees them: Compose over the Dockerfile over what a known image sets.
namespace seaworthy::project {

struct ContainerVariable {
  std::string_view value;
  Span span;  ///< Where it is set; invalid for an image's default.
  Provenance from = Provenance::none;
};

/// What a variable of the stage holds in the image that the service builds: a build argument of the Compose file
/// counts, in the ARG itself and in an ENV that is made of nothing else. Nothing when that is not known.
std::optional<std::string_view> value_in_build(const Service& service, const dockerfile::Variable& variable);

/// Nothing when no file sets it, or when its value is passed through from whoever starts the stack.
std::optional<ContainerVariable> container_variable(const Service& service, std::string_view name);

/// What can be said of a variable that container_variable() does not know.
enum class VariableState : std::uint8_t {
  set,
  passed_through,  ///< `NAME` alone in `environment`: the caller's value.
  absent,          ///< Nothing sets it: not Compose, not the Dockerfile, not the image.
  unknown,         ///< An image whose environment is not known may set it.
};
VariableState variable_state(const Service& service, std::string_view name);

/// `text` with `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME-default}` put in as a shell of the container would.
/// Nothing when a part of it is a command substitution, another operation or a variable that is not known.
std::optional<std::string> expanded_in_container(std::string_view text, const Service& service);

}  // namespace seaworthy::project
