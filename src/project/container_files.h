#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "project/image_files.h"
#include "project/model.h"

/// What a container of a service finds at a path: mounts over the image.
namespace seaworthy::project {

struct ContainerFile {
  enum class State : std::uint8_t { there, absent, unknown };
  State state = State::unknown;
  const compose::Mount* mount = nullptr;  ///< The mount that covers the path; null: it is the image's.
  std::string source_path;                ///< Relative to the root, when it comes from the repository.
  const File* file = nullptr;             ///< When that is one of the inventory.
  bool folder = false;                    ///< The repository has a folder there.
  ImageFile image;                        ///< Without a mount: what the image has.
};

/// `path` may be relative to the working directory.
ContainerFile container_file(const Project& project, const Service& service, std::string_view path);

/// The mount that covers a path of the container; the deepest one wins. Null when none does.
const compose::Mount* mount_over(const Service& service, std::string_view path);

/// Index of the program that a container really runs: what stands in front of it are init programs, user switchers and
/// their options. The number of words when there is none.
std::size_t behind_wrappers(std::span<const std::string_view> words);

/// One program that a container starts, as far as it can be followed.
struct StartedProgram {
  std::string_view word;  ///< As written: "node", "./start.sh", "/app/server".
  std::vector<std::string_view> arguments;
  Span span;  ///< The command that names it.
  Provenance from = Provenance::none;
  bool direct = true;  ///< Run by the engine (or an init program), not by a shell.
  /// Where it is started, absolute: the working directory, or where a `cd` in front of it leads. "" when that cannot be
  /// told.
  std::string folder;
  std::string_view account = {};  ///< As whom supervisord runs it; "" as itself.
};

/// The main program: entrypoint and command put together, init programs and user switchers peeled off; of a shell form
/// the last command when it is a plain one. Nothing when the image decides, or when only a run can tell.
std::optional<StartedProgram> started_program(const Service& service);

/// The main program; where it is a script that runs its arguments (`exec "$@"`), what it is given behind it; and where
/// it is supervisord, the programs of its configuration.
std::vector<StartedProgram> started_programs(const Project& project, const Service& service);

/// The script of the repository that a start script hands over to: with `ENTRYPOINT ["/entrypoint"]`, which ends in
/// `exec "$@"`, and `command: /start` the second one. Null when there is none.
const File* handed_over_script(const Project& project, const Service& service);

/// Program and arguments of the main program, looked for behind start scripts (`docker-entrypoint.sh uvicorn ...`), in
/// them (`exec uvicorn ...`) and behind package scripts (`npm start`, `pnpm --filter api start`), and where it is
/// started.
struct ProgramLine {
  std::vector<std::string_view> words;  ///< Empty when it is not known.
  std::string folder;                   ///< As StartedProgram::folder; of a member of a workspace its own.
  Span span;                            ///< The command that names it, in a start script where that does.
  /// A package script builds before it starts the program: `npm run build && node dist/main.js`.
  bool builds_first = false;
};
ProgramLine program_line(const Project& project, const Service& service);
/// The words of program_line() alone.
std::vector<std::string_view> program_words(const Project& project, const Service& service);

/// The folder of the repository ("." for its root) that should have a file which the image of a service looks for at
/// `path` (relative to the working directory) and has not: the image's folder is a copy of it, its neighbours of the
/// same kind are sources, and no step of the build speaks of the name. "" when the file is there or may be.
std::string folder_without_source(const Project& project, const Service& service, std::string_view path);

/// Words of entrypoint and command as the engine joins them; the base image's own entrypoint is left out.
std::vector<std::string_view> start_words(const Service& service);

}  // namespace seaworthy::project
