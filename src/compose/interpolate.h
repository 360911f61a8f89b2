#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "compose/environment.h"
#include "text/mapped.h"

namespace seaworthy::compose {

/// Why a value could not be interpolated, or what to warn of.
struct InterpolationProblem {
  enum class Kind : std::uint8_t { invalid, required, unset, surprising } kind = Kind::invalid;
  Span span;  ///< The `${...}` or the lone `${`.
  std::string_view variable;
  std::string_view reason;  ///< `required`: the text behind `:?`, interpolated.
};

using Lookup = std::function<const Variable*(std::string_view name)>;

/// Replaces `$NAME`, `${NAME}`, `${NAME:-default}`, `-`, `:?`, `?`, `:+`, `+` and `$$` exactly as Compose does, its
/// reading of braces included. Returns nothing when an error was found (in `problems`; there may be several); `unset`
/// alone is no error. `trace` gets one entry for each replaced reference, nested ones too.
std::optional<std::string_view> interpolate(const MappedText& text, const Lookup& lookup, Arena& arena,
                                            std::vector<Interpolation>& trace,
                                            std::vector<InterpolationProblem>& problems);

/// The same as `docker stack deploy` does it (docker/cli's template package): no `+`, no variables within defaults, a
/// brace ends at the first `}`, a lone `$` is an error, and `$NAME-rest` without braces is a name with a default. What
/// it reads otherwise than Compose goes to `problems` as `surprising`.
std::optional<std::string_view> interpolate_stack_file(const MappedText& text, const Lookup& lookup, Arena& arena,
                                                       std::vector<Interpolation>& trace,
                                                       std::vector<InterpolationProblem>& problems);

}  // namespace seaworthy::compose
