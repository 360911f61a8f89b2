#include "project/compose_parts.h"

#include <gtest/gtest.h>

#include "project/testing.h"

namespace seaworthy::project {
namespace {

using Names = std::vector<std::string>;

/// "NAME: why it is partial" of every stack.
Names partials(const Project& project) {
  Names result;
  for (const Stack& stack : project.stacks)
    result.push_back(stack.name + (stack.partial.empty() ? "" : ": " + stack.partial));
  return result;
}

constexpr const char* base = "services:\n  web: {image: nginx}\n  db: {image: postgres}\nnetworks: {inner: {}}\n";

TEST(ComposeParts, ABareServiceIsGivenElsewhere) {
  const auto project =
      link_files({{"compose.yml", base},
                  {"suites/one/compose.yml", "services:\n  web: {volumes: ['./one/app.conf:/etc/app.conf']}\n"},
                  {"suites/two/compose.yml", "services:\n  web: {environment: {MODE: two}}\n"}});
  EXPECT_EQ(partials(*project),
            (Names{"compose.yml",
                   "suites/one/compose.yml: a part of a stack: `web` has neither image nor build here, but in "
                   "compose.yml:2",
                   "suites/two/compose.yml: a part of a stack: `web` has neither image nor build here, but in "
                   "compose.yml:2"}));
  for (const Stack& stack : project->stacks) EXPECT_TRUE(stack.model->problems.empty()) << stack.name;
}

TEST(ComposeParts, WhatServicesUseIsDeclaredElsewhere) {
  EXPECT_EQ(
      partials(*link_files(
          {{"networks.yml", "networks: {inner: {}}\n"},
           {"compose.yml", base},
           {"extra/compose.tools.yml", "services:\n  tool: {image: busybox, networks: [inner], depends_on: [db]}\n"}})),
      (Names{"compose.yml",
             "extra/compose.tools.yml: a part of a stack: the network `inner` stands in compose.yml:4 (and 1 more)"}));
}

TEST(ComposeParts, TheDefaultFileBesideCompletesIt) {
  EXPECT_EQ(partials(*link_files({{"compose.yml", base},
                                  {"compose.tools.yml", "services:\n  tool: {image: busybox, networks: [inner]}\n"}})),
            (Names{"compose.yml", "compose.yml + compose.tools.yml"}));
}

/// The first file has nothing before it that it could take away.
TEST(ComposeParts, WhatTakesAwayIsLaidOver) {
  const auto project = link_files(
      {{"compose.prod.yml", "services:\n  shop:\n    image: registry.test/shop:4\n    build: !reset null\n"}});
  EXPECT_EQ(partials(*project),
            (Names{"compose.prod.yml: a part of a stack: `build` in compose.prod.yml takes away what another file "
                   "gives"}));
}

/// An app store puts its proxy in front of each of its applications.
TEST(ComposeParts, AProgramGivesWhatManyLack) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const char* const name : {"a", "b", "c", "d"})
    files.emplace_back(std::string(name) + "/docker-compose.yml",
                       "services:\n  app_proxy: {environment: {APP_PORT: 80}}\n  web: {image: nginx}\n");
  EXPECT_EQ(partials(*link_files(files)).front(),
            "a/docker-compose.yml: a part of a stack: 4 Compose files leave `app_proxy` without image and build, so a "
            "program gives it");
  files.pop_back();
  EXPECT_EQ(partials(*link_files(files)).front(), "a/docker-compose.yml");
}

/// A comment in a file that commands lay over others starts no stack.
TEST(ComposeParts, ACommentStartsNoPart) {
  const char* const part = "# docker compose -f engine.yml up -d\nservices:\n  web: {environment: {MODE: engine}}\n";
  EXPECT_EQ(partials(*link_files({{"compose.yml", base},
                                  {"engine.yml", part},
                                  {"Makefile", "up:\n\tdocker compose -f compose.yml -f engine.yml up -d\n"}})),
            (Names{"compose.yml", "compose.yml + engine.yml"}));
}

TEST(ComposeParts, WhatIsNowhereWasForgotten) {
  const auto project = link_files({{"a/compose.yml", "services:\n  web: {image: nginx, networks: [inner]}\n"},
                                   {"b/compose.yml", "services:\n  app: {command: run}\n"}});
  EXPECT_EQ(partials(*project), (Names{"a/compose.yml", "b/compose.yml"}));
  EXPECT_EQ(project->stacks[0].model->problems.front().kind, "compose-undefined-reference");
  EXPECT_EQ(project->stacks[1].model->problems.front().kind, "compose-service-no-image-or-build");
}

TEST(ComposeParts, AStackOfItsOwnIsNotCompletedByAnother) {
  // Folders side by side, each with a file that Compose finds by itself.
  EXPECT_EQ(partials(*link_files({{"blog/compose.yml", "services:\n  blog: {image: ghost, networks: [edge]}\n"},
                                  {"wiki/compose.yml",
                                   "services:\n  wiki: {image: gollum, networks: [edge]}\nnetworks: {edge: {}}\n"}})),
            (Names{"blog/compose.yml", "wiki/compose.yml"}));
  // Another version of the same stack, where the declaration was forgotten.
  EXPECT_EQ(partials(*link_files(
                {{"compose.yml", base},
                 {"compose.prod.yml",
                  "services:\n  web: {image: 'nginx:1', networks: [inner]}\n  db: {image: 'postgres:17'}\n"}})),
            (Names{"compose.prod.yml", "compose.yml"}));
}

TEST(ComposeParts, ACommandThatNamesTheFileIsTakenAtItsWord) {
  const auto project =
      link_files({{"compose.yml", base},
                  {"extra/compose.tools.yml", "services:\n  tool: {image: busybox, networks: [inner]}\n"},
                  {"up.sh", "#!/bin/sh\ndocker compose -f extra/compose.tools.yml up -d\n"}});
  EXPECT_EQ(partials(*project), (Names{"compose.yml", "extra/compose.tools.yml"}));
  EXPECT_FALSE(project->stacks[1].model->loaded);
}

TEST(ComposeParts, AFileOfAnotherRepositoryLeavesThePartThatIsHere) {
  const std::vector<std::pair<std::string, std::string>> files = {
      {"compose.yml", "networks: {inner: {}}\n"},
      {"web/compose.prod.yml", "services:\n  web: {image: nginx, networks: [inner], depends_on: [api]}\n"},
      {"Makefile",
       "FILES := compose.yml -f web/compose.prod.yml -f api/compose.prod.yml\nup:\n\tdocker compose -f $(FILES) up "
       "-d\n"}};
  std::vector<std::pair<std::string, std::string>> cloned = files;
  cloned.push_back({".gitignore", "api/\n"});
  EXPECT_EQ(
      partials(*link_files(cloned)),
      (Names{"compose.yml",
             "compose.yml + web/compose.prod.yml: a part of a stack: `api/compose.prod.yml` comes from elsewhere"}));
  // What Git would keep was forgotten, and a command that names it loads nothing.
  for (const std::string& name : partials(*link_files(files)))
    EXPECT_EQ(name.find("comes from elsewhere"), std::string::npos) << name;
}

TEST(ComposeParts, IncludesAreLookedThrough) {
  EXPECT_EQ(partials(*link_files({{"compose.yml",
                                   "include: [parts/net.yml]\n"
                                   "services:\n  web: {image: nginx, networks: [inner]}\n"},
                                  {"parts/net.yml", "networks: {inner: {}}\n"}})),
            (Names{"compose.yml"}));
}

TEST(ComposeParts, TemplatesAreFilledInFirst) {
  const auto project = link_files(
      {{"{{cookiecutter.slug}}/compose.yml", "services:\n  web: {image: nginx}\n"},
       {"chart/compose.yml", "services:\n  web:\n    image: {{ image }}\n"},
       {"ci/compose.yml", "services:\n  web:\n    image: nginx:${{ inputs.tag }}\n"},
       {"jinja/compose.yml", "services:\n{% if db %}\n  db: {image: postgres}\n{% endif %}\n  web: {image: nginx}\n"},
       {"plain/compose.yml",
        "services:\n  # {{ not this }}\n  web:\n    image: nginx\n    logging: {options: {tag: '{{.Name}}'}}\n"}});
  ASSERT_EQ(project->stacks.size(), 5u);
  for (const Stack& stack : project->stacks) {
    const bool is_plain = stack.name == "plain/compose.yml";
    EXPECT_EQ(stack.partial.starts_with("a template: "), !is_plain) << stack.name;
    EXPECT_EQ(stack.role == Role::template_file, !is_plain) << stack.name;
  }
}

}  // namespace
}  // namespace seaworthy::project
