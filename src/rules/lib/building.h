#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "project/copy_sources.h"
#include "project/model.h"
#include "rules/rule.h"

/// What rules on builds share.
namespace seaworthy::rules {

/// Whether a service names an image of some registry beside its build: Compose asks there first, and builds what it
/// does not get.
inline bool is_pulled_first(const project::Service& service) {
  const compose::Text& image = service.definition->image;
  const std::string_view policy = service.definition->pull_policy.value;
  return image && image.value.find('/') != std::string_view::npos && policy != "build" && policy != "never";
}

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

/// Takes from a finding the stacks whose services all build the Dockerfile in folders for which `fails_in` is false.
template <class FailsIn>
void spare_stacks_unless(Builder& finding, const project::Project& project, const project::Dockerfile& dockerfile,
                         FailsIn fails_in) {
  for (const std::uint32_t stack : dockerfile.stacks) {
    bool builds = false;
    bool fails = false;
    for (const project::Service* const service : project.stacks[stack].services) {
      if (service->dockerfile != &dockerfile) continue;
      builds = true;
      const compose::Build& build = *service->build;
      fails = fails || !build.local || !build.inside_root || fails_in(build.directory);
    }
    if (builds && !fails) finding.spares(stack);
  }
}

/// Takes from a finding the stacks that build the Dockerfile in other contexts than those in which `wrong` holds for
/// the source: by a `build` of their own, or by a command or CI job that makes the image which they run.
template <class Wrong>
void spare_other_contexts(Builder& finding, const project::Project& project, const project::Dockerfile& dockerfile,
                          std::span<const project::BuildContext> contexts, const project::CopySource& source,
                          Wrong wrong) {
  const auto is_wrong_in = [&](std::string_view folder) {
    return std::ranges::any_of(contexts, [&](const project::BuildContext& context) {
      return context.context == folder && std::ranges::any_of(context.sources, [&](const project::CopySource& other) {
               return other.span == source.span && wrong(context, other);
             });
    });
  };
  spare_stacks_unless(finding, project, dockerfile, is_wrong_in);
}

/// The same for a fault that is there in one context of the Dockerfile alone.
inline void spare_other_contexts(Builder& finding, const project::Project& project,
                                 const project::Dockerfile& dockerfile, const project::BuildContext& context) {
  if (!context.known) return;
  spare_stacks_unless(finding, project, dockerfile, [&](std::string_view folder) { return context.context == folder; });
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

/// Whether a command builds it in a folder that has the source.
inline bool present_for_a_command(std::span<const project::BuildContext> contexts, const project::CopySource& source) {
  for (const project::BuildContext& context : contexts) {
    if (context.use == nullptr || context.use->service != nullptr) continue;
    for (const project::CopySource& other : context.sources)
      if (other.span == source.span && other.state == project::CopyState::present) return true;
  }
  return false;
}

}  // namespace seaworthy::rules
