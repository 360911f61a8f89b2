#include "rules/lib/migrations.h"

#include "rules/lib/words.h"

namespace seaworthy::rules {

std::string_view migration_command(std::string_view text) {
  for (const std::string_view command : {"prisma migrate deploy",
                                         "prisma db push",
                                         "alembic upgrade",
                                         "flask db upgrade",
                                         "manage.py migrate",
                                         "artisan migrate",
                                         "rails db:migrate",
                                         "rake db:migrate",
                                         "rails db:prepare",
                                         "knex migrate:latest",
                                         "sequelize db:migrate",
                                         "sequelize-cli db:migrate",
                                         "typeorm migration:run",
                                         "drizzle-kit migrate",
                                         "drizzle-kit push",
                                         "dotnet ef database update",
                                         "diesel migration run",
                                         "sqlx migrate run",
                                         "goose up",
                                         "mikro-orm migration:up",
                                         "doctrine:migrations:migrate"})
    if (contains(text, command)) return command;
  return {};
}

std::string_view wiping_command(std::string_view text) {
  for (const std::string_view command : {"prisma migrate reset",
                                         "prisma db push --force-reset",
                                         "prisma db push --accept-data-loss",
                                         "artisan migrate:fresh",
                                         "artisan migrate:refresh",
                                         "artisan migrate:reset",
                                         "artisan db:wipe",
                                         "rails db:drop",
                                         "rails db:reset",
                                         "rake db:drop",
                                         "rake db:reset",
                                         "rails db:schema:load",
                                         "manage.py flush",
                                         "manage.py reset_db",
                                         "sequelize db:drop",
                                         "sequelize-cli db:drop",
                                         "typeorm schema:drop",
                                         "alembic downgrade base",
                                         "doctrine:fixtures:load",
                                         "bin/console d:f:l",
                                         "doctrine:schema:drop",
                                         "doctrine:database:drop",
                                         "migrate:rollback --all",
                                         "diesel database reset",
                                         "sqlx database drop",
                                         "sqlx database reset",
                                         "mikro-orm schema:drop"})
    if (contains(text, command)) return command;
  return {};
}

}  // namespace seaworthy::rules
