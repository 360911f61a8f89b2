#pragma once

#include <span>
#include <string_view>

/// knowledge/browsers.yaml: browsers and what starts them.
namespace seaworthy::knowledge::tables {

extern const std::span<const std::string_view> browser_modules;    ///< Libraries that drive a browser.
extern const std::span<const std::string_view> browser_programs;   ///< By the last part of their path.
extern const std::span<const std::string_view> browser_variables;  ///< Name the program of a browser.
/// Parts of the names of images that bring a browser; one that ends with `/` begins the name.
extern const std::span<const std::string_view> browser_images;
extern const std::span<const std::string_view> images_without_browser;  ///< Beginnings of names of the exceptions.

}  // namespace seaworthy::knowledge::tables
