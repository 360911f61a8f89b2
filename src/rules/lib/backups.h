#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"

/// What of a repository saves state, and what runs it.
namespace seaworthy::rules {

/// True for a path or service name that speaks of saving: "backup", "db-dump".
bool is_backup_name(std::string_view name);
/// Whether a program dumps a database or makes copies and nothing else: `pg_dump`, `restic`.
bool is_backup_program(std::string_view program);
/// A program that saves the data of a server: as a dump, or its files while it runs.
bool saves_server(std::string_view program);
/// Whether a text has the name of such a program.
bool names_program_that_saves_server(std::string_view text);
/// Whether a text has the word "backup" or the name of a program that saves anything.
bool speaks_of_backup(std::string_view text);
/// The script saves something: it calls a dump program, a backup tool, or copies data under a name that says so.
bool saves_state(const project::File& file);

/// The script saves or brings back state: what breaks it costs the data, not the comfort of whoever runs it.
bool is_about_copies(const project::File& file);
/// The same of a path alone: it speaks of saving or of bringing back.
bool is_copies_name(std::string_view path);
/// Shell that a container of the service may run: of its command and entrypoint, the scripts of the repository that are
/// mounted or copied into it, and those that its Dockerfile writes.
std::vector<const shell::Script*> container_scripts(const project::Project& project, const project::Service& service);
/// A script's text without its comments, which promise more than commands do.
std::string without_comments(std::string_view text);

/// Scripts and entry points that save state, by path; those for restoring are left out.
std::vector<const project::File*> backup_scripts(const project::Project& project);
/// Whether an active service saves state: a known backup image, a name, or a script of the above as command.
bool is_backup_service(const project::Project& project, const project::Service& service);
/// Those services of a stack.
std::vector<const project::Service*> backup_services(const project::Project& project, const project::Stack& stack);

/// Whether the service does its work again and again: a schedule in its command or variables, a loop, a backup image
/// that has its own, a scheduler beside it that names it in labels.
bool runs_on_schedule(const project::Project& project, const project::Service& service);
/// Whether a script's text loops with long pauses, as a scheduler of its own.
bool loops_for_ever(std::string_view text);
/// The service's command line in full: words and the text of the script that starts it.
std::string command_text(const project::Project& project, const project::Service& service);

}  // namespace seaworthy::rules
