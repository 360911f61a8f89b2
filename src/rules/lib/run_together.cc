#include "rules/lib/run_together.h"

#include <string>

#include "rules/lib/migrations.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

/// Programs with which a step of a start command begins.
constexpr WordList starters =
    "python python3 gunicorn uvicorn hypercorn daphne celery flask alembic npm yarn pnpm npx node php java dotnet "
    "rails "
    "bundle nginx supervisord apt-get apt apk pip pip3";

/// What a command does that takes no program behind it.
static bool runs_nothing_else(std::string_view text) {
  if (!migration_command(text).empty()) return true;
  for (const std::string_view sign :
       {"manage.py collectstatic", "manage.py makemigrations", "manage.py loaddata", "npm install", "npm ci",
        "npm run build", "yarn install", "pnpm install", "pip install", "pip3 install", "apt-get install",
        "apt install", "apk add", "composer install"})
    if (contains(text, sign)) return true;
  return false;
}

/// Whether a word lets the next one be its value or the program that it runs.
static bool leaves_open(std::string_view word) {
  if (is_one_of("--noinput --no-input --fake --clear -y --yes -q --no-cache --upgrade", word)) return false;
  return word.starts_with('-') || is_one_of("exec run && || ; | sh bash env sudo", word) || word.ends_with(';');
}

std::size_t second_command(std::span<const PlacedWord> words, const Report& report) {
  std::string text;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const PlacedWord& word = words[at];
    if (at > 1 && is_one_of(starters, word.text) && word.span.valid() && words[at - 1].span.valid() &&
        words[at - 1].span.file == word.span.file && words[at - 1].span.end <= word.span.begin &&
        contains(report.text({word.span.file, words[at - 1].span.end, word.span.begin}), "\n") &&
        !leaves_open(words[at - 1].text) && at + 1 < words.size() && runs_nothing_else(text)) {
      // `apt-get install \ python3 \ nginx` names packages that are called like programs.
      if (!contains(text, "install") && !contains(text, "apk add")) return at;
      if (is_one_of("apt-get apt apk pip pip3 npm yarn pnpm", word.text) &&
          is_one_of("install update upgrade add run start ci i clean", words[at + 1].text))
        return at;
    }
    (text += word.text) += ' ';
  }
  return words.size();
}

}  // namespace seaworthy::rules
