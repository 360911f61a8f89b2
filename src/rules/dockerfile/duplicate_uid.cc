#include "rules/rule.h"

#include "rules/lib/accounts.h"

namespace seaworthy::rules::duplicate_uid {

static void check(const dockerfile::Stage& stage, Report& report) {
  const std::vector<Account> created = accounts(stage);
  if (created.empty()) return report.skip();
  for (std::size_t i = 0; i < created.size(); ++i) {
    const Account& account = created[i];
    if (account.uid.empty() || !is_number(account.uid)) continue;
    if (account.non_unique && account.uid == "0") {
      report.at(account.name->span, "`{}` is root under another name", account.name->text).severity(Severity::high);
      continue;
    }
    for (std::size_t j = 0; j < i; ++j)
      if (created[j].uid == account.uid && created[j].name->text != account.name->text &&
          created[j].run->stage == account.run->stage) {
        report
            .at(account.name->span,
                "`{}` gets number {}, which `{}` has already: the two may do all that the other may",
                account.name->text, account.uid, created[j].name->text)
            .note(created[j].name->span, "The other account");
        break;
      }
  }
}

extern const Rule rule = {
    .code = "SW1190",
    .summary = "Two accounts with one number",
    .why = "The system knows accounts by number: what belongs to one belongs to the other.",
    .remedy = "Give each account a number of its own.",
    .peers = "dockle:DKL-LI-0002",
    .differs = "dockle reads the finished image; here accounts that the Dockerfile creates are compared.",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::duplicate_uid
