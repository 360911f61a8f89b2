#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::secret_file_readable_by_all {

static bool is_secret_path(std::string_view path) {
  // The certificate of an authority is for everybody, and so are the parameters of a key exchange.
  if (base_name(path) == "ca.pem" || contains(base_name(path), "dhparam")) return false;
  for (const std::string_view ending : {".key", ".pem", "privkey.pem", ".p12", ".pfx", "id_rsa", "id_ed25519"})
    if (path.ends_with(ending))
      return !contains(base_name(path), "chain") && !contains(base_name(path), "cert") &&
             !contains(base_name(path), "pub");
  const std::string_view name = base_name(path);
  if (name == ".env" || name.starts_with(".env.")) return !contains(name, "example");
  return contains(path, "secrets/") || contains(name, "secret") || contains(name, "password") ||
         contains(name, "credential");
}

/// The permission that everybody on the host gets: 644 and 777 read, 755 on a folder lets in.
static bool readable_by_all(std::string_view mode) {
  if (is_number(mode) && mode.size() >= 3) return ((mode.back() - '0') & 4) != 0;
  return mode == "a+r" || mode == "+r" || mode == "o+r" || mode == "a+rw" || mode == "ugo+r" || mode == "go+r";
}

/// A folder that only its owner may enter keeps others away from readable files: so containers' users can read them.
static bool closes_folder(std::string_view text) {
  for (const std::string_view sign :
       {"chmod 700", "chmod 0700", "-m 700", "-m 0700", "-m700", "--mode=700", "chmod u=rwx,go="})
    if (contains(text, sign)) return true;
  return false;
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::script && subject.site != CommandSite::make) return report.skip();
  const auto operands = subject.invocation.operands();
  if (operands.size() < 2) return report.skip();
  const std::string_view mode = operands.front()->text;
  bool any = false;
  for (std::size_t at = 1; at < operands.size(); ++at) {
    const std::string_view path = operands[at]->text;
    // A folder of mode 755 is not what gives the content away.
    if (!is_secret_path(path) || path.ends_with('/')) continue;
    any = true;
    if (subject.file != nullptr && closes_folder(report.project().sources[subject.file->source].text())) return;
    if (!readable_by_all(mode) || (mode.ends_with("755") && !contains(base_name(path), "."))) continue;
    // A start script works in a container, where few accounts are.
    const bool in_container = subject.file != nullptr && subject.file->kind == project::FileKind::entrypoint;
    Builder finding = report.at(subject.invocation.span(), "Mode {} lets every account of the {} read `{}`; use 600",
                                mode, in_container ? "container" : "host", path);
    if (in_container) finding.severity(Severity::low);
    if (subject.file != nullptr && subject.file->role == project::Role::test) finding.severity(Severity::low);
    return;
  }
  if (!any) report.skip();
}

static constexpr std::string_view programs[] = {"chmod"};

extern const Rule rule = {
    .code = "SW6101",
    .summary = "Secret file that everybody on the host may read",
    .why = "Any account and any service of the host that is taken over has the key or password as well.",
    .remedy =
        "Set mode 600 and the owner that reads it; a container's user reads it through a group or a secret's uid.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::secret_file_readable_by_all
