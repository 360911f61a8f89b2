#pragma once

#include <algorithm>
#include <string_view>

/// Build arguments that are there without an ARG.
namespace seaworthy::dockerfile {

/// `HTTP_PROXY` and its like, which every RUN gets and no layer keeps.
constexpr bool is_proxy_argument(std::string_view name) {
  constexpr std::string_view names[] = {"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY",
                                        "ftp_proxy",  "NO_PROXY",   "no_proxy",    "ALL_PROXY",   "all_proxy"};
  return std::ranges::find(names, name) != std::end(names);
}

/// Whether the builder gives an argument itself, or takes it where the Dockerfile declares none: those for proxies, of
/// the platforms, and of BuildKit.
constexpr bool is_predefined_argument(std::string_view name) {
  constexpr std::string_view names[] = {"SOURCE_DATE_EPOCH", "TARGETPLATFORM", "TARGETOS",      "TARGETARCH",
                                        "TARGETVARIANT",     "TARGETSTAGE",    "BUILDPLATFORM", "BUILDOS",
                                        "BUILDARCH",         "BUILDVARIANT"};
  return is_proxy_argument(name) || name.starts_with("BUILDKIT_") || std::ranges::find(names, name) != std::end(names);
}

}  // namespace seaworthy::dockerfile
