#pragma once

#include <algorithm>

#include "rules/rule.h"

/// Scripts that ask the person in front of them.
namespace seaworthy::rules {

/// Whether a script reads an answer before it comes to a command: `read -p "Delete everything?" answer`.
inline bool asks_person_before(const CommandSubject& subject) {
  return subject.script != nullptr && std::ranges::any_of(subject.script->commands, [&](const shell::Node* node) {
           return !node->words.empty() && node->words.front().text == "read" &&
                  node->span.begin < subject.invocation.span().begin;
         });
}

}  // namespace seaworthy::rules
