#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/ascii.h"
#include "text/source.h"

/// The lines of an env file or of its template, as people write them.
namespace seaworthy::rules {

/// `NAME=value` on a line of its own.
struct EnvLine {
  std::string_view name;
  std::string_view value;  ///< As written, without the blanks around it.
  Span span;               ///< The name.

  /// What a program that reads the file makes of the value: without its quotes, or without a comment behind it.
  std::string_view plain() const {
    if (value.size() > 1 && (value.front() == '"' || value.front() == '\''))
      if (const std::size_t end = value.find(value.front(), 1); end != std::string_view::npos)
        return value.substr(1, end - 1);
    return ascii::trim(value.substr(0, value.find(" #")));
  }
};

/// Calls `visit` for each of them, in order of place; comments and lines whose name has blanks are passed over.
template <class Visit>
void for_each_env_line(const Source& source, Visit visit) {
  const std::string_view text = source.text();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const auto offset = static_cast<std::uint32_t>(begin);
    begin = end + 1;
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || equals == 0 || line.front() == '#') continue;
    const std::string_view name = line.substr(0, equals);
    if (name.find_first_of(" \t") != std::string_view::npos) continue;
    visit(EnvLine{name,
                  ascii::trim(line.substr(equals + 1)),
                  {source.id(), offset, offset + static_cast<std::uint32_t>(equals)}});
  }
}

/// Whether Compose or the engine reads a variable itself, wherever it stands.
constexpr bool is_of_engine(std::string_view name) {
  return name.starts_with("COMPOSE_") || name.starts_with("DOCKER_") || name.starts_with("BUILDKIT_") ||
         name.starts_with("BUILDX_");
}

}  // namespace seaworthy::rules
