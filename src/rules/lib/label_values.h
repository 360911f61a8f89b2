#pragma once

#include <string_view>

#include "rules/lib/words.h"

/// Forms that values of labels have.
namespace seaworthy::rules {

inline bool is_address(std::string_view text) {
  const std::size_t colon = text.find("://");
  return colon != std::string_view::npos && colon > 0 && !contains(text, " ");
}

/// RFC 3339: "2024-01-31T12:00:00Z", with a blank in the place of the T as well.
inline bool is_time(std::string_view text) {
  constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() < shape.size() + 1) return false;
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == 'd' ? !is_digit(text[i]) : lower(text[i]) != lower(shape[i]) && !(i == 10 && text[i] == ' '))
      return false;
  return text.back() == 'Z' || text.back() == 'z' || text.find_first_of("+-", shape.size()) != std::string_view::npos;
}

/// What may be an expression of SPDX identifiers: "Apache-2.0 OR MIT".
inline bool is_licence(std::string_view text) {
  return !contains(text, "License") &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-+() :") ==
             std::string_view::npos;
}

/// A commit of git, whole or as seven digits.
inline bool is_commit(std::string_view text) {
  return (text.size() == 40 || text.size() == 7) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Semantic Versioning 2.0: three numbers, then what a `-` and a `+` add.
inline bool is_semantic_version(std::string_view text) {
  for (int part = 0; part < 3; ++part) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    if (end == 0 || (end > 1 && text.front() == '0')) return false;
    text.remove_prefix(end);
    if (part == 2) break;
    if (!text.starts_with('.')) return false;
    text.remove_prefix(1);
  }
  if (text.empty()) return true;
  if (text.front() != '-' && text.front() != '+') return false;
  return text.size() > 1 &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-+") ==
             std::string_view::npos;
}

/// One address of the form NAME@HOST.
inline bool is_mail_address(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 >= text.size()) return false;
  return text.find_first_of(" \t<>,;:()[]\\") == std::string_view::npos && text.find('@') == at &&
         !text.starts_with('.') && text[at - 1] != '.' && text[at + 1] != '.' && text.back() != '.';
}

}  // namespace seaworthy::rules
