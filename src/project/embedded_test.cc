#include "project/embedded.h"

#include <gtest/gtest.h>

#include "yaml/parse.h"

namespace seaworthy::project {
namespace {

std::vector<std::string> commands(const Source& source, const std::vector<EmbeddedScript>& scripts) {
  std::vector<std::string> result;
  for (const EmbeddedScript& script : scripts)
    for (const shell::Node* const node : script.script->commands)
      result.push_back(std::string(script.place) + " | " + std::string(source.text(node->span)));
  return result;
}
using Lines = std::vector<std::string>;

TEST(MakefileRecipes, EachLineIsAScriptWithItsPlace) {
  const Source source(
      FileId{0}, "Makefile",
      "COMPOSE = docker compose -f a.yml\nup: build\n\t@$(COMPOSE) up -d\n\t-echo $$HOME \\\n\t  done\n");
  Arena arena;
  const auto scripts = makefile_recipes(source, arena);
  EXPECT_EQ(commands(source, scripts),
            (Lines{"target `up` | $(COMPOSE) up -d", "target `up` | echo $$HOME \\\n\t  done"}));
  // What a command begins with is put in; its place is that of the name.
  EXPECT_EQ(scripts[0].script->commands[0]->program, "docker");
  EXPECT_EQ(scripts[0].script->commands[0]->words.size(), 6u);
  EXPECT_EQ(scripts[0].context.variables.at("COMPOSE").front().front(), "docker compose -f a.yml");
  EXPECT_EQ(scripts[1].script->commands[0]->words[1].text, "$HOME");
}

TEST(JustRecipes, ValuesArePutIn) {
  const Source source(
      FileId{0}, "justfile",
      "set dotenv-load\ndc := \"docker compose -f a.yml\"\n\n# comes up\nup what=\"web\":\n    @{{dc}} up -d "
      "{{what}}\n\nall:\n    #!/usr/bin/env bash\n    cd web\n    npm ci\n");
  Arena arena;
  const auto scripts = just_recipes(source, arena);
  ASSERT_EQ(scripts.size(), 2u);
  EXPECT_EQ(scripts[0].place, "target `up`");
  EXPECT_EQ(scripts[0].script->commands[0]->program, "docker");
  EXPECT_EQ(scripts[0].script->commands[0]->words.back().text, "${what}");
  EXPECT_EQ(source.text(scripts[0].script->commands[0]->span), "{{dc}} up -d {{what}}");
  EXPECT_EQ(scripts[1].script->commands.size(), 2u);
}

TEST(TaskCommands, ValuesArePutIn) {
  const Source source(
      FileId{0}, "Taskfile.yml",
      "version: '3'\nvars:\n  DC: docker compose -f a.yml\ntasks:\n  up:\n    dir: web\n    cmds:\n      - "
      "'{{.DC}} up -d'\n      - task: other\n  one: npm ci\n");
  Arena arena;
  const yaml::Stream* const yaml = yaml::parse(MappedText::whole(source), arena);
  const auto scripts = task_commands(source, *yaml, arena);
  ASSERT_EQ(scripts.size(), 2u);
  EXPECT_EQ(scripts[0].script->commands[0]->program, "docker");
  EXPECT_EQ(scripts[0].context.directory, "web");
  EXPECT_EQ(scripts[1].place, "target `one`");
}

TEST(MakefileRecipes, OneShellJoinsTheRecipe) {
  const Source source(FileId{0}, "Makefile", ".ONESHELL:\nall:\n\tcd web\n\tnpm ci\n");
  Arena arena;
  EXPECT_EQ(makefile_recipes(source, arena).size(), 1u);
}

TEST(MakefileRecipes, VariablesNameVariables) {
  const Source source(FileId{0}, "Makefile",
                      "FILE ?= prod.yml\nDC := docker compose -f $(FILE)\nDC += --profile x\nup:\n\t$(DC) up\n");
  Arena arena;
  const auto scripts = makefile_recipes(source, arena);
  EXPECT_EQ(scripts[0].context.variables.at("DC").front().front(), "docker compose -f prod.yml --profile x");
}

TEST(CiSteps, RunStepsKnowTheirFolderAndShell) {
  const Source source(
      FileId{0}, ".github/workflows/ci.yml",
      "jobs:\n  build:\n    runs-on: ubuntu-latest\n    defaults: {run: {working-directory: web}}\n    steps:\n"
      "      - run: |\n          npm ci\n          docker build -t x:${{ github.sha }} .\n      - run: ls\n"
      "        shell: sh\n        working-directory: api\n");
  Arena arena;
  const auto scripts = ci_steps(source, *yaml::parse(MappedText::whole(source), arena), arena);
  EXPECT_EQ(commands(source, scripts),
            (Lines{"job `build` | npm ci", "job `build` | docker build -t x:${{ github.sha }} .", "job `build` | ls"}));
  EXPECT_EQ(scripts[0].context.directory, "web");
  EXPECT_EQ(scripts[1].context.directory, "api");
  EXPECT_EQ(scripts[1].script->dialect, shell::Dialect::posix);
  EXPECT_TRUE(scripts[0].script->errors.empty());
}

TEST(CiSteps, GitLabListsAreOneScript) {
  const Source source(FileId{0}, ".gitlab-ci.yml",
                      "deploy:\n  script:\n    - cd ops\n    - \"docker compose up -d\"\n");
  Arena arena;
  const auto scripts = ci_steps(source, *yaml::parse(MappedText::whole(source), arena), arena);
  ASSERT_EQ(scripts.size(), 1u);
  EXPECT_EQ(commands(source, scripts), (Lines{"job `deploy` | cd ops", "job `deploy` | docker compose up -d"}));
}

TEST(CodeBlocks, ShellBlocksAndPrompts) {
  const Source source(FileId{0}, "README.md",
                      "# x\n```bash\nmake up\n```\n```yaml\na: b\n```\n  ```console\n  $ docker compose up\n  "
                      "started\n  ```\n```\nno\n```\n");
  Arena arena;
  EXPECT_EQ(commands(source, code_blocks(source, arena)),
            (Lines{"code block | make up", "code block | docker compose up"}));
}

TEST(CodeBlocks, CommandsOfComposeRightBelowText) {
  const Source source(
      FileId{0}, "README.md",
      "# x\nProduction:\n    docker compose -f compose.prod.yml up -d\n\nOutput:\n    make up\n\n- list\n"
      "    docker compose down\n");
  Arena arena;
  EXPECT_EQ(commands(source, code_blocks(source, arena)),
            (Lines{"code block | docker compose -f compose.prod.yml up -d"}));
}

TEST(CodeBlocks, ListingsOfAsciiDoc) {
  const Source source(FileId{0}, "README.adoc",
                      "= x\n[source,bash]\n----\nmake up\n----\n\n[source,yaml]\n----\na: b\n----\n\n----\nno\n----\n");
  Arena arena;
  EXPECT_EQ(commands(source, code_blocks(source, arena)), (Lines{"code block | make up"}));
}

TEST(PackageScripts, AreFoundWithTheirNames) {
  const Source source(FileId{0}, "web/package.json",
                      "{\"scripts\": {\"start\": \"node \\\"dist/a.js\\\" x && echo ok\"}}");
  Arena arena;
  const auto scripts = package_scripts(source, *yaml::parse(MappedText::whole(source), arena), arena);
  EXPECT_EQ(commands(source, scripts),
            (Lines{"script `start` | node \\\"dist/a.js\\\" x", "script `start` | echo ok"}));
  EXPECT_EQ(scripts[0].context.directory, "web");
}

TEST(CronLines, SystemTablesNameTheAccount) {
  const Source source(FileId{0}, "ops/cron.d-copies", "0 3 * * * root /backup.sh\n");
  Arena arena;
  EXPECT_EQ(commands(source, cron_lines(source, arena)), (Lines{"cron line | /backup.sh"}));
}

TEST(CronLines, CommandsStandBehindTheSchedule) {
  const Source source(FileId{0}, "crontab",
                      "# daily\nSHELL=/bin/sh\n0 3 * * * /backup.sh >> /log 2>&1\n@daily /clean.sh\n");
  Arena arena;
  EXPECT_EQ(commands(source, cron_lines(source, arena)),
            (Lines{"cron line | /backup.sh >> /log 2>&1", "cron line | /clean.sh"}));
}

}  // namespace
}  // namespace seaworthy::project
