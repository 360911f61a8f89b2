#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "knowledge/knowledge.h"

/// What npm, yarn, pnpm and bun are asked to do.
namespace seaworthy::rules {

struct NodeCall {
  enum class Kind : unsigned char { none, install, script, other };
  Kind kind = Kind::none;
  std::string_view manager;       ///< "npm", "yarn", "pnpm", "bun"
  std::string_view script;        ///< script: its name.
  bool certainly_script = false;  ///< Not a program of a dependency: `npm run x`, `npm start`.
  bool clean_install = false;     ///< `npm ci`
  bool frozen = false;            ///< --frozen-lockfile, --immutable
  bool production = false;        ///< --omit=dev, --production, --prod, --only=production
  bool names_packages = false;    ///< `npm install x`
  bool if_present = false;
  bool all_workspaces = false;
  std::vector<std::string_view> workspaces;  ///< -w x, --workspace=x, --filter x, `yarn workspace x`
  std::string_view folder;                   ///< --prefix, -C, --dir, --cwd; "" the working directory.
};

/// `words[0]` is the program.
NodeCall node_call(std::span<const std::string_view> words);

/// The tool for development that a package script's text starts; null when it starts none.
const knowledge::DevTool* dev_tool_of(std::string_view text);

}  // namespace seaworthy::rules
