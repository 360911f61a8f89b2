#include "rules/rule.h"

#include <algorithm>
#include <optional>

#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::replica_set_member_on_loopback {

/// The place in a text where a replica set gets a member by a loopback address.
static std::optional<std::size_t> loopback_member(std::string_view text) {
  const std::size_t start = text.find("rs.initiate(");
  if (start == std::string_view::npos) return std::nullopt;
  const std::string_view call = text.substr(start, std::min<std::size_t>(text.size() - start, 2000));
  for (const std::string_view host : {"localhost:", "127.0.0.1:"})
    if (const std::size_t at = call.find(host); at != std::string_view::npos) return start + at;
  return std::nullopt;
}

/// A client in another container that asks for the members of a set; null when there is none.
static const project::Reference* client_of_set(const project::Project& project, const project::Stack& stack) {
  for (const project::Service* const service : stack.services)
    for (const project::Reference& reference : project::connections(project, *service).references) {
      if (reference.scheme != "mongodb" || reference.loopback || reference.to == service) continue;
      const compose::EnvironmentEntry* const entry = service->definition->variable(reference.variable);
      const std::string_view value = entry != nullptr && entry->value.has_value() ? *entry->value : reference.path;
      if (contains(value, "replicaSet=") && !contains(value, "directConnection=true")) return &reference;
    }
  return nullptr;
}

static void report_member(Span span, const project::Reference& client, Report& report) {
  report.at(span, "This member of the replica set tells `{}` to come back to its own container", client.from->name)
      .note(client.span, "`{}` asks for the members of the set here", client.from->name);
}

/// Reports the member that a mounted script adds by a loopback address; true when there is one.
static bool check_script(FileId source, std::string_view text, const project::Reference& client, Report& report) {
  const std::optional<std::size_t> at = loopback_member(text);
  if (!at.has_value()) return false;
  const auto begin = static_cast<std::uint32_t>(*at);
  const auto end = static_cast<std::uint32_t>(std::min(text.find_first_of("\"'`, \n", *at), text.size()));
  report_member({source, begin, end}, client, report);
  return true;
}

static void check(const project::Stack& stack, Report& report) {
  const project::Project& project = report.project();
  const project::Reference* const client = client_of_set(project, stack);
  if (client == nullptr) return report.skip();
  for (const project::Service* const service : stack.services) {
    for (const project::CommandInForce* const given :
         {&service->entrypoint, &service->command, &service->probe.command})
      for (const std::string_view word : given->words)
        if (loopback_member(word).has_value()) return report_member(given->span, *client, report);
    for (const project::File* const file : service->mounted_files)
      if (file->has_content && check_script(file->source, project.sources[file->source].text(), *client, report))
        return;
    for (const compose::Mount& mount : service->definition->mounts)
      if (const code::SourceFile* const script = project::configuration(project, mount.host_path);
          script != nullptr && check_script(script->id, script->text, *client, report))
        return;
  }
}

extern const Rule rule = {
    .code = "SW4728",
    .summary = "Member of a MongoDB replica set with a loopback address",
    .why =
        "A client asks one member for the set and goes on with the addresses that it is told: `localhost` is then the "
        "client's own container, and no server is ever selected.",
    .remedy = "Give the member the name of its service, or let clients connect with `directConnection=true`.",
    .references = "https://www.mongodb.com/docs/manual/reference/connection-string-options/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::replica_set_member_on_loopback
