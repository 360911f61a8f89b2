#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/welcome_pages.yaml.
namespace seaworthy::knowledge {

/// An image that shows nothing but the page of its makers until something is put into one of its folders.
struct WelcomePage {
  std::string_view image;
  std::span<const std::string_view> folders;  ///< Absolute, without a slash at the end.
};

namespace tables {
extern const std::span<const WelcomePage> welcome_pages;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
