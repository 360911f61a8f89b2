#pragma once

#include <string_view>

namespace seaworthy::rules {

/// The command in a text that brings a database to the newest schema ("prisma migrate deploy"), or "".
std::string_view migration_command(std::string_view text);
/// Whether the tool of a command that migration_command() found takes a lock in the database, which lets a second one
/// wait.
bool migration_takes_lock(std::string_view command);
/// The command in a text that writes new migrations of what the code has now ("manage.py makemigrations"), or "".
std::string_view migration_making_command(std::string_view text);
/// The command in a text that writes the rows with which a new database begins ("rails db:seed"), or "".
std::string_view seeding_command(std::string_view text);
/// The command in a text that empties a database or drops what is in it ("prisma migrate reset"), or "".
std::string_view wiping_command(std::string_view text);

}  // namespace seaworthy::rules
