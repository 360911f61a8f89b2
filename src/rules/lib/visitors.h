#pragma once

#include "project/model.h"

/// How visitors come to a stack.
namespace seaworthy::rules {

/// Whether anything of the stack may speak TLS to visitors, or something outside does for it.
bool may_have_tls(const project::Project& project, const project::Stack& stack);

/// The published port through which visitors come, and whose it is: of the service itself, or of a proxy that forwards
/// to it. Null when there is none.
struct WayIn {
  const compose::Port* port = nullptr;
  const project::Service* through = nullptr;
};
WayIn way_in(const project::Project& project, const project::Service& service);

}  // namespace seaworthy::rules
