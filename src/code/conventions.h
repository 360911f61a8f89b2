#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "code/program.h"
#include "code/routing.h"
#include "code/unit.h"

/// What the readers of frameworks share whose sources are found by convention.
namespace seaworthy::code {

/// Files of one application that are looked at.
constexpr std::size_t most_files = 400;

/// The parts of a path between its slashes.
std::vector<std::string_view> segments_of(std::string_view path);
/// A path below a folder; either may be "".
std::string under(std::string_view folder, std::string_view inner);
/// Nothing for a language that is not read, and for a file that could not be.
std::optional<Unit> unit_at(Tree& tree, std::string_view path);
/// Adds a route whose path stands at a token.
void add(Program& program, const Unit& unit, std::string_view path, std::uint32_t at, bool get = true);
/// Texts of a unit that are the path of no route so far.
void add_literals(Program& program, const Unit& unit);
/// First number of the version of Spring Boot that a build file names: behind the parent's `artifactId`, or behind the
/// plugin's `version`; 0 when it names none.
int spring_boot_major(std::string_view build_file);
/// Keeps the first reason for doubt.
void doubt(Program& program, std::string_view reason);

}  // namespace seaworthy::code
