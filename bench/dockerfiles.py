"""Makes Dockerfiles of many kinds, as people write them: good ones, average ones and some with faults.

The same number always gives the same text, so that runs can be compared.
"""

import random

VERSIONS = {
    "node": ("18", "20", "22.11", "24"),
    "python": ("3.9", "3.11", "3.13", "3.14"),
    "golang": ("1.21", "1.24", "1.26", "1.27"),
    "eclipse-temurin": ("11", "17", "21", "25"),
    "php": ("8.1", "8.3", "8.4"),
    "ruby": ("3.2", "3.3", "3.4"),
    "rust": ("1.79", "1.88", "1.91"),
    "debian": ("11", "12", "13"),
    "ubuntu": ("20.04", "22.04", "24.04"),
    "alpine": ("3.18", "3.21", "3.24"),
    "nginx": ("1.25", "1.28", "1.29"),
}
VARIANTS = {"node": ("", "-slim", "-alpine"), "python": ("", "-slim", "-alpine"), "debian": ("", "-slim"), "ruby": ("", "-slim")}
PACKAGES = ("curl", "git", "ca-certificates", "jq", "libpq-dev", "build-essential", "imagemagick", "tini", "gnupg", "unzip", "rsync")
NAMES = ("orders", "invoices", "search", "mail", "gateway", "reports", "stock", "accounts", "images", "events")


class Maker:
    def __init__(self, number: int):
        self.choice = random.Random(number)
        self.name = f"{self.choice.choice(NAMES)}-{number}"

    def image(self, product: str) -> str:
        version = self.choice.choice(VERSIONS[product] + (("latest",) if self.choice.random() < 0.05 else ()))
        return f"{product}:{version}{'' if version == 'latest' else self.choice.choice(VARIANTS.get(product, ('',)))}"

    def release(self, product: str) -> str:
        return f"{product}:{self.choice.choice(VERSIONS[product])}"

    def packages(self, most: int = 5) -> list[str]:
        return sorted(self.choice.sample(PACKAGES, self.choice.randint(1, most)))

    def apt(self) -> str:
        flags = self.choice.choice(("-y ", "-y --no-install-recommends ", "-yq "))
        lines = " \\\n    ".join(self.packages())
        end = self.choice.choice((" \\\n && rm -rf /var/lib/apt/lists/*", "", " \\\n && apt-get clean"))
        return f"RUN apt-get update \\\n && apt-get install {flags}{lines}{end}\n"

    def labels(self) -> str:
        return f'LABEL org.opencontainers.image.title="{self.name}" \\\n      org.opencontainers.image.vendor="Harbour works"\n' if self.choice.random() < 0.4 else ""

    def user(self, name: str) -> str:
        return self.choice.choice((f"USER {name}\n", f"USER {name}:{name}\n", "", f"RUN chown -R {name} /app\nUSER {name}\n"))

    def probe(self, port: int) -> str:
        return self.choice.choice(
            ("", f"HEALTHCHECK --interval=30s --timeout=3s --retries=3 CMD curl -fsS http://localhost:{port}/health || exit 1\n",
             f'HEALTHCHECK CMD ["wget", "-qO-", "http://127.0.0.1:{port}/"]\n')
        )

    def node(self) -> str:
        base, install = self.image("node"), self.choice.choice(("npm ci", "npm install", "npm ci --omit=dev", "corepack enable && pnpm install --frozen-lockfile"))
        return (
            f"# syntax=docker/dockerfile:1\nFROM {base} AS dependencies\nWORKDIR /app\nCOPY package.json package-lock.json ./\n"
            f"RUN --mount=type=cache,target=/root/.npm {install}\n\nFROM {base} AS build\nWORKDIR /app\nCOPY --from=dependencies /app/node_modules ./node_modules\n"
            f"COPY . .\nENV NEXT_TELEMETRY_DISABLED=1\nRUN npm run build\n\nFROM {base}\n{self.labels()}ENV NODE_ENV=production PORT=3000\nWORKDIR /app\n"
            f"COPY --from=build --chown=node:node /app/dist ./dist\nCOPY --from=dependencies /app/node_modules ./node_modules\n{self.user('node')}EXPOSE 3000\n{self.probe(3000)}"
            f'CMD ["node", "dist/{self.name}.js"]\n'
        )

    def python(self) -> str:
        start = self.choice.choice((f'["gunicorn", "--bind", "0.0.0.0:8000", "{self.name.replace("-", "_")}.wsgi"]', f"python -m {self.name.split('-')[0]}", '["uvicorn", "main:app", "--host", "0.0.0.0"]'))
        return (
            f"ARG RELEASE=dev\nFROM {self.image('python')}\nARG RELEASE\nENV PYTHONUNBUFFERED=1 \\\n    PYTHONDONTWRITEBYTECODE=1 \\\n    APP_RELEASE=$RELEASE\n{self.apt()}WORKDIR /srv/app\n"
            f"{self.choice.choice(('COPY requirements.txt .', 'COPY . .'))}\nRUN pip install {self.choice.choice(('', '--no-cache-dir '))}-r requirements.txt\nCOPY . .\n"
            f"RUN useradd --system --uid 1001 app\n{self.user('app')}EXPOSE 8000\n{self.probe(8000)}CMD {start}\n"
        )

    def go(self) -> str:
        last = self.choice.choice(("scratch", "gcr.io/distroless/static-debian12:nonroot", self.image("alpine"), self.image("debian")))
        return (
            f"FROM --platform=$BUILDPLATFORM {self.image('golang')} AS build\nARG TARGETOS TARGETARCH\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
            f'RUN --mount=type=cache,target=/root/.cache/go-build \\\n    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags="-s -w -X main.name={self.name}" -o /out/{self.name} ./cmd/{self.name}\n\n'
            f"FROM {last}\nCOPY --from=build /out/{self.name} /usr/local/bin/{self.name}\n{self.choice.choice(('USER 65532:65532', 'USER nobody', ''))}\nEXPOSE {self.choice.choice((80, 8080, 9090))}\n"
            f'ENTRYPOINT ["/usr/local/bin/{self.name}"]\n'
        )

    def java(self) -> str:
        return (
            f"FROM {self.release('eclipse-temurin')}-jdk AS build\nWORKDIR /build\nCOPY mvnw pom.xml ./\nCOPY .mvn .mvn\nRUN ./mvnw -B dependency:go-offline\nCOPY src src\n"
            f"RUN ./mvnw -B package -DskipTests \\\n && mv target/*.jar /build/{self.name}.jar\n\nFROM {self.release('eclipse-temurin')}-jre\nWORKDIR /opt/{self.name}\nCOPY --from=build /build/{self.name}.jar app.jar\n"
            f'ENV JAVA_OPTS="-XX:MaxRAMPercentage=75"\nEXPOSE 8080\n{self.probe(8080)}ENTRYPOINT {self.choice.choice(("exec java $JAVA_OPTS -jar app.jar", chr(91) + chr(34) + "java" + chr(34) + ", " + chr(34) + "-jar" + chr(34) + ", " + chr(34) + "app.jar" + chr(34) + chr(93)))}\n'
        )

    def php(self) -> str:
        return (
            f"FROM {self.release('php')}-fpm\n{self.apt()}RUN docker-php-ext-install -j$(nproc) pdo_mysql opcache \\\n && pecl install redis && docker-php-ext-enable redis\n"
            f"COPY --from=composer:2 /usr/bin/composer /usr/bin/composer\nWORKDIR /var/www/html\nCOPY . .\nRUN composer install {self.choice.choice(('', '--no-dev '))}--optimize-autoloader --no-interaction\n"
            f"RUN chmod -R {self.choice.choice(('775', '777', 'g+w'))} storage bootstrap/cache\nRUN echo 'memory_limit = 256M' > /usr/local/etc/php/conf.d/limits.ini\nEXPOSE 9000\n"
        )

    def ruby(self) -> str:
        return (
            f"FROM {self.image('ruby')}\nENV RAILS_ENV=production BUNDLE_WITHOUT=development:test\n{self.apt()}WORKDIR /rails\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install --jobs 4\nCOPY . .\n"
            f"RUN SECRET_KEY_BASE_DUMMY=1 ./bin/rails assets:precompile\nRUN groupadd --system rails && useradd rails --system --gid rails\n{self.user('rails')}EXPOSE 3000\n"
            f'ENTRYPOINT ["/rails/bin/docker-entrypoint"]\nCMD ["./bin/rails", "server", "-b", "0.0.0.0"]\n'
        )

    def written(self) -> str:
        """Start scripts that the Dockerfile writes."""
        script = self.choice.choice(
            (
                f"COPY --chmod=755 <<'EOF' /start.sh\n#!/bin/sh\nset -eu\nif [ -n \"${{MIGRATE:-}}\" ]; then\n  /opt/{self.name}/migrate\nfi\nexec /opt/{self.name}/serve \"$@\"\nEOF\n",
                f"RUN printf '#!/bin/sh\\nset -e\\n/opt/{self.name}/serve \"$@\"\\n' > /start.sh && chmod +x /start.sh\n",
                f"RUN echo '#!/bin/bash' > /start.sh \\\n && echo 'for part in a b c; do echo $part; done' >> /start.sh \\\n && echo 'exec /opt/{self.name}/serve' >> /start.sh \\\n && chmod 755 /start.sh\n",
                f"RUN <<EOF\nset -e\nmkdir -p /opt/{self.name}\ncat > /start.sh <<'END'\n#!/bin/sh\nexec /opt/{self.name}/serve\nEND\nchmod +x /start.sh\nEOF\n",
            )
        )
        return f"FROM {self.image(self.choice.choice(('debian', 'ubuntu', 'alpine')))}\n{self.labels()}WORKDIR /opt/{self.name}\nCOPY . .\n{script}VOLUME /data\nEXPOSE 8080\n{self.probe(8080)}ENTRYPOINT [\"/start.sh\"]\n"

    def tools(self) -> str:
        archive = f"https://downloads.example.org/{self.name}/$VERSION/{self.name}-linux-amd64.tar.gz"
        fetch = self.choice.choice(
            (
                f"curl -fsSL {archive} -o /tmp/tool.tar.gz \\\n && echo \"$SUM  /tmp/tool.tar.gz\" | sha256sum -c - \\\n && tar -xzf /tmp/tool.tar.gz -C /usr/local/bin \\\n && rm /tmp/tool.tar.gz",
                f"curl -L {archive} | tar xz -C /usr/local/bin",
                f"wget {archive} && tar xzf {self.name}-linux-amd64.tar.gz && mv {self.name} /usr/bin/",
            )
        )
        return f"FROM {self.image('ubuntu')}\nARG VERSION=1.{self.choice.randint(0, 40)}.0\nARG SUM\n{self.apt()}RUN {fetch}\nENV PATH=/usr/local/{self.name}/bin:$PATH \\\n    TOOL_HOME=/usr/local/{self.name}\nCMD [\"{self.name}\", \"--help\"]\n"

    def site(self) -> str:
        return (
            f"FROM {self.image('node')} AS build\nWORKDIR /site\nADD package*.json ./\nRUN npm ci && npm cache clean --force\nADD . .\nRUN npm run build\n\nFROM {self.release('nginx')}-alpine\n"
            f"COPY nginx.conf /etc/nginx/conf.d/default.conf\nCOPY --from=build /site/dist /usr/share/nginx/html\nRUN apk add --no-cache curl && chown -R nginx:nginx /var/cache/nginx\n{self.probe(80)}EXPOSE 80\n"
        )

    def rust(self) -> str:
        return (
            f"FROM {self.image('rust')} AS build\nWORKDIR /src\nCOPY Cargo.toml Cargo.lock ./\nCOPY src src\nRUN --mount=type=cache,target=/usr/local/cargo/registry \\\n    --mount=type=cache,target=/src/target \\\n    cargo build --release && cp target/release/{self.name} /{self.name}\n\n"
            f"FROM {self.image('debian')}\n{self.apt()}COPY --from=build /{self.name} /usr/local/bin/\n{self.choice.choice(('USER 10001', '', 'USER root'))}\nCMD [\"{self.name}\"]\n"
        )

    def long(self) -> str:
        """What grew over years: many layers, comments inside continuations, old notation."""
        lines = [f"FROM {self.image('debian')}\nMAINTAINER team@example.org\nENV LANG C.UTF-8\nENV HOME_DIR /opt/{self.name}\n"]
        for _ in range(self.choice.randint(4, 12)):
            lines.append(
                self.choice.choice(
                    (
                        self.apt(),
                        f"RUN cd /tmp && wget http://mirror.example.org/{self.choice.randint(1, 99)}.tgz \\\n    # unpacked beside the rest\n    && tar xzf *.tgz -C /opt && rm -f *.tgz\n",
                        f"RUN pip3 install {' '.join(self.choice.sample(('requests', 'boto3', 'ansible==9.2.0', 'pyyaml'), 2))}\n",
                        f"ADD conf/{self.choice.randint(1, 9)}.conf /etc/{self.name}/\n",
                        "RUN if [ -f /etc/app.conf ]; then sed -i 's/debug/info/' /etc/app.conf; else echo none; fi\n",
                        f"RUN useradd -m worker{self.choice.randint(1, 5)} || true\n",
                        "COPY files/ /srv/files/\n",
                    )
                )
            )
        return "".join(lines) + f"EXPOSE 22 80 443\nVOLUME [\"/var/lib/{self.name}\"]\nCMD service cron start && tail -f /dev/null\n"


KINDS = (Maker.node, Maker.python, Maker.go, Maker.java, Maker.php, Maker.ruby, Maker.written, Maker.tools, Maker.site, Maker.rust, Maker.long)


def dockerfile(number: int) -> str:
    """The Dockerfile of that number."""
    return KINDS[number % len(KINDS)](Maker(number))
