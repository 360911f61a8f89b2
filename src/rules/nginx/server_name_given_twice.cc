#include "rules/rule.h"

#include <map>
#include <string>

#include "nginx/ast.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::server_name_given_twice {

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  // Of the address and name, where it was first given.
  std::map<std::string, const nginx::Directive*, std::less<>> given;
  bool asks = false;
  for (const project::File* const file : project::nginx_files(report.project(), service))
    for (const nginx::Directive* const server : file->nginx->directives) {
      if (server->name != "server" || !server->block) continue;
      for (const nginx::Directive* const names : server->children) {
        if (names->name != "server_name") continue;
        for (const nginx::Word& name : names->parameters) {
          if (name.text == "_" || name.text.empty() || contains(name.text, "$")) continue;
          for (const nginx::Directive* const listen : server->children) {
            if (listen->name != "listen" || contains(listen->parameter(0), "$")) continue;
            asks = true;
            std::string key(listen->parameter(0));
            key += ' ';
            key += name.text;
            const auto [first, fresh] = given.emplace(std::move(key), names);
            if (fresh || first->second == names) continue;
            // Of two templates a start script may take one.
            const bool is_choice = file->path.ends_with(".template") && first->second->span.file != name.span.file;
            report
                .at(name.span, "Another server has `{}` on `{}` already, and nginx ignores this one", name.text,
                    listen->parameter(0))
                .confidence(is_choice ? Confidence::possible : Confidence::likely)
                .note(first->second->span, "The server that gets the requests");
            return;
          }
        }
      }
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5109",
    .summary = "Server name given twice",
    .why = "nginx warns `conflicting server name ... ignored` and starts: one of the sites is never reached.",
    .remedy = "Give each server a name of its own, or put their locations into one.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::server_name_given_twice
