#pragma once

#include "code/program.h"
#include "code/world.h"

namespace seaworthy::code {

/// Fills the routes and listen calls of a program in JavaScript, Python or Go.
void read_routing(const World& world, Program& program);
/// Fills the variables that it must be given.
void read_requirements(const World& world, Program& program);
/// Adds the variables that calls of libraries cannot do without, to those that it must be given or to `needed_in_use`;
/// called behind read_requirements().
void read_demanding_calls(const World& world, Program& program);
/// Fills what asks every request for a login.
void read_guards(const World& world, Program& program);
/// Fills what it does when it starts.
void read_start_facts(const World& world, Program& program);
/// Adds the variables that a file of settings asks for in so many words (`ENV.fetch("X")`); nothing when the tree lacks
/// the file.
void read_demanded_variables(Tree& tree, std::string_view path, Program& program);

/// "/api/users/:id" as Route::path, and how it is compared.
Route canonical_route(std::string_view written);
/// Two parts of a path with one slash between them.
std::string joined_route(std::string_view prefix, std::string_view path);

}  // namespace seaworthy::code
