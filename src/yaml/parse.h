#pragma once

#include "base/arena.h"
#include "yaml/node.h"

namespace seaworthy::yaml {

/// Limits of one file; what is beyond them is a problem of kind "limit" and is not read.
struct Limits {
  std::uint32_t depth = 200;
  std::uint32_t nodes = 2'000'000;
  std::uint32_t aliases = 100'000;
  /// Values that the aliases of a document stand for when each is written out: a few lines of aliases of aliases can
  /// stand for billions. Go's YAML package, with which Compose, Prometheus and Traefik read, refuses a file from this
  /// many on when nearly all of them come from aliases (decode.go, allowedAliasRatio).
  std::uint64_t aliased = 400'000;
};

/// Parses YAML (or JSON, which it contains) with libyaml's events into our own tree. Never fails: a syntax error is a
/// problem, and what stood before it is kept.
const Stream* parse(const MappedText& text, Arena& arena, const Limits& limits = {});

}  // namespace seaworthy::yaml
