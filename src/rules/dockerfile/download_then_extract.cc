#include "rules/rule.h"

#include "rules/lib/download.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::download_then_extract {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  const Download fetched = download(subject.invocation);
  if (!fetched) return report.skip();
  bool unpacked = false;
  for (const shell::Node* node : subject.script->commands)
    unpacked = unpacked || shell::invocation(*node).program == "tar";
  if (!unpacked || !contains(url_path(fetched.urls.front()->text), ".t")) return;
  report.at(fetched.urls.front()->span,
            "`ADD --unpack --checksum=sha256:...` downloads, compares and unpacks in one step");
}

extern const Rule rule = {
    .code = "SW1163",
    .summary = "Download and unpack by hand",
    .why = "The step needs curl and tar in the image and says nothing of the file's checksum.",
    .remedy =
        "Use ADD with `--checksum` and `--unpack` where the builder is new enough; off by default, for many are not.",
    .peers = "tally:tally/prefer-add-unpack",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .on = false,
    .check = each_command<check>(download_programs),
};

}  // namespace seaworthy::rules::download_then_extract
