#pragma once

#include <vector>

#include "project/code_signs.h"
#include "project/model.h"
#include "rules/rule.h"

/// Places of a service's own code that say something of its deployment.
namespace seaworthy::rules {

/// A stack in which the programmers of the code work: it says so, or the code is mounted over what was built.
bool is_for_programmers(const project::Service& service);

/// Those of one kind in the code of a service; empty for one that programmers use. Some rows count only where the file
/// itself is what is started.
std::vector<const code::Sign*> signs_of(const project::Project& project, const project::Service& service,
                                        knowledge::CodeSign::Kind kind);
/// The same for programmers as well: what no container can do is as wrong on their machines.
std::vector<const code::Sign*> signs_for_everybody(const project::Project& project, const project::Service& service,
                                                   knowledge::CodeSign::Kind kind);

/// Those that are as they stand for whoever starts the code: as signs_of(), and where nothing but a working copy of
/// programmers runs it, theirs.
std::vector<const code::Sign*> signs_that_stay(const project::Project& project, const project::Service& service,
                                               knowledge::CodeSign::Kind kind);
/// The severity of one of them: low where only programmers run the code so far.
Severity severity_there(const project::Service& service, Severity severity);

/// Whether the image of a service can run a source: nginx runs none, Node.js no Python. A folder that several services
/// are built from or that is mounted into them has the code of all of them.
bool may_run(const project::Service& service, std::string_view path);

/// Whether a source may be what runs when a service starts: a program of its folder imports it, the start names it, or
/// no program of the folder is known. Beside them lie commands that people run by hand.
bool may_run_at_start(const project::Project& project, const project::Service& service, std::string_view path);

/// Whether a variable is one with which frameworks sign sessions and tokens.
bool names_signing_key(std::string_view variable);

/// Whether the code of a service is known at all.
bool has_code(const project::Project& project, const project::Service& service);

}  // namespace seaworthy::rules
