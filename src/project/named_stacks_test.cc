#include "project/named_stacks.h"

#include <gtest/gtest.h>

#include "project/testing.h"

namespace seaworthy::project {
namespace {

using Names = std::vector<std::string>;
using Tree = std::vector<std::pair<std::string, std::string>>;

constexpr const char* whole = "services:\n  web:\n    image: nginx\n";
constexpr const char* overlay = "services:\n  web:\n    environment: {A: b}\n";

/// Names of the stacks of a tree with three Compose files in `docker/` and one more file.
Names with(std::string path, std::string text) {
  Tree tree = {{"docker/compose.base.yml", whole},
               {"docker/compose.lite.yml", overlay},
               {"docker/compose.full.yml", overlay},
               {std::move(path), std::move(text)}};
  Names names;
  const auto project = link_files(std::move(tree));
  for (const Stack& stack : project->stacks) names.push_back(stack.name + (stack.partial.empty() ? "" : " (part)"));
  return names;
}

const Names full = {"docker/compose.base.yml + docker/compose.full.yml",
                    "docker/compose.base.yml + docker/compose.lite.yml"};

/// What is found without anything that names the files.
const Names each = {"docker/compose.base.yml", "docker/compose.base.yml + docker/compose.full.yml",
                    "docker/compose.base.yml + docker/compose.lite.yml"};

TEST(NamedStacks, AssignmentsOfComposeFile) {
  // The other file is completed by the one called `compose.base.yml` beside it, so that both are always there.
  EXPECT_EQ(
      with("scripts/test", "#!/bin/bash\nexport COMPOSE_FILE=\"docker/compose.base.yml:docker/compose.full.yml\"\n"),
      full);
  EXPECT_EQ(with("Makefile", "COMPOSE_FILE ?= docker/compose.base.yml:docker/compose.full.yml\nall:\n\ttrue\n"), full);
  EXPECT_EQ(with(".github/workflows/a.yml",
                 "env:\n  COMPOSE_FILE: docker/compose.base.yml:docker/compose.full.yml\njobs: {}\n"),
            full);
  EXPECT_EQ(with("docker/.env.example", "COMPOSE_FILE=compose.base.yml:compose.full.yml # both\n"), full);
}

TEST(NamedStacks, SeparatorAndProfiles) {
  EXPECT_EQ(with("docker/full.env",
                 "COMPOSE_PATH_SEPARATOR=,\nCOMPOSE_FILE=\"compose.base.yml,compose.full.yml\"\n"
                 "COMPOSE_PROFILES=b,a\n"),
            (Names{"docker/compose.base.yml + docker/compose.full.yml (profiles a, b)",
                   "docker/compose.base.yml + docker/compose.lite.yml"}));
}

TEST(NamedStacks, AVariableStandsForAllThatFits) {
  EXPECT_EQ(with("run",
                 "#!/bin/bash\nKIND=\"${1:-lite}\"\n"
                 "export COMPOSE_FILE=\"docker/compose.base.yml:docker/compose.${KIND}.yml\"\ndocker compose up\n"),
            full);
  EXPECT_EQ(with("run", "#!/bin/bash\ndocker compose -f docker/compose.base.yml -f docker/compose.$1.yml up\n"), full);
  EXPECT_EQ(with("scripts/run", "#!/bin/bash\nexport COMPOSE_FILE=\"$HERE/docker/compose.base.yml\"\n"), each);
}

TEST(NamedStacks, WhatIsNotThereMakesNone) {
  EXPECT_EQ(with("run",
                 "#!/bin/bash\nexport COMPOSE_FILE=docker/gone.yml:docker/compose.base.yml\n"
                 "if [ \"${COMPOSE_FILE:-}\" = \"\" ]; then exit; fi\nMY_COMPOSE_FILE=docker/compose.full.yml\n"),
            each);
  EXPECT_EQ(with("run", "#!/bin/bash\nexport COMPOSE_FILE=$1\ndocker compose -f $2 up\n"), each);
}

}  // namespace
}  // namespace seaworthy::project
