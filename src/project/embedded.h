#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "project/script_values.h"
#include "shell/ast.h"
#include "text/source.h"
#include "yaml/node.h"

/// Shell that stands inside files of other formats, each body with its exact place in the file.
namespace seaworthy::project {

struct EmbeddedScript {
  const shell::Script* script = nullptr;
  std::string_view place;  ///< "target `deploy`", "job `build`", "script `start`", "code block"
  /// What is known when it starts; its variables are those of the Makefile or the CI file.
  ScriptContext context;
};

/// Recipes of a Makefile. A line is a script of its own, as make runs it, unless `.ONESHELL` is given. `$(NAME)` reads
/// as `${NAME}`, `$$` as `$`.
std::vector<EmbeddedScript> makefile_recipes(const Source& source, Arena& arena);
/// Recipes of a justfile, a line each or the whole where it begins with `#!`; what `{{name}}` stands for is put in.
std::vector<EmbeddedScript> just_recipes(const Source& source, Arena& arena);
/// Commands of the tasks of a Taskfile; what `{{.NAME}}` stands for is put in.
std::vector<EmbeddedScript> task_commands(const Source& source, const yaml::Stream& yaml, Arena& arena);
/// `run:` steps of GitHub workflows, of actions and of CircleCI; `script:` lists of GitLab CI; the lists of commands of
/// Drone, Woodpecker, Bitbucket, Azure and CodeBuild. `${{ ... }}` reads as a variable that nobody knows.
std::vector<EmbeddedScript> ci_steps(const Source& source, const yaml::Stream& yaml, Arena& arena);
/// `sh` steps of a Jenkinsfile, with the literals of its `environment` blocks.
std::vector<EmbeddedScript> jenkins_steps(const Source& source, Arena& arena);
/// The folder of the tree into which a pipeline checks its repository out: that of the CI file, where the repository
/// was copied into this one.
std::string_view root_of_pipeline(std::string_view path);
/// Fenced code blocks in a shell language; of `console` blocks the lines behind a prompt.
std::vector<EmbeddedScript> code_blocks(const Source& source, Arena& arena);
/// `scripts` of a package.json.
std::vector<EmbeddedScript> package_scripts(const Source& source, const yaml::Stream& json, Arena& arena);
/// Whether a cron table is one of `/etc/cron.d`, whose lines name the account.
bool is_system_cron_table(std::string_view path);
/// Command parts of a cron table.
std::vector<EmbeddedScript> cron_lines(const Source& source, Arena& arena);
/// EmbeddedScript::place of a command in a comment.
inline constexpr std::string_view usage_comment = "usage comment";
/// `docker compose -f ...` and `docker build -t ...` lines in comments, as the usage notes of Compose files have them.
std::vector<EmbeddedScript> comment_commands(const Source& source, std::span<const Span> comments, Arena& arena);

/// Text put together from pieces of a source, for bodies whose bytes are not all next to each other.
class TextBuilder {
 public:
  explicit TextBuilder(FileId file) : file_(file) {}
  /// Adds `text`, whose first byte stands at `source_offset` and the others right behind it.
  void add(std::string_view text, std::uint32_t source_offset);
  /// Adds a mapped text with all its pieces.
  void add(const MappedText& text);
  /// Adds text that stands nowhere: it has the place of what it is put in for.
  void put_in(std::string_view text, Span place);
  bool empty() const { return text_.empty(); }
  MappedText build(Arena& arena) const;

 private:
  FileId file_;
  std::string text_;
  std::vector<MappedPiece> pieces_;
};

}  // namespace seaworthy::project
