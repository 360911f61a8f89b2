#include "project/upstreams.h"

#include <gtest/gtest.h>

#include "project/testing.h"

namespace seaworthy::project {
namespace {

std::string listed(const Project& project, std::string_view service) {
  std::string text;
  for (const Reference& reference : references(project, *project.stacks.front().service(service))) {
    text += std::string(name(reference.kind)) + " " + std::string(reference.scheme) + " " +
            std::string(reference.host) + ":" + std::to_string(reference.port) + std::string(reference.path) +
            (reference.to != nullptr   ? " -> " + std::string(reference.to->name)
             : reference.internal_name ? " -> nothing"
                                       : "") +
            " @ " + quoted(project, reference.span) + "\n";
  }
  return text;
}

TEST(Upstreams, EnvironmentValues) {
  const auto project = link_files({{"compose.yaml", R"(services:
  api:
    image: x
    environment:
      DATABASE_URL: postgresql://me:pw@db/app
      REDIS_HOST: cache
      REDIS_PORT: 6380
      BROKERS: one:9092,two:9092
      DSN: "host=db port=5433 user=x"
      PUBLIC_URL: http://example.org
      NAME: a:b
      KEEPERS: cache:6379,other:6379
  db: {image: postgres}
  cache: {image: redis}
)"}});
  EXPECT_EQ(listed(*project, "api"),
            "environment postgresql db:5432/app -> db @ compose.yaml:5: db\n"
            "environment  db:5433 -> db @ compose.yaml:9: \"host=db port=5433 user=x\"\n"
            "environment  cache:6379 -> cache @ compose.yaml:12: cache:6379\n"
            "environment  other:6379 -> nothing @ compose.yaml:12: other:6379\n"
            "environment  cache:6380 -> cache @ compose.yaml:6: cache\n");
}

TEST(Upstreams, NginxFollowsUpstreamBlocksAndVariables) {
  const auto project = link_files(
      {{"compose.yaml",
        "services:\n  web:\n    image: nginx\n    volumes: [./nginx.conf:/etc/nginx/nginx.conf:ro]\n  api: {image: "
        "x}\n"},
       {"nginx.conf",
        "http {\nupstream backend { server api:3000 weight=2; server old:80; }\nserver { listen 80;\n"
        "location / { proxy_pass http://backend; }\nlocation /x { set $u http://api:4000; proxy_pass $u; }\n"
        "location /php { fastcgi_pass api:9000; }\nlocation /u { proxy_pass http://unix:/run/x.sock; }\n}\n}\n"}});
  EXPECT_EQ(listed(*project, "web"),
            "nginx http api:3000 -> api @ nginx.conf:2: api:3000\n"
            "nginx http old:80 -> nothing @ nginx.conf:2: old:80\n"
            "nginx http api:4000 -> api @ nginx.conf:5: http://api:4000\n"
            "nginx  api:9000 -> api @ nginx.conf:6: api:9000\n");
}

TEST(Upstreams, MonitoringFiles) {
  const auto project =
      link_files({{"compose.yaml",
                   "services:\n  prometheus:\n    image: prom/prometheus\n    volumes: [./mon:/etc/prometheus]\n"
                   "  node: {image: prom/node-exporter, container_name: exporter}\n"},
                  {"mon/prometheus.yml",
                   "scrape_configs:\n  - job_name: a\n    static_configs:\n      - targets: ['exporter:9100', gone:1]\n"
                   "alerting:\n  alertmanagers:\n    - static_configs: [{targets: ['am:9093']}]\n"}});
  EXPECT_EQ(listed(*project, "prometheus"),
            "prometheus http exporter:9100/metrics -> node @ mon/prometheus.yml:4: 'exporter:9100'\n"
            "prometheus http gone:1/metrics -> nothing @ mon/prometheus.yml:4: gone:1\n"
            "alertmanager http am:9093 -> nothing @ mon/prometheus.yml:7: 'am:9093'\n");
}

TEST(Upstreams, RelabelledJobsAskTheirExporter) {
  const auto project =
      link_files({{"compose.yaml",
                   "services:\n  prometheus:\n    image: prom/prometheus\n    volumes: [./mon:/etc/prometheus]\n"
                   "  prober: {image: prom/blackbox-exporter}\n  web: {image: nginx}\n"},
                  {"mon/prometheus.yml",
                   "scrape_configs:\n  - job_name: a\n    metrics_path: /probe\n    static_configs:\n"
                   "      - targets: ['http://web:80/health']\n    relabel_configs:\n"
                   "      - source_labels: [__address__]\n        target_label: __param_target\n"
                   "      - target_label: __address__\n        replacement: prober:9115\n"}});
  EXPECT_EQ(listed(*project, "prometheus"),
            "configuration http web:80/health -> web @ mon/prometheus.yml:5: 'http://web:80/health'\n"
            "prometheus http prober:9115/probe -> prober @ mon/prometheus.yml:10: prober:9115\n");
}

TEST(Upstreams, FilesOfTargetsAreReadAsTheirJobSays) {
  const auto project =
      link_files({{"compose.yaml",
                   "services:\n  prometheus:\n    image: prom/prometheus\n    volumes: [./mon:/etc/prometheus, "
                   "./lists:/etc/prometheus/lists]\n"
                   "  node: {image: prom/node-exporter}\n"},
                  {"mon/prometheus.yml",
                   "scrape_configs:\n  - job_name: a\n    metrics_path: /own\n    file_sd_configs:\n"
                   "      - files: ['/etc/prometheus/*.json', lists/nodes.yml]\n"},
                  {"mon/nodes.json",
                   "[{\"targets\": [\"node:9100\", \"gone:1\"]},\n"
                   " {\"targets\": [\"node:9101\"], \"labels\": {\"__metrics_path__\": \"/other\"}}]\n"},
                  {"lists/nodes.yml", "- targets: ['node:9102']\n"},
                  {"lists/unused.yml", "- targets: ['node:9103']\n"}});
  EXPECT_EQ(listed(*project, "prometheus"),
            "prometheus http node:9100/own -> node @ mon/nodes.json:1: \"node:9100\"\n"
            "prometheus http gone:1/own -> nothing @ mon/nodes.json:1: \"gone:1\"\n"
            "prometheus http node:9101/other -> node @ mon/nodes.json:2: \"node:9101\"\n"
            "prometheus http node:9102/own -> node @ lists/nodes.yml:1: 'node:9102'\n"
            "configuration  node:9103 -> node @ lists/unused.yml:1: node:9103\n");
}

TEST(Upstreams, NetworksDecideWhoReachesWhom) {
  const auto project = link_files({{"compose.yaml", R"(services:
  a: {image: x, networks: [front]}
  b: {image: x, networks: [front, back]}
  c: {image: x, networks: {back: {aliases: [see]}}}
  d: {image: x, network_mode: "service:a"}
networks: {front: {}, back: {}}
)"}});
  const Stack& stack = project->stacks.front();
  EXPECT_TRUE(share_network(*stack.service("a"), *stack.service("b")));
  EXPECT_FALSE(share_network(*stack.service("a"), *stack.service("c")));
  EXPECT_TRUE(share_network(*stack.service("d"), *stack.service("a")));
  EXPECT_EQ(service_named(*stack.service("b"), "see"), stack.service("c"));
}

}  // namespace
}  // namespace seaworthy::project
