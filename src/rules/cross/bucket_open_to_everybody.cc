#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::bucket_open_to_everybody {

/// `mc anonymous set public store/bucket`, `mc policy set download ...` and, before 2020, `mc policy public ...`.
static void check(const CommandSubject& subject, Report& report) {
  const std::vector<const shell::Word*> operands = subject.invocation.operands();
  if (operands.size() < 3 || !is_one_of("anonymous policy", operands[0]->text)) return report.skip();
  const std::size_t at = operands[1]->text == "set" ? 2 : 1;
  if (operands.size() < at + 2 || !is_one_of("public upload download", operands[at]->text)) return report.skip();
  // A test makes a bucket of its own to try it on.
  if (subject.file != nullptr && subject.service == nullptr &&
      (subject.file->role == project::Role::test || base_name(subject.file->path).starts_with("test-")))
    return report.skip();
  const std::string_view right = operands[at]->text;
  const std::string_view bucket = operands[at + 1]->text;
  Builder finding =
      right == "download"
          ? report.at(subject.invocation.span(), "Everybody may list and read `{}` without a login", bucket)
          : report.at(subject.invocation.span(), "Everybody may {} `{}` without a login",
                      right == "upload" ? "write into" : "read, write and delete in", bucket);
  // Pictures of a web site are meant for everybody; that they can be listed is rarely noticed.
  if (right == "download") finding.severity(Severity::low);
}

static constexpr std::string_view programs[] = {"mc"};

extern const Rule rule = {
    .code = "SW4952",
    .summary = "Bucket that everybody may use without a login",
    .why =
        "The policies `download` and `public` let anonymous visitors list a bucket as well, so that names need not be "
        "guessed; with `public` and `upload` they fill the disk or replace what is there.",
    .remedy =
        "Leave the bucket private and hand out signed addresses, or allow `s3:GetObject` alone with "
        "`mc anonymous set-json`.",
    .references = "https://min.io/docs/minio/linux/reference/minio-mc/mc-anonymous-set.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::bucket_open_to_everybody
