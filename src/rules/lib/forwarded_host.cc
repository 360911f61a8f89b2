#include "rules/lib/forwarded_host.h"

#include <algorithm>

#include "project/listening.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

const nginx::Directive* pass_of(const project::Reference& reference) {
  if (reference.kind != project::ReferenceKind::nginx || reference.file == nullptr || reference.file->nginx == nullptr)
    return nullptr;
  const Span place = reference.upstream.valid() ? reference.upstream : reference.span;
  const auto& all = reference.file->nginx->directives;
  const auto found = std::ranges::find_if(all, [&](const nginx::Directive* directive) {
    return directive->name == "proxy_pass" && directive->span.begin <= place.begin && place.end <= directive->span.end;
  });
  return found != all.end() ? *found : nullptr;
}

bool sends_host(const nginx::Directive& pass) {
  for (const nginx::Directive* block = pass.parent; block != nullptr; block = block->parent) {
    bool sets = false;
    for (const nginx::Directive* const child : block->children) {
      if (child->name == "include" && !contains(child->parameter(0), "mime.types") &&
          !contains(child->parameter(0), "conf.d"))
        return true;
      if (child->name != "proxy_set_header") continue;
      sets = true;
      if (equal_ignoring_case(child->parameter(0), "Host")) return true;
    }
    // Headers are inherited only by a block that sets none of its own.
    if (sets) return false;
  }
  return false;
}

bool sends_host(const project::Project& project, const project::Service& proxy, const project::Service& asked) {
  return std::ranges::all_of(project::connections(project, proxy).references, [&](const project::Reference& reference) {
    const nginx::Directive* const pass = reference.to == &asked ? pass_of(reference) : nullptr;
    return pass == nullptr || sends_host(*pass);
  });
}

}  // namespace seaworthy::rules
