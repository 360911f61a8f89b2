#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::private_key_in_git {

/// Folders whose keys are nobody's: of tests, examples and what others wrote.
static bool is_elsewhere(std::string_view path) {
  const std::string lower = ascii::lowered(path);
  for (const std::string_view word : {"test", "fixture", "example", "sample", "demo", "mock", "node_modules", "vendor/",
                                      "third_party", "docs/", ".git/"})
    if (contains(lower, word)) return true;
  return false;
}

/// Whether a file is called as private keys are, and as nothing else is.
static bool is_named_private_key(std::string_view path) {
  const std::string name = ascii::lowered(base_name(path));
  if (is_one_of("id_rsa id_ecdsa id_ed25519 id_dsa privkey.pem", name)) return true;
  const bool is_key_file = name.ends_with(".pem") || name.ends_with(".key") || name.ends_with(".der");
  return is_key_file && (contains(name, "private") || contains(name, "privkey"));
}

/// `server.key` with `server.crt` beside it.
static bool is_key_of_certificate(const project::Project& project, std::string_view path) {
  if (!path.ends_with(".key")) return false;
  const std::string stem(path.substr(0, path.size() - std::string_view(".key").size()));
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{".crt", ".pem", ".cert", ".cer"},
      [&](std::string_view ending) { return project.entry(stem + std::string(ending)) != nullptr; });
}

static void check(const project::Project& project, Report& report) {
  std::string_view first;
  std::size_t count = 0;
  for (const project::Project::TreePath& entry : project.tree) {
    if (entry.directory || entry.ignored || entry.link || is_elsewhere(entry.path)) continue;
    if (!is_named_private_key(entry.path) && !is_key_of_certificate(project, entry.path)) continue;
    if (count++ == 0) first = entry.path;
  }
  if (count == 0) return;
  if (count == 1)
    report.at({}, "`{}` is called as private keys are, and git does not ignore it", first);
  else
    report.at({}, "`{}` and {} more are called as private keys are, and git does not ignore them", first, count - 1);
}

extern const Rule rule = {
    .code = "SW4369",
    .summary = "Private key that git keeps",
    .why =
        "Everybody who can read the repository, or ever could, signs tokens or stands in for the server with it; "
        "deleting the file later changes nothing.",
    .remedy = "Make a new pair on the host, give the key to the container as a secret, and ignore the file in git.",
    .controls = "OWASP Docker:12",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "keep private keys out of git",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::private_key_in_git
