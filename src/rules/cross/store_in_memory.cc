#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "code/token.h"
#include "project/code_signs.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::store_in_memory {

/// Chroma kept what `persist_directory` says before this release.
static constexpr Version first_in_memory = {{0, 4, 0}};

/// Whether a manifest of the code asks for a release of the package that is older.
static bool takes_older(const project::Project& project, const project::ReadFolder& code, std::string_view package) {
  return std::ranges::any_of(project::manifests(project), [&](const project::Manifest& manifest) {
    const project::Dependency* const dependency =
        manifest.ecosystem == project::Ecosystem::python && project::is_part_of(code, manifest.folder)
            ? manifest.dependency(package)
            : nullptr;
    if (dependency == nullptr || dependency->version.starts_with('>')) return false;
    const auto version = read_version(dependency->version);
    return version.has_value() && is_older(*version, first_in_memory);
  });
}

/// A server of the stack that the package is the client of; null when there is none.
static const project::Service* server_of(const project::Stack& stack, std::string_view package) {
  for (const project::Service* const service : stack.services)
    if (service->active && service->image != nullptr && !service->builds &&
        contains(service->image->name, before(package, '-')))
      return service;
  return nullptr;
}

/// A client of a vector store that keeps what it is given in memory.
struct MemoryClient {
  std::string_view package;
  bool names_folder = false;  ///< It is told a folder, and does not write there.
  Span span;
};

/// The token behind the bracket that closes the one at `open`, or the number of tokens.
static std::size_t behind_brackets(const std::vector<code::Token>& tokens, std::size_t open) {
  int depth = 0;
  for (std::size_t at = open; at < tokens.size(); ++at) {
    if (tokens[at].is("(") || tokens[at].is("[") || tokens[at].is("{")) ++depth;
    if ((tokens[at].is(")") || tokens[at].is("]") || tokens[at].is("}")) && --depth == 0) return at + 1;
  }
  return tokens.size();
}

/// `Client(Settings(persist_directory="..."))` of Chroma, `QdrantClient(":memory:")`; nothing where the source has
/// none.
static std::optional<MemoryClient> memory_client(const Source& source) {
  const std::string_view text = source.text();
  if (!contains(text, "persist_directory") && !contains(text, ":memory:")) return std::nullopt;
  const std::vector<code::Token> tokens = code::tokens(text, code::Language::python);
  for (std::size_t at = 0; at + 2 < tokens.size(); ++at) {
    const bool chroma = tokens[at].is("Client") && contains(text, "chromadb");
    const bool qdrant = tokens[at].is("QdrantClient");
    if ((!chroma && !qdrant) || !tokens[at + 1].is("(")) continue;
    const std::size_t end = behind_brackets(tokens, at + 1);
    const auto has = [&](std::string_view word) {
      return std::any_of(tokens.begin() + static_cast<std::ptrdiff_t>(at),
                         tokens.begin() + static_cast<std::ptrdiff_t>(end),
                         [&](const code::Token& token) { return token.text == word; });
    };
    const Span span{source.id(), tokens[at].begin, tokens[end - 1].end};
    if (chroma && has("Settings") && has("persist_directory") && !has("is_persistent") && !has("chroma_db_impl"))
      return MemoryClient{"chromadb", true, span};
    if (qdrant && has(":memory:")) return MemoryClient{"qdrant-client", false, span};
  }
  return std::nullopt;
}

static void check(const project::Service& service, Report& report) {
  const project::ReadFolder* const code = project::code_folder(report.project(), service);
  if (code == nullptr) return report.skip();
  bool asks = false;
  for (const FileId id : code->sources) {
    const Source& source = report.project().sources[id];
    if (!source.path().ends_with(".py")) continue;
    const std::optional<MemoryClient> client = memory_client(source);
    if (!client.has_value()) continue;
    asks = true;
    // Where a folder is named, it is to stay; else a server of the stack tells that it is.
    const project::Service* const server = server_of(*service.stack, client->package);
    if (client->names_folder ? takes_older(report.project(), *code, client->package) : server == nullptr) continue;
    if (!may_run_at_start(report.project(), service, source.path())) continue;
    Builder finding =
        client->names_folder
            ? report.at(client->span,
                        "`{}` keeps its vectors in memory: since 0.4 `Client` of Chroma ignores `persist_directory`; "
                        "`PersistentClient` writes",
                        service.name)
            : report.at(client->span, "`{}` keeps its vectors in memory, and `{}` of its stack gets none", service.name,
                        server->name);
    if (!client->names_folder) finding.severity(Severity::medium);
    if (server != nullptr) finding.note(server->span, "`{}` is never asked", server->name);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4104",
    .summary = "Data that is kept in memory where it is meant to stay",
    .why =
        "Everything that was stored is gone with the next restart, and each worker process has a store of its own; a "
        "volume for it stays empty.",
    .remedy = "Open the store in the way that writes to disk, or ask the server of the stack.",
    .references = "https://docs.trychroma.com/docs/overview/migration",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::store_in_memory
