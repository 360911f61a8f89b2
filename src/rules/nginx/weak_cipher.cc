#include "rules/rule.h"

#include <string_view>
#include "knowledge/nginx.h"
#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::weak_cipher {

static void check(const project::File& file, Report& report) {
  bool any = false;
  for (const nginx::Directive* const directive : file.nginx->directives) {
    if (directive->name != "ssl_ciphers" || directive->parameters.empty()) continue;
    any = true;
    std::string_view list = directive->parameter(0);
    while (!list.empty()) {
      const std::string_view item = before(list, ':');
      list.remove_prefix(std::min(list.size(), item.size() + 1));
      if (!knowledge::is_weak_cipher(item)) continue;
      // `ALL` is fine once the weak ones are taken out again.
      if (item == "ALL" && contains(directive->parameter(0), "!aNULL")) continue;
      report.at(directive->parameters.front().span,
                "`{}` lets weak ciphers in; name ECDHE suites with AES-GCM or CHACHA20, or drop the line", item);
      break;
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW5209",
    .summary = "Weak TLS cipher",
    .why = "Recorded or intercepted traffic can be read.",
    .remedy = "Leave `ssl_ciphers` out, whose default is sound, or use a list that Mozilla's generator makes.",
    .references = "https://www.rfc-editor.org/rfc/rfc9325",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "name no weak cipher",
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::weak_cipher
