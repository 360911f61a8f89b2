#include "rules/rule.h"

#include <map>
#include <string>
#include "nginx/ast.h"
#include "project/model.h"

namespace seaworthy::rules::location_given_twice {

static void check(const project::File& file, Report& report) {
  bool any = false;
  for (const nginx::Directive* const block : file.nginx->directives) {
    if (block->name != "server" && block->name != "location") continue;
    std::map<std::string, const nginx::Directive*> seen;
    for (const nginx::Directive* const child : block->children) {
      if (child->name != "location" || child->parameters.empty()) continue;
      any = true;
      // Of regular expressions the first one wins; of all others nginx takes none twice.
      if (child->parameter(0).starts_with('~')) continue;
      std::string key;
      // `^~` changes how a prefix is matched, not which prefix it is.
      for (const nginx::Word& word : child->parameters)
        if (word.text != "^~") key.append(word.text).append(" ");
      const auto [known, fresh] = seen.try_emplace(key, child);
      if (fresh) continue;
      report
          .at(join(child->name_span, child->parameters.back().span),
              "nginx does not start with two of this location in one server; join them")
          .note(known->second->name_span, "The first one");
      return;
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW5205",
    .summary = "Location given twice",
    .why = "nginx stops at start with \"duplicate location\".",
    .remedy = "Join the two blocks.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::location_given_twice
