#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"

namespace seaworthy::rules::empty_referer_accepted {

static void check(const project::File& file, Report& report) {
  bool applies = false;
  for (const nginx::Directive* directive : file.nginx->directives) {
    if (directive->name != "valid_referers") continue;
    applies = true;
    for (const nginx::Word& word : directive->parameters)
      if (word.text == "none")
        report.at(word.span,
                  "`none` lets every request pass that sends no Referer, which any client can do; remove it");
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW5009",
    .summary = "Requests without Referer accepted",
    .why = "The check protects nothing: leaving the header away is one attribute in a link.",
    .remedy = "Remove `none`; protect what matters with a session or a signed link.",
    .peers = "gixy:valid_referers",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::empty_referer_accepted
