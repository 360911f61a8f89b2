#include "project/connections.h"

#include <gtest/gtest.h>

#include "project/testing.h"

namespace seaworthy::project {
namespace {

const Connections& of(const Project& project, std::string_view service) {
  return connections(project, *project.stacks.front().service(service));
}

std::string listed(const Listening& known) {
  std::string text(known.program);
  for (const ListenPort& port : known.ports) text += " " + std::to_string(port.port) + (port.tls ? " tls" : "");
  return text + (known.complete ? " and no other" : "") + (known.loopback_only ? ", loopback" : "");
}

TEST(Connections, CommandLinesSayWhereAProgramListens) {
  const auto project = link_files({{"compose.yaml", R"(services:
  plain: {build: .}
  given: {build: ., command: "uvicorn app:api --host 0.0.0.0 --port 9000"}
  set: {build: ., environment: {UVICORN_PORT: "7000", UVICORN_HOST: "::"}}
  asked: {build: ., command: "gunicorn -b 0.0.0.0:8001 app:api"}
  unknown: {image: example.org/x, command: serve -p 80}
)"},
                                   {"Dockerfile", "FROM python:3.13\nEXPOSE 1\nCMD [\"uvicorn\", \"app:api\"]\n"}});
  EXPECT_EQ(listed(of(*project, "plain").listening), "uvicorn 8000 and no other, loopback");
  EXPECT_EQ(listed(of(*project, "given").listening), "uvicorn 9000 and no other");
  EXPECT_EQ(listed(of(*project, "set").listening), "uvicorn 7000 and no other");
  EXPECT_EQ(listed(of(*project, "asked").listening), "gunicorn 8001 and no other");
  EXPECT_EQ(listed(of(*project, "unknown").listening), "");
}

TEST(Connections, NginxListensWhereItsFilesSay) {
  const auto project =
      link_files({{"compose.yaml", R"(services:
  whole: {image: nginx:1.29, volumes: ["./site.conf:/etc/nginx/conf.d/default.conf"]}
  beside: {image: nginx:1.29, volumes: ["./site.conf:/etc/nginx/conf.d/site.conf"]}
  elsewhere: {image: nginx:1.29, volumes: ["/srv/nginx:/etc/nginx/conf.d"]}
)"},
                  {"site.conf", "server {\n  listen 8080;\n  listen [::]:8443 ssl;\n  root /srv;\n}\n"}});
  EXPECT_EQ(listed(of(*project, "whole").listening), " 8080 8443 tls and no other");
  EXPECT_EQ(listed(of(*project, "beside").listening), " 8080 8443 tls 80 and no other");
  EXPECT_EQ(listed(of(*project, "elsewhere").listening), "");
}

TEST(Connections, ProbesAreReadInEveryForm) {
  const auto project = link_files({{"compose.yaml", R"y(services:
  list: {image: x, healthcheck: {test: ["CMD", "curl", "-fsS", "-o", "/dev/null", "http://localhost:3000/health?x=1"]}}
  line: {image: x, environment: {PORT: "4000"}, healthcheck: {test: "wget -qO- http://127.0.0.1:$${PORT}/ || exit 1"}}
  port: {image: x, healthcheck: {test: "nc -z localhost 6379"}}
  code:
    image: x
    healthcheck: {test: ["CMD", "python", "-c", "import urllib.request as u; u.urlopen('http://localhost:5000/up')"]}
  built: {build: .}
)y"},
                                   {"Dockerfile", "FROM x\nHEALTHCHECK CMD [\"curl\", \"http://built:80/\"]\n"}});
  const auto asked = [&](std::string_view service) {
    std::string text;
    for (const ProbeRequest& request : of(*project, service).probe.requests)
      text += request.host + ":" + std::to_string(request.port) + request.path + (request.own ? " own" : "") +
              (request.fails_on_error ? " strict" : "") + "\n";
    return text;
  };
  EXPECT_EQ(asked("list"), "localhost:3000/health own strict\n");
  EXPECT_EQ(asked("line"), "127.0.0.1:4000/ own strict\n");
  EXPECT_EQ(asked("port"), "localhost:6379 own strict\n");
  EXPECT_EQ(asked("code"), "localhost:5000/up own strict\n");
  EXPECT_EQ(asked("built"), "built:80/ own\n");
  EXPECT_EQ(of(*project, "built").probe.commands.front().program, "curl");
}

}  // namespace
}  // namespace seaworthy::project
