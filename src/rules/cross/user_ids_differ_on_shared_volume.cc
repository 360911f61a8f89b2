#include "rules/rule.h"

#include <algorithm>
#include <map>
#include <string>

#include "project/model.h"
#include "rules/lib/accounts.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::user_ids_differ_on_shared_volume {

/// The number under which the final stage runs: as written in USER, or given to the account of that name. "" when it is
/// not known, "0" for root.
static std::string user_id(const dockerfile::Stage& stage) {
  std::string_view user = before(stage.user.value, ':');
  if (user.empty() || user == "root") return stage.user.value.empty() ? "" : "0";
  if (is_number(user)) return std::string(user);
  for (const Account& account : accounts(stage))
    if (account.name->literal && account.name->text == user && is_number(account.uid)) return std::string(account.uid);
  return {};
}

static void check(const project::Project& project, Report& report) {
  // One number in all images of one's own: files of shared folders fit every program.
  std::map<std::string, std::size_t> numbers;
  std::size_t known = 0;
  for (const project::Dockerfile& dockerfile : project.dockerfiles) {
    const dockerfile::Stage* const last = dockerfile.parsed->last_stage();
    if (last == nullptr) continue;
    const std::string number = user_id(*last);
    if (number.empty() || number == "0") continue;
    ++numbers[number];
    ++known;
  }
  bool shared = false;
  for (const project::Stack& stack : project.stacks) {
    std::map<std::string_view, std::pair<const project::Service*, std::string>> writers;
    for (const project::Service* const service : stack.services) {
      if (!service->active || !service->builds || service->stage == nullptr) continue;
      std::string number = service->definition->user ? std::string(before(service->definition->user.value, ':'))
                                                     : user_id(*service->stage);
      if (!is_number(number) || number == "0") continue;
      for (const compose::Mount& mount : service->definition->mounts) {
        if (mount.type != compose::MountType::volume || mount.source_text.empty() || mount.read_only) continue;
        shared = true;
        const auto [found, is_new] = writers.try_emplace(mount.source_text, service, number);
        if (is_new || found->second.second == number) continue;
        report
            .at(mount.source != nullptr ? mount.source->span() : service->span,
                "`{}` writes to volume `{}` as user {}, `{}` as {}; give both images one number", service->name,
                mount.source_text, number, found->second.first->name, found->second.second)
            .note(found->second.first->span, "The other service")
            .reaches(stack);
        return;
      }
    }
  }
  if (known < 2 || (numbers.size() > 1 && !shared)) report.skip();
}

extern const Rule rule = {
    .code = "SW4562",
    .summary = "Services that write to one volume under different user ids",
    .why = "A volume knows numbers, not names: what one program writes the other cannot change or remove.",
    .remedy = "Create the account with the same number in both images, or give the volume a group that both are in.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .strength = "uses user ids that agree wherever images share data",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::user_ids_differ_on_shared_volume
