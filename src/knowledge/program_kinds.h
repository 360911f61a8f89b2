#pragma once

#include <span>
#include <string_view>

#include "base/word_set.h"

/// knowledge/program_kinds.yaml: what programs are, by the last part of their path.
namespace seaworthy::knowledge::tables {

extern const WordSet init_programs;      ///< `tini`: start what stands behind their options.
extern const WordSet user_switches;      ///< `gosu`: start a program as another user.
extern const WordSet python_servers;     ///< `gunicorn`: serve MODULE:NAME.
extern const WordSet python_programs;    ///< `celery`: come with a package of Python of about the same name alone.
extern const WordSet python_runners;     ///< `poetry`: `X run` starts a program of the project's environment.
extern const WordSet image_movers;       ///< Build, copy or push images without the engine.
extern const WordSet bundling_programs;  ///< Put the packages of a program into what they build.
/// `tsc`: turn each source of JavaScript into a file of its own, into which they put no packages. Some bundle as well
/// when they are told to, and are among the others too.
extern const WordSet translating_programs;
extern const WordSet page_makers;   ///< `mkdocs`: make pages of documents, and run nothing of the program.
extern const WordSet page_servers;  ///< Serve pages while they are worked on, and run none of their code themselves.
extern const WordSet test_runners;  ///< `pytest`: run the tests of a project.
extern const WordSet lasting_programs;  ///< Servers, and what mostly runs one: they end when they are told to.

/// Texts in commands that wait for something, or try it until it works: `wait`, `until`.
extern const std::span<const std::string_view> waiting_commands;

}  // namespace seaworthy::knowledge::tables
