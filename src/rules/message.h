#pragma once

#include <string>
#include <string_view>

#include "rules/rule.h"

namespace seaworthy::rules {

/// Puts the arguments into a message. An argument comes from the audited repository, so it is cut when it is long, and
/// what could break a line, a terminal or the message's own backticks is replaced. The format "{}" takes a whole
/// message in our words, which keeps its backticks and may be longer, as an argument of OurWords does anywhere.
std::string format_message(std::string_view format, Arguments arguments);

/// A text of the audited repository on one line, valid UTF-8, without control characters, cut after `longest` bytes.
std::string on_one_line(std::string_view text, std::size_t longest);

/// What is wrong with the style of a message format or a fix title; "" when nothing is. docs/message-style.md says why.
std::string_view style_fault(std::string_view format);

}  // namespace seaworthy::rules
