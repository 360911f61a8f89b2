#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "project/copy_sources.h"
#include "project/model.h"
#include "rules/rule.h"

/// What rules on builds share.
namespace seaworthy::rules {

/// A folder as a message names it: "." is the root.
inline std::string_view shown_folder(std::string_view folder) { return folder.empty() ? "." : folder; }

/// How sure it is that a Dockerfile is built with this context: certain for a Compose service, likely for a command of
/// a script, whose working directory was deduced, and for a context that was guessed.
inline Confidence confidence_of(const project::BuildContext& context) {
  const bool by_service = context.use != nullptr && context.use->service != nullptr && context.known;
  return by_service ? Confidence::certain : Confidence::likely;
}

/// Nobody shows how it is built, and nothing that the Dockerfile copies tells that the folder is the right one.
inline bool is_guess(const project::BuildContext& context) {
  return context.use == nullptr && std::ranges::none_of(context.sources, [&](const project::CopySource& source) {
           return source.state == project::CopyState::present && source.path != context.context;
         });
}

/// Adds where the context is given.
inline void note_context(Builder& finding, const project::BuildContext& context) {
  if (context.use != nullptr)
    finding.note(context.use->span, "Built here with the context `{}`", shown_folder(context.context));
}

/// The first context of a Dockerfile in which `wrong` holds for a source, for each source once.
template <class Wrong, class Found>
void each_wrong_source(std::span<const project::BuildContext> contexts, Wrong wrong, Found found) {
  for (std::size_t index = 0; index < contexts.size(); ++index)
    for (const project::CopySource& source : contexts[index].sources) {
      if (!wrong(contexts[index], source)) continue;
      bool known = false;
      for (const project::BuildContext& earlier : contexts.subspan(0, index))
        for (const project::CopySource& other : earlier.sources)
          known = known || (other.span == source.span && wrong(earlier, other));
      if (!known) found(contexts[index], source);
    }
}

/// True when another context of the Dockerfile that a service builds with has the source.
inline bool present_for_a_service(std::span<const project::BuildContext> contexts, const project::CopySource& source) {
  for (const project::BuildContext& context : contexts) {
    if (context.use == nullptr || context.use->service == nullptr) continue;
    for (const project::CopySource& other : context.sources)
      if (other.span == source.span && other.state == project::CopyState::present) return true;
  }
  return false;
}

}  // namespace seaworthy::rules
