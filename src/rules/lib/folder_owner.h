#pragma once

#include <string_view>

#include "dockerfile/ast.h"
#include "text/source.h"

namespace seaworthy::rules {

/// Who a folder of an image belongs to.
enum class FolderOwner : unsigned char {
  nobody_made_it,  ///< WORKDIR, COPY without `--chown` or the engine makes it, for root.
  root,            ///< A RUN makes it as root.
  given,           ///< Given away, or made by another user.
  unclear,
};

/// Who owns a folder of the image that a stage makes, as far as RUN, COPY and WORKDIR before `before` tell (null: all
/// of them). `where` is what makes it for root.
FolderOwner owner_of(const dockerfile::Stage& stage, std::string_view path, Span& where,
                     const dockerfile::Instruction* before = nullptr);

/// Whether no step of an image can have made a folder: where a volume covers it, the engine makes it, for root, whoever
/// the folders around it belong to.
bool is_made_by_nothing(const dockerfile::Stage& stage, std::string_view path);

}  // namespace seaworthy::rules
