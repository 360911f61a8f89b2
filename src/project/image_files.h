#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"

/// What a build puts where in its image, as far as COPY, ADD, heredocs and plain shell redirections tell.
namespace seaworthy::project {

class IgnoreRules;

enum class ImageFileOrigin : std::uint8_t {
  unknown,       ///< Nothing says that it is there, nothing rules it out.
  context_file,  ///< Copied from the build context: `source_path`.
  heredoc,       ///< Written word for word by a heredoc, or by `echo` or `printf` of a RUN: `body`.
  run,           ///< Made by some other RUN, or it may be.
  downloaded,    ///< ADD with an address.
  base_image,    ///< Below a folder of the base image that no instruction writes to.
};

struct ImageFile {
  ImageFileOrigin origin = ImageFileOrigin::unknown;
  std::string source_path;  ///< context_file: relative to the root, whether it is in the tree or not.
  bool source_in_tree = false;
  const File* file = nullptr;             ///< context_file: when it is one of the inventory.
  MappedText body;                        ///< heredoc
  const shell::Script* script = nullptr;  ///< heredoc: its text as a script, when it has the name or first line of one.
  const dockerfile::Instruction* by = nullptr;       ///< The instruction that put it there.
  const dockerfile::Instruction* mode_by = nullptr;  ///< chmod of RUN or --chmod that makes it executable.
  /// chmod of RUN or --chmod that leaves it without the executable bit, whatever the repository says.
  const dockerfile::Instruction* mode_taken_by = nullptr;
};

/// What a build gives the ARGs of a Dockerfile; empty: their defaults hold.
using BuildArguments = std::span<const compose::BuildArgument>;

/// The image that a stage makes of a context.
struct ImageView {
  const Project& project;
  const dockerfile::Stage& stage;
  std::string_view context;                         ///< Relative to the root.
  const IgnoreRules* ignore = nullptr;              ///< What the context lacks; null: nothing.
  const dockerfile::Instruction* before = nullptr;  ///< As it is when this instruction starts; null: at the end.
  BuildArguments arguments = {};
};

/// What is at an absolute path of the image.
ImageFile image_file(const ImageView& image, std::string_view path);

/// True when nothing but the instructions that this program understands can have put a file at `path` before the view's
/// moment: the base is known and has nothing of the kind, and no RUN builds, unpacks, clones or generates. What such an
/// image does not have according to image_file() is certainly not there.
/// `with_installs`: the install commands of language package managers are understood as well, which write to folders of
/// their own (node_modules, vendor ...) and nowhere else.
bool contents_known(const ImageView& image, std::string_view path, bool with_installs = true);

/// The folder of the tree whose files a COPY, straight or through other stages, puts into a folder of the image; the
/// last one counts. Nothing when none does.
std::optional<std::string> context_folder(const ImageView& image, std::string_view path);

/// The folder of the repository ("." for its root) that should have a file and has not, though neighbours of the same
/// kind, which people write, are there. "" when it has it, or when a build may make it.
std::string folder_without(const Project& project, std::string_view file);
/// The same for an absolute path of an image whose folder is a copy of the repository's, as long as no step before the
/// view's moment speaks of the name.
std::string folder_without_source(const ImageView& image, const std::string& path);

/// True when an instruction makes a folder at `path` or puts something below it: WORKDIR, COPY, `mkdir`, a redirection.
bool image_folder(const ImageView& image, std::string_view path);

/// Where the sources of a COPY or ADD land: the absolute destination, and whether it is a folder into which they are
/// put. `directory` is the working directory in force at the instruction.
struct Destination {
  std::string path;
  bool folder = false;
};
Destination copy_destination(const dockerfile::Instruction& copy, std::string_view directory,
                             BuildArguments arguments = {});

/// The working directory in force where an instruction stands; "" where it hangs on what only a build knows.
std::string working_directory_at(const dockerfile::Instruction& instruction);
/// The same for each instruction of a stage, those inherited included, as Stage::with_inherited lists them.
class Directories {
 public:
  /// `instructions` are those of one stage and must outlive this.
  explicit Directories(std::span<const dockerfile::Instruction* const> instructions, BuildArguments arguments = {});
  std::string_view operator[](std::size_t index) const {
    return with_arguments_.empty() ? std::string_view(instructions_[index]->in_force->folder) : with_arguments_[index];
  }

 private:
  std::span<const dockerfile::Instruction* const> instructions_;
  std::vector<std::string> with_arguments_;  ///< Only where build arguments may lead elsewhere than the defaults.
};

/// A word of an instruction with the variables of its stage put in; nothing when one of them is not known.
std::optional<std::string> expanded(const dockerfile::Word& word, const dockerfile::Instruction& instruction,
                                    BuildArguments arguments = {});

}  // namespace seaworthy::project
