#include "rules/lib/run_together.h"

#include <algorithm>
#include <string>

#include "knowledge/knowledge.h"
#include "knowledge/program_kinds.h"
#include "rules/lib/migrations.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

/// Programs with which a step of a start command begins, beside servers of Python and package managers.
constexpr WordList starters = "python python3 celery flask alembic npx node php java dotnet rails nginx supervisord";

/// What takes no program behind it, beside migrations and installs: it brings files or data to their places.
constexpr std::string_view preparations[] = {"manage.py collectstatic", "manage.py loaddata", "npm run build"};

/// Verbs that install what the lock file lists, and take no names of packages.
constexpr WordList clean_installs = "ci clean-install ic";

static const knowledge::PackageManager* package_manager(std::string_view word) {
  const knowledge::PackageManager* const manager = knowledge::package_manager(word);
  return manager != nullptr && !manager->family.empty() ? manager : nullptr;
}

static bool begins_step(std::string_view word) {
  return is_one_of(starters, word) || knowledge::tables::python_servers.contains(word) ||
         package_manager(word) != nullptr;
}

/// The verb of a package manager by which a command installs something; "" for none.
static std::string_view install_verb(std::span<const PlacedWord> words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    const knowledge::PackageManager* const manager = package_manager(words[at].text);
    if (manager == nullptr) continue;
    std::size_t verb = at + 1;
    while (verb < words.size() && words[verb].text.starts_with('-'))
      verb += manager->value_options.contains(words[verb].text) ? 2 : 1;
    if (verb < words.size() && manager->install.contains(words[verb].text)) return words[verb].text;
  }
  return {};
}

/// Whether two words are a package manager and what it is asked to do. A package may be called like the program alone.
static bool asks_package_manager(std::string_view program, std::string_view verb) {
  const knowledge::PackageManager* const manager = package_manager(program);
  if (manager == nullptr) return false;
  return manager->install.contains(verb) || manager->update.contains(verb) || manager->upgrade.contains(verb) ||
         manager->clean.contains(verb) || (manager->packages == "npm" && is_one_of("run start", verb));
}

/// Whether a command takes no program behind it. `text`: its words with blanks between.
static bool runs_nothing_else(std::string_view text) {
  return !migration_command(text).empty() || !migration_making_command(text).empty() ||
         std::ranges::any_of(preparations, [&](std::string_view sign) { return contains(text, sign); });
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
    if (at > 1 && begins_step(word.text) && word.span.valid() && words[at - 1].span.valid() &&
        words[at - 1].span.file == word.span.file && words[at - 1].span.end <= word.span.begin &&
        contains(report.text({word.span.file, words[at - 1].span.end, word.span.begin}), "\n") &&
        !leaves_open(words[at - 1].text) && at + 1 < words.size()) {
      // `apt-get install \ python3 \ nginx` names packages that are called like programs.
      const std::string_view verb = install_verb(words.first(at));
      if (!verb.empty() && !is_one_of(clean_installs, verb) ? asks_package_manager(word.text, words[at + 1].text)
                                                            : !verb.empty() || runs_nothing_else(text))
        return at;
    }
    (text += word.text) += ' ';
  }
  return words.size();
}

}  // namespace seaworthy::rules
