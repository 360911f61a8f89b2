#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "knowledge/feature_versions.h"
#include "project/testing.h"
#include "report/report.h"
#include "rules/registry.h"
#include "rules/run.h"

namespace seaworthy::report {
namespace {

/// Fingerprints of the findings of one rule on a Dockerfile.
std::vector<std::string> ids_of(std::string_view rule, std::string text) {
  const auto project = project::link_files({{"Dockerfile", std::move(text)}});
  const rules::Results results = rules::run(*project);
  const score::Score score = score::judge(*project, results);
  const View view = build_view(*project, results, score, "0", Extent::whole);
  std::vector<std::string> ids;
  for (std::size_t index = 0; index < results.findings.size(); ++index)
    if (rules::registered(results.findings[index].rule).slug() == rule) ids.push_back(view.ids[index]);
  return ids;
}

TEST(View, GivesIdsThatOutliveOtherLines) {
  const std::vector<std::string> before = ids_of("sudo-in-run", "FROM debian:12\nRUN sudo a\nRUN sudo a\n");
  const std::vector<std::string> after =
      ids_of("sudo-in-run", "# more\n\nFROM debian:12\nRUN true\nRUN sudo a\nRUN sudo a\n");
  ASSERT_EQ(before.size(), 2u);
  EXPECT_EQ(before, after);
  EXPECT_NE(before[0], before[1]);
}

TEST(View, OrdersFindingsForFormatsThatNeedNoMore) {
  const auto project = project::link_files({{"Dockerfile", "FROM debian:latest\nRUN sudo a\n"}});
  const rules::Results results = rules::run(*project);
  const score::Score score = score::judge(*project, results);
  const View whole = build_view(*project, results, score, "0", Extent::whole);
  const View order = build_view(*project, results, score, "0", Extent::order);
  EXPECT_FALSE(order.by_urgency.empty());
  EXPECT_EQ(order.by_urgency, whole.by_urgency);
  EXPECT_TRUE(order.ids.empty());
}

TEST(View, SaysWhatAGoodVerdictLeavesOpen) {
  const auto open_of = [](std::string_view image) {
    const auto project =
        project::link_files({{"compose.yaml", fmt::format("services:\n  a:\n    image: {}\n", image)}});
    const rules::Results none;
    const score::Score score = score::judge(*project, none);
    return left_open(build_view(*project, none, score, "0", Extent::order));
  };
  EXPECT_EQ(open_of("example/unknown:1"), "as far as files tell: 1 of 1 stack has rungs that they do not decide");
}

TEST(View, TellsOfAChecksFindingsThatALimitCutOff) {
  std::string text = "FROM debian:13\n";
  for (int line = 0; line < 600; ++line) text += "RUN sudo a\n";
  const auto project = project::link_files({{"Dockerfile", std::move(text)}});
  const rules::Results results = rules::run(*project);
  ASSERT_FALSE(results.incomplete.empty());
  const score::Score score = score::judge(*project, results);
  const View view = build_view(*project, results, score, "0", Extent::order);
  ASSERT_FALSE(view.unread.empty());
  EXPECT_EQ(view.unread.front().path, "Dockerfile");
  EXPECT_NE(view.unread.front().reason.find("500"), std::string::npos) << view.unread.front().reason;
}

/// Rows of a table of facts, each with its cells joined by `|`.
std::vector<std::string> facts_of(const project::Project& project, std::string_view name) {
  std::vector<std::string> rows;
  for (const FactTable& table : build_facts(project)) {
    if (table.name != name) continue;
    for (const FactTable::Row& row : table.rows) {
      EXPECT_EQ(row.cells.size(), table.columns.size());
      std::string text;
      for (const std::string& cell : row.cells) text += (text.empty() ? "" : "|") + cell;
      rows.push_back(std::move(text));
    }
  }
  return rows;
}

TEST(View, TellsFactsOfADeployment) {
  const auto project = project::link_files(
      {{"compose.yaml",
        "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:8000\"]\n    volumes:\n"
        "      - ./web.conf:/etc/nginx/conf.d/default.conf:ro\n    depends_on:\n      api:\n"
        "        condition: service_healthy\n        required: false\n"
        "  api:\n    build: .\n    environment:\n      DATABASE_URL: postgres://u@db/x\n  db:\n    image: "
        "postgres:17\n"},
       {"web.conf",
        "server {\n  listen 8000;\n  location /api/ { proxy_pass http://api:9000; }\n"
        "  location ~ /\\. { deny all; }\n}\n"},
       {"Dockerfile", "FROM alpine:3.22\nCOPY --chmod=755 start.sh /start.sh\nENTRYPOINT [\"/start.sh\"]\n"},
       {"start.sh", "#!/bin/sh\n: \"${API_SEED:?}\"\n[ -z \"$DATABASE_URL\" ] && exit 1\nexec api\n"}});
  using Rows = std::vector<std::string>;
  EXPECT_EQ(facts_of(*project, "services").back(),
            "`db`|`postgres:17`|root, which its entrypoint gives up (image)|default capabilities, writable "
            "root|none|no|no|none");
  EXPECT_EQ(facts_of(*project, "dockerfiles"),
            (Rows{"`Dockerfile`|1|without a name|`alpine:3.22`|that of the base||none|the last stage"}));
  EXPECT_EQ(facts_of(*project, "required_variables"),
            (Rows{"`api`|`API_SEED`|`start.sh:2`|nobody",
                  "`api`|`DATABASE_URL`|`start.sh:3`|`environment` (compose.yaml:14)"}));
  EXPECT_EQ(facts_of(*project, "routes"),
            (Rows{"`web`|8000|`/api/`|nginx: forwards to `http://api:9000`", "`web`|8000|`~ /\\.`|nginx: refuses"}));
  EXPECT_EQ(facts_of(*project, "host_ports"), (Rows{"80/tcp|every interface|`web`|8000|"}));
  EXPECT_EQ(facts_of(*project, "start_order"), (Rows{"`web`|`api`|it is healthy|no|`proxy_pass` (web.conf:3)"}));
  EXPECT_EQ(facts_of(*project, "scaling"), (Rows{"`web`|port 80 of the host (compose.yaml:4)",
                                                 "`db`|its data: a second container would need replication"}));
  EXPECT_EQ(facts_of(*project, "data_stores"), (Rows{"`db`|PostgreSQL|`api`|variable `DATABASE_URL`"}));
  EXPECT_EQ(facts_of(*project, "minimum_versions"),
            (Rows{"Dockerfile 1.2|`COPY --chmod`", "Docker Compose 2.20.0|`services.*.depends_on.*.required`"}));
}

TEST(View, ComparesReleasesAsNumbers) {
  EXPECT_TRUE(knowledge::is_older("2.9", "2.20.3"));
  EXPECT_TRUE(knowledge::is_older("2.20", "2.20.3"));
  EXPECT_FALSE(knowledge::is_older("2.20.3", "2.20.3"));
  EXPECT_FALSE(knowledge::is_older("25.0", "2.30"));
}

TEST(View, NamesTheOnlySubjectOfAStrength) {
  const auto project = project::link_files({{"Dockerfile", "FROM debian:13\nWORKDIR /srv\n"}});
  const rules::Results results = rules::run(*project);
  const score::Score score = score::judge(*project, results);
  const View view = build_view(*project, results, score, "0", Extent::whole);
  std::vector<std::string> praise;
  for (const score::Strength& strength : praised(view)) praise.push_back(describe(view, strength));
  EXPECT_NE(std::find(praise.begin(), praise.end(), "`Dockerfile` sets absolute working directories"), praise.end())
      << fmt::format("{}", fmt::join(praise, "\n"));
}

TEST(Terminal, NamesStacksApartWhoseNamesEndAlike) {
  const std::string folder = "deployments/a-rather-long-name-of-a-folder/that-goes-on-for-a-while/and-then-some-more/";
  const std::string compose = "services:\n  web:\n    image: nginx\n";
  const auto project =
      project::link_files({{"one/" + folder + "compose.yaml", compose}, {"two/" + folder + "compose.yaml", compose}});
  const rules::Results results = rules::run(*project);
  const score::Score score = score::judge(*project, results);
  std::string text;
  write_terminal(build_view(*project, results, score, "0", Extent::order), {.width = 100}, text);
  const std::string ladder = text.substr(text.find("How far each stack gets"));
  const std::string rows = ladder.substr(0, ladder.find("\n\n", ladder.find("stack  ")));
  EXPECT_NE(rows.find("one/deployments"), std::string::npos) << rows;
  EXPECT_NE(rows.find("two/deployments"), std::string::npos) << rows;
}

TEST(Terminal, SaysTheSameAtAnyNumberOfThreads) {
  const auto project = project::link_files({{"a/Dockerfile", "FROM debian:latest\nRUN sudo a\n"},
                                            {"b/Dockerfile", "FROM debian:latest\nRUN sudo b\n"},
                                            {"c/Dockerfile", "FROM debian:latest\nRUN sudo c\n"},
                                            {"compose.yaml", "services:\n  web:\n    build: a\n"}});
  const rules::Results results = rules::run(*project);
  const score::Score score = score::judge(*project, results);
  const View view = build_view(*project, results, score, "0", Extent::order);
  const auto print = [&](unsigned threads) {
    std::string text;
    write_terminal(view, {.threads = threads}, text);
    return text;
  };
  const std::string one = print(1);
  EXPECT_NE(one.find("c/Dockerfile"), std::string::npos);
  for (const unsigned threads : {2u, 3u, 8u}) EXPECT_EQ(print(threads), one);
}

}  // namespace
}  // namespace seaworthy::report
