#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "project/model.h"
#include "rules/results.h"
#include "score/score.h"

namespace seaworthy::score {

/// The stacks that verdict, caps and urgency depend on: those of role production; where there is none, those whose role
/// is not known, else examples, which people copy to deploy, else those for development; where there are none of these
/// either, all.
std::vector<bool> judged_stacks(const project::Project& project);

/// Takes one stack up the ladder.
///
/// A rung fails when an open finding that reaches the stack belongs to it, is at least likely, and is at least high
/// (load to keep) or medium (resist, operate). A stack that Compose refuses fails at load, unless all
/// that it refuses is only possible: a variable that nobody sets, a template. A rung without
/// such a finding passes, unless something that it depends on could not be judged; then it is unknown. That is so for
/// every rung above load of a stack that does not load: what Compose would make of it is not settled, so nothing can be
/// said to hold, while a fault that is plain all the same is still shown. Of files that are only a part of what will be
/// loaded (Stack::partial) nothing up to keep can be said to hold either, and nothing at all where they hold fragments
/// of services. `healthy` passes when every probe in force could be followed to a program, a port and a path that are
/// known, `connect` when every address and published port leads to a port that is known; where there is nothing of the
/// kind, they are unknown as well.
///
/// `reaching` are the indices of the open findings that reach the stack, in order.
Ladder climb(const project::Project& project, const rules::Results& results, const project::Stack& stack,
             std::span<const std::uint32_t> reaching);

/// Whether a finding is sure and grave enough to break its rung.
bool breaks_rung(const Finding& finding);

/// Whether a finding concerns what the verdict depends on: it reaches a judged stack; or it reaches none at all, and
/// its file is not meant for development, tests or examples.
bool concerns_verdict(const project::Project& project, const std::vector<bool>& judged, const Finding& finding);

}  // namespace seaworthy::score
