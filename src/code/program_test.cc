#include "code/program.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <string>
#include <utility>

namespace seaworthy::code {
namespace {

class MemoryTree final : public Tree {
 public:
  MemoryTree(std::initializer_list<std::pair<std::string, std::string>> files) {
    for (const auto& [path, text] : files) files_[path] = text;
  }
  bool has(std::string_view path) const override { return files_.contains(path); }
  bool has_folder(std::string_view path) const override { return path.empty() || !below(path, 1).empty(); }
  std::vector<std::string_view> below(std::string_view folder, std::size_t limit) const override {
    const std::string prefix = folder.empty() ? "" : std::string(folder) + "/";
    std::vector<std::string_view> result;
    for (auto at = files_.lower_bound(prefix); at != files_.end() && at->first.starts_with(prefix); ++at)
      if (result.size() < limit) result.push_back(at->first);
    return result;
  }
  std::optional<SourceFile> read(std::string_view path) override {
    const auto found = files_.find(path);
    if (found == files_.end()) return std::nullopt;
    return SourceFile{FileId{next_++}, found->first, found->second};
  }

 private:
  std::map<std::string, std::string, std::less<>> files_;
  std::uint32_t next_ = 0;
};

Program read(MemoryTree tree, std::string entry, std::string base = "", std::string module = "") {
  // What is asked of a program afterwards looks into the texts of its tree.
  static std::deque<MemoryTree> trees;
  return read_program(trees.emplace_back(std::move(tree)),
                      {.path = std::move(entry), .object = "", .base = std::move(base), .module = std::move(module)});
}

std::string routes_of(const Program& program) {
  std::string result;
  for (const Route& route : program.routes) {
    if (!result.empty()) result += ' ';
    if (!route.get) result += '!';
    result += route.path;
  }
  return result;
}

constexpr auto yes = Program::Serves::yes;
constexpr auto no = Program::Serves::no;
constexpr auto unknown = Program::Serves::unknown;

TEST(ResolvedModule, TriesEndingsAndWhatAModuleIsMadeOf) {
  const MemoryTree tree{{"app.ts", ""},   {"lib/index.js", ""}, {"types.d.ts", ""},
                        {"page.css", ""}, {"both.js", ""},      {"both.ts", ""}};
  EXPECT_EQ(resolved_module(tree, "app", false), "app.ts");
  EXPECT_EQ(resolved_module(tree, "app.js", false), "app.ts");
  EXPECT_EQ(resolved_module(tree, "both.js", false), "both.js");
  EXPECT_EQ(resolved_module(tree, "lib", false), "lib/index.js");
  EXPECT_EQ(resolved_module(tree, "gone", true), "");
}

TEST(ResolvedModule, TakesStylesAndTypesWhereAnyKindWillDo) {
  const MemoryTree tree{{"types.d.ts", ""}, {"page.css", ""}};
  EXPECT_EQ(resolved_module(tree, "page.css", false), "");
  EXPECT_EQ(resolved_module(tree, "page.css", true), "page.css");
  EXPECT_EQ(resolved_module(tree, "types", false), "");
  EXPECT_EQ(resolved_module(tree, "types", true), "types.d.ts");
}

TEST(CodeProgram, FollowsRoutersOfExpressThroughModules) {
  const Program program = read({{"src/app.ts", R"(
import express, { Router } from 'express';
import { setup } from './routes';
const app = express();
app.use(express.json());
const inner = Router();
inner.route('/list').get(list).post(add);
app.use(['/a', '/b'], inner);
setup(app);
require('./more')(app);
app.listen(Number(process.env.PORT ?? 4000), '0.0.0.0');
)"},
                                {"src/routes/index.ts", R"(
import type { Express } from 'express';
import users from './users';
const BASE = '/api';
export const setup = (app: Express): void => {
  app.use(`${BASE}/users`, users);
};
)"},
                                {"src/routes/users.ts", R"(
import { Router } from 'express';
const router = Router();
router.get('/:id', one);
router.get('/', (request, response) => response.json([]));
export default router;
)"},
                                {"src/more.js", "module.exports = function (app) { app.get('/more', more); };"}},
                               "src/app.ts");
  EXPECT_EQ(program.framework, "Express");
  EXPECT_EQ(program.doubt, "");
  EXPECT_EQ(routes_of(program), "/a/list /b/list /api/users/: /api/users /more");
  EXPECT_EQ(program.serves("/api/users"), yes);
  EXPECT_EQ(program.serves("/api/users/7"), unknown);
  EXPECT_EQ(program.serves("/health"), no);
  EXPECT_EQ(program.serves("/users"), no);
  ASSERT_EQ(program.listens.size(), 1u);
  EXPECT_EQ(program.listens[0].port.variable, "PORT");
  EXPECT_EQ(program.listens[0].port.text, "4000");
  EXPECT_EQ(program.listens[0].host.text, "0.0.0.0");
}

TEST(CodeProgram, DoubtsWhatItDoesNotFollow) {
  const auto serves = [](std::string_view line) {
    return read({{"a.js", "const express = require('express');\nconst app = express();\n" + std::string(line)}}, "a.js")
        .serves("/health");
  };
  EXPECT_EQ(serves("app.get('/orders', f);"), no);
  EXPECT_EQ(serves("app.get(paths.orders, f);"), unknown);
  EXPECT_EQ(serves("app.use(require('unheard-of')());"), unknown);
  EXPECT_EQ(serves("app.use(express.static('public'));"), unknown);
  EXPECT_EQ(serves("app.get('*', page);"), unknown);
  EXPECT_EQ(serves("app.get('/orders', f); somewhere.get('/x', f);"), unknown);
  EXPECT_EQ(serves("app.get('/orders', f); const text = 'api/health';"), unknown);
  EXPECT_EQ(serves("app.get('/orders', f); const text = 'the health of it', word = 'healthy';"), no);
  EXPECT_EQ(serves("app.get('/orders', f); const answer = {'health': 'good'};"), no);
  EXPECT_EQ(serves("app.get('/x/health', f); const other = '/x/health';"), no);
  EXPECT_EQ(serves("app.get('/orders', f); const open = new Set(['/health', '/login']);"), no);
  EXPECT_EQ(serves("app.get('/orders', f); expose(['/health', '/login']);"), unknown);
  EXPECT_EQ(serves("app.use((q, r, next) => { if (q.path === '/x') r.end(); else next(); });"), unknown);
  EXPECT_EQ(serves("app.use(require('cors')()); app.get('/orders', f);"), no);
  EXPECT_EQ(serves("app.use((q, r) => r.status(404).end()); app.get('/orders', f);"), no);
}

TEST(CodeProgram, ReadsServersThatCompareAddresses) {
  const Program some = read({{"a.js", R"(
const http = require('node:http');
http.createServer((request, response) => {
  if (request.url === '/health') return response.end('up');
  response.writeHead(404).end();
}).listen(8080);
)"}},
                            "a.js");
  EXPECT_EQ(some.serves("/health"), yes);
  EXPECT_EQ(some.serves("/other"), unknown);
  const Program all = read({{"a.js", "require('http').createServer((q, r) => r.end('x')).listen(8080);"}}, "a.js");
  EXPECT_EQ(all.serves("/health"), yes);
}

TEST(CodeProgram, ReadsPrefixesOfPython) {
  const Program fast =
      read({{"app/__init__.py", ""},
            {"app/main.py", R"(
from fastapi import FastAPI
from app.api import items as things
from .core.config import settings
app = FastAPI()
app.include_router(things.router, prefix=f"{settings.BASE}/things")
)"},
            {"app/api/__init__.py", ""},
            {"app/api/items.py", R"(
from fastapi import APIRouter
router = APIRouter(prefix="/v1")
@router.get(
    "/all",
    tags=["x"],
)
async def all(): ...
)"},
            {"app/core/config.py", "class Settings:\n    BASE: str = '/api'\nsettings = Settings()\n"}},
           "app/main.py");
  EXPECT_EQ(fast.serves("/api/things/v1/all"), yes);
  EXPECT_EQ(fast.serves("/all"), no);
  EXPECT_EQ(fast.serves("/docs"), yes);
  const Program flask = read({{"shop.py", R"(
from flask import Flask, Blueprint
def create():
    app = Flask(__name__)
    app.register_blueprint(views, url_prefix="/shop")
    app.add_url_rule("/plain", view_func=f)
    return app
views = Blueprint("v", __name__, url_prefix="/unused")
@views.route("/ping", methods=["POST", "GET"])
def ping(): return "pong"
@views.post("/order")
def order(): return ""
app = create()
if __name__ == "__main__":
    app.run(port=8000)
)"}},
                             "shop.py");
  EXPECT_EQ(flask.serves("/shop/ping"), yes);
  EXPECT_EQ(flask.serves("/plain"), yes);
  EXPECT_EQ(flask.serves("/shop/order"), unknown);
  EXPECT_EQ(flask.serves("/missing"), no);
  ASSERT_EQ(flask.listens.size(), 1u);
  EXPECT_TRUE(flask.listens[0].loopback_by_default);
}

TEST(CodeProgram, ReadsGroupsOfGo) {
  const Program program = read({{"cmd/a/main.go", R"(
package main
import (
  "fmt"
  "github.com/go-chi/chi/v5"
  "example.org/a/internal/web"
  "net/http"
)
func main() {
  r := chi.NewRouter()
  r.Route("/v1", func(r chi.Router) {
    r.Get("/ok", ok)
    r.Mount("/sub", web.Sub())
  })
  r.Get("/{name}", ok)
  http.ListenAndServe(fmt.Sprintf(":%s", port()), r)
}
func port() string { return "80" }
)"},
                                {"internal/web/web.go", R"(
package web
import "github.com/go-chi/chi/v5"
func Sub() chi.Router {
  r := chi.NewRouter()
  r.Get("/", f)
  return r
}
)"}},
                               "cmd/a", "", "example.org/a");
  EXPECT_EQ(program.doubt, "");
  EXPECT_EQ(program.serves("/v1/ok"), yes);
  EXPECT_EQ(program.serves("/v1/sub"), yes);
  EXPECT_EQ(program.serves("/ok"), unknown);
  EXPECT_EQ(program.serves("/else/where/nothing"), no);
  EXPECT_FALSE(program.listens_known);
}

TEST(CodeProgram, FindsWhatItMustBeGiven) {
  const auto required = [](std::string_view name, std::string_view text, std::string module = "") {
    const std::string path = name.ends_with(".go") ? "" : std::string(name);
    std::string result;
    for (const RequiredVariable& each :
         read({{std::string(name), std::string(text)}}, path, "", std::move(module)).required) {
      if (!result.empty()) result += ' ';
      result += each.name;
    }
    return result;
  };
  EXPECT_EQ(required("a.js", "if (!process.env.A_KEY || !process.env.B_KEY) process.exit(1);"), "A_KEY B_KEY");
  EXPECT_EQ(required("a.js", "if (!process.env.A_KEY && strict) throw new Error();"), "");
  EXPECT_EQ(required("a.js", "if (!process.env.A_KEY) console.warn('no key');"), "");
  EXPECT_EQ(required("a.js", "function f() { if (!process.env.A_KEY) throw new Error(); }"), "");
  EXPECT_EQ(required("a.js", "for (const n of ['A_KEY']) if (!process.env[n]) throw new Error(n);"), "A_KEY");
  EXPECT_EQ(required("a.ts", "export const env = cleanEnv(process.env, { A_KEY: str(), PORT: port({ default: 1 }) });"),
            "A_KEY");
  EXPECT_EQ(required("a.ts",
                     "ConfigModule.forRoot({ validationSchema: Joi.object({ A_KEY: Joi.string().required(), B_KEY: "
                     "Joi.string().default('b'), C_KEY: Joi.string().when('NODE_ENV', { is: 'production', then: "
                     "Joi.required() }), D_KEY: Joi.string().when('E_KEY', { is: Joi.exist(), then: Joi.required() }) "
                     "}) });"),
            "A_KEY C_KEY");
  EXPECT_EQ(required("a.py", "import os\nA = os.environ['A_KEY']\nB = os.environ.get('B_KEY')\n"), "A_KEY");
  EXPECT_EQ(required("a.py", "import os\ntry:\n    A = os.environ['A_KEY']\nexcept KeyError:\n    A = ''\n"), "");
  EXPECT_EQ(required("a.py", "import os\nos.environ['A_KEY'] = '1'\n"), "");
  EXPECT_EQ(required("a.py", "import os\nif 'A_KEY' not in os.environ:\n    print('no')\n    raise ValueError()\n"),
            "A_KEY");
  EXPECT_EQ(required("a.py", "if not os.getenv('A_KEY') or os.environ.get('B_KEY', '') == '': exit(1)\n"),
            "A_KEY B_KEY");
  EXPECT_EQ(required("a.py", "a = os.getenv('A_KEY')\nb = os.getenv('B_KEY')\nif not all([a, b]):\n    sys.exit(1)\n"),
            "A_KEY B_KEY");
  EXPECT_EQ(required("a.py", "if 'A_KEY' not in os.environ and strict:\n    raise ValueError()\n"), "");
  EXPECT_EQ(required("a.py", "if 'A_KEY' not in os.environ:\n    if strict:\n        raise ValueError()\n"), "");
  EXPECT_EQ(required("a.py", "if strict:\n    if 'A_KEY' not in os.environ:\n        raise ValueError()\n"), "");
  EXPECT_EQ(required("a.py", "if 'A_KEY' not in os.environ:\n    os.environ['A_KEY'] = 'a'\n    raise E()\n"), "");
  EXPECT_EQ(required("a.py", "a = os.getenv('A_KEY')\na = a or 'a'\nif not a:\n    raise ValueError()\n"), "");
  EXPECT_EQ(required("a.py", "A = os.getenv('A_KEY')\ndef f():\n    if not A:\n        raise ValueError()\n"), "");
  EXPECT_EQ(required("a.py", "def f():\n    if 'A_KEY' not in os.environ:\n        exit(1)\ndef g():\n    f()\ng()\n"),
            "A_KEY");
  EXPECT_EQ(required("a.py",
                     "def f():\n    if 'A_KEY' not in os.environ:\n        raise E()\ntry:\n    f()\nexcept E:\n    "
                     "pass\n"),
            "");
  EXPECT_EQ(required("a.py",
                     "def f():\n    if 'A_KEY' not in os.environ:\n        raise E()\nif __name__ == '__main__':\n    "
                     "try:\n        f()\n    except KeyboardInterrupt:\n        pass\n"),
            "A_KEY");
  EXPECT_EQ(required("a.py", "for n in ['A_KEY', 'B_KEY']:\n    if not os.getenv(n):\n        raise E(n)\n"),
            "A_KEY B_KEY");
  EXPECT_EQ(required("a.py", "L = ('A_KEY',)\nfor n in L:\n    v = os.getenv(n)\n    if v is None:\n        exit(1)\n"),
            "A_KEY");
  EXPECT_EQ(required("a.py", "for n in ['A_KEY', 'B_KEY']:\n    if not os.getenv(n):\n        print(n)\n"), "");
  EXPECT_EQ(required("a.py",
                     "L = ['A_KEY', 'B_KEY']\nmissing = [n for n in L if n not in os.environ]\nif missing:\n    raise "
                     "E()\n"),
            "A_KEY B_KEY");
  EXPECT_EQ(required("a.py", "m = [n for n in ['A_KEY'] if not os.getenv(n)]\nif m:\n    print(m)\n"), "");
  EXPECT_EQ(required("a.py",
                     "missing = []\nfor n in ['A_KEY']:\n    if not os.getenv(n):\n        missing.append(n)\nif "
                     "len(missing) > 0:\n    raise E()\n"),
            "A_KEY");
  EXPECT_EQ(
      required("a.py",
               "import environ\nenv = environ.Env(A_DEBUG=(bool, False))\nA = env('A_KEY')\nB = env('B_KEY', "
               "default='')\nC = env('A_DEBUG')\nD = env.int('D_KEY')\nE = env.list('E_KEY', [])\nF = env('F_KEY', "
               "str)\nG = env.bool('G_KEY', default=True)\n"),
      "A_KEY D_KEY F_KEY");
  EXPECT_EQ(required("a.py", "from environs import Env\nenv = Env()\nA = env('A_KEY')\nB = env.str('B_KEY', 'b')\n"),
            "A_KEY");
  EXPECT_EQ(required("a.py",
                     "from decouple import config\nA = config('A_KEY')\nB = config('B_KEY', default=1)\nC = "
                     "config('C_KEY', cast=bool)\nD = config('D_KEY', cast=int, default=2)\n"),
            "A_KEY C_KEY");
  EXPECT_EQ(required("a.py", "def config(x):\n    return x\nA = config('A_KEY')\n"), "");
  EXPECT_EQ(required("main.go",
                     "package main\nimport (\"os\"; \"log\")\nfunc main() {\n\tif os.Getenv(\"A_KEY\") == \"\" "
                     "{\n\t\tlog.Fatal(\"x\")\n\t}\n}\n"),
            "A_KEY");
}

TEST(CodeProgram, ReadsFoldersOfNext) {
  MemoryTree tree({{"web/app/(shop)/page.tsx", ""},
                   {"web/app/api/health/route.ts", "export async function GET() {}"},
                   {"web/app/api/send/route.ts", "export async function POST() {}"},
                   {"web/app/docs/[...slug]/page.tsx", ""},
                   {"web/pages/api/old.js", "export default (q, r) => r.end('GET')"},
                   {"web/public/robots.txt", ""}});
  const Program program = read_next_application(tree, "web");
  EXPECT_EQ(program.serves("/"), yes);
  EXPECT_EQ(program.serves("/api/health"), yes);
  EXPECT_EQ(program.serves("/api/send"), unknown);
  EXPECT_EQ(program.serves("/docs/a/b"), unknown);
  EXPECT_EQ(program.serves("/api/old"), yes);
  EXPECT_EQ(program.serves("/robots.txt"), yes);
  EXPECT_EQ(program.serves("/health"), no);
  EXPECT_EQ(program.serves("/_next/image"), yes);
}

TEST(CodeProgram, RewritesOfNextLeaveTheRestKnown) {
  const auto read_with = [](const std::string& configuration) {
    MemoryTree tree({{"web/app/page.tsx", ""}, {"web/server.js", ""}, {"web/next.config.js", configuration}});
    return read_next_application(tree, "web");
  };
  const Program written = read_with(
      "module.exports = { output: 'standalone', rewrites() { return [{ source: '/io/:path*', destination: '/x' }]; } "
      "}");
  EXPECT_EQ(written.serves("/health"), no);
  EXPECT_EQ(written.serves("/io/a"), unknown);
  EXPECT_EQ(read_with("module.exports = { output: 'standalone', rewrites: () => [...others] }").serves("/health"),
            unknown);
  EXPECT_EQ(
      read_with("module.exports = { output: 'standalone', rewrites: () => [{ source: '/:path*' }] }").serves("/health"),
      unknown);
  EXPECT_EQ(read_with("module.exports = {}").serves("/health"), unknown);
}

TEST(CodeProgram, ReadsProjectsByConvention) {
  MemoryTree spring(
      {{"pom.xml", "<artifactId>spring-boot-starter-parent</artifactId> spring-boot-starter-actuator"},
       {"src/main/resources/application.properties", "server.port=${PORT:9000}\n"},
       {"src/main/java/A.java",
        "@RestController @RequestMapping(\"/a\") class A { @GetMapping(\"/b\") String b() { return \"\"; } }"}});
  const Program java = read_java_application(spring, "");
  EXPECT_EQ(java.serves("/a/b"), yes);
  EXPECT_EQ(java.serves("/actuator/health"), yes);
  EXPECT_EQ(java.serves("/actuator/info"), unknown);
  EXPECT_EQ(java.serves("/nothing"), no);
  EXPECT_EQ(java.listens.at(0).port.text, "9000");
  MemoryTree commented(
      {{"pom.xml", "<artifactId>spring-boot-starter-parent</artifactId>"},
       {"src/main/resources/application.yml", "server: # the embedded one\n  port: 8761 # of the registry\n"},
       {"src/main/java/A.java", "class A {}"}});
  EXPECT_EQ(read_java_application(commented, "").listens.at(0).port.text, "8761");
  MemoryTree rails(
      {{"config/routes.rb",
        "Rails.application.routes.draw do\n  get \"up\" => \"rails/health#show\"\n  namespace :api do\n    get "
        "'ping', to: 'x#y'\n  end\n  resources :users do\n    get :posts\n  end\nend\n"}});
  const Program ruby = read_rails_application(rails, "");
  EXPECT_EQ(ruby.serves("/up"), yes);
  EXPECT_EQ(ruby.serves("/api/ping"), yes);
  EXPECT_EQ(ruby.serves("/posts"), unknown);
  MemoryTree dotnet(
      {{"Program.cs", "app.MapHealthChecks(\"/healthz\"); app.MapGet(\"/x\", () => 1);"},
       {"Controllers/AController.cs",
        "[Route(\"api/[controller]\")] public class ThingsController { [HttpGet(\"all\")] public int All() => 1; }"}});
  const Program csharp = read_dotnet_application(dotnet, "");
  EXPECT_EQ(csharp.serves("/healthz"), yes);
  EXPECT_EQ(csharp.serves("/api/things/all"), yes);
  EXPECT_EQ(csharp.serves("/none"), unknown);
  MemoryTree rust(
      {{"src/main.rs",
        "use axum::Router; fn main() { Router::new().route(\"/health\", get(ok)).route(\"/x\", post(ok)); }"}});
  EXPECT_EQ(read_rust_application(rust, "").serves("/health"), yes);
  MemoryTree laravel({{"routes/api.php", "<?php Route::get('/ping', fn () => 'pong');"},
                      {"bootstrap/app.php", "<?php return Application::configure()->withRouting(health: '/up');"}});
  EXPECT_EQ(read_laravel_application(laravel, "").serves("/api/ping"), yes);
  EXPECT_EQ(read_laravel_application(laravel, "").serves("/up"), yes);
}

TEST(CodeProgram, WhatSpringSecurityLetsEverybodyAskIsServed) {
  const auto read_with = [](const std::string& chain, const std::string& version, const std::string& settings) {
    MemoryTree tree(
        {{"pom.xml", "<artifactId>spring-boot-starter-parent</artifactId><version>" + version +
                         "</version> spring-boot-starter-actuator spring-boot-starter-security"},
         {"src/main/resources/application.properties", "server.servlet.context-path=/api\n" + settings},
         {"src/main/java/Chain.java",
          "class Chain {\n  static final String[] OPEN = {\"/login\", \"/actuator/health\"};\n"
          "  SecurityFilterChain chain(HttpSecurity http) {\n    return http.authorizeHttpRequests(auth -> auth." +
              chain + ".anyRequest().authenticated()).build();\n  }\n}\n"}});
    return read_java_application(tree, "");
  };
  const std::string health = "/api/actuator/health", readiness = "/api/actuator/health/readiness";
  EXPECT_EQ(read_with("requestMatchers(\"/actuator/**\").permitAll()", "3.5.0", "").serves(health), yes);
  EXPECT_EQ(read_with("requestMatchers(OPEN).permitAll()", "3.5.0", "").serves(health), yes);
  EXPECT_EQ(read_with("requestMatchers(\"/login\").permitAll()", "3.5.0", "").serves(health), unknown);
  EXPECT_EQ(read_with("requestMatchers(HttpMethod.GET, \"/**\").permitAll()", "3.5.0", "").serves(health), yes);
  EXPECT_EQ(read_with("requestMatchers(HttpMethod.OPTIONS, \"/**\").permitAll()", "3.5.0", "").serves(health), unknown);
  EXPECT_EQ(read_with("requestMatchers(\"/actuator/**\").hasRole(\"OPS\")", "3.5.0", "").serves(health), unknown);
  // Without the probes of Kubernetes there are no groups; Spring Boot 4 has them anyway.
  const std::string open = "requestMatchers(\"/actuator/**\").permitAll()";
  EXPECT_EQ(read_with(open, "3.5.0", "").serves(readiness), no);
  EXPECT_EQ(read_with(open, "3.5.0", "management.endpoint.health.probes.enabled=true\n").serves(readiness), unknown);
  EXPECT_EQ(read_with(open, "4.0.0", "").serves(readiness), unknown);
}

}  // namespace
}  // namespace seaworthy::code
